//! Operations as entries of a batch or transaction.

use reqwest::Method;
use serde_json::{Value, json};

use super::{code, put, task};
use crate::server::Server;

async fn server() -> Server {
    let server = Server::start().await;
    let patient = json!({ "resourceType": "Patient", "id": "p", "active": true });
    put(&server, &patient).await.expect(201);
    server
}

fn bundle(kind: &str, entries: Value) -> Value {
    json!({ "resourceType": "Bundle", "type": kind, "entry": entries })
}

fn request(method: &str, url: &str) -> Value {
    json!({ "request": { "method": method, "url": url } })
}

fn sending(resource: &Value, url: &str) -> Value {
    json!({ "resource": resource, "request": { "method": "POST", "url": url } })
}

fn tagging(tag: &str) -> Value {
    json!({ "resourceType": "Parameters", "parameter": [
        { "name": "meta", "valueMeta": { "tag": [{ "system": "urn:x", "code": tag }] } }
    ] })
}

#[tokio::test]
async fn an_operation_answers_in_a_bundle_as_it_does_alone() {
    let server = server().await;
    let base = format!("{}/fhir", server.base);
    let mut wrong = task("x");
    wrong["status"] = json!("open");
    let entries = json!([
        request("GET", "Patient/p/$everything"),
        sending(&wrong, "Task/$validate"),
        request("GET", "ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/task-intent&_format=json"),
        request("GET", &format!("{base}/Patient/p/_history/1/$meta")),
        request("GET", "/fhir/$meta"),
    ]);
    for kind in ["batch", "transaction"] {
        let answer = server.post("/fhir", &bundle(kind, entries.clone())).await.expect(200).json();
        let entry = |place: usize| &answer["entry"][place];
        let each = |place: usize| entry(place)["resource"]["resourceType"].as_str().unwrap_or_default();
        let found: Vec<&str> = (0..5).map(each).collect();
        assert_eq!(
            found,
            ["Bundle", "OperationOutcome", "ValueSet", "Parameters", "Parameters"],
            "{kind} {answer:#}"
        );
        assert_eq!(entry(0)["resource"]["entry"][0]["resource"]["id"], "p");
        assert_eq!(entry(1)["resource"]["issue"][0]["expression"][0], "Task.status");
        assert_eq!(entry(1)["response"]["status"], "200 OK");
    }
}

#[tokio::test]
async fn an_operation_in_a_transaction_sees_its_changes() {
    let server = server().await;
    let mut note = task("note");
    note["id"] = json!("t");
    note["meta"] = json!({ "tag": [{ "system": "urn:x", "code": "new" }] });
    let entries = json!([
        request("GET", "Task/t/$meta"),
        { "resource": note, "request": { "method": "PUT", "url": "Task/t" } },
    ]);
    let answer = server.post("/fhir", &bundle("transaction", entries)).await.expect(200).json();
    let meta = &answer["entry"][0]["resource"]["parameter"][0]["valueMeta"];
    assert_eq!(meta["tag"][0]["code"], "new", "{answer:#}");
}

#[tokio::test]
async fn what_changes_something_by_itself_is_for_a_batch() {
    let server = server().await;
    let entries =
        json!([sending(&tagging("a"), "Patient/p/$meta-add"), request("GET", "Patient/p/$meta-add"),]);
    let refused = server.post("/fhir", &bundle("transaction", entries.clone())).await.expect(400).json();
    assert_eq!(refused["issue"][0]["expression"][0], "Bundle.entry[0].request.url");
    assert!(refused["issue"][0]["diagnostics"].as_str().unwrap().contains("in a batch"), "{refused:#}");
    assert_eq!(server.get("/fhir/Patient/p").await.header("etag"), "W/\"1\"", "nothing was written");
    let answer = server.post("/fhir", &bundle("batch", entries)).await.expect(200).json();
    let added = &answer["entry"][0]["resource"]["parameter"][0]["valueMeta"]["tag"][0]["code"];
    assert_eq!(
        (added, &answer["entry"][1]["response"]["status"]),
        (&json!("a"), &json!("405 Method Not Allowed"))
    );
}

#[tokio::test]
async fn a_call_that_makes_no_sense_refuses_the_whole_transaction() {
    let server = server().await;
    let check = async |entry: Value, status: u16, expected: &str, place: &str| {
        let good = sending(&task("good"), "Task");
        let sent = bundle("transaction", json!([good, entry]));
        let outcome = server.post("/fhir", &sent).await.expect(status).json();
        assert_eq!(code(&outcome), expected, "{outcome:#}");
        assert_eq!(outcome["issue"][0]["expression"][0], format!("Bundle.entry[1]{place}"), "{outcome:#}");
        let found = server.get("/fhir/Task?_total=accurate").await.expect(200).json();
        assert_eq!(found["total"], 0, "nothing may have been written");
    };
    let url = ".request.url";
    check(request("GET", "Task/$validate?mode=x"), 400, "invalid-parameter-value", url).await;
    check(request("GET", "Patient/never/$everything"), 404, "not-found", "").await;
    let unknown = json!({ "resourceType": "Parameters", "parameter": [{ "name": "colour" }] });
    check(sending(&unknown, "Task/$validate"), 400, "invariant", ".resource.parameter[0]").await;
    let mode = json!({ "resourceType": "Parameters", "parameter": [{ "name": "mode", "valueCode": "x" }] });
    check(sending(&mode, "Task/$validate"), 400, "invalid-parameter-value", ".resource.parameter[0].value")
        .await;
    let mut named = request("GET", "Patient/p/$meta");
    named["request"]["ifMatch"] = json!("W/\"1\"");
    check(named, 400, "not-supported", ".request.ifMatch").await;
    let mut sent = sending(&task("x"), "Patient/p/$meta");
    sent["request"]["method"] = json!("GET");
    check(sent, 400, "unknown-element", ".resource").await;
}

#[tokio::test]
async fn validate_in_a_bundle_heeds_the_version() {
    let server = server().await;
    // All that is said of the right version is that it has no narrative.
    let mut entry = sending(&json!({ "resourceType": "Patient", "id": "p" }), "Patient/p/$validate");
    for (etag, expected) in [("W/\"1\"", "invariant"), ("W/\"7\"", "stale")] {
        entry["request"]["ifMatch"] = json!(etag);
        let answer = server
            .send(
                Method::POST,
                "/fhir",
                &[("content-type", "application/fhir+json")],
                Some(bundle("batch", json!([entry])).to_string()),
            )
            .await
            .expect(200)
            .json();
        let said = &answer["entry"][0]["resource"];
        assert_eq!(code(said), expected, "{answer:#}");
    }
}
