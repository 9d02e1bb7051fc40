//! Terminology on what the store holds (R4, section 4): code systems, value sets and concept maps, asked by the
//! operations of the FHIR face and by searches (`:in`, `:above`, `:below`). What cannot be told is an error that
//! says why; nothing is guessed.

mod code_system;
mod concept_map;
mod expansion;
mod filter;
mod library;
mod lookup;
mod membership;
mod profile;
mod resolve;
mod set;
#[cfg(test)]
mod tests;
mod translation;
mod value_set;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use crate::error::{Error, Kind, Result};
use crate::fhir::{Id, Resource};
use crate::kernel::{Context, Kernel, Scope};

use code_system::CodeSystem;
use concept_map::ConceptMap;
use resolve::Cache;
use set::{Evaluation, Set};
use value_set::ValueSet;

pub(in crate::kernel) use profile::StoredProfile;

pub(super) use code_system::Direction;
pub use concept_map::Match;
pub use expansion::Expansion;
pub use library::Versions;
pub use lookup::{Found, Lookup};
pub use membership::{Asked, Judgement, Question};
pub use translation::{Concept, Translate, Translated};

/// What has been read of the stored terminology, and of the profiles that use it.
#[derive(Debug, Default)]
pub struct Terminology {
    code_systems: Cache<CodeSystem>,
    value_sets: Cache<ValueSet>,
    concept_maps: Cache<ConceptMap>,
    profiles: Cache<StoredProfile>,
}

/// How a caller names a code system, value set or concept map.
#[derive(Debug, Clone)]
pub enum Named {
    /// By its id here.
    Id(Id),
    /// By its canonical address, and its version if a certain one is meant.
    Url(String, Option<String>),
    /// By handing it over.
    Given(Box<Resource>),
}

impl Kernel {
    /// The codes of a value set that is named by its canonical address, its reference or its id: system and code.
    pub async fn value_set_codes(
        &self,
        context: &Context,
        canonical_or_id: &str,
    ) -> Result<Vec<(Option<String>, String)>> {
        context.caller.require(Scope::Read)?;
        self.codes_of(canonical_or_id).await
    }

    /// The same for work inside.
    pub(in crate::kernel) async fn codes_of(
        &self,
        canonical_or_id: &str,
    ) -> Result<Vec<(Option<String>, String)>> {
        let value_set = match self.by_any_name::<ValueSet>(canonical_or_id).await? {
            Some(value_set) => value_set,
            None => standard(canonical_or_id).ok_or_else(|| unknown("value set", canonical_or_id))?,
        };
        let set = self.set_of(&value_set, Versions::default()).await?;
        let system = |system: Option<Arc<str>>| system.map(|system| system.to_string());
        Ok(set.members.into_iter().map(|member| (system(member.system), member.code)).collect())
    }

    /// A code and all that its code system puts above or below it.
    pub async fn subsumed_codes(
        &self,
        context: &Context,
        system: &str,
        code: &str,
        direction: Direction,
    ) -> Result<Vec<String>> {
        context.caller.require(Scope::Read)?;
        let held = self.code_system(&Named::Url(system.to_owned(), None)).await?;
        let place = held.find(code).ok_or_else(|| unknown_code(&held, code))?;
        let mut places: Vec<usize> = held.closure(place, direction).into_iter().collect();
        places.sort_unstable();
        let codes = places.into_iter().filter_map(|place| held.concepts.get(place));
        Ok(codes.map(|concept| concept.code.clone()).collect())
    }

    /// The value set that a caller names.
    async fn value_set(&self, named: &Named) -> Result<Arc<ValueSet>> {
        let (found, name) = match named {
            Named::Id(id) => (self.by_id(id).await?, id.to_string()),
            Named::Given(resource) => return Ok(Arc::new(ValueSet::read(resource))),
            Named::Url(url, version) => {
                let found = self.by_canonical(url, version.as_deref()).await?;
                let name = versioned(url, version.as_deref());
                (found.or_else(|| standard(&name)), name)
            }
        };
        found.ok_or_else(|| unknown("value set", &name))
    }

    /// The code system that a caller names.
    async fn code_system(&self, named: &Named) -> Result<Arc<CodeSystem>> {
        let (found, name) = match named {
            Named::Id(id) => (self.by_id(id).await?, id.to_string()),
            Named::Given(resource) => return Ok(Arc::new(CodeSystem::read(resource))),
            Named::Url(url, version) => {
                let found = self.by_canonical(url, version.as_deref()).await?;
                let name = versioned(url, version.as_deref());
                (found.or_else(|| standard_system(&name)), name)
            }
        };
        found.ok_or_else(|| unknown("code system", &name))
    }

    /// What a value set holds.
    async fn set_of(&self, value_set: &ValueSet, versions: Versions) -> Result<Set> {
        let library = self.library(value_set, versions).await?;
        Evaluation::new(&library).set(value_set)
    }
}

/// A value set that R4 itself defines, whether or not it is held as a resource.
fn standard(canonical: &str) -> Option<Arc<ValueSet>> {
    let (url, version) = resolve::split(canonical);
    ValueSet::of_standard(url).filter(|_| version.is_none_or(|version| version == "4.0.1")).map(Arc::new)
}

/// A code system of which R4 itself requires codes, whether or not it is held as a resource.
fn standard_system(canonical: &str) -> Option<Arc<CodeSystem>> {
    let (url, version) = resolve::split(canonical);
    let is_meant = |system: &CodeSystem| version.is_none() || version == system.version.as_deref();
    built(url).filter(|system| is_meant(system))
}

/// The same without a version. Each is built once: a value set asks for its system at every concept.
fn built(url: &str) -> Option<Arc<CodeSystem>> {
    static BUILT: LazyLock<Mutex<HashMap<String, Arc<CodeSystem>>>> = LazyLock::new(Mutex::default);
    if let Some(known) = BUILT.lock().unwrap_or_else(PoisonError::into_inner).get(url) {
        return Some(Arc::clone(known));
    }
    let system = Arc::new(CodeSystem::of_standard(url)?);
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    Some(Arc::clone(built.entry(url.to_owned()).or_insert(system)))
}

fn versioned(url: &str, version: Option<&str>) -> String {
    version.map_or_else(|| url.to_owned(), |version| format!("{url}|{version}"))
}

fn unknown(what: &str, name: &str) -> Error {
    let shown: String = name.chars().take(200).collect();
    let code = match what {
        "code system" => "unknown-code-system",
        "value set" => "unknown-value-set",
        _ => "unknown-concept-map",
    };
    Error::new(Kind::NotFound, code, format!("There is no {what} '{shown}' here."))
}

fn unknown_code(system: &CodeSystem, code: &str) -> Error {
    let shown: String = code.chars().take(200).collect();
    let held = match system.content.as_str() {
        "complete" => String::new(),
        content => format!(" as far as it is held here (its content is '{content}')"),
    };
    let message = format!("The code system {} has no code '{shown}'{held}.", system.url);
    Error::new(Kind::NotFound, "unknown-code", message)
}
