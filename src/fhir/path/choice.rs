//! Elements with a choice of types: `value[x]` is spelled `valueQuantity` or `valueString` in a resource.
//!
//! Which elements are choices is looked up when an expression is compiled, because names alone do not tell:
//! `Coverage.subscriberId` is no choice of `Coverage.subscriber`.

use serde_json::{Map, Value};

use crate::fhir::definitions;
use crate::fhir::path::expression::{Expression, Step};

/// Marks the steps to elements with a choice of types, in an expression over resources of a type.
pub(super) fn mark(expression: &mut Expression, resource_type: &'static str) {
    mark_expression(expression, &[resource_type]);
}

/// The member that spells a choice element in an object, its value, and the type in the spelling.
pub(super) fn find<'a>(object: &'a Map<String, Value>, name: &str) -> Option<(&'a str, &'a Value, &'a str)> {
    object.iter().find_map(|(key, value)| {
        let suffix = key.strip_prefix(name)?;
        suffix.starts_with(|first: char| first.is_ascii_uppercase()).then_some((key.as_str(), value, suffix))
    })
}

/// Whether a type as a choice spells it (`DateTime`) is the type of this name (`dateTime`).
pub(super) fn names(spelled: &str, type_name: &str) -> bool {
    let mut spelled = spelled.chars();
    let mut type_name = type_name.chars();
    let first = |letter: Option<char>| letter.map(|letter| letter.to_ascii_lowercase());
    first(spelled.next()) == first(type_name.next()) && spelled.eq(type_name)
}

/// Marks an expression that stands in any of these structures; returns the structures that it leads to.
fn mark_expression(expression: &mut Expression, structures: &[&'static str]) -> Vec<&'static str> {
    match expression {
        Expression::Union(branches) => {
            branches.iter_mut().flat_map(|branch| mark_expression(branch, structures)).collect()
        }
        Expression::Steps(steps) => {
            let mut reached = structures.to_vec();
            for step in steps {
                reached = mark_step(step, &reached);
            }
            reached
        }
        Expression::Exists(inner) | Expression::RefersTo(inner, _) => {
            mark_expression(inner, structures);
            Vec::new()
        }
        Expression::Compare { left, right, .. } | Expression::And(left, right) => {
            mark_expression(left, structures);
            mark_expression(right, structures);
            Vec::new()
        }
        Expression::Literal(_) => Vec::new(),
    }
}

fn mark_step(step: &mut Step, structures: &[&'static str]) -> Vec<&'static str> {
    match step {
        Step::Child { name, choice, .. } => {
            let mut reached = Vec::new();
            for structure in structures {
                for element in definitions::children(structure) {
                    let chosen = element.choice() == Some(name);
                    if chosen || element.name == name {
                        *choice |= chosen;
                        reached.extend(contents(element));
                    }
                }
            }
            reached
        }
        Step::As(name) => structures.iter().copied().filter(|structure| structure == name).collect(),
        Step::Where(condition) => {
            mark_expression(condition, structures);
            structures.to_vec()
        }
        Step::Nested(expression) => mark_expression(expression, structures),
    }
}

/// The structures that an element may hold.
fn contents(element: &'static definitions::Element) -> Vec<&'static str> {
    if let Some(repeated) = element.content_reference {
        return vec![repeated];
    }
    let structure = |name| if matches!(name, "BackboneElement" | "Element") { element.path } else { name };
    element.types.iter().map(|of| structure(of.name)).collect()
}
