//! An action item is a Task with our code.

use serde_json::Value;

use super::canonical::{extension, profile, system};
use super::draft::{Draft, concept, link, refer, told, written};
use super::source_document::{read_span, write_span};
use super::view::View;
use super::{Mapped, Mark, Owned, due, identified, open};
use crate::error::Result;
use crate::fhir::{Resource, ResourceType};
use crate::model::action_item::{Priority, Review, Status};
use crate::model::{ActionItem, Kind, Link};

impl Mapped for ActionItem {
    const THING: &'static str = "an action item";
    const PROFILE: &'static str = profile::ACTION_ITEM;
    const RESOURCE_TYPE: ResourceType = ResourceType::named("Task");
    const MARK: Option<Mark> = Some(Mark {
        element: "code",
        parameter: "code",
        system: system::TASK_TYPE,
        code: Some("action-item"),
    });
    const OWNED: Owned = Owned {
        elements: &[
            "basedOn",
            "status",
            "intent",
            "priority",
            "code",
            "description",
            "executionPeriod",
            "authoredOn",
            "lastModified",
            "requester",
            "owner",
            "reasonReference",
            "note",
            "restriction",
        ],
        extensions: &[extension::DUE_AS_WRITTEN, extension::CONCERNS, extension::SOURCE_SPAN],
    };

    identified!();

    fn to_fhir(&self) -> Resource {
        let [opened, changed, closed] = [self.opened, self.changed, self.closed].map(told);
        let draft = Draft::profiled(self.id(), Self::PROFILE)
            .nest(extension::DUE_AS_WRITTEN, due::write_as_written(&self.due))
            .extend_each(extension::CONCERNS, "valueReference", self.concerns.iter().map(refer));
        write_span(draft, self.span.as_ref())
            .list("basedOn", self.meeting.as_ref().map(refer))
            .text("status", write_status(self.status))
            .text("intent", "plan")
            .text("priority", self.priority.map(write_priority))
            .set("code", concept(system::TASK_TYPE, "action-item"))
            .text("description", self.description.as_str())
            .set("executionPeriod", Draft::element().set("end", closed).into_value())
            .set("authoredOn", opened)
            .set("lastModified", changed)
            .set("requester", self.requester.as_ref().and_then(link))
            .set("owner", self.owner.as_ref().and_then(link))
            .set("reasonReference", self.reason.as_ref().map(refer))
            .list("note", self.reviews.iter().filter_map(write_review))
            .set("restriction", due::write_restriction(&self.due))
            .into_resource(Self::RESOURCE_TYPE)
    }

    fn from_fhir(resource: &Resource) -> Result<Self> {
        let task = open::<Self>(resource)?;
        let origins = task.targets("basedOn");
        let meeting = origins.iter().find(|origin| origin.kind == Kind::Meeting).or(origins.first());
        Ok(Self {
            id: task.text("id"),
            description: task.text("description").unwrap_or_default(),
            status: task.word("status").map_or(Status::Open, read_status),
            priority: task.word("priority").and_then(read_priority),
            owner: task.link("owner"),
            requester: task.link("requester"),
            due: due::read(task),
            meeting: meeting.cloned(),
            reason: task.target("reasonReference"),
            concerns: task.extension_targets(extension::CONCERNS),
            reviews: task.each("note").map(read_review).collect(),
            opened: task.when("authoredOn"),
            changed: task.when("lastModified"),
            closed: task.at("executionPeriod").when("end"),
            span: read_span(task),
        })
    }
}

/// The Task's status.
fn write_status(status: Status) -> &'static str {
    match status {
        Status::Open => "requested",
        Status::InProgress => "in-progress",
        Status::Blocked => "on-hold",
        Status::Done => "completed",
        Status::Cancelled => "cancelled",
    }
}

/// Which of our statuses a Task's is, for those who judge a move of it.
pub fn status_of(task_status: &str) -> Status {
    read_status(task_status)
}

/// The action item's status; a Task knows more ways to be open and to be cancelled.
fn read_status(status: &str) -> Status {
    match status {
        "in-progress" => Status::InProgress,
        "on-hold" => Status::Blocked,
        "completed" => Status::Done,
        "cancelled" | "rejected" | "failed" | "entered-in-error" => Status::Cancelled,
        _ => Status::Open,
    }
}

fn write_priority(priority: Priority) -> &'static str {
    match priority {
        Priority::Normal => "routine",
        Priority::High => "urgent",
        Priority::Urgent => "asap",
        Priority::Immediate => "stat",
    }
}

fn read_priority(priority: &str) -> Option<Priority> {
    Priority::ALL.iter().copied().find(|known| write_priority(*known) == priority)
}

fn write_review(review: &Review) -> Option<Value> {
    let status_after = review.status_after.map(|status| Value::from(status.code()));
    let draft = Draft::element()
        .extend(extension::REVIEWED_AT, "valueReference", review.meeting.as_ref().map(refer))
        .extend(extension::STATUS_AFTER, "valueCode", status_after)
        .nest(extension::DUE_AFTER, review.due_after.as_ref().map_or_else(Draft::element, due::write_after));
    let draft = match &review.author {
        Some(Link::Named(name)) => draft.set("authorString", written(name)),
        Some(author) => draft.set("authorReference", link(author)),
        None => draft,
    };
    draft.set("time", told(review.at)).text("text", review.text.as_str()).into_value()
}

fn read_review(note: View<'_>) -> Review {
    let name = note.text("authorString").map(Link::Named);
    let status_after = note.extension(extension::STATUS_AFTER).word("valueCode");
    Review {
        text: note.text("text").unwrap_or_default(),
        at: note.when("time"),
        author: note.link("authorReference").or(name),
        meeting: note.extension(extension::REVIEWED_AT).target("valueReference"),
        status_after: status_after.and_then(Status::parse),
        due_after: due::read_after(note.extension(extension::DUE_AFTER)),
    }
}
