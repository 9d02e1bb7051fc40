//! Fixed values and patterns (R4, ElementDefinition).

use serde_json::{Map, Value};

use crate::fhir::path::Node;

/// Whether a node has exactly this value, extensions aside.
pub(super) fn is_fixed(node: Node<'_>, fixed: &Value) -> bool {
    match (node.members(), node.value(), fixed) {
        (Some(members), _, Value::Object(fixed)) => members == fixed,
        (None, Some(value), fixed) => same(value, fixed),
        _ => false,
    }
}

/// Whether a node has at least this value: every member that the pattern has, and an equal item for each of its
/// items.
pub(super) fn fits(node: Node<'_>, pattern: &Value) -> bool {
    match (node.members(), node.value(), pattern) {
        (Some(members), _, Value::Object(pattern)) => holds_members(members, pattern),
        (None, Some(value), pattern) => holds(value, pattern),
        _ => false,
    }
}

fn holds_members(members: &Map<String, Value>, pattern: &Map<String, Value>) -> bool {
    pattern.iter().all(|(name, pattern)| members.get(name).is_some_and(|value| holds(value, pattern)))
}

fn holds(value: &Value, pattern: &Value) -> bool {
    match (value, pattern) {
        (Value::Object(members), Value::Object(pattern)) => holds_members(members, pattern),
        (Value::Array(items), Value::Array(pattern)) => {
            pattern.iter().all(|pattern| items.iter().any(|item| holds(item, pattern)))
        }
        _ => same(value, pattern),
    }
}

fn same(left: &Value, right: &Value) -> bool {
    left == right
}

/// A value as a message shows it.
pub(super) fn shown(value: &Value) -> String {
    value.to_string().chars().take(120).collect()
}
