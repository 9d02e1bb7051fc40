//! What is declared answers.

use relais::fhir::{ResourceType, example};
use reqwest::Method;
use serde_json::{Value, json};

use super::{
    Ask, MOST, Walk, interactions, is_known, modifiers, names, offers, support, text, texts, values,
};

/// The smallest resource of a type, under an id.
fn smallest(name: &str, id: &str) -> Value {
    let mut resource = Value::Object(example::smallest(ResourceType::parse(name).unwrap()));
    resource["id"] = json!(id);
    resource
}

/// The interactions of a type after its resource has been made, in an order in which each finds what it needs.
const AFTER: [&str; 7] =
    ["read", "vread", "history-instance", "history-type", "search-type", "patch", "delete"];

fn interaction(code: &str, name: &str) -> Ask {
    let one = format!("/fhir/{name}/walked");
    match code {
        "create" => Ask::new(Method::POST, format!("/fhir/{name}")).sending(&smallest(name, "ignored")),
        "update" => Ask::new(Method::PUT, &one).sending(&smallest(name, "walked")),
        "read" => Ask::get(one),
        "vread" => Ask::get(format!("{one}/_history/1")),
        "history-instance" => Ask::get(format!("{one}/_history")),
        "history-type" => Ask::get(format!("/fhir/{name}/_history?_count=1")),
        "search-type" => Ask::get(format!("/fhir/{name}")),
        "patch" => Ask::new(Method::PATCH, one)
            .with("content-type", "application/json-patch+json")
            .sending(&json!([{ "op": "add", "path": "/language", "value": "fr" }])),
        "delete" => Ask::new(Method::DELETE, one),
        other => unreachable!("the statement declares '{other}', which nobody knows how to ask for"),
    }
}

#[tokio::test]
async fn every_interaction_with_every_type_is_done() {
    let walk = Walk::start().await;
    let declared: Vec<_> =
        walk.resources().iter().map(|resource| (text(resource, "type"), interactions(resource))).collect();
    assert_eq!(declared.len(), ResourceType::all().count());
    let known: Vec<&str> = AFTER.into_iter().chain(["create", "update"]).collect();
    for (name, interactions) in &declared {
        assert!(interactions.iter().all(|code| known.contains(code)), "{name}: {interactions:?}");
    }
    for code in ["create", "update"].into_iter().chain(AFTER) {
        let asked = declared.iter().filter(|(_, interactions)| interactions.contains(code));
        let asks: Vec<Ask> = asked.map(|(name, _)| interaction(code, name)).collect();
        if asks.is_empty() {
            continue;
        }
        walk.ask(asks, |ask, answer| assert!(answer.status.is_success(), "{ask:?}: {answer:?}")).await;
    }
}

#[tokio::test]
async fn every_condition_is_understood() {
    let walk = Walk::start().await;
    let none = "identifier=urn:x-none|none";
    let mut asks = Vec::new();
    for resource in walk.resources().iter().filter(|one| names(one, "searchParam").contains("identifier")) {
        let name = text(resource, "type");
        let (all, body) = (format!("/fhir/{name}"), smallest(name, "walked"));
        if offers(resource, "conditionalCreate") {
            asks.push(Ask::new(Method::POST, &all).with("if-none-exist", none).sending(&body));
        }
        if offers(resource, "conditionalUpdate") {
            asks.push(Ask::new(Method::PUT, format!("{all}?{none}")).sending(&body));
        }
        if offers(resource, "conditionalDelete") {
            asks.push(Ask::new(Method::DELETE, format!("{all}?{none}")));
        }
        if offers(resource, "conditionalRead") {
            asks.push(Ask::get(format!("{all}/none")).with("if-none-match", "W/\"1\""));
        }
    }
    walk.ask(asks, is_known).await;
}

#[tokio::test]
async fn every_search_parameter_answers_and_sorts() {
    let walk = Walk::start().await;
    let mut asks = Vec::new();
    for resource in walk.resources() {
        let name = text(resource, "type");
        let declared = resource["searchParam"].as_array().unwrap();
        let pairs: Vec<_> =
            declared.iter().map(|one| (text(one, "name").to_owned(), values::of(one, ""))).collect();
        asks.extend(pairs.chunks(MOST).map(|pairs| Ask::search(name, pairs)));
        let sortable: Vec<&str> = declared
            .iter()
            .filter(|one| !matches!(text(one, "type"), "special" | "composite"))
            .filter(|one| !matches!(text(one, "name"), "_text" | "_content"))
            .map(|one| text(one, "name"))
            .collect();
        asks.extend(
            sortable.chunks(8).map(|keys| Ask::search(name, &[("_sort".to_owned(), keys.join(","))])),
        );
    }
    walk.ask(asks, |ask, answer| assert_eq!(answer.status, 200, "{ask:?}: {answer:?}")).await;
}

