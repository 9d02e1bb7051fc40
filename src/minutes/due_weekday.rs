//! A day of the week by which something is to be done: the first one after the meeting.

use jiff::civil::{Date, Weekday};

use super::dates::{self, Calendar};
use super::draft::{Confidence, Found, Warning};
use super::due::{is_before_a_date, slice};
use super::passage::{Passage, Word};
use crate::model::Due;
use crate::model::due::Kind;

/// "d'ici vendredi", "by COB Friday", "lundi prochain". A day of the week alone says nothing by when.
pub(super) fn find(text: &Passage, words: &[Word], calendar: Calendar) -> Option<Found<Due>> {
    let whole = words.len() <= 2;
    let (at, weekday) = words.iter().enumerate().find_map(|(at, word)| {
        let weekday = dates::weekday(&word.folded).filter(|_| word.folded.len() >= 5)?;
        let is = |at: Option<usize>, accepted: &[&str]| {
            at.and_then(|at| words.get(at)).is_some_and(|word| accepted.contains(&word.folded.as_str()))
        };
        let led = is(
            at.checked_sub(1),
            &["by", "before", "until", "till", "cob", "eob", "next", "this", "ici", "avant", "pour", "for"],
        );
        let last = is(at.checked_sub(2), &["by", "end", "fin", "jusqu"])
            && is(at.checked_sub(1), &["of", "on", "a", "de"]);
        let followed = is(Some(at + 1), &["prochain"]);
        (led || last || followed || whole).then_some((at, weekday))
    })?;
    let mut from = at;
    while let Some(before) = from.checked_sub(1).filter(|&before| is_lead(words, before)) {
        from = before;
    }
    let next = words.get(at + 1).is_some_and(|word| word.folded == "prochain");
    let phrase = slice(text, words, from, at + 1 + usize::from(next));
    let Some(meeting) = calendar.near else {
        let due = Due::said(Kind::Milestone, phrase.text());
        return Some(Found::new(due, phrase.span(), Confidence::Low));
    };
    let next = next || words.get(at.checked_sub(1)?).is_some_and(|word| word.folded == "next");
    let date = meeting.nth_weekday(1, weekday).ok()?;
    let due = Due { text: Some(phrase.text().to_owned()), ..Due::on(date) };
    let found = Found::new(due, phrase.span(), Confidence::Medium);
    Some(match other(meeting, date, weekday, next) {
        Some(other) => {
            let message =
                format!("'{}' was read as {date}, the first such day after the meeting.", phrase.text());
            found.warned(Warning::new("weekday-ambiguous", phrase.span(), message).or(other.to_string()))
        }
        None => found,
    })
}

/// The other day that may be meant: the meeting's own, or with "next" the one of the week after.
fn other(meeting: Date, date: Date, weekday: Weekday, next: bool) -> Option<Date> {
    if meeting.weekday() == weekday {
        return Some(meeting);
    }
    next.then(|| date.nth_weekday(1, weekday).ok()).flatten()
}

fn is_lead(words: &[Word], at: usize) -> bool {
    const LEADS: [&str; 6] = ["next", "this", "for", "end", "of", "fin"];
    let lead = words.get(at).is_some_and(|word| LEADS.contains(&word.folded.as_str()));
    lead || is_before_a_date(words, at)
}
