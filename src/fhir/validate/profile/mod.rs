//! Profiles: whether a resource keeps what a StructureDefinition demands beyond R4 itself.
//!
//! A profile is compiled once from its snapshot and looked at with [`validate_against`]: cardinalities, types,
//! fixed values and patterns, bindings, slices, and invariants. It does not know where profiles or value sets
//! come from: whoever calls supplies them. That the resource is valid R4 is for [`super::validate`] to say.
//! What only guides readers (`mustSupport`, examples) is not looked at.

mod check;
mod compile;
mod slice;
#[cfg(test)]
mod tests;
mod value;

use std::sync::Arc;

use serde_json::Value;

use crate::error::{Issue, Result, Severity};
use crate::fhir::Resource;
use crate::fhir::definitions::Strength;
use crate::fhir::path::Expression;

/// Who knows profiles and value sets.
pub trait Profiles {
    /// The profile of this canonical address, which may end with `|` and a version.
    fn profile(&self, canonical: &str) -> Option<Arc<Profile>>;

    /// Whether a code of a system (none where no system is given) is in a value set; none where that cannot
    /// be told.
    fn has_code(&self, value_set: &str, system: Option<&str>, code: &str) -> Option<bool>;
}

/// A compiled profile.
#[derive(Debug)]
pub struct Profile {
    url: String,
    type_name: String,
    /// What it says of each element; the first one is the resource or data type itself.
    rules: Vec<Rule>,
}

impl Profile {
    /// Compiles a StructureDefinition. One without a snapshot, or with an expression that is not FHIRPath, is
    /// `invalid-profile`.
    pub fn compile(definition: &Resource) -> Result<Self> {
        compile::compile(definition)
    }

    /// The canonical address, without a version.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The type that it constrains.
    pub fn type_name(&self) -> &str {
        &self.type_name
    }
}

/// Everything in which a resource does not keep a profile, and warnings where that cannot be told. After the
/// first hundred issues no more are looked for.
pub fn validate_against(resource: &Resource, profile: &Profile, profiles: &dyn Profiles) -> Vec<Issue> {
    check::check(resource, profile, profiles)
}

/// That a resource is not of the type that a definition of R4 itself is about: a type, `DomainResource` or `Resource`.
pub fn validate_type(resource: &Resource, url: &str, about: &str) -> Option<Issue> {
    check::of_type(resource, url, about)
}

/// What a profile says of an element, or of a slice of it.
#[derive(Debug, Default)]
struct Rule {
    /// The element's name, with `[x]` where it is a choice.
    name: String,
    slice: Option<String>,
    min: usize,
    max: Option<usize>,
    types: Vec<TypeRule>,
    /// The value that it has, exactly.
    fixed: Option<Value>,
    /// What its value holds at least.
    pattern: Option<Value>,
    binding: Option<(Strength, String)>,
    constraints: Vec<Constraint>,
    slicing: Option<Slicing>,
    /// Places in the profile's list: what stands in it, and its slices.
    children: Vec<usize>,
    slices: Vec<usize>,
}

/// A type that an element may have.
#[derive(Debug)]
struct TypeRule {
    name: String,
    /// It keeps one of these, if there are any.
    profiles: Vec<String>,
    /// A reference points to what keeps one of these, if there are any.
    targets: Vec<String>,
}

/// An invariant.
#[derive(Debug)]
struct Constraint {
    key: String,
    severity: Severity,
    human: String,
    expression: Expression,
}

/// How the repetitions of an element are told apart.
#[derive(Debug)]
struct Slicing {
    discriminators: Vec<Discriminator>,
    ordered: bool,
    /// Whether every repetition is one of the slices.
    closed: bool,
}

#[derive(Debug)]
struct Discriminator {
    by: By,
    /// As it is written, to find what the slices say of it.
    path: String,
    expression: Expression,
}

/// What a discriminator looks at.
#[derive(Debug, Clone, Copy, PartialEq)]
enum By {
    Value,
    Type,
    Profile,
    Exists,
}

impl Rule {
    /// The name without `[x]`.
    fn stem(&self) -> &str {
        self.name.strip_suffix("[x]").unwrap_or(&self.name)
    }
}
