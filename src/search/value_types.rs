//! Which types the values of a parameter may have, and which codes, as far as its expression tells before any resource
//! is seen.

use crate::fhir::definitions::{self, CodeList, Element, Strength};

/// The types that an expression such as `Task.code | Task.focus.as(Reference)` leads to in a structure; none
/// where a part of it cannot be told.
pub(super) fn of(structure: &'static str, expression: &str) -> Vec<&'static str> {
    let mut types = Vec::new();
    for branch in expression.split(" | ") {
        let Some(found) = ends(structure, branch) else { return Vec::new() };
        types.extend(found.into_iter().map(|(_, kind)| kind));
    }
    types.sort_unstable();
    types.dedup();
    types
}

/// The lists of which the codes must be that an expression leads to; none where it leads to anything else than codes
/// from lists.
pub(super) fn codes(structure: &'static str, expression: &str) -> Vec<&'static CodeList> {
    let mut lists = Vec::new();
    for branch in expression.split(" | ") {
        for (element, kind) in ends(structure, branch).unwrap_or_default() {
            let binding = element.and_then(|element| element.binding).filter(|_| kind == "code");
            let required = binding.filter(|binding| binding.strength == Strength::Required);
            let Some(list) = required.and_then(|binding| definitions::codes(binding.value_set)) else {
                return Vec::new();
            };
            lists.push(list);
        }
    }
    lists
}

/// Where a branch of an expression leads: each element that is met last, with one of its types.
fn ends(structure: &'static str, branch: &str) -> Option<Vec<(Option<&'static Element>, &'static str)>> {
    let branch = branch.trim().trim_matches(['(', ')']);
    let (path, cast) = match branch.split_once(" as ") {
        Some((path, cast)) => (path, Some(cast.trim())),
        None => (branch, None),
    };
    let mut structures = vec![structure];
    let mut types: Vec<(Option<&'static Element>, &'static str)> = vec![(None, structure)];
    for (place, step) in steps(path).into_iter().enumerate() {
        let names_root = place == 0 && step.starts_with(|first: char| first.is_ascii_uppercase());
        if names_root || step.starts_with("where(") {
            continue;
        }
        if let Some(cast) = step.strip_prefix("as(").or_else(|| step.strip_prefix("ofType(")) {
            types.retain(|(_, name)| is(name, cast.trim_end_matches(')')));
            structures.retain(|name| is(name, cast.trim_end_matches(')')));
            continue;
        }
        if step.contains('(') {
            return None;
        }
        let name = step.split('[').next().unwrap_or_default();
        let elements: Vec<&'static Element> = structures
            .iter()
            .flat_map(|structure| definitions::children(structure))
            .filter(|element| element.name == name || element.choice() == Some(name))
            .copied()
            .collect();
        let kinds =
            elements.iter().flat_map(|element| element.types.iter().map(move |kind| (element, kind.name)));
        (structures, types) = kinds
            .map(|(element, kind)| {
                (element.content(kind).map_or("", |structure| structure.path), (Some(*element), kind))
            })
            .unzip();
    }
    if let Some(cast) = cast {
        types.retain(|(_, name)| is(name, cast));
    }
    (!types.is_empty()).then_some(types)
}

/// The steps of a path, parted by the dots outside of parentheses.
fn steps(path: &str) -> Vec<&str> {
    let mut steps = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    for (at, letter) in path.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '.' if depth == 0 => {
                steps.push(path.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    steps.push(path.get(start..).unwrap_or_default());
    steps
}

/// Whether a type is the one that a cast names; some published casts spell a primitive's name large.
fn is(type_name: &str, cast: &str) -> bool {
    type_name.eq_ignore_ascii_case(cast)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(structure: &'static str, expression: &str, expected: &[&str]) {
        assert_eq!(of(structure, expression), expected, "{expression}");
    }

    #[test]
    fn an_expression_tells_the_types_that_it_leads_to() {
        check("Task", "Task.status", &["code"]);
        check("Task", "Task.code | Task.identifier", &["CodeableConcept", "Identifier"]);
        check("Patient", "Patient.telecom.where(system='email')", &["ContactPoint"]);
        check("Patient", "Patient.name.family", &["string"]);
        check(
            "Observation",
            "(Observation.value as Quantity) | (Observation.value as SampledData)",
            &["Quantity", "SampledData"],
        );
        check("Observation", "Observation.component.code", &["CodeableConcept"]);
        check("Observation", "Observation.value.as(CodeableConcept)", &["CodeableConcept"]);
        check("CodeSystem", "CodeSystem.concept.code", &["code"]);
        check("Account", "Account.subject.where(resolve() is Patient)", &["Reference"]);
        check("Task", "Resource.meta.tag", &["Coding"]);
    }

    #[test]
    fn what_cannot_be_told_is_left_open() {
        check("Task", "Task.code.exists()", &[]);
        check("Task", "Task.code | Task.nonsense", &[]);
        check("Patient", "Patient.deceased.exists() and Patient.deceased != false", &[]);
    }
}
