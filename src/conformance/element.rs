//! R4's own elements as ElementDefinitions, made from the element tables.

use serde_json::{Map, Value, json};

use crate::fhir::definitions::{self, Binding, Element, ElementType, Strength};

/// Where R4's own definitions have their addresses.
pub(super) const R4: &str = "http://hl7.org/fhir/StructureDefinition";

/// The members of an ElementDefinition.
pub(super) type Members = Map<String, Value>;

/// Every element of a resource type or data type, the type itself first, each before what it contains.
pub(super) fn all(type_name: &str) -> Vec<Members> {
    let mut elements = vec![root(type_name)];
    below(type_name, type_name, &mut elements);
    elements
}

fn root(type_name: &str) -> Members {
    members(json!({
        "id": type_name,
        "path": type_name,
        "definition": format!("A {type_name}, as R4 defines it."),
        "min": 0,
        "max": "*",
        "base": { "path": type_name, "min": 0, "max": "*" },
    }))
}

/// Adds the elements of a structure, which stands at a path of the type that is described.
fn below(structure: &str, path: &str, elements: &mut Vec<Members>) {
    for element in definitions::children(structure) {
        let path = format!("{path}.{}", element.name);
        elements.push(described(element, &path));
        // A data type's own elements are its own business; a part's are the type's.
        if element.content_reference.is_none() && definitions::structure(element.path).is_some() {
            below(element.path, &path, elements);
        }
    }
}

/// An element at its place.
pub(super) fn described(element: &Element, path: &str) -> Members {
    let max = element.max.map_or_else(|| "*".to_owned(), |max| max.to_string());
    let mut described = members(json!({
        "id": path,
        "path": path,
        "definition": format!("As R4 defines {}.", element.path),
        "min": element.min,
        "max": max,
        "base": { "path": element.path, "min": element.min, "max": max },
    }));
    match element.content_reference {
        Some(other) => described.insert("contentReference".to_owned(), format!("#{other}").into()),
        None => {
            let types = element.types.iter().map(|one| of_type(element, one)).collect();
            described.insert("type".to_owned(), Value::Array(types))
        }
    };
    if element.is_modifier {
        described.insert("isModifier".to_owned(), true.into());
        described.insert("isModifierReason".to_owned(), "R4 says so.".into());
    }
    if element.is_summary {
        described.insert("isSummary".to_owned(), true.into());
    }
    if let Some(binding) = element.binding {
        described.insert("binding".to_owned(), bound(binding));
    }
    described
}

fn of_type(element: &Element, one: &ElementType) -> Value {
    let targets: Vec<String> = one.targets.iter().map(|target| format!("{R4}/{target}")).collect();
    let is_system = matches!(element.path, "Resource.id" | "Element.id" | "Extension.url");
    if is_system {
        // R4 gives these FHIRPath's own type, and says beside it how FHIR calls it.
        let fhir_type = if element.path == "Extension.url" { "uri" } else { "string" };
        let url = format!("{R4}/structuredefinition-fhir-type");
        return json!({
            "extension": [{ "url": url, "valueUrl": fhir_type }],
            "code": "http://hl7.org/fhirpath/System.String",
        });
    }
    match targets.is_empty() {
        true => json!({ "code": one.name }),
        false => json!({ "code": one.name, "targetProfile": targets }),
    }
}

fn bound(binding: Binding) -> Value {
    let strength = match binding.strength {
        Strength::Required => "required",
        Strength::Extensible => "extensible",
        Strength::Preferred => "preferred",
        Strength::Example => "example",
    };
    match binding.value_set {
        "" => json!({ "strength": strength, "description": "R4 describes the codes in words." }),
        value_set => json!({ "strength": strength, "valueSet": value_set }),
    }
}

/// The members of a JSON object.
pub(super) fn members(object: Value) -> Members {
    match object {
        Value::Object(members) => members,
        _ => Members::new(),
    }
}
