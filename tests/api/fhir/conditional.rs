//! Changes whose resource is named by a search.

use std::sync::Arc;

use reqwest::Method;
use serde_json::{Value, json};

use super::{code, put};
use crate::server::{Answer, Server};

const SYSTEM: &str = "urn:example:directory";

fn organization(identifier: &str, name: &str) -> Value {
    json!({
        "resourceType": "Organization", "name": name,
        "identifier": [{ "system": SYSTEM, "value": identifier }],
    })
}

fn criterion(identifier: &str) -> String {
    format!("identifier={SYSTEM}|{identifier}")
}

async fn create(server: &Server, resource: &Value, criterion: &str) -> Answer {
    let headers = [("if-none-exist", criterion)];
    server.send(Method::POST, "/fhir/Organization", &headers, Some(resource.to_string())).await
}

async fn update(server: &Server, resource: &Value, criterion: &str) -> Answer {
    let path = format!("/fhir/Organization?{criterion}");
    server.send(Method::PUT, &path, &[], Some(resource.to_string())).await
}

async fn delete(server: &Server, query: &str) -> Answer {
    server.send(Method::DELETE, &format!("/fhir/Organization?{query}"), &[], None).await
}

/// A server with one organization `a` and two that share the identifier `b`.
async fn peopled() -> Server {
    let server = Server::start().await;
    for (id, identifier) in [("a", "a"), ("b1", "b"), ("b2", "b")] {
        let mut resource = organization(identifier, id);
        resource["id"] = json!(id);
        put(&server, &resource).await.expect(201);
    }
    server
}

async fn total(server: &Server) -> Value {
    server.get("/fhir/Organization?_summary=count").await.expect(200).json()["total"].clone()
}

#[tokio::test]
async fn a_create_on_condition_makes_what_is_not_there_and_answers_what_is() {
    let server = peopled().await;
    let made = create(&server, &organization("c", "new"), &criterion("c")).await.expect(201);
    let again = create(&server, &organization("c", "other"), &criterion("c")).await.expect(200);
    assert_eq!(again.header("location"), made.header("location"));
    assert_eq!((again.header("etag"), again.json()["name"].as_str()), ("W/\"1\"", Some("new")));
    let several = create(&server, &organization("b", "new"), &criterion("b")).await.expect(412).json();
    assert_eq!(code(&several), "multiple-matches");
    assert_eq!(several["issue"][0]["location"][0], "http:If-None-Exist");
    assert_eq!(total(&server).await, 4);
}

#[tokio::test]
async fn an_update_on_condition_changes_the_one_match_or_makes_it() {
    let server = peopled().await;
    let changed = update(&server, &organization("a", "changed"), &criterion("a")).await.expect(200);
    assert_eq!((changed.json()["id"].as_str(), changed.header("etag")), (Some("a"), "W/\"2\""));
    let mut named = organization("a", "again");
    named["id"] = json!("a");
    update(&server, &named, &criterion("a")).await.expect(200);
    named["id"] = json!("b1");
    let other = update(&server, &named, &criterion("a")).await.expect(400).json();
    assert_eq!((code(&other), &other["issue"][0]["expression"][0]), ("wrong-id", &json!("Organization.id")));
    update(&server, &organization("b", "x"), &criterion("b")).await.expect(412);

    let made = update(&server, &organization("c", "new"), &criterion("c")).await.expect(201);
    assert!(!made.json()["id"].as_str().unwrap().is_empty());
    let mut chosen = organization("d", "new");
    chosen["id"] = json!("d");
    assert_eq!(update(&server, &chosen, &criterion("d")).await.expect(201).json()["id"], "d");
    chosen["id"] = json!("b1");
    let taken = update(&server, &chosen, &criterion("e")).await.expect(409).json();
    assert_eq!((code(&taken), &taken["issue"][0]["expression"][0]), ("wrong-id", &json!("Organization.id")));
    assert_eq!(server.get("/fhir/Organization/b1").await.json()["name"], "b1");
    assert_eq!(total(&server).await, 5);
}

