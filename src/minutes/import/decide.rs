//! What is done with each resource of an import, given what is stored and what the last import said.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use serde_json::Value;

use super::earlier::Earlier;
use super::identity::Identity;
use super::merge::{is_untouched, merge};
use super::plan::{Plan, Planned, Stored};
use super::summary::{Conflict, Thing, Updated, Vanished};
use crate::error::{Error, Kind, Result};
use crate::fhir::{Id, Resource, ResourceType};
use crate::kernel::{Entry, Operation, Outcome};
use crate::mapping::{Mapped, overlay, reference};
use crate::model::action_item::{self, Review};
use crate::model::meeting::Status;
use crate::model::minutes::State;
use crate::model::{ActionItem, DiscussionPoint, Meeting, Minutes, due};

/// What the store holds, with the numbers of the versions.
pub(super) type Present = HashMap<(ResourceType, Id), (Resource, u64)>;

/// The decisions of one import.
pub(super) struct Deciding<'a> {
    present: &'a Present,
    earlier: &'a Earlier,
    /// Whether the document has been imported before, so that nothing is to be done.
    known: bool,
    pub(super) entries: Vec<Entry>,
    /// For each entry the place of its thing.
    pub(super) written: Vec<usize>,
    pub(super) things: Vec<Thing>,
    pub(super) updated: Vec<Updated>,
    pub(super) vanished: Vec<Vanished>,
    pub(super) conflicts: Vec<Conflict>,
    /// What earlier imports said and this document no longer does, as it is to be known again.
    still_said: Vec<Resource>,
}

impl<'a> Deciding<'a> {
    pub(super) fn new(present: &'a Present, earlier: &'a Earlier, known: bool) -> Self {
        Self {
            present,
            earlier,
            known,
            entries: Vec::new(),
            written: Vec::new(),
            things: Vec::new(),
            updated: Vec::new(),
            vanished: Vec::new(),
            conflicts: Vec::new(),
            still_said: Vec::new(),
        }
    }

    /// Decides on one resource of the plan.
    pub(super) fn decide(&mut self, planned: &Planned) -> Result<()> {
        let fresh = &planned.resource;
        let Some(id) = fresh.id() else { return Ok(()) };
        let key = (fresh.resource_type(), id);
        let said = self.earlier.of(key.0, &key.1);
        let operation = match (self.present.get(&key), said) {
            _ if self.known => None,
            (None, Some(said)) => {
                self.stays_deleted(&key, said, fresh);
                None
            }
            (None, None) => Some(Operation::Make(fresh.clone())),
            (Some((stored, number)), said) => self.change(planned, said, stored, *number)?,
        };
        self.add(key, operation);
        Ok(())
    }

    fn add(&mut self, key: (ResourceType, Id), operation: Option<Operation>) {
        if let Some(operation) = operation {
            self.written.push(self.things.len());
            self.entries.push(Entry { full_url: None, operation, place: None });
        }
        self.things.push(Thing { resource_type: key.0, id: key.1, outcome: Outcome::Unchanged });
    }

    /// What somebody deleted is not made again. That the document has changed it since is reported.
    fn stays_deleted(&mut self, key: &(ResourceType, Id), said: &Resource, fresh: &Resource) {
        for contested in merge(None, said, fresh).contested {
            let conflict = Conflict {
                resource_type: key.0,
                id: key.1.clone(),
                field: contested.field,
                imported: contested.current,
                current: Value::Null,
                document: contested.document,
            };
            self.conflicts.push(conflict);
        }
    }

    /// What is to be done with a resource that is stored.
    fn change(
        &mut self,
        planned: &Planned,
        said: Option<&Resource>,
        stored: &Resource,
        number: u64,
    ) -> Result<Option<Operation>> {
        let fresh = &planned.resource;
        let resource = match (planned.stored, said) {
            (Stored::Stays, _) => None,
            (Stored::IsFilledIn | Stored::LearnsPrevious, None) => meeting_of_others(planned, stored)?,
            _ => match of_an_earlier_meeting(stored, fresh) {
                Some(item) => self.reviewed(said, item, stored, fresh)?,
                None => self.merged(said, stored, fresh),
            },
        };
        Ok(resource.map(|resource| Operation::Update { resource, if_match: Some(number) }))
    }

