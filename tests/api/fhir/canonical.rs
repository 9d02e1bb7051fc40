//! References by canonical address lead on as others do: in chains, `_has`, and to what comes along.

use serde_json::{Value, json};

use super::{ids, put};
use crate::server::Server;

const URL: &str = "https://example.org/Questionnaire/visit";

fn questionnaire(id: &str, url: &str, version: Option<&str>, name: &str) -> Value {
    let mut made =
        json!({ "resourceType": "Questionnaire", "id": id, "url": url, "status": "active", "name": name });
    if let Some(version) = version {
        made["version"] = json!(version);
    }
    made
}

fn response(id: &str, to: &str) -> Value {
    json!({ "resourceType": "QuestionnaireResponse", "id": id, "status": "completed", "questionnaire": to })
}

/// Two versions of a questionnaire and another one without any; answers to each, and to one that is elsewhere.
async fn answers() -> Server {
    let server = Server::start().await;
    for resource in [
        questionnaire("one", URL, Some("1.0"), "Visite"),
        questionnaire("two", URL, Some("2.0-RC"), "Visit"),
        questionnaire("other", "urn:uuid:8e075840-9c72-5bc3-8cd2-88dcedca62a0", None, "Other"),
        response("to-one", &format!("{URL}|1.0")),
        response("to-two", &format!("{URL}|2.0-RC")),
        response("to-any", URL),
        response("to-other", "urn:uuid:8e075840-9c72-5bc3-8cd2-88dcedca62a0"),
        response("to-id", "Questionnaire/other"),
        response("to-nobody", &format!("{URL}|3")),
    ] {
        put(&server, &resource).await.expect(201);
    }
    server
}

async fn check(server: &Server, path: &str, mode: &str, expected: &[&str]) {
    let found = server.get(&format!("/fhir/{path}")).await.expect(200).json();
    let mut ids = ids(&found, mode);
    ids.sort();
    assert_eq!(ids, expected, "{path}");
}

#[tokio::test]
async fn a_chain_follows_a_canonical_address_to_the_version_that_it_names() {
    let server = answers().await;
    for (path, expected) in [
        ("QuestionnaireResponse?questionnaire.name=visite", &["to-any", "to-one"][..]),
        ("QuestionnaireResponse?questionnaire:Questionnaire.version=2.0-RC", &["to-any", "to-two"]),
        ("QuestionnaireResponse?questionnaire.name=other", &["to-id", "to-other"]),
        ("Questionnaire?_has:QuestionnaireResponse:questionnaire:_id=to-any", &["one", "two"]),
        ("Questionnaire?_has:QuestionnaireResponse:questionnaire:status=completed", &["one", "other", "two"]),
        (
            "QuestionnaireResponse?questionnaire=https://example.org/Questionnaire/visit",
            &["to-any", "to-nobody", "to-one", "to-two"],
        ),
        ("QuestionnaireResponse?questionnaire=https://example.org/Questionnaire/visit|1.0", &["to-one"]),
        (
            "QuestionnaireResponse?_filter=questionnaire ne https://example.org/Questionnaire/visit and _id eq to-any",
            &[],
        ),
    ] {
        check(&server, path, "match", expected).await;
    }
}

#[tokio::test]
async fn what_a_canonical_address_names_comes_along() {
    let server = answers().await;
    let responses = "QuestionnaireResponse?_id=to-one,to-other,to-nobody";
    check(
        &server,
        &format!("{responses}&_include=QuestionnaireResponse:questionnaire"),
        "include",
        &["one", "other"],
    )
    .await;
    check(&server, &format!("{responses}&_include=*"), "include", &["one", "other"]).await;
    check(
        &server,
        "QuestionnaireResponse?_id=to-any&_include=QuestionnaireResponse:questionnaire:Questionnaire",
        "include",
        &["one", "two"],
    )
    .await;
    check(
        &server,
        "Questionnaire?_id=one&_revinclude=QuestionnaireResponse:questionnaire",
        "include",
        &["to-any", "to-one"],
    )
    .await;
    check(&server, "Questionnaire?_id=one&_revinclude=*", "include", &["to-any", "to-one"]).await;
    // It follows a change of the address.
    put(&server, &questionnaire("one", "https://example.org/moved", Some("1.0"), "Visite")).await.expect(200);
    check(
        &server,
        &format!("{responses}&_include=QuestionnaireResponse:questionnaire"),
        "include",
        &["other"],
    )
    .await;
}
