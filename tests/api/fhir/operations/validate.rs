//! `$validate`.

use reqwest::Method;
use serde_json::{Value, json};

use super::{call, first_issue};
use crate::fhir::{put, task};
use crate::server::{Answer, Server};

/// The issues without what only a single answer has.
fn issues(outcome: &Value) -> Value {
    outcome["issue"].clone()
}

/// A task of which there is nothing to say.
fn narrated() -> Value {
    let mut task = task("x");
    task["text"] = json!({"status": "generated", "div": "<div>x</div>"});
    task
}

async fn validated(server: &Server, path: &str, resource: &Value) -> Value {
    server.post(path, resource).await.expect(200).json()
}

#[tokio::test]
async fn what_is_right_is_told_so_and_nothing_is_written() {
    let server = Server::start().await;
    for path in ["/fhir/$validate", "/fhir/Task/$validate", "/fhir/Task/$validate?mode=create"] {
        let outcome = validated(&server, path, &narrated()).await;
        assert_eq!(first_issue(&outcome), ("information".into(), "all-ok".into(), String::new()), "{path}");
    }
    let wrapped =
        [json!({"name": "resource", "resource": narrated()}), json!({"name": "mode", "valueCode": "create"})];
    call(&server, "/fhir/Task/$validate", &wrapped).await.expect(200);
    let found = server.get("/fhir/Task?_total=accurate").await.expect(200).json();
    assert_eq!(found["total"], 0);
}

#[tokio::test]
async fn what_r4_advises_against_is_a_warning_and_hinders_no_write() {
    let server = Server::start().await;
    let outcome = validated(&server, "/fhir/Task/$validate", &task("x")).await;
    assert_eq!(first_issue(&outcome), ("warning".into(), "invariant".into(), "Task".into()));
    assert_eq!(outcome["issue"][0]["code"], "invariant");
    assert!(outcome["issue"][0]["details"]["text"].as_str().unwrap().starts_with("dom-6: "));
    server.post("/fhir/Task", &task("x")).await.expect(201);
}

/// Asserts that `$validate` and the write that it asks about say the same.
async fn check(server: &Server, resource: Value, validate: &str, method: Method, write: &str) {
    let said = validated(server, validate, &resource).await;
    let refused: Answer = server.send(method, write, &[], Some(resource.to_string())).await;
    assert!(refused.status.is_client_error(), "{write} accepts {resource}");
    assert_eq!(issues(&said), issues(&refused.json()), "{resource}");
}

#[tokio::test]
async fn it_says_exactly_what_a_write_says() {
    let server = Server::start().await;
    let create =
        async |resource| check(&server, resource, "/fhir/Task/$validate", Method::POST, "/fhir/Task").await;
    create(json!({"resourceType": "Task", "status": "nonsense", "intent": "plan", "more": 1})).await;
    create(json!({"resourceType": "Task"})).await;
    create(json!({"resourceType": "Patient"})).await;
    // A rule of ours, which is judged at the door.
    create(json!({"resourceType": "Task", "status": "completed", "intent": "plan",
        "executionPeriod": {"start": "2021-05-01", "end": "2021-04-01"}}))
    .await;
    let mut other = task("x");
    other["id"] = json!("other");
    check(&server, other, "/fhir/Task/t/$validate?mode=update", Method::PUT, "/fhir/Task/t").await;
}

#[tokio::test]
async fn a_condition_is_judged_like_that_of_a_write() {
    let server = Server::start().await;
    let mut resource = task("x");
    resource["id"] = json!("t");
    put(&server, &resource).await.expect(201);
    let stale = [("if-match", "W/\"7\"")];
    let said =
        server.send(Method::POST, "/fhir/Task/t/$validate?mode=update", &stale, Some(resource.to_string()));
    let written = server.send(Method::PUT, "/fhir/Task/t", &stale, Some(resource.to_string()));
    let (said, written) = (said.await.expect(200).json(), written.await.expect(412).json());
    assert_eq!(issues(&said), issues(&written));
    let delete = server
        .send(Method::POST, "/fhir/Task/t/$validate?mode=delete", &stale, None)
        .await
        .expect(200)
        .json();
    assert_eq!(first_issue(&delete).1, "stale");
    let fine = server.get("/fhir/Task/t/$validate?mode=delete").await.expect(200).json();
    assert_eq!(first_issue(&fine).1, "all-ok");
    server.get("/fhir/Task/t").await.expect(200);
    let never = server.get("/fhir/Task/never/$validate?mode=delete").await.expect(200).json();
    assert_eq!(first_issue(&never), ("warning".into(), "not-found".into(), String::new()));
}

#[tokio::test]
async fn the_stored_resource_is_looked_at_where_none_is_sent() {
    let server = Server::start().await;
    let mut resource = narrated();
    resource["id"] = json!("t");
    put(&server, &resource).await.expect(201);
    let fine = server.get("/fhir/Task/t/$validate").await.expect(200).json();
    assert_eq!(first_issue(&fine).1, "all-ok");
    server.get("/fhir/Task/never/$validate").await.expect(404);
}

#[tokio::test]
async fn a_call_that_means_nothing_is_refused() {
    let server = Server::start().await;
    server.get("/fhir/Task/$validate").await.expect(400);
    server.get("/fhir/Task/$validate?mode=delete").await.expect(400);
    server.post("/fhir/Task/t/$validate?mode=create", &task("x")).await.expect(400);
    server.post("/fhir/Task/$validate?mode=profile", &task("x")).await.expect(400);
    server.send(Method::POST, "/fhir/Task/$validate", &[], Some("{".to_owned())).await.expect(400);
}

