//! Who may not see contact details cannot learn them by asking either, in whatever way a search can ask.

use std::time::Duration;

use relais::config::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use crate::server::{Answer, Server};

const SEES: &str = "a secret that shows everything";
const BLIND: &str = "a secret that hides contacts";

async fn send(server: &Server, secret: &str, method: Method, path: &str, body: Option<&Value>) -> Answer {
    let bearer = format!("Bearer {secret}");
    server.send(method, path, &[("authorization", &bearer)], body.map(Value::to_string)).await
}

fn supplied(code: &str, base: &str, kind: &str, expression: &str) -> Value {
    json!({ "resourceType": "SearchParameter", "id": code, "url": format!("https://example.org/{code}"),
        "name": "Supplied", "status": "active", "description": "Supplied", "code": code, "base": [base],
        "type": kind, "expression": expression })
}

/// A profile that everybody may store, and that would tell whether its guess is right.
#[tokio::test]
async fn a_profile_tells_nobody_what_is_hidden_from_them() {
    let server = people().await;
    let guess = json!({
        "resourceType": "StructureDefinition", "id": "guess", "url": "https://example.org/guess", "name": "Guess",
        "status": "active", "kind": "resource", "abstract": false, "type": "Practitioner",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Practitioner", "derivation": "constraint",
        "snapshot": { "element": [
            { "id": "Practitioner", "path": "Practitioner", "min": 0, "max": "*", "definition": "A guess.",
              "base": { "path": "Practitioner", "min": 0, "max": "*" },
              "constraint": [{ "key": "g-1", "severity": "error", "human": "Guessed.",
                "expression": "telecom.value contains 'd@example.org'" }] }] },
    });
    send(&server, BLIND, Method::PUT, "/fhir/StructureDefinition/guess", Some(&guess)).await.expect(201);
    let path = "/fhir/Practitioner/d/$validate?mode=profile&profile=https://example.org/guess";
    assert!(send(&server, SEES, Method::GET, path, None).await.expect(200).text.contains("issue"));
    send(&server, BLIND, Method::GET, path, None).await.expect(403);
    let open = "/fhir/Organization/o/$validate";
    send(&server, BLIND, Method::GET, open, None).await.expect(200);
}

