//! The FHIR face, as a FHIR client sees it.

mod bundle;
mod bundle_links;
mod bundle_operations;
mod bundle_refusals;
mod canonical;
mod chains;
mod change;
mod conditional;
mod contacts;
mod contained;
mod history;
mod includes;
mod lenient;
mod metadata;
mod operations;
mod options;
mod patch;
mod prefer;
mod read;
mod search;
mod search_codes;
mod search_parameters;
mod search_values;
mod statement;
mod subset;
mod xml;

use serde_json::{Value, json};

use crate::server::{Answer, Server};

/// A valid task.
fn task(description: &str) -> Value {
    json!({ "resourceType": "Task", "status": "requested", "intent": "plan", "description": description })
}

/// Writes a resource under its id.
async fn put(server: &Server, resource: &Value) -> Answer {
    let (kind, id) = (resource["resourceType"].as_str().unwrap(), resource["id"].as_str().unwrap());
    server.send(reqwest::Method::PUT, &format!("/fhir/{kind}/{id}"), &[], Some(resource.to_string())).await
}

/// The stable code of an OperationOutcome's first issue.
fn code(outcome: &Value) -> &str {
    outcome["issue"][0]["details"]["coding"][0]["code"].as_str().unwrap_or_default()
}

/// The ids of a Bundle's entries of a search mode, in order.
fn ids(bundle: &Value, mode: &str) -> Vec<String> {
    let entries = bundle["entry"].as_array().into_iter().flatten();
    let wanted = entries.filter(|entry| entry["search"]["mode"] == mode);
    wanted.map(|entry| entry["resource"]["id"].as_str().unwrap_or_default().to_owned()).collect()
}

/// The address of a Bundle's link of a relation, without the server's own.
fn link(server: &Server, bundle: &Value, relation: &str) -> Option<String> {
    let links = bundle["link"].as_array().into_iter().flatten();
    let found = links.into_iter().find(|link| link["relation"] == relation)?;
    Some(found["url"].as_str()?.strip_prefix(&server.base)?.to_owned())
}
