//! `$meta`, `$meta-add`, `$meta-delete`.

use serde_json::{Value, json};

use super::{call, parameter, server_with_a_task};
use crate::fhir::put;
use crate::server::Server;

fn label(code: &str) -> Value {
    json!({ "system": "urn:labels", "code": code })
}

async fn change(server: &Server, operation: &str, meta: Value) -> Value {
    let parameters = [json!({ "name": "meta", "valueMeta": meta })];
    let answer = call(server, &format!("/fhir/Task/t/${operation}"), &parameters).await.expect(200).json();
    parameter(&answer, "return", "valueMeta")
}

#[tokio::test]
async fn labels_are_added_and_taken_away_in_new_versions() {
    let server = server_with_a_task().await;
    let added = change(&server, "meta-add", json!({"tag": [label("a"), label("b")]})).await;
    assert_eq!((added["versionId"].as_str(), added["tag"].as_array().unwrap().len()), (Some("2"), 2));
    // What is there already changes nothing.
    let same = change(&server, "meta-add", json!({"tag": [label("a")]})).await;
    assert_eq!(same, added);
    let found = server.get("/fhir/Task?_tag=urn:labels|a&_total=accurate").await.expect(200).json();
    assert_eq!(found["total"], 1);

    let left = change(&server, "meta-delete", json!({"tag": [label("a"), label("never")]})).await;
    assert_eq!((left["versionId"].as_str(), &left["tag"]), (Some("3"), &json!([label("b")])));
    let shown = server.get("/fhir/Task/t/$meta").await.expect(200).json();
    assert_eq!(parameter(&shown, "return", "valueMeta"), left);
    let earlier = server.get("/fhir/Task/t/_history/2/$meta").await.expect(200).json();
    assert_eq!(parameter(&earlier, "return", "valueMeta"), added);
    assert_eq!(server.get("/fhir/Task/t").await.expect(200).json()["description"], "x");
}

#[tokio::test]
async fn a_type_and_the_server_show_every_label_once() {
    let server = server_with_a_task().await;
    assert_eq!(server.get("/fhir/$meta").await.expect(200).json(), json!({"resourceType": "Parameters"}));
    change(&server, "meta-add", json!({"tag": [label("a")], "security": [label("secret")]})).await;
    let basic = json!({
        "resourceType": "Basic", "id": "b", "code": {"text": "x"},
        "meta": {"tag": [label("a"), label("other")], "profile": ["http://example.org/p"]},
    });
    put(&server, &basic).await.expect(201);
    // The labels of what a resource contains are not those of a resource.
    let part = json!({"resourceType": "Task", "id": "p", "status": "draft", "intent": "order", "meta": {"tag": [label("within")]}});
    let around = json!({"resourceType": "Basic", "id": "c", "code": {"text": "x"}, "contained": [part], "subject": {"reference": "#p"}});
    put(&server, &around).await.expect(201);
    let shown =
        async |path: &str| parameter(&server.get(path).await.expect(200).json(), "return", "valueMeta");
    let everywhere = json!({"profile": ["http://example.org/p"], "security": [label("secret")], "tag": [label("a"), label("other")]});
    assert_eq!(shown("/fhir/$meta").await, everywhere);
    assert_eq!(shown("/fhir/Task/$meta").await, json!({"security": [label("secret")], "tag": [label("a")]}));
}

#[tokio::test]
async fn what_is_no_label_or_no_resource_is_refused() {
    let server = server_with_a_task().await;
    let refused = async |path: &str, meta: Value, status: u16| {
        call(&server, path, &[json!({"name": "meta", "valueMeta": meta})]).await.expect(status);
    };
    refused("/fhir/Task/t/$meta-add", json!({"source": "urn:x"}), 400).await;
    refused("/fhir/Task/t/$meta-add", json!({"tag": "x"}), 400).await;
    refused("/fhir/Task/never/$meta-add", json!({"tag": [label("a")]}), 404).await;
    server.get("/fhir/Task/never/$meta").await.expect(404);
    server.send(reqwest::Method::DELETE, "/fhir/Task/t", &[], None).await.expect(204);
    server.get("/fhir/Task/t/$meta").await.expect(410);
    refused("/fhir/Task/t/$meta-delete", json!({"tag": [label("a")]}), 410).await;
}
