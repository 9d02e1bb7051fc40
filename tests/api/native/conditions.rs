//! Which version a change means: ETag, If-Match, If-None-Match.

use reqwest::Method;
use serde_json::json;

use super::{make, refusal};
use crate::server::Server;

#[tokio::test]
async fn a_change_names_the_version_that_it_changes() {
    let server = Server::start().await;
    let id = make(&server, "/api/v1/countries", &json!({"iso_code": "GMB", "name": "The Gambia"})).await;
    let path = format!("/api/v1/countries/{id}");
    let patch = async |headers: &[(&str, &str)]| {
        let body = json!({"aliases": ["Gambie"]}).to_string();
        server.send(Method::PATCH, &path, headers, Some(body)).await
    };
    let missing = patch(&[]).await.expect(428).json();
    assert_eq!(refusal(&missing), ("if-match-required".to_owned(), "If-Match".to_owned()));
    let stale = patch(&[("if-match", "\"7\"")]).await.expect(412).json();
    assert_eq!(refusal(&stale), ("stale".to_owned(), "If-Match".to_owned()));
    let changed = patch(&[("if-match", "\"1\"")]).await.expect(200);
    assert_eq!(changed.header("etag"), "\"2\"");
    assert_eq!(changed.json()["aliases"], json!(["Gambie"]));
    patch(&[("if-match", "\"1\"")]).await.expect(412);
}

#[tokio::test]
async fn who_has_the_present_version_gets_no_body() {
    let server = Server::start().await;
    let id = make(&server, "/api/v1/countries", &json!({"iso_code": "GMB", "name": "The Gambia"})).await;
    let path = format!("/api/v1/countries/{id}");
    for known in ["\"1\"", "W/\"1\"", "\"9\", \"1\"", "*"] {
        let answer = server.send(Method::GET, &path, &[("if-none-match", known)], None).await.expect(304);
        assert_eq!((answer.text.as_str(), answer.header("etag")), ("", "\"1\""), "{known}");
    }
    server.send(Method::GET, &path, &[("if-none-match", "\"2\"")], None).await.expect(200);
}

#[tokio::test]
async fn a_put_makes_what_is_not_there_and_what_is_deleted_is_gone() {
    let server = Server::start().await;
    let path = "/api/v1/countries/the-gambia";
    let body = json!({"iso_code": "GMB", "name": "The Gambia"}).to_string();
    let made = server.send(Method::PUT, path, &[], Some(body.clone())).await.expect(201);
    assert!(made.header("location").ends_with(path));
    server.send(Method::PUT, path, &[], Some(body)).await.expect(428);
    server.send(Method::DELETE, path, &[("if-match", "\"1\"")], None).await.expect(204);
    assert_eq!(refusal(&server.get(path).await.expect(410).json()).0, "deleted");
    let history = server.get(&format!("{path}/history")).await.expect(200).json();
    assert_eq!(history["data"][0]["deleted"], true);
    assert_eq!(history["data"][1]["fields"]["iso_code"], "GMB");
}

#[tokio::test]
async fn a_patch_cannot_take_away_what_must_be_there() {
    let server = Server::start().await;
    let id = make(&server, "/api/v1/countries", &json!({"iso_code": "GMB", "name": "The Gambia"})).await;
    let path = format!("/api/v1/countries/{id}");
    let check = async |patch: serde_json::Value, code: &str, place: &str| {
        let headers = [("if-match", "\"1\""), ("content-type", "application/merge-patch+json")];
        let problem = server.send(Method::PATCH, &path, &headers, Some(patch.to_string())).await.expect(400);
        assert_eq!(refusal(&problem.json()), (code.to_owned(), place.to_owned()), "{patch}");
    };
    check(json!({"name": null}), "missing-field", "/name").await;
    check(json!({"name": ""}), "empty", "/name").await;
    check(json!({"colour": "red"}), "unknown-field", "/colour").await;
    check(json!({"aliases": [7]}), "invalid-value", "/aliases/0").await;
    check(json!([]), "invalid-json", "").await;
}

#[tokio::test]
async fn a_member_that_stands_twice_is_refused_and_pointed_at() {
    let server = Server::start().await;
    let check = async |method: Method, path: &str, media_type: &str, body: &str, place: &str| {
        let headers = [("if-match", "\"1\""), ("content-type", media_type)];
        let problem = server.send(method, path, &headers, Some(body.to_owned())).await.expect(400);
        assert_eq!(refusal(&problem.json()), ("invalid-json".to_owned(), place.to_owned()), "{body}");
    };
    let twice = r#"{"iso_code": "GMB", "name": "Gambia", "name": "The Gambia"}"#;
    check(Method::POST, "/api/v1/countries", "application/json", twice, "/name").await;
    let id = make(&server, "/api/v1/countries", &json!({"iso_code": "GMB", "name": "The Gambia"})).await;
    let path = format!("/api/v1/countries/{id}");
    check(Method::PUT, &path, "application/json", twice, "/name").await;
    let patch = r#"{"aliases": [{"a": 1, "a": 2}]}"#;
    check(Method::PATCH, &path, "application/merge-patch+json", patch, "/aliases/0/a").await;
}
