//! Communities, organisations, observatories and people.

use std::slice::from_ref;

use relais::config::Scope;
use reqwest::Method;
use serde_json::json;

use super::{ids, make, refusal};
use crate::server::Server;

#[tokio::test]
async fn each_list_of_organisations_shows_its_own_kind() {
    let server = Server::start().await;
    let community = make(&server, "/api/v1/communities", &json!({"name": "Communauté"})).await;
    let ministry = make(&server, "/api/v1/organizations", &json!({"name": "Ministère"})).await;
    let body = json!({"name": "Observatoire", "coverage": "national"});
    let observatory = make(&server, "/api/v1/observatories", &body).await;
    let plain = json!({"resourceType": "Organization", "name": "D'ailleurs"});
    let plain = super::text(&server.post("/fhir/Organization", &plain).await.expect(201).json(), "id");
    assert_eq!(ids(&server, "/api/v1/communities").await, from_ref(&community));
    assert_eq!(ids(&server, "/api/v1/observatories").await, from_ref(&observatory));
    assert_eq!(ids(&server, "/api/v1/organizations").await, [ministry, plain]);
    for path in [
        format!("/api/v1/organizations/{community}"),
        format!("/api/v1/organizations/{observatory}"),
        format!("/api/v1/communities/{observatory}"),
    ] {
        assert_eq!(refusal(&server.get(&path).await.expect(404).json()).0, "other-thing", "{path}");
    }
}

#[tokio::test]
async fn who_may_not_see_contact_details_cannot_lose_them() {
    let (all, blind) = ("a secret that shows everything", "a secret that hides contacts");
    let scopes = vec![Scope::Read, Scope::Write, Scope::Personal];
    let server = Server::start_with(vec![(all, scopes), (blind, vec![Scope::Read, Scope::Write])]).await;
    let send = async |secret: &str, method: Method, path: &str, body: Option<String>| {
        let bearer = format!("Bearer {secret}");
        let headers = [("authorization", bearer.as_str()), ("if-match", "\"1\"")];
        server.send(method, path, &headers, body).await
    };
    let body = json!({"name": "Fatou Camara", "email": "fatou@example.org"}).to_string();
    let made = send(all, Method::POST, "/api/v1/people", Some(body)).await.expect(201).json();
    let path = format!("/api/v1/people/{}", super::text(&made, "id"));
    let seen = send(blind, Method::GET, &path, None).await.expect(200).json();
    assert_eq!(seen["email"], json!(null));
    let patch = Some(json!({"name": "F. Camara"}).to_string());
    let refused = send(blind, Method::PATCH, &path, patch.clone()).await.expect(403).json();
    assert_eq!(refusal(&refused).0, "missing-scope");
    let changed = send(all, Method::PATCH, &path, patch).await.expect(200).json();
    assert_eq!(changed["email"], "fatou@example.org");
}
