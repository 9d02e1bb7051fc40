//! The record of the meeting: what was said, what is to be done, the minutes, and the document.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::civil::Date;
use serde_json::json;

use super::Source;
use super::earlier::Ids;
use super::identity::Identity;
use super::meeting::span;
use super::parties::Parties;
use crate::error::Result;
use crate::fhir::Resource;
use crate::minutes::Draft;
use crate::minutes::draft::{Action, Found, Mention, Point};
use crate::model::action_item::Status;
use crate::model::meeting::Role;
use crate::model::minutes::{State, Subject};
use crate::model::{
    ActionItem, AgendaItem, DiscussionPoint, Kind, Meeting, Minutes, Ref, SourceDocument, When,
};

/// What the parts of the record share.
pub(super) struct Record<'a> {
    pub(super) draft: &'a Draft,
    pub(super) identity: &'a Identity,
    pub(super) parties: &'a Parties<'a>,
    pub(super) meeting: &'a Meeting,
    pub(super) date: Date,
    pub(super) ids: &'a Ids,
}

impl Record<'_> {
    /// What was said.
    pub(super) fn points(&self) -> Vec<DiscussionPoint> {
        (0..).zip(&self.draft.points).map(|(index, point)| self.point(index, point)).collect()
    }

    /// What is to be done.
    pub(super) fn actions(&self) -> Vec<ActionItem> {
        (0..).zip(&self.draft.actions).map(|(index, action)| self.action(index, action)).collect()
    }

    /// The minutes themselves: a draft, since nobody has approved here what was read.
    pub(super) fn minutes(&self) -> Minutes {
        let heading = self.draft.heading.as_ref().map(|heading| heading.value.clone());
        Minutes {
            id: Some(self.identity.minutes(self.date)),
            state: State::Draft,
            meeting: self.meeting_ref(),
            title: heading.unwrap_or_else(|| self.meeting.title.clone()),
            date: When::Day(self.date),
            authors: self.parties.with_role(Role::Rapporteur),
            agenda: (0..)
                .zip(&self.draft.agenda)
                .map(|(index, item)| self.agenda_item(index, item))
                .collect(),
            subjects: (0..)
                .zip(&self.draft.subjects)
                .map(|(index, subject)| self.subject(index, subject))
                .collect(),
            approvals: Vec::new(),
            steps: Vec::new(),
        }
    }

    fn point(&self, index: usize, found: &Found<Point>) -> DiscussionPoint {
        let point = &found.value;
        let topic = self.draft.subjects.get(point.subject).map(|subject| subject.value.title.clone());
        DiscussionPoint {
            id: Some(self.point_ref(index).id),
            topic,
            meeting: self.meeting_ref(),
            said_at: self.meeting.start,
            about: targets(&point.mentions),
            in_response_to: point.in_response_to.map(|question| self.point_ref(question)),
            span: Some(span(self.identity, found.span)),
            ..DiscussionPoint::new(point.kind, point.text.as_str())
        }
    }

    fn action(&self, index: usize, found: &Found<Action>) -> ActionItem {
        let action = &found.value;
        ActionItem {
            id: Some(self.action_ref(index).id),
            owner: action.owner.as_ref().map(|owner| self.parties.named(&owner.value)),
            requester: action.requester.as_ref().map(|name| self.parties.named(&name.value)),
            due: action.due.value.clone(),
            status: action.status.as_ref().map_or(Status::Open, |status| status.value),
            meeting: self.meeting_ref(),
            reason: action.caused_by.map(|decision| self.point_ref(decision)),
            concerns: targets(&action.mentions),
            opened: Some(When::Day(self.date)),
            span: Some(span(self.identity, found.span)),
            ..ActionItem::new(action.text.as_str())
        }
    }

    fn agenda_item(&self, index: usize, item: &Found<crate::minutes::draft::AgendaItem>) -> AgendaItem {
        let below =
            |title: &Found<String>| AgendaItem { title: title.value.clone(), ..AgendaItem::default() };
        let subjects = (0..).zip(&self.draft.subjects);
        let treating = subjects.filter(|(_, subject)| subject.value.agenda_item == Some(index));
        AgendaItem {
            title: item.value.title.clone(),
            minutes_allotted: item.value.minutes_allotted,
            items: item.value.sub_items.iter().map(below).collect(),
            entries: treating.flat_map(|(subject, _)| self.entries(subject)).collect(),
        }
    }

    fn subject(&self, index: usize, subject: &Found<crate::minutes::draft::Subject>) -> Subject {
        Subject {
            number: subject.value.number.map(|number| number.to_string()),
            title: subject.value.title.clone(),
            entries: self.entries(index),
        }
    }

    /// The points and the actions of a subject.
    fn entries(&self, subject: usize) -> Vec<Ref> {
        let points = (0..).zip(&self.draft.points).filter(|(_, point)| point.value.subject == subject);
        let actions = (0..).zip(&self.draft.actions).filter(|(_, action)| action.value.subject == subject);
        let points = points.map(|(index, _)| self.point_ref(index));
        points.chain(actions.map(|(index, _)| self.action_ref(index))).collect()
    }

    fn meeting_ref(&self) -> Option<Ref> {
        self.meeting.id.clone().map(|id| Ref::new(Kind::Meeting, id))
    }

    fn point_ref(&self, index: usize) -> Ref {
        Ref::new(Kind::DiscussionPoint, id_at(&self.ids.points, index))
    }

    fn action_ref(&self, index: usize) -> Ref {
        Ref::new(Kind::ActionItem, id_at(&self.ids.actions, index))
    }
}

fn id_at(ids: &[String], index: usize) -> String {
    ids.get(index).cloned().unwrap_or_default()
}

/// The document, and the resource that holds its bytes.
pub(super) fn document(
    source: &Source,
    identity: &Identity,
    meetings: Vec<Ref>,
) -> Result<(SourceDocument, Resource)> {
    let file = Ref::new(Kind::File, identity.document("file"));
    let bytes = json!({
        "resourceType": "Binary",
        "id": file.id,
        "contentType": source.content_type,
        "data": BASE64.encode(&source.bytes),
    });
    let document = SourceDocument {
        id: Some(identity.document("document")),
        title: source.name.clone(),
        content_type: Some(source.content_type.clone()),
        size: u32::try_from(source.bytes.len()).ok(),
        sha1: Some(identity.sha1),
        file: Some(file),
        meetings,
        received_at: source.received_at,
    };
    Ok((document, Resource::from_value(bytes)?))
}

/// What the mentions point to; a standard is a concept, to which nothing points.
fn targets(mentions: &[Found<Mention>]) -> Vec<Ref> {
    let target = |mention: &Mention| {
        let kind = match mention.kind.as_str() {
            "platform" => Kind::Platform,
            "organization" | "observatory" => Kind::Organization,
            "country" => Kind::Country,
            _ => return None,
        };
        Some(Ref::new(kind, mention.id.as_str()))
    };
    mentions.iter().filter_map(|mention| target(&mention.value)).collect()
}
