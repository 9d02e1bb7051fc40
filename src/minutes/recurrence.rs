//! How often a series meets, from the words for it and the distance to the next meeting.

use std::sync::LazyLock;

use jiff::civil::Date;

use super::draft::{Confidence, Found, Recurrence, Warning};
use super::passage::words;
use super::pattern::Pattern;

/// What the words of a meeting type say of its recurrence. `next` is the day of the next meeting after `date`.
pub(super) fn read(
    written: &Found<String>,
    date: Option<Date>,
    next: Option<Date>,
) -> Option<Found<Recurrence>> {
    let words = words(&written.value);
    let rhythms =
        RHYTHMS.iter().find(|(patterns, _)| patterns.iter().any(|pattern| pattern.find(&words).is_some()));
    let (_, rhythms) = rhythms?;
    let days = date.zip(next).and_then(|(date, next)| date.until(next).ok()).map(|span| span.get_days());
    let confirmed = days.and_then(|days| rhythms.iter().find(|rhythm| rhythm.agrees_with(days)));
    let usual = rhythms.first()?;
    let chosen = confirmed.unwrap_or(usual);
    let recurrence = Recurrence {
        label: written.value.clone(),
        rule: chosen.rule.to_owned(),
        confirmed: confirmed.is_some(),
    };
    let found = Found::new(recurrence, written.span, Confidence::High);
    if confirmed.is_some() {
        return Some(found);
    }
    let mut found = found;
    if let Some(days) = days {
        let message = format!(
            "'{}' was read as {}, yet the next meeting is {days} days later.",
            written.value, chosen.words
        );
        found = found.warned(Warning::new("recurrence-contradicted", written.span, message));
    }
    let others: Vec<&Rhythm> = rhythms.iter().filter(|rhythm| rhythm.rule != chosen.rule).collect();
    if !others.is_empty() {
        let message =
            format!("'{}' was read as {}; it may mean something else.", written.value, chosen.words);
        let warning = Warning::new("recurrence-ambiguous", written.span, message);
        let alternative = |rhythm: &&Rhythm| format!("{} ({})", rhythm.words, rhythm.rule);
        found = found.warned(others.iter().map(alternative).fold(warning, Warning::or));
    }
    Some(found)
}

/// A rhythm, in English words and as a rule.
struct Rhythm {
    words: &'static str,
    rule: &'static str,
    /// The fewest and the most days from one meeting to the next.
    days: (i32, i32),
}

impl Rhythm {
    fn agrees_with(&self, days: i32) -> bool {
        (self.days.0..=self.days.1).contains(&days)
    }
}

const DAILY: Rhythm = Rhythm { words: "every day", rule: "FREQ=DAILY", days: (1, 1) };
const WEEKLY: Rhythm = Rhythm { words: "every week", rule: "FREQ=WEEKLY", days: (7, 7) };
const EVERY_TWO_WEEKS: Rhythm =
    Rhythm { words: "every two weeks", rule: "FREQ=WEEKLY;INTERVAL=2", days: (14, 14) };
const MONTHLY: Rhythm = Rhythm { words: "every month", rule: "FREQ=MONTHLY", days: (28, 35) };
const EVERY_TWO_MONTHS: Rhythm =
    Rhythm { words: "every two months", rule: "FREQ=MONTHLY;INTERVAL=2", days: (56, 63) };
const QUARTERLY: Rhythm =
    Rhythm { words: "every three months", rule: "FREQ=MONTHLY;INTERVAL=3", days: (84, 98) };
const EVERY_SIX_MONTHS: Rhythm =
    Rhythm { words: "every six months", rule: "FREQ=MONTHLY;INTERVAL=6", days: (175, 190) };
const YEARLY: Rhythm = Rhythm { words: "every year", rule: "FREQ=YEARLY", days: (350, 380) };

