//! What the last import of a meeting's minutes said, kept beside the meeting as a file of its own, so that a later
//! import can tell what people have changed since.

use std::collections::{BTreeMap, HashMap, HashSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::carried::{self, Accept, Match};
use super::identity::Identity;
use super::pairing::{Item, pair};
use crate::error::{Error, Result};
use crate::fhir::{Id, Resource, ResourceType};
use crate::kernel::{Context, Kernel, Key};
use crate::mapping::Mapped;
use crate::minutes::Draft;
use crate::minutes::draft::Language;
use crate::model::{ActionItem, DiscussionPoint, Minutes};

/// What the last import said.
#[derive(Debug, Default)]
pub(super) struct Earlier {
    /// Each resource as the document had it, in the order of the document.
    pub(super) said: Vec<Resource>,
    /// The number of the version of the file that tells it.
    pub(super) version: Option<u64>,
}

impl Earlier {
    /// Reads what the last import of a meeting's minutes said: nothing where there was none.
    pub(super) async fn read(
        kernel: &Kernel,
        context: &Context,
        identity: &Identity,
        date: Date,
    ) -> Result<Self> {
        let key = Key::new(ResourceType::named("Binary"), Id::parse(&identity.said(date))?);
        let Some(version) = kernel.read_many(context, &[key]).await?.pop() else {
            return Ok(Self::default());
        };
        let file = Resource::stored(&version.body)?;
        let said = said_in(&file).ok_or_else(|| {
            let message = format!("Binary/{} does not tell what the last import said.", version.key.id);
            Error::new(crate::error::Kind::Conflict, "import-record-unreadable", message)
        })?;
        Ok(Self { said, version: Some(version.number) })
    }

    /// What was said of one resource.
    pub(super) fn of(&self, resource_type: ResourceType, id: &Id) -> Option<&Resource> {
        let is_it =
            |said: &&Resource| said.resource_type() == resource_type && said.id().as_ref() == Some(id);
        self.said.iter().find(is_it)
    }

    /// The file that tells what has been said.
    pub(super) fn file(identity: &Identity, date: Date, said: &[&Resource]) -> Result<Resource> {
        let said: Vec<&serde_json::Map<String, Value>> = said.iter().map(|said| said.json()).collect();
        let text = serde_json::to_vec(&json!({ "said": said }))
            .map_err(|error| Error::internal("what an import said is not JSON", error))?;
        Resource::from_value(json!({
            "resourceType": "Binary",
            "id": identity.said(date),
            "contentType": "application/json",
            "data": BASE64.encode(text),
        }))
    }

    fn points(&self, language: Language) -> Vec<(String, Item)> {
        let points = self.said.iter().filter_map(|said| DiscussionPoint::from_fhir(said).ok());
        let item = |point: DiscussionPoint| {
            let item = Item::new(point.topic.as_deref().unwrap_or_default(), &point.text, language);
            (point.id.unwrap_or_default(), item)
        };
        points.map(item).collect()
    }

    fn actions(&self, language: Language) -> Vec<(String, Item)> {
        let minutes = self.said.iter().find_map(|said| Minutes::from_fhir(said).ok());
        let subjects = minutes.map(|minutes| minutes.subjects).unwrap_or_default();
        let topics: HashMap<&str, &str> = subjects
            .iter()
            .flat_map(|subject| {
                subject.entries.iter().map(|entry| (entry.id.as_str(), subject.title.as_str()))
            })
            .collect();
        let actions = self.said.iter().filter_map(|said| ActionItem::from_fhir(said).ok());
        let item = |action: ActionItem| {
            let id = action.id.unwrap_or_default();
            let topic = topics.get(id.as_str()).copied().unwrap_or_default();
            let item = Item::new(topic, &action.description, language);
            (id, item)
        };
        actions.map(item).collect()
    }
}

fn said_in(file: &Resource) -> Option<Vec<Resource>> {
    let bytes = BASE64.decode(file.json().get("data")?.as_str()?).ok()?;
    let mut told: BTreeMap<String, Vec<Value>> = serde_json::from_slice(&bytes).ok()?;
    told.remove("said")?.into_iter().map(|said| Resource::from_value(said).ok()).collect()
}

/// Which resources the points and actions of a draft are.
#[derive(Debug)]
pub(super) struct Ids {
    pub(super) points: Vec<String>,
    pub(super) actions: Vec<String>,
    /// How many of them an earlier import made.
    pub(super) matched: usize,
    /// How many are new.
    pub(super) new: usize,
    /// Which open actions of earlier meetings the draft's other actions seem to be.
    pub(super) matches: Vec<Match>,
}

impl Ids {
    /// Finds those that an earlier import of the same meeting made, and open actions of earlier meetings; makes ids
    /// for the others.
    pub(super) fn of(
        draft: &Draft,
        identity: &Identity,
        earlier: &Earlier,
        candidates: &[ActionItem],
        accept: Accept,
    ) -> Self {
        let topic =
            |subject: usize| draft.subjects.get(subject).map_or("", |subject| subject.value.title.as_str());
        let points: Vec<Item> = draft
            .points
            .iter()
            .map(|point| Item::new(topic(point.value.subject), &point.value.text, draft.language))
            .collect();
        let actions: Vec<Item> = draft
            .actions
            .iter()
            .map(|action| Item::new(topic(action.value.subject), &action.value.text, draft.language))
            .collect();
        let mut ids =
            Self { points: Vec::new(), actions: Vec::new(), matched: 0, new: 0, matches: Vec::new() };
        ids.points = ids.assign("point", identity, earlier.points(draft.language), &points);
        let old = earlier.actions(draft.language);
        let old_ids: HashSet<String> = old.iter().map(|(id, _)| id.clone()).collect();
        ids.actions = ids.assign("action", identity, old, &actions);
        ids.carry(draft, &old_ids, candidates, accept);
        ids
    }

    /// Lets actions that no earlier import of the meeting made be open ones of earlier meetings, where that is
    /// accepted.
    fn carry(&mut self, draft: &Draft, old: &HashSet<String>, candidates: &[ActionItem], accept: Accept) {
        let is_new = |(_, id): &(usize, &String)| !old.contains(*id);
        let new: Vec<usize> =
            self.actions.iter().enumerate().filter(is_new).map(|(place, _)| place).collect();
        let free = |item: &&ActionItem| item.id.as_ref().is_some_and(|id| !old.contains(id));
        let candidates: Vec<ActionItem> = candidates.iter().filter(free).cloned().collect();
        self.matches = carried::propose(draft, &new, &candidates, accept);
        for accepted in self.matches.iter().filter(|found| found.accepted) {
            if let Some(id) = self.actions.get_mut(accepted.action) {
                id.clone_from(&accepted.id);
                self.new -= 1;
            }
        }
    }

    fn assign(
        &mut self,
        kind: &str,
        identity: &Identity,
        old: Vec<(String, Item)>,
        new: &[Item],
    ) -> Vec<String> {
        let (old_ids, old): (Vec<String>, Vec<Item>) = old.into_iter().unzip();
        let pairs = pair(&old, new);
        let mut taken: HashSet<String> = old_ids.iter().cloned().collect();
        let mut ids = Vec::with_capacity(new.len());
        for (place, pair) in pairs.into_iter().enumerate() {
            if let Some(id) = pair.and_then(|old| old_ids.get(old)) {
                self.matched += 1;
                ids.push(id.clone());
                continue;
            }
            // Another draft of the same document may have had something else at this place.
            let mut attempts = (0_usize..).map(|attempt| identity.within(kind, place, attempt));
            let id = attempts.find(|id| !taken.contains(id)).unwrap_or_default();
            self.new += 1;
            taken.insert(id.clone());
            ids.push(id);
        }
        ids
    }
}
