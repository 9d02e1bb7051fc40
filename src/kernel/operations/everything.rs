//! `$everything` (R4: Patient, Encounter and Group; ours: a meeting): a resource, what belongs to it, and what that
//! points to. It is one search, so a page starts from a position that no later write disturbs.

use std::collections::HashSet;
use std::sync::Arc;

use crate::error::{Error, Kind, Result};
use crate::fhir::datetime::Interval;
use crate::fhir::{Id, Resource, ResourceType};
use crate::kernel::references::pointers;
use crate::kernel::{Context, Found, Kernel, Scope};
use crate::search::query::{Belonging, Criterion, DateTest, Include, Position, Prefix, Query, Test, Types};
use crate::search::{ParameterKind, Registry};
use crate::store::{Key, Version};

/// Of how many members of a group one can ask for everything.
const MOST_MEMBERS: usize = 5_000;

const PATIENT: ResourceType = ResourceType::named("Patient");
const GROUP: ResourceType = ResourceType::named("Group");
const ROLE: ResourceType = ResourceType::named("PractitionerRole");

/// A question for everything about something.
#[derive(Debug, Clone)]
pub struct Everything {
    /// Of which type it is.
    pub of: ResourceType,
    /// Its id; all of the type are meant when there is none.
    pub id: Option<Id>,
    /// Only what happened then or later, as far as it says when it happened.
    pub start: Option<Interval>,
    /// Only what happened then or earlier.
    pub end: Option<Interval>,
    /// Only what was last changed at this instant or later, in microseconds since 1970 UTC.
    pub since: Option<i64>,
    /// Only these types; every type when there are none.
    pub types: Vec<ResourceType>,
    /// How many matches a page holds.
    pub count: usize,
    /// The place after which the page starts.
    pub after: Option<Position>,
}

impl Kernel {
    /// A page of everything about something: the matches belong to it, the rest is what those point to. Of other
    /// patients than those who are asked about, a patient's everything brings along only those whom the patient's
    /// own record links.
    pub async fn everything(&self, context: &Context, asked: &Everything) -> Result<Found> {
        context.caller.require(Scope::Read)?;
        let query = self.everything_query(asked).await?;
        let mut found = self.find(context, &query).await?;
        let linked = self.linked_by_patients(&found.matches)?;
        found.matches.retain(|version| asked.wants_type(version));
        found.included.retain(|version| asked.brings_along(version, &linked));
        Ok(found)
    }

    /// The search that finds what belongs to it.
    async fn everything_query(&self, asked: &Everything) -> Result<Query> {
        let registry = self.registry();
        let itself = match &asked.id {
            Some(id) => Some(self.live(&Key::new(asked.of, id.clone())).await?),
            None => None,
        };
        let (types, test) = match (&itself, asked.of) {
            (Some(group), GROUP) => {
                let (types, belonging) = Belonging::to(&registry, PATIENT, Some(self.patients_among(group)?));
                let ids = Some(vec![group.key.id.clone()]);
                let itself = Belonging { parameters: Vec::new(), of: GROUP, ids };
                let either =
                    [itself, belonging].map(|one| Criterion { test: Test::Member(one), negated: false });
                (types, Test::Either(either.into()))
            }
            (_, of) => {
                let ids = asked.id.clone().map(|id| vec![id]);
                let (types, belonging) = Belonging::to(&registry, of, ids);
                (types, Test::Member(belonging))
            }
        };
        Ok(asked.narrowed(&registry, Query::within(asked.types_among(types), asked.count).and(test)))
    }

    /// The members of a group who are patients.
    fn patients_among(&self, group: &Version) -> Result<Vec<Id>> {
        let group = Resource::stored(&group.body)?;
        let pointers = pointers(&group, &self.settings.base).into_iter();
        let is_member = |place: &str| place.starts_with("Group.member[") && place.ends_with(".entity");
        let patients = pointers.filter(|one| one.key.resource_type == PATIENT && is_member(&one.place));
        let mut ids: Vec<Id> = patients.map(|one| one.key.id).collect();
        ids.sort();
        ids.dedup();
        if ids.len() > MOST_MEMBERS {
            let message =
                format!("The group has more than {MOST_MEMBERS} patients. Ask for everything of each.");
            return Err(Error::new(Kind::Unprocessable, "too-costly", message));
        }
        Ok(ids)
    }

    /// What the patients among the matches point to.
    fn linked_by_patients(&self, matches: &[Version]) -> Result<HashSet<Key>> {
        let mut linked = HashSet::new();
        for patient in matches.iter().filter(|version| version.key.resource_type == PATIENT) {
            let pointers = pointers(&Resource::stored(&patient.body)?, &self.settings.base);
            linked.extend(pointers.into_iter().map(|pointer| pointer.key));
        }
        Ok(linked)
    }
}

impl Everything {
    /// The types that are searched: only the wanted ones when what is found is all that can be wanted. Otherwise
    /// matches of other types lead to what is wanted.
    fn types_among(&self, types: Types) -> Types {
        match &types {
            Types::These(all) if !self.types.is_empty() && self.types.iter().all(|one| all.contains(one)) => {
                Types::These(self.types.clone())
            }
            _ => types,
        }
    }

    /// The search with what is asked of each match, and what comes along: what a match points to, and the people
    /// and organisations behind roles.
    fn narrowed(&self, registry: &Registry, mut query: Query) -> Query {
        if let Some(since) = self.since {
            let test = DateTest { prefix: Prefix::Ge, low: since, high: since.saturating_add(1) };
            query = query.and(Test::LastUpdated(vec![test]));
        }
        for (prefix, bound) in [(Prefix::Ge, self.start), (Prefix::Le, self.end)] {
            if let Some(Interval { low, high }) = bound {
                query.criteria.push(not_outside(registry, &query.types, DateTest { prefix, low, high }));
            }
        }
        let along =
            |iterate, source| Include { reverse: false, iterate, source, parameter: None, target: None };
        query.includes = vec![along(false, None), along(true, Some(ROLE))];
        query.after.clone_from(&self.after);
        query
    }

    fn wants_type(&self, version: &Version) -> bool {
        self.types.is_empty() || self.types.contains(&version.key.resource_type)
    }

    /// Whether something that matches point to is part of the answer, on this page.
    fn brings_along(&self, version: &Version, linked: &HashSet<Key>) -> bool {
        let Key { resource_type, id } = &version.key;
        let is_match_elsewhere = *resource_type == self.of && self.id.as_ref().is_none_or(|own| own == id);
        let is_other_patient = *resource_type == PATIENT && [PATIENT, GROUP].contains(&self.of);
        self.wants_type(version)
            && self.since.is_none_or(|since| version.at >= since)
            && !is_match_elsewhere
            && (!is_other_patient || linked.contains(&version.key))
    }
}

/// That a match does not say that it happened outside: the `date` of its type either fits or has no value.
fn not_outside(registry: &Registry, types: &Types, test: DateTest) -> Criterion {
    let dates = types.each().into_iter().filter_map(|one| registry.parameter(one, "date").map(Arc::clone));
    let misses = dates.filter(|date| date.kind == ParameterKind::Date).map(|date| {
        let stated = Criterion { test: Test::Missing(Arc::clone(&date), false), negated: false };
        let fits = Criterion { test: Test::Date(date, vec![test]), negated: true };
        Criterion { test: Test::All(vec![stated, fits]), negated: false }
    });
    Criterion { test: Test::Either(misses.collect()), negated: true }
}
