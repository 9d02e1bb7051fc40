//! What a value set holds: its definition carried out over the code systems and value sets that it names. Pure:
//! what it needs has been looked up before, in a [`Library`].

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::code_system::{CodeSystem, Designation, is_same_language};
use super::filter::{passing, unsupported};
use super::library::Library;
use super::value_set::{Include, Stated, ValueSet};
use crate::error::{Error, Kind, Result};

/// How many concepts a value set may hold, those that it excludes again included.
const MOST_MEMBERS: usize = 200_000;

/// The concepts of a value set, in order and each once.
#[derive(Debug, Default)]
pub(super) struct Set {
    pub(super) members: Vec<Member>,
    places: HashMap<Key, usize>,
}

/// What tells members apart: system and code.
type Key = (Option<Arc<str>>, String);

/// A concept in a value set.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) system: Option<Arc<str>>,
    pub(super) code: String,
    /// The concept in its code system, where that is held here.
    pub(super) concept: Option<(Arc<CodeSystem>, usize)>,
    /// The names that the value set itself gives it.
    pub(super) stated: Option<Arc<Stated>>,
}

impl Member {
    /// Its name in a language, or its usual one.
    pub(super) fn display(&self, language: Option<&str>) -> Option<&str> {
        let stated = self.stated.as_deref();
        let concept = self.concept.as_ref().and_then(|(system, place)| system.concepts.get(*place));
        let usual = stated.and_then(|one| one.display.as_deref());
        let usual = usual.or_else(|| concept.and_then(|one| one.display.as_deref()));
        let Some(language) = language else { return usual };
        let system = self.concept.as_ref().and_then(|(system, _)| system.language.as_deref());
        if system.is_some_and(|own| is_same_language(own, language)) && usual.is_some() {
            return usual;
        }
        let translated = self.designations().find(|one| one.is_in(language));
        translated.map(|one| one.value.as_str()).or(usual)
    }

    /// Its further names, the value set's own first.
    pub(super) fn designations(&self) -> impl Iterator<Item = &Designation> {
        let concept = self.concept.as_ref().and_then(|(system, place)| system.concepts.get(*place));
        let stated = self.stated.iter().flat_map(|one| &one.designations);
        stated.chain(concept.into_iter().flat_map(|one| &one.designations))
    }

    /// Whether its code system says that it is no longer to be used.
    pub(super) fn is_inactive(&self) -> bool {
        let concept = self.concept.as_ref().and_then(|(system, place)| system.concepts.get(*place));
        concept.is_some_and(|concept| concept.is_inactive())
    }

    /// Whether its code system says that it only groups others.
    pub(super) fn is_abstract(&self) -> bool {
        let concept = self.concept.as_ref().and_then(|(system, place)| system.concepts.get(*place));
        concept.is_some_and(|concept| concept.is_abstract())
    }

    fn key(&self) -> Key {
        (self.system.clone(), self.code.clone())
    }
}

impl Set {
    /// The member of a system and code.
    pub(super) fn find(&self, system: Option<&str>, code: &str) -> Option<&Member> {
        self.members.get(*self.places.get(&(system.map(Arc::from), code.to_owned()))?)
    }

    fn holds(&self, member: &Member) -> bool {
        self.places.contains_key(&member.key())
    }

    fn from_members(members: impl Iterator<Item = Member>) -> Self {
        let mut set = Self::default();
        members.for_each(|member| set.add(member));
        set
    }

    fn add(&mut self, member: Member) {
        let place = self.members.len();
        if let std::collections::hash_map::Entry::Vacant(vacant) = self.places.entry(member.key()) {
            vacant.insert(place);
            self.members.push(member);
        }
    }
}

/// Carries out value sets' definitions, each once.
pub(super) struct Evaluation<'a> {
    library: &'a Library,
    done: HashMap<String, Arc<Set>>,
    /// The value sets that are being carried out, each on behalf of the one before.
    under_way: Vec<String>,
    members: usize,
}

impl<'a> Evaluation<'a> {
    /// An evaluation over what has been looked up.
    pub(super) fn new(library: &'a Library) -> Self {
        Self { library, done: HashMap::new(), under_way: Vec::new(), members: 0 }
    }

    /// What a value set holds. An error says why that cannot be told.
    pub(super) fn set(&mut self, value_set: &ValueSet) -> Result<Set> {
        if let Some(date) = &value_set.locked_date {
            let message = format!(
                "{} wants code systems as they were on {date}, which is not known here.",
                named(value_set)
            );
            return Err(unsupported(message));
        }
        if let Some(stated) = &value_set.expansion {
            let members = stated.iter().map(|one| self.stated(one.system.as_deref(), None, one));
            return Ok(Set::from_members(members.collect::<Result<Vec<_>>>()?.into_iter().flatten()));
        }
        if value_set.includes.is_empty() {
            return Err(unsupported(format!(
                "{} has no definition that includes anything.",
                named(value_set)
            )));
        }
        let mut members = Vec::new();
        for include in &value_set.includes {
            members.extend(self.part(include)?);
        }
        for exclude in &value_set.excludes {
            self.take_away(exclude, &mut members)?;
        }
        if !value_set.has_inactive {
            members.retain(|member| !member.is_inactive());
        }
        Ok(Set::from_members(members.into_iter()))
    }

