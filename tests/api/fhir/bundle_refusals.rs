//! Transactions that are refused whole: which entry is wrong, and where.

use serde_json::{Value, json};

use super::task;
use crate::server::Server;

/// Sends a good entry and a wrong one; nothing may be written, and the outcome says where the wrong one is wrong.
async fn check(server: &Server, entry: Value, status: u16, place: &str) {
    let good = json!({ "resource": task("good"), "request": { "method": "POST", "url": "Task" } });
    let sent = json!({ "resourceType": "Bundle", "type": "transaction", "entry": [good, entry] });
    let outcome = server.post("/fhir", &sent).await.expect(status).json();
    assert_eq!(outcome["issue"][0]["expression"][0], format!("Bundle.entry[1].{place}"), "{outcome:#}");
    let found = server.get("/fhir/Task?_total=accurate").await.expect(200).json();
    assert_eq!(found["total"], 0, "nothing may have been written");
}

fn request(method: &str, url: &str) -> Value {
    json!({ "request": { "method": method, "url": url } })
}

fn sending(resource: &Value, method: &str, url: &str) -> Value {
    json!({ "resource": resource, "request": { "method": method, "url": url } })
}

#[tokio::test]
async fn what_a_resource_breaks_is_told_where_it_stands_in_the_bundle() {
    let server = Server::start().await;
    let mut wrong = task("wrong");
    wrong["status"] = json!("open");
    check(&server, sending(&wrong, "POST", "Task"), 400, "resource.status").await;
    let lone = json!({
        "resourceType": "Appointment", "status": "booked",
        "participant": [{ "status": "accepted", "actor": { "display": "Awa" } }]
    });
    check(&server, sending(&lone, "POST", "Appointment"), 422, "resource").await;
    check(&server, sending(&task("x"), "POST", "Appointment"), 400, "resource").await;
    let mut named = task("x");
    check(&server, sending(&named, "PUT", "Task/b"), 400, "resource.id").await;
    named["id"] = json!("a");
    check(&server, sending(&named, "PUT", "Task/b"), 400, "resource.id").await;
    check(&server, json!({ "resource": task("x") }), 400, "request").await;
    check(&server, request("POST", "Task"), 400, "resource").await;
}

#[tokio::test]
async fn a_read_of_what_is_not_there_refuses_the_whole() {
    let server = Server::start().await;
    for url in ["Task/never", "Task/never/_history/1"] {
        let sent = json!({ "resourceType": "Bundle", "type": "transaction", "entry": [
            { "resource": task("good"), "request": { "method": "POST", "url": "Task" } },
            request("GET", url),
        ] });
        let outcome = server.post("/fhir", &sent).await.expect(404).json();
        assert_eq!(outcome["issue"][0]["expression"][0], "Bundle.entry[1]", "{outcome:#}");
    }
    let found = server.get("/fhir/Task?_total=accurate").await.expect(200).json();
    assert_eq!(found["total"], 0, "nothing may have been written");
}

#[tokio::test]
async fn what_is_not_offered_is_told_what_bundles_take() {
    let server = Server::start().await;
    for (method, url) in [("GET", "metadata"), ("PUT", "Task/1/$meta"), ("GET", "Task/1/_history/1/2")] {
        let sent = json!({ "resourceType": "Bundle", "type": "batch", "entry": [request(method, url)] });
        let answer = server.post("/fhir", &sent).await.expect(200).json();
        let issue = &answer["entry"][0]["response"]["outcome"]["issue"][0];
        let told = issue["diagnostics"].as_str().unwrap_or_default();
        assert!(told.contains("is not offered in Bundles"), "{url}: {issue}");
    }
}

#[tokio::test]
async fn another_servers_address_is_told_from_what_is_not_there() {
    let server = Server::start().await;
    for url in ["https://other.test/fhir/Task/1", "//other.test/fhir/Task/1", "urn:uuid:1"] {
        check(&server, request("DELETE", url), 400, "request.url").await;
    }
}

