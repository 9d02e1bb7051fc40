//! search (R4, section 3.1.1): matches, and what they bring along.

use std::collections::HashSet;

use crate::error::{Error, Kind, Result};
use crate::fhir::{Resource, ResourceType};
use crate::kernel::personal::ANSWERS;
use crate::kernel::{Caller, Context, Kernel, Scope};
use crate::search::query::{Include, Position};
use crate::search::{Query, contained, parse};
use crate::store::{Key, Version};

/// How many resources a page of matches may bring along.
const MOST_INCLUDED: usize = 10_000;

/// A page of an answer to a search.
#[derive(Debug, Clone)]
pub struct Found {
    /// What was asked for, in order. Where contained resources are, each with its own text alone.
    pub matches: Vec<Version>,
    /// What the matches are linked with and the query includes; each once, and none that is a match.
    pub included: Vec<Version>,
    /// Where the next page starts.
    pub next: Option<Position>,
}

/// How many resources are read at once where all are wanted.
const PAGE: usize = 1000;

impl Kernel {
    /// The resources of a type that search parameters find, in the order of their making, up to a number.
    pub async fn find_where(
        &self,
        context: &Context,
        resource_type: ResourceType,
        search: &[(String, String)],
        most: usize,
    ) -> Result<Vec<Version>> {
        let parsed = parse::parse(&self.registry(), resource_type, search, self.settings(), context.now)?;
        self.find_all(context, parsed.query, most).await
    }

    /// The resources that a query matches, page after page, up to a number.
    pub(super) async fn find_all(
        &self,
        context: &Context,
        query: Query,
        most: usize,
    ) -> Result<Vec<Version>> {
        let mut query = Query { limit: PAGE, ..query };
        let mut found = Vec::new();
        loop {
            let page = self.find(context, &query).await?;
            found.extend(page.matches);
            match page.next {
                Some(next) if found.len() < most => query.after = Some(next),
                _ => break,
            }
        }
        found.truncate(most);
        Ok(found)
    }

    /// A page of the resources that a query matches.
    pub async fn find(&self, context: &Context, query: &Query) -> Result<Found> {
        context.caller.require(Scope::Read)?;
        let query = &*self.permitted(&context.caller, query)?;
        self.check_searchable(query)?;
        let resolved = self.resolved(context, query).await?;
        let page = self.store.search(&resolved).await?;
        self.check_unchanged(query)?;
        let included = self.included(&context.caller, &page.versions, &query.includes).await?;
        let included =
            if included.is_empty() { Vec::new() } else { self.read_many(context, &included).await? };
        let matches =
            page.versions.into_iter().map(|version| Ok(Self::redact(&context.caller, meant(version)?)));
        Ok(Found { matches: matches.collect::<Result<_>>()?, included, next: page.next })
    }

    /// How many resources a query matches, its paging aside.
    pub async fn count(&self, context: &Context, query: &Query) -> Result<u64> {
        context.caller.require(Scope::Read)?;
        let query = &*self.permitted(&context.caller, query)?;
        self.check_searchable(query)?;
        let resolved = self.resolved(context, query).await?;
        let count = self.store.count(&resolved).await?;
        self.check_unchanged(query)?;
        Ok(count)
    }

    /// What comes along with the matches: by every include from the matches, then by those that iterate from what
    /// they brought, until that is nothing new.
    async fn included(&self, caller: &Caller, matches: &[Version], includes: &[Include]) -> Result<Vec<Key>> {
        if includes.is_empty() {
            return Ok(Vec::new());
        }
        let mut from: Vec<Key> = matches.iter().map(|version| version.key.clone()).collect();
        let mut seen: HashSet<Key> = from.iter().cloned().collect();
        let mut included = Vec::new();
        let mut first = true;
        while !from.is_empty() {
            let mut fresh = Vec::new();
            for include in includes.iter().filter(|include| first || include.iterate) {
                let limit = seen.len().saturating_add(MOST_INCLUDED).saturating_add(1);
                // Any of an answer's references may be that to who answered.
                let hides = |key: &Key| {
                    include.parameter.is_none()
                        && !caller.sees_all_of(ANSWERS)
                        && key.resource_type == ANSWERS
                };
                let from: Vec<Key> =
                    from.iter().filter(|key| include.reverse || !hides(key)).cloned().collect();
                let mut linked = self.store.linked(&from, include, limit).await?;
                linked.retain(|key| !include.reverse || !hides(key));
                fresh.extend(linked.into_iter().filter(|key| seen.insert(key.clone())));
                if included.len() + fresh.len() > MOST_INCLUDED {
                    return Err(too_costly(matches.len()));
                }
            }
            included.extend(fresh.iter().cloned());
            from = fresh;
            first = false;
        }
        Ok(included)
    }
}

/// The version of what was found: where a contained resource is meant, with the text of that one alone.
fn meant(version: Version) -> Result<Version> {
    let Some(id) = &version.fragment else { return Ok(version) };
    let container = Resource::stored(&version.body)?;
    let part = contained::part(container.json(), id);
    let part =
        part.ok_or_else(|| Error::internal("search", "a contained resource is indexed but not there"))?;
    Ok(Version { body: part.to_string().into(), ..version })
}

fn too_costly(matches: usize) -> Error {
    let message = format!(
        "The {matches} matches of this page bring along more than {MOST_INCLUDED} resources. Ask for a smaller page \
         (_count), or for less to come along."
    );
    Error::new(Kind::TooLarge, "too-costly", message)
}
