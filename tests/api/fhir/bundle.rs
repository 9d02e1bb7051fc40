//! batch and transaction.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use reqwest::Method;
use serde_json::{Value, json};

use super::{code, put, task};
use crate::server::Server;

fn bundle(kind: &str, entries: Value) -> Value {
    json!({ "resourceType": "Bundle", "type": kind, "entry": entries })
}

fn binary(media_type: &str, content: &str) -> Value {
    json!({ "resourceType": "Binary", "contentType": media_type, "data": BASE64.encode(content) })
}

/// A server with two organizations.
async fn peopled() -> Server {
    let server = Server::start().await;
    for id in ["a", "b"] {
        let named = json!({
            "resourceType": "Organization", "id": id, "name": id, "identifier": [{ "system": "urn:x", "value": id }]
        });
        put(&server, &named).await.expect(201);
    }
    server
}

/// The statuses of a Bundle's answers.
fn statuses(answer: &Value) -> Vec<&str> {
    let entries = answer["entry"].as_array().into_iter().flatten();
    entries.filter_map(|entry| entry["response"]["status"].as_str()).collect()
}

/// An entry for every verb, for a server with two organizations.
fn every_verb(base: &str) -> Value {
    let organization = |name: &str, identifier: &str| {
        json!({
            "resourceType": "Organization", "name": name, "identifier": [{ "system": "urn:x", "value": identifier }]
        })
    };
    let rename = r#"[{ "op": "replace", "path": "/name", "value": "patched" }]"#;
    let form = binary("application/x-www-form-urlencoded", "name=made");
    json!([
        { "request": { "method": "DELETE", "url": "Task?description=none" } },
        { "resource": organization("made", "c"),
          "request": { "method": "POST", "url": "Organization", "ifNoneExist": "identifier=urn:x|c" } },
        { "resource": organization("not made", "a"),
          "request": { "method": "POST", "url": "Organization", "ifNoneExist": "identifier=urn:x|nobody,urn:x|b" } },
        { "resource": organization("changed", "d"),
          "request": { "method": "PUT", "url": "Organization?identifier=urn:x|d" } },
        { "resource": binary("application/json-patch+json", rename),
          "request": { "method": "PATCH", "url": "Organization/a", "ifMatch": "W/\"1\"" } },
        { "request": { "method": "GET", "url": "Organization/a" } },
        { "request": { "method": "GET", "url": "Organization/a", "ifNoneMatch": "W/\"2\"" } },
        { "request": { "method": "GET", "url": "Organization/b", "ifModifiedSince": "2100-01-01T00:00:00Z" } },
        { "request": { "method": "HEAD", "url": "Organization/a" } },
        { "request": { "method": "GET", "url": "Organization/a/_history/1" } },
        { "request": { "method": "GET", "url": "Organization/a/_history?_sort=_lastUpdated" } },
        { "request": { "method": "GET", "url": "Organization/a?_elements=name" } },
        { "request": { "method": "GET", "url": format!("{base}/fhir/Organization?name=made") } },
        { "request": { "method": "GET", "url": format!("{base}/fhir/Organization/a") } },
        { "request": { "method": "GET", "url": "/fhir/Organization/a" } },
        { "request": { "method": "GET", "url": "/Organization/a" } },
        { "resource": form, "request": { "method": "POST", "url": "Organization/_search" } },
        { "request": { "method": "POST", "url": "Organization/_search?name=patched" } },
    ])
}

#[tokio::test]
async fn every_verb_is_done_in_a_transaction_and_in_a_batch() {
    for kind in ["transaction", "batch"] {
        let server = peopled().await;
        let entries = every_verb(&server.base);
        let answer = server.post("/fhir", &bundle(kind, entries)).await.expect(200).json();
        let expected = [
            "204 No Content",
            "201 Created",
            "200 OK",
            "201 Created",
            "200 OK",
            "200 OK",
            "304 Not Modified",
            "304 Not Modified",
            "200 OK",
            "200 OK",
            "200 OK",
            "200 OK",
            "200 OK",
            "200 OK",
            "200 OK",
            "200 OK",
            "200 OK",
            "200 OK",
        ];
        assert_eq!(statuses(&answer), expected, "{kind}: {answer:#}");
        let entry = |place: usize| &answer["entry"][place];
        assert_eq!(entry(2)["resource"]["id"], "b");
        assert_eq!(entry(4)["response"]["etag"], "W/\"2\"");
        assert_eq!(entry(5)["resource"]["name"], "patched");
        assert!(entry(6).get("resource").is_none() && entry(8).get("resource").is_none());
        assert_eq!(entry(8)["response"]["etag"], "W/\"2\"");
        assert_eq!(entry(9)["resource"]["name"], "a");
        assert_eq!(entry(10)["resource"]["entry"][1]["resource"]["name"], "patched");
        assert!(entry(11)["resource"].get("identifier").is_none());
        for place in [13, 14, 15] {
            assert_eq!(entry(place)["resource"]["name"], "patched", "{place}");
        }
        for place in [12, 16, 17] {
            assert_eq!(entry(place)["resource"]["entry"].as_array().map(Vec::len), Some(1), "{place}");
        }
    }
}

