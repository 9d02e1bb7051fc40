//! Filters of a value set over the concepts of a code system (R4, section 4.9.5).

use std::collections::HashSet;

use regex::RegexBuilder;

use super::code_system::{CodeSystem, Concept, Direction};
use super::value_set::Filter;
use crate::error::{Error, Kind, Result};

/// How many bytes a compiled pattern may take: a value set is written by whoever may write one.
const LARGEST_PATTERN: usize = 256 * 1024;

/// Properties that every code system has without defining them (R4, section 4.8.13).
const KNOWN_EVERYWHERE: [&str; 12] = [
    "code",
    "concept",
    "display",
    "definition",
    "parent",
    "child",
    "inactive",
    "deprecated",
    "status",
    "notSelectable",
    "abstract",
    "designation",
];

/// The places of the concepts that pass a filter; an error says why the filter cannot be used.
pub(super) fn passing(system: &CodeSystem, filter: &Filter) -> Result<HashSet<usize>> {
    let Filter { property, operator, value } = filter;
    if !KNOWN_EVERYWHERE.contains(&property.as_str()) && !system.properties.contains(property) {
        return Err(unsupported(format!(
            "The code system {} has no property '{property}' to filter by.",
            system.url
        )));
    }
    let is_by_place = matches!(property.as_str(), "concept" | "code");
    let where_any = |test: &dyn Fn(&str) -> bool| {
        places(system, |concept| values(system, concept, property).iter().any(|value| test(value)))
    };
    Ok(match (operator.as_str(), is_by_place) {
        ("is-a", true) => system.closure(named(system, value)?, Direction::Below),
        ("descendent-of", true) => {
            let top = named(system, value)?;
            let mut below = system.closure(top, Direction::Below);
            below.remove(&top);
            below
        }
        ("is-not-a", true) => {
            let below = system.closure(named(system, value)?, Direction::Below);
            (0..system.concepts.len()).filter(|place| !below.contains(place)).collect()
        }
        ("generalizes", true) => system.closure(named(system, value)?, Direction::Above),
        ("=", _) => where_any(&|own| own == value),
        ("in", _) => {
            let list: HashSet<&str> = value.split(',').map(str::trim).collect();
            where_any(&|own| list.contains(own))
        }
        ("not-in", _) => {
            let list: HashSet<&str> = value.split(',').map(str::trim).collect();
            places(system, |concept| {
                !values(system, concept, property).iter().any(|own| list.contains(own.as_str()))
            })
        }
        ("exists", _) => {
            let wanted = match value.as_str() {
                "true" => true,
                "false" => false,
                _ => {
                    return Err(unsupported(format!("The filter 'exists' is true or false, not '{value}'.")));
                }
            };
            places(system, |concept| values(system, concept, property).is_empty() != wanted)
        }
        ("regex", _) => {
            let whole = format!("^(?:{value})$");
            let pattern = RegexBuilder::new(&whole).size_limit(LARGEST_PATTERN).build().map_err(|_| {
                unsupported(format!("'{value}' is not a regular expression that is understood here."))
            })?;
            where_any(&|own| pattern.is_match(own))
        }
        _ => {
            return Err(unsupported(format!("The filter '{property} {operator}' is not offered.")));
        }
    })
}

/// Something that a value set asks for and that is not done here.
pub(super) fn unsupported(message: String) -> Error {
    Error::new(Kind::Unprocessable, "not-supported", message)
}

fn places(system: &CodeSystem, test: impl Fn(&Concept) -> bool) -> HashSet<usize> {
    let all = system.concepts.iter().enumerate();
    all.filter(|(_, concept)| test(concept)).map(|(place, _)| place).collect()
}

/// The place of the concept that a filter names.
fn named(system: &CodeSystem, code: &str) -> Result<usize> {
    system.find(code).ok_or_else(|| {
        unsupported(format!(
            "A filter names the code '{code}', which the code system {} does not have.",
            system.url
        ))
    })
}

/// The values that a concept has for a property.
fn values(system: &CodeSystem, concept: &Concept, property: &str) -> Vec<String> {
    let codes = |places: &[usize]| {
        places.iter().filter_map(|place| system.concepts.get(*place)).map(|one| one.code.clone()).collect()
    };
    match property {
        "code" | "concept" => vec![concept.code.clone()],
        "display" => concept.display.iter().cloned().collect(),
        "definition" => concept.definition.iter().cloned().collect(),
        "designation" => concept.designations.iter().map(|one| one.value.clone()).collect(),
        "parent" => codes(&concept.parents),
        "child" => codes(&concept.children),
        "inactive" => vec![concept.is_inactive().to_string()],
        "notSelectable" | "abstract" => vec![concept.is_abstract().to_string()],
        _ => concept.properties.iter().filter(|one| one.code == property).map(|one| one.text()).collect(),
    }
}
