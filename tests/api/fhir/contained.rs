//! Contained resources: searched only where it is asked, and answered as themselves or by what contains them.

use relais::config::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use super::{code, ids, link, put};
use crate::server::Server;

/// A request for a medicine that is described in the request itself, with the maker beside it.
fn request(id: &str, medicine: &str, ingredient: &str) -> Value {
    json!({
        "resourceType": "MedicationRequest", "id": id, "status": "active", "intent": "order",
        "subject": { "reference": "Patient/p" },
        "contained": [
            { "resourceType": "Organization", "id": "maker", "name": "Officine Baobab" },
            { "resourceType": "Medication", "id": medicine, "manufacturer": { "reference": "#maker" },
              "ingredient": [{ "itemCodeableConcept": { "coding": [{ "system": "urn:x", "code": ingredient }] } }] },
        ],
        "medicationReference": { "reference": format!("#{medicine}") },
    })
}

fn medication(id: &str, ingredient: &str) -> Value {
    json!({
        "resourceType": "Medication", "id": id,
        "ingredient": [{ "itemCodeableConcept": { "coding": [{ "system": "urn:x", "code": ingredient }] } }],
    })
}

async fn pharmacy() -> Server {
    let server = Server::start().await;
    put(&server, &json!({ "resourceType": "Patient", "id": "p" })).await.expect(201);
    put(&server, &request("one", "m", "abc")).await.expect(201);
    put(&server, &medication("alone", "abc")).await.expect(201);
    put(&server, &request("two", "n", "abc")).await.expect(201);
    put(&server, &request("other", "m", "xyz")).await.expect(201);
    server
}

async fn found(server: &Server, query: &str) -> Vec<String> {
    let bundle = server.get(&format!("/fhir/{query}")).await.expect(200).json();
    let entries = bundle["entry"].as_array().into_iter().flatten();
    let start = format!("{}/fhir/", server.base);
    entries.map(|entry| entry["fullUrl"].as_str().unwrap().strip_prefix(&start).unwrap().to_owned()).collect()
}

#[tokio::test]
async fn contained_resources_are_found_only_where_it_is_asked() {
    let server = pharmacy().await;
    let by = "Medication?ingredient-code=abc";
    let (one, two) = ("MedicationRequest/one", "MedicationRequest/two");
    for (query, expected) in [
        (by.to_owned(), vec!["Medication/alone"]),
        (format!("{by}&_contained=false&_containedType=contained"), vec!["Medication/alone"]),
        (format!("{by}&_contained=true"), vec![one, two]),
        (format!("{by}&_contained=true&_containedType=container"), vec![one, two]),
        (format!("{by}&_contained=both&_sort=-_id"), vec![two, one, "Medication/alone"]),
        (
            format!("{by}&_contained=true&_containedType=contained"),
            vec!["MedicationRequest/one#m", "MedicationRequest/two#n"],
        ),
        (
            format!("{by}&_contained=both&_containedType=contained&_sort=_id"),
            vec!["Medication/alone", "MedicationRequest/one#m", "MedicationRequest/two#n"],
        ),
        (
            "Medication?_contained=true&_containedType=contained&_id=n".to_owned(),
            vec!["MedicationRequest/two#n"],
        ),
        ("Medication?ingredient-code:not=abc&_contained=true".to_owned(), vec!["MedicationRequest/other"]),
        ("Medication?_contained=true&_id=nobody".to_owned(), vec![]),
        (
            "?_type=Organization,Medication&_contained=true&_containedType=contained&_sort=-_id&_count=2"
                .to_owned(),
            vec!["MedicationRequest/two#n", "MedicationRequest/other#maker"],
        ),
    ] {
        assert_eq!(found(&server, &query).await, expected, "{query}");
    }
    let counted = server.get(&format!("/fhir/{by}&_contained=both&_summary=count")).await.expect(200).json();
    assert_eq!(counted["total"], 3);
}

#[tokio::test]
async fn a_contained_resource_is_answered_as_itself() {
    let server = pharmacy().await;
    let query = "/fhir/Medication?_contained=true&_containedType=contained&ingredient-code=xyz";
    let bundle = server.get(query).await.expect(200).json();
    let entry = &bundle["entry"][0];
    assert_eq!(entry["fullUrl"], format!("{}/fhir/MedicationRequest/other#m", server.base));
    assert_eq!(entry["resource"], request("other", "m", "xyz")["contained"][1]);
    assert_eq!(entry["search"]["mode"], "match");
}

