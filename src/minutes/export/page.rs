//! A page that knows its parts and no format.

use crate::minutes::draft::Language;

/// A document, laid out.
pub(super) struct Page {
    pub(super) language: Language,
    pub(super) title: String,
    pub(super) parts: Vec<Part>,
}

/// A part of a document, from top to bottom.
pub(super) enum Part {
    Heading(&'static str),
    Paragraph(String),
    /// Labels with their values, one or two pairs in a row.
    Grid(Vec<Vec<Pair>>),
    List(Vec<Entry>),
    Table(Table),
}

/// A label and its value, which may be blank.
pub(super) struct Pair {
    pub(super) label: &'static str,
    pub(super) value: String,
}

/// An entry of a list, with those below it.
pub(super) struct Entry {
    pub(super) text: String,
    pub(super) below: Vec<Entry>,
}

/// A table with a head.
pub(super) struct Table {
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<Cell>>,
}

/// A column: its head, and its share of the width.
pub(super) struct Column {
    pub(super) head: &'static str,
    pub(super) share: u32,
}

/// What stands in a cell, line by line.
pub(super) type Cell = Vec<Line>;

/// A line of a cell.
pub(super) enum Line {
    Text(String),
    /// A heading of the lines below it.
    Heading(&'static str),
    /// An entry with a bullet; what kind of thing it says may stand in front of it.
    Item {
        label: Option<&'static str>,
        text: String,
    },
}

/// The code of the language (BCP 47).
pub(super) fn language_code(language: Language) -> &'static str {
    match language {
        Language::French => "fr",
        Language::English => "en",
    }
}

/// A colon behind a label, as the language writes it.
pub(super) fn colon(language: Language) -> &'static str {
    match language {
        Language::French => "\u{a0}:",
        Language::English => ":",
    }
}
