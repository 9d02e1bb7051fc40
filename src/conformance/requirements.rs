//! What a server has to do so that a client of relais can work with it: a CapabilityStatement of kind
//! requirements.

use serde_json::{Value, json};

use crate::conformance::artifact::Head;
use crate::conformance::thing;
use crate::fhir::{Resource, ResourceType};
use crate::mapping::canonical::BASE;
use crate::search::Registry;

/// The interactions that each type needs.
const INTERACTIONS: [&str; 6] = ["read", "vread", "search-type", "create", "update", "delete"];

/// The statement.
pub(super) fn statement() -> Resource {
    let head = Head {
        resource_type: "CapabilityStatement",
        id: "relais",
        title: "Meetings, decisions and action items of digital-health communities",
        description: "What a FHIR R4 server has to do so that programs which know relais can work with it.",
    };
    let registry = Registry::standard();
    let mut types: Vec<ResourceType> = thing::all().iter().map(|thing| thing.resource_type).collect();
    types.sort();
    types.dedup();
    let resources: Vec<Value> = types.into_iter().map(|one| resource(&registry, one)).collect();
    head.with(json!({
        "kind": "requirements",
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "rest": [{
            "mode": "server",
            "resource": resources,
            "interaction": [{ "code": "transaction" }],
        }],
    }))
}

fn resource(registry: &Registry, resource_type: ResourceType) -> Value {
    let things = thing::all();
    let profiles: Vec<&str> = things
        .iter()
        .filter(|thing| thing.resource_type == resource_type)
        .map(|thing| thing.profile)
        .collect();
    let own = registry.parameters(resource_type).filter(|parameter| parameter.url.starts_with(BASE));
    let parameters: Vec<Value> = own
        .map(|parameter| {
            json!({ "name": parameter.code, "definition": parameter.url, "type": parameter.kind.name() })
        })
        .collect();
    let mut resource = json!({
        "type": resource_type.name(),
        "supportedProfile": profiles,
        "interaction": INTERACTIONS.map(|code| json!({ "code": code })),
    });
    if let (Some(members), false) = (resource.as_object_mut(), parameters.is_empty()) {
        members.insert("searchParam".to_owned(), parameters.into());
    }
    resource
}
