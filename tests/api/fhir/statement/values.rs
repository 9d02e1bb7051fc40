//! A value that a search parameter takes, whatever it is about.

use relais::fhir::definitions::{self, SearchParameter};
use serde_json::Value;

use super::text;

/// A value for a declared parameter, with a modifier or without.
pub(super) fn of(parameter: &Value, modifier: &str) -> String {
    let (name, kind) = (text(parameter, "name"), text(parameter, "type"));
    match modifier {
        "missing" => return "true".to_owned(),
        "identifier" => return "urn:x-test|x".to_owned(),
        "of-type" => return "urn:x-test|x|x".to_owned(),
        "in" | "not-in" => return "http://hl7.org/fhir/ValueSet/task-status".to_owned(),
        _ => {}
    }
    match (name, kind) {
        ("near", _) => "48.8|2.3|10|km".to_owned(),
        ("_filter", _) => "_id eq x".to_owned(),
        ("_list", _) => "x".to_owned(),
        ("_has", _) => "Provenance:target:agent=x".to_owned(),
        (_, "composite") => composite(text(parameter, "definition")),
        (_, kind) => of_kind(kind).to_owned(),
    }
}

/// A value of a kind.
pub(super) fn of_kind(kind: &str) -> &'static str {
    match kind {
        "date" => "2021-04-13",
        "number" | "quantity" => "1",
        "uri" => "http://example.org/x",
        _ => "x",
    }
}

/// A value for each component.
fn composite(url: &str) -> String {
    let kind_of = |definition: &str| published(definition).map_or("token", |one| one.kind.name());
    let components = published(url).map(|one| one.components.as_slice()).unwrap_or_default();
    let values: Vec<&str> = components.iter().map(|one| of_kind(kind_of(one.definition))).collect();
    values.join("$")
}

/// The types that a reference parameter points to.
pub(super) fn targets(url: &str) -> Vec<&'static str> {
    published(url).map(|one| one.targets.clone()).unwrap_or_default()
}

fn published(url: &str) -> Option<&'static SearchParameter> {
    definitions::search_parameters().iter().find(|one| one.url == url)
}
