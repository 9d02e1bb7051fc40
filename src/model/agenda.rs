//! What a meeting plans to speak of.

use crate::model::Ref;

/// A planned topic. Its place in the list is its place on the agenda.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AgendaItem {
    /// The topic.
    pub title: String,
    /// How many minutes it is given.
    pub minutes_allotted: Option<u32>,
    /// The topics below it.
    pub items: Vec<AgendaItem>,
    /// The discussion points and action items that it led to.
    pub entries: Vec<Ref>,
}
