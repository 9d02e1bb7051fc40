//! Reads a StructureDefinition's snapshot.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::{By, Constraint, Discriminator, Profile, Rule, Slicing, TypeRule};
use crate::error::{Error, Issue, Kind, Result, Severity};
use crate::fhir::definitions::{self, Strength};
use crate::fhir::path::Expression;
use crate::fhir::{Resource, ResourceType};

/// Where R4's own definitions live.
const BASE: &str = "http://hl7.org/fhir/StructureDefinition/";

pub(super) fn compile(definition: &Resource) -> Result<Profile> {
    let json = definition.json();
    if definition.resource_type() != ResourceType::named("StructureDefinition") {
        return Err(invalid("A profile is a StructureDefinition.", "StructureDefinition"));
    }
    let (Some(url), Some(type_name)) = (text(json, "url"), text(json, "type")) else {
        return Err(invalid("A profile has a url and a type.", "StructureDefinition"));
    };
    let elements =
        json.get("snapshot").and_then(|snapshot| snapshot.get("element")).and_then(Value::as_array);
    let Some(elements) = elements.filter(|elements| !elements.is_empty()) else {
        let message = "Only a profile with a snapshot can be checked against.";
        return Err(invalid(message, "StructureDefinition.snapshot"));
    };
    let mut tree = Tree::default();
    for (index, element) in elements.iter().enumerate() {
        let place = format!("StructureDefinition.snapshot.element[{index}]");
        let element = element.as_object().ok_or_else(|| invalid("An element is an object.", &place))?;
        tree.add(element, &place)?;
    }
    Ok(Profile { url: url.to_owned(), type_name: type_name.to_owned(), rules: tree.rules })
}

fn invalid(message: &str, place: &str) -> Error {
    Error::with(Kind::Unprocessable, Issue::error("invalid-profile", message).at_expression(place))
}

/// The rules while they are put below one another, found by the ids of their elements.
#[derive(Default)]
struct Tree {
    rules: Vec<Rule>,
    places: HashMap<String, usize>,
}

impl Tree {
    /// Adds an element: its id `Patient.extension:due.url` says below which one.
    fn add(&mut self, element: &Map<String, Value>, place: &str) -> Result<()> {
        let Some(id) = text(element, "id") else {
            return Err(invalid("An element of a snapshot has an id.", place));
        };
        let (parent, last) = id.rsplit_once('.').map_or((None, id), |(parent, last)| (Some(parent), last));
        let (name, slice) = last.split_once(':').map_or((last, None), |(name, slice)| (name, Some(slice)));
        let rule = Rule { name: name.to_owned(), slice: slice.map(str::to_owned), ..read(element, place)? };
        let own = self.rules.len();
        self.rules.push(rule);
        self.places.insert(id.to_owned(), own);
        let Some(parent) = parent else {
            return if own == 0 { Ok(()) } else { Err(invalid("A snapshot has one root.", place)) };
        };
        // Some published profiles name an element like a slice that is the only one of its name.
        let sliced = id.rsplit_once(':').filter(|_| slice.is_some());
        let sliced = sliced.and_then(|(sliced, _)| self.places.get(sliced)).copied();
        let above = sliced.or_else(|| self.places.get(parent).copied());
        let Some(above) = above.and_then(|above| self.rules.get_mut(above)) else {
            let message = format!("'{id}' stands before what it is a part of.");
            return Err(invalid(&message, place));
        };
        if sliced.is_some() {
            above.slices.push(own);
        } else {
            above.children.push(own);
        }
        Ok(())
    }
}

