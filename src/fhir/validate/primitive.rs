//! Primitive elements: values, the `_` siblings that carry their ids and extensions, and `null` in arrays.

use serde_json::{Map, Value};

use super::binding;
use super::format;
use super::invariant;
use super::place::Step;
use super::structure::{check_sibling, repetitions};
use super::walk::Walk;
use crate::fhir::definitions::Member;
use crate::fhir::path::Node;

/// Checks a primitive element, of which the value, the sibling or both stand in the JSON.
pub(super) fn check<'a>(
    walk: &mut Walk<'a>,
    member: &Member,
    value: Option<&'a Value>,
    sibling: Option<&'a Value>,
) {
    let values = value.map(|value| repetitions(walk, member, value));
    let siblings = sibling.map(|sibling| repetitions(walk, member, sibling));
    let (None | Some(Some(_)), None | Some(Some(_))) = (values, siblings) else {
        return;
    };
    let (values, siblings) = (values.flatten(), siblings.flatten());
    if !member.element.repeats() {
        let first = |items: Option<&'a [Value]>| items.and_then(<[Value]>::first);
        return check_one(walk, member, first(values), first(siblings));
    }
    if let (Some(values), Some(siblings)) = (values, siblings)
        && values.len() != siblings.len()
    {
        let name = member.element.name;
        let message = format!(
            "'{name}' has {} items and '_{name}' {}; fill up with null, so that they pair.",
            values.len(),
            siblings.len()
        );
        return walk.note("invalid-value", message);
    }
    let present = |item: Option<&'a Value>| item.filter(|item| !item.is_null());
    let length = values.or(siblings).map_or(0, <[Value]>::len);
    for index in 0..length {
        let value = present(values.and_then(|values| values.get(index)));
        let sibling = present(siblings.and_then(|siblings| siblings.get(index)));
        walk.at(Step::Repetition(index), |walk| {
            if value.is_none() && sibling.is_none() {
                let message = "An item has a value, or extensions beside it; leave out one with neither.";
                walk.note("empty", message);
            }
            check_one(walk, member, value, sibling);
        });
    }
}

fn check_one<'a>(walk: &mut Walk<'a>, member: &Member, value: Option<&'a Value>, sibling: Option<&'a Value>) {
    if let Some(value) = value {
        match format::check(member.kind.name, value) {
            Err(fault) => walk.note(fault.code, fault.message),
            Ok(()) => {
                if let Value::String(text) = value {
                    binding::check_code(walk, member.element, text);
                }
            }
        }
    }
    let node = Node::primitive(value, sibling.and_then(Value::as_object), member.element, member.kind.name);
    invariant::check_element(walk, member.element, node);
    match sibling {
        None => {}
        // Beside a value an id alone is enough; by itself it says nothing.
        Some(Value::Object(json)) if value.is_some() && is_only_an_id(json) => {}
        Some(Value::Object(json)) => check_sibling(walk, json),
        Some(_) => {
            let message = format!("'_{}' is an object with an id or extensions.", member.element.name);
            walk.note("wrong-type", message);
        }
    }
}

fn is_only_an_id(json: &Map<String, Value>) -> bool {
    json.len() == 1 && json.get("id").is_some_and(Value::is_string)
}