    fn merged(&mut self, said: Option<&Resource>, stored: &Resource, fresh: &Resource) -> Option<Resource> {
        let id = fresh.id()?;
        let resource_type = fresh.resource_type();
        let mut fresh = fresh.clone();
        let unlawful = unlawful_status(stored, &fresh)
            .filter(|_| said.is_none_or(|said| said.json().get("status") != fresh.json().get("status")));
        if let Some(conflict) = unlawful.map(|status| Conflict {
            resource_type,
            id: id.clone(),
            field: "status",
            imported: said.and_then(|said| said.json().get("status")).cloned().unwrap_or_default(),
            current: status.clone(),
            document: fresh.json().get("status").cloned().unwrap_or_default(),
        }) {
            fresh.json_mut().insert("status".to_owned(), conflict.current.clone());
            self.conflicts.push(conflict);
        }
        let merged = merge(said, stored, &fresh);
        self.conflicts.extend(merged.contested.into_iter().map(|contested| Conflict {
            resource_type,
            id: id.clone(),
            field: contested.field,
            imported: contested.imported,
            current: contested.current,
            document: contested.document,
        }));
        if merged.updated.is_empty() {
            return None;
        }
        self.updated.push(Updated { resource_type, id, fields: merged.updated });
        Some(merged.resource)
    }

    /// Lets what the document says of an action of an earlier meeting be a review of it.
    fn reviewed(
        &mut self,
        said: Option<&Resource>,
        mut item: ActionItem,
        stored: &Resource,
        fresh: &Resource,
    ) -> Result<Option<Resource>> {
        let Some(id) = fresh.id() else { return Ok(None) };
        let review = review_in(&ActionItem::from_fhir(fresh)?);
        let before = said.map(ActionItem::from_fhir).transpose()?.map(|said| review_in(&said));
        if before.as_ref() == Some(&review) {
            return Ok(None);
        }
        let place = before.as_ref().map(|before| item.reviews.iter().position(|known| known == before));
        let unlawful = review.status_after.is_some_and(|status| !item.status.may_become(status));
        if place == Some(None) || unlawful {
            self.conflicts.push(Conflict {
                resource_type: fresh.resource_type(),
                id,
                field: if unlawful { "status" } else { "reviews" },
                imported: before.map(|before| Value::from(before.text)).unwrap_or_default(),
                current: if unlawful { Value::from(item.status.code()) } else { Value::Null },
                document: Value::from(review.text),
            });
            return Ok(None);
        }
        if let Some(place) = place.flatten() {
            item.reviews.remove(place);
        }
        let Some(at) = review.at else { return Ok(None) };
        item.review(review, at);
        self.updated.push(Updated { resource_type: fresh.resource_type(), id, fields: vec!["reviews"] });
        Ok(Some(overlay(stored, &item)))
    }

    /// What an earlier import made and the document no longer tells was entered in error, unless somebody has
    /// worked on it since: then it stays.
    pub(super) fn retire_what_vanished(&mut self, plan: &Plan) -> Result<()> {
        let key = |resource: &Resource| Some((resource.resource_type(), resource.id()?));
        let told: HashSet<_> = plan.things.iter().filter_map(|planned| key(&planned.resource)).collect();
        for said in &self.earlier.said {
            let Some(key) = key(said).filter(|key| !told.contains(key)) else { continue };
            let stored = self.present.get(&key);
            let Some((stored, number)) = stored.filter(|_| !is_retired(said)) else {
                // It is gone already, and may come back with a later document.
                self.still_said.push(said.clone());
                continue;
            };
            let retired = is_untouched(said, stored).then(|| retired(stored)).transpose()?;
            self.vanished.push(Vanished {
                resource_type: key.0,
                id: key.1.clone(),
                text: words_of(said),
                retired: retired.is_some(),
            });
            self.still_said.push(match &retired {
                Some(_) => self::retired(said)?,
                None => said.clone(),
            });
            let operation = retired.map(|resource| Operation::Update { resource, if_match: Some(*number) });
            self.add(key, operation);
        }
        Ok(())
    }

