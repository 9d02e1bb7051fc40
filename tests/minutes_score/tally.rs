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
    const ALL: [(Self, &'static str); 15] = [
        (Self::Header, "header fields"),
        (Self::Attendees, "attendees"),
        (Self::Organizations, "their organisations"),
        (Self::Agenda, "agenda"),
        (Self::Discussion, "discussion kinds"),
        (Self::Questions, "questions with answers"),
        (Self::Decisions, "decisions"),
        (Self::Actions, "actions"),
        (Self::Owners, "owners"),
        (Self::Dues, "dues"),
        (Self::Statuses, "statuses"),
        (Self::CarriedOver, "carried over"),
        (Self::Mentions, "mentions"),
        (Self::NextMeeting, "next meeting"),
        (Self::Doubts, "doubts that must be warned of"),
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
    /// What was missed and what was found wrongly.
    notes: Vec<(Row, String)>,
    documents: usize,
}

impl Tally {
    /// Counts one row of one document: what was wanted, what was seen, and the pairs of both that are right.
    pub(crate) fn count(
        &mut self,
        row: Row,
        wanted: &[Option<String>],
        seen: &[Option<String>],
        right: &[(usize, usize)],
    ) {
        self.documents = 1;
        let count = self.rows.entry(row).or_default();
        count.expected += wanted.iter().flatten().count();
        count.found += seen.iter().flatten().count();
        count.right += right.len();
        for (place, text) in wanted.iter().enumerate() {
            let text = text.iter().filter(|_| right.iter().all(|pair| pair.0 != place));
            self.notes.extend(text.map(|text| (row, format!("  - {text}"))));
        }
        for (place, text) in seen.iter().enumerate() {
            let text = text.iter().filter(|_| right.iter().all(|pair| pair.1 != place));
            self.notes.extend(text.map(|text| (row, format!("  + {text}"))));
        }
    }

    /// Counts a doubt. Warnings that nobody labelled are not counted: they cost a look, no fact.
    pub(crate) fn doubt(&mut self, doubt: &str, warned: bool) {
        let wanted = [Some(doubt.to_owned())];
        if warned {
            self.count(Row::Doubts, &wanted, &wanted, &[(0, 0)]);
        } else {
            self.count(Row::Doubts, &wanted, &[], &[]);
        }
    }

    /// Adds another tally.
    pub(crate) fn add(&mut self, other: &Self) {
        for (&row, count) in &other.rows {
            let sum = self.rows.entry(row).or_default();
            sum.expected += count.expected;
            sum.found += count.found;
            sum.right += count.right;
        }
        self.documents += other.documents;
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
    for (row, name) in Row::ALL {
        write!(text, "| {name} |").unwrap();
        for Count { expected, found, right } in [tune.of(row), held.of(row)] {
            let precision =
                if found == 0 { "–".to_owned() } else { format!("{:.0}", per_cent(right, found)) };
            let (recall, both) = (per_cent(right, expected), per_cent(2 * right, expected + found));
            write!(text, " {expected} | {precision} | {recall:.0} | {both:.0} |").unwrap();
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
    for (row, name) in Row::ALL {
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

/// One document: right/expected and what was found too much, then what was missed (-) and found wrongly (+).
pub(crate) fn one(name: &str, tally: &Tally) -> String {
    let mut text = format!("{name}\n");
    for (row, name) in Row::ALL {
        let Count { expected, found, right } = tally.of(row);
        if expected + found > 0 {
            writeln!(text, " {name} {right}/{expected}, {} wrong", found - right).unwrap();
        }
        for (_, note) in tally.notes.iter().filter(|(of, _)| *of == row) {
            writeln!(text, "{note}").unwrap();
        }
    }
    text
}
