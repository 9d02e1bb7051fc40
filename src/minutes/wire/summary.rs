//! What an import did, as JSON.

use serde::Serialize;

use crate::kernel::Outcome;
use crate::minutes::import::Summary;

/// What an import did.
#[derive(Debug, Serialize)]
pub struct SummaryOut {
    /// The meeting's title.
    pub title: String,
    /// `imported`, or `unchanged` where everything was there already.
    pub outcome: &'static str,
    /// Whether the same document had been imported before.
    pub known_document: bool,
    /// The meeting's id.
    pub meeting_id: String,
    /// The id of the meeting that follows.
    pub next_meeting_id: Option<String>,
    /// The community's id.
    pub community_id: String,
    /// The record's id.
    pub minutes_id: String,
    /// The document's id.
    pub document_id: String,
    /// How much was found.
    pub found: FoundCountsOut,
    /// How many resources were created.
    pub created: usize,
    /// How many resources were updated.
    pub updated: usize,
    /// How many resources were there already.
    pub unchanged: usize,
    /// Every resource as a FHIR reference, with what was done.
    pub resources: Vec<ThingOut>,
}

/// How much was found.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the names say what is counted")]
pub struct FoundCountsOut {
    pub agenda_items: usize,
    pub subjects: usize,
    pub discussion_points: usize,
    pub action_items: usize,
    pub warnings: usize,
}

/// A resource of an import.
#[derive(Debug, Serialize)]
pub struct ThingOut {
    /// The resource, such as `Task/7`.
    pub reference: String,
    /// `created`, `updated` or `unchanged`.
    pub outcome: &'static str,
}

impl From<&Summary> for SummaryOut {
    fn from(summary: &Summary) -> Self {
        let things = summary.things.iter().map(|thing| ThingOut {
            reference: format!("{}/{}", thing.resource_type, thing.id),
            outcome: outcome(thing.outcome),
        });
        Self {
            title: summary.title.clone(),
            outcome: if summary.is_unchanged() { "unchanged" } else { "imported" },
            known_document: summary.known_document,
            meeting_id: summary.meeting.id.clone(),
            next_meeting_id: summary.next_meeting.as_ref().map(|next| next.id.clone()),
            community_id: summary.community.id.clone(),
            minutes_id: summary.minutes.id.clone(),
            document_id: summary.document.id.clone(),
            found: FoundCountsOut {
                agenda_items: summary.agenda_items,
                subjects: summary.subjects,
                discussion_points: summary.discussion_points,
                action_items: summary.action_items,
                warnings: summary.warnings,
            },
            created: summary.count(Outcome::Created),
            updated: summary.count(Outcome::Updated),
            unchanged: summary.count(Outcome::Unchanged),
            resources: things.collect(),
        }
    }
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Created => "created",
        Outcome::Updated => "updated",
        Outcome::Unchanged => "unchanged",
        Outcome::Deleted => "deleted",
    }
}
