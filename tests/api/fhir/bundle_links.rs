//! Where links between the entries of a transaction point.

use serde_json::{Value, json};

use super::{code, put, task};
use crate::server::{Answer, Server};

fn post(full_url: &str, resource: &Value) -> Value {
    let url = resource["resourceType"].as_str().unwrap();
    json!({ "fullUrl": full_url, "resource": resource, "request": { "method": "POST", "url": url } })
}

async fn transact(server: &Server, entries: Value) -> Answer {
    server.post("/fhir", &json!({ "resourceType": "Bundle", "type": "transaction", "entry": entries })).await
}

fn desk() -> Value {
    json!({ "resourceType": "Organization", "name": "Desk", "identifier": [{ "system": "urn:x", "value": "desk" }] })
}

fn owned_by(reference: &str) -> Value {
    let mut action = task("Invite");
    action["owner"] = json!({ "reference": reference });
    action
}

#[tokio::test]
async fn every_way_to_point_to_an_entry_is_rewired() {
    let server = Server::start().await;
    let check = async |full_url: &str, action_url: &str, reference: &str| {
        let entries = json!([post(action_url, &owned_by(reference)), post(full_url, &desk())]);
        let answer = transact(&server, entries).await.expect(200).json();
        let organization = answer["entry"][1]["resource"]["id"].as_str().unwrap().to_owned();
        let pointed = answer["entry"][0]["resource"]["owner"]["reference"].as_str().unwrap().to_owned();
        (pointed, format!("Organization/{organization}"))
    };
    for (full_url, action_url, reference) in [
        (
            "urn:uuid:3f5b2c1e-0000-4000-8000-000000000001",
            "urn:uuid:1",
            "urn:uuid:3f5b2c1e-0000-4000-8000-000000000001",
        ),
        ("urn:oid:1.2.3", "urn:uuid:1", "urn:oid:1.2.3"),
        (
            "https://else.example/fhir/Organization/7",
            "urn:uuid:1",
            "https://else.example/fhir/Organization/7",
        ),
        ("https://else.example/fhir/Organization/7", "https://else.example/fhir/Task/1", "Organization/7"),
    ] {
        let (pointed, organization) = check(full_url, action_url, reference).await;
        assert_eq!(pointed, organization, "{full_url} {action_url} {reference}");
    }
    // A relative reference stands on the server of its own entry, and a version is somebody's fixed text.
    for (full_url, action_url, reference) in [
        ("https://else.example/fhir/Organization/7", "https://other.example/fhir/Task/1", "Organization/7"),
        ("https://else.example/fhir/Organization/7", "urn:uuid:1", "Organization/7"),
        (
            "https://else.example/fhir/Organization/7",
            "urn:uuid:1",
            "https://else.example/fhir/Organization/7/_history/2",
        ),
    ] {
        assert_eq!(check(full_url, action_url, reference).await.0, reference);
    }
}

#[tokio::test]
async fn links_are_rewired_where_they_are_links() {
    let server = Server::start().await;
    let url = "urn:uuid:3f5b2c1e-0000-4000-8000-000000000001";
    let mut action = owned_by(url);
    action["text"] = json!({
        "status": "generated",
        "div": format!("<div xmlns=\"http://www.w3.org/1999/xhtml\"><a href=\"{url}\">the desk, {url}</a></div>"),
    });
    action["identifier"] = json!([{ "system": "urn:ietf:rfc:3986", "value": url }]);
    action["description"] = json!(url);
    action["instantiatesUri"] = json!(url);
    action["instantiatesCanonical"] = json!(url);
    action["extension"] = json!([
        { "url": "https://example.org/a", "valueReference": { "reference": url } },
        { "url": "https://example.org/b", "valueUrl": url },
        { "url": "https://example.org/c", "valueUuid": url },
    ]);
    action["_status"] = json!({ "extension": [{ "url": "https://example.org/a", "valueUri": url }] });
    action["contained"] = json!([{ "resourceType": "Task", "id": "c", "status": "draft", "intent": "plan", "owner": { "reference": url } }]);
    action["partOf"] = json!([{ "reference": "#c" }]);
    let answer =
        transact(&server, json!([post("urn:uuid:1", &action), post(url, &desk())])).await.expect(200).json();
    let organization = format!("Organization/{}", answer["entry"][1]["resource"]["id"].as_str().unwrap());
    let action = &answer["entry"][0]["resource"];
    for pointer in [
        "/owner/reference",
        "/instantiatesUri",
        "/extension/0/valueReference/reference",
        "/extension/1/valueUrl",
        "/_status/extension/0/valueUri",
        "/contained/0/owner/reference",
    ] {
        assert_eq!(action.pointer(pointer), Some(&json!(organization)), "{pointer}");
    }
    for pointer in ["/identifier/0/value", "/description", "/instantiatesCanonical", "/extension/2/valueUuid"]
    {
        assert_eq!(action.pointer(pointer), Some(&json!(url)), "{pointer}");
    }
    assert_eq!(action["partOf"][0]["reference"], "#c");
    let div = action["text"]["div"].as_str().unwrap();
    assert!(div.contains(&format!("<a href=\"{organization}\">the desk, {url}</a>")), "{div}");
}

