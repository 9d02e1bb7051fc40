//! When something is due: as it was said, and what date can honestly be derived from that.

use jiff::Span;
use jiff::civil::Date;

use crate::model::Ref;
use crate::model::code::coded;

/// When something is due, as it was said.
#[derive(Debug, Clone, PartialEq)]
pub struct Due {
    /// What kind of saying it is.
    pub kind: Kind,
    /// The words: `lors d'une prochaine réunion`.
    pub text: Option<String>,
    /// The date that was said.
    pub on: Option<Date>,
    /// The number of days that was said.
    pub days: Option<u32>,
    /// The meeting that was named.
    pub meeting: Option<Ref>,
}

coded! {
    /// A way of saying when something is due.
    pub enum Kind {
        /// Nothing was said.
        None = "none",
        /// On a date.
        Date = "date",
        /// At the next meeting of the series.
        NextMeeting = "next-meeting",
        /// At some later meeting.
        AComingMeeting = "a-coming-meeting",
        /// Before the next meeting of the series.
        BeforeNextMeeting = "before-next-meeting",
        /// Within a number of days.
        WithinDays = "within-days",
        /// When something else has happened.
        Milestone = "milestone",
    }
}

/// What must be known to derive a date. The caller looks it up.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts<'a> {
    /// The day of the meeting that the item came from, or else the day when it was opened.
    pub origin: Option<Date>,
    /// The day of the meeting that the item names, once that is scheduled.
    pub named_meeting: Option<Date>,
    /// The days of the series' meetings that are planned or were held, in any order.
    pub series: &'a [Date],
}

impl Due {
    /// Nothing was said.
    pub fn unsaid() -> Self {
        Self { kind: Kind::None, text: None, on: None, days: None, meeting: None }
    }

    /// Due on a date.
    pub fn on(date: Date) -> Self {
        Self { kind: Kind::Date, on: Some(date), ..Self::unsaid() }
    }

    /// Due in a way that was said in words.
    pub fn said(kind: Kind, text: impl Into<String>) -> Self {
        Self { kind, text: Some(text.into()), ..Self::unsaid() }
    }

    /// The date that follows from what was said: the date itself; or the day of the meeting that is named,
    /// once scheduled; or the day of the next meeting after the origin, where the words say *the next*; or
    /// the days counted from the origin. *A coming meeting* is some later one, so no date follows from it.
    pub fn effective_on(&self, facts: &Facts<'_>) -> Option<Date> {
        if self.on.is_some() {
            return self.on;
        }
        if self.meeting.is_some() {
            return facts.named_meeting;
        }
        let origin = facts.origin?;
        match self.kind {
            Kind::NextMeeting | Kind::BeforeNextMeeting => {
                facts.series.iter().copied().filter(|day| *day > origin).min()
            }
            Kind::WithinDays => origin.checked_add(Span::new().try_days(self.days?).ok()?).ok(),
            Kind::None | Kind::Date | Kind::AComingMeeting | Kind::Milestone => None,
        }
    }
}

impl Default for Due {
    fn default() -> Self {
        Self::unsaid()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::model;

    const SERIES: [Date; 4] = [date(2021, 5, 11), date(2021, 3, 30), date(2021, 4, 13), date(2021, 4, 27)];

    fn check(due: Due, expected: Option<Date>) {
        let facts =
            Facts { origin: Some(date(2021, 4, 13)), named_meeting: Some(date(2021, 6, 8)), series: &SERIES };
        assert_eq!(due.effective_on(&facts), expected, "{due:?}");
    }

    #[test]
    fn a_date_is_derived_only_where_one_follows() {
        let named = Some(Ref::new(model::Kind::Meeting, "june"));
        check(Due::unsaid(), None);
        check(Due::on(date(2021, 4, 20)), Some(date(2021, 4, 20)));
        check(Due::said(Kind::NextMeeting, "à la prochaine réunion"), Some(date(2021, 4, 27)));
        check(Due::said(Kind::BeforeNextMeeting, "avant la prochaine réunion"), Some(date(2021, 4, 27)));
        check(Due::said(Kind::AComingMeeting, "lors d'une prochaine réunion"), None);
        check(Due { meeting: named, ..Due::said(Kind::AComingMeeting, "en juin") }, Some(date(2021, 6, 8)));
        check(
            Due { days: Some(10), ..Due::said(Kind::WithinDays, "sous dix jours") },
            Some(date(2021, 4, 23)),
        );
        check(Due { days: Some(u32::MAX), ..Due::said(Kind::WithinDays, "un jour") }, None);
        check(Due::said(Kind::WithinDays, "sous peu"), None);
        check(Due::said(Kind::Milestone, "dès que le serveur tourne"), None);
    }

    #[test]
    fn without_facts_only_a_date_is_a_date() {
        for kind in Kind::ALL {
            assert_eq!(Due::said(*kind, "words").effective_on(&Facts::default()), None, "{kind}");
        }
    }
}
