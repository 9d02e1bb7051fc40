//! transaction (R4, section 3.1.0.11.2): several changes in one commit, pointing to one another by the URLs
//! under which they were handed in, and to what searches find.

use std::collections::BTreeMap;

use crate::error::{At, Error, Result};
use crate::fhir::ResourceType;
use crate::kernel::intent::Intent;
use crate::kernel::place::Place;
use crate::kernel::{Condition, Context, Kernel, Operation, Written, rewire};

/// One change of a transaction.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The URL by which other entries point to this one's resource: `urn:uuid:…`, or an absolute one.
    pub full_url: Option<String>,
    /// The change.
    pub operation: Operation,
    /// Where the entry stands in the caller's input, for what is said about it: a FHIRPath expression such as
    /// `Bundle.entry[3]`, within which are `resource` and `request`.
    pub place: Option<String>,
}

/// What is to be done in one commit.
pub(super) struct Work {
    /// The changes.
    pub(super) intents: Vec<Intent>,
    /// The references among their contents that are searches, by their texts.
    pub(super) references: BTreeMap<String, Condition>,
}

impl Work {
    /// One change.
    pub(super) fn alone(operation: Operation) -> Result<Self> {
        Ok(Self {
            intents: vec![Intent::of(operation, None, Place::default())?],
            references: BTreeMap::new(),
        })
    }
}

impl Kernel {
    /// Carries out all changes, or none. Links to an entry's URL, and references that are searches, are rewired to
    /// where the resource is. The answers stand in the order of the entries.
    pub async fn transact(&self, context: &Context, entries: Vec<Entry>) -> Result<Vec<Written>> {
        let mut work = Work { intents: Vec::with_capacity(entries.len()), references: BTreeMap::new() };
        for Entry { full_url, operation, place } in entries {
            let mut intent = Intent::of(operation, full_url, Place(place))?;
            self.note_searches(context, &mut intent, &mut work.references)?;
            work.intents.push(intent);
        }
        self.carry_out(context, &work).await
    }

    /// Notes the searches among the references of an intent's resource.
    fn note_searches(
        &self,
        context: &Context,
        intent: &mut Intent,
        references: &mut BTreeMap<String, Condition>,
    ) -> Result<()> {
        let Some(resource) = intent.resource_mut() else {
            return Ok(());
        };
        let (searches, has_links) = rewire::searches(resource, &self.settings.base);
        intent.has_links = has_links;
        for search in searches {
            if references.contains_key(&search.text) {
                continue;
            }
            let place = || At::Expression(search.place.clone());
            let read = || -> Result<Condition> {
                let resource_type = ResourceType::parse(&search.resource_type)?;
                let pairs: Vec<_> = form_urlencoded::parse(search.criteria.as_bytes()).into_owned().collect();
                Ok(self.condition(context, resource_type, &pairs)?.at(place()))
            };
            let condition =
                read().map_err(|error: Error| intent.located(error.map_places(|_| Some(place()))))?;
            references.insert(search.text, intent.locate(condition));
        }
        Ok(())
    }
}
