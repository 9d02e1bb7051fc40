//! The surveys that responses answer: looked up before the responses are judged, and held until they are written.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::error::Result;
use crate::fhir::{Id, Resource, ResourceType};
use crate::kernel::intent::{Step, Task};
use crate::kernel::rewire::Wiring;
use crate::kernel::{Context, Kernel};
use crate::mapping::survey_of;
use crate::model::{Moment, When};
use crate::search::Query;
use crate::search::query::Test;
use crate::store::{Guard, Key, Version};

const SURVEY: ResourceType = ResourceType::named("Questionnaire");
const RESPONSE: ResourceType = ResourceType::named("QuestionnaireResponse");

/// The surveys that some changes concern.
#[derive(Default)]
pub(super) struct Surveys {
    /// By their ids; those of the same commit with the number that they had before.
    surveys: HashMap<Id, Resource>,
    /// Which of them are stored, and at which version.
    stored: Vec<(Key, u64)>,
}

impl Surveys {
    /// The survey that a resource responds to.
    pub(super) fn answered_by(&self, response: &Resource) -> Option<&Resource> {
        if response.resource_type() != RESPONSE {
            return None;
        }
        self.surveys.get(&Id::parse(survey_of(response)?).ok()?)
    }

    /// What must hold when the responses are written: that the surveys are as they were when the answers were judged.
    pub(super) fn guards(&self) -> Vec<Guard> {
        let guard = |(key, number): &(Key, u64)| Guard {
            query: Query::all(SURVEY, 1).and(Test::Id(vec![key.id.clone()])),
            found: vec![(key.clone(), *number)],
        };
        self.stored.iter().map(guard).collect()
    }
}

impl Kernel {
    /// The surveys that steps respond to: as the steps themselves leave them, or as they are stored. `present` are the
    /// versions that the steps find.
    pub(super) async fn surveys(
        &self,
        context: &Context,
        steps: &[Step<'_>],
        wiring: &Wiring,
        present: &HashMap<Key, Version>,
    ) -> Result<Surveys> {
        let mut surveys = Surveys::default();
        let mut wanted = Vec::new();
        for step in steps.iter().filter(|step| step.key.resource_type == RESPONSE) {
            let id = match &step.task {
                Task::Put(resource, _) => survey_of(resource).and_then(|id| Id::parse(id).ok()),
                // A response stays with its survey, so a patch concerns the one that it has.
                Task::Patch(_) => match present.get(&step.key).filter(|version| !version.is_deleted()) {
                    Some(version) => {
                        survey_of(&Resource::stored(&version.body)?).and_then(|id| Id::parse(id).ok())
                    }
                    None => None,
                },
                Task::Keep | Task::Delete => None,
            };
            wanted.extend(id.map(|id| Key::new(SURVEY, id)));
        }
        wanted.sort();
        wanted.dedup();
        for step in steps.iter().filter(|step| step.key.resource_type == SURVEY) {
            let Ok(place) = wanted.binary_search(&step.key) else { continue };
            let resource = match &step.task {
                Task::Keep => continue,
                Task::Put(resource, _) => resource.as_ref().clone(),
                Task::Patch(patch) => {
                    let latest = present.get(&step.key);
                    step.check(latest)?;
                    Self::patched(context, step, patch, latest, wiring)?
                }
                // It ends with this commit, so there is nothing to respond to.
                Task::Delete => {
                    wanted.remove(place);
                    continue;
                }
            };
            let key = wanted.remove(place);
            surveys.surveys.insert(key.id, resource);
        }
        if wanted.is_empty() {
            return Ok(surveys);
        }
        for version in self.store.read_many(&wanted).await? {
            if !version.is_deleted() {
                surveys.surveys.insert(version.key.id.clone(), Resource::stored(&version.body)?);
                surveys.stored.push((version.key, version.number));
            }
        }
        Ok(surveys)
    }

    /// An instant (microseconds since 1970 UTC) in the server's time zone.
    pub(super) fn moment(&self, now: i64) -> When {
        let instant = Timestamp::from_microsecond(now).unwrap_or(Timestamp::UNIX_EPOCH);
        When::At(Moment::new(instant, self.settings.zone.to_offset(instant)))
    }
}
