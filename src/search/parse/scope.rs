//! The types that a parameter's name is looked up in: those of the search, or those at the end of a chain.

use std::sync::Arc;

use crate::fhir::ResourceType;
use crate::search::parse::names;
use crate::search::query::{Criterion, Test, Types};
use crate::search::{Parameter, Registry};

/// Some types, and whether each of them must have a parameter that is asked for.
#[derive(Debug)]
pub(super) struct Scope {
    types: Types,
    each: Vec<ResourceType>,
    needs_all: bool,
}

impl Scope {
    /// Types that must all have a parameter.
    pub(super) fn all_of(types: Types) -> Self {
        Self { each: types.each(), types, needs_all: true }
    }

    /// Types of which some must have a parameter.
    pub(super) fn some_of(types: Vec<ResourceType>) -> Self {
        Self { types: Types::These(types.clone()), each: types, needs_all: false }
    }

    /// The types.
    pub(super) fn types(&self) -> Types {
        self.types.clone()
    }

    /// Each of the types.
    pub(super) fn each(&self) -> &[ResourceType] {
        &self.each
    }

    /// The parameters of this name, each once; none when a type lacks it that must have it.
    pub(super) fn parameters<'r>(&self, registry: &'r Registry, code: &str) -> Vec<&'r Arc<Parameter>> {
        let mut found: Vec<&Arc<Parameter>> = Vec::new();
        for resource_type in &self.each {
            match registry.parameter(*resource_type, code) {
                Some(parameter) if found.contains(&parameter) => {}
                Some(parameter) => found.push(parameter),
                None if self.needs_all => return Vec::new(),
                None => {}
            }
        }
        found
    }

    /// Every name that may be asked for, in order.
    pub(super) fn searchable<'r>(&self, registry: &'r Registry) -> Vec<&'r str> {
        let Some((first, others)) = self.each.split_first() else { return Vec::new() };
        let mut names = names::searchable(registry, *first);
        if self.needs_all {
            let everywhere = |code: &&str| others.iter().all(|other| is_searchable(registry, *other, code));
            names.retain(everywhere);
        } else {
            names.extend(others.iter().flat_map(|other| names::searchable(registry, *other)));
            names.sort_unstable();
            names.dedup();
        }
        names
    }

    /// The types in words.
    pub(super) fn name(&self) -> String {
        const MOST_NAMED: usize = 5;
        let names: Vec<_> = self.each.iter().map(|one| one.name()).collect();
        match (&self.types, names.as_slice()) {
            (Types::Every, _) => "every type".to_owned(),
            (_, [one]) => (*one).to_owned(),
            (_, few) if few.len() <= MOST_NAMED && self.needs_all => format!("each of {}", few.join(", ")),
            (_, few) if few.len() <= MOST_NAMED => few.join(" or "),
            (_, many) => format!("{} types", many.len()),
        }
    }
}

/// Whether a type has a parameter of this name.
pub(super) fn is_searchable(registry: &Registry, resource_type: ResourceType, code: &str) -> bool {
    names::EVERYWHERE.contains(&code) || registry.parameter(resource_type, code).is_some()
}

/// One criterion from those that parameters of one name and several types make: a resource has values of one of
/// them at the most, so what must be absent must be absent for all, and what must be present for one.
pub(super) fn united(mut criteria: Vec<Criterion>) -> Criterion {
    match criteria.pop() {
        Some(only) if criteria.is_empty() => only,
        None => Criterion { test: Test::Either(Vec::new()), negated: false },
        Some(last) => {
            let absence = last.negated || matches!(last.test, Test::Missing(_, true));
            criteria.push(last);
            let test = if absence { Test::All(criteria) } else { Test::Either(criteria) };
            Criterion { test, negated: false }
        }
    }
}
