//! Objects: which elements may stand in them, how often, and as which type.

use serde_json::{Map, Value};

use super::place::Step;
use super::walk::Walk;
use super::{binding, contained, extension, invariant, nearest, primitive, reference};
use crate::fhir::ResourceType;
use crate::fhir::definitions::{self, Element, Member, Structure, StructureKind};
use crate::fhir::path::Node;

const NO_NULL: &str = "null is no value here; leave out what has none.";

/// Checks a resource with all that it holds.
pub(super) fn check_resource<'a>(walk: &mut Walk<'a>, json: &'a Map<String, Value>) {
    let Some(name) = json.get("resourceType") else {
        return walk.note("missing-resource-type", "A resource names its type in 'resourceType'.");
    };
    let known = name.as_str().and_then(ResourceType::find);
    match known.and_then(|known| definitions::structure(known.name())) {
        Some(structure) => walk.deeper(|walk| {
            let before = walk.malformed();
            check_object(walk, structure, json);
            if walk.malformed() == before && !walk.inside_contained() {
                contained::check_references(walk, json);
            }
        }),
        None => {
            let message = format!("{name} is not a resource type of FHIR R4.");
            walk.note_at("resourceType", "unknown-resource-type", message);
        }
    }
}

/// Checks the members of an object against the elements of its structure.
fn check_object<'a>(walk: &mut Walk<'a>, structure: &'static Structure, json: &'a Map<String, Value>) {
    let before = walk.malformed();
    let has_siblings = json.keys().any(|key| key.starts_with('_'));
    let mut present = Present::default();
    for (key, value) in json {
        if key == "resourceType" && structure.kind == StructureKind::Resource {
            continue;
        }
        let name = key.strip_prefix('_').unwrap_or(key);
        let is_sibling = name.len() < key.len();
        let member = structure.member(name).filter(|member| !is_sibling || member.takes_sibling());
        let Some(member) = member else {
            walk.note_at(key, "unknown-element", nearest::unknown_element(structure, key));
            continue;
        };
        if present.add(member.position)
            && let Some(message) = second_type(structure, json, &member)
        {
            walk.note_at(member.element.choice().unwrap_or(name), "too-many", message);
        }
        if is_sibling && json.contains_key(name) {
            continue;
        }
        walk.at(Step::Element(member.element.choice().unwrap_or(name)), |walk| {
            if !member.is_primitive() {
                check_complex(walk, &member, value);
            } else if is_sibling {
                primitive::check(walk, &member, None, Some(value));
            } else {
                let sibling = if has_siblings { json.get(&format!("_{name}")) } else { None };
                primitive::check(walk, &member, Some(value), sibling);
            }
        });
    }
    check_content(walk, structure, json, &present);
    if walk.malformed() == before {
        invariant::check_object(walk, structure, json);
    }
}

/// Which elements of a structure stand in an object, as bits. A test checks that no structure has more.
#[derive(Default)]
struct Present(u64);

impl Present {
    /// Adds an element; answers whether it was there already.
    fn add(&mut self, position: usize) -> bool {
        let before = self.0;
        self.0 |= Self::bit(position);
        before == self.0
    }

    fn has(&self, position: usize) -> bool {
        self.0 & Self::bit(position) != 0
    }

    fn bit(position: usize) -> u64 {
        u32::try_from(position).ok().and_then(|position| 1_u64.checked_shl(position)).unwrap_or(0)
    }
}

/// Says that a choice stands as two types; nothing for an element whose `_` sibling stands beside it.
fn second_type(structure: &'static Structure, json: &Map<String, Value>, member: &Member) -> Option<String> {
    let stem = member.element.choice()?;
    let (second, first) = json
        .keys()
        .filter_map(|key| structure.member(key.strip_prefix('_').unwrap_or(key)))
        .find(|other| other.position == member.position && other.kind.name != member.kind.name)
        .map(|other| (member.kind.name, other.kind.name))?;
    Some(format!("'{stem}' stands here as {first} and as {second}; it is one of them."))
}