/// The words for each rhythm. Where they have several meanings, the usual one in minutes stands first. The
/// first row that matches wins, so longer words stand above shorter ones.
static RHYTHMS: LazyLock<Vec<(Vec<Pattern>, Vec<Rhythm>)>> = LazyLock::new(|| {
    let rows: Vec<(&[&'static str], Vec<Rhythm>)> = vec![
        (&["bi mensuel*", "bimensuel*", "bi monthly", "bimonthly"], vec![EVERY_TWO_WEEKS, EVERY_TWO_MONTHS]),
        (&["bi hebdomadaire*", "bihebdomadaire*"], vec![EVERY_TWO_WEEKS]),
        (&["bi weekly", "biweekly"], vec![EVERY_TWO_WEEKS]),
        (
            &[
                "fortnight*",
                "every other week",
                "every two|2 weeks",
                "toutes les deux|2 semaines",
                "par quinzaine",
            ],
            vec![EVERY_TWO_WEEKS],
        ),
        (&["bimestriel*", "every two|2 months", "tous les deux|2 mois"], vec![EVERY_TWO_MONTHS]),
        (&["trimestriel*", "quarterly", "every three|3 months", "tous les trois|3 mois"], vec![QUARTERLY]),
        (&["semestriel*", "half yearly", "every six|6 months"], vec![EVERY_SIX_MONTHS]),
        (&["hebdomadaire*", "weekly", "every week", "chaque semaine", "toutes les semaines"], vec![WEEKLY]),
        (&["mensuel*", "monthly", "every month", "chaque mois", "tous les mois"], vec![MONTHLY]),
        (&["annuel*", "yearly", "annual"], vec![YEARLY]),
        (&["quotidien*", "daily"], vec![DAILY]),
    ];
    rows.into_iter().map(|(texts, rhythms)| (Pattern::all(texts), rhythms)).collect()
});

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::date;

    use super::*;
    use crate::minutes::draft::Span;

    fn check(written: &str, days: Option<i32>, rule: Option<&str>, confirmed: bool, codes: &[&str]) {
        let first = date(2021, 4, 13);
        let next = days.map(|days| first.checked_add(days.days()).unwrap());
        let found = read(&Found::sure(written.to_owned(), Span::default()), Some(first), next);
        assert_eq!(found.as_ref().map(|found| found.value.rule.as_str()), rule, "{written}");
        if let Some(found) = found {
            assert_eq!(found.value.confirmed, confirmed, "{written}");
            let seen: Vec<_> = found.warnings.iter().map(|warning| warning.code).collect();
            assert_eq!(seen, codes, "{written}");
        }
    }

    #[test]
    fn the_next_meeting_confirms_the_words() {
        check("Réunion bi-mensuelle", Some(14), Some("FREQ=WEEKLY;INTERVAL=2"), true, &[]);
        check("Réunion bi-mensuelle", Some(61), Some("FREQ=MONTHLY;INTERVAL=2"), true, &[]);
        check("Réunion bimensuelle", None, Some("FREQ=WEEKLY;INTERVAL=2"), false, &["recurrence-ambiguous"]);
        check(
            "Bi-monthly meeting",
            Some(30),
            Some("FREQ=WEEKLY;INTERVAL=2"),
            false,
            &["recurrence-contradicted", "recurrence-ambiguous"],
        );
        check("Fortnightly call", None, Some("FREQ=WEEKLY;INTERVAL=2"), false, &[]);
        check("Réunion mensuelle", Some(28), Some("FREQ=MONTHLY"), true, &[]);
        check("Réunion mensuelle", Some(14), Some("FREQ=MONTHLY"), false, &["recurrence-contradicted"]);
        check("Réunion bimestrielle", Some(63), Some("FREQ=MONTHLY;INTERVAL=2"), true, &[]);
        check("Weekly stand-up", Some(7), Some("FREQ=WEEKLY"), true, &[]);
        check("Réunion extraordinaire", Some(14), None, false, &[]);
    }
}
