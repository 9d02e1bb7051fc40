//! search (R4, section 3.1.1): matches, and what they bring along.

use std::collections::HashSet;

use crate::error::Result;
use crate::fhir::{Reference, Resource};
use crate::kernel::{Context, Kernel, Scope};
use crate::search::query::{Include, Position};
use crate::search::{IndexValue, Query, extract};
use crate::store::{Key, Version};

/// A page of an answer to a search.
#[derive(Debug, Clone)]
pub struct Found {
    /// What was asked for, in order.
    pub matches: Vec<Version>,
    /// What the matches point to and the query includes; each once, and none that is a match.
    pub included: Vec<Version>,
    /// Where the next page starts.
    pub next: Option<Position>,
}

impl Kernel {
    /// A page of the resources that a query matches.
    pub async fn find(&self, context: &Context, query: &Query) -> Result<Found> {
        context.caller.require(Scope::Read)?;
        Self::check_personal(&context.caller, query)?;
        self.check_searchable(query)?;
        let page = self.store.search(query).await?;
        self.check_unchanged(query)?;
        let targets = self.targets(&page.versions, &query.includes)?;
        let included =
            if targets.is_empty() { Vec::new() } else { self.read_many(context, &targets).await? };
        let matches = page.versions.into_iter().map(|version| Self::redact(&context.caller, version));
        Ok(Found { matches: matches.collect(), included, next: page.next })
    }

    /// How many resources a query matches, its paging aside.
    pub async fn count(&self, context: &Context, query: &Query) -> Result<u64> {
        context.caller.require(Scope::Read)?;
        Self::check_personal(&context.caller, query)?;
        self.check_searchable(query)?;
        let count = self.store.count(query).await?;
        self.check_unchanged(query)?;
        Ok(count)
    }

    /// What the matches point to by the included parameters.
    fn targets(&self, matches: &[Version], includes: &[Include]) -> Result<Vec<Key>> {
        if includes.is_empty() {
            return Ok(Vec::new());
        }
        let mut seen: HashSet<Key> = matches.iter().map(|version| version.key.clone()).collect();
        let mut targets = Vec::new();
        for version in matches {
            let resource = Resource::parse(&version.body)?;
            for include in includes {
                for value in extract::values(&include.parameter, &resource, &self.settings) {
                    targets.extend(target(&value, include).filter(|key| seen.insert(key.clone())));
                }
            }
        }
        Ok(targets)
    }
}

fn target(value: &IndexValue, include: &Include) -> Option<Key> {
    let IndexValue::Reference { resource_type, target } = value else {
        return None;
    };
    match Reference::parse(&format!("{resource_type}/{target}"), "") {
        Reference::Local { resource_type, id, .. }
            if include.target.is_none_or(|wanted| wanted == resource_type) =>
        {
            Some(Key::new(resource_type, id))
        }
        _ => None,
    }
}
