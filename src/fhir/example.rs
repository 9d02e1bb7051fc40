//! A small example of each resource type, made from the element tables: what must stand there, and no more. What
//! R4's invariants ask for besides stands in a table of its own.
//!
//! It shows the shape of a type; it is nobody's record.

use serde_json::{Map, Value, json};

use crate::fhir::ResourceType;
use crate::fhir::definitions::{self, Element, ElementType, Strength, Structure};

/// How deep mandatory elements nest at most; R4's own tables stay far below.
const MOST_LEVELS: usize = 8;

/// The smallest resource of a type that the tables allow, without an id.
pub fn smallest(resource_type: ResourceType) -> Map<String, Value> {
    let mut json = Map::new();
    json.insert("resourceType".to_owned(), resource_type.name().into());
    if let Some(structure) = definitions::structure(resource_type.name()) {
        fill(structure, &mut json, MOST_LEVELS);
    }
    json
}

/// Adds what must stand in an object.
fn fill(structure: &'static Structure, json: &mut Map<String, Value>, levels: usize) {
    for element in structure.children.iter().filter(|element| element.min > 0) {
        add(element, json, levels);
    }
    json.extend(asked_by_invariants(structure.path));
}

/// What a structure needs so that R4's invariants hold.
fn asked_by_invariants(path: &str) -> Map<String, Value> {
    let rows = include_str!("definitions/examples.tsv").lines().filter_map(|row| row.split_once('\t'));
    let members =
        rows.filter(|(of, _)| *of == path).find_map(|(_, members)| serde_json::from_str(members).ok());
    members.unwrap_or_default()
}

fn add(element: &'static Element, json: &mut Map<String, Value>, levels: usize) {
    let Some(kind) = element.types.first().filter(|_| levels > 0) else { return };
    let Some(value) = value(element, kind, levels - 1) else { return };
    let name = match element.choice() {
        Some(stem) => definitions::spelled(stem, kind.name),
        None => element.name.to_owned(),
    };
    let value = if element.repeats() { Value::Array(vec![value]) } else { value };
    json.insert(name, value);
}

fn value(element: &'static Element, kind: &'static ElementType, levels: usize) -> Option<Value> {
    if definitions::is_primitive(kind.name) {
        return Some(primitive(element, kind.name));
    }
    Some(match kind.name {
        "CodeableConcept" => match coding(element) {
            Some(coding) => json!({ "coding": [coding] }),
            None => json!({ "text": "example" }),
        },
        "Coding" => coding(element).unwrap_or_else(|| json!({ "display": "example" })),
        "Reference" => json!({ "display": "example" }),
        "Quantity" | "Age" | "Count" | "Distance" | "Duration" | "Money" => json!({ "value": 1 }),
        "Resource" => json!({ "resourceType": "Basic", "code": { "text": "example" } }),
        _ => Value::Object(object(element.content(kind.name)?, levels)),
    })
}

/// An object of a structure: what must stand there, or its first element where nothing must.
fn object(structure: &'static Structure, levels: usize) -> Map<String, Value> {
    let mut json = Map::new();
    fill(structure, &mut json, levels);
    if json.is_empty() {
        let own = |element: &&&Element| !matches!(element.name, "id" | "extension" | "modifierExtension");
        for element in structure.children.iter().filter(own) {
            add(element, &mut json, levels);
            if !json.is_empty() {
                break;
            }
        }
    }
    json
}

/// A code of the value set that an element requires; none where it requires none that can be listed.
fn coding(element: &Element) -> Option<Value> {
    let list = required(element)?;
    let code = plainest(list)?;
    let system = list.systems().find(|system| list.has(system, code))?;
    Some(json!({ "system": system, "code": code }))
}

/// Codes that say least of what they are said of, so that nothing more has to be told; the first that a value set has
/// is taken.
const PLAIN: [&str; 7] = ["proposed", "draft", "preliminary", "active", "proposal", "plan", "collection"];

fn plainest(list: &definitions::CodeList) -> Option<&'static str> {
    let plain = PLAIN.into_iter().find(|code| list.has_code(code));
    plain.or_else(|| list.codes().next())
}

fn required(element: &Element) -> Option<&'static definitions::CodeList> {
    let binding = element.binding.filter(|binding| binding.strength == Strength::Required)?;
    definitions::codes(binding.value_set)
}

fn primitive(element: &Element, type_name: &str) -> Value {
    match type_name {
        "boolean" => true.into(),
        "integer" | "unsignedInt" | "positiveInt" | "decimal" => 1.into(),
        "date" | "dateTime" => "2021-04-13".into(),
        "instant" => "2021-04-13T10:00:00Z".into(),
        "time" => "10:00:00".into(),
        "uri" | "url" | "canonical" => "https://example.org/example".into(),
        "oid" => "urn:oid:2.999".into(),
        "uuid" => "urn:uuid:5d2f7c1e-9a54-4b8f-8f0a-2f1c3b6d7e80".into(),
        "base64Binary" => "ZXhhbXBsZQ==".into(),
        "xhtml" => "<div xmlns=\"http://www.w3.org/1999/xhtml\">example</div>".into(),
        "code" => required(element).and_then(plainest).unwrap_or("example").into(),
        _ => "example".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fhir::{Resource, validate};

    #[test]
    fn the_example_of_every_type_is_valid() {
        for resource_type in ResourceType::all() {
            let resource = Resource::from_value(Value::Object(smallest(resource_type))).unwrap();
            assert_eq!(validate::validate(&resource), [], "{resource_type}");
        }
    }

    #[test]
    fn an_example_has_what_must_stand_there_and_no_more() {
        let task = Value::Object(smallest(ResourceType::named("Task")));
        assert_eq!(task, json!({ "resourceType": "Task", "status": "draft", "intent": "proposal" }));
        let condition = Value::Object(smallest(ResourceType::named("Condition")));
        assert_eq!(condition, json!({ "resourceType": "Condition", "subject": { "display": "example" } }));
    }
}
