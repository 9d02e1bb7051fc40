//! patch.

use std::sync::Arc;

use reqwest::Method;
use serde_json::{Value, json};

use super::{put, task};
use crate::server::{Answer, Server};

const JSON_PATCH: &str = "application/json-patch+json";

async fn server() -> Server {
    let server = Server::start().await;
    for (id, description) in [("t", "first"), ("u", "other"), ("v", "other")] {
        let mut resource = task(description);
        resource["id"] = json!(id);
        put(&server, &resource).await.expect(201);
    }
    server
}

async fn patch(server: &Server, path: &str, headers: &[(&str, &str)], patch: &Value) -> Answer {
    let mut headers = headers.to_vec();
    headers.push(("content-type", JSON_PATCH));
    server.send(Method::PATCH, path, &headers, Some(patch.to_string())).await
}

fn replace(description: &str) -> Value {
    json!([{ "op": "replace", "path": "/description", "value": description }])
}

#[tokio::test]
async fn a_patch_changes_what_it_says_and_nothing_else() {
    let server = server().await;
    let patched = patch(&server, "/fhir/Task/t", &[], &replace("second")).await.expect(200);
    assert_eq!((patched.header("etag"), &patched.json()["description"]), ("W/\"2\"", &json!("second")));
    assert_eq!(patched.json()["intent"], "plan");
    let same = patch(&server, "/fhir/Task/t", &[], &replace("second")).await.expect(200);
    assert_eq!(same.header("etag"), "W/\"2\"", "what changes nothing makes no version");
    let minimal = patch(&server, "/fhir/Task/t", &[("prefer", "return=minimal")], &replace("third")).await;
    assert_eq!(minimal.expect(200).text, "");
}

#[tokio::test]
async fn a_patch_heeds_the_version_and_needs_a_resource() {
    let server = server().await;
    patch(&server, "/fhir/Task/t", &[("if-match", "W/\"7\"")], &replace("x")).await.expect(412);
    patch(&server, "/fhir/Task/t", &[("if-match", "W/\"1\"")], &replace("x")).await.expect(200);
    patch(&server, "/fhir/Task/never", &[], &replace("x")).await.expect(404);
    server.send(Method::DELETE, "/fhir/Task/t", &[], None).await.expect(204);
    patch(&server, "/fhir/Task/t", &[], &replace("x")).await.expect(410);
}

#[tokio::test]
async fn what_a_patch_makes_is_as_valid_as_any_content() {
    let server = server().await;
    let invalid = json!([{ "op": "replace", "path": "/status", "value": "open" }]);
    let outcome = patch(&server, "/fhir/Task/t", &[], &invalid).await.expect(422).json();
    assert_eq!(outcome["issue"][0]["expression"][0], "Task.status");
    let untrue = json!([{ "op": "test", "path": "/description", "value": "else" }]);
    patch(&server, "/fhir/Task/t", &[], &untrue).await.expect(422);
    let renamed = json!([{ "op": "replace", "path": "/id", "value": "z" }]);
    patch(&server, "/fhir/Task/t", &[], &renamed).await.expect(422);
    assert_eq!(server.get("/fhir/Task/t").await.header("etag"), "W/\"1\"", "nothing may have been written");
}

#[tokio::test]
async fn a_body_that_is_no_patch_is_told_what_would_be() {
    let server = server().await;
    let send = async |media_type: &str, body: &str| {
        server
            .send(Method::PATCH, "/fhir/Task/t", &[("content-type", media_type)], Some(body.to_owned()))
            .await
    };
    for media_type in ["application/json", "text/plain", "application/merge-patch+json"] {
        let refused = send(media_type, "{}").await.expect(415);
        assert!(refused.header("accept-patch").contains(JSON_PATCH), "{media_type}");
    }
    send(JSON_PATCH, "{").await.expect(400);
    let twice = r#"[{ "op": "replace", "path": "/description", "value": "a", "value": "b" }]"#;
    let told = send(JSON_PATCH, twice).await.expect(400).json();
    let told = told["issue"][0]["diagnostics"].as_str().unwrap().to_owned();
    assert!(told.contains("'/0/value' stands twice"), "{told}");
    let task = send("application/fhir+json", &task("x").to_string()).await.expect(400).json();
    assert_eq!(task["issue"][0]["expression"][0], "resourceType");
}

#[tokio::test]
async fn a_patch_on_condition_changes_the_one_match() {
    let server = server().await;
    let check = async |query: &str, status: u16| {
        patch(&server, &format!("/fhir/Task?{query}"), &[], &replace("changed")).await.expect(status)
    };
    check("description=first", 200).await;
    check("description=none", 404).await;
    check("description=other", 412).await;
    check("", 400).await;
    check("nonsense=1", 400).await;
    assert_eq!(server.get("/fhir/Task/t").await.json()["description"], "changed");
    assert_eq!(server.get("/fhir/Task/u").await.json()["description"], "other");
}

#[tokio::test]
async fn patches_that_meet_are_all_done() {
    let server = Arc::new(server().await);
    let mut clients = tokio::task::JoinSet::new();
    for client in 0..16 {
        let server = Arc::clone(&server);
        clients.spawn(async move {
            let note = json!({ "text": format!("client {client}") });
            let add = match client {
                0 => json!([{ "op": "add", "path": "/note", "value": [note] }]),
                _ => json!([{ "op": "add", "path": "/note/-", "value": note }]),
            };
            loop {
                let answer = patch(&server, "/fhir/Task/t", &[], &add).await;
                // The first makes the list that the others need.
                if answer.status != 422 {
                    return answer.status.as_u16();
                }
            }
        });
    }
    assert!(clients.join_all().await.iter().all(|status| *status == 200));
    let patched = server.get("/fhir/Task/t").await.json();
    assert_eq!(
        (patched["note"].as_array().unwrap().len(), &patched["meta"]["versionId"]),
        (16, &json!("17"))
    );
}
