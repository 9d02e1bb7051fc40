//! Contained resources (R4, section 2.3.0.2): what they are and what refers to them.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::place::Step;
use super::structure::check_resource;
use super::walk::Walk;
use crate::fhir::definitions;
use crate::fhir::path::Node;

/// Checks a contained resource: it has an id that no sibling has, and contains nothing (dom-2, dom-4, dom-5).
pub(super) fn check<'a>(walk: &mut Walk<'a>, json: &'a Map<String, Value>) {
    if walk.inside_contained() {
        let message = "A contained resource contains no other; put this one beside it (dom-2).";
        return walk.note("contained-content", message);
    }
    let same_id = |other: &&Value| json.get("id").is_some_and(|id| other.get("id") == Some(id));
    if !json.contains_key("id") {
        walk.note("contained-content", "A contained resource has an id, which '#' references point to.");
    } else if walk.contained().iter().filter(same_id).count() > 1 {
        walk.note_at("id", "contained-content", "Another contained resource has the same id.");
    }
    if let Some(meta) = json.get("meta") {
        for (name, key) in [("versionId", "dom-4"), ("lastUpdated", "dom-4"), ("security", "dom-5")] {
            if meta.get(name).is_some() {
                let message = format!("A contained resource has no '{name}' of its own ({key}).");
                walk.at(Step::Element("meta"), |walk| walk.note_at(name, "contained-content", message));
            }
        }
    }
    walk.in_contained(json, |walk| check_resource(walk, json));
}

/// Checks that something refers to each contained resource, or that it refers to its container (dom-3).
pub(super) fn check_references<'a>(walk: &mut Walk<'a>, container: &'a Map<String, Value>) {
    let contained =
        container.get("contained").and_then(Value::as_array).map_or(&[] as &[Value], Vec::as_slice);
    if contained.is_empty() {
        return;
    }
    let Some(rule) = definitions::constraints("DomainResource").iter().find(|rule| rule.key == "dom-3")
    else {
        return;
    };
    let pointed = fragments(container);
    for (index, one) in contained.iter().enumerate() {
        let Some(one) = one.as_object() else { continue };
        let id = one.get("id").and_then(Value::as_str).unwrap_or_default();
        if !pointed.contains(id) && !fragments(one).contains("") {
            walk.at(Step::Element("contained"), |walk| {
                walk.at(Step::Repetition(index), |walk| walk.note_broken(rule));
            });
        }
    }
}

/// What stands after the `#` in references and addresses within a document.
fn fragments(resource: &Map<String, Value>) -> HashSet<&str> {
    let mut fragments = HashSet::new();
    Node::resource_json(resource).each(&mut |node| {
        let is_reference = node.definition().is_some_and(|element| element.path == "Reference.reference");
        if is_reference || matches!(node.type_name(), Some("uri" | "url" | "canonical")) {
            fragments.extend(node.value().and_then(Value::as_str).and_then(|text| text.strip_prefix('#')));
        }
    });
    fragments
}
