//! create, update and delete.

use std::sync::Arc;

use reqwest::Method;
use serde_json::{Value, json};

use super::{put, task};
use crate::server::Server;

#[tokio::test]
async fn an_update_makes_a_version_and_one_that_says_the_same_makes_none() {
    let server = Server::start().await;
    let mut resource = task("first");
    resource["id"] = json!("t");
    assert_eq!(put(&server, &resource).await.expect(201).header("etag"), "W/\"1\"");
    assert_eq!(put(&server, &resource).await.expect(200).header("etag"), "W/\"1\"");
    resource["description"] = json!("second");
    assert_eq!(put(&server, &resource).await.expect(200).header("etag"), "W/\"2\"");
    let first = server.get("/fhir/Task/t/_history/1").await.expect(200).json();
    assert_eq!(first["description"], "first");
}

#[tokio::test]
async fn a_stale_condition_is_refused_and_changes_nothing() {
    let server = Server::start().await;
    let mut resource = task("first");
    resource["id"] = json!("t");
    put(&server, &resource).await.expect(201);
    resource["description"] = json!("second");
    let change = |etag: &'static str, resource: Value| {
        let server = &server;
        async move {
            server.send(Method::PUT, "/fhir/Task/t", &[("if-match", etag)], Some(resource.to_string())).await
        }
    };
    change("W/\"7\"", resource.clone()).await.expect(412);
    change("nonsense", resource.clone()).await.expect(412);
    assert_eq!(server.get("/fhir/Task/t").await.json()["description"], "first");
    change("W/\"1\"", resource).await.expect(200);
    server.send(Method::DELETE, "/fhir/Task/t", &[("if-match", "W/\"1\"")], None).await.expect(412);
    let deleted =
        server.send(Method::DELETE, "/fhir/Task/t", &[("if-match", "W/\"2\"")], None).await.expect(204);
    assert_eq!(deleted.header("content-type"), "", "there is no content to have a type");
}

#[tokio::test]
async fn of_many_who_change_the_same_version_one_wins() {
    let server = Arc::new(Server::start().await);
    let mut resource = task("first");
    resource["id"] = json!("t");
    put(&server, &resource).await.expect(201);
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..16 {
        resource["description"] = json!(format!("writer {writer}"));
        let (server, body) = (Arc::clone(&server), Some(resource.to_string()));
        writers.spawn(async move {
            server.send(Method::PUT, "/fhir/Task/t", &[("if-match", "W/\"1\"")], body).await.status.as_u16()
        });
    }
    let answers = writers.join_all().await;
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
    assert!(answers.iter().all(|status| matches!(status, 200 | 412)), "{answers:?}");
}

#[tokio::test]
async fn each_fault_is_told_with_its_place_and_nothing_is_written() {
    let server = Server::start().await;
    let wrong = json!({
        "resourceType": "Task", "id": "t", "status": "open", "intent": "plan",
        "note": [{ "time": "yesterday", "text": "x" }], "colour": "red"
    });
    let outcome = put(&server, &wrong).await.expect(400).json();
    assert_eq!(outcome["resourceType"], "OperationOutcome");
    let places: Vec<&str> = outcome["issue"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|issue| issue["expression"][0].as_str())
        .collect();
    assert_eq!(places, ["Task.status", "Task.note[0].time", "Task.colour"]);
    server.get("/fhir/Task/t").await.expect(404);
}

