//! Markdown as CommonMark and GitHub have it: headings, lists with boxes, tables. Its lines are those of the
//! source; marks within a line (bold, links) are dropped and their words kept.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::super::passage::Passage;
use super::limits::{Limit, MAX_CELLS};
use super::{Block, Cell, Item, Mark, Row, Table, marked};
use crate::error::Result;

/// How deep lists and quotations may stand within one another.
const MAX_DEPTH: usize = 100;

/// The blocks of a Markdown text. Fails with `minutes-too-large` where it goes beyond a limit.
pub(super) fn blocks(text: &str) -> Result<Vec<Block>> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut reader = Reader::new(text);
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        reader.event(event, range)?;
    }
    reader.end_paragraph();
    Ok(reader.blocks)
}

struct Reader {
    blocks: Vec<Block>,
    /// Where each line of the source begins.
    line_starts: Vec<usize>,
    /// The number and text of the line that is being put together.
    line: (u32, String),
    /// The lines of the paragraph, heading or cell that is open.
    lines: Vec<Passage>,
    /// The open lists, each with its next number.
    lists: Vec<Option<u64>>,
    /// The open entries, each as the index of its block.
    entries: Vec<usize>,
    table: Option<Table>,
    heading: Option<u8>,
    cells: Limit,
    depth: usize,
}

impl Reader {
    fn new(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        Self {
            blocks: Vec::new(),
            line_starts: std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect(),
            line: (0, String::new()),
            lines: Vec::new(),
            lists: Vec::new(),
            entries: Vec::new(),
            table: None,
            heading: None,
            cells: Limit::new(MAX_CELLS, "cells"),
            depth: 0,
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) -> Result<()> {
        match event {
            Event::Start(tag) => return self.start(&tag, range.start),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, range.start),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.words(&text, range.start);
            }
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html, range.start),
            Event::SoftBreak | Event::HardBreak => self.end_line(),
            Event::Rule => {
                self.end_paragraph();
                self.push(Block::Rule);
            }
            Event::TaskListMarker(ticked) => {
                let entry = self.entries.last().and_then(|&index| self.blocks.get_mut(index));
                if let Some(Block::Item(item)) = entry {
                    item.mark = Mark::Box { ticked };
                }
            }
            Event::FootnoteReference(_) => {}
        }
        Ok(())
    }

    fn start(&mut self, tag: &Tag<'_>, at: usize) -> Result<()> {
        self.depth += 1;
        super::limits::check(self.depth, MAX_DEPTH, "levels of nesting")?;
        match tag {
            Tag::Heading { level, .. } => {
                self.end_paragraph();
                self.heading = Some(level_of(*level));
            }
            Tag::List(first) => {
                self.end_paragraph();
                self.lists.push(*first);
            }
            Tag::Item => self.start_entry(at),
            Tag::Table(_) => {
                self.end_paragraph();
                self.table = Some(Table::default());
            }
            Tag::TableHead => self.start_row(true),
            Tag::TableRow => self.start_row(false),
            Tag::TableCell => self.cells.count(1)?,
            Tag::Image { .. }
            | Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. } => {}
            _ => self.end_paragraph(),
        }
        Ok(())
    }

    fn end(&mut self, tag: TagEnd) {
        self.depth = self.depth.saturating_sub(1);
        match tag {
            TagEnd::Heading(_) => {
                self.end_line();
                let mut text = Passage::default();
                self.lines.drain(..).for_each(|line| text.append(&line));
                if let Some(level) = self.heading.take().filter(|_| !text.is_empty()) {
                    self.push(Block::Heading { level, text });
                }
            }
            TagEnd::List(_) => {
                self.end_paragraph();
                self.lists.pop();
            }
            TagEnd::Item => {
                self.end_paragraph();
                self.entries.pop();
            }
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.push(Block::Table(table));
                }
            }
            TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::Image
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link => {}
            _ => self.end_paragraph(),
        }
    }

    fn start_entry(&mut self, at: usize) {
        self.end_paragraph();
        let depth = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                let mark = Mark::Number(number.to_string());
                *number = number.saturating_add(1);
                mark
            }
            _ => Mark::Bullet,
        };
        self.entries.push(self.blocks.len());
        let text = Passage::of_line(self.line_of(at), "");
        self.push(Block::Item(Item { depth, mark, text }));
    }

    fn start_row(&mut self, is_head: bool) {
        if let Some(table) = &mut self.table {
            table.rows.push(Row { is_head, cells: Vec::new() });
        }
    }

    fn end_cell(&mut self) {
        self.end_line();
        let blocks = marked::blocks(std::mem::take(&mut self.lines));
        if let Some(row) = self.table.as_mut().and_then(|table| table.rows.last_mut()) {
            row.cells.push(Cell { columns: 1, blocks });
        }
    }

    /// Text that may hold several lines, as that of a code block does.
    fn text(&mut self, text: &str, at: usize) {
        let mut at = at;
        for line in text.split_inclusive('\n') {
            self.words(line, at);
            if line.ends_with('\n') {
                self.end_line();
            }
            at += line.len();
        }
    }

    fn words(&mut self, text: &str, at: usize) {
        if self.line.1.is_empty() {
            self.line.0 = self.line_of(at);
        }
        self.line.1.push_str(text);
    }

    /// Of HTML within Markdown only breaks are obeyed, and the text between tags is kept.
    fn html(&mut self, html: &str, at: usize) {
        let mut rest = html;
        while let Some((text, tag)) = rest.split_once('<') {
            self.text(text, at + (html.len() - rest.len()));
            let comment = tag.starts_with("!--");
            let Some((tag, after)) = tag.split_once(if comment { "-->" } else { ">" }) else { return };
            if tag.trim_end_matches(['/', ' ']).eq_ignore_ascii_case("br") {
                self.end_line();
            }
            rest = after;
        }
        self.text(rest, at + (html.len() - rest.len()));
    }

    fn end_line(&mut self) {
        let (number, text) = (self.line.0, std::mem::take(&mut self.line.1));
        if !text.trim().is_empty() {
            self.lines.push(Passage::of_line(number, &text));
        }
    }

    /// Ends the paragraph that is open, as a block or as a part of the open entry.
    fn end_paragraph(&mut self) {
        self.end_line();
        let lines = std::mem::take(&mut self.lines);
        if lines.is_empty() {
            return;
        }
        // Text that follows a list within an entry belongs to what stands last.
        let entry = self.entries.last().and_then(|&index| self.blocks.get_mut(index));
        if let Some(Block::Item(item)) = entry {
            let mut paragraph = Passage::default();
            lines.iter().for_each(|line| paragraph.append(line));
            item.text.append_paragraph(&paragraph);
        } else {
            self.blocks.push(Block::Paragraph(lines));
        }
    }

    fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }

    fn line_of(&self, at: usize) -> u32 {
        u32::try_from(self.line_starts.partition_point(|&start| start <= at)).unwrap_or(u32::MAX)
    }
}

