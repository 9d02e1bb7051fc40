//! The next meeting: from its line on the agenda, from what was said of it, or from a line below the table.

use jiff::ToSpan;
use jiff::civil::Date;

use super::clock;
use super::dates::{self, Calendar, Order};
use super::draft::{Draft, Found, Hours, NextMeeting, Warning};
use super::passage::{Passage, words};
use super::pattern::Pattern;
use super::vocabulary::speaks_of_next_meeting;

/// What the draft and the lines around the table say of the next meeting; what is `named` stands below a heading
/// that says so. The subject's text counts most,
/// because it is written after the meeting; the agenda confirms or contradicts it.
pub(super) fn read(
    draft: &Draft,
    named: &[Passage],
    around: &[Passage],
    order: Order,
) -> Option<Found<NextMeeting>> {
    let date = draft.date.filled().map(|found| found.value);
    let hours = draft.hours.filled().map(|found| &found.value);
    let context = Context { date, hours, order };
    let said = said(draft, &context);
    let tail = named.iter().find_map(|block| context.day(block, block.span()));
    let tail = tail.or_else(|| around.iter().find_map(|block| context.find(block, block.span())));
    let planned = draft.agenda.iter().find_map(|item| {
        let passage = Passage::of_line(item.span.first_line, &item.value.title);
        context.find(&passage, item.span)
    });
    let mut all = [said, tail, planned].into_iter().flatten();
    let mut found = all.next()?;
    for other in all {
        if other.value.date == found.value.date {
            found.value.hours = found.value.hours.or(other.value.hours);
            continue;
        }
        let message =
            format!("The next meeting is said to be on {} and on {}.", found.value.date, other.value.date);
        let warning = Warning::new("next-meeting-contradicted", other.span, message);
        found = found.warned(warning.or(other.value.date.to_string()));
    }
    Some(context.complete_zone(found))
}

/// What was said under a subject that is titled so, or in a point that speaks of the next meeting.
fn said(draft: &Draft, context: &Context<'_>) -> Option<Found<NextMeeting>> {
    draft.points.iter().find_map(|point| {
        let subject = draft.subjects.get(point.value.subject);
        let titled = subject.is_some_and(|subject| speaks_of_next_meeting(&words(&subject.value.title)));
        let passage = Passage::of_line(point.span.first_line, &point.value.text);
        if titled { context.day(&passage, point.span) } else { context.find(&passage, point.span) }
    })
}

struct Context<'a> {
    date: Option<Date>,
    hours: Option<&'a Hours>,
    order: Order,
}

impl Context<'_> {
    /// A day in a text that speaks of the next meeting.
    fn find(&self, text: &Passage, span: super::draft::Span) -> Option<Found<NextMeeting>> {
        speaks_of_next_meeting(&text.words()).then(|| self.day(text, span)).flatten()
    }

    fn day(&self, text: &Passage, span: super::draft::Span) -> Option<Found<NextMeeting>> {
        let words = text.words();
        let calendar = Calendar { near: self.date, order: self.order };
        let written = dates::find_all(text.text(), &words, calendar)
            .into_iter()
            .find(|day| self.date.is_none_or(|date| day.date > date));
        let doubts = written.as_ref().map(|day| day.doubts(span)).unwrap_or_default();
        let (date, year_written) = match written {
            Some(day) => (day.date, day.year_written),
            None => (self.in_some_weeks(text)?, true),
        };
        let hours = clock::find(text.text()).map(|found| found.hours).or_else(|| self.same_hours(text));
        let next = NextMeeting { date, hours, text: text.text().to_owned() };
        let found = doubts.into_iter().fold(Found::sure(next, span), Found::warned);
        if year_written {
            return Some(found);
        }
        let message = format!("The year is not written; {date} is the first such day after the meeting.");
        Some(found.warned(Warning::new("year-concluded", span, message)))
    }

    /// "dans deux semaines", "in two weeks": counted from this meeting.
    fn in_some_weeks(&self, text: &Passage) -> Option<Date> {
        let words = text.words();
        let (from, to) = Pattern::new("dans|in # semaine*|week*|jour*|day*").find(&words)?;
        let count = super::pattern::number(&words.get(from + 1)?.folded)?;
        let unit = &words.get(to.checked_sub(1)?)?.folded;
        let days = if unit.starts_with(['s', 'w']) { count.checked_mul(7)? } else { count };
        let days = i32::try_from(days).ok().filter(|days| *days <= 3660)?;
        self.date?.checked_add(days.days()).ok()
    }

    /// "à la même heure", "same time".
    fn same_hours(&self, text: &Passage) -> Option<Hours> {
        let same = Pattern::new("meme|memes heure|heures|horaire|horaires").find(&text.words()).is_some()
            || Pattern::new("same time|hour|hours").find(&text.words()).is_some();
        self.hours.filter(|_| same).cloned()
    }

    /// Where the next meeting's zone is not written, this meeting's is the likely one.
    fn complete_zone(&self, mut found: Found<NextMeeting>) -> Found<NextMeeting> {
        let own = self.hours.and_then(|hours| hours.zone.clone());
        let span = found.span;
        match (&mut found.value.hours, own) {
            (Some(hours), Some(zone)) if hours.zone.is_none() => {
                let message =
                    format!("The next meeting's zone is not written; {} is this meeting's.", zone.label);
                hours.zone = Some(zone);
                found.warned(Warning::new("zone-concluded", span, message))
            }
            _ => found,
        }
    }
}
