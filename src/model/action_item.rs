//! Something that somebody is to do.

use jiff::civil::Date;

use crate::model::code::coded;
use crate::model::{Due, Link, Ref, SourceSpan, When};

/// Something that somebody is to do: one item with one history, carried from meeting to meeting until it
/// is done.
#[derive(Debug, Clone, PartialEq)]
pub struct ActionItem {
    /// Its id, once it is stored.
    pub id: Option<String>,
    /// What is to be done.
    pub description: String,
    /// How far it is.
    pub status: Status,
    /// How much it presses.
    pub priority: Option<Priority>,
    /// Who is to do it: a party, or only a name.
    pub owner: Option<Link>,
    /// Who asked for it.
    pub requester: Option<Link>,
    /// When it is due, as it was said.
    pub due: Due,
    /// The meeting that it came from.
    pub meeting: Option<Ref>,
    /// The decision or other point that caused it.
    pub reason: Option<Ref>,
    /// What it concerns: platforms, integrations.
    pub concerns: Vec<Ref>,
    /// What was said of it at later meetings.
    pub reviews: Vec<Review>,
    /// When it was opened.
    pub opened: Option<When>,
    /// When it was last changed.
    pub changed: Option<When>,
    /// When it was closed.
    pub closed: Option<When>,
    /// Where the source document has it.
    pub span: Option<SourceSpan>,
}

impl ActionItem {
    /// An open item of which nothing but the description is known.
    pub fn new(description: impl Into<String>) -> Self {
        Self {
            id: None,
            description: description.into(),
            status: Status::Open,
            priority: None,
            owner: None,
            requester: None,
            due: Due::unsaid(),
            meeting: None,
            reason: None,
            concerns: Vec::new(),
            reviews: Vec::new(),
            opened: None,
            changed: None,
            closed: None,
            span: None,
        }
    }

    /// Whether the item is still to be done and its effective due date (see [`Due::effective_on`]) has passed.
    pub fn overdue(&self, effective_due_on: Option<Date>, today: Date) -> bool {
        self.status.is_pending() && effective_due_on.is_some_and(|due| due < today)
    }

    /// How many meetings the item was carried over: those held after the one that it came from (`origin`),
    /// up to today, at whose end it was still to be done.
    pub fn carried_over(&self, origin: Option<Date>, held: &[Date], today: Date) -> usize {
        let Some(origin) = origin else { return 0 };
        let closed = if self.status.is_pending() { None } else { self.closed.map(When::last_day) };
        if closed.is_none() && !self.status.is_pending() {
            // It was closed, and nobody knows when.
            return 0;
        }
        let carried = |day: &&Date| **day > origin && **day <= today && closed.is_none_or(|end| **day < end);
        held.iter().filter(carried).count()
    }
}

coded! {
    /// How far an action item is.
    pub enum Status {
        /// Nobody has begun.
        Open = "open",
        /// Someone is at it.
        InProgress = "in_progress",
        /// Something stands in the way.
        Blocked = "blocked",
        /// It is done.
        Done = "done",
        /// It is no longer to be done.
        Cancelled = "cancelled",
    }
}

impl Status {
    /// Whether there is still something to do.
    pub fn is_pending(self) -> bool {
        matches!(self, Self::Open | Self::InProgress | Self::Blocked)
    }
}

coded! {
    /// How much an action item presses.
    pub enum Priority {
        /// As usual.
        Normal = "normal",
        /// Before the usual.
        High = "high",
        /// As soon as possible.
        Urgent = "urgent",
        /// At once.
        Immediate = "immediate",
    }
}

/// What was said of an action item at a later meeting.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// The words.
    pub text: String,
    /// When it was said.
    pub at: Option<When>,
    /// Who said it.
    pub author: Option<Link>,
    /// The meeting.
    pub meeting: Option<Ref>,
    /// How far the item was then.
    pub status_after: Option<Status>,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2021, 5, 1);

    #[test]
    fn an_item_is_overdue_only_while_it_is_to_be_done() {
        let check = |status, due, expected| {
            let item = ActionItem { status, ..ActionItem::new("Inviter") };
            assert_eq!(item.overdue(due, TODAY), expected, "{status} {due:?}");
        };
        check(Status::Open, Some(date(2021, 4, 30)), true);
        check(Status::Blocked, Some(date(2021, 4, 30)), true);
        check(Status::Open, Some(TODAY), false);
        check(Status::Open, None, false);
        check(Status::Done, Some(date(2021, 4, 30)), false);
    }

    #[test]
    fn an_item_is_carried_over_by_each_meeting_that_left_it_undone() {
        let held =
            [date(2021, 3, 30), date(2021, 4, 13), date(2021, 4, 20), date(2021, 4, 27), date(2021, 6, 1)];
        let origin = Some(date(2021, 4, 13));
        let check = |status, closed, origin, expected| {
            let item = ActionItem { status, closed, ..ActionItem::new("Inviter") };
            assert_eq!(item.carried_over(origin, &held, TODAY), expected, "{status} {closed:?}");
        };
        let day = |day| Some(When::Day(date(2021, 4, day)));
        check(Status::Open, None, origin, 2);
        check(Status::Open, None, None, 0);
        check(Status::Open, day(22), origin, 2);
        check(Status::Done, day(22), origin, 1);
        check(Status::Done, day(27), origin, 1);
        check(Status::Done, None, origin, 0);
    }
}
