//! Meetings that recur.

use crate::model::{Link, When};

/// A series of meetings.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Its id, once it is stored.
    pub id: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Whether it goes on.
    pub active: bool,
    /// Who calls the meetings: roles.
    pub organisers: Vec<Link>,
    /// How the meetings recur.
    pub recurrence: Recurrence,
    /// A remark.
    pub comment: Option<String>,
}

/// How meetings recur, as far as it is known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Recurrence {
    /// The words of the source: `bi-mensuelle`.
    pub label: Option<String>,
    /// What they mean, as an iCalendar RRULE: `FREQ=WEEKLY;INTERVAL=2`.
    pub rule: Option<String>,
    /// The IANA time zone that the rule is counted in.
    pub zone: Option<String>,
    /// The first meeting.
    pub first_start: Option<When>,
}
