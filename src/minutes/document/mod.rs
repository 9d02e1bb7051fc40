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
//! - Markdown: its own lines, and what CommonMark with GitHub's tables and boxes says of them. The words of links
//!   stay and their addresses do not.
//! - HTML: one line for each paragraph, entry, and line of a cell, as a browser would show them. Cells that span
//!   rows are empty in the further rows. A short paragraph all in bold is a heading of the lowest level.
//! - DOCX: lines as of HTML. Tracked changes are accepted; hidden text, page headers and footers, footnotes,
//!   comments and tables of contents are dropped; numbers are counted as Word counts them.
//! - PDF: its lines as they stand on the pages. Drawn grids are tables, which may go on over pages; larger and bold
//!   lines are headings; the rest is read as plain text. What is repeated on the edges of pages is dropped.

mod docx;
mod encoding;
mod html;
mod layout;
mod limits;
mod markdown;
mod marked;
mod pdf;
mod recognise;
#[cfg(test)]
mod sketch;
#[cfg(test)]
mod tests;
mod text;

use super::passage::Passage;
use super::text_layer::{self, Line};
use crate::error::Result;

/// A document, opened.
#[derive(Debug, Clone)]
pub struct Document {
    format: Format,
    /// How a text is encoded.
    charset: Option<&'static str>,
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
    /// HTML, such as a wiki's page.
    Html,
    /// A Word document.
    Docx,
    /// A PDF with text.
    Pdf,
}

impl Format {
    /// Every format that is read.
    pub const ALL: [Self; 5] = [Self::Text, Self::Markdown, Self::Html, Self::Docx, Self::Pdf];

    /// Its media type, without parameters.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Text => "text/plain",
            Self::Markdown => "text/markdown",
            Self::Html => "text/html",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Pdf => "application/pdf",
        }
    }

    /// Whether a document that is declared as of this format may turn out to be of the other. Every text may be
    /// called plain, and Markdown without any mark is plain.
    pub fn admits(self, found: Self) -> bool {
        match self {
            Self::Text => matches!(found, Self::Text | Self::Markdown | Self::Html),
            Self::Markdown => matches!(found, Self::Text | Self::Markdown),
            Self::Html | Self::Docx | Self::Pdf => self == found,
        }
    }
}

impl Document {
    /// Opens a document of any format, which is told by its content.
    ///
    /// Fails with `minutes-format-unsupported`, `minutes-not-text`, `minutes-damaged`, `minutes-scanned`, or
    /// `minutes-too-large`, which names the limit.
    pub fn open(bytes: &[u8]) -> Result<Self> {
        if let Some(format) = recognise::binary(bytes)? {
            let (lines, blocks) = if format == Format::Pdf { pdf::read(bytes)? } else { docx::read(bytes)? };
            return Ok(Self { format, charset: None, lines, blocks });
        }
        let decoded = encoding::decode(bytes)?;
        let text = decoded.text.trim_start_matches('\u{feff}');
        let document = match recognise::text(text) {
            Format::Html => Self::html(text),
            Format::Markdown => Self::markdown(text),
            Format::Text | Format::Docx | Format::Pdf => Self::text(text),
        };
        Ok(Self { charset: Some(decoded.charset), ..document? })
    }

    /// Opens a plain text. Fails with `minutes-too-large` or `minutes-not-text`.
    pub fn text(text: &str) -> Result<Self> {
        let lines = text_layer::read(text)?;
        let raws: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
        let blocks = text::blocks(&raws, &lines)?;
        Ok(Self { format: Format::Text, charset: Some("utf-8"), lines, blocks })
    }

    fn markdown(text: &str) -> Result<Self> {
        let lines = text_layer::read(text)?;
        let blocks = markdown::blocks(text)?;
        Ok(Self { format: Format::Markdown, charset: None, lines, blocks })
    }

    fn html(text: &str) -> Result<Self> {
        text_layer::check_is_text(text)?;
        let (lines, blocks) = html::read(text)?;
        Ok(Self { format: Format::Html, charset: None, lines, blocks })
    }

    /// The format that was recognised.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The media type of the bytes, with the encoding of a text.
    pub fn media_type(&self) -> String {
        match self.charset {
            Some(charset) => format!("{}; charset={charset}", self.format.media_type()),
            None => self.format.media_type().to_owned(),
        }
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
