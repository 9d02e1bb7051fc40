//! Carries an import out, in one transaction.

use std::collections::HashMap;

use super::plan::{Plan, Planned, Stored, plan};
use super::summary::{Summary, Thing};
use super::{Draft, Source};
use crate::error::{Error, Kind, Result};
use crate::fhir::{Id, Resource, ResourceType};
use crate::kernel::{Context, Entry, Kernel, Key, Operation, Outcome};
use crate::mapping::{Mapped, overlay, reference};
use crate::model::Meeting;
use crate::model::meeting::Status;

/// How often an import is planned anew when others change the same meeting in between.
const ATTEMPTS: usize = 8;

/// Writes what a draft tells. The same document again changes nothing.
pub async fn import(kernel: &Kernel, context: &Context, draft: &Draft, source: &Source) -> Result<Summary> {
    for _ in 0..ATTEMPTS {
        match attempt(kernel, context, draft, source).await {
            Err(error) if error.kind() == Kind::PreconditionFailed => {}
            done => return done,
        }
    }
    Err(Error::new(Kind::Conflict, "conflict", "Others kept changing the same meeting. Try again."))
}

async fn attempt(kernel: &Kernel, context: &Context, draft: &Draft, source: &Source) -> Result<Summary> {
    let plan = plan(draft, source)?;
    let present = present(kernel, context, &plan).await?;
    let known = reference::key(&plan.document).is_some_and(|key| present.contains_key(&key));
    let mut things = Vec::with_capacity(plan.things.len());
    let mut entries = Vec::new();
    let mut written = Vec::new();
    for planned in &plan.things {
        let Some(id) = planned.resource.id() else { continue };
        let key = (planned.resource.resource_type(), id);
        let operation = operation(planned, present.get(&key), known)?;
        if let Some(operation) = operation {
            written.push(things.len());
            entries.push(Entry { full_url: None, operation, place: None });
        }
        things.push(Thing { resource_type: key.0, id: key.1, outcome: Outcome::Unchanged });
    }
    if !entries.is_empty() {
        let outcomes = kernel.transact(context, entries).await?;
        for (index, outcome) in written.into_iter().zip(outcomes) {
            if let Some(thing) = things.get_mut(index) {
                thing.outcome = outcome.outcome;
            }
        }
    }
    Ok(summary(draft, plan, known, things))
}

/// What the store holds of the plan.
type Present = HashMap<(ResourceType, Id), (Resource, u64)>;

async fn present(kernel: &Kernel, context: &Context, plan: &Plan) -> Result<Present> {
    let key = |planned: &Planned| Some(Key::new(planned.resource.resource_type(), planned.resource.id()?));
    let keys: Vec<Key> = plan.things.iter().filter_map(key).collect();
    let versions = kernel.read_many(context, &keys).await?;
    let mut present = Present::with_capacity(versions.len());
    for version in versions {
        let resource = Resource::stored(&version.body)
            .map_err(|error| Error::internal(format!("stored {}", version.key.id), error))?;
        present.insert((version.key.resource_type, version.key.id), (resource, version.number));
    }
    Ok(present)
}

/// What is to be done for a planned resource, given what is stored; `None` for nothing.
fn operation(planned: &Planned, stored: Option<&(Resource, u64)>, known: bool) -> Result<Option<Operation>> {
    let Some((stored, number)) = stored else {
        // What a known document told and somebody deleted stays deleted.
        let new = (!known).then(|| Operation::Make(planned.resource.clone()));
        return Ok(new);
    };
    if known || planned.stored == Stored::Stays {
        return Ok(None);
    }
    let fresh = Meeting::from_fhir(&planned.resource)?;
    let before = Meeting::from_fhir(stored)?;
    if planned.stored == Stored::IsFilledIn && before.status != Status::Planned {
        // It has been recorded, or called off, by other minutes or by somebody.
        return Ok(None);
    }
    let merged = match planned.stored {
        Stored::LearnsPrevious => Meeting { previous: before.previous.clone().or(fresh.previous), ..before },
        Stored::Stays | Stored::IsFilledIn => filled_in(before, fresh),
    };
    Ok(Some(Operation::Update { resource: overlay(stored, &merged), if_match: Some(*number) }))
}

/// What the minutes say of a meeting, and beside it what was known before and they do not speak of.
fn filled_in(before: Meeting, fresh: Meeting) -> Meeting {
    Meeting {
        theme: fresh.theme.or(before.theme),
        type_as_written: fresh.type_as_written.or(before.type_as_written),
        start: fresh.start.or(before.start),
        end: fresh.end.or(before.end),
        zone_label: fresh.zone_label.or(before.zone_label),
        zone: fresh.zone.or(before.zone),
        room: fresh.room.or(before.room),
        location_as_written: fresh.location_as_written.or(before.location_as_written),
        participants: if fresh.participants.is_empty() { before.participants } else { fresh.participants },
        series: fresh.series.or(before.series),
        previous: fresh.previous.or(before.previous),
        distribution_list: fresh.distribution_list.or(before.distribution_list),
        ..fresh
    }
}

fn summary(draft: &Draft, plan: Plan, known_document: bool, things: Vec<Thing>) -> Summary {
    Summary {
        title: plan.title,
        known_document,
        community: plan.community,
        meeting: plan.meeting,
        next_meeting: plan.next_meeting,
        minutes: plan.minutes,
        document: plan.document,
        agenda_items: draft.agenda.len(),
        subjects: draft.subjects.len(),
        discussion_points: draft.points.len(),
        action_items: draft.actions.len(),
        warnings: draft.warning_count(),
        things,
    }
}
