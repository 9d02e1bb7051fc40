//! Search parameters that are supplied while the server runs.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{ids, put, task};
use crate::server::Server;

/// A parameter over the names that a task's input has.
fn supplied(changes: &[(&str, Value)]) -> Value {
    let mut parameter = json!({
        "resourceType": "SearchParameter",
        "id": "input-name",
        "url": "https://example.org/SearchParameter/input-name",
        "name": "InputName",
        "status": "active",
        "description": "What an input is called",
        "code": "input-name",
        "base": ["Task"],
        "type": "string",
        "expression": "Task.input.type.text",
    });
    for (member, value) in changes {
        parameter[*member] = value.clone();
    }
    parameter
}

fn with_input(id: &str, name: &str) -> Value {
    let mut task = task("read");
    task["id"] = json!(id);
    task["input"] = json!([{ "type": { "text": name }, "valueString": "x" }]);
    task
}

/// Waits until every parameter that a SearchParameter defines has the status that is expected.
async fn wait(server: &Server, id: &str, expected: &str) -> Value {
    let mut turns = 0;
    loop {
        let answer =
            server.get(&format!("/fhir/SearchParameter/{id}/$index-status")).await.expect(200).json();
        assert_eq!(answer["parameter"][0]["name"], "status");
        if answer["parameter"][0]["valueCode"] == expected {
            return answer;
        }
        turns += 1;
        assert!(turns < 500, "{id} does not become {expected}: {answer}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_supplied_parameter_finds_what_was_there_and_what_comes() {
    let server = Server::start().await;
    put(&server, &with_input("before", "Dossier")).await.expect(201);
    server.get("/fhir/Task?input-name=dos").await.expect(400);
    put(&server, &supplied(&[])).await.expect(201);
    let status = wait(&server, "input-name", "searchable").await;
    let part = &status["parameter"][1]["part"];
    assert_eq!((&part[0]["valueCode"], &part[1]["valueCode"]), (&json!("Task"), &json!("input-name")));
    put(&server, &with_input("after", "dosage")).await.expect(201);
    put(&server, &with_input("other", "plan")).await.expect(201);
    let found = server.get("/fhir/Task?input-name=dos&_sort=-input-name").await.expect(200).json();
    assert_eq!(ids(&found, "match"), ["before", "after"]);
    let statement = server.get("/fhir/metadata").await.json();
    let resources = statement["rest"][0]["resource"].as_array().unwrap();
    let of_task = resources.iter().find(|one| one["type"] == "Task").unwrap();
    let declared = of_task["searchParam"].as_array().unwrap().iter().find(|one| one["name"] == "input-name");
    let expected = json!({
        "name": "input-name",
        "definition": "https://example.org/SearchParameter/input-name",
        "type": "string",
        "documentation": "What an input is called",
    });
    assert_eq!(declared, Some(&expected));
}

#[tokio::test]
async fn a_changed_parameter_finds_by_its_new_definition_only() {
    let server = Server::start().await;
    put(&server, &with_input("a", "dossier")).await.expect(201);
    put(&server, &supplied(&[])).await.expect(201);
    wait(&server, "input-name", "searchable").await;
    let by_value = supplied(&[("expression", json!("(Task.input.value as string)"))]);
    put(&server, &by_value).await.expect(200);
    wait(&server, "input-name", "searchable").await;
    let found = |answer: Value| ids(&answer, "match");
    assert_eq!(found(server.get("/fhir/Task?input-name=x").await.expect(200).json()), ["a"]);
    assert!(found(server.get("/fhir/Task?input-name=dossier").await.expect(200).json()).is_empty());
}

#[tokio::test]
async fn a_parameter_that_is_retired_or_deleted_is_unknown_again() {
    let server = Server::start().await;
    put(&server, &with_input("a", "dossier")).await.expect(201);
    put(&server, &supplied(&[])).await.expect(201);
    wait(&server, "input-name", "searchable").await;
    put(&server, &supplied(&[("status", json!("retired"))])).await.expect(200);
    server.get("/fhir/Task?input-name=d").await.expect(400);
    wait(&server, "input-name", "not-searchable").await;
    put(&server, &supplied(&[])).await.expect(200);
    wait(&server, "input-name", "searchable").await;
    server.send(Method::DELETE, "/fhir/SearchParameter/input-name", &[], None).await;
    server.get("/fhir/Task?input-name=d").await.expect(400);
    server.get("/fhir/SearchParameter/input-name/$index-status").await.expect(410);
}

#[tokio::test]
async fn a_draft_is_kept_but_not_searched_by() {
    let server = Server::start().await;
    let draft = supplied(&[("status", json!("draft")), ("expression", json!("Task.("))]);
    put(&server, &draft).await.expect(201);
    server.get("/fhir/Task?input-name=d").await.expect(400);
    wait(&server, "input-name", "not-searchable").await;
}

#[tokio::test]
async fn a_parameter_of_several_types_searches_each() {
    let server = Server::start().await;
    let changes = [("base", json!(["DomainResource"])), ("code", json!("lang")), ("type", json!("token"))];
    let mut parameter = supplied(&changes);
    parameter["expression"] = json!("DomainResource.language");
    put(&server, &parameter).await.expect(201);
    let mut french = task("read");
    french["language"] = json!("fr");
    server.post("/fhir/Task", &french).await.expect(201);
    let found = server.get("/fhir/Task?lang=fr").await.expect(200).json();
    assert_eq!(ids(&found, "match").len(), 1);
    server.get("/fhir/Basic?lang=fr").await.expect(200);
    server.get("/fhir/Binary?lang=fr").await.expect(400);
}

#[tokio::test]
async fn what_cannot_be_searched_by_is_refused_with_its_place() {
    let server = Server::start().await;
    put(&server, &supplied(&[("id", json!("first")), ("code", json!("taken"))])).await.expect(201);
    let long = format!("Task.{}", "a".repeat(9_000));
    let own = "https://w3id.org/relais/fhir/SearchParameter/Task-due";
    let table = [
        ("expression", json!("Task.input.("), "invalid-expression"),
        ("expression", json!(long), "invalid-value"),
        ("expression", Value::Null, "missing-element"),
        ("type", json!("composite"), "not-supported"),
        ("type", json!("special"), "not-supported"),
        ("code", json!("_mine"), "invalid-value"),
        ("code", json!("a:b"), "invalid-value"),
        ("code", json!("status"), "duplicate-code"),
        ("code", json!("due"), "duplicate-code"),
        ("code", json!("taken"), "duplicate-code"),
        ("url", json!(own), "fixed-definition"),
    ];
    for (member, value, code) in table {
        let mut refused = supplied(&[(member, value.clone())]);
        if value.is_null() {
            refused.as_object_mut().unwrap().remove(member);
        }
        let outcome = put(&server, &refused).await.expect(422).json();
        let place = if member == "url" { "code" } else { member };
        let issue = &outcome["issue"][0];
        assert_eq!(issue["details"]["coding"][0]["code"], code, "{member} {value}: {outcome}");
        assert_eq!(issue["expression"], json!([format!("SearchParameter.{place}")]), "{outcome}");
    }
}

#[tokio::test]
async fn a_description_of_what_is_built_in_is_kept() {
    let server = Server::start().await;
    let status = supplied(&[
        ("url", json!("http://hl7.org/fhir/SearchParameter/Task-status")),
        ("code", json!("status")),
        ("type", json!("token")),
        ("expression", json!("Task.status")),
    ]);
    put(&server, &status).await.expect(201);
    let answer = wait(&server, "input-name", "searchable").await;
    assert_eq!(answer["parameter"].as_array().unwrap().len(), 2, "{answer}");
}

#[tokio::test]
async fn only_search_parameters_have_an_index_status() {
    let server = Server::start().await;
    put(&server, &with_input("a", "x")).await.expect(201);
    server.get("/fhir/Task/a/$index-status").await.expect(404);
    server.get("/fhir/SearchParameter/a/$index-status").await.expect(404);
}
