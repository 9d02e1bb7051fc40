//! What holds for every answer, whichever face gives it.

use relais::config::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use crate::server::Server;

fn task() -> Value {
    json!({ "resourceType": "Task", "status": "requested", "intent": "order", "description": "Invite OpenHIE" })
}

#[tokio::test]
async fn a_server_says_that_it_lives_and_is_ready() {
    let server = Server::start().await;
    assert_eq!(server.get("/health/live").await.expect(200).text, "live\n");
    assert_eq!(server.get("/health/ready").await.expect(200).text, "ready\n");
}

#[tokio::test]
async fn every_answer_names_its_request() {
    let server = Server::start().await;
    let sent = server.send(Method::GET, "/fhir/Task", &[("x-request-id", "abc-1")], None).await;
    assert_eq!(sent.header("x-request-id"), "abc-1");
    let (one, two) = (server.get("/fhir/Task").await, server.get("/fhir/Task").await);
    assert!(!one.header("x-request-id").is_empty());
    assert_ne!(one.header("x-request-id"), two.header("x-request-id"));
    let unfit = server.send(Method::GET, "/fhir/Task", &[("x-request-id", "no spaces, please")], None).await;
    assert_ne!(unfit.header("x-request-id"), "no spaces, please");
}

#[tokio::test]
async fn an_address_where_nothing_is_says_so_in_the_words_of_its_face() {
    let server = Server::start().await;
    let fhir = server.get("/fhir/Task/1/nothing").await.expect(404);
    assert_eq!(fhir.json()["resourceType"], "OperationOutcome");
    let native = server.get("/api/v1/nothing").await.expect(404);
    assert_eq!(native.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_and_the_server_goes_on() {
    let server = Server::start().await;
    let mut large = task();
    large["description"] = Value::String("x".repeat(2 * 1024 * 1024));
    server.post("/fhir/Task", &large).await.expect(413);
    server.post("/fhir/Task", &task()).await.expect(201);
}

#[tokio::test]
async fn a_body_in_a_coding_is_refused_not_read_as_if_it_had_none() {
    let server = Server::start().await;
    for path in ["/fhir/Task", "/api/v1/organizations"] {
        let send = async |coding: &str| {
            let headers = [("content-encoding", coding)];
            server.send(Method::POST, path, &headers, Some("{}".to_owned())).await
        };
        let refused = send("gzip").await.expect(415);
        assert!(refused.text.contains("'gzip'"), "{}", refused.text);
        send("identity").await.expect(400);
    }
}

#[tokio::test]
async fn a_token_opens_what_its_scopes_allow_and_nothing_else() {
    let (reader, writer) = ("a reader's long secret", "a writer's long secret");
    let server =
        Server::start_with(vec![(reader, vec![Scope::Read]), (writer, vec![Scope::Read, Scope::Write])])
            .await;
    let send = async |method: Method, secret: &str, status: u16| {
        let bearer = format!("Bearer {secret}");
        let body = (method == Method::POST).then(|| task().to_string());
        server.send(method, "/fhir/Task", &[("authorization", &bearer)], body).await.expect(status)
    };
    server.get("/fhir/Task").await.expect(401);
    send(Method::GET, "some other long secret", 401).await;
    send(Method::GET, reader, 200).await;
    send(Method::POST, reader, 403).await;
    send(Method::POST, writer, 201).await;
    server.get("/fhir/metadata").await.expect(200);
    server.get("/health/ready").await.expect(200);
}

#[tokio::test]
async fn the_documentation_loads_nothing_from_elsewhere() {
    let server = Server::start().await;
    for path in ["/", "/docs/"] {
        let page = server.get(path).await.expect(200);
        for attribute in ["src=\"http", "href=\"http", "src=\"//", "href=\"//"] {
            assert!(!page.text.contains(attribute), "{path} loads something by {attribute}");
        }
        assert!(page.header("content-security-policy").contains("default-src 'self'"), "{path}");
    }
    let committed: Value = serde_json::from_str(include_str!("../../openapi/relais.json")).unwrap();
    // Both are long, so that a difference between them is told without showing them.
    assert!(server.get("/openapi.json").await.expect(200).json() == committed, "it serves another document");
}

#[tokio::test]
async fn an_address_that_cannot_be_decoded_names_nothing() {
    let server = Server::start().await;
    let native = server.get("/api/v1/action-items/%ff").await.expect(404).json();
    assert_eq!(native["code"], "unknown-address");
    assert!(server.get("/nowhere").await.expect(404).text.contains("the page at /"));
    let fhir = server.get("/fhir/Task/%ff").await.expect(404).json();
    assert_eq!(fhir["resourceType"], "OperationOutcome");
}

#[tokio::test]
async fn an_open_server_answers_no_page_from_elsewhere() {
    let server = Server::start().await;
    let body = || Some(task().to_string());
    let own = server.base.clone();
    server.send(Method::POST, "/fhir/Task", &[("origin", &own)], body()).await.expect(201);
    server.send(Method::POST, "/fhir/Task", &[("origin", "https://evil.example")], body()).await.expect(403);
    server.send(Method::GET, "/fhir/Task", &[("host", "evil.example")], None).await.expect(403);
    let guarded = Server::start_with(vec![("a-secret-of-some-length", vec![Scope::Read])]).await;
    let headers = [("origin", "https://app.example"), ("authorization", "bearer a-secret-of-some-length")];
    guarded.send(Method::GET, "/fhir/Task", &headers, None).await.expect(200);
}

#[tokio::test]
async fn what_takes_no_parameters_refuses_them() {
    let server = Server::start().await;
    let made = server.post("/api/v1/action-items", &json!({ "description": "x" })).await.expect(201).json();
    let path = format!("/api/v1/action-items/{}", made["id"].as_str().unwrap_or_default());
    let problem = server.get(&format!("{path}?colour=red")).await.expect(400).json();
    assert_eq!(problem["errors"][0]["parameter"], "colour");
    server.post("/api/v1/action-items?dry_run=true", &json!({ "description": "x" })).await.expect(400);
    server
        .send(Method::PUT, "/fhir/Task/1", &[("if-none-match", "*")], Some(task().to_string()))
        .await
        .expect(400);
}
