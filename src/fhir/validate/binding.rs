//! Required bindings: a code comes from the value set that its element names.

use serde_json::{Map, Value};

use super::walk::Walk;
use crate::fhir::definitions::{self, Binding, CodeList, Element, Strength};

/// How many codes a message lists at most.
const MOST_CODES: usize = 24;

/// Checks a code that stands by itself.
pub(super) fn check_code(walk: &mut Walk<'_>, element: &Element, code: &str) {
    if let Some((binding, list)) = required(element)
        && !list.has_code(code)
    {
        walk.note("unknown-code", unknown_code(code, binding));
    }
}

/// Checks a Coding.
pub(super) fn check_coding(walk: &mut Walk<'_>, element: &Element, json: &Map<String, Value>) {
    if let Some((binding, list)) = required(element)
        && !is_listed(list, json)
    {
        walk.note("unknown-code", unknown_coding(binding, list));
    }
}

/// Checks a CodeableConcept: one of its codings comes from the value set.
pub(super) fn check_concept(walk: &mut Walk<'_>, element: &Element, json: &Map<String, Value>) {
    let Some((binding, list)) = required(element) else {
        return;
    };
    let codings = json.get("coding").and_then(Value::as_array).map_or(&[] as &[Value], Vec::as_slice);
    let has_listed = codings.iter().filter_map(Value::as_object).any(|coding| is_listed(list, coding));
    if !has_listed {
        walk.note("unknown-code", unknown_coding(binding, list));
    }
}

/// The codes of a required binding, as a message lists them.
pub(super) fn codes_to_choose_from(binding: &Binding) -> Option<String> {
    let list = definitions::codes(binding.value_set).filter(|_| binding.strength == Strength::Required)?;
    let codes: Vec<_> = list.codes().take(MOST_CODES + 1).collect();
    if codes.len() > MOST_CODES {
        return Some(format!("a code of {}", binding.value_set));
    }
    Some(format!("one of {}", codes.join(", ")))
}

fn required(element: &Element) -> Option<(&Binding, &'static CodeList)> {
    let binding = element.binding.as_ref().filter(|binding| binding.strength == Strength::Required)?;
    Some((binding, definitions::codes(binding.value_set)?))
}

fn is_listed(list: &CodeList, coding: &Map<String, Value>) -> bool {
    let text = |name| coding.get(name).and_then(Value::as_str);
    match (text("system"), text("code")) {
        (Some(system), Some(code)) => list.has(system, code),
        _ => false,
    }
}

fn unknown_code(code: &str, binding: &Binding) -> String {
    let shown: String = code.chars().take(80).collect();
    let choice = codes_to_choose_from(binding).unwrap_or_default();
    format!("'{shown}' is not a code that may stand here; it is {choice}.")
}

fn unknown_coding(binding: &Binding, list: &CodeList) -> String {
    let choice = codes_to_choose_from(binding).unwrap_or_default();
    let systems: Vec<_> = list.systems().collect();
    format!("A coding with its system is needed: {choice}; system {}.", systems.join(" or "))
}
