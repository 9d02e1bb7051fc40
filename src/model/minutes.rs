//! The record of a meeting.

use crate::model::code::coded;
use crate::model::{AgendaItem, Link, Ref, When};

/// The record of one meeting.
#[derive(Debug, Clone, PartialEq)]
pub struct Minutes {
    /// Its id, once it is stored.
    pub id: Option<String>,
    /// How far it is.
    pub state: State,
    /// The meeting that it records.
    pub meeting: Option<Ref>,
    /// Its title.
    pub title: String,
    /// When it was last worked on.
    pub date: When,
    /// Who wrote it.
    pub authors: Vec<Link>,
    /// What was planned.
    pub agenda: Vec<AgendaItem>,
    /// What was spoken of.
    pub subjects: Vec<Subject>,
    /// Who approved it, and when.
    pub approvals: Vec<Approval>,
    /// What was done with it on its way, in the order of doing.
    pub steps: Vec<Step>,
}

impl Minutes {
    /// Takes a step: the record is so far from then on, and says who did it, when and why. An approval is noted as one.
    pub fn take(&mut self, step: Step) {
        if step.state == State::Approved {
            self.approvals.push(Approval { by: step.by.clone(), at: step.at });
        }
        self.state = step.state;
        self.steps.push(step);
    }
}

coded! {
    /// How far minutes are. An approved record changes only by amendment.
    pub enum State {
        /// Being written.
        Draft = "draft",
        /// Out for review.
        InReview = "in-review",
        /// Approved.
        Approved = "approved",
        /// Approved, and changed afterwards.
        Amended = "amended",
    }
}

impl State {
    /// Whether minutes may go from this state to another.
    pub fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Draft, Self::Draft | Self::InReview | Self::Approved)
                | (Self::InReview, Self::Draft | Self::InReview | Self::Approved)
                | (Self::Approved, Self::Approved | Self::Amended)
                | (Self::Amended, Self::Amended)
        )
    }
}

/// A numbered subject of the record, with what was said under it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Subject {
    /// Its number as written.
    pub number: Option<String>,
    /// Its title.
    pub title: String,
    /// Its discussion points and action items, in their order.
    pub entries: Vec<Ref>,
}

/// What was done with minutes on their way.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// How far they were from then on.
    pub state: State,
    /// When it was done.
    pub at: Option<When>,
    /// Who did it.
    pub by: Option<Link>,
    /// Why.
    pub reason: Option<String>,
}

/// One approval.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Approval {
    /// Who approved.
    pub by: Option<Link>,
    /// When.
    pub at: Option<When>,
}

#[cfg(test)]
mod tests {
    use super::State::{self, Amended, Approved, Draft, InReview};

    fn check(from: State, allowed: &[State]) {
        let found: Vec<State> = State::ALL.iter().copied().filter(|next| from.may_become(*next)).collect();
        assert_eq!(found, allowed, "{from}");
    }

    #[test]
    fn what_is_approved_changes_only_by_amendment() {
        check(Draft, &[Draft, InReview, Approved]);
        check(InReview, &[Draft, InReview, Approved]);
        check(Approved, &[Approved, Amended]);
        check(Amended, &[Amended]);
    }
}
