//! read and vread.

use reqwest::Method;
use serde_json::json;

use super::{put, task};
use crate::server::Server;

#[tokio::test]
async fn a_read_returns_what_was_written_with_its_version() {
    let server = Server::start().await;
    let created = server.post("/fhir/Task", &task("Invite OpenHIE")).await.expect(201);
    let id = created.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(created.header("location"), format!("{}/fhir/Task/{id}/_history/1", server.base));

    let read = server.get(&format!("/fhir/Task/{id}")).await.expect(200);
    assert_eq!(read.text, created.text);
    assert_eq!(read.header("etag"), "W/\"1\"");
    assert_eq!(read.header("content-type"), "application/fhir+json; charset=utf-8");
    let resource = read.json();
    assert_eq!(resource["meta"]["versionId"], "1");
    assert_eq!(resource["description"], "Invite OpenHIE");
}

#[tokio::test]
async fn what_never_was_is_not_found_and_what_was_deleted_is_gone() {
    let server = Server::start().await;
    let never = server.get("/fhir/Task/never").await.expect(404).json();
    assert_eq!(never["issue"][0]["code"], "not-found");
    let mut resource = task("x");
    resource["id"] = json!("t");
    put(&server, &resource).await.expect(201);
    server.send(Method::DELETE, "/fhir/Task/t", &[], None).await.expect(204);
    let gone = server.get("/fhir/Task/t").await.expect(410).json();
    assert_eq!(gone["issue"][0]["code"], "deleted");
    server.get("/fhir/Task/t/_history/1").await.expect(200);
    server.get("/fhir/Task/t/_history/2").await.expect(410);
    server.get("/fhir/Task/t/_history/3").await.expect(404);
    server.get("/fhir/Nothing/t").await.expect(404);
}

#[tokio::test]
async fn a_caller_who_has_the_version_already_is_told_so() {
    let server = Server::start().await;
    let mut resource = task("x");
    resource["id"] = json!("t");
    put(&server, &resource).await.expect(201);
    let same = server.send(Method::GET, "/fhir/Task/t", &[("if-none-match", "W/\"1\"")], None).await;
    assert_eq!(same.expect(304).text, "");
    server.send(Method::GET, "/fhir/Task/t", &[("if-none-match", "W/\"2\"")], None).await.expect(200);
    let modified = server.get("/fhir/Task/t").await.expect(200).header("last-modified").to_owned();
    let check = async |headers: &[(&str, &str)], status: u16| {
        server.send(Method::GET, "/fhir/Task/t", headers, None).await.expect(status)
    };
    check(&[("if-none-match", "\"7\", \"1\"")], 304).await;
    check(&[("if-none-match", "*")], 304).await;
    check(&[("if-modified-since", &modified)], 304).await;
    check(&[("if-modified-since", "Tue, 13 Apr 2021 10:00:00 GMT")], 200).await;
    // Where a version is named, the date does not count.
    check(&[("if-modified-since", &modified), ("if-none-match", "W/\"2\"")], 200).await;
    check(&[("if-modified-since", "yesterday")], 400).await;
    check(&[("if-match", "W/\"1\"")], 400).await;
}

#[tokio::test]
async fn a_form_that_is_not_spoken_is_refused_and_pretty_is_pretty() {
    let server = Server::start().await;
    server.send(Method::GET, "/fhir/Task", &[("accept", "application/fhir+turtle")], None).await.expect(406);
    server.get("/fhir/Task?_format=ttl").await.expect(406);
    server.get("/fhir/Task?_format=application/fhir+json").await.expect(200);
    let sent =
        server.send(Method::POST, "/fhir/Task", &[("content-type", "text/plain")], Some("x".into())).await;
    sent.expect(415);
    let pretty = server.get("/fhir/Task?_pretty=true").await.expect(200);
    assert!(pretty.text.contains("\n  \"type\": \"searchset\""), "{}", pretty.text);
}

#[tokio::test]
async fn decimals_and_the_order_of_members_survive() {
    let server = Server::start().await;
    let text = r#"{"resourceType":"Observation","status":"final","code":{"text":"t"},"valueQuantity":{"value":1.50,"unit":"mg"}}"#;
    let created =
        server.send(Method::POST, "/fhir/Observation", &[], Some(text.to_owned())).await.expect(201);
    assert!(created.text.contains(r#""valueQuantity":{"value":1.50,"unit":"mg"}"#), "{}", created.text);
}
