//! Our extensions.

use serde_json::{Value, json};

use crate::conformance::artifact::{Head, url};
use crate::conformance::snapshot::{Snapshot, base};
use crate::conformance::wire::{ExtensionIn, PartIn, ValueIn};
use crate::error::{Error, Result};
use crate::fhir::Resource;

/// The definition of each extension.
pub(super) fn definitions(extensions: &[ExtensionIn]) -> Result<Vec<Resource>> {
    extensions.iter().map(definition).collect()
}

fn definition(extension: &ExtensionIn) -> Result<Resource> {
    let ExtensionIn { name, title, description, context, repeats, value, part } = extension;
    let head = Head { resource_type: "StructureDefinition", id: name, title, description };
    let mut snapshot = Snapshot::of("Extension", title, description)?;
    snapshot.narrow("Extension", json!({ "max": most(*repeats) }))?;
    match value {
        Some(value) => {
            snapshot.narrow("Extension.extension", json!({ "max": "0" }))?;
            snapshot.narrow("Extension.value[x]", narrowed(value, 1)?)?;
        }
        None => {
            for part in part {
                add(&mut snapshot, part)?;
            }
            snapshot.narrow("Extension.value[x]", json!({ "max": "0" }))?;
        }
    }
    snapshot.narrow("Extension.url", json!({ "fixedUri": head.url() }))?;
    let (snapshot, differential) = snapshot.finish();
    let context = context.iter().map(|path| json!({ "type": "element", "expression": path }));
    Ok(head.with(json!({
        "fhirVersion": "4.0.1",
        "kind": "complex-type",
        "abstract": false,
        "context": context.collect::<Vec<_>>(),
        "type": "Extension",
        "baseDefinition": base("Extension"),
        "derivation": "constraint",
        "snapshot": snapshot,
        "differential": differential,
    })))
}

/// Adds a part, which is an extension within the extension.
fn add(snapshot: &mut Snapshot, part: &PartIn) -> Result<()> {
    let by = json!({ "definition": part.description, "min": part.min, "max": most(part.repeats) });
    let slicing =
        json!({ "discriminator": [{ "type": "value", "path": "url" }], "ordered": false, "rules": "open" });
    snapshot.narrow("Extension.extension", json!({ "slicing": slicing }))?;
    snapshot.slice("Extension.extension", &part.name, by)?;
    let id = format!("Extension.extension:{}", part.name);
    snapshot.open(&id, "Extension")?;
    snapshot.narrow(&format!("{id}.extension"), json!({ "max": "0" }))?;
    snapshot.narrow(&format!("{id}.url"), json!({ "fixedUri": part.name }))?;
    snapshot.narrow(&format!("{id}.value[x]"), narrowed(&part.value, 1)?)
}

fn most(repeats: bool) -> &'static str {
    if repeats { "*" } else { "1" }
}

/// What `value[x]` is narrowed to.
fn narrowed(value: &ValueIn, min: u32) -> Result<Value> {
    let mut by = json!({ "min": min, "type": [{ "code": value.r#type }] });
    let strength = match value.r#type.as_str() {
        "code" => "required",
        _ => "extensible",
    };
    match (&value.list, value.r#type.as_str(), by.as_object_mut()) {
        (Some(list), _, Some(by)) => {
            let binding = json!({ "strength": strength, "valueSet": url("ValueSet", list) });
            by.insert("binding".to_owned(), binding);
        }
        (None, "code" | "Coding", _) => {
            return Err(Error::internal("conformance", "a coded extension names no list"));
        }
        _ => {}
    }
    Ok(by)
}
