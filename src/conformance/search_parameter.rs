//! Our search parameters, as the registry has them.

use serde_json::json;

use crate::conformance::artifact::Head;
use crate::fhir::{Resource, ResourceType};
use crate::mapping::canonical::BASE;
use crate::search::{Parameter, Registry};

/// The definition of each parameter.
pub(super) fn definitions() -> Vec<Resource> {
    let registry = Registry::standard();
    let own = ResourceType::all().flat_map(|one| registry.parameters(one));
    own.filter(|parameter| parameter.url.starts_with(BASE)).map(|parameter| definition(parameter)).collect()
}

fn definition(parameter: &Parameter) -> Resource {
    let Parameter { resource_type, code, kind, description, targets, expression, .. } = parameter;
    let id = format!("{resource_type}-{code}");
    let head = Head { resource_type: "SearchParameter", id: &id, title: code, description };
    let targets: Vec<&str> = targets.iter().map(|target| target.name()).collect();
    let mut resource = head.with(json!({
        "code": code,
        "base": [resource_type.name()],
        "type": kind.name(),
        "expression": expression,
        "xpathUsage": "normal",
        "target": if targets.is_empty() { serde_json::Value::Null } else { targets.into() },
    }));
    // A search parameter has no title.
    resource.json_mut().shift_remove("title");
    resource
}
