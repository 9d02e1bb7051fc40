//! What a caller gets back after a change.

use reqwest::Method;
use serde_json::json;

use super::task;
use crate::server::{Answer, Server};

async fn create(server: &Server, prefer: &str) -> Answer {
    server
        .send(Method::POST, "/fhir/Task", &[("prefer", prefer)], Some(task("x").to_string()))
        .await
        .expect(201)
}

#[tokio::test]
async fn a_caller_may_ask_for_no_body_the_resource_or_an_outcome() {
    let server = Server::start().await;
    let minimal = create(&server, "return=minimal").await;
    assert_eq!((minimal.text.as_str(), minimal.header("preference-applied")), ("", "return=minimal"));
    assert_eq!(minimal.header("etag"), "W/\"1\"");
    let whole = create(&server, "return=representation").await;
    assert_eq!(whole.json()["description"], "x");
    let told = create(&server, "handling=strict, return=OperationOutcome").await;
    assert_eq!(told.header("preference-applied"), "return=OperationOutcome");
    assert!(told.header("location").contains("/fhir/Task/"));
    let outcome = told.json();
    assert_eq!(outcome["resourceType"], "OperationOutcome");
    assert_eq!(
        (&outcome["issue"][0]["severity"], &outcome["issue"][0]["code"]),
        (&json!("information"), &json!("informational"))
    );
    let unknown = create(&server, "return=everything").await;
    assert_eq!(
        (unknown.json()["description"].as_str(), unknown.header("preference-applied")),
        (Some("x"), "")
    );
}

#[tokio::test]
async fn a_deletion_tells_what_was_deleted_only_when_asked() {
    let server = Server::start().await;
    let mut resource = task("x");
    resource["id"] = json!("t");
    super::put(&server, &resource).await.expect(201);
    let prefer = [("prefer", "return=OperationOutcome")];
    let told = server.send(Method::DELETE, "/fhir/Task/t", &prefer, None).await.expect(200).json();
    assert_eq!(told["issue"][0]["diagnostics"], "Task/t was deleted.");
    let again = server.send(Method::DELETE, "/fhir/Task/t", &prefer, None).await.expect(200).json();
    assert_eq!(again["issue"][0]["diagnostics"], "There was nothing to delete.");
    assert_eq!(server.send(Method::DELETE, "/fhir/Task/t", &[], None).await.expect(204).text, "");
}
