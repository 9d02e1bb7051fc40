//! `Composition/$document`.

use relais::config::Scope;
use relais::fhir::{Resource, validate};
use reqwest::Method;
use serde_json::{Value, json};

use super::{call, first_issue};
use crate::fhir::put;
use crate::server::{Answer, Server};

/// The record of a meeting with an author, a discussion point and a reference to another server.
async fn record(server: &Server) {
    let resources = [
        json!({"resourceType": "Organization", "id": "desk", "name": "Coordination desk"}),
        json!({"resourceType": "Practitioner", "id": "ama", "name": [{"text": "Ama"}], "telecom": [{"system": "phone", "value": "1"}]}),
        json!({"resourceType": "PractitionerRole", "id": "author", "practitioner": {"reference": "Practitioner/ama"},
            "organization": {"reference": "Organization/desk"}}),
        json!({"resourceType": "Communication", "id": "point", "status": "completed", "payload": [{"contentString": "A point"}]}),
        json!({"resourceType": "Communication", "id": "elsewhere", "status": "completed", "payload": [{"contentString": "Another"}]}),
        json!({"resourceType": "Composition", "id": "record", "status": "final", "type": {"text": "minutes"}, "title": "Minutes", "date": "2021-04-13",
            "author": [{"reference": "PractitionerRole/author"}],
            "section": [{"title": "Points", "section": [{"title": "One", "entry": [
                {"reference": "Communication/point"}, {"reference": "http://example.org/fhir/Communication/far"}]}]}]}),
    ];
    for resource in resources {
        put(server, &resource).await.expect(201);
    }
}

/// The types and ids of a Bundle's entries, in order.
fn entries(bundle: &Value) -> Vec<String> {
    let entries = bundle["entry"].as_array().into_iter().flatten();
    let name =
        |one: &Value| format!("{}/{}", one["resourceType"].as_str().unwrap(), one["id"].as_str().unwrap());
    entries.map(|entry| name(&entry["resource"])).collect()
}

#[tokio::test]
async fn a_document_holds_the_composition_and_what_it_speaks_of() {
    let server = Server::start().await;
    record(&server).await;
    let answer = server.get("/fhir/Composition/record/$document").await.expect(200);
    assert_eq!(validate::validate(&Resource::parse(answer.text.as_bytes()).unwrap()), []);
    second_opinion::read(&answer.text).unwrap();
    let bundle = answer.json();
    assert_eq!(bundle["type"], "document");
    assert!(bundle["identifier"]["value"].as_str().unwrap().starts_with("urn:uuid:"));
    let expected = [
        "Composition/record",
        "PractitionerRole/author",
        "Communication/point",
        "Practitioner/ama",
        "Organization/desk",
    ];
    assert_eq!(entries(&bundle), expected);
    assert_eq!(bundle["entry"][0]["fullUrl"], format!("{}/fhir/Composition/record", server.base));
    for named in ["record", "Composition/record"] {
        let same = server.get(&format!("/fhir/Composition/$document?id={named}")).await.expect(200).json();
        assert_eq!(entries(&same), expected);
    }
}

#[tokio::test]
async fn a_kept_document_is_a_bundle_with_an_address() {
    let server = Server::start().await;
    record(&server).await;
    server.get("/fhir/Composition/record/$document?persist=true").await.expect(405);
    let kept: Answer = call(
        &server,
        "/fhir/Composition/record/$document",
        &[json!({"name": "persist", "valueBoolean": true})],
    )
    .await;
    let kept = kept.expect(200);
    let id = kept.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(kept.header("location"), format!("{}/fhir/Bundle/{id}/_history/1", server.base));
    let read = server.get(&format!("/fhir/Bundle/{id}")).await.expect(200).json();
    assert_eq!(entries(&read), entries(&kept.json()));
    assert_eq!(entries(&read).len(), 5);
}

#[tokio::test]
async fn a_document_holds_the_version_that_is_pointed_to() {
    let server = Server::start().await;
    let first = json!({"resourceType": "Organization", "id": "desk", "name": "First"});
    put(&server, &first).await.expect(201);
    put(&server, &json!({"resourceType": "Organization", "id": "desk", "name": "Second"})).await.expect(200);
    let composition = |version: u64| {
        json!({"resourceType": "Composition", "id": "record", "status": "preliminary", "type": {"text": "minutes"},
        "title": "Minutes", "date": "2021-04-13", "author": [{"reference": format!("Organization/desk/_history/{version}")}]})
    };
    put(&server, &composition(1)).await.expect(201);
    let bundle = server.get("/fhir/Composition/record/$document").await.expect(200).json();
    assert_eq!(bundle["entry"][1]["resource"]["name"], "First");
    put(&server, &composition(7)).await.expect(200);
    server.get("/fhir/Composition/record/$document").await.expect(422);
}

#[tokio::test]
async fn a_document_that_would_be_incomplete_is_refused() {
    let server = Server::start().await;
    record(&server).await;
    server.send(Method::DELETE, "/fhir/Communication/point", &[], None).await.expect(204);
    let outcome = server.get("/fhir/Composition/record/$document").await.expect(422).json();
    let place = "Composition.section[0].section[0].entry[0]";
    assert_eq!(first_issue(&outcome), ("error".into(), "unknown-reference".into(), place.into()));
    server.get("/fhir/Composition/never/$document").await.expect(404);
    server.get("/fhir/Composition/$document").await.expect(400);
    server.get("/fhir/Composition/$document?id=http://example.org/fhir/Composition/1").await.expect(400);
    server.get("/fhir/Composition/record/$document?id=record").await.expect(400);
    server.get("/fhir/Task/record/$document").await.expect(404);
}

#[tokio::test]
async fn contact_details_are_hidden_from_whoever_may_not_see_them() {
    let tokens = vec![
        ("a-secret-of-some-length", vec![Scope::Read]),
        ("another-secret-of-length", vec![Scope::Read, Scope::Write, Scope::Personal]),
    ];
    let server = Server::start_with(tokens).await;
    let full = [("authorization", "Bearer another-secret-of-length")];
    let person = json!({"resourceType": "Practitioner", "id": "ama", "name": [{"text": "Ama"}], "telecom": [{"system": "phone", "value": "1"}]});
    server.send(Method::PUT, "/fhir/Practitioner/ama", &full, Some(person.to_string())).await.expect(201);
    let composition = json!({"resourceType": "Composition", "id": "record", "status": "final", "type": {"text": "minutes"},
        "title": "Minutes", "date": "2021-04-13", "author": [{"reference": "Practitioner/ama"}]});
    server
        .send(Method::PUT, "/fhir/Composition/record", &full, Some(composition.to_string()))
        .await
        .expect(201);
    let shown =
        server.send(Method::GET, "/fhir/Composition/record/$document", &full, None).await.expect(200).json();
    assert_eq!(shown["entry"][1]["resource"]["telecom"][0]["value"], "1");
    let reader = [("authorization", "Bearer a-secret-of-some-length")];
    let hidden = server
        .send(Method::GET, "/fhir/Composition/record/$document", &reader, None)
        .await
        .expect(200)
        .json();
    assert_eq!(hidden["entry"][1]["resource"]["telecom"], Value::Null);
    let keep =
        server.send(Method::POST, "/fhir/Composition/record/$document?persist=true", &reader, None).await;
    keep.expect(403);
}
