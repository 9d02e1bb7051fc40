//! The FHIR face's operations.

mod calling;
mod document;
mod everything;
mod meta;
mod terminology;
mod validate;

use reqwest::Method;
use serde_json::{Value, json};

use crate::fhir::{put, task};
use crate::server::{Answer, Server};

/// A server that holds the Task `t`.
async fn server_with_a_task() -> Server {
    let server = Server::start().await;
    let mut resource = task("x");
    resource["id"] = json!("t");
    put(&server, &resource).await.expect(201);
    server
}

/// POSTs a Parameters resource with these parameters.
async fn call(server: &Server, path: &str, parameters: &[Value]) -> Answer {
    server.post(path, &json!({ "resourceType": "Parameters", "parameter": parameters })).await
}

/// The value of a parameter of a Parameters resource; null when it is not there.
fn parameter(answer: &Value, name: &str, member: &str) -> Value {
    let parameters = answer["parameter"].as_array().into_iter().flatten();
    parameters.filter(|one| one["name"] == name).map(|one| one[member].clone()).next().unwrap_or_default()
}

/// The first issue of an OperationOutcome: its severity, details code, and where it stands.
fn first_issue(outcome: &Value) -> (String, String, String) {
    let issue = &outcome["issue"][0];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let place = if issue["expression"].is_array() { &issue["expression"][0] } else { &issue["location"][0] };
    (text(&issue["severity"]), text(&issue["details"]["coding"][0]["code"]), text(place))
}

/// POSTs nothing at all.
async fn post_nothing(server: &Server, path: &str) -> Answer {
    server.send(Method::POST, path, &[], None).await
}
