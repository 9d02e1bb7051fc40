//! Carries an import out, in one transaction.

use super::carried::{Accept, Match, candidates};
use super::decide::{Deciding, Present};
use super::earlier::{Earlier, Ids};
use super::plan::{Plan, identify, plan};
use super::summary::{Summary, Thing};
use super::{Draft, Source};
use crate::error::{Error, Kind, Result};
use crate::fhir::Resource;
use crate::kernel::{Context, Kernel, Key};
use crate::mapping::reference;

/// How often an import is planned anew when others change the same meeting in between.
const ATTEMPTS: usize = 8;

/// What whoever imports may choose.
#[derive(Debug, Clone, Copy, Default)]
pub struct Choices {
    /// Whether a person corrected the draft, so that a known document may say something new.
    pub corrected: bool,
    /// Which proposed matches with open actions of earlier meetings become reviews of these.
    pub accept: Accept,
}

/// Writes what a draft tells. The same document again changes nothing; another one of the same meeting changes what
/// it says otherwise.
pub async fn import(kernel: &Kernel, context: &Context, draft: &Draft, source: &Source) -> Result<Summary> {
    import_with(kernel, context, draft, source, Choices::default()).await
}

/// Writes what a draft tells, as it was chosen.
pub async fn import_with(
    kernel: &Kernel,
    context: &Context,
    draft: &Draft,
    source: &Source,
    choices: Choices,
) -> Result<Summary> {
    for _ in 0..ATTEMPTS {
        match attempt(kernel, context, draft, source, choices).await {
            Err(error) if error.kind() == Kind::PreconditionFailed => {}
            done => return done,
        }
    }
    Err(Error::new(Kind::Conflict, "conflict", "Others kept changing the same meeting. Try again."))
}

/// Which open actions of earlier meetings a draft's actions seem to be, and what an import would make of that. Of
/// minutes that could not be imported there are none.
pub async fn matches(
    kernel: &Kernel,
    context: &Context,
    draft: &Draft,
    source: &Source,
    choices: Choices,
) -> Result<Vec<Match>> {
    let Ok((date, identity)) = identify(draft, source) else { return Ok(Vec::new()) };
    let earlier = Earlier::read(kernel, context, &identity, date).await?;
    let candidates = candidates(kernel, context, draft, &identity, date).await?;
    Ok(Ids::of(draft, &identity, &earlier, &candidates, choices.accept).matches)
}

async fn attempt(
    kernel: &Kernel,
    context: &Context,
    draft: &Draft,
    source: &Source,
    choices: Choices,
) -> Result<Summary> {
    let (date, identity) = identify(draft, source)?;
    let earlier = Earlier::read(kernel, context, &identity, date).await?;
    let candidates = candidates(kernel, context, draft, &identity, date).await?;
    let plan = plan(draft, source, &earlier, &candidates, choices.accept)?;
    let present = present(kernel, context, &plan, &earlier).await?;
    let known_document = reference::key(&plan.document).is_some_and(|key| present.contains_key(&key));
    let known = known_document && !choices.corrected;
    let mut deciding = Deciding::new(&present, &earlier, known);
    for planned in &plan.things {
        deciding.decide(planned)?;
    }
    if !known {
        deciding.retire_what_vanished(&plan)?;
        deciding.keep_what_was_said(&identity, date, &plan)?;
        deciding.refuse_for_approved(&plan)?;
    }
    let Deciding { entries, written, mut things, updated, vanished, conflicts, .. } = deciding;
    if !entries.is_empty() {
        let outcomes = kernel.transact(context, entries).await?;
        for (index, outcome) in written.into_iter().zip(outcomes) {
            if let Some(thing) = things.get_mut(index) {
                thing.outcome = outcome.outcome;
            }
        }
    }
    Ok(Summary { updated, vanished, conflicts, ..summary(draft, plan, known_document, things) })
}

/// What the store holds of the plan and of what was said earlier.
async fn present(kernel: &Kernel, context: &Context, plan: &Plan, earlier: &Earlier) -> Result<Present> {
    let planned = plan.things.iter().map(|planned| &planned.resource);
    let key = |resource: &Resource| Some(Key::new(resource.resource_type(), resource.id()?));
    let mut keys: Vec<Key> = planned.chain(&earlier.said).filter_map(key).collect();
    keys.sort();
    keys.dedup();
    let versions = kernel.read_many(context, &keys).await?;
    let mut present = Present::with_capacity(versions.len());
    for version in versions {
        let resource = Resource::stored(&version.body)
            .map_err(|error| Error::internal(format!("stored {}", version.key.id), error))?;
        present.insert((version.key.resource_type, version.key.id), (resource, version.number));
    }
    Ok(present)
}

fn summary(draft: &Draft, plan: Plan, known_document: bool, things: Vec<Thing>) -> Summary {
    Summary {
        title: plan.title,
        date: plan.date,
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
        matched: plan.matched,
        new: plan.new,
        matches: plan.matches,
        updated: Vec::new(),
        vanished: Vec::new(),
        conflicts: Vec::new(),
        things,
    }
}
