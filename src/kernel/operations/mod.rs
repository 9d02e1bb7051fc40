//! FHIR's operations (R4, section 3.2) as a table: what each is called, where it applies, what it takes and
//! gives. Routes, the CapabilityStatement and OpenAPI are made from it. The work itself stands in the files
//! beside and in [`crate::kernel::terminology`].

mod document;
mod everything;
mod index_status;
mod meta;
mod profiles;
mod table;
mod terminology;
mod validate;

use crate::fhir::ResourceType;

pub use everything::Everything;
pub use index_status::IndexStatus;
pub use meta::MetaChange;
pub use validate::{Proposal, Verdict};

/// An operation that the FHIR face offers.
#[derive(Debug)]
pub struct Definition {
    /// What is done.
    pub action: Action,
    /// Its name after the `$`.
    pub code: &'static str,
    /// The canonical address of its OperationDefinition.
    pub url: &'static str,
    /// What it does, in a sentence.
    pub description: &'static str,
    /// The resource types that it belongs to; empty means every type.
    pub types: &'static [&'static str],
    /// Where it may be called.
    pub levels: Levels,
    /// Whether it changes what is stored; only one that does not may be called by GET.
    pub affects_state: bool,
    /// What it takes.
    pub input: &'static [Parameter],
    /// What it gives. A single resource named `return` is the answer itself, anything else stands in a
    /// Parameters resource.
    pub output: &'static [Parameter],
}

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Says what a write would say.
    Validate,
    /// Puts a Composition and what it speaks of into one Bundle.
    Document,
    /// Shows a resource with all that belongs to it.
    Everything,
    /// Shows tags, security labels and profiles.
    Meta,
    /// Adds some of them.
    MetaAdd,
    /// Takes some of them away.
    MetaDelete,
    /// Says whether a search parameter can be searched by.
    IndexStatus,
    /// Lists what a value set holds.
    Expand,
    /// Says whether a value set holds a code.
    ValidateInValueSet,
    /// Says what a code system says about a code.
    Lookup,
    /// Says whether a code system has a code.
    ValidateInCodeSystem,
    /// Says how two codes lie to each other.
    Subsumes,
    /// Says what a code is in another system.
    Translate,
}

/// The addresses below which an operation is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Levels {
    /// `[base]/$code`.
    pub system: bool,
    /// `[base]/[type]/$code`.
    pub of_type: bool,
    /// `[base]/[type]/[id]/$code`.
    pub instance: bool,
    /// `[base]/[type]/[id]/_history/[version]/$code`.
    pub version: bool,
}

/// One of those addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The whole server.
    System,
    /// A type.
    Type(ResourceType),
    /// A resource.
    Instance(ResourceType),
    /// A version of a resource.
    Version(ResourceType),
}

/// What an operation takes or gives under one name.
#[derive(Debug)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// How often it stands at least.
    pub min: u32,
    /// How often it stands at most; `None` for any number.
    pub max: Option<u32>,
    /// The type of its value: a data type's or resource type's name, `Resource` for any resource, `Element` for any
    /// data type, empty where it has parts instead.
    pub kind: &'static str,
    /// What it means, in a sentence.
    pub description: &'static str,
    /// What it is made of, where it has no value.
    pub parts: &'static [Parameter],
}

/// Every operation, in the order in which they are declared.
pub fn all() -> impl Iterator<Item = &'static Definition> {
    table::GENERAL.iter().chain(terminology::OPERATIONS)
}

/// The operations that may be called at a level.
pub fn offered(level: Level) -> impl Iterator<Item = &'static Definition> {
    all().filter(move |definition| definition.applies(level))
}

/// The operation of this name at a level.
pub fn find(code: &str, level: Level) -> Option<&'static Definition> {
    offered(level).find(|definition| definition.code == code)
}

impl Definition {
    /// Whether it may be called at a level.
    pub fn applies(&self, level: Level) -> bool {
        let has =
            |resource_type: ResourceType| self.types.is_empty() || self.types.contains(&resource_type.name());
        match level {
            Level::System => self.levels.system,
            Level::Type(resource_type) => self.levels.of_type && has(resource_type),
            Level::Instance(resource_type) => self.levels.instance && has(resource_type),
            Level::Version(resource_type) => self.levels.version && has(resource_type),
        }
    }

    /// The parameter that a body may be by itself, without a Parameters resource around it: the only one whose
    /// value is a resource (R4, section 3.2.0.1.1).
    pub fn bare(&self) -> Option<&'static Parameter> {
        let mut resources = self.input.iter().filter(|parameter| parameter.is_resource());
        resources.next().filter(|_| resources.next().is_none())
    }
}

impl Parameter {
    /// Whether its value is a resource.
    pub fn is_resource(&self) -> bool {
        self.kind == "Resource" || ResourceType::find(self.kind).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fhir::definitions;

    #[test]
    fn what_the_table_names_exists() {
        for definition in all() {
            for name in definition.types {
                assert!(ResourceType::find(name).is_some(), "${}: {name}", definition.code);
            }
            for parameter in definition.input.iter().chain(definition.output) {
                let kind = parameter.kind;
                let known = parameter.is_resource()
                    || definitions::is_primitive(kind)
                    || definitions::structure(kind).is_some();
                assert!(
                    known || (kind.is_empty() && !parameter.parts.is_empty()),
                    "${}: {}",
                    definition.code,
                    parameter.name
                );
            }
        }
    }

    #[test]
    fn a_name_means_one_operation_at_each_place() {
        for resource_type in ResourceType::all() {
            for level in [Level::Type(resource_type), Level::Instance(resource_type)] {
                let mut codes: Vec<_> = offered(level).map(|definition| definition.code).collect();
                codes.sort_unstable();
                assert!(codes.is_sorted_by(|left, right| left < right), "{level:?}: {codes:?}");
            }
        }
    }

    #[test]
    fn what_changes_something_is_called_on_a_resource() {
        for definition in all().filter(|definition| definition.affects_state) {
            assert!(!definition.levels.system && !definition.levels.of_type, "${}", definition.code);
        }
    }
}
