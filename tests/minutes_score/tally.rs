//! Counts, and the tables made of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::label::{Half, Labelled};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Row {
    Header,
    Attendees,
    Organizations,
    Agenda,
    Discussion,
    Questions,
    Decisions,
    Actions,
    Owners,
    Dues,
    Statuses,
    CarriedOver,
    Mentions,
    NextMeeting,
    Doubts,
}

impl Row {
    const ALL: [(Self, &'static str, &'static str); 15] = [
        (Self::Header, "header fields", "header"),
        (Self::Attendees, "attendees", "attend"),
        (Self::Organizations, "their organisations", "organis"),
        (Self::Agenda, "agenda", "agenda"),
        (Self::Discussion, "discussion kinds", "discuss"),
        (Self::Questions, "questions with answers", "quest"),
        (Self::Decisions, "decisions", "decis"),
        (Self::Actions, "actions", "action"),
        (Self::Owners, "owners", "owner"),
        (Self::Dues, "dues", "due"),
        (Self::Statuses, "statuses", "status"),
        (Self::CarriedOver, "carried over", "carried"),
        (Self::Mentions, "mentions", "mention"),
        (Self::NextMeeting, "next meeting", "next"),
        (Self::Doubts, "doubts that must be warned of", "doubt"),
    ];
}

/// How many were expected, found, and right.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    expected: usize,
    found: usize,
    right: usize,
}

/// The counts of some documents.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    rows: BTreeMap<Row, Count>,
    documents: usize,
}

impl Tally {
    /// Counts one row of one document.
    pub(crate) fn count(&mut self, row: Row, expected: usize, found: usize, right: usize) {
        self.documents = 1;
        let count = self.rows.entry(row).or_default();
        count.expected += expected;
        count.found += found;
        count.right += right;
    }

    /// Counts a doubt. Warnings that nobody labelled are not counted: they cost a look, no fact.
    pub(crate) fn doubt(&mut self, warned: bool) {
        self.count(Row::Doubts, 1, usize::from(warned), usize::from(warned));
    }

    /// Adds another tally.
    pub(crate) fn add(&mut self, other: &Self) {
        let documents = self.documents + other.documents;
        for (&row, count) in &other.rows {
            self.count(row, count.expected, count.found, count.right);
        }
        self.documents = documents;
    }

    /// F1 in per cent; nothing expected and nothing found is full marks.
    pub(crate) fn f1(&self, row: Row) -> f64 {
        let Count { expected, found, right } = self.of(row);
        per_cent(2 * right, expected + found)
    }

    fn of(&self, row: Row) -> Count {
        self.rows.get(&row).copied().unwrap_or_default()
    }
}

fn per_cent(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 100.0;
    }
    let small = |number| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    100.0 * small(part) / small(whole)
}

/// Both halves side by side, as a table in Markdown.
pub(crate) fn both_halves(tune: &Tally, held: &Tally) -> String {
    let mut text = format!(
        "| {} + {} documents | tune: n | precision | recall | F1 | held: n | precision | recall | F1 |\n|---|{}\n",
        tune.documents,
        held.documents,
        "--:|".repeat(8)
    );
    for (row, name, _) in Row::ALL {
        write!(text, "| {name} |").unwrap();
        for Count { expected, found, right } in [tune.of(row), held.of(row)] {
            let (precision, recall) = (per_cent(right, found), per_cent(right, expected));
            let both = per_cent(2 * right, expected + found);
            write!(text, " {expected} | {precision:.0} | {recall:.0} | {both:.0} |").unwrap();
        }
        text.push('\n');
    }
    text
}

/// The F1 of each group of documents, as a table in Markdown.
pub(crate) fn by_group(
    half: Half,
    documents: &[&Labelled],
    group_of: impl Fn(&Labelled) -> String,
    tally_of: fn(&[&Labelled]) -> Tally,
) -> String {
    let groups: BTreeSet<String> = documents.iter().map(|document| group_of(document)).collect();
    let tallies: Vec<(String, Tally)> = groups
        .into_iter()
        .map(|group| {
            let members: Vec<&Labelled> =
                documents.iter().copied().filter(|document| group_of(document) == group).collect();
            let tally = tally_of(&members);
            (format!("{group} ({})", tally.documents), tally)
        })
        .collect();
    let heads: Vec<&str> = tallies.iter().map(|(head, _)| head.as_str()).collect();
    let name = if half == Half::Tune { "tune" } else { "held" };
    let mut text = format!("| {name}, F1 | {} |\n|---|{}\n", heads.join(" | "), "--:|".repeat(heads.len()));
    for (row, name, _) in Row::ALL {
        write!(text, "| {name} |").unwrap();
        for (_, tally) in &tallies {
            let Count { expected, found, .. } = tally.of(row);
            let cell = if expected + found == 0 { "–".to_owned() } else { format!("{:.0}", tally.f1(row)) };
            write!(text, " {cell} |").unwrap();
        }
        text.push('\n');
    }
    text
}

/// One document on one line: right/expected, and what was found too much.
pub(crate) fn one(name: &str, tally: &Tally) -> String {
    let cells: Vec<String> = Row::ALL
        .into_iter()
        .filter_map(|(row, _, short)| {
            let Count { expected, found, right } = tally.of(row);
            let wrong = if found > right { format!("+{}", found - right) } else { String::new() };
            (expected + found > 0).then(|| format!("{short} {right}/{expected}{wrong}"))
        })
        .collect();
    format!("{name}: {}", cells.join(", "))
}
