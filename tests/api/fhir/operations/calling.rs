//! How any operation is called.

use relais::config::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use super::{call, first_issue, post_nothing, server_with_a_task};
use crate::fhir::task;
use crate::server::Server;

#[tokio::test]
async fn an_unknown_operation_is_told_what_there_is() {
    let server = server_with_a_task().await;
    for path in [
        "/fhir/$nonsense",
        "/fhir/Task/$nonsense",
        "/fhir/Task/t/$nonsense",
        "/fhir/Task/t/_history/1/$nonsense",
    ] {
        for answer in [server.get(path).await, post_nothing(&server, path).await] {
            let outcome = answer.expect(404).json();
            assert_eq!(first_issue(&outcome).1, "unknown-operation", "{path}");
            assert!(outcome["issue"][0]["diagnostics"].as_str().unwrap().contains("$meta"), "{outcome}");
        }
    }
    server.get("/fhir/Nothing/$meta").await.expect(404);
    // An operation at another level than its own is none.
    server.get("/fhir/$meta-add").await.expect(404);
}

#[tokio::test]
async fn what_changes_something_is_called_by_post_by_somebody_who_may() {
    let server = server_with_a_task().await;
    server.get("/fhir/Task/t/$meta-add").await.expect(405);
    server.send(Method::PUT, "/fhir/Task/t/$meta", &[], Some("{}".to_owned())).await.expect(405);

    let server = Server::start_with(vec![("a-secret-of-some-length", vec![Scope::Read])]).await;
    let token = [("authorization", "Bearer a-secret-of-some-length")];
    server.get("/fhir/$meta").await.expect(401);
    server.send(Method::GET, "/fhir/$meta", &token, None).await.expect(200);
    let body = json!({"resourceType": "Parameters", "parameter": [{"name": "meta", "valueMeta": {}}]});
    let refused = server.send(Method::POST, "/fhir/Task/t/$meta-add", &token, Some(body.to_string())).await;
    refused.expect(403);
}

#[track_caller]
fn check(outcome: &Value, code: &str, place: &str) {
    assert_eq!(first_issue(outcome), ("error".to_owned(), code.to_owned(), place.to_owned()), "{outcome}");
}

#[tokio::test]
async fn a_wrong_parameter_is_refused_where_it_stands() {
    let server = server_with_a_task().await;
    let get =
        async |query: &str| server.get(&format!("/fhir/Task/t/$validate?{query}")).await.expect(400).json();
    check(&get("nonsense=1").await, "unknown-parameter", "http:nonsense");
    check(&get("mode=nonsense").await, "invalid-parameter-value", "http:mode");
    check(&get("mode=").await, "invalid-parameter-value", "http:mode");
    check(&get("resource=x").await, "invalid-parameter-value", "http:resource");
    check(&get("mode=delete&mode=delete").await, "invalid-parameter-value", "http:mode");

    let post = async |parameter: Value| {
        call(&server, "/fhir/Task/t/$validate", &[parameter]).await.expect(400).json()
    };
    let nonsense = json!({"name": "nonsense", "valueCode": "x"});
    check(&post(nonsense).await, "unknown-parameter", "Parameters.parameter[0].name");
    check(
        &post(json!({"name": "mode", "valueBoolean": true})).await,
        "invalid-parameter-value",
        "Parameters.parameter[0]",
    );
    check(
        &post(json!({"name": "resource", "valueCode": "x"})).await,
        "invalid-parameter-value",
        "Parameters.parameter[0]",
    );
    check(&post(json!({"nonsense": "x"})).await, "unknown-element", "Parameters.parameter[0].nonsense");

    let missing = post_nothing(&server, "/fhir/Task/t/$meta-add").await.expect(400).json();
    check(&missing, "missing-parameter", "http:meta");
    let other = server.post("/fhir/Task/t/$meta-add", &task("x")).await.expect(400).json();
    check(&other, "wrong-resource-type", "resourceType");
}