#[tokio::test]
async fn every_modifier_and_prefix_of_every_parameter_is_understood() {
    let walk = Walk::start().await;
    let support = support(walk.rest());
    let mut asks = Vec::new();
    for resource in walk.resources() {
        let mut pairs = Vec::new();
        for parameter in resource["searchParam"].as_array().unwrap() {
            let (name, kind) = (text(parameter, "name"), text(parameter, "type"));
            let Some((_, of_kind, prefixes)) = support.iter().find(|(of, ..)| of == kind) else {
                unreachable!("nothing is said of the kind {kind}");
            };
            for modifier in &modifiers(parameter, of_kind) {
                match modifier.as_str() {
                    "[type]" => {
                        let targets = values::targets(text(parameter, "definition"));
                        let targets = targets.iter().filter(|target| ResourceType::find(target).is_some());
                        pairs.extend(targets.map(|target| (format!("{name}:{target}"), "x".to_owned())));
                    }
                    modifier => pairs.push((format!("{name}:{modifier}"), values::of(parameter, modifier))),
                }
            }
            let value = values::of(parameter, "");
            pairs.extend(prefixes.iter().map(|prefix| (name.to_owned(), format!("{prefix}{value}"))));
        }
        asks.extend(pairs.chunks(MOST).map(|pairs| Ask::search(text(resource, "type"), pairs)));
    }
    walk.ask(asks, is_known).await;
}

#[tokio::test]
async fn every_include_answers() {
    let walk = Walk::start().await;
    let mut asks = Vec::new();
    for resource in walk.resources() {
        for (list, parameter) in [("searchInclude", "_include"), ("searchRevInclude", "_revinclude")] {
            let pairs: Vec<_> = texts(resource, list)
                .into_iter()
                .map(|include| (parameter.to_owned(), include.to_owned()))
                .collect();
            asks.extend(pairs.chunks(MOST).map(|pairs| Ask::search(text(resource, "type"), pairs)));
        }
    }
    walk.ask(asks, |ask, answer| assert_eq!(answer.status, 200, "{ask:?}: {answer:?}")).await;
}

#[tokio::test]
async fn every_operation_is_there() {
    let walk = Walk::start().await;
    let mut asks = Vec::new();
    for resource in walk.resources() {
        let name = text(resource, "type");
        for operation in names(resource, "operation") {
            // At which of the levels it stands, the statement does not say: at one of them it must.
            asks.push(Ask::get(format!("/fhir/{name}/${operation}")));
            asks.push(Ask::get(format!("/fhir/{name}/none/${operation}")));
        }
    }
    let there = std::sync::Mutex::new(std::collections::BTreeMap::<String, bool>::new());
    walk.ask(asks, |ask, answer| {
        assert!(answer.status.as_u16() < 500, "{ask:?}: {answer:?}");
        let known = !super::issues(answer).iter().any(|(code, _)| code == "unknown-operation");
        let operation = ask.path.replace("/none/", "/");
        *there.lock().unwrap().entry(operation).or_default() |= known;
    })
    .await;
    for (operation, known) in there.into_inner().unwrap() {
        assert!(known, "{operation} is declared, but not there");
    }
    let system: Vec<Ask> =
        names(walk.rest(), "operation").into_iter().map(|name| Ask::get(format!("/fhir/${name}"))).collect();
    walk.ask(system, is_known).await;
}

#[tokio::test]
async fn every_format_and_everything_of_the_whole_server_answers() {
    let walk = Walk::start().await;
    let mut asks = vec![];
    for format in texts(&walk.statement, "format") {
        let encoded: String = form_urlencoded::byte_serialize(format.as_bytes()).collect();
        asks.push(Ask::get(format!("/fhir/Task?_format={encoded}")));
        asks.push(Ask::get("/fhir/Task").with("accept", format));
    }
    for interaction in interactions(walk.rest()) {
        asks.push(match interaction {
            "transaction" | "batch" => Ask::new(Method::POST, "/fhir")
                .sending(&json!({ "resourceType": "Bundle", "type": interaction })),
            "history-system" => Ask::get("/fhir/_history"),
            "search-system" => Ask::get("/fhir?_id=x"),
            other => unreachable!("the statement declares '{other}', which nobody knows how to ask for"),
        });
    }
    for name in names(walk.rest(), "searchParam") {
        asks.push(match name {
            "_filter" => Ask::get("/fhir/Task?_filter=status%20eq%20requested"),
            "_has" => Ask::get("/fhir/Practitioner?_has:Task:owner:status=requested"),
            "_list" => Ask::get("/fhir/Task?_list=x"),
            "_type" => Ask::get("/fhir?_type=Task,Appointment"),
            other => unreachable!("the statement declares '{other}', which nobody knows how to ask for"),
        });
    }
    for compartment in texts(walk.rest(), "compartment") {
        let name = compartment.rsplit('/').next().unwrap();
        let name =
            walk.resources().iter().map(|one| text(one, "type")).find(|one| one.eq_ignore_ascii_case(name));
        asks.push(Ask::get(format!("/fhir/{}/x/*", name.unwrap())));
    }
    walk.ask(asks, is_known).await;
}
