//! The surveys that responses answer: looked up before the responses are judged, and held until they are written.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::error::Result;
use crate::fhir::{Id, Resource, ResourceType};
use crate::kernel::Kernel;
use crate::kernel::intent::{Step, Task};
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
    /// The surveys that steps respond to: as the steps themselves make them, or as they are stored. `present` are the
    /// versions that the steps find.
    pub(super) async fn surveys(
        &self,
        steps: &[Step<'_>],
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
        let made = |key: &Key| {
            steps.iter().find(|step| step.key == *key).and_then(|step| match &step.task {
                Task::Put(resource, _) => Some(resource.as_ref().clone()),
                Task::Keep | Task::Patch(_) | Task::Delete => None,
            })
        };
        wanted.retain(|key| match made(key) {
            Some(resource) => surveys.surveys.insert(key.id.clone(), resource).is_some(),
            None => true,
        });
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
