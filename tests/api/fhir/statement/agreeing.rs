//! The router, the statement and the OpenAPI document of the FHIR face agree: what the one has, the others have.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::Value;

use super::documented::{asking, document, example, filled, operations, taken};
use super::{Ask, Walk, issues, text};

/// Every path that the router takes, as it is written there.
fn routes() -> Vec<&'static str> {
    let source = include_str!("../../../../src/faces/fhir/mod.rs");
    let calls = source.split(".route(\"").skip(1);
    calls.map(|rest| rest.split('"').next().unwrap()).collect()
}

/// What says how to come in or how the server is described, and is no interaction with resources.
const BESIDES: [&str; 3] = ["/openapi.json", "/.well-known/smart-configuration", "/fhir/"];

/// Whether a path of the document is one that a route takes.
fn takes(route: &str, path: &str) -> bool {
    let (route, path): (Vec<_>, Vec<_>) = (route.split('/').collect(), path.split('/').collect());
    let fits = |(of, part): (&&str, &&str)| match of.split_once('{') {
        Some(("$", _)) => part.starts_with('$'),
        // A member of a compartment is no word of the standard's, such as `_history`.
        Some(_) if *of == "{member}" => *part == "{member}",
        Some(_) => !part.starts_with(['$', '_']) && !part.is_empty(),
        None => of == part,
    };
    route.len() == path.len() && route.iter().zip(&path).all(fits)
}

#[tokio::test]
async fn every_route_is_documented_and_every_documented_path_has_a_route() {
    let walk = Walk::start().await;
    let document = document(&walk).await;
    let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
    let routes = routes();
    assert!(routes.len() > 15, "{routes:?}");
    for route in routes.iter().filter(|route| !BESIDES.contains(route)) {
        // A type may be written with a slash at its end.
        let route = if route.len() > 1 { route.trim_end_matches('/') } else { route };
        assert!(paths.iter().any(|path| takes(route, path)), "{route} is not documented");
    }
    for path in paths {
        assert!(routes.iter().any(|route| takes(route, path)), "{path} has no route");
    }
}

#[tokio::test]
async fn an_address_takes_the_methods_that_are_documented() {
    let walk = Walk::start().await;
    let document = document(&walk).await;
    let paths = document["paths"].as_object().unwrap();
    let asks = paths.keys().map(|path| Ask::new(Method::OPTIONS, format!("/fhir{}", filled(path))));
    let documented: std::collections::HashMap<String, BTreeSet<String>> = paths
        .iter()
        .map(|(path, item)| {
            let methods = item.as_object().unwrap().keys().filter(|name| *name != "parameters");
            (format!("/fhir{}", filled(path)), methods.map(|name| name.to_uppercase()).collect())
        })
        .collect();
    walk.ask(asks.collect(), |ask, answer| {
        let allowed = answer.header("allow").split(',').filter(|name| !matches!(*name, "HEAD" | "OPTIONS"));
        let allowed: BTreeSet<String> = allowed.map(str::to_owned).collect();
        let documented = &documented[&ask.path];
        // Which operations change something, and are called by POST alone, the address does not tell.
        let is_operation = ask.path.contains('$');
        let agrees = if is_operation { documented.is_subset(&allowed) } else { *documented == allowed };
        assert!(agrees, "{ask:?} allows {allowed:?}, documented are {documented:?}");
    })
    .await;
}

/// The types whose operations are asked for every parameter; the others have the same.
const ASKED: [&str; 3] = ["System", "Task", "Patient"];

/// The parameters that are not about a type: component, name, place, example.
fn general(document: &Value) -> Vec<(&str, &str, String)> {
    let components = document["components"]["parameters"].as_object().unwrap();
    let is_general =
        |name: &str| !name.contains('.') && !name.starts_with("search_") && !name.starts_with("operation-");
    let general = components.iter().filter(|(name, _)| is_general(name)).map(|(_, one)| one);
    general
        .filter_map(|one| Some((text(one, "name"), text(one, "in"), example(document, one)?)))
        .filter(|(_, place, _)| *place != "path")
        .collect()
}

#[tokio::test]
async fn a_parameter_is_taken_where_it_is_documented_and_refused_elsewhere() {
    let walk = Walk::start().await;
    let document = document(&walk).await;
    let general = general(&document);
    assert!(general.len() > 18, "{general:?}");
    let mut expected = std::collections::HashMap::new();
    let mut asks = Vec::new();
    for (path, method, operation) in operations(&document) {
        let tag = operation["tags"][0].as_str().unwrap();
        if !ASKED.contains(&tag) || path.contains('$') {
            continue;
        }
        let taken = taken(&document, path, operation);
        for (name, place, example) in &general {
            let mut ask = if *place == "query" {
                let pairs = [(*name, example.as_str())];
                let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
                asking(&method, &filled(path), &format!("?{query}"))
            } else {
                asking(&method, &filled(path), "")
            };
            // Conditions count where something is changed or read by its id; a preference may always be stated.
            let counts = method != Method::GET || text(operation, "operationId").starts_with("read");
            if *place == "header" {
                if *name == "Prefer" || !counts || path.ends_with("/_search") {
                    continue;
                }
                let header = ["If-Match", "If-None-Match", "If-Modified-Since", "If-None-Exist"]
                    .into_iter()
                    .find(|header| header == name)
                    .unwrap();
                ask.headers.push((header, example.clone()));
            }
            expected.insert(format!("{ask:?}"), ((*name).to_owned(), taken.contains(name)));
            asks.push(ask);
        }
    }
    walk.ask(asks, |ask, answer| {
        let (name, documented) = &expected[&format!("{ask:?}")];
        let refused = issues(answer).iter().any(|(code, place)| {
            let here = place.trim_start_matches("http:").eq_ignore_ascii_case(name);
            // A parameter that would have no effect here is refused by every value.
            let has_no_effect = !*documented && code == "invalid-parameter-value";
            here && (has_no_effect || matches!(code.as_str(), "unknown-parameter" | "not-supported"))
        });
        assert_eq!(*documented, !refused, "{name} at {ask:?}: {answer:?}");
    })
    .await;
}
