//! What is not declared is refused: the complement of the statement, as far as the standard has names for it.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::json;

use super::{
    Ask, MOST, Walk, interactions, is_refused, issues, modifiers, names, offers, support, text, texts, values,
};

/// Every modifier of R4 and R5, and one of nobody.
const MODIFIERS: [&str; 15] = [
    "missing",
    "exact",
    "contains",
    "not",
    "text",
    "in",
    "not-in",
    "below",
    "above",
    "identifier",
    "of-type",
    "code-text",
    "text-advanced",
    "iterate",
    "nonsense",
];

/// Every prefix, and one of nobody.
const PREFIXES: [&str; 10] = ["eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap", "zz"];

/// Every n-th type is asked for what takes many requests.
const SAMPLE: usize = 6;

#[tokio::test]
async fn a_parameter_of_other_types_is_refused_by_name() {
    let walk = Walk::start().await;
    let all: BTreeSet<&str> = walk.resources().iter().flat_map(|one| names(one, "searchParam")).collect();
    assert!(all.len() > 400, "{}", all.len());
    let mut asks = Vec::new();
    for resource in walk.resources().iter().step_by(SAMPLE) {
        let declared = names(resource, "searchParam");
        let others = all.difference(&declared).copied().chain(["nonsense", "", "_nonsense"]);
        let pairs: Vec<_> = others.map(|name| (name.to_owned(), "x".to_owned())).collect();
        asks.extend(pairs.chunks(MOST).map(|pairs| Ask::search(text(resource, "type"), pairs)));
    }
    walk.ask(asks, |ask, answer| {
        assert_eq!(answer.status, 400, "{ask:?}: {answer:?}");
        let refused: BTreeSet<String> = issues(answer)
            .into_iter()
            .filter(|(code, _)| code == "unknown-parameter")
            .map(|(_, place)| place)
            .collect();
        let (_, query) = ask.path.split_once('?').unwrap();
        for (name, _) in form_urlencoded::parse(query.as_bytes()) {
            assert!(refused.contains(&format!("http:{name}")), "{name} is not refused: {ask:?}: {refused:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_modifier_or_prefix_that_a_kind_does_not_have_is_refused() {
    let walk = Walk::start().await;
    let support = support(walk.rest());
    let mut asks = Vec::new();
    for resource in walk.resources().iter().step_by(SAMPLE) {
        for parameter in resource["searchParam"].as_array().unwrap() {
            let (name, kind) = (text(parameter, "name"), text(parameter, "type"));
            let (_, of_kind, prefixes) = support.iter().find(|(of, ..)| of == kind).unwrap();
            let (value, declared) = (values::of(parameter, ""), modifiers(parameter, of_kind));
            let undeclared = MODIFIERS.iter().filter(|modifier| !declared.contains(**modifier));
            asks.extend(undeclared.map(|modifier| {
                Ask::search(text(resource, "type"), &[(format!("{name}:{modifier}"), value.clone())])
            }));
            // A kind without prefixes takes every letter as it is.
            if !prefixes.is_empty() {
                let undeclared = PREFIXES.iter().filter(|prefix| !prefixes.contains(**prefix));
                asks.extend(undeclared.map(|prefix| {
                    Ask::search(text(resource, "type"), &[(name.to_owned(), format!("{prefix}{value}"))])
                }));
            }
        }
    }
    walk.ask(asks, |ask, answer| {
        assert_eq!(answer.status, 400, "{ask:?}: {answer:?}");
        is_refused(ask, answer);
    })
    .await;
}

#[tokio::test]
async fn an_include_that_is_not_declared_is_refused() {
    let walk = Walk::start().await;
    let all: BTreeSet<&str> = walk
        .resources()
        .iter()
        .flat_map(|one| texts(one, "searchInclude"))
        .chain([
            "Task:status",
            "Task:nonsense",
            "Tusk:owner",
            "Task",
            "Task:",
            ":owner",
            "",
            "Task:owner:Tusk",
        ])
        .collect();
    let mut asks = Vec::new();
    for resource in walk.resources() {
        for (list, parameter) in [("searchInclude", "_include"), ("searchRevInclude", "_revinclude")] {
            let declared: BTreeSet<&str> = texts(resource, list).into_iter().collect();
            asks.extend(all.difference(&declared).map(|include| {
                Ask::search(text(resource, "type"), &[(parameter.to_owned(), (*include).to_owned())])
            }));
        }
    }
    // Every pair would be some hundred thousand; neighbours differ in what they name, not in how it is read.
    let asks: Vec<_> = asks.into_iter().step_by(97).collect();
    walk.ask(asks, |ask, answer| {
        assert_eq!(answer.status, 400, "{ask:?}: {answer:?}");
        is_refused(ask, answer);
    })
    .await;
}

#[tokio::test]
async fn an_operation_that_is_not_declared_is_refused() {
    let walk = Walk::start().await;
    let known = [
        "everything",
        "document",
        "expand",
        "lookup",
        "subsumes",
        "translate",
        "validate-code",
        "lastn",
        "diff",
        "graphql",
        "apply",
        "match",
        "closure",
        "process-message",
        "stats",
        "nonsense",
        "",
    ];
    let all: BTreeSet<&str> =
        walk.resources().iter().flat_map(|one| names(one, "operation")).chain(known).collect();
    let mut asks = Vec::new();
    for resource in walk.resources() {
        let name = text(resource, "type");
        for operation in all.difference(&names(resource, "operation")) {
            asks.push(Ask::get(format!("/fhir/{name}/${operation}")));
            let body = json!({ "resourceType": "Parameters" });
            asks.push(Ask::new(Method::POST, format!("/fhir/{name}/none/${operation}")).sending(&body));
        }
    }
    for operation in all.difference(&names(walk.rest(), "operation")) {
        asks.push(Ask::get(format!("/fhir/${operation}")));
    }
    walk.ask(asks, |ask, answer| {
        assert!(matches!(answer.status.as_u16(), 400 | 404 | 405), "{ask:?}: {answer:?}");
        let is_named = !ask.path.ends_with('$');
        let unknown = issues(answer).iter().any(|(code, _)| code == "unknown-operation");
        assert!(unknown || !is_named, "{ask:?}: {answer:?}");
        is_refused(ask, answer);
    })
    .await;
}

/// Every address of a type with every method, and what in the statement would declare the two together.
fn addresses(resource: &serde_json::Value) -> Vec<(Method, String, bool)> {
    let name = text(resource, "type");
    let declared = interactions(resource);
    let has = |code: &str| declared.contains(code);
    let conditional = |condition: &str| offers(resource, condition);
    let all = format!("/fhir/{name}");
    let (one, search) = (format!("{all}/none"), format!("{all}/_search"));
    let (history, past) = (format!("{all}/_history"), format!("{one}/_history"));
    let version = format!("{past}/1");
    let mut addresses = Vec::new();
    for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        let is = |other: Method| method == other;
        let declared = [
            (
                &all,
                is(Method::GET) && has("search-type")
                    || is(Method::POST) && has("create")
                    || is(Method::PUT) && conditional("conditionalUpdate")
                    || is(Method::PATCH) && conditional("conditionalUpdate") && has("patch")
                    || is(Method::DELETE) && conditional("conditionalDelete"),
            ),
            (
                &one,
                is(Method::GET) && has("read")
                    || is(Method::PUT) && has("update")
                    || is(Method::PATCH) && has("patch")
                    || is(Method::DELETE) && has("delete"),
            ),
            // Compartments take the place of what is named like an id.
            (&search, is(Method::POST) && has("search-type")),
            (&history, is(Method::GET) && has("history-type")),
            (&past, is(Method::GET) && has("history-instance")),
            (&version, is(Method::GET) && has("vread")),
        ];
        for (path, declared) in declared {
            addresses.push((method.clone(), path.clone(), declared));
        }
    }
    addresses
}

#[tokio::test]
async fn a_method_that_is_not_declared_is_refused_where_it_would_stand() {
    let walk = Walk::start().await;
    let asks: Vec<_> = walk
        .resources()
        .iter()
        .step_by(SAMPLE)
        .flat_map(addresses)
        .filter(|(_, _, declared)| !declared)
        .map(|(method, path, _)| Ask::new(method, path).sending(&json!({})))
        .collect();
    walk.ask(asks, |ask, answer| {
        assert_eq!(answer.status, 405, "{ask:?}: {answer:?}");
        is_refused(ask, answer);
    })
    .await;
}

#[tokio::test]
async fn a_type_address_or_format_that_is_not_declared_is_refused() {
    let walk = Walk::start().await;
    let mut asks: Vec<_> =
        ["Tusk", "task", "Resource", "DomainResource", "Element", "$", "_search", ".well-known/x"]
            .into_iter()
            .flat_map(|name| {
                ["", "/1", "/1/_history", "/_history"].map(|rest| Ask::get(format!("/fhir/{name}{rest}")))
            })
            .collect();
    asks.push(Ask::get("/fhir/.well-known/smart-configuration"));
    let declared = texts(&walk.statement, "format");
    let formats = [
        "application/fhir+json",
        "application/fhir+xml",
        "json",
        "xml",
        "application/fhir+turtle",
        "ttl",
        "text/html",
        "html",
        "application/pdf",
        "nonsense",
    ];
    for format in formats.iter().filter(|format| !declared.contains(format)) {
        let encoded: String = form_urlencoded::byte_serialize(format.as_bytes()).collect();
        asks.push(Ask::get(format!("/fhir/Task?_format={encoded}")));
    }
    let text = Ask::new(Method::POST, "/fhir/Task").with("content-type", "text/plain").sending(&json!({}));
    asks.push(text);
    walk.ask(asks, |ask, answer| {
        assert!(matches!(answer.status.as_u16(), 400 | 404 | 405 | 406 | 415), "{ask:?}: {answer:?}");
        is_refused(ask, answer);
    })
    .await;
}