#[tokio::test]
async fn a_condition_that_does_not_hold_is_told_at_the_condition() {
    let server = Server::start().await;
    let mut named = task("x");
    named["id"] = json!("a");
    let path = "/fhir/Task/a";
    let stored = server.send(reqwest::Method::PUT, path, &[], Some(named.to_string())).await;
    stored.expect(201);
    named["description"] = json!("y");
    let stating = |entry: Value, name: &str, value: &str| {
        let mut entry = entry;
        entry["request"][name] = json!(value);
        json!({ "resourceType": "Bundle", "type": "transaction", "entry": [entry] })
    };
    let patch = json!({
        "resourceType": "Binary", "contentType": "application/json-patch+json", "data": "W10="
    });
    let stale = "W/\"7\"";
    for (entry, name, value) in [
        (sending(&named, "PUT", "Task/a"), "ifMatch", stale),
        (sending(&patch, "PATCH", "Task/a"), "ifMatch", stale),
        (request("DELETE", "Task/a"), "ifMatch", stale),
        (request("DELETE", "Task/never"), "ifMatch", stale),
        (sending(&named, "PUT", "Task/a"), "ifNoneMatch", "*"),
    ] {
        let outcome = server.post("/fhir", &stating(entry, name, value)).await.expect(412).json();
        let expected = format!("Bundle.entry[0].request.{name}");
        assert_eq!(outcome["issue"][0]["expression"][0], expected, "{outcome:#}");
    }
}

#[tokio::test]
async fn what_an_entry_asks_is_understood_or_refused() {
    let server = Server::start().await;
    for (method, url) in [
        ("GET", "Task?nonsense=1"),
        ("GET", "Task/$validate"),
        ("GET", "Task/$nothing"),
        ("GET", "Task/1/2/$meta"),
        ("GET", "Task/1/$meta-add"),
        ("GET", "Task/$validate?colour=red"),
        ("GET", "Task/1?status=x"),
        ("GET", "_history?_at=now"),
        ("GET", "Nothing/1"),
        ("PATCH", "Task"),
        ("COPY", "Task/1"),
        ("DELETE", "Task"),
        ("DELETE", "Task?_count=2"),
        ("DELETE", "Task?nonsense=1"),
        ("DELETE", "Task/1/_history"),
    ] {
        check(&server, request(method, url), 400, "request.url").await;
    }
    check(&server, json!({ "request": { "method": 1, "url": "Task" } }), 400, "request.method").await;
    check(&server, json!({ "request": [] }), 400, "request").await;
}

#[tokio::test]
async fn a_condition_that_means_nothing_here_is_refused() {
    let server = Server::start().await;
    let stating = |method: &str, url: &str, name: &str, value: Value| {
        let mut entry = sending(&task("x"), method, url);
        entry["request"][name] = value;
        entry
    };
    for (method, url, name, value) in [
        ("POST", "Task", "ifNoneExist", json!("colour=red")),
        ("POST", "Task", "ifNoneExist", json!("")),
        ("POST", "Task", "ifMatch", json!("W/\"1\"")),
        ("DELETE", "Task/1", "ifNoneMatch", json!("*")),
        ("DELETE", "Task/1", "ifnonematch", json!("*")),
        ("DELETE", "Task/1", "ifNoneExist", json!(["x"])),
        ("PATCH", "Task/1", "ifModifiedSince", json!("2021-04-13T10:00:00Z")),
    ] {
        check(&server, stating(method, url, name, value), 400, &format!("request.{name}")).await;
    }
    check(&server, stating("DELETE", "Task/1", "ifMatch", json!("x")), 400, "request.ifMatch").await;
}

#[tokio::test]
async fn a_patch_that_cannot_be_done_refuses_the_whole() {
    let server = Server::start().await;
    let patch =
        |media_type: &str| json!({ "resourceType": "Binary", "contentType": media_type, "data": "W10=" });
    check(&server, sending(&patch("application/json-patch+json"), "PATCH", "Task/never"), 404, "resource")
        .await;
    check(&server, sending(&patch("text/plain"), "PATCH", "Task/never"), 400, "resource.contentType").await;
    check(
        &server,
        sending(&json!({ "resourceType": "Binary", "contentType": "x", "data": "?" }), "PATCH", "Task/1"),
        400,
        "resource.data",
    )
    .await;
    check(&server, sending(&task("x"), "PATCH", "Task/1"), 400, "resource").await;
}
