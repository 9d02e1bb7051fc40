//! Our operations, as the table of operations has them.

use serde_json::{Value, json};

use crate::conformance::artifact::Head;
use crate::fhir::Resource;
use crate::kernel::operations::{self, Definition, Parameter};
use crate::mapping::canonical::BASE;

/// The definition of each operation that is not the standard's.
pub(super) fn definitions() -> Vec<Resource> {
    let own = operations::all().filter(|definition| definition.url.starts_with(BASE));
    own.map(definition).collect()
}

fn definition(operation: &Definition) -> Resource {
    let id = operation.url.rsplit('/').next().unwrap_or_default();
    let head = Head {
        resource_type: "OperationDefinition",
        id,
        title: operation.code,
        description: operation.description,
    };
    let types = if operation.types.is_empty() { &["Resource"] } else { operation.types };
    let input = operation.input.iter().map(|parameter| described(parameter, "in"));
    let output = operation.output.iter().map(|parameter| described(parameter, "out"));
    let parameters: Vec<Value> = input.chain(output).collect();
    head.with(json!({
        "kind": "operation",
        "affectsState": operation.affects_state,
        "code": operation.code,
        "resource": types,
        "system": operation.levels.system,
        "type": operation.levels.of_type,
        "instance": operation.levels.instance,
        "parameter": if parameters.is_empty() { Value::Null } else { parameters.into() },
    }))
}

/// A parameter; its parts have the same use.
fn described(parameter: &Parameter, usage: &str) -> Value {
    let Parameter { name, min, max, kind, description, parts } = parameter;
    let mut described = json!({
        "name": name,
        "use": usage,
        "min": min,
        "max": max.map_or_else(|| "*".to_owned(), |max| max.to_string()),
        "documentation": description,
    });
    if let Some(members) = described.as_object_mut() {
        match parts.is_empty() {
            true => members.insert("type".to_owned(), (*kind).into()),
            false => {
                let parts = parts.iter().map(|part| self::described(part, usage)).collect();
                members.insert("part".to_owned(), Value::Array(parts))
            }
        };
    }
    described
}