    /// Keeps what the document says now, for the next import.
    pub(super) fn keep_what_was_said(&mut self, identity: &Identity, date: Date, plan: &Plan) -> Result<()> {
        let said = plan.things.iter().filter(|planned| planned.stored != Stored::Stays);
        let said: Vec<&Resource> = said.map(|planned| &planned.resource).chain(&self.still_said).collect();
        let same = said.len() == self.earlier.said.len()
            && said.iter().zip(&self.earlier.said).all(|(a, b)| *a == b);
        if same {
            return Ok(());
        }
        let file = Earlier::file(identity, date, &said)?;
        let operation = match self.earlier.version {
            Some(_) => Operation::Update { resource: file, if_match: self.earlier.version },
            None => Operation::Make(file),
        };
        // It is ours alone, so the answer does not list it among what the minutes told.
        self.entries.push(Entry { full_url: None, operation, place: None });
        Ok(())
    }

    /// Refuses to change what has been approved.
    pub(super) fn refuse_for_approved(&self, plan: &Plan) -> Result<()> {
        let minutes = reference::key(&plan.minutes).and_then(|key| self.present.get(&key));
        let state =
            minutes.and_then(|(stored, _)| Minutes::from_fhir(stored).ok()).map(|minutes| minutes.state);
        let approved = matches!(state, Some(State::Approved | State::Amended));
        let retired = self.vanished.iter().any(|vanished| vanished.retired);
        if !approved || (self.updated.is_empty() && !retired && plan.new == 0) {
            return Ok(());
        }
        let message = "The minutes of this meeting have been approved; they change only by amendment, not by another import.";
        Err(Error::new(Kind::Conflict, "approved-record", message))
    }
}

/// The stored action item, where it came from another meeting than the document's.
fn of_an_earlier_meeting(stored: &Resource, fresh: &Resource) -> Option<ActionItem> {
    let [stored, fresh] = [stored, fresh].map(|resource| ActionItem::from_fhir(resource).ok());
    let meeting = fresh?.meeting;
    stored.filter(|stored| stored.meeting != meeting)
}

/// What the document says of an action, as a review at its meeting. That something is still open is nothing new.
fn review_in(action: &ActionItem) -> Review {
    Review {
        text: action.description.clone(),
        at: action.opened,
        author: None,
        meeting: action.meeting.clone(),
        status_after: Some(action.status).filter(|status| *status != action_item::Status::Open),
        due_after: Some(action.due.clone()).filter(|due| due.kind != due::Kind::None),
    }
}

/// The stored status where the document's cannot follow upon it.
fn unlawful_status<'a>(stored: &'a Resource, fresh: &Resource) -> Option<&'a Value> {
    let [was, is] = [stored, fresh].map(|resource| ActionItem::from_fhir(resource).ok());
    let lawful = was.zip(is).is_none_or(|(was, is)| was.status.may_become(is.status));
    if lawful { None } else { stored.json().get("status") }
}

fn is_retired(resource: &Resource) -> bool {
    resource.json().get("status").and_then(Value::as_str) == Some("entered-in-error")
}

/// The resource, entered in error.
fn retired(resource: &Resource) -> Result<Resource> {
    if let Ok(meeting) = Meeting::from_fhir(resource) {
        return Ok(overlay(resource, &Meeting { status: Status::EnteredInError, ..meeting }));
    }
    let mut resource = resource.clone();
    resource.json_mut().insert("status".to_owned(), Value::from("entered-in-error"));
    Ok(resource)
}

/// What a person knows a resource by.
fn words_of(resource: &Resource) -> String {
    let action = ActionItem::from_fhir(resource).map(|action| action.description);
    let point = DiscussionPoint::from_fhir(resource).map(|point| point.text);
    let meeting = Meeting::from_fhir(resource).map(|meeting| {
        let day = meeting.date().map(|day| format!(", {day}")).unwrap_or_default();
        format!("{}{day}", meeting.title)
    });
    action.or(point).or(meeting).unwrap_or_default()
}

/// What the minutes change in a meeting that they did not tell of before; `None` for nothing.
fn meeting_of_others(planned: &Planned, stored: &Resource) -> Result<Option<Resource>> {
    let fresh = Meeting::from_fhir(&planned.resource)?;
    let before = Meeting::from_fhir(stored)?;
    if planned.stored == Stored::IsFilledIn && before.status != Status::Planned {
        // It has been recorded, or called off, by other minutes or by somebody.
        return Ok(None);
    }
    let merged = match planned.stored {
        Stored::LearnsPrevious => Meeting { previous: before.previous.clone().or(fresh.previous), ..before },
        Stored::Stays | Stored::IsMerged | Stored::IsFilledIn => filled_in(before, fresh),
    };
    Ok(Some(overlay(stored, &merged)))
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
