//! batch and transaction.

use serde_json::{Value, json};

use super::task;
use crate::server::Server;

fn bundle(kind: &str, entries: Value) -> Value {
    json!({ "resourceType": "Bundle", "type": kind, "entry": entries })
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
async fn a_transaction_is_all_or_nothing_and_says_which_entry_is_wrong() {
    let server = Server::start().await;
    let check = |entry: Value, status: u16, place: &'static str| {
        let server = &server;
        async move {
            let good = json!({ "resource": task("good"), "request": { "method": "POST", "url": "Task" } });
            let sent = bundle("transaction", json!([good, entry]));
            let outcome = server.post("/fhir", &sent).await.expect(status).json();
            assert_eq!(outcome["issue"][0]["expression"][0], place, "{outcome:#}");
            let found = server.get("/fhir/Task?_total=accurate").await.expect(200).json();
            assert_eq!(found["total"], 0, "nothing may have been written");
        }
    };
    let post = |resource: Value, url: &str| json!({ "resource": resource, "request": { "method": "POST", "url": url } });
    let mut wrong = task("wrong");
    wrong["status"] = json!("open");
    check(post(wrong, "Task"), 400, "Bundle.entry[1].resource.status").await;
    let lone = json!({
        "resourceType": "Appointment", "status": "booked",
        "participant": [{ "status": "accepted", "actor": { "display": "Awa" } }]
    });
    check(post(lone, "Appointment"), 422, "Bundle.entry[1].resource.start").await;
    check(
        json!({ "request": { "method": "GET", "url": "Task?nonsense=1" } }),
        400,
        "Bundle.entry[1].request.url",
    )
    .await;
    check(json!({ "request": { "method": "PATCH", "url": "Task/1" } }), 400, "Bundle.entry[1].request.url")
        .await;
    check(json!({ "resource": task("x") }), 400, "Bundle.entry[1].request").await;
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
}
