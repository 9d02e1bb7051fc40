//! The OpenAPI document of the FHIR face says what the statement says, and the server does it.

use std::collections::BTreeSet;

use relais::fhir::ResourceType;
use reqwest::Method;
use serde_json::Value;

use super::{Ask, Walk, interactions, is_known, names, offers, text, texts};

/// How large the document may become: it is loaded by people's browsers.
const MOST_BYTES: usize = 4_200_000;

pub(super) async fn document(walk: &Walk) -> Value {
    let answer = walk.server.get("/fhir/openapi.json").await.expect(200);
    assert!(answer.text.len() < MOST_BYTES, "{}", answer.text.len());
    answer.json()
}

/// A path of the document with something in place of each name.
pub(super) fn filled(path: &str) -> String {
    let path = path.replace("{id}", "none").replace("{vid}", "1").replace("{member}", "*");
    if path == "/" { String::new() } else { path }
}

/// Every operation of the document: path, method, operation.
pub(super) fn operations(document: &Value) -> Vec<(&str, Method, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let of = |item: &'static str| item.to_ascii_uppercase().parse().unwrap();
    let methods = ["get", "put", "post", "patch", "delete"];
    let all = paths.iter().flat_map(|(path, item)| {
        methods.iter().filter_map(move |method| Some((path.as_str(), of(method), item.get(*method)?)))
    });
    all.collect()
}

#[tokio::test]
async fn every_documented_operation_is_at_its_address() {
    let walk = Walk::start().await;
    let document = document(&walk).await;
    let operations = operations(&document);
    assert!(operations.len() > 1_500, "{}", operations.len());
    let asks = operations.iter().map(|(path, method, _)| asking(method, &filled(path), ""));
    walk.ask(asks.collect(), is_known).await;
}

/// A request for an operation that cannot be carried out.
pub(super) fn asking(method: &Method, path: &str, query: &str) -> Ask {
    let ask = Ask::new(method.clone(), format!("/fhir{path}{query}"));
    match *method {
        // A form has no content that could be wrong; elsewhere nothing is sent that could be carried out.
        Method::GET => ask,
        _ if path.ends_with("/_search") => ask.with("content-type", "application/x-www-form-urlencoded"),
        Method::PATCH => ask.with("content-type", "application/json-patch+json").sending(&Value::Null),
        _ => ask.sending(&Value::Null),
    }
}

/// What a reference points to, or the value itself.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match text(value, "$ref").strip_prefix('#') {
        Some(place) => document.pointer(place).unwrap(),
        None => value,
    }
}

/// The parameters of an operation and of its path, with their components in place of references.
fn parameters<'a>(document: &'a Value, path: &str, operation: &'a Value) -> Vec<&'a Value> {
    let shared = &document["paths"][path]["parameters"];
    let listed = [shared, &operation["parameters"]].into_iter().filter_map(Value::as_array).flatten();
    listed.map(|one| resolved(document, one)).collect()
}

/// The names of an operation's parameters.
pub(super) fn taken<'a>(document: &'a Value, path: &str, operation: &'a Value) -> BTreeSet<&'a str> {
    parameters(document, path, operation).into_iter().map(|one| text(one, "name")).collect()
}

/// The value that a parameter's schema shows; those that repeat show a list of one.
pub(super) fn example(document: &Value, parameter: &Value) -> Option<String> {
    let shown = resolved(document, &parameter["schema"])["examples"].get(0)?;
    let shown = shown.get(0).unwrap_or(shown);
    (!shown.is_object()).then(|| shown.as_str().map_or_else(|| shown.to_string(), str::to_owned))
}

