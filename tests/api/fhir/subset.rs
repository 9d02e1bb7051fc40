//! `_summary` and `_elements`: parts of resources, wherever resources are answered.

use serde_json::{Value, json};

use super::{put, task};
use crate::server::Server;

/// A server with one task of a practitioner.
async fn stocked() -> Server {
    let server = Server::start().await;
    let practitioner = json!({ "resourceType": "Practitioner", "id": "p", "active": true,
        "name": [{ "family": "Exemple" }], "qualification": [{ "code": { "text": "MD" } }] });
    put(&server, &practitioner).await.expect(201);
    let mut task = task("Relire le compte rendu");
    task["id"] = json!("t");
    task["owner"] = json!({ "reference": "Practitioner/p" });
    task["note"] = json!([{ "text": "x" }]);
    task["text"] =
        json!({ "status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">T</div>" });
    put(&server, &task).await.expect(201);
    server
}

fn members(resource: &Value) -> Vec<&str> {
    resource.as_object().unwrap().keys().map(String::as_str).collect()
}

fn is_marked(resource: &Value) -> bool {
    let tags = resource["meta"]["tag"].as_array();
    tags.is_some_and(|tags| tags.iter().any(|tag| tag["code"] == "SUBSETTED"))
}

#[tokio::test]
async fn the_same_part_is_shown_wherever_the_resource_is() {
    let server = stocked().await;
    let parts = [
        ("_summary=true", vec!["resourceType", "id", "meta", "status", "intent", "description", "owner"]),
        ("_summary=text", vec!["resourceType", "id", "meta", "text", "status", "intent"]),
        (
            "_summary=data",
            vec!["resourceType", "id", "meta", "status", "intent", "description", "owner", "note"],
        ),
        ("_elements=note", vec!["resourceType", "id", "meta", "status", "intent", "note"]),
    ];
    for (query, mut expected) in parts {
        expected.sort_unstable();
        for path in ["Task/t", "Task/t/_history/1", "Task", "Task/t/_history", "Task/_history"] {
            let answer = server.get(&format!("/fhir/{path}?{query}")).await.expect(200).json();
            let resource =
                if answer["resourceType"] == "Bundle" { &answer["entry"][0]["resource"] } else { &answer };
            let mut found = members(resource);
            found.sort_unstable();
            assert_eq!(found, expected, "{path} {query}");
            assert!(is_marked(resource), "{path} {query}");
        }
    }
    let whole = server.get("/fhir/Task/t?_summary=false").await.expect(200);
    assert_eq!(whole.text, server.get("/fhir/Task/t").await.expect(200).text);
    assert!(!is_marked(&whole.json()));
}

#[tokio::test]
async fn what_a_search_brings_along_is_shown_in_part_when_its_type_is_named() {
    let server = stocked().await;
    let search = async |query: &str| {
        let bundle = server.get(&format!("/fhir/Task?_include=Task:owner&{query}")).await.expect(200).json();
        let resource = |place: usize| bundle["entry"][place]["resource"].clone();
        (resource(0), resource(1))
    };
    let (found, included) = search("_elements=description").await;
    assert!(is_marked(&found) && !is_marked(&included));
    let (found, included) = search("_elements=description,Practitioner.name").await;
    assert!(is_marked(&found) && is_marked(&included));
    assert!(included.get("name").is_some() && included.get("qualification").is_none());
    let (_, included) = search("_summary=true").await;
    assert!(is_marked(&included) && included.get("qualification").is_none());
}

#[tokio::test]
async fn a_part_written_back_is_refused() {
    let server = stocked().await;
    let part = server.get("/fhir/Task/t?_elements=description").await.expect(200).json();
    let outcome = put(&server, &part).await.expect(422).json();
    assert_eq!(outcome["issue"][0]["details"]["coding"][0]["code"], "incomplete-copy");
}

#[tokio::test]
async fn what_is_not_understood_is_refused_everywhere() {
    let server = stocked().await;
    for path in ["Task/t", "Task/t/_history/1", "Task", "Task/t/_history", "Task/_history"] {
        for query in ["_summary=all", "_elements=descripton", "_elements=", "_elements=note&_summary=true"] {
            let outcome = server.get(&format!("/fhir/{path}?{query}")).await.expect(400).json();
            assert_eq!(outcome["resourceType"], "OperationOutcome", "{path} {query}");
        }
    }
    server.get("/fhir/_history?_elements=birthDate,restriction").await.expect(200);
    server.get("/fhir/_history?_elements=colour").await.expect(400);
    server.get("/fhir/Task/t?_count=1").await.expect(400);
    server.get("/fhir/Task/t?_summary=count").await.expect(400);
}