    /// What an imported value set holds.
    fn imported(&mut self, canonical: &str) -> Result<Arc<Set>> {
        if let Some(done) = self.done.get(canonical) {
            return Ok(Arc::clone(done));
        }
        let Some(value_set) = self.library.value_set(canonical) else {
            return Err(unsupported(format!(
                "It imports the value set {canonical}, which is not held here."
            )));
        };
        if self.under_way.iter().any(|one| one == canonical) {
            return Err(unsupported(format!(
                "The value set {canonical} imports itself: {}.",
                self.under_way.join(" → ")
            )));
        }
        self.under_way.push(canonical.to_owned());
        let set = Arc::new(self.set(&value_set)?);
        self.under_way.pop();
        self.done.insert(canonical.to_owned(), Arc::clone(&set));
        Ok(set)
    }

    /// The members that one part of a definition names.
    fn part(&mut self, part: &Include) -> Result<Vec<Member>> {
        let imports: Vec<Arc<Set>> =
            part.value_sets.iter().map(|canonical| self.imported(canonical)).collect::<Result<_>>()?;
        let mut members = match (&part.system, imports.first()) {
            (Some(system), _) => self.of_system(part, system)?,
            (None, Some(first)) => first.members.clone(),
            (None, None) => {
                return Err(unsupported(
                    "A part of it names neither a code system nor a value set.".to_owned(),
                ));
            }
        };
        members.retain(|member| imports.iter().all(|import| import.holds(member)));
        self.count(members.len())?;
        Ok(members)
    }

    fn of_system(&self, part: &Include, url: &str) -> Result<Vec<Member>> {
        if !part.concepts.is_empty() {
            let stated = part.concepts.iter().map(|one| self.stated(Some(url), part.version.as_deref(), one));
            return Ok(stated.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect());
        }
        let system = self.library.code_system(url, part.version.as_deref())?.ok_or_else(|| {
            let version =
                part.version.as_ref().map(|version| format!(" in version {version}")).unwrap_or_default();
            unsupported(format!("The concepts of the code system {url}{version} are not held here."))
        })?;
        let filters: Vec<HashSet<usize>> =
            part.filters.iter().map(|filter| passing(&system, filter)).collect::<Result<_>>()?;
        let name: Arc<str> = Arc::from(url);
        let all = system.concepts.iter().enumerate();
        let passing = all.filter(|(place, _)| filters.iter().all(|passing| passing.contains(place)));
        let member = |(place, concept): (usize, &super::code_system::Concept)| Member {
            system: Some(Arc::clone(&name)),
            code: concept.code.clone(),
            concept: Some((Arc::clone(&system), place)),
            stated: None,
        };
        Ok(passing.map(member).collect())
    }

    /// A concept that a value set names; none where its code system is wholly held and does not have it.
    fn stated(&self, url: Option<&str>, version: Option<&str>, stated: &Stated) -> Result<Option<Member>> {
        let system = match url {
            Some(url) => self.library.code_system(url, version)?,
            None => None,
        };
        let place = system.as_ref().and_then(|system| system.find(&stated.code));
        if place.is_none() && system.as_ref().is_some_and(|system| system.content == "complete") {
            return Ok(None);
        }
        Ok(Some(Member {
            system: url.map(Arc::from),
            code: stated.code.clone(),
            concept: system.zip(place),
            stated: Some(Arc::new(stated.clone())),
        }))
    }

    fn take_away(&mut self, exclude: &Include, members: &mut Vec<Member>) -> Result<()> {
        let is_whole_system =
            exclude.concepts.is_empty() && exclude.filters.is_empty() && exclude.value_sets.is_empty();
        if is_whole_system {
            members.retain(|member| member.system.as_deref() != exclude.system.as_deref());
            return Ok(());
        }
        let taken = Set::from_members(self.part(exclude)?.into_iter());
        members.retain(|member| !taken.holds(member));
        Ok(())
    }

    fn count(&mut self, more: usize) -> Result<()> {
        self.members += more;
        if self.members > MOST_MEMBERS {
            return Err(too_costly(format!("The value set names more than {MOST_MEMBERS} concepts.")));
        }
        Ok(())
    }
}

/// An answer that would be too large.
pub(super) fn too_costly(message: String) -> Error {
    Error::new(Kind::Unprocessable, "too-costly", message)
}

fn named(value_set: &ValueSet) -> String {
    match value_set.url.as_str() {
        "" => "The value set".to_owned(),
        url => format!("The value set {url}"),
    }
}
