//! Where a search looks: everywhere, in a type, or in a compartment (R4, sections 3.1.1 and 2.39).

use std::sync::Arc;

use crate::error::{Error, Kind, Result};
use crate::fhir::definitions::{Membership, compartments};
use crate::fhir::{Id, ResourceType};
use crate::search::query::{Belonging, Criterion, Test, Types};
use crate::search::{Parameter, ParameterKind, Registry};

/// Where a search looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Area {
    /// Everywhere.
    Everything,
    /// In a type.
    Type(ResourceType),
    /// In the compartment of a resource: in one of its types, or in all of them.
    Compartment {
        /// The type of the resource.
        of: ResourceType,
        /// Its id.
        id: Id,
        /// The type that is searched; `None` for all that belong to such compartments.
        only: Option<ResourceType>,
    },
}

impl Area {
    /// The compartment of a resource, of which `only` this type is searched. A type that has no compartments, or
    /// that does not belong to these, is refused with those that would do.
    pub fn compartment(of: ResourceType, id: Id, only: Option<ResourceType>) -> Result<Self> {
        let members: Vec<&str> = memberships(of).map(|one| one.member).collect();
        if members.is_empty() {
            let mut having: Vec<&str> = compartments().iter().map(|one| one.of).collect();
            having.dedup();
            let message = format!(
                "A {of} has no compartment to search in; those that have one are {}.",
                having.join(", ")
            );
            return Err(Error::new(Kind::NotFound, "unknown-address", message));
        }
        if let Some(only) = only.filter(|only| *only != of && !members.contains(&only.name())) {
            let message = format!(
                "{only} does not belong to the compartment of a {of}; those that do are {}.",
                members.join(", ")
            );
            return Err(Error::new(Kind::NotFound, "unknown-address", message));
        }
        Ok(Self::Compartment { of, id, only })
    }

    /// The types that may belong to the compartment of a resource of this type, its own among them.
    pub fn members(of: ResourceType) -> Vec<ResourceType> {
        let mut types: Vec<_> = memberships(of).filter_map(|one| ResourceType::find(one.member)).collect();
        if !types.contains(&of) {
            types.push(of);
        }
        types
    }

    /// The address below the FHIR base: nothing, `Task`, `Patient/7/*` or `Patient/7/Observation`.
    pub fn path(&self) -> String {
        match self {
            Self::Everything => String::new(),
            Self::Type(resource_type) => resource_type.to_string(),
            Self::Compartment { of, id, only: Some(only) } => format!("{of}/{id}/{only}"),
            Self::Compartment { of, id, only: None } => format!("{of}/{id}/*"),
        }
    }

    /// The types that are searched.
    pub(super) fn types(&self) -> Types {
        match self {
            Self::Everything => Types::Every,
            Self::Type(resource_type) => Types::These(vec![*resource_type]),
            Self::Compartment { only: Some(only), .. } => Types::These(vec![*only]),
            Self::Compartment { of, only: None, .. } => Types::These(Self::members(*of)),
        }
    }

    /// What makes a resource of one of those types belong to the area, if that takes more than its type.
    pub(super) fn criterion(&self, registry: &Registry) -> Option<Criterion> {
        let Self::Compartment { of, id, only } = self else { return None };
        let mut parameters = belonging_by(registry, *of);
        parameters.retain(|parameter| only.is_none_or(|only| only == parameter.resource_type));
        let belonging = Belonging { parameters, of: *of, ids: Some(vec![id.clone()]) };
        Some(Criterion { test: Test::Member(belonging), negated: false })
    }
}

impl Belonging {
    /// To belong to the compartments of these resources, and the types of what may; to resources of a type that
    /// has no compartments belongs whatever points to them.
    pub fn to(registry: &Registry, of: ResourceType, ids: Option<Vec<Id>>) -> (Types, Self) {
        if memberships(of).next().is_some() {
            let parameters = belonging_by(registry, of);
            return (Types::These(Area::members(of)), Self { parameters, of, ids });
        }
        let all = ResourceType::all().flat_map(|one| registry.parameters(one));
        let may = |one: &&Arc<Parameter>| one.targets.is_empty() || one.targets.contains(&of);
        let references = all.filter(|one| one.kind == ParameterKind::Reference);
        (Types::Every, Self { parameters: references.filter(may).map(Arc::clone).collect(), of, ids })
    }
}

/// The reference parameters by which resources belong to the compartment of a resource of a type.
fn belonging_by(registry: &Registry, of: ResourceType) -> Vec<Arc<Parameter>> {
    let mut parameters = Vec::new();
    for Membership { member, parameters: codes, .. } in memberships(of) {
        let member = ResourceType::find(member);
        let found = codes.iter().filter_map(|code| registry.parameter(member?, code));
        parameters.extend(found.filter(|one| one.kind == ParameterKind::Reference).map(Arc::clone));
    }
    parameters
}

fn memberships(of: ResourceType) -> impl Iterator<Item = &'static Membership> {
    compartments().iter().filter(move |one| one.of == of.name())
}
