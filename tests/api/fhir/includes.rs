//! `_include` and `_revinclude`.

use serde_json::json;

use super::{code, ids, put};
use crate::server::Server;

/// A line of organizations, each part of the next, and a task at its start.
async fn line() -> Server {
    let server = Server::start().await;
    for place in 0..4 {
        let next = json!({ "reference": format!("Organization/{}", place + 1) });
        let organization =
            json!({ "resourceType": "Organization", "id": place.to_string(), "name": "o", "partOf": next });
        put(&server, &organization).await.expect(201);
    }
    // The last one closes a circle.
    let last = json!({ "resourceType": "Organization", "id": "4", "name": "o",
        "partOf": { "reference": "Organization/0" } });
    put(&server, &last).await.expect(201);
    let task = json!({ "resourceType": "Task", "id": "t", "status": "requested", "intent": "plan",
        "owner": { "reference": "Organization/0" }, "requester": { "reference": "Practitioner/p" },
        "basedOn": [{ "reference": "https://elsewhere.example.org/Task/9" }] });
    put(&server, &task).await.expect(201);
    put(&server, &json!({ "resourceType": "Practitioner", "id": "p" })).await.expect(201);
    server
}

async fn check(server: &Server, query: &str, expected: &[&str]) {
    let found = server.get(&format!("/fhir/{query}")).await.expect(200).json();
    let mut included = ids(&found, "include");
    included.sort_unstable();
    assert_eq!(included, expected, "{query}");
}

#[tokio::test]
async fn one_step_goes_along_or_back() {
    let server = line().await;
    check(&server, "Task?_include=Task:owner", &["0"]).await;
    check(&server, "Task?_include=Task:owner&_include=Task:requester", &["0", "p"]).await;
    check(&server, "Task?_include=Task:*", &["0", "p"]).await;
    check(&server, "Task?_include=*", &["0", "p"]).await;
    check(&server, "Task?_include=Task:owner:Practitioner", &[]).await;
    check(&server, "Organization?_id=0&_revinclude=Task:owner", &["t"]).await;
    check(&server, "Organization?_id=0&_revinclude=Organization:partof", &["4"]).await;
    check(&server, "Organization?_id=0&_revinclude=*", &["4", "t"]).await;
    check(&server, "Organization?_id=0&_revinclude=Task:*", &["t"]).await;
    check(&server, "Organization?_id=1,0&_include=Organization:partof", &["2"]).await;
    check(&server, "Practitioner?_revinclude=Task:owner", &[]).await;
}

#[tokio::test]
async fn iteration_ends_where_nothing_new_comes() {
    let server = line().await;
    let all = &["0", "1", "2", "3", "4"];
    check(&server, "Task?_include=Task:owner&_include:iterate=Organization:partof", all).await;
    check(&server, "Organization?_id=0&_revinclude:iterate=Organization:partof", &all[1..]).await;
    check(&server, "Task?_include:iterate=Organization:partof", &[]).await;
    let both = "Practitioner?_revinclude=Task:requester&_include:iterate=Task:owner";
    check(&server, both, &["0", "t"]).await;
    check(
        &server,
        "Practitioner?_revinclude=Task:requester&_include:iterate=*",
        &["0", "1", "2", "3", "4", "t"],
    )
    .await;
}

#[tokio::test]
async fn what_comes_along_counts_for_nothing() {
    let server = line().await;
    let found = server.get("/fhir/Organization?_count=1&_total=accurate&_include=Organization:partof").await;
    let found = found.expect(200).json();
    assert_eq!(
        (found["total"].as_u64(), ids(&found, "match"), ids(&found, "include")),
        (Some(5), vec!["0".to_owned()], vec!["1".to_owned()])
    );
}

#[tokio::test]
async fn what_cannot_come_along_is_refused() {
    let server = line().await;
    for (query, expected, words) in [
        ("Task?_include=Organization:partof", "invalid-parameter-value", ":iterate"),
        ("Task?_include=Task:nonsense", "invalid-parameter-value", "owner"),
        ("Task?_include=Task:status", "invalid-parameter-value", "owner"),
        ("Task?_include=Tusk:owner", "invalid-parameter-value", "not a resource type"),
        ("Task?_include=Task:owner:Basic", "invalid-parameter-value", "does not point"),
        ("Task?_include=Task", "invalid-parameter-value", "Type:parameter"),
        ("Task?_include:recurse=Task:owner", "unknown-modifier", ":iterate"),
        ("Appointment?_revinclude=Task:owner", "invalid-parameter-value", "never points to Appointment"),
    ] {
        let outcome = server.get(&format!("/fhir/{query}")).await.expect(400).json();
        assert_eq!(code(&outcome), expected, "{query}");
        assert!(outcome["issue"][0]["diagnostics"].as_str().unwrap().contains(words), "{query}: {outcome:#}");
    }
}
