//! A document as a reader's eye sees it, whatever its format: headings, paragraphs, list items and tables, each
//! with the lines of the readable text that it stands on.
//!
//! It knows formats and nothing of what minutes are. What a format says of itself (a table's cells, a heading's
//! level) is kept; what a plain text only shows is left to whoever reads the lines.
//!
//! What each format keeps:
//!
//! - Plain text: its own lines. Headings are lines that are underlined, in capitals, numbered and alone, or short
//!   with a colon at the end; entries, boxes, drawn tables and rules are told by their marks.
//! - Markdown: its own lines, and what CommonMark with GitHub's tables and boxes says of them.

#![cfg_attr(not(test), expect(dead_code, reason = "the reader of blocks comes next"))]

mod encoding;
mod limits;
mod markdown;
mod marked;
mod recognise;
#[cfg(test)]
mod sketch;
mod text;

use super::passage::Passage;
use super::text_layer::{self, Line};
use crate::error::Result;

/// A document, opened.
#[derive(Debug, Clone)]
pub struct Document {
    format: Format,
    lines: Vec<Line>,
    blocks: Vec<Block>,
}

/// A format that documents come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Plain text, such as a PDF's text layer.
    Text,
    /// Markdown: CommonMark with GitHub's tables and boxes.
    Markdown,
}

impl Document {
    /// Opens a document of any format, which is told by its content.
    ///
    /// Fails with `minutes-format-unsupported`, `minutes-not-text`, or `minutes-too-large`, which names the limit.
    pub fn open(bytes: &[u8]) -> Result<Self> {
        recognise::binary(bytes)?;
        let text = encoding::decode(bytes)?;
        match recognise::text(&text) {
            Format::Markdown => {
                let lines = text_layer::read(&text)?;
                let blocks = markdown::blocks(text.trim_start_matches('\u{feff}'))?;
                Ok(Self { format: Format::Markdown, lines, blocks })
            }
            Format::Text => Self::text(&text),
        }
    }

    /// Opens a plain text. Fails with `minutes-too-large` or `minutes-not-text`.
    pub fn text(text: &str) -> Result<Self> {
        let lines = text_layer::read(text)?;
        let blocks = text::blocks(text, &lines)?;
        Ok(Self { format: Format::Text, lines, blocks })
    }

    /// The format that was recognised.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The readable text, line by line: what spans count, from 1.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(|line| line.text.as_str())
    }

    /// The lines with their numbers and pages.
    pub(super) fn text_lines(&self) -> &[Line] {
        &self.lines
    }

    /// What the document consists of, from top to bottom.
    pub(super) fn blocks(&self) -> &[Block] {
        &self.blocks
    }
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Block {
    /// A heading; 1 is the highest level.
    Heading { level: u8, text: Passage },
    /// A paragraph, one passage for each line that the source breaks. Whether a break in plain text was meant
    /// is left to the reader; formats that wrap by themselves have a passage only where a break was written.
    Paragraph(Vec<Passage>),
    /// An entry of a list.
    Item(Item),
    /// A table.
    Table(Table),
    /// A line across the page.
    Rule,
}

/// An entry of a list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    /// How deep it stands; 0 is the outermost list.
    pub(super) depth: u8,
    /// What stands before it.
    pub(super) mark: Mark,
    /// Its text, with a new line between its paragraphs.
    pub(super) text: Passage,
}

/// What stands before an entry of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mark {
    /// A bullet.
    Bullet,
    /// A number as written or counted: `3`, `2.1`, `a`.
    Number(String),
    /// A box to tick.
    Box {
        /// Whether it is ticked.
        ticked: bool,
    },
}

/// A table.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Table {
    pub(super) rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Row {
    /// Whether the format marks it as the table's head.
    pub(super) is_head: bool,
    pub(super) cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Cell {
    /// How many columns it spans; at least 1.
    pub(super) columns: u16,
    /// What stands in it. A table within a cell is given as its paragraphs.
    pub(super) blocks: Vec<Block>,
}