#[tokio::test]
async fn an_update_on_condition_heeds_the_version() {
    let server = peopled().await;
    let path = format!("/fhir/Organization?{}", criterion("a"));
    let send = async |etag: &str| {
        let body = Some(organization("a", "changed").to_string());
        server.send(Method::PUT, &path, &[("if-match", etag)], body).await
    };
    send("W/\"2\"").await.expect(412);
    send("W/\"1\"").await.expect(200);
}

#[tokio::test]
async fn a_delete_on_condition_ends_one_unless_the_caller_says_how_many() {
    let server = peopled().await;
    delete(&server, &criterion("none")).await.expect(204);
    delete(&server, &criterion("a")).await.expect(204);
    server.get("/fhir/Organization/a").await.expect(410);
    delete(&server, &criterion("b")).await.expect(412);
    for (query, status) in [
        (format!("{}&_count=0", criterion("b")), 400),
        (format!("{}&_count=many", criterion("b")), 400),
        (format!("{}&_count=2&_count=3", criterion("b")), 400),
        ("_count=2".to_owned(), 400),
    ] {
        delete(&server, &query).await.expect(status);
    }
    assert_eq!(total(&server).await, 2, "nothing may have been deleted");
    delete(&server, &format!("{}&_count=2", criterion("b"))).await.expect(204);
    assert_eq!(total(&server).await, 0);
}

#[tokio::test]
async fn a_condition_has_criteria_and_nothing_else() {
    let server = peopled().await;
    for (wrong, expected) in [
        ("", "empty-condition"),
        ("_count=1", "unknown-parameter"),
        ("_sort=name", "unknown-parameter"),
        ("_include=Organization:partof", "unknown-parameter"),
        ("nonsense=1", "unknown-parameter"),
        ("name=x&_summary=count", "unknown-parameter"),
        ("identifier=", "invalid-parameter-value"),
        ("?identifier=x", "unknown-parameter"),
    ] {
        let refused = create(&server, &organization("x", "x"), wrong).await.expect(400).json();
        assert_eq!(code(&refused), expected, "{wrong}: {refused}");
        let refused = update(&server, &organization("x", "x"), wrong).await.expect(400).json();
        assert_eq!(code(&refused), expected, "{wrong}: {refused}");
        if !wrong.starts_with("_count") {
            delete(&server, wrong).await.expect(400);
        }
    }
    assert_eq!(total(&server).await, 3);
}

#[tokio::test]
async fn of_64_clients_who_create_under_one_condition_one_does() {
    let server = Arc::new(Server::start().await);
    let mut clients = tokio::task::JoinSet::new();
    for client in 0..64 {
        let server = Arc::clone(&server);
        clients.spawn(async move {
            let resource = organization("one", &format!("client {client}"));
            let answer = create(&server, &resource, &criterion("one")).await;
            (answer.status.as_u16(), answer.header("location").to_owned())
        });
    }
    let answers = clients.join_all().await;
    assert_eq!(answers.iter().filter(|(status, _)| *status == 201).count(), 1, "{answers:?}");
    assert!(
        answers.iter().all(|answer| matches!(answer.0, 200 | 201) && answer.1 == answers[0].1),
        "{answers:?}"
    );
    assert_eq!(total(&server).await, 1);
}

#[tokio::test]
async fn of_64_clients_who_update_under_one_condition_all_write_the_same_resource() {
    let server = Arc::new(Server::start().await);
    let mut clients = tokio::task::JoinSet::new();
    for client in 0..64 {
        let server = Arc::clone(&server);
        clients.spawn(async move {
            let resource = organization("one", &format!("client {client}"));
            update(&server, &resource, &criterion("one")).await.status.as_u16()
        });
    }
    let answers = clients.join_all().await;
    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 1, "{answers:?}");
    assert!(answers.iter().all(|status| matches!(status, 200 | 201)), "{answers:?}");
    assert_eq!(total(&server).await, 1);
}