fn level_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::super::sketch::{sketch, sketch_with_lines};
    use super::super::{Document, Format};

    fn check(text: &str, expected: &[&str]) {
        let document = Document::open(format!("# M\n\n{text}").as_bytes()).unwrap();
        assert_eq!(document.format(), Format::Markdown);
        assert_eq!(sketch(&document)[1..], *expected, "{text}");
    }

    #[test]
    fn headings_and_paragraphs_lose_their_marks() {
        check(
            "## The **next** `call`\n\nDate: *3 May*\nPlace: [Dakar](https://dakar.example)\n",
            &["## The next call", "Date: 3 May / Place: Dakar"],
        );
        check("open**IMIS**\n\n***\n\n> said\n", &["openIMIS", "----", "said"]);
        check("one<br>two <b>three</b> <!-- not\nthis -->four", &["one / two three four"]);
    }

    #[test]
    fn lists_keep_depth_number_and_box() {
        check(
            "- one\n  two\n\n  three\n  1. four\n  2. five\n- [x] six\n- [ ] @awa seven\n",
            &["- one two ¶ three", "  1. four", "  2. five", "[x] six", "[ ] @awa seven"],
        );
    }

    #[test]
    fn tables_keep_cells_and_breaks() {
        check(
            "| What | Who |\n|---|---|\n| write<br>read | **Awa** |\n| - a<br>- b | |\n",
            &["! What | Who\nwrite / read | Awa\n- a // - b | "],
        );
    }

    #[test]
    fn lines_are_those_of_the_source() {
        let document = Document::open(b"# A\n\none\ntwo\n\n* x\n  y\n\n      code\n").unwrap();
        assert_eq!(sketch_with_lines(&document), ["# A @1-1", "one / two @3-3 4-4", "- x y ¶ code @6-9"]);
    }

    #[test]
    fn nesting_has_a_limit() {
        for nested in [">".repeat(100_000), "- ".repeat(100_000)] {
            let error = Document::open(format!("# A\n\n{nested} a").as_bytes()).unwrap_err();
            assert_eq!(error.code(), "minutes-too-large");
            assert!(error.to_string().contains("100 levels of nesting"), "{error}");
        }
    }
}