#[tokio::test]
async fn every_documented_parameter_takes_its_example() {
    let walk = Walk::start().await;
    let document = document(&walk).await;
    let mut asks = Vec::new();
    for (path, method, operation) in operations(&document) {
        if method != Method::GET {
            continue;
        }
        let mut ask = Ask::get("");
        let mut pairs = Vec::new();
        for parameter in parameters(&document, path, operation) {
            let name = text(parameter, "name");
            let Some(example) = example(&document, parameter) else { continue };
            match text(parameter, "in") {
                // One of the two at a time: they ask for the same thing in two ways.
                "query" if name != "_summary" && name != "_include" => pairs.push((name.to_owned(), example)),
                "header" => ask.headers.extend(header(name, example)),
                _ => {}
            }
        }
        assert!(!pairs.is_empty(), "{path}");
        let path = filled(path);
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        ask.path = format!("/fhir{path}?{query}");
        asks.push(ask);
    }
    walk.ask(asks, is_known).await;
}

/// A documented header; `Prefer`'s example concerns changes only.
fn header(name: &str, example: String) -> Option<(&'static str, String)> {
    let known = ["If-None-Match", "If-Modified-Since"];
    known.into_iter().find(|known| *known == name).map(|known| (known, example))
}

#[tokio::test]
async fn the_document_names_what_the_statement_declares() {
    let walk = Walk::start().await;
    let document = document(&walk).await;
    let searches_all = interactions(walk.rest()).contains("search-system");
    let paths = document["paths"].as_object().unwrap();
    assert_eq!(paths["/"].get("get").is_some(), searches_all);
    let everywhere = names(walk.rest(), "searchParam");
    for resource in walk.resources() {
        let name = text(resource, "type");
        let (path, criteria) =
            (format!("/{name}"), &document["components"]["schemas"][format!("{name}-criteria")]);
        let found = taken(&document, &path, &paths[&path]["get"]);
        for parameter in names(resource, "searchParam").union(&everywhere) {
            // What points here has names of its own, and several types are searched elsewhere.
            if matches!(*parameter, "_has" | "_type") {
                continue;
            }
            assert!(found.contains(parameter), "{name} {parameter}");
            assert!(criteria["properties"].get(parameter).is_some(), "{name} {parameter}");
        }
        let one = &paths[&format!("/{name}/{{id}}")];
        for (interaction, method) in
            [("read", "get"), ("update", "put"), ("patch", "patch"), ("delete", "delete")]
        {
            let declared = interactions(resource).contains(interaction);
            assert_eq!(one.get(method).is_some(), declared, "{name} {interaction}");
        }
        for (condition, method) in [("conditionalUpdate", "put"), ("conditionalDelete", "delete")] {
            assert_eq!(paths[&path].get(method).is_some(), offers(resource, condition), "{name} {condition}");
        }
        for operation in names(resource, "operation") {
            let (start, end) = (format!("/{name}/"), format!("/${operation}"));
            let mut there = paths.keys().filter(|path| path.starts_with(&start) && path.ends_with(&end));
            assert!(there.next().is_some(), "{name} {operation}");
        }
    }
    for operation in names(walk.rest(), "operation") {
        assert!(paths.contains_key(&format!("/${operation}")), "{operation}");
    }
    let compartments = texts(walk.rest(), "compartment");
    let documented: Vec<_> = paths.keys().filter(|path| path.ends_with("/{member}")).collect();
    assert_eq!(compartments.len(), documented.len(), "{documented:?}");
    for compartment in compartments {
        let name = compartment.rsplit('/').next().unwrap();
        let there =
            documented.iter().any(|path| path[1..].split('/').next().unwrap().eq_ignore_ascii_case(name));
        assert!(there, "{compartment}");
    }
}

#[tokio::test]
async fn every_documented_example_can_be_made() {
    let walk = Walk::start().await;
    let document = document(&walk).await;
    let asks = ResourceType::all().map(|resource_type| {
        let name = resource_type.name();
        let example = &document["components"]["examples"][name]["value"];
        Ask::new(Method::POST, format!("/fhir/{name}")).sending(example)
    });
    let refused = std::sync::Mutex::new(Vec::new());
    walk.ask(asks.collect(), |ask, answer| {
        if answer.status != 201 {
            refused.lock().unwrap().push(format!("{:?}: {}", ask.body, answer.text));
        }
    })
    .await;
    let refused = refused.into_inner().unwrap();
    assert!(refused.is_empty(), "{} examples are refused: {refused:#?}", refused.len());
}