#[tokio::test]
async fn a_transaction_deletes_first_and_reads_last() {
    let server = peopled().await;
    let entries = json!([
        { "request": { "method": "GET", "url": "Organization?identifier=urn:x|a" } },
        { "resource": { "resourceType": "Organization", "name": "new", "identifier": [{ "system": "urn:x", "value": "a" }] },
          "request": { "method": "POST", "url": "Organization", "ifNoneExist": "identifier=urn:x|a" } },
        { "request": { "method": "DELETE", "url": "Organization?identifier=urn:x|a" } },
    ]);
    let answer = server.post("/fhir", &bundle("transaction", entries)).await.expect(200).json();
    assert_eq!(statuses(&answer), ["200 OK", "201 Created", "204 No Content"]);
    assert_eq!(answer["entry"][0]["resource"]["entry"][0]["resource"]["name"], "new");
    server.get("/fhir/Organization/a").await.expect(410);
}

#[tokio::test]
async fn what_cannot_hold_together_is_refused_whole() {
    let server = peopled().await;
    let organization = |identifier: &str| json!({ "resourceType": "Organization", "name": "x", "identifier": [{ "system": "urn:x", "value": identifier }] });
    let post = |identifier: &str| {
        let criterion = format!("identifier=urn:x|{identifier}");
        json!({ "resource": organization(identifier), "request": { "method": "POST", "url": "Organization", "ifNoneExist": criterion } })
    };
    let put_where = |identifier: &str| {
        let url = format!("Organization?identifier=urn:x|{identifier}");
        json!({ "resource": organization(identifier), "request": { "method": "PUT", "url": url } })
    };
    let mut named = organization("a");
    named["id"] = json!("a");
    let put_a = json!({ "resource": named, "request": { "method": "PUT", "url": "Organization/a" } });
    let delete_a = json!({ "request": { "method": "DELETE", "url": "Organization/a" } });
    let delete_where = json!({ "request": { "method": "DELETE", "url": "Organization?identifier=urn:x|a" } });
    for (entries, status, expected) in [
        (json!([post("c"), post("c")]), 400, "duplicate-identity"),
        (json!([post("a"), post("a")]), 400, "duplicate-identity"),
        (json!([put_where("a"), put_a]), 400, "duplicate-identity"),
        (json!([put_where("c"), post("c")]), 400, "duplicate-identity"),
        (json!([post("a"), put_a]), 400, "duplicate-identity"),
        (json!([put_a, delete_a]), 400, "duplicate-identity"),
        (json!([delete_a, delete_where]), 400, "duplicate-identity"),
        (json!([delete_where, put_a]), 400, "duplicate-identity"),
    ] {
        let outcome =
            server.post("/fhir", &bundle("transaction", entries.clone())).await.expect(status).json();
        assert_eq!(code(&outcome), expected, "{entries:#}");
        assert!(
            outcome["issue"][0]["expression"][0].as_str().unwrap().starts_with("Bundle.entry[1]"),
            "{outcome:#}"
        );
    }
    assert_eq!(
        server.get("/fhir/_history?_count=10").await.json()["entry"].as_array().map(Vec::len),
        Some(2)
    );
}

#[tokio::test]
async fn entries_heed_what_the_caller_prefers() {
    let server = Server::start().await;
    let entries = json!([{ "resource": task("x"), "request": { "method": "POST", "url": "Task" } }]);
    let send = async |prefer: &str| {
        let body = Some(bundle("transaction", entries.clone()).to_string());
        server.send(Method::POST, "/fhir", &[("prefer", prefer)], body).await.expect(200)
    };
    let minimal = send("return=minimal").await;
    assert_eq!(minimal.header("preference-applied"), "return=minimal");
    assert!(minimal.json()["entry"][0].get("resource").is_none());
    let told = send("return=OperationOutcome").await.json();
    assert_eq!(told["entry"][0]["response"]["outcome"]["issue"][0]["severity"], "information");
    assert_eq!(send("return=representation").await.json()["entry"][0]["resource"]["description"], "x");
}