#[tokio::test]
async fn what_cannot_be_understood_is_refused() {
    let server = Server::start().await;
    let send = |method: Method, path: &'static str, body: &'static str| {
        let server = &server;
        async move { server.send(method, path, &[], Some(body.to_owned())).await }
    };
    send(Method::POST, "/fhir/Task", "{").await.expect(400);
    send(Method::POST, "/fhir/Task", "[]").await.expect(400);
    send(Method::POST, "/fhir/Task", "{}").await.expect(400);
    let other =
        send(Method::POST, "/fhir/Task", r#"{"resourceType":"Basic","code":{"text":"x"}}"#).await.expect(400);
    assert_eq!(other.json()["issue"][0]["details"]["coding"][0]["code"], "wrong-resource-type");
    send(Method::PUT, "/fhir/Basic/a", r#"{"resourceType":"Basic","id":"b","code":{"text":"x"}}"#)
        .await
        .expect(400);
    send(Method::PUT, "/fhir/Basic/a", r#"{"resourceType":"Basic","code":{"text":"x"}}"#).await.expect(400);
    server.get("/fhir/Task/t?_elements=colour").await.expect(400);
    let twice =
        r#"{"resourceType":"Task","status":"draft","intent":"plan","note":[{"text":"a","text":"b"}]}"#;
    let outcome = send(Method::POST, "/fhir/Task", twice).await.expect(400).json();
    assert_eq!(outcome["issue"][0]["expression"][0], "Task.note[0].text");
}

#[tokio::test]
async fn a_meeting_that_ends_before_it_starts_breaks_a_rule_on_both_sides_of_the_clock() {
    let server = Server::start().await;
    let meeting = |start: &str, end: &str| {
        json!({
            "resourceType": "Appointment", "status": "booked", "start": start, "end": end,
            "participant": [{ "status": "accepted", "actor": { "display": "Awa" } }]
        })
    };
    let backwards = meeting("2021-04-13T11:00:00+02:00", "2021-04-13T10:00:00+02:00");
    let outcome = server.post("/fhir/Appointment", &backwards).await.expect(422).json();
    assert_eq!(outcome["issue"][0]["expression"][0], "Appointment.end");
    // The same hours, but the end is written in another zone.
    let forwards = meeting("2021-04-13T11:00:00+02:00", "2021-04-13T10:00:00Z");
    server.post("/fhir/Appointment", &forwards).await.expect(201);
}

#[tokio::test]
async fn a_condition_that_an_interaction_does_not_know_is_refused() {
    let server = Server::start().await;
    let mut resource = task("x");
    resource["id"] = json!("t");
    put(&server, &resource).await.expect(201);
    let check = async |method: Method, path: &str, header: (&str, &str), status: u16| {
        let body = (method != Method::DELETE).then(|| resource.to_string());
        server.send(method, path, &[header], body).await.expect(status)
    };
    check(Method::POST, "/fhir/Task", ("if-match", "W/\"1\""), 400).await;
    check(Method::POST, "/fhir/Task", ("if-none-match", "*"), 400).await;
    check(Method::PUT, "/fhir/Task/t", ("if-none-exist", "status=requested"), 400).await;
    check(Method::PUT, "/fhir/Task/t", ("if-none-match", "W/\"1\""), 400).await;
    check(Method::PUT, "/fhir/Task/t", ("if-unmodified-since", "Tue, 13 Apr 2021 10:00:00 GMT"), 400).await;
    check(Method::DELETE, "/fhir/Task/t", ("if-none-match", "*"), 400).await;
    check(Method::PUT, "/fhir/Task/t", ("if-none-match", "*"), 412).await;
    assert_eq!(server.get("/fhir/Task/t").await.expect(200).header("etag"), "W/\"1\"");
    resource["id"] = json!("new");
    let made =
        server.send(Method::PUT, "/fhir/Task/new", &[("if-none-match", "*")], Some(resource.to_string()));
    made.await.expect(201);
}

#[tokio::test]
async fn what_xml_cannot_hold_is_refused_where_it_stands() {
    let server = Server::start().await;
    for letter in ['\u{fffe}', '\u{ffff}', '\u{c}', '\u{1}'] {
        let mut resource = task(&format!("a{letter}"));
        resource["id"] = json!("t");
        resource["note"] = json!([{ "text": format!("{letter}b") }]);
        resource["instantiatesUri"] = json!(format!("urn:x:{letter}"));
        let outcome = put(&server, &resource).await.expect(400).json();
        let issues = outcome["issue"].as_array().unwrap();
        let mut places: Vec<_> =
            issues.iter().map(|issue| issue["expression"][0].as_str().unwrap()).collect();
        places.sort_unstable();
        assert_eq!(places, ["Task.description", "Task.instantiatesUri", "Task.note[0].text"], "{outcome:#}");
    }
}
