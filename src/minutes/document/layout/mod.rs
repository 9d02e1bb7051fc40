//! The readable text of documents that have no lines of their own. Whoever reads such a format says what begins
//! and ends; here it becomes lines, one for each paragraph, entry and line of a cell, and the blocks on them.

mod tables;

use super::super::marks::check_box;
use super::super::passage::Passage;
use super::super::text_layer::Line;
use super::limits::{self, Limit, MAX_BYTES, MAX_CELLS, MAX_LINES};
use super::{Block, Item, Mark, marked};
use crate::error::Result;
use tables::OpenTable;

/// The level of a short paragraph all in bold, which lies below all that the format itself calls headings.
const BOLD: u8 = 6;

/// Lines and blocks while they are put together.
#[derive(Debug)]
pub(super) struct Layout {
    lines: Vec<Line>,
    page: u32,
    bytes: Limit,
    cells: Limit,
    /// What is open, from the document itself to the innermost cell.
    frames: Vec<Frame>,
    tables: Vec<OpenTable>,
    /// The text of the line that is being put together.
    text: String,
    /// Whether all of the paragraph's text so far is bold.
    all_bold: bool,
    /// The lines of the open paragraph.
    paragraph: Vec<Passage>,
    heading: Option<u8>,
    /// Whether the open entry was begun by a box within a paragraph, and ends with it.
    entry_is_paragraph: bool,
}

/// What can hold blocks: the document, or a cell.
#[derive(Debug, Default)]
struct Frame {
    blocks: Vec<Block>,
    entries: Vec<Entry>,
}

/// An open entry of a list.
#[derive(Debug)]
struct Entry {
    depth: u8,
    mark: Mark,
    /// Its block, once it has text.
    block: Option<usize>,
}

impl Layout {
    pub(super) fn new() -> Self {
        Self {
            lines: Vec::new(),
            page: 0,
            bytes: Limit::new(MAX_BYTES, "bytes of text"),
            cells: Limit::new(MAX_CELLS, "cells"),
            frames: vec![Frame::default()],
            tables: Vec::new(),
            text: String::new(),
            all_bold: true,
            paragraph: Vec::new(),
            heading: None,
            entry_is_paragraph: false,
        }
    }

    /// Adds text to the open line.
    pub(super) fn text(&mut self, text: &str, is_bold: bool) -> Result<()> {
        self.bytes.count(text.len())?;
        self.all_bold &= is_bold || text.trim().is_empty();
        self.text.push_str(text);
        Ok(())
    }

    /// Whether nothing but white space stands in the open paragraph.
    pub(super) fn is_blank(&self) -> bool {
        self.paragraph.is_empty() && self.text.trim().is_empty()
    }

    /// Whether the open line ends so, white space aside.
    pub(super) fn ends_with(&self, mark: char) -> bool {
        self.text.trim_end().ends_with(mark)
    }

    /// Makes the open paragraph a heading.
    pub(super) fn heading(&mut self, level: u8) {
        self.heading = Some(level.clamp(1, 6));
    }

    /// Ends the line, but not the paragraph.
    pub(super) fn end_line(&mut self) -> Result<()> {
        let text = std::mem::take(&mut self.text);
        if text.trim().is_empty() {
            return Ok(());
        }
        let mark = match self.entry() {
            Some(Entry { block: None, mark, .. }) if self.paragraph.is_empty() => {
                format!("{} ", drawn(mark))
            }
            Some(_) => String::new(),
            None if self.tables.is_empty() => {
                self.part_paragraphs()?;
                String::new()
            }
            None => String::new(),
        };
        let number = self.add_line(&format!("{mark}{text}"))?;
        let passage = Passage::of_line(number, &text);
        if !passage.is_empty() {
            self.paragraph.push(passage);
        }
        Ok(())
    }

    /// Ends the paragraph.
    pub(super) fn end_paragraph(&mut self) -> Result<()> {
        self.end_line()?;
        let lines = std::mem::take(&mut self.paragraph);
        let heading = self.heading.take();
        let all_bold = std::mem::replace(&mut self.all_bold, true);
        if !lines.is_empty() {
            let heading = heading.or_else(|| self.bold_heading(&lines).filter(|_| all_bold));
            self.add_paragraph(lines, heading);
        }
        if std::mem::take(&mut self.entry_is_paragraph) {
            self.pop_entry();
        }
        Ok(())
    }

    /// Begins an entry of a list.
    pub(super) fn start_entry(&mut self, depth: usize, mark: Mark) -> Result<()> {
        self.end_paragraph()?;
        let depth = u8::try_from(depth).unwrap_or(u8::MAX);
        if let Some(frame) = self.frames.last_mut() {
            frame.entries.push(Entry { depth, mark, block: None });
        }
        Ok(())
    }

    /// Ends the innermost entry.
    pub(super) fn end_entry(&mut self) -> Result<()> {
        self.end_paragraph()?;
        self.pop_entry();
        Ok(())
    }