#[tokio::test]
async fn of_many_transactions_with_the_same_condition_one_creates() {
    let server = Arc::new(Server::start().await);
    let mut clients = tokio::task::JoinSet::new();
    for client in 0..16 {
        let server = Arc::clone(&server);
        clients.spawn(async move {
            let organization = json!({
                "resourceType": "Organization", "name": "x", "identifier": [{ "system": "urn:x", "value": "one" }]
            });
            let mut action = task(&format!("client {client}"));
            action["owner"] = json!({ "reference": "urn:uuid:o" });
            let entries = json!([
                { "resource": action, "request": { "method": "POST", "url": "Task" } },
                { "fullUrl": "urn:uuid:o", "resource": organization,
                  "request": { "method": "POST", "url": "Organization", "ifNoneExist": "identifier=urn:x|one" } },
            ]);
            let answer = server.post("/fhir", &bundle("transaction", entries)).await.expect(200).json();
            answer["entry"][0]["resource"]["owner"]["reference"].as_str().unwrap().to_owned()
        });
    }
    let owners = clients.join_all().await;
    assert!(owners.iter().all(|owner| *owner == owners[0]), "{owners:?}");
    assert_eq!(server.get("/fhir/Organization?_summary=count").await.json()["total"], 1);
    assert_eq!(server.get("/fhir/Task?_summary=count").await.json()["total"], 16);
}

#[tokio::test]
async fn entries_point_to_one_another_by_the_urls_they_were_handed_in_under() {
    let server = Server::start().await;
    let mut action = task("Invite");
    action["owner"] = json!({ "reference": "urn:uuid:a" });
    let sent = bundle(
        "transaction",
        json!([
            { "fullUrl": "urn:uuid:b", "resource": action, "request": { "method": "POST", "url": "Task" } },
            { "fullUrl": "urn:uuid:a", "resource": { "resourceType": "Organization", "name": "Desk" },
              "request": { "method": "POST", "url": "Organization" } },
            { "request": { "method": "GET", "url": "Task?description=invite" } },
        ]),
    );
    for base in ["/fhir", "/fhir/"] {
        let answer = server.post(base, &sent).await.expect(200).json();
        assert_eq!(answer["type"], "transaction-response");
        let entries = answer["entry"].as_array().unwrap();
        assert_eq!(entries[0]["response"]["status"], "201 Created");
        let organization = entries[1]["resource"]["id"].as_str().unwrap();
        assert_eq!(entries[0]["resource"]["owner"]["reference"], format!("Organization/{organization}"));
        assert_eq!(entries[2]["resource"]["type"], "searchset");
        assert!(!entries[2]["resource"]["entry"].as_array().unwrap().is_empty());
        let times: Vec<&Value> =
            entries[..2].iter().map(|entry| &entry["response"]["lastModified"]).collect();
        assert_eq!(times[0], times[1], "one commit has one instant");
    }
}

#[tokio::test]
async fn a_resource_is_changed_once_in_a_transaction() {
    let server = Server::start().await;
    let mut resource = task("x");
    resource["id"] = json!("t");
    let entry = json!({ "resource": resource, "request": { "method": "PUT", "url": "Task/t" } });
    let outcome =
        server.post("/fhir", &bundle("transaction", json!([entry, entry]))).await.expect(400).json();
    assert_eq!(outcome["issue"][0]["code"], "duplicate");
}

#[tokio::test]
async fn each_entry_of_a_batch_stands_for_itself() {
    let server = Server::start().await;
    let sent = bundle(
        "batch",
        json!([
            { "resource": task("good"), "request": { "method": "POST", "url": "Task" } },
            { "resource": { "resourceType": "Task" }, "request": { "method": "POST", "url": "Task" } },
            { "request": { "method": "GET", "url": "Task/never" } },
            { "request": { "method": "DELETE", "url": "Task/never" } },
        ]),
    );
    let answer = server.post("/fhir", &sent).await.expect(200).json();
    let statuses: Vec<&str> = answer["entry"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|entry| entry["response"]["status"].as_str())
        .collect();
    assert_eq!(statuses, ["201 Created", "400 Bad Request", "404 Not Found", "204 No Content"]);
    assert_eq!(
        answer["entry"][1]["response"]["outcome"]["issue"][0]["expression"][0],
        "Bundle.entry[1].resource.status"
    );
}

#[tokio::test]
async fn only_batches_and_transactions_are_taken() {
    let server = Server::start().await;
    server.post("/fhir", &bundle("collection", json!([]))).await.expect(400);
    server.post("/fhir", &task("x")).await.expect(400);
    server.post("/fhir", &bundle("transaction", json!([]))).await.expect(200);
    server.post("/fhir", &bundle("transaction", json!({}))).await.expect(400);
    let misspelled = json!({ "resourceType": "Bundle", "type": "transaction", "entries": [] });
    let outcome = server.post("/fhir", &misspelled).await.expect(400).json();
    assert_eq!(outcome["issue"][0]["expression"][0], "Bundle.entries");
}