/// What an element says, apart from its name.
fn read(element: &Map<String, Value>, place: &str) -> Result<Rule> {
    let number =
        |name| element.get(name).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
    let max = match text(element, "max") {
        None | Some("*") => None,
        Some(max) => Some(max.parse().map_err(|_| invalid("'max' is a number or *.", place))?),
    };
    let binding = element.get("binding").and_then(Value::as_object);
    Ok(Rule {
        min: number("min").unwrap_or(0),
        max,
        types: list(element, "type").filter_map(Value::as_object).filter_map(read_type).collect(),
        fixed: prefixed(element, "fixed"),
        pattern: prefixed(element, "pattern"),
        binding: binding.and_then(read_binding),
        constraints: read_constraints(element, place)?,
        slicing: element
            .get("slicing")
            .and_then(Value::as_object)
            .map(|json| read_slicing(json, place))
            .transpose()?,
        ..Rule::default()
    })
}

fn read_type(json: &Map<String, Value>) -> Option<TypeRule> {
    let canonicals = |name| list(json, name).filter_map(Value::as_str).map(str::to_owned).collect();
    // FHIRPath's own types stand for the values of primitives and of ids.
    let name = text(json, "code").filter(|code| !code.contains('/'))?;
    Some(TypeRule {
        name: name.to_owned(),
        profiles: canonicals("profile"),
        targets: canonicals("targetProfile"),
    })
}

fn read_binding(json: &Map<String, Value>) -> Option<(Strength, String)> {
    let strength = match text(json, "strength")? {
        "required" => Strength::Required,
        "extensible" => Strength::Extensible,
        _ => return None,
    };
    Some((strength, text(json, "valueSet")?.to_owned()))
}

/// The invariants that the profile adds to those of R4, which every resource is checked against anyway.
fn read_constraints(element: &Map<String, Value>, place: &str) -> Result<Vec<Constraint>> {
    let mut constraints = Vec::new();
    for json in list(element, "constraint").filter_map(Value::as_object) {
        let source = text(json, "source").and_then(|source| source.strip_prefix(BASE));
        let is_inherited = source.is_some_and(|name| definitions::structure(name).is_some());
        let (Some(key), Some(expression)) = (text(json, "key"), text(json, "expression")) else { continue };
        if is_inherited {
            continue;
        }
        let expression = Expression::compile(expression)
            .map_err(|error| invalid(&format!("The invariant {key} is not understood: {error}"), place))?;
        let severity =
            if text(json, "severity") == Some("warning") { Severity::Warning } else { Severity::Error };
        let human = text(json, "human").unwrap_or("a rule of the profile is kept").to_owned();
        constraints.push(Constraint { key: key.to_owned(), severity, human, expression });
    }
    Ok(constraints)
}

fn read_slicing(json: &Map<String, Value>, place: &str) -> Result<Slicing> {
    let mut discriminators = Vec::new();
    for one in list(json, "discriminator").filter_map(Value::as_object) {
        let by = match text(one, "type") {
            Some("value" | "pattern") => By::Value,
            Some("type") => By::Type,
            Some("profile") => By::Profile,
            Some("exists") => By::Exists,
            _ => {
                return Err(invalid(
                    "A discriminator is of type value, exists, pattern, type or profile.",
                    place,
                ));
            }
        };
        let path = text(one, "path").unwrap_or("$this");
        let expression = Expression::compile(path)
            .map_err(|error| invalid(&format!("The discriminator is not understood: {error}"), place))?;
        discriminators.push(Discriminator { by, path: path.to_owned(), expression });
    }
    let ordered = json.get("ordered").and_then(Value::as_bool).unwrap_or(false);
    Ok(Slicing { discriminators, ordered, closed: text(json, "rules") == Some("closed") })
}

/// The value of a member that starts with a word: `fixedUri`, `patternCodeableConcept`.
fn prefixed(element: &Map<String, Value>, word: &str) -> Option<Value> {
    let starts = |name: &str| {
        name.strip_prefix(word).is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_uppercase()))
    };
    element.iter().find(|(name, _)| starts(name)).map(|(_, value)| value.clone())
}

fn list<'a>(json: &'a Map<String, Value>, name: &str) -> impl Iterator<Item = &'a Value> {
    json.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn text<'a>(json: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    json.get(name).and_then(Value::as_str)
}