    /// A box to tick: it becomes the mark of the open entry, or makes an entry of the paragraph that it begins.
    pub(super) fn tick(&mut self, ticked: bool) -> Result<()> {
        let begins = self.is_blank();
        let Some(frame) = self.frames.last_mut() else { return Ok(()) };
        match frame.entries.last_mut() {
            Some(entry) => {
                entry.mark = Mark::Box { ticked };
                let block = entry.block.and_then(|index| frame.blocks.get_mut(index));
                if let Some(Block::Item(item)) = block {
                    item.mark = Mark::Box { ticked };
                }
            }
            None if begins => {
                self.start_entry(0, Mark::Box { ticked })?;
                self.entry_is_paragraph = true;
            }
            None => self.text(if ticked { "☑ " } else { "☐ " }, false)?,
        }
        Ok(())
    }

    /// Draws a line across the page.
    pub(super) fn rule(&mut self) -> Result<()> {
        self.end_paragraph()?;
        self.add_block(Block::Rule);
        Ok(())
    }

    /// What follows stands on the next page.
    pub(super) fn next_page(&mut self) -> Result<()> {
        self.end_paragraph()?;
        self.page = self.page.saturating_add(1);
        Ok(())
    }

    /// The lines and blocks; what is still open ends.
    pub(super) fn finish(mut self) -> Result<(Vec<Line>, Vec<Block>)> {
        while !self.tables.is_empty() {
            if self.frames.len() > 1 {
                self.end_cell()?;
            }
            self.end_table()?;
        }
        self.end_paragraph()?;
        let blocks = self.frames.drain(..).flat_map(|frame| frame.blocks).collect();
        Ok((self.lines, blocks))
    }

    fn entry(&self) -> Option<&Entry> {
        self.frames.last()?.entries.last()
    }

    fn pop_entry(&mut self) {
        if let Some(frame) = self.frames.last_mut() {
            frame.entries.pop();
        }
    }

    fn add_block(&mut self, block: Block) {
        if let Some(frame) = self.frames.last_mut() {
            frame.blocks.push(block);
        }
    }

    /// Adds the lines as a block, or to the open entry.
    fn add_paragraph(&mut self, lines: Vec<Passage>, heading: Option<u8>) {
        let Some(frame) = self.frames.last_mut() else { return };
        let Some(entry) = frame.entries.last_mut() else {
            match heading {
                Some(level) => frame.blocks.push(Block::Heading { level, text: joined(&lines) }),
                None => frame.blocks.extend(written_marks(lines)),
            }
            return;
        };
        let known = entry.block.and_then(|index| frame.blocks.get_mut(index));
        if let Some(Block::Item(item)) = known {
            lines.iter().for_each(|line| item.text.append_paragraph(line));
            return;
        }
        let mut text = Passage::default();
        lines.iter().for_each(|line| text.append_paragraph(line));
        // A box that was written by hand says more than the bullet before it.
        if let Some((ticked, from)) = check_box(text.text()).filter(|_| entry.mark == Mark::Bullet) {
            entry.mark = Mark::Box { ticked };
            text = text.slice(from..text.text().len());
        }
        entry.block = Some(frame.blocks.len());
        frame.blocks.push(Block::Item(Item { depth: entry.depth, mark: entry.mark.clone(), text }));
    }

    /// The level at which a short paragraph all in bold is a heading: outside tables and lists, and unless it
    /// holds a label with its value.
    fn bold_heading(&self, lines: &[Passage]) -> Option<u8> {
        let [line] = lines else { return None };
        let text = line.text();
        let inner = text.trim_end_matches([':', ' ']);
        let short = inner.chars().count() <= 80 && !inner.ends_with(['.', ';', ',']) && !inner.contains(": ");
        let free = self.frames.len() == 1 && self.entry().is_none();
        (free && short && !inner.contains(" : ")).then_some(BOLD)
    }

    /// Leaves a blank line before what is not an entry of a list.
    fn part_paragraphs(&mut self) -> Result<()> {
        let parted = !self.paragraph.is_empty() || self.lines.last().is_none_or(Line::is_blank);
        if !parted {
            self.add_line("")?;
        }
        Ok(())
    }

    fn add_line(&mut self, text: &str) -> Result<u32> {
        limits::check(self.lines.len() + 1, MAX_LINES, "lines")?;
        let number = u32::try_from(self.lines.len() + 1).unwrap_or(u32::MAX);
        self.lines.push(Line::new(number, text, self.page));
        Ok(number)
    }
}

/// A mark as it is drawn in the readable text.
fn drawn(mark: &Mark) -> String {
    match mark {
        Mark::Bullet => "-".to_owned(),
        Mark::Number(number) => format!("{number}."),
        Mark::Box { ticked: false } => "[ ]".to_owned(),
        Mark::Box { ticked: true } => "[x]".to_owned(),
    }
}

fn joined(lines: &[Passage]) -> Passage {
    let mut text = Passage::default();
    lines.iter().for_each(|line| text.append(line));
    text
}

/// A paragraph, or entries where bullets or boxes were written by hand.
fn written_marks(lines: Vec<Passage>) -> Vec<Block> {
    let drawn = |line: &Passage| {
        marked::mark(line.text()).is_some_and(|marked| !matches!(marked.mark, Mark::Number(_)))
    };
    if lines.iter().any(drawn) { marked::blocks(lines) } else { vec![Block::Paragraph(lines)] }
}
