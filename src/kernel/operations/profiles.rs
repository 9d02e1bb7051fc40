//! Profiles that a resource has to keep: found in the store by their canonical address, with all that they build
//! on, and held against the resource.
//!
//! The check itself knows no store. It is run on what is known so far and says what it missed; that is looked up,
//! and the check is run again, until it misses nothing that is here.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::error::{Error, Issue, Kind, Result};
use crate::fhir::validate::profile::{Profile, Profiles, validate_against, validate_type};
use crate::fhir::{Resource, definitions};
use crate::kernel::Kernel;
use crate::kernel::terminology::StoredProfile;

/// How often a check is run again because it missed something. Each round goes one step further: to what the
/// profiles of the last round build on.
const MOST_ROUNDS: usize = 16;

/// The base of the addresses of R4's own definitions.
const STANDARD: &str = "http://hl7.org/fhir/StructureDefinition/";

/// The codes of a value set: with their systems, and by themselves.
#[derive(Debug, Default)]
struct Codes {
    coded: HashSet<(Option<String>, String)>,
    bare: HashSet<String>,
}

/// What has been looked up so far; nothing where it is not here.
#[derive(Debug, Default)]
struct Known {
    profiles: HashMap<String, Option<Arc<Profile>>>,
    value_sets: HashMap<String, Option<Codes>>,
}

/// What is known, and what was asked for beyond that.
struct Round<'a> {
    known: &'a Known,
    missed_profiles: RefCell<BTreeSet<String>>,
    missed_value_sets: RefCell<BTreeSet<String>>,
}

impl Profiles for Round<'_> {
    fn profile(&self, canonical: &str) -> Option<Arc<Profile>> {
        if let Some(known) = self.known.profiles.get(canonical) {
            return known.clone();
        }
        self.missed_profiles.borrow_mut().insert(canonical.to_owned());
        None
    }

    fn has_code(&self, value_set: &str, system: Option<&str>, code: &str) -> Option<bool> {
        let Some(known) = self.known.value_sets.get(value_set) else {
            self.missed_value_sets.borrow_mut().insert(value_set.to_owned());
            return None;
        };
        let codes = known.as_ref()?;
        Some(match system {
            Some(system) => codes.coded.contains(&(Some(system.to_owned()), code.to_owned())),
            None => codes.bare.contains(code),
        })
    }
}

impl Kernel {
    /// In what a resource does not keep the profiles that it states and those that a caller names. One that the
    /// caller names and that is not here is not found; one that the resource states is a warning.
    pub(super) async fn check_profiles(&self, resource: &Resource, named: &[String]) -> Result<Vec<Issue>> {
        let stated = resource.json().get("meta").and_then(|meta| meta.get("profile"));
        let stated = stated.and_then(serde_json::Value::as_array).into_iter().flatten();
        let stated: Vec<String> = stated.filter_map(|one| one.as_str()).map(str::to_owned).collect();
        let mut known = Known::default();
        self.look_up_profiles(&mut known, named.iter().chain(&stated).cloned().collect()).await?;
        let mut issues = Vec::new();
        let mut done = HashSet::new();
        for (place, canonical) in stated.iter().enumerate().filter(|(_, one)| done.insert(*one)) {
            let at = format!("{}.meta.profile[{place}]", resource.resource_type());
            match self.check_profile(&mut known, resource, canonical).await? {
                Some(found) => issues.extend(found),
                None => {
                    let message =
                        format!("The profile {canonical} is not known here, so it was not checked.");
                    issues.push(Issue::warning("unknown-profile", message).at_expression(at));
                }
            }
        }
        for canonical in named.iter().filter(|one| done.insert(*one)) {
            let found = self.check_profile(&mut known, resource, canonical).await?;
            issues.extend(found.ok_or_else(|| {
                let message = format!("There is no profile '{canonical}' here.");
                Error::with(Kind::NotFound, Issue::error("unknown-profile", message).at_parameter("profile"))
            })?);
        }
        Ok(issues)
    }

    /// In what a resource does not keep one profile; none where the profile is not known.
    async fn check_profile(
        &self,
        known: &mut Known,
        resource: &Resource,
        canonical: &str,
    ) -> Result<Option<Vec<Issue>>> {
        let name = canonical.split('|').next().unwrap_or_default().strip_prefix(STANDARD);
        // What R4 itself says of its types has been checked already.
        if let Some(base) = name.filter(|name| definitions::structure(name).is_some()) {
            return Ok(Some(validate_type(resource, canonical, base).into_iter().collect()));
        }
        let Some(Some(profile)) = known.profiles.get(canonical).cloned() else { return Ok(None) };
        let mut issues = Vec::new();
        for _ in 0..MOST_ROUNDS {
            let (found, profiles, value_sets) = known.round(resource, &profile);
            issues = found;
            if profiles.is_empty() && value_sets.is_empty() {
                break;
            }
            self.look_up_profiles(known, profiles).await?;
            self.look_up_value_sets(known, value_sets).await?;
        }
        Ok(Some(issues))
    }

    async fn look_up_profiles(&self, known: &mut Known, canonicals: BTreeSet<String>) -> Result<()> {
        let wanted: Vec<String> = canonicals.into_iter().collect();
        for (canonical, found) in wanted.iter().zip(self.latest::<StoredProfile>(&wanted).await?) {
            let profile = found.map(|stored| stored.compiled.clone()).transpose();
            let profile = profile.map_err(|message| {
                Error::new(Kind::Unprocessable, "invalid-profile", format!("{canonical}: {message}"))
            })?;
            known.profiles.insert(canonical.clone(), profile);
        }
        Ok(())
    }

    /// A value set that is not here, or that cannot be expanded, leaves open what is in it.
    async fn look_up_value_sets(&self, known: &mut Known, canonicals: BTreeSet<String>) -> Result<()> {
        for canonical in canonicals {
            let codes = match self.codes_of(&canonical).await {
                Ok(codes) => Some(codes),
                Err(error) if matches!(error.kind(), Kind::NotFound | Kind::Unprocessable) => None,
                Err(error) => return Err(error),
            };
            let codes = codes.map(|codes| Codes {
                bare: codes.iter().map(|(_, code)| code.clone()).collect(),
                coded: codes.into_iter().collect(),
            });
            known.value_sets.insert(canonical, codes);
        }
        Ok(())
    }
}

impl Known {
    /// Holds a resource against a profile; gives what is wrong and what was missed.
    fn round(
        &self,
        resource: &Resource,
        profile: &Profile,
    ) -> (Vec<Issue>, BTreeSet<String>, BTreeSet<String>) {
        let round =
            Round { known: self, missed_profiles: RefCell::default(), missed_value_sets: RefCell::default() };
        let issues = validate_against(resource, profile, &round);
        (issues, round.missed_profiles.into_inner(), round.missed_value_sets.into_inner())
    }
}