#[tokio::test]
async fn chains_lead_into_contained_resources_and_out_of_them() {
    let server = pharmacy().await;
    for (query, expected) in [
        ("MedicationRequest?medication.ingredient-code=xyz", vec!["MedicationRequest/other"]),
        ("MedicationRequest?medication:Medication._id=n", vec!["MedicationRequest/two"]),
        ("MedicationRequest?medication.manufacturer.name=officine&_count=1", vec!["MedicationRequest/one"]),
        ("MedicationRequest?medication.manufacturer.name=other", vec![]),
        ("Medication?manufacturer.name=officine", vec![]),
        (
            "Medication?manufacturer.name=officine&_contained=true&_containedType=contained&_count=1",
            vec!["MedicationRequest/one#m"],
        ),
        (
            "Medication?_contained=true&_containedType=contained&_has:MedicationRequest:medication:_id=two",
            vec!["MedicationRequest/two#n"],
        ),
        // Nobody points from within another resource.
        ("Organization?_has:Medication:manufacturer:_id=m", vec![]),
    ] {
        assert_eq!(found(&server, query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn what_is_contained_follows_what_contains_it() {
    let server = pharmacy().await;
    let contained = "Medication?_contained=true&_containedType=contained";
    let page = server.get(&format!("/fhir/{contained}&_count=1")).await.expect(200).json();
    assert_eq!(ids(&page, "match"), ["m"]);
    put(&server, &request("two", "n", "new")).await.expect(200);
    let next = link(&server, &page, "next").unwrap();
    let next = server.get(&next).await.expect(200).json();
    assert_eq!(ids(&next, "match"), ["n"], "it keeps its place");
    assert_eq!(
        found(&server, &format!("{contained}&ingredient-code=new")).await,
        ["MedicationRequest/two#n"]
    );
    assert!(found(&server, &format!("{contained}&ingredient-code=abc&_id=n")).await.is_empty());
    put(&server, &request("two", "renamed", "new")).await.expect(200);
    assert_eq!(
        found(&server, &format!("{contained}&ingredient-code=new")).await,
        ["MedicationRequest/two#renamed"]
    );
    server.send(Method::DELETE, "/fhir/MedicationRequest/two", &[], None).await.expect(204);
    assert!(found(&server, &format!("{contained}&ingredient-code=new")).await.is_empty());
    put(&server, &request("two", "n", "again")).await.expect(201);
    assert_eq!(
        found(&server, &format!("{contained}&ingredient-code=again")).await,
        ["MedicationRequest/two#n"]
    );
}

#[tokio::test]
async fn what_is_not_done_about_contained_resources_says_so() {
    let server = pharmacy().await;
    for query in [
        "Medication?_contained=true&_include=Medication:manufacturer",
        "Medication?_contained=both&_revinclude=MedicationRequest:medication",
        "Medication?_contained=true&_sort=status",
        "Patient/p/MedicationRequest?_contained=true",
    ] {
        let outcome = server.get(&format!("/fhir/{query}")).await.expect(400).json();
        assert_eq!(code(&outcome), "not-supported", "{query}: {outcome:#}");
    }
    let wrong = server.get("/fhir/Medication?_contained=yes").await.expect(400).json();
    assert_eq!(code(&wrong), "invalid-parameter-value");
}

#[tokio::test]
async fn contact_details_of_contained_people_are_hidden() {
    const BLIND: &str = "a secret that hides contacts";
    let scopes = vec![Scope::Read, Scope::Write];
    let server = Server::start_with(vec![(BLIND, scopes)]).await;
    let bearer = format!("Bearer {BLIND}");
    let headers = [("authorization", bearer.as_str())];
    let task = json!({
        "resourceType": "Task", "id": "t", "status": "requested", "intent": "plan",
        "contained": [{ "resourceType": "Practitioner", "id": "who", "name": [{ "family": "Diallo" }],
            "telecom": [{ "system": "email", "value": "d@example.org" }] }],
        "requester": { "reference": "#who" },
    });
    server.send(Method::PUT, "/fhir/Task/t", &headers, Some(task.to_string())).await.expect(201);
    let named = "/fhir/Practitioner?name=diallo&_contained=true";
    for query in [named.to_owned(), format!("{named}&_containedType=contained")] {
        let answer = server.send(Method::GET, &query, &headers, None).await.expect(200);
        assert!(answer.text.contains("Diallo") && !answer.text.contains("d@example.org"), "{}", answer.text);
    }
    for query in [
        "Practitioner?email=d@example.org&_contained=true",
        "Practitioner?email=d@example.org&_contained=both&_containedType=contained",
        "Practitioner?_content=kindia&_contained=true",
        "Practitioner?_sort=email&_contained=true&_containedType=contained",
        "Task?requester:Practitioner.email=d@example.org",
    ] {
        let refused = server.send(Method::GET, &format!("/fhir/{query}"), &headers, None).await;
        assert_eq!(refused.status, 403, "{query}: {}", refused.text);
    }
}
