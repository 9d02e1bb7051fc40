//! References (R4, section 2.3.0): a literal one points to a type that the element allows.

use serde_json::{Map, Value};

use super::walk::Walk;
use crate::fhir::ResourceType;

/// Checks a Reference's literal reference and its type against the types that its element points to.
pub(super) fn check(walk: &mut Walk<'_>, targets: &[&'static str], json: &Map<String, Value>) {
    let stated = json.get("type").and_then(Value::as_str).and_then(ResourceType::find);
    if let Some(stated) = stated {
        check_target(walk, "type", stated.name(), targets);
    }
    let Some(text) = json.get("reference").and_then(Value::as_str) else {
        return;
    };
    let Some(pointed) = pointed_type(walk, text) else {
        return;
    };
    check_target(walk, "reference", pointed, targets);
    if let Some(stated) = stated.filter(|stated| stated.name() != pointed) {
        let message = format!("'type' says {stated}, but the reference '{text}' is to a {pointed}.");
        walk.note_at("type", "wrong-reference-target", message);
    }
}

fn check_target(walk: &mut Walk<'_>, at: &'static str, pointed: &str, targets: &[&'static str]) {
    if !targets.is_empty() && !targets.contains(&pointed) {
        let message = format!("This points to {}, not to {pointed}.", targets.join(", "));
        walk.note_at(at, "wrong-reference-target", message);
    }
}

/// The type of what a literal reference points to, where its text or the contained resources tell.
fn pointed_type<'a>(walk: &mut Walk<'a>, text: &str) -> Option<&'a str> {
    if let Some(id) = text.strip_prefix('#') {
        return contained_type(walk, id);
    }
    if text.starts_with("urn:") {
        return None;
    }
    let current = text.split_once("/_history/").map_or(text, |(current, _)| current);
    let mut segments = current.rsplit('/').skip(1);
    let name = segments.next();
    let is_relative = segments.next().is_none();
    let found = name.and_then(ResourceType::find);
    if is_relative && found.is_none() {
        let message = format!(
            "'{text}' is no reference: write Type/id with a resource type of R4, an absolute address, or '#' and the id of a contained resource."
        );
        walk.note_at("reference", "invalid-value", message);
    }
    found.map(ResourceType::name)
}

/// The type of the contained resource of this id. `#` alone means the container, which may be anything.
fn contained_type<'a>(walk: &mut Walk<'a>, id: &str) -> Option<&'a str> {
    if id.is_empty() {
        return None;
    }
    let is_meant = |one: &&Value| one.get("id").and_then(Value::as_str) == Some(id);
    let Some(found) = walk.contained().iter().find(is_meant) else {
        let message = format!("No resource with the id '{id}' is contained here.");
        walk.note_at("reference", "unresolved-reference", message);
        return None;
    };
    found.get("resourceType").and_then(Value::as_str)
}
