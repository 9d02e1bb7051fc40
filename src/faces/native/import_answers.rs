//! What is answered to the import of minutes.

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::kernel::Outcome;
use crate::minutes::Draft;
use crate::minutes::draft::Confidence;
use crate::minutes::import::{Conflict, Match, Summary, Thing, Updated, Vanished};
use crate::minutes::wire::DraftOut;
use crate::model::Ref;

/// What an import did.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MinutesImport)]
pub struct ImportOut {
    /// `imported`, or `unchanged` when nothing was written.
    outcome: &'static str,
    /// Whether the same document had been imported before.
    known_document: bool,
    /// The meeting's title.
    title: String,
    /// The meeting.
    meeting_id: String,
    /// Its record.
    minutes_id: String,
    /// Who met.
    community_id: String,
    /// The meeting that follows, if the minutes name it.
    next_meeting_id: Option<String>,
    /// The document, as it was handed in.
    source_document_id: String,
    /// How many agenda items were found.
    agenda_items: usize,
    /// How many subjects were found.
    subjects: usize,
    /// How many discussion points were found.
    discussion_points: usize,
    /// How many action items were found.
    action_items: usize,
    /// How many doubts the reader had; a dry run shows them.
    warnings: usize,
    /// How many discussion points and action items an earlier import of the same meeting had made.
    matched: usize,
    /// How many discussion points and action items are new.
    new: usize,
    /// Which open action items of earlier meetings the document's actions seem to be.
    matches: Vec<MatchOut>,
    /// What was there and now says what the document has changed.
    updated: Vec<UpdatedOut>,
    /// What an earlier import made and the document no longer tells.
    vanished: Vec<VanishedOut>,
    /// What people and the document changed both. What people wrote stays.
    conflicts: Vec<ConflictOut>,
    /// Every resource, in the order of writing.
    resources: Vec<ImportedOut>,
}

/// A resource of an import.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportedResource)]
pub(super) struct ImportedOut {
    /// Its FHIR type.
    resource_type: &'static str,
    /// Its id, on both faces.
    id: String,
    /// `created`, `updated` or `unchanged`.
    outcome: &'static str,
}

impl From<&Summary> for ImportOut {
    fn from(summary: &Summary) -> Self {
        let id = |reference: &Ref| reference.id.clone();
        Self {
            outcome: if summary.is_unchanged() { "unchanged" } else { "imported" },
            known_document: summary.known_document,
            title: summary.title.clone(),
            meeting_id: id(&summary.meeting),
            minutes_id: id(&summary.minutes),
            community_id: id(&summary.community),
            next_meeting_id: summary.next_meeting.as_ref().map(id),
            source_document_id: id(&summary.document),
            agenda_items: summary.agenda_items,
            subjects: summary.subjects,
            discussion_points: summary.discussion_points,
            action_items: summary.action_items,
            warnings: summary.warnings,
            matched: summary.matched,
            new: summary.new,
            matches: summary.matches.iter().map(MatchOut::from).collect(),
            updated: summary.updated.iter().map(UpdatedOut::from).collect(),
            vanished: summary.vanished.iter().map(VanishedOut::from).collect(),
            conflicts: summary.conflicts.iter().map(ConflictOut::from).collect(),
            resources: summary.things.iter().map(ImportedOut::from).collect(),
        }
    }
}

/// A draft, and what an import would make of it.
#[derive(Debug, Serialize)]
pub(super) struct DryRunOut {
    #[serde(flatten)]
    draft: DraftOut,
    matches: Vec<MatchOut>,
}

impl DryRunOut {
    /// A draft with what is proposed for its actions.
    pub(super) fn of(draft: &Draft, matches: &[Match]) -> Self {
        Self { draft: DraftOut::from(draft), matches: matches.iter().map(MatchOut::from).collect() }
    }
}

/// An action of the document that an open one of an earlier meeting seems to be.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportMatch)]
struct MatchOut {
    /// The action's place in the draft's `action_items`, counted from 0.
    action: usize,
    /// The open action item.
    action_item_id: String,
    /// What that one says.
    description: String,
    /// How much of a hundred the two are alike.
    score: u32,
    /// `high`, `medium` or `low`.
    confidence: &'static str,
    /// Why.
    why: &'static str,
    /// Whether the action is, or would be, a review of that item rather than a new one.
    accepted: bool,
}

