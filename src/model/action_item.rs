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
    /// What it concerns: platforms, deployments, integrations, countries, organisations.
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

    /// Adds what was said at a meeting, at its place in time, and changes with it what it says has changed: how far
    /// the item is and when it is due. Where a later review has spoken of these already, that one still holds.
    /// `now` is when the item was closed if the review does not say when it was said.
    pub fn review(&mut self, review: Review, now: When) {
        let is_later =
            |other: &&Review| other.at.zip(review.at).is_some_and(|(other, at)| at.is_before(other));
        let later = || self.reviews.iter().filter(is_later);
        let status = review.status_after.filter(|_| later().all(|later| later.status_after.is_none()));
        let due = review.due_after.clone().filter(|_| later().all(|later| later.due_after.is_none()));
        let place = self.reviews.iter().position(|other| is_later(&other)).unwrap_or(self.reviews.len());
        if let Some(status) = status {
            self.closed = match (self.status.is_pending(), status.is_pending()) {
                (_, true) => None,
                (true, false) => Some(review.at.unwrap_or(now)),
                (false, false) => self.closed,
            };
            self.status = status;
        }
        if let Some(due) = due {
            self.due = due;
        }
        self.reviews.insert(place, review);
    }

    /// The review that said when the item is due now; none when that was said from the beginning.
    pub fn due_said_by(&self) -> Option<&Review> {
        self.reviews.iter().rev().find(|review| review.due_after.as_ref() == Some(&self.due))
    }

    /// Whether the item was still to be done when a day began, as far as its reviews and its closing tell.
    pub fn was_pending_on(&self, day: Date) -> bool {
        let is_before = |at: When| at.last_day() < day;
        let closes = |review: &Review| review.status_after.is_some_and(|status| !status.is_pending());
        let closing = self.reviews.iter().filter(|review| closes(review)).filter_map(|review| review.at);
        let closed_later = closing.chain(self.closed).any(|at| !is_before(at));
        let told = self.reviews.iter().rev().filter(|review| review.at.is_some_and(is_before));
        let last = told.filter_map(|review| review.status_after).next();
        (self.status.is_pending() || closed_later) && last.is_none_or(Status::is_pending)
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
    /// Where an item may go from here. Whatever is to be done may be begun, stopped, done or called off; what is
    /// closed is reopened before anything else happens to it.
    pub fn moves(self) -> &'static [Self] {
        match self {
            Self::Open => &[Self::InProgress, Self::Blocked, Self::Done, Self::Cancelled],
            Self::InProgress => &[Self::Open, Self::Blocked, Self::Done, Self::Cancelled],
            Self::Blocked => &[Self::Open, Self::InProgress, Self::Done, Self::Cancelled],
            Self::Done | Self::Cancelled => &[Self::Open],
        }
    }

    /// Whether an item may be here after it was there: it moved lawfully, or stayed.
    pub fn may_become(self, next: Self) -> bool {
        self == next || self.moves().contains(&next)
    }

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
    /// When it was due from then on, where that was said anew.
    pub due_after: Option<Due>,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2021, 5, 1);

    fn review(at: &str, status_after: Option<Status>) -> Review {
        let at = When::parse(at).ok();
        Review { text: "x".to_owned(), at, author: None, meeting: None, status_after, due_after: None }
    }

    #[test]
    fn a_review_changes_the_item_unless_a_later_one_has_spoken() {
        let now = When::Day(TODAY);
        let mut item = ActionItem::new("Inviter");
        item.review(review("2021-04-27", Some(Status::Done)), now);
        assert_eq!((item.status, item.closed), (Status::Done, When::parse("2021-04-27").ok()));
        item.review(review("2021-04-13", Some(Status::InProgress)), now);
        item.review(review("2021-04-20", None), now);
        assert_eq!(item.status, Status::Done);
        let order: Vec<_> =
            item.reviews.iter().filter_map(|review| review.at?.day()).map(|day| day.day()).collect();
        assert_eq!(order, [13, 20, 27]);
        item.review(review("2021-05-01", Some(Status::Open)), now);
        assert_eq!((item.status, item.closed), (Status::Open, None));
        let due = Due::on(date(2021, 6, 1));
        let undated =
            Review { at: None, due_after: Some(due.clone()), ..review("2021-05-02", Some(Status::Done)) };
        item.review(undated.clone(), now);
        assert_eq!((item.closed, &item.due), (Some(now), &due));
        assert_eq!(item.due_said_by(), Some(&undated));
    }

    #[test]
    fn an_item_was_pending_between_its_opening_and_its_closing() {
        let check = |status, closed: Option<&str>, reviews: &[Review], expected: [bool; 3]| {
            let closed = closed.and_then(|closed| When::parse(closed).ok());
            let item = ActionItem { status, closed, reviews: reviews.to_vec(), ..ActionItem::new("Inviter") };
            let days = [date(2021, 4, 13), date(2021, 4, 27), date(2021, 5, 11)];
            assert_eq!(days.map(|day| item.was_pending_on(day)), expected, "{status} {closed:?}");
        };
        check(Status::Open, None, &[], [true, true, true]);
        check(Status::Done, Some("2021-04-27"), &[], [true, true, false]);
        check(Status::Done, None, &[], [false, false, false]);
        check(Status::Cancelled, None, &[review("2021-04-27", Some(Status::Cancelled))], [true, true, false]);
        let reopened = [review("2021-04-20", Some(Status::Done)), review("2021-05-01", Some(Status::Open))];
        check(Status::Open, None, &reopened, [true, false, true]);
    }

    #[test]
    fn what_is_closed_can_only_be_reopened() {
        for from in Status::ALL.iter().copied() {
            let lawful: Vec<Status> =
                Status::ALL.iter().copied().filter(|next| from.may_become(*next)).collect();
            match from.is_pending() {
                true => assert_eq!(lawful, Status::ALL, "{from}"),
                false => assert_eq!(lawful, [Status::Open, from], "{from}"),
            }
        }
    }

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