/// Checks what stands beside a primitive's value: an id and extensions.
pub(super) fn check_sibling<'a>(walk: &mut Walk<'a>, json: &'a Map<String, Value>) {
    if let Some(structure) = definitions::structure("Element") {
        walk.deeper(|walk| check_object(walk, structure, json));
    }
}

/// Checks what must stand in an object, and that something does.
fn check_content<'a>(
    walk: &mut Walk<'a>,
    structure: &'static Structure,
    json: &Map<String, Value>,
    present: &Present,
) {
    let only_id = json.len() == 1 && json.contains_key("id");
    if structure.kind != StructureKind::Resource && (json.is_empty() || only_id) {
        return walk.note("empty", "An element has content; leave out one that has none.");
    }
    for (position, element) in structure.children.iter().enumerate() {
        if element.min > 0 && !present.has(position) {
            let name = element.choice().unwrap_or(element.name);
            walk.note_at(name, "missing-element", missing_element(structure, element));
        }
    }
}

fn missing_element(structure: &Structure, element: &Element) -> String {
    let path = structure.path;
    if let Some(stem) = element.choice() {
        let kinds: Vec<_> = element.types.iter().map(|kind| kind.name).collect();
        return format!(
            "{path} needs '{stem}' with its type as part of the name; it is one of {}.",
            kinds.join(", ")
        );
    }
    let codes = element.binding.and_then(|binding| binding::codes_to_choose_from(&binding));
    match codes {
        Some(codes) => format!("{path} needs '{}': {codes}.", element.name),
        None => format!("{path} needs '{}'.", element.name),
    }
}

/// Checks an element of a complex type: its repetitions, or the one that it is.
fn check_complex<'a>(walk: &mut Walk<'a>, member: &Member, value: &'a Value) {
    let Some(items) = repetitions(walk, member, value) else {
        return;
    };
    for (index, item) in items.iter().enumerate() {
        if member.element.repeats() {
            walk.at(Step::Repetition(index), |walk| check_item(walk, member, item));
        } else {
            check_item(walk, member, item);
        }
    }
}

/// The values of an element: an array's items where it repeats, else the value itself. `None`, with an
/// issue noted, where an array stands in place of one value, or the other way round, or it is empty.
pub(super) fn repetitions<'a>(walk: &mut Walk<'a>, member: &Member, value: &'a Value) -> Option<&'a [Value]> {
    let element = member.element;
    match value {
        Value::Null => {
            walk.note("empty", NO_NULL);
            None
        }
        Value::Array(_) if !element.repeats() => {
            let message = format!("'{}' stands at most once, so its value is not an array.", element.name);
            walk.note("wrong-type", message);
            None
        }
        Value::Array(items) if items.is_empty() => {
            walk.note("empty", "An array has items; leave out one that has none.");
            None
        }
        // No element of R4 has another bound than one or none.
        Value::Array(items) => Some(items),
        _ if element.repeats() => {
            let message = format!("'{}' may repeat, so its value is an array.", element.name);
            walk.note("wrong-type", message);
            None
        }
        _ => Some(std::slice::from_ref(value)),
    }
}

fn check_item<'a>(walk: &mut Walk<'a>, member: &Member, value: &'a Value) {
    let (element, kind) = (member.element, member.kind);
    let json = match value {
        Value::Object(json) => json,
        Value::Null => return walk.note("empty", NO_NULL),
        _ => {
            let message = format!("'{}' is an object of type {}.", element.name, kind.name);
            return walk.note("wrong-type", message);
        }
    };
    match kind.name {
        "Resource" if element.name == "contained" => return contained::check(walk, json),
        "Resource" => return walk.in_container(json, |walk| check_resource(walk, json)),
        _ => {}
    }
    let Some(structure) = member.structure() else {
        return;
    };
    walk.deeper(|walk| {
        check_object(walk, structure, json);
        match kind.name {
            "Reference" => reference::check(walk, &kind.targets, json),
            "Coding" => binding::check_coding(walk, element, json),
            "CodeableConcept" => binding::check_concept(walk, element, json),
            "Extension" => extension::check(walk, json),
            _ => {}
        }
        if element.path != structure.path {
            invariant::check_element(walk, element, Node::element(value, element, kind.name));
        }
    });
}