impl From<&Match> for MatchOut {
    fn from(found: &Match) -> Self {
        Self {
            action: found.action,
            action_item_id: found.id.clone(),
            description: found.description.clone(),
            score: found.score,
            confidence: match found.confidence {
                Confidence::High => "high",
                Confidence::Medium => "medium",
                Confidence::Low => "low",
            },
            why: found.why,
            accepted: found.accepted,
        }
    }
}

/// A resource that says something else now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportUpdate)]
struct UpdatedOut {
    /// Its FHIR type.
    resource_type: &'static str,
    /// Its id, on both faces.
    id: String,
    /// The fields that the document changed.
    fields: Vec<&'static str>,
}

/// A resource of which the document no longer speaks.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportVanished)]
struct VanishedOut {
    /// Its FHIR type.
    resource_type: &'static str,
    /// Its id, on both faces.
    id: String,
    /// What it said.
    text: String,
    /// `entered-in-error`, or `kept` where somebody has worked on it since.
    outcome: &'static str,
}

/// A field that people and the document changed both.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportConflict)]
struct ConflictOut {
    /// The FHIR type of the resource.
    resource_type: &'static str,
    /// Its id, on both faces.
    id: String,
    /// The field.
    field: &'static str,
    /// What the last import wrote, as FHIR has it.
    imported: Value,
    /// What is there now, and stays.
    current: Value,
    /// What the document says now.
    document: Value,
}

impl From<&Updated> for UpdatedOut {
    fn from(updated: &Updated) -> Self {
        Self {
            resource_type: updated.resource_type.name(),
            id: updated.id.to_string(),
            fields: updated.fields.clone(),
        }
    }
}

impl From<&Vanished> for VanishedOut {
    fn from(vanished: &Vanished) -> Self {
        Self {
            resource_type: vanished.resource_type.name(),
            id: vanished.id.to_string(),
            text: vanished.text.clone(),
            outcome: if vanished.retired { "entered-in-error" } else { "kept" },
        }
    }
}

impl From<&Conflict> for ConflictOut {
    fn from(conflict: &Conflict) -> Self {
        Self {
            resource_type: conflict.resource_type.name(),
            id: conflict.id.to_string(),
            field: conflict.field,
            imported: conflict.imported.clone(),
            current: conflict.current.clone(),
            document: conflict.document.clone(),
        }
    }
}

impl From<&Thing> for ImportedOut {
    fn from(thing: &Thing) -> Self {
        let (resource_type, id) = (thing.resource_type.name(), thing.id.to_string());
        Self { resource_type, id, outcome: word(thing.outcome) }
    }
}

/// An import as an example.
pub(super) fn example() -> ImportOut {
    let id = |last: u8| format!("7a3c5a2e-0b1d-5c55-9d7e-2f6b8a90c1{last:02}");
    ImportOut {
        outcome: "imported",
        known_document: false,
        title: "Sous-communauté francophone".to_owned(),
        meeting_id: id(1),
        minutes_id: id(2),
        community_id: id(3),
        next_meeting_id: Some(id(4)),
        source_document_id: id(5),
        agenda_items: 3,
        subjects: 3,
        discussion_points: 14,
        action_items: 1,
        warnings: 1,
        matched: 13,
        new: 2,
        matches: vec![MatchOut {
            action: 0,
            action_item_id: id(9),
            description: "Invite the registry team".to_owned(),
            score: 88,
            confidence: "medium",
            why: "almost the same words",
            accepted: false,
        }],
        updated: vec![UpdatedOut { resource_type: "Communication", id: id(6), fields: vec!["text"] }],
        vanished: vec![VanishedOut {
            resource_type: "Communication",
            id: id(7),
            text: "Thanks to all.".to_owned(),
            outcome: "entered-in-error",
        }],
        conflicts: vec![ConflictOut {
            resource_type: "Task",
            id: id(8),
            field: "description",
            imported: json!("Invite the registry team"),
            current: json!("Invite the registry team and the vendor"),
            document: json!("Invite the registry teams"),
        }],
        resources: vec![ImportedOut { resource_type: "Appointment", id: id(1), outcome: "created" }],
    }
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Created => "created",
        Outcome::Updated => "updated",
        Outcome::Unchanged => "unchanged",
        Outcome::Deleted => "deleted",
    }
}
