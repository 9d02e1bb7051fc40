//! What an import did.

use std::fmt;

use crate::fhir::{Id, ResourceType};
use crate::kernel::Outcome;
use crate::model::Ref;

/// What an import did, and what was found.
#[derive(Debug, Clone)]
pub struct Summary {
    /// The meeting's title.
    pub title: String,
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
        write!(f, "{created} created, {updated} updated, {unchanged} unchanged")
    }
}