/// A patient whose practitioner, task and organization all lead to contact details, and parameters of others that
/// do so too.
async fn people() -> Server {
    let all = vec![Scope::Read, Scope::Write, Scope::Personal];
    let server = Server::start_with(vec![(SEES, all), (BLIND, vec![Scope::Read, Scope::Write])]).await;
    let telecom = |value: &str| json!([{ "system": "email", "value": value }]);
    let div = r#"<div xmlns="http://www.w3.org/1999/xhtml">Lives in Kindia</div>"#;
    let parameters = [
        supplied("reach", "Patient", "string", "Patient.telecom.value"),
        supplied("hidden-reach", "Patient", "string", "Patient.children().value"),
        supplied("escaped-reach", "Patient", "string", r"Patient.`\u0074elecom`.value"),
        supplied("kin", "Patient", "token", "Patient.contact.relationship"),
        supplied("kin-at", "Patient", "reference", "Patient.contact.organization"),
        supplied("within", "Task", "string", "Task.contained.telecom.value"),
        supplied("given-name", "Patient", "string", "Patient.name.given"),
    ];
    let resources = [
        json!({ "resourceType": "Organization", "id": "o", "name": "Bureau" }),
        json!({ "resourceType": "Practitioner", "id": "d", "telecom": telecom("d@example.org") }),
        json!({ "resourceType": "PractitionerRole", "id": "r", "telecom": telecom("r@example.org"),
            "practitioner": { "reference": "Practitioner/d" } }),
        json!({ "resourceType": "Patient", "id": "p", "name": [{ "family": "Camara", "given": ["Fatou"] }],
            "text": { "status": "generated", "div": div }, "birthDate": "1980-02-03",
            "telecom": telecom("p@example.org"), "generalPractitioner": [{ "reference": "Practitioner/d" }],
            "contact": [{ "relationship": [{ "text": "mother" }], "organization": { "reference": "Organization/o" } }] }),
        json!({ "resourceType": "Task", "id": "t", "status": "requested", "intent": "plan",
            "contained": [{ "resourceType": "Practitioner", "id": "c", "telecom": telecom("c@example.org") }],
            "owner": { "reference": "#c" }, "requester": { "reference": "Practitioner/d" },
            "for": { "reference": "Patient/p" } }),
    ];
    for resource in parameters.iter().chain(&resources) {
        let path = format!(
            "/fhir/{}/{}",
            resource["resourceType"].as_str().unwrap(),
            resource["id"].as_str().unwrap()
        );
        send(&server, SEES, Method::PUT, &path, Some(resource)).await.expect(201);
    }
    for parameter in &parameters {
        let path = format!("/fhir/SearchParameter/{}/$index-status", parameter["id"].as_str().unwrap());
        while send(&server, SEES, Method::GET, &path, None).await.json()["parameter"][0]["valueCode"]
            != "searchable"
        {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
    server
}

#[tokio::test]
async fn no_search_tells_contact_details_to_who_may_not_see_them() {
    let server = people().await;
    for path in [
        "Patient?email=p@example.org",
        "Patient?telecom:missing=false",
        "Patient?birthdate=ge1980",
        "Patient?_sort=-birthdate",
        "Patient?_content=camara",
        "?_type=Patient,Task&_text=kindia",
        "?_type=Patient,Person&birthdate=1980-02-03",
        "PractitionerRole?practitioner.email=d@example.org",
        "Patient?general-practitioner:Practitioner.telecom=d@example.org",
        "Task?requester:Practitioner.telecom:missing=false",
        "Task?requester:Practitioner._has:PractitionerRole:practitioner:email=r@example.org",
        "Task?patient._text=kindia",
        "Practitioner?_has:PractitionerRole:practitioner:email=r@example.org",
        "Practitioner?_has:Patient:general-practitioner:birthdate=1980-02-03",
        "Practitioner/d/PractitionerRole?practitioner.email=d@example.org",
        "Patient/p/*?_type=Patient&email=p@example.org",
        "Patient?reach=p@example",
        "Patient?hidden-reach=p@example",
        "Patient?_sort=escaped-reach",
        "Patient?_sort=reach",
        "Patient?kin:text=mother",
        "Patient?kin-at=o",
        "Patient?kin-at:Organization.name=bureau",
        "Organization?_has:Patient:kin-at:_id=p",
        "Patient?_include=Patient:kin-at",
        "Patient?_include=Patient:*",
        "Task?patient.kin-at:Organization.name=bureau&_include=*",
        "Task?_include:iterate=*",
        "Organization?_revinclude=*",
        "Organization?_revinclude=Patient:kin-at",
        "Task?_sort=within",
    ] {
        let shown = send(&server, SEES, Method::GET, &format!("/fhir/{path}"), None).await.expect(200);
        assert!(!shown.json()["entry"].is_null(), "{path} finds nothing: {}", shown.text);
        for path in [path.to_owned(), format!("{path}&_summary=count")] {
            let refused = send(&server, BLIND, Method::GET, &format!("/fhir/{path}"), None).await;
            assert_eq!(refused.status, 403, "{path}: {refused:?}");
        }
    }
}

#[tokio::test]
async fn what_tells_no_contact_details_is_open_to_who_may_not_see_them() {
    let server = people().await;
    for path in [
        "Patient?family=camara",
        "Patient?given-name=fatou",
        "Patient?_sort=given-name&_include=Patient:general-practitioner",
        "Task?patient.given-name=fatou&_content=plan",
        "Practitioner?_has:Patient:general-practitioner:family=camara",
        "Organization?address:missing=true",
        "Task?_include=Task:*",
        "Patient/p/*",
    ] {
        let shown = send(&server, BLIND, Method::GET, &format!("/fhir/{path}"), None).await.expect(200);
        assert!(!shown.json()["entry"].is_null(), "{path} finds nothing: {}", shown.text);
        assert!(!shown.text.contains("@example.org"), "{path}: {}", shown.text);
    }
}

#[tokio::test]
async fn no_condition_tells_contact_details_to_who_may_not_see_them() {
    let server = people().await;
    let patient = json!({ "resourceType": "Patient" });
    for condition in
        ["email=p@example.org", "reach=p", "general-practitioner:Practitioner.email=d@example.org"]
    {
        let path = format!("/fhir/Patient?{condition}");
        send(&server, BLIND, Method::PUT, &path, Some(&patient)).await.expect(403);
        send(&server, BLIND, Method::DELETE, &path, None).await.expect(403);
        let linked = json!({ "resourceType": "Task", "status": "requested", "intent": "plan",
            "for": { "reference": format!("Patient?{condition}") } });
        let bundle =
            |kind: &str, entry: Value| json!({ "resourceType": "Bundle", "type": kind, "entry": [entry] });
        let written = bundle(
            "transaction",
            json!({ "resource": linked, "request": { "method": "POST", "url": "Task" } }),
        );
        send(&server, BLIND, Method::POST, "/fhir", Some(&written)).await.expect(403);
        let asked =
            bundle("batch", json!({ "request": { "method": "GET", "url": format!("Patient?{condition}") } }));
        let answer = send(&server, BLIND, Method::POST, "/fhir", Some(&asked)).await.expect(200).json();
        assert_eq!(answer["entry"][0]["response"]["status"], "403 Forbidden", "{answer:#}");
    }
}
