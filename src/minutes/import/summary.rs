//! What an import did.

use std::fmt;

use jiff::civil::Date;
use serde_json::Value;

use super::carried::Match;
use crate::fhir::{Id, ResourceType};
use crate::kernel::Outcome;
use crate::model::Ref;

/// What an import did, and what was found.
#[derive(Debug, Clone)]
pub struct Summary {
    /// The meeting's title.
    pub title: String,
    /// The day of the meeting.
    pub date: Date,
    /// Whether the same document had been imported before; then nothing was written.
    pub known_document: bool,
    /// Who met.
    pub community: Ref,
    /// The meeting.
    pub meeting: Ref,
    /// The meeting that follows.
    pub next_meeting: Option<Ref>,
    /// The record.
    pub minutes: Ref,
    /// The document.
    pub document: Ref,
    /// How many agenda items were found.
    pub agenda_items: usize,
    /// How many subjects were found.
    pub subjects: usize,
    /// How many discussion points were found.
    pub discussion_points: usize,
    /// How many action items were found.
    pub action_items: usize,
    /// How many doubts the reader had.
    pub warnings: usize,
    /// How many points and actions an earlier import of the same meeting had made.
    pub matched: usize,
    /// How many points and actions no earlier import had made.
    pub new: usize,
    /// Which open actions of earlier meetings the document's actions seem to be.
    pub matches: Vec<Match>,
    /// What was there and now says what the document has changed.
    pub updated: Vec<Updated>,
    /// What an earlier import made and this document no longer tells.
    pub vanished: Vec<Vanished>,
    /// What people and the document changed both. What people wrote stays.
    pub conflicts: Vec<Conflict>,
    /// Every resource of the import, in the order of writing.
    pub things: Vec<Thing>,
}

/// A resource of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing {
    /// Its type.
    pub resource_type: ResourceType,
    /// Its id.
    pub id: Id,
    /// What was done with it.
    pub outcome: Outcome,
}

/// A resource that says something else now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Updated {
    /// Its type.
    pub resource_type: ResourceType,
    /// Its id.
    pub id: Id,
    /// The fields that the document changed.
    pub fields: Vec<&'static str>,
}

/// A resource of which the document no longer speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vanished {
    /// Its type.
    pub resource_type: ResourceType,
    /// Its id.
    pub id: Id,
    /// What it said.
    pub text: String,
    /// Whether it is marked as entered in error. Otherwise somebody has worked on it, and it stays as it is.
    pub retired: bool,
}

/// A field that people and the document changed both.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The type of the resource.
    pub resource_type: ResourceType,
    /// Its id.
    pub id: Id,
    /// The field.
    pub field: &'static str,
    /// What the last import wrote, as FHIR has it; null where that was nothing.
    pub imported: Value,
    /// What is there now, and stays; null where that is nothing, as of what was deleted.
    pub current: Value,
    /// What the document says now.
    pub document: Value,
}

impl Summary {
    /// How many resources had this outcome.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.things.iter().filter(|thing| thing.outcome == outcome).count()
    }

    /// Whether nothing was written.
    pub fn is_unchanged(&self) -> bool {
        self.things.iter().all(|thing| thing.outcome == Outcome::Unchanged)
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        writeln!(
            f,
            "{}: {}, {}, {}, {}, {}",
            self.title,
            of(self.agenda_items, "agenda item"),
            of(self.subjects, "subject"),
            of(self.discussion_points, "discussion point"),
            of(self.action_items, "action item"),
            of(self.warnings, "warning"),
        )?;
        if self.is_unchanged() {
            return write!(f, "unchanged: all {} were there already", of(self.things.len(), "resource"));
        }
        let [created, updated, unchanged] =
            [Outcome::Created, Outcome::Updated, Outcome::Unchanged].map(|outcome| self.count(outcome));
        write!(f, "{created} created, {updated} updated, {unchanged} unchanged")?;
        for Match { description, score, why, accepted, .. } in &self.matches {
            let fate = if *accepted { "reviewed" } else { "not accepted" };
            write!(f, "\nseems open since an earlier meeting: {description} ({why}, {score}/100; {fate})")?;
        }
        for vanished in &self.vanished {
            let fate = if vanished.retired { "entered in error" } else { "kept, as somebody worked on it" };
            write!(f, "\nno longer told: {} ({fate})", vanished.text)?;
        }
        for conflict in &self.conflicts {
            let Conflict { resource_type, id, field, current, document, .. } = conflict;
            write!(
                f,
                "\nconflict: {field} of {resource_type}/{id} stays {current}; the document says {document}"
            )?;
        }
        Ok(())
    }
}
