//! `_summary=true`: what the standard marks as the summary, of a resource and of all that stays in it.

use serde_json::{Map, Value};

use crate::fhir::definitions::{Element, Structure};
use crate::fhir::subset::keep;

/// How many levels are looked into; what nests deeper stays as it is.
const MOST_LEVELS: usize = 64;

/// Cuts a resource down to its summary.
pub(super) fn cut(structure: &'static Structure, resource: &mut Map<String, Value>) {
    cut_object(structure, resource, MOST_LEVELS);
}

/// A summary keeps what is marked for it, what must stand there, and what changes the meaning of the rest.
fn belongs(element: &Element) -> bool {
    element.is_summary || element.min > 0 || element.is_modifier
}

fn cut_object(structure: &'static Structure, json: &mut Map<String, Value>, levels: usize) {
    keep(structure, json, belongs);
    drop_what_only_adds(json);
    json.retain(|name, value| {
        let Some(member) = structure.member(name) else { return true };
        // A resource within a Bundle or Parameters is content of its own, and half an extension says nothing.
        let whole = matches!(member.kind.name, "Resource" | "Extension");
        let inner = member.structure().filter(|_| !whole);
        match inner.filter(|_| levels > 0) {
            Some(inner) => cut_value(inner, value, levels - 1) || member.element.min > 0,
            None => true,
        }
    });
}

/// Cuts what an element holds; tells whether any of it is left. What is not left stays as it was, for an element
/// that must stand there.
fn cut_value(structure: &'static Structure, value: &mut Value, levels: usize) -> bool {
    match value {
        Value::Array(items) => {
            let mut left = items.clone();
            left.retain_mut(|item| cut_value(structure, item, levels));
            let any = !left.is_empty();
            if any {
                *items = left;
            }
            any
        }
        Value::Object(json) => {
            let mut left = json.clone();
            cut_object(structure, &mut left, levels);
            if !left.is_empty() {
                *json = left;
                return true;
            }
            // Nothing but extensions, such as the reason why the value is absent, stand for the value.
            json.keys().all(|name| matches!(name.as_str(), "id" | "extension"))
        }
        _ => true,
    }
}

/// Extensions and ids of primitive values are no part of a summary, except where they stand for the value.
fn drop_what_only_adds(json: &mut Map<String, Value>) {
    let beside: Vec<String> = json.keys().filter(|member| member.starts_with('_')).cloned().collect();
    for member in beside {
        let value = member.strip_prefix('_').and_then(|name| json.get(name));
        let lacks_none = |value: &Value| value.as_array().is_none_or(|items| !items.contains(&Value::Null));
        if value.is_some_and(lacks_none) {
            json.shift_remove(&member);
        }
    }
}