#[tokio::test]
async fn a_definition_keeps_the_canonical_address_that_it_was_handed_in_under() {
    let server = Server::start().await;
    let url = "https://example.org/ValueSet/places";
    let set = json!({ "resourceType": "ValueSet", "status": "active", "url": url });
    let answer = transact(&server, json!([post(url, &set)])).await.expect(200).json();
    assert_eq!(answer["entry"][0]["resource"]["url"], url);
}

#[tokio::test]
async fn a_reference_by_search_points_to_what_is_found() {
    let server = Server::start().await;
    let mut known = desk();
    known["id"] = json!("desk");
    put(&server, &known).await.expect(201);
    for reference in ["Organization?identifier=urn:x|desk", "Organization?identifier=urn%3Ax%7Cdesk"] {
        let answer =
            transact(&server, json!([post("urn:uuid:1", &owned_by(reference))])).await.expect(200).json();
        assert_eq!(answer["entry"][0]["resource"]["owner"]["reference"], "Organization/desk");
    }
    let refused = async |reference: &str, status: u16, expected: &str| {
        let before = server.get("/fhir/Task?_summary=count").await.json()["total"].clone();
        let entries = json!([post("urn:uuid:2", &task("x")), post("urn:uuid:1", &owned_by(reference))]);
        let outcome = transact(&server, entries).await.expect(status).json();
        assert_eq!(code(&outcome), expected, "{reference}");
        assert_eq!(outcome["issue"][0]["expression"][0], "Bundle.entry[1].resource.owner.reference");
        assert_eq!(
            server.get("/fhir/Task?_summary=count").await.json()["total"],
            before,
            "nothing may be written"
        );
    };
    refused("Organization?identifier=urn:x|none", 412, "no-match").await;
    refused("Organization?colour=red", 400, "unknown-parameter").await;
    refused("Organization?", 400, "empty-condition").await;
    refused("Nothing?name=x", 400, "unknown-resource-type").await;
    known["id"] = json!("second");
    put(&server, &known).await.expect(201);
    refused("Organization?identifier=urn:x|desk", 412, "multiple-matches").await;
}

#[tokio::test]
async fn a_reference_by_search_finds_what_the_same_bundle_makes_under_that_search() {
    let server = Server::start().await;
    let criterion = "identifier=urn:x|desk";
    let mut make = post("urn:uuid:2", &desk());
    make["request"]["ifNoneExist"] = json!(criterion);
    let entries = json!([post("urn:uuid:1", &owned_by(&format!("Organization?{criterion}"))), make]);
    for status in ["201 Created", "200 OK"] {
        let answer = transact(&server, entries.clone()).await.expect(200).json();
        assert_eq!(answer["entry"][1]["response"]["status"], status);
        let organization = answer["entry"][1]["resource"]["id"].as_str().unwrap();
        assert_eq!(
            answer["entry"][0]["resource"]["owner"]["reference"],
            format!("Organization/{organization}")
        );
    }
}
