//! Our profiles: for each thing what its resource looks like when the native API writes it.

use serde_json::{Value, json};

use crate::conformance::artifact::{Head, url};
use crate::conformance::snapshot::{Snapshot, base};
use crate::conformance::thing::{self, Thing};
use crate::conformance::wire::{ElementIn, ExtensionIn, ProfileIn, Written};
use crate::error::{Error, Result};
use crate::fhir::{Resource, definitions};
use crate::mapping::Mark;
use crate::mapping::canonical::BASE;

/// The definition of each profile.
pub(super) fn definitions(written: &Written) -> Result<Vec<Resource>> {
    thing::all().iter().map(|thing| definition(thing, written)).collect()
}

fn definition(thing: &Thing, written: &Written) -> Result<Resource> {
    let name = thing.name();
    let Some(profile) = written.profiles.iter().find(|profile| profile.name == name) else {
        return Err(Error::internal("conformance", format!("{name} is not described")));
    };
    let ProfileIn { title, description, .. } = profile;
    let type_name = thing.resource_type.name();
    let mut snapshot = Snapshot::of(type_name, title, description)?;
    for element in thing.owned.elements {
        let element = definitions::children(type_name).iter().find(|one| {
            one.name == *element || one.choice().is_some_and(|choice| element.starts_with(choice))
        });
        if let Some(element) = element {
            snapshot.narrow(&format!("{type_name}.{}", element.name), json!({ "mustSupport": true }))?;
        }
    }
    if let Some(mark) = thing.mark {
        mark_by(&mut snapshot, type_name, mark)?;
    }
    for element in &profile.element {
        narrow(&mut snapshot, type_name, element)?;
    }
    for address in thing.owned.extensions {
        let is_required = profile.required.iter().any(|name| named(address) == name);
        extend(&mut snapshot, type_name, address, is_required, &written.extensions)?;
    }
    for nested in &profile.extension {
        for name in &nested.names {
            let address = format!("{BASE}/StructureDefinition/{name}");
            let id = format!("{type_name}.{}", nested.path);
            extend(&mut snapshot, &id, &address, false, &written.extensions)?;
        }
    }
    let (snapshot, differential) = snapshot.finish();
    let head = Head { resource_type: "StructureDefinition", id: name, title, description };
    Ok(head.with(json!({
        "fhirVersion": "4.0.1",
        "kind": "resource",
        "abstract": false,
        "type": type_name,
        "baseDefinition": base(type_name),
        "derivation": "constraint",
        "snapshot": snapshot,
        "differential": differential,
    })))
}

/// The last part of an address, without what HL7 puts before an element of R5.
fn named(address: &str) -> &str {
    let name = address.rsplit('/').next().unwrap_or(address);
    name.strip_prefix("extension-").unwrap_or(name)
}

/// Lets an element take an extension, as often as its own definition says.
fn extend(
    snapshot: &mut Snapshot,
    id: &str,
    address: &str,
    is_required: bool,
    extensions: &[ExtensionIn],
) -> Result<()> {
    let own = extensions.iter().find(|one| url("StructureDefinition", &one.name) == address);
    if own.is_none() && address.starts_with(BASE) {
        return Err(Error::internal("conformance", format!("{address} is not described")));
    }
    let name = named(address);
    let definition = match own {
        Some(own) => own.description.clone(),
        None => format!("R5's {name}."),
    };
    let max = if own.is_some_and(|own| own.repeats) { "*" } else { "1" };
    let by = json!({
        "definition": definition,
        "min": u32::from(is_required),
        "max": max,
        "mustSupport": true,
    });
    // A dot would end the slice's name in the ids of what it contains.
    snapshot.extend(id, &name.replace('.', "-"), by, address)
}

/// Requires the mark that tells the thing's resources from others of the type.
fn mark_by(snapshot: &mut Snapshot, type_name: &str, mark: Mark) -> Result<()> {
    let Some(code) = mark.code else { return Ok(()) };
    let id = format!("{type_name}.{}", mark.element);
    let element = definitions::element(&id);
    let is_coding = element.is_some_and(|element| element.types.iter().any(|one| one.name == "Coding"));
    let coding = json!({ "system": mark.system, "code": code });
    let (name, pattern) = match is_coding {
        true => ("patternCoding", coding),
        false => ("patternCodeableConcept", json!({ "coding": [coding] })),
    };
    if !element.is_some_and(definitions::Element::repeats) {
        return snapshot.narrow(&id, json!({ "min": 1, name: pattern }));
    }
    let slicing = json!({ "discriminator": [{ "type": "pattern", "path": "$this" }], "rules": "open" });
    snapshot.narrow(&id, json!({ "min": 1, "slicing": slicing }))?;
    snapshot.slice(&id, "kind", json!({ "min": 1, "max": "1", name: pattern }))
}

fn narrow(snapshot: &mut Snapshot, type_name: &str, element: &ElementIn) -> Result<()> {
    let ElementIn { path, min, code, boolean, binding } = element;
    let mut by = serde_json::Map::new();
    by.extend(min.map(|min| ("min".to_owned(), Value::from(min))));
    by.extend(code.as_ref().map(|code| ("fixedCode".to_owned(), Value::from(code.as_str()))));
    by.extend(boolean.map(|boolean| ("fixedBoolean".to_owned(), Value::from(boolean))));
    let bound =
        binding.as_ref().map(|list| json!({ "strength": "extensible", "valueSet": url("ValueSet", list) }));
    by.extend(bound.map(|bound| ("binding".to_owned(), bound)));
    snapshot.narrow(&format!("{type_name}.{path}"), Value::Object(by))
}
