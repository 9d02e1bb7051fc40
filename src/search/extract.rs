//! What a resource is found by.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::fhir::{Id, Resource};
use crate::search::canonical;
use crate::search::contained::{self, Contained, Part, Surroundings};
use crate::search::{Facet, IndexRow, IndexValue, Parameter, ParameterKind, Registry, Settings, fulltext};

/// What a resource is found by, with what it contains.
#[derive(Debug, Clone)]
pub struct Extracted {
    /// What finds the resource itself: by parameter, then by value, none twice.
    pub rows: Vec<IndexRow>,
    /// What finds each of the resources that it contains.
    pub contained: Vec<Contained>,
}

/// Every row that finds a resource, and those of what it contains. It is kept under this id.
pub fn whole(registry: &Registry, id: &Id, resource: &Resource, settings: &Settings) -> Extracted {
    let around = Surroundings::of(resource, Some(id));
    let rows = all(registry, resource, &around, settings);
    Extracted { rows, contained: within(registry, resource, &around, settings) }
}

/// What finds each of the resources that a resource contains. It is kept under this id.
pub fn parts(registry: &Registry, id: &Id, resource: &Resource, settings: &Settings) -> Vec<Contained> {
    within(registry, resource, &Surroundings::of(resource, Some(id)), settings)
}

fn within(
    registry: &Registry,
    resource: &Resource,
    around: &Surroundings,
    settings: &Settings,
) -> Vec<Contained> {
    let values = contained::all(resource.json());
    let contained = around.parts().iter().filter_map(|Part { resource_type, id, place }| {
        let part = Resource::from_value(values.get(*place)?.clone()).ok()?;
        let rows = all(registry, &part, around, settings);
        Some(Contained { resource_type: *resource_type, id: id.clone(), rows })
    });
    contained.collect()
}

/// Every row that finds a resource itself, which is kept under the id that it carries: by parameter, then by value,
/// none twice.
pub fn extract(registry: &Registry, resource: &Resource, settings: &Settings) -> Vec<IndexRow> {
    all(registry, resource, &Surroundings::of(resource, resource.id().as_ref()), settings)
}

/// Every row of some parameters and of their facets.
pub fn rows(parameters: &[Arc<Parameter>], resource: &Resource, settings: &Settings) -> Vec<IndexRow> {
    let around = Surroundings::of(resource, resource.id().as_ref());
    let mut rows = Vec::new();
    for parameter in parameters {
        collect(parameter, resource, &around, settings, &mut rows);
    }
    rows
}

/// Every value by which one parameter itself, its facets aside, finds a resource: in order and none twice.
pub fn values(parameter: &Arc<Parameter>, resource: &Resource, settings: &Settings) -> Vec<IndexValue> {
    let mut rows = rows(std::slice::from_ref(parameter), resource, settings);
    rows.retain(|row| row.parameter == *parameter);
    rows.into_iter().map(|row| row.value).collect()
}

fn all(
    registry: &Registry,
    resource: &Resource,
    around: &Surroundings,
    settings: &Settings,
) -> Vec<IndexRow> {
    let mut rows = Vec::new();
    for parameter in registry.parameters(resource.resource_type()) {
        collect(parameter, resource, around, settings, &mut rows);
    }
    rows
}

/// Adds the rows of one parameter and of its facets.
fn collect(
    parameter: &Arc<Parameter>,
    resource: &Resource,
    around: &Surroundings,
    settings: &Settings,
    rows: &mut Vec<IndexRow>,
) {
    let mut own = Vec::new();
    let mut beside: Vec<(Facet, IndexValue)> = Vec::new();
    match parameter.kind {
        ParameterKind::Narrative => own.extend(fulltext::narrative(resource).map(IndexValue::Words)),
        // The narrative is content too, so the content is there even when it has no words of its own.
        ParameterKind::Content => {
            own.push(IndexValue::Words(fulltext::content(resource).unwrap_or_default()));
        }
        ParameterKind::Composite => {
            parameter.composite.index(resource.json(), settings, &mut |value| own.push(value));
        }
        kind => parameter.path.visit(resource.json(), &mut |found| {
            kind.index(found, settings, &mut |facet, value| match facet {
                None => own.push(value),
                Some(facet) => beside.push((facet, value)),
            });
        }),
    }
    if parameter.names_its_resource() {
        add(&canonical::NAMES, canonical::names(resource).collect(), rows);
    }
    own.iter_mut().for_each(|value| around.settle(value));
    add(parameter, own, rows);
    for (facet, of) in &parameter.facets {
        let values = beside.iter().filter(|(own, _)| own == facet).map(|(_, value)| value.clone());
        add(of, values.collect(), rows);
    }
}

fn add(parameter: &Arc<Parameter>, mut values: Vec<IndexValue>, rows: &mut Vec<IndexRow>) {
    // Indexed numbers are finite, so any two values can be compared.
    values.sort_by(|left, right| left.partial_cmp(right).unwrap_or(Ordering::Equal));
    values.dedup();
    rows.extend(values.into_iter().map(|value| IndexRow { parameter: Arc::clone(parameter), value }));
}

#[cfg(test)]
mod tests;
