//! The OpenAPI document of the FHIR face says what the statement says, and the server does it.

use std::collections::BTreeSet;

use relais::fhir::ResourceType;
use reqwest::Method;
use serde_json::Value;

use super::{Ask, Walk, interactions, is_known, names, text};

/// How large the document may become: it is loaded by people's browsers.
const MOST_BYTES: usize = 6_100_000;

async fn document(walk: &Walk) -> Value {
    let answer = walk.server.get("/fhir/openapi.json").await.expect(200);
    assert!(answer.text.len() < MOST_BYTES, "{}", answer.text.len());
    answer.json()
}

/// Every operation of the document: path, method, operation.
fn operations(document: &Value) -> Vec<(&str, Method, &Value)> {
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
    let asks = operations.iter().map(|(path, method, _)| {
        let path = path.replace("{id}", "none").replace("{vid}", "1");
        let path = if path == "/" { String::new() } else { path };
        let ask = Ask::new(method.clone(), format!("/fhir{path}"));
        match *method {
            // A form has no content that could be wrong; elsewhere nothing is sent that could be carried out.
            Method::GET => ask,
            _ if path.ends_with("/_search") => ask.with("content-type", "application/x-www-form-urlencoded"),
            Method::PATCH => ask.with("content-type", "application/json-patch+json").sending(&Value::Null),
            _ => ask.sending(&Value::Null),
        }
    });
    walk.ask(asks.collect(), is_known).await;
}

/// The parameters of an operation, with their components in place of references.
fn parameters<'a>(document: &'a Value, operation: &'a Value) -> Vec<&'a Value> {
    let listed = operation["parameters"].as_array().into_iter().flatten();
    listed.map(|one| document.pointer(text(one, "$ref").trim_start_matches('#')).unwrap()).collect()
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
        for parameter in parameters(&document, operation) {
            let (name, example) = (text(parameter, "name"), &parameter["example"]);
            let example = example.get(0).unwrap_or(example);
            let example = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
            match text(parameter, "in") {
                // One of the two at a time: they ask for the same thing in two ways.
                "query" if name != "_summary" && name != "_include" && parameter.get("example").is_some() => {
                    pairs.push((name.to_owned(), example));
                }
                "header" => ask.headers.extend(header(name, example)),
                _ => {}
            }
        }
        let path = path.replace("{id}", "none").replace("{vid}", "1");
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
    assert_eq!(document["paths"]["/"].get("get").is_some(), searches_all);
    for resource in walk.resources() {
        let name = text(resource, "type");
        let search = &document["paths"][format!("/{name}")]["get"]["parameters"];
        let found: BTreeSet<String> = search
            .as_array()
            .unwrap()
            .iter()
            .map(|parameter| {
                let place = text(parameter, "$ref").trim_start_matches('#');
                text(document.pointer(place).unwrap(), "name").to_owned()
            })
            .collect();
        for parameter in names(resource, "searchParam") {
            assert!(found.contains(parameter), "{name} {parameter}");
        }
        let one = &document["paths"][format!("/{name}/{{id}}")];
        for (interaction, method) in
            [("read", "get"), ("update", "put"), ("patch", "patch"), ("delete", "delete")]
        {
            let declared = interactions(resource).contains(interaction);
            assert_eq!(one.get(method).is_some(), declared, "{name} {interaction}");
        }
        for operation in names(resource, "operation") {
            let paths = document["paths"].as_object().unwrap().keys();
            let start = format!("/{name}/");
            let end = format!("/${operation}");
            let mut there = paths.filter(|path| path.starts_with(&start) && path.ends_with(&end));
            assert!(there.next().is_some(), "{name} {operation}");
        }
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
