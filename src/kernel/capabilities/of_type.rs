//! What the statement says of one resource type.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{TYPE_INTERACTIONS, Unfinished, codes, operation, support};
use crate::fhir::ResourceType;
use crate::kernel::BuildProgress;
use crate::kernel::operations::{Definition, Level};
use crate::search::{Parameter, ParameterKind, Registry};

pub(super) fn declared(
    registry: &Registry,
    resource_type: ResourceType,
    unfinished: Unfinished<'_>,
) -> Value {
    json!({
        "type": resource_type.name(),
        "profile": format!("http://hl7.org/fhir/StructureDefinition/{resource_type}"),
        "interaction": codes(&TYPE_INTERACTIONS),
        "versioning": "versioned",
        "readHistory": true,
        "updateCreate": true,
        "conditionalCreate": true,
        "conditionalRead": "full-support",
        "conditionalUpdate": true,
        "conditionalDelete": "multiple",
        "referencePolicy": ["literal"],
        "searchInclude": includes(registry, resource_type),
        "searchRevInclude": reverse_includes(registry, resource_type),
        "searchParam": search_parameters(registry, resource_type, unfinished),
        "operation": operations(resource_type).map(operation).collect::<Vec<_>>(),
    })
}

fn references(registry: &Registry, of: ResourceType) -> impl Iterator<Item = &Arc<Parameter>> {
    registry.parameters(of).filter(|parameter| parameter.kind == ParameterKind::Reference)
}

/// What resources of a type may bring along.
fn includes(registry: &Registry, resource_type: ResourceType) -> Vec<String> {
    let own =
        references(registry, resource_type).map(|parameter| format!("{resource_type}:{}", parameter.code));
    std::iter::once("*".to_owned()).chain(own).collect()
}

/// What may be brought along because it points to resources of a type.
fn reverse_includes(registry: &Registry, resource_type: ResourceType) -> Vec<String> {
    let pointing = ResourceType::all().flat_map(|source| {
        let there = |parameter: &&Arc<Parameter>| {
            parameter.targets.is_empty() || parameter.targets.contains(&resource_type)
        };
        references(registry, source)
            .filter(there)
            .map(move |parameter| format!("{source}:{}", parameter.code))
    });
    std::iter::once("*".to_owned()).chain(pointing).collect()
}

/// The operations that a type or its instances have.
fn operations(resource_type: ResourceType) -> impl Iterator<Item = &'static Definition> {
    let levels = [Level::Type(resource_type), Level::Instance(resource_type), Level::Version(resource_type)];
    crate::kernel::operations::all()
        .filter(move |definition| levels.iter().any(|level| definition.applies(*level)))
}

fn search_parameters(
    registry: &Registry,
    resource_type: ResourceType,
    unfinished: Unfinished<'_>,
) -> Vec<Value> {
    let none = json!([support::modifiers(&[])]);
    let own = [
        json!({
            "extension": none,
            "name": "_id", "type": "token",
            "definition": "http://hl7.org/fhir/SearchParameter/Resource-id",
            "documentation": "The logical id."
        }),
        json!({
            "extension": none,
            "name": "_lastUpdated", "type": "date",
            "definition": "http://hl7.org/fhir/SearchParameter/Resource-lastUpdated",
            "documentation": "When the present version was committed."
        }),
    ];
    own.into_iter()
        .chain(registry.parameters(resource_type).map(|parameter| search_parameter(parameter, unfinished)))
        .collect()
}

fn search_parameter(parameter: &Parameter, unfinished: Unfinished<'_>) -> Value {
    let mut documentation = parameter.description.to_string();
    if let Some(BuildProgress { done, total }) = unfinished(parameter) {
        documentation.push_str(&format!(" (not searchable yet: {done} of {total} resources are indexed)"));
    }
    json!({
        "extension": support::of_parameter(parameter).into_iter().collect::<Vec<_>>(),
        "name": parameter.code,
        "definition": parameter.url,
        "type": parameter.kind.name(),
        "documentation": documentation,
    })
}