/// A profile of tasks that have a description, a code of a value set, and no note.
async fn put_profile(server: &Server) {
    let element = |path: &str, more: Value| {
        let mut element = json!({"id": path, "path": path});
        element.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        element
    };
    let profile = json!({
        "resourceType": "StructureDefinition", "id": "strict", "url": "http://example.org/strict", "version": "2", "name": "Strict",
        "status": "active", "kind": "resource", "abstract": false, "type": "Task", "fhirVersion": "4.0.1",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Task", "derivation": "constraint",
        "snapshot": {"element": [
            element("Task", json!({"min": 0, "max": "*", "base": {"path": "Task", "min": 0, "max": "*"}, "definition": "x"})),
            element("Task.code", json!({"min": 0, "max": "1", "base": {"path": "Task.code", "min": 0, "max": "1"}, "definition": "x",
                "type": [{"code": "CodeableConcept"}], "binding": {"strength": "required", "valueSet": "http://example.org/kinds"}})),
            element("Task.description", json!({"min": 1, "max": "1", "base": {"path": "Task.description", "min": 0, "max": "1"}, "definition": "x",
                "type": [{"code": "string"}]})),
            element("Task.note", json!({"min": 0, "max": "0", "base": {"path": "Task.note", "min": 0, "max": "*"}, "definition": "x",
                "type": [{"code": "Annotation"}]})),
        ]},
    });
    put(server, &profile).await.expect(201);
    let kinds = json!({"resourceType": "ValueSet", "id": "kinds", "url": "http://example.org/kinds", "status": "active",
        "compose": {"include": [{"system": "urn:kinds", "concept": [{"code": "a"}]}]}});
    put(server, &kinds).await.expect(201);
}

#[tokio::test]
async fn a_profile_is_checked_whether_the_caller_or_the_resource_names_it() {
    let server = Server::start().await;
    put_profile(&server).await;
    let mut wrong = json!({"resourceType": "Task", "status": "requested", "intent": "plan", "note": [{"text": "x"}],
        "code": {"coding": [{"system": "urn:kinds", "code": "b"}]}});
    let places = |outcome: &Value| {
        let issues = outcome["issue"].as_array().unwrap().iter().filter(|one| one["severity"] == "error");
        let mut places: Vec<String> =
            issues.map(|one| one["expression"][0].as_str().unwrap().to_owned()).collect();
        places.sort();
        places
    };
    let expected = ["Task.code", "Task.description", "Task.note"];
    for canonical in ["http://example.org/strict", "http://example.org/strict|2"] {
        let said = validated(&server, &format!("/fhir/Task/$validate?profile={canonical}"), &wrong).await;
        assert_eq!(places(&said), expected, "{said}");
    }
    let plain = validated(&server, "/fhir/Task/$validate", &wrong).await;
    assert_eq!(places(&plain), [""; 0], "{plain}");
    wrong["meta"] = json!({"profile": ["http://example.org/strict"]});
    let stated = validated(&server, "/fhir/Task/$validate", &wrong).await;
    assert_eq!(places(&stated), expected);

    let right = json!({"resourceType": "Task", "id": "t", "status": "requested", "intent": "plan", "description": "x",
        "code": {"coding": [{"system": "urn:kinds", "code": "a"}]}});
    let said = validated(&server, "/fhir/Task/$validate?profile=http://example.org/strict", &right).await;
    assert_eq!(places(&said), [""; 0], "{said}");
    put(&server, &right).await.expect(201);
    let stored = "/fhir/Task/t/$validate?mode=profile&profile=http://example.org/strict";
    assert_eq!(places(&server.get(stored).await.expect(200).json()), [""; 0]);
}

#[tokio::test]
async fn a_profile_that_is_not_here_is_not_found_or_a_warning() {
    let server = Server::start().await;
    put_profile(&server).await;
    for canonical in ["http://example.org/never", "http://example.org/strict|3"] {
        let outcome =
            server.post(&format!("/fhir/Task/$validate?profile={canonical}"), &task("x")).await.expect(404);
        assert_eq!(first_issue(&outcome.json()).1, "unknown-profile");
    }
    let mut stating = task("x");
    stating["meta"] = json!({"profile": ["http://example.org/never"]});
    let said = validated(&server, "/fhir/Task/$validate", &stating).await;
    let warning =
        said["issue"].as_array().unwrap().iter().find(|one| one["expression"][0] == "Task.meta.profile[0]");
    assert_eq!(warning.unwrap()["severity"], "warning", "{said}");
    let other = json!({"resourceType": "Basic", "code": {"text": "x"}});
    let said = validated(&server, "/fhir/$validate?profile=http://example.org/strict", &other).await;
    let wrong = said["issue"].as_array().unwrap().iter().find(|one| one["severity"] == "error").unwrap();
    assert_eq!(wrong["details"]["coding"][0]["code"], "wrong-resource-type", "{said}");
    assert_eq!(wrong["expression"][0], "Basic", "{said}");
    let base = "/fhir/Task/$validate?profile=http://hl7.org/fhir/StructureDefinition/";
    let said = validated(&server, &format!("{base}Task"), &task("x")).await;
    assert!(said["issue"].as_array().unwrap().iter().all(|one| one["severity"] != "error"), "{said}");
    let said = validated(&server, &format!("{base}Patient"), &task("x")).await;
    assert!(said["issue"].as_array().unwrap().iter().any(|one| one["severity"] == "error"), "{said}");
}
