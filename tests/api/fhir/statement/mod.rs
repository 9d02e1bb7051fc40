//! Walks the CapabilityStatement: everything that it declares is asked for and answers, and what it does not declare
//! is refused. What to ask is generated from the statement and its complement, never listed.

mod agreeing;
mod declared;
mod documented;
mod undeclared;
mod values;

use std::collections::BTreeSet;
use std::sync::Arc;

use reqwest::Method;
use serde_json::Value;
use tokio::task::JoinSet;

use crate::server::{Answer, Server};

/// How many requests are under way at once.
const AT_ONCE: usize = 16;

/// The most parameters that one search asks for.
const MOST: usize = 60;

/// The codes of issues that say that something is not there at all.
const UNKNOWN: [&str; 9] = [
    "unknown-parameter",
    "unknown-modifier",
    "unknown-address",
    "unknown-operation",
    "unknown-resource-type",
    "method-not-allowed",
    "not-supported",
    "not-acceptable",
    "unsupported-media-type",
];

/// A request of the walk.
#[derive(Debug, Clone)]
struct Ask {
    method: Method,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Option<String>,
}

impl Ask {
    fn new(method: Method, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), headers: Vec::new(), body: None }
    }

    fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    /// A search for several things at once.
    fn search(name: &str, pairs: &[(String, String)]) -> Self {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        Self::get(format!("/fhir/{name}?{query}"))
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn sending(mut self, body: &Value) -> Self {
        self.body = Some(body.to_string());
        self
    }
}

/// The server, and what it says of itself.
struct Walk {
    server: Arc<Server>,
    statement: Value,
}

impl Walk {
    async fn start() -> Self {
        let server = Server::start().await;
        let statement = server.get("/fhir/metadata").await.expect(200).json();
        Self { server: Arc::new(server), statement }
    }

    fn rest(&self) -> &Value {
        &self.statement["rest"][0]
    }

    fn resources(&self) -> &[Value] {
        self.rest()["resource"].as_array().unwrap()
    }

    /// Asks for all of it, several at once, and has each answer checked.
    async fn ask(&self, asks: Vec<Ask>, check: impl Fn(&Ask, &Answer)) {
        assert!(!asks.is_empty(), "there is nothing to ask");
        let mut waiting = asks.into_iter();
        let mut under_way = JoinSet::new();
        loop {
            while under_way.len() < AT_ONCE
                && let Some(ask) = waiting.next()
            {
                let server = Arc::clone(&self.server);
                under_way.spawn(async move {
                    let headers: Vec<(&str, &str)> =
                        ask.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
                    let answer = server.send(ask.method.clone(), &ask.path, &headers, ask.body.clone()).await;
                    (ask, answer)
                });
            }
            let Some(done) = under_way.join_next().await else { return };
            let (ask, answer) = done.unwrap();
            check(&ask, &answer);
        }
    }
}

/// The codes of an OperationOutcome's issues, each with the parameter that it is at.
fn issues(answer: &Answer) -> Vec<(String, String)> {
    let outcome = answer.json();
    let issues = outcome["issue"].as_array().into_iter().flatten();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    issues.map(|issue| (text(&issue["details"]["coding"][0]["code"]), text(&issue["location"][0]))).collect()
}

/// Fails where an answer says that what was asked for is not there.
fn is_known(ask: &Ask, answer: &Answer) {
    assert!(answer.status.as_u16() < 500, "{ask:?}: {answer:?}");
    for (code, place) in issues(answer) {
        assert!(!UNKNOWN.contains(&code.as_str()), "{ask:?} is declared, but at '{place}': {answer:?}");
    }
}

/// Fails where an answer does not say that what was asked for is not there.
fn is_refused(ask: &Ask, answer: &Answer) {
    let issues = issues(answer);
    let refused = answer.status.is_client_error() && !issues.is_empty();
    assert!(refused, "{ask:?} is not declared, but answers {answer:?}");
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

/// The members of a list that are texts.
fn texts<'a>(value: &'a Value, name: &str) -> Vec<&'a str> {
    value[name].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The codes of the declared interactions.
fn interactions(declared: &Value) -> BTreeSet<&str> {
    declared["interaction"].as_array().into_iter().flatten().map(|one| text(one, "code")).collect()
}

/// The names of a list of search parameters or operations.
fn names<'a>(declared: &'a Value, list: &str) -> BTreeSet<&'a str> {
    declared[list].as_array().into_iter().flatten().map(|one| text(one, "name")).collect()
}

/// Whether a condition is declared: true, or a word other than `not-supported`.
fn offers(resource: &Value, condition: &str) -> bool {
    resource[condition] == true || resource[condition].as_str().is_some_and(|word| word != "not-supported")
}

/// What the statement says of the kinds of parameters: kind, its modifiers, its prefixes.
fn support(rest: &Value) -> Vec<(String, BTreeSet<String>, BTreeSet<String>)> {
    let all = |extension: &Value, wanted: &str| -> BTreeSet<String> {
        let parts = extension["extension"].as_array().into_iter().flatten();
        let named = parts.filter(|part| part["url"] == wanted);
        named.map(|part| text(part, "valueString").to_owned()).collect()
    };
    let extensions = rest["extension"].as_array().unwrap().iter();
    extensions
        .filter(|one| text(one, "url").ends_with("/search-support"))
        .map(|one| {
            let kind = all(one, "type").pop_first().unwrap();
            (kind, all(one, "modifier"), all(one, "prefix"))
        })
        .collect()
}

/// The modifiers of a parameter: those of its kind, unless it says otherwise.
fn modifiers(parameter: &Value, of_kind: &BTreeSet<String>) -> BTreeSet<String> {
    let extensions = parameter["extension"].as_array().into_iter().flatten();
    let mut own = extensions.filter(|one| text(one, "url").ends_with("/search-modifiers"));
    match own.next().map(|one| text(one, "valueString")) {
        Some("none") => BTreeSet::new(),
        Some(listed) => listed.split(' ').map(str::to_owned).collect(),
        None => of_kind.clone(),
    }
}
