//! HEAD, OPTIONS, and methods that an address does not take.

use reqwest::Method;
use serde_json::json;

use super::{put, task};
use crate::server::Server;

#[tokio::test]
async fn head_answers_what_get_answers_without_its_body() {
    let server = Server::start().await;
    let mut resource = task("x");
    resource["id"] = json!("t");
    put(&server, &resource).await.expect(201);
    for path in [
        "/fhir/metadata",
        "/fhir/Task",
        "/fhir/Task/t",
        "/fhir/Task/t/_history/1",
        "/fhir/Task/t/_history",
        "/fhir/Task/_history",
        "/fhir/_history",
        "/fhir/Task/never",
        "/fhir/Nothing",
        "/fhir/Task?nonsense=1",
    ] {
        let got = server.get(path).await;
        let head = server.send(Method::HEAD, path, &[], None).await;
        assert_eq!((head.status, head.text.as_str()), (got.status, ""), "{path}");
        for name in ["etag", "last-modified", "content-type"] {
            assert_eq!(head.header(name), got.header(name), "{path} {name}");
        }
    }
}

#[tokio::test]
async fn options_say_what_an_address_takes() {
    let server = Server::start().await;
    let check = async |path: &str, expected: &[&str], patches: bool| {
        let answer = server.send(Method::OPTIONS, path, &[], None).await.expect(204);
        let mut allowed: Vec<&str> = answer.header("allow").split(',').map(str::trim).collect();
        allowed.sort_unstable();
        assert_eq!(allowed, expected, "{path}");
        assert_eq!(!answer.header("accept-patch").is_empty(), patches, "{path}");
        assert_eq!(answer.text, "");
    };
    for path in ["/fhir/Task", "/fhir/Task/"] {
        check(path, &["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"], true).await;
    }
    check("/fhir/Task/t", &["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "PUT"], true).await;
    check("/fhir/Task/t/_history", &["GET", "HEAD", "OPTIONS"], false).await;
    check("/fhir/metadata", &["GET", "HEAD", "OPTIONS"], false).await;
    check("/fhir/Task/$meta", &["GET", "HEAD", "OPTIONS", "POST"], false).await;
    check("/fhir/Task/_search", &["OPTIONS", "POST"], false).await;
    for path in ["/fhir", "/fhir/"] {
        check(path, &["GET", "HEAD", "OPTIONS", "POST"], false).await;
    }
}

#[tokio::test]
async fn a_method_that_an_address_does_not_take_is_told_those_that_it_takes() {
    let server = Server::start().await;
    let refused = server.send(Method::DELETE, "/fhir/Task/t/_history", &[], None).await.expect(405);
    let mut allowed: Vec<&str> = refused.header("allow").split(',').collect();
    allowed.sort_unstable();
    assert_eq!(allowed, ["GET", "HEAD", "OPTIONS"]);
    assert_eq!(refused.json()["resourceType"], "OperationOutcome");
    server.send(Method::POST, "/fhir/Task/t", &[], Some(task("x").to_string())).await.expect(405);
}
