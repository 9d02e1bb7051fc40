//! What a request needs of code systems and value sets, looked up beforehand: all that a value set names, and all
//! that those name in turn.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::code_system::CodeSystem;
use super::filter::unsupported;
use super::resolve::{Held, pick, split};
use super::set::too_costly;
use super::value_set::ValueSet;
use super::{standard, standard_system, versioned};
use crate::error::Result;
use crate::kernel::Kernel;

/// How many different code systems and value sets one request may need.
const MOST_NEEDED: usize = 500;

/// Code systems and value sets by their canonical address, the latest first.
#[derive(Debug, Default)]
pub(super) struct Library {
    systems: HashMap<String, Vec<Held<CodeSystem>>>,
    value_sets: HashMap<String, Vec<Held<ValueSet>>>,
    versions: Versions,
}

/// Which versions of code systems a caller wants, as pairs of system and version.
#[derive(Debug, Default, Clone)]
pub struct Versions {
    /// Where a value set names none.
    pub default: HashMap<String, String>,
    /// Whatever a value set names.
    pub force: HashMap<String, String>,
    /// A value set that names another one cannot be expanded.
    pub check: HashMap<String, String>,
}

impl Library {
    /// The concepts of a code system; none where they are not held here.
    pub(super) fn code_system(&self, url: &str, version: Option<&str>) -> Result<Option<Arc<CodeSystem>>> {
        let (url, own) = split(url);
        let version = version.or(own);
        if let (Some(wanted), Some(named)) = (self.versions.check.get(url), version)
            && wanted != named
        {
            let message = format!("It names the version {named} of {url}, and only {wanted} is wanted.");
            return Err(unsupported(message));
        }
        let forced = self.versions.force.get(url).or_else(|| self.versions.check.get(url));
        let version = forced.map(String::as_str).or(version);
        let version = version.or_else(|| self.versions.default.get(url).map(String::as_str));
        let held = self.systems.get(url).map_or(&[] as &[_], Vec::as_slice);
        let found = pick(held, version).or_else(|| standard_system(&versioned(url, version)));
        Ok(found.filter(|system| matches!(system.content.as_str(), "complete" | "fragment")))
    }

    /// A value set by its canonical address, with or without a version.
    pub(super) fn value_set(&self, canonical: &str) -> Option<Arc<ValueSet>> {
        let (url, version) = split(canonical);
        let held = self.value_sets.get(url).map_or(&[] as &[_], Vec::as_slice);
        pick(held, version).or_else(|| standard(canonical))
    }

    /// A library that holds just these, for tests.
    #[cfg(test)]
    pub(super) fn of(systems: Vec<CodeSystem>, value_sets: Vec<ValueSet>) -> Self {
        let mut library = Self::default();
        for one in systems {
            library.systems.entry(one.url.clone()).or_default().push(Held { at: 0, content: Arc::new(one) });
        }
        for one in value_sets {
            library
                .value_sets
                .entry(one.url.clone())
                .or_default()
                .push(Held { at: 0, content: Arc::new(one) });
        }
        library
    }
}

impl Kernel {
    /// Looks up what a value set needs: for each step from value set to value set one question about code systems
    /// and one about value sets.
    pub(super) async fn library(&self, root: &ValueSet, versions: Versions) -> Result<Library> {
        let mut library = Library { versions, ..Library::default() };
        let (mut asked_systems, mut asked_sets) = (HashSet::new(), HashSet::new());
        let mut open = vec![root.needs()];
        while !open.is_empty() {
            let needs = std::mem::take(&mut open);
            let systems = needs.iter().flat_map(|(systems, _)| systems).map(|url| split(url).0.to_owned());
            let systems: Vec<String> = systems.filter(|url| asked_systems.insert(url.clone())).collect();
            let sets = needs.iter().flat_map(|(_, sets)| sets).map(|canonical| split(canonical).0.to_owned());
            let sets: Vec<String> = sets.filter(|url| asked_sets.insert(url.clone())).collect();
            if asked_systems.len() + asked_sets.len() > MOST_NEEDED {
                let message =
                    format!("The value set needs more than {MOST_NEEDED} code systems and value sets.");
                return Err(too_costly(message));
            }
            for (url, held) in self.held::<CodeSystem>(&systems).await? {
                library.systems.insert(url, held);
            }
            for (url, held) in self.held::<ValueSet>(&sets).await? {
                open.extend(held.iter().map(|one| one.content.needs()));
                library.value_sets.insert(url, held);
            }
        }
        Ok(library)
    }
}
