//! The text of a PDF while it is written: numbered lines, and the blocks on them.

use super::super::super::passage::Passage;
use super::super::super::text_layer::Line;
use super::super::limits::{self, MAX_LINES};
use super::super::{Block, Cell, Row, Table, marked, text};
use super::aligned::ROW_GAP;
use super::lines::TextLine;
use super::page::{BOLD, Ruled, Sizes};
use crate::error::Result;

/// The text and its blocks while they are written.
#[derive(Default)]
pub(super) struct Text {
    lines: Vec<Line>,
    blocks: Vec<Block>,
    page: u32,
    /// The lines of plain text that have not become blocks yet, and where they begin.
    raws: Vec<String>,
    from: usize,
    /// The columns of the table that stands last.
    columns: Option<Vec<f32>>,
}

impl Text {
    /// What follows stands on this page.
    pub(super) fn start_page(&mut self, number: u32) {
        self.page = number;
    }

    /// The lines and blocks.
    pub(super) fn finish(mut self) -> Result<(Vec<Line>, Vec<Block>)> {
        self.flush()?;
        Ok((self.lines, self.blocks))
    }

    /// Adds a line; `above` is the one before it.
    pub(super) fn line(&mut self, line: &TextLine, above: Option<&TextLine>, sizes: &Sizes) -> Result<()> {
        let gap = above.map(|above| above.y - line.y);
        // A line that stands higher begins the next column.
        let apart = gap.is_none_or(|gap| gap > ROW_GAP * line.size || gap < 0.0);
        if let Some(level) = sizes.level(line, apart) {
            self.flush()?;
            self.columns = None;
            let number = self.add(&line.text)?;
            let passage = Passage::of_line(number, &line.text);
            let continues = !apart || gap.is_some_and(|gap| gap < 1.5 * line.size);
            self.from = self.lines.len();
            match self.blocks.last_mut() {
                Some(Block::Heading { level: last, text }) if *last == level && continues && level < BOLD => {
                    text.append(&passage);
                }
                _ => self.blocks.push(Block::Heading { level, text: passage }),
            }
            return Ok(());
        }
        if apart {
            self.plain("")?;
        }
        self.plain(&line.text)
    }

    /// Adds a line that is read as plain text.
    pub(super) fn plain(&mut self, text: &str) -> Result<()> {
        self.add(text)?;
        self.raws.push(text.to_owned());
        Ok(())
    }

    /// Adds a table.
    pub(super) fn table(&mut self, table: &Ruled) -> Result<()> {
        self.flush()?;
        let mut rows = Vec::with_capacity(table.rows.len());
        for row in &table.rows {
            self.add("")?;
            let lines = || row.iter().flat_map(|cell| &cell.lines);
            let is_head = rows.is_empty() && lines().next().is_some() && lines().all(|line| line.is_bold);
            let mut cells = Vec::with_capacity(row.len());
            for cell in row {
                let mut passages = Vec::with_capacity(cell.lines.len());
                for line in &cell.lines {
                    let number = self.add(&line.text)?;
                    passages.push(Passage::of_line(number, &line.text));
                }
                cells.push(Cell { columns: cell.columns, blocks: marked::blocks(passages) });
            }
            rows.push(Row { is_head, cells });
        }
        self.from = self.lines.len();
        rows.retain(|row| row.cells.iter().any(|cell| !cell.blocks.is_empty()));
        let same = self.columns.as_ref().is_some_and(|columns| {
            columns.len() == table.xs.len()
                && columns.iter().zip(&table.xs).all(|(one, other)| (one - other).abs() < 5.0)
        });
        match self.blocks.last_mut() {
            // A table goes on over the page's end; its head may be repeated there.
            Some(Block::Table(last)) if same => {
                let mut repeated = false;
                if let (Some(head), Some(first)) = (last.rows.first_mut(), rows.first())
                    && said(head) == said(first)
                {
                    repeated = true;
                    head.is_head = true;
                    rows.remove(0);
                }
                if let Some(rest) = rows.first().filter(|row| goes_on(row, repeated)).cloned() {
                    rows.remove(0);
                    merge(last, rest);
                }
                last.rows.extend(rows);
            }
            _ if rows.is_empty() => {}
            _ => self.blocks.push(Block::Table(Table { rows })),
        }
        self.columns = Some(table.xs.clone());
        Ok(())
    }

    /// Makes blocks of the plain text so far.
    fn flush(&mut self) -> Result<()> {
        let raws = std::mem::take(&mut self.raws);
        let lines = self.lines.get(self.from..).unwrap_or_default();
        if raws.iter().any(|raw| !raw.is_empty()) {
            let raws: Vec<&str> = raws.iter().map(String::as_str).collect();
            self.blocks.extend(text::blocks(&raws, lines)?);
            self.columns = None;
        }
        self.from = self.lines.len();
        Ok(())
    }

    fn add(&mut self, text: &str) -> Result<u32> {
        limits::check(self.lines.len() + 1, MAX_LINES, "lines")?;
        let number = u32::try_from(self.lines.len() + 1).unwrap_or(u32::MAX);
        self.lines.push(Line::new(number, text, self.page));
        Ok(number)
    }
}

/// Whether the first row on a page goes on with the last one of the page before: it says nothing in its first
/// column, or, where no head stands between, goes on with a sentence there.
fn goes_on(row: &Row, below_head: bool) -> bool {
    let text = row.cells.first().and_then(|cell| cell.blocks.first());
    match text {
        None => true,
        Some(Block::Paragraph(lines)) => {
            !below_head && lines.first().is_some_and(|line| line.text().starts_with(char::is_lowercase))
        }
        Some(_) => false,
    }
}

/// Adds the rest of a row to the last row of a table.
fn merge(table: &mut Table, rest: Row) {
    let Some(last) = table.rows.last_mut() else { return };
    for (cell, rest) in last.cells.iter_mut().zip(rest.cells) {
        for block in rest.blocks {
            match (cell.blocks.last_mut(), block) {
                (Some(Block::Paragraph(lines)), Block::Paragraph(more)) => lines.extend(more),
                (_, block) => cell.blocks.push(block),
            }
        }
    }
}

/// The words of a row.
fn said(row: &Row) -> Vec<String> {
    let blocks = row.cells.iter().flat_map(|cell| &cell.blocks);
    let passages = blocks.flat_map(|block| match block {
        Block::Paragraph(lines) => lines.iter().map(|line| line.text().to_owned()).collect(),
        Block::Item(item) => vec![item.text.text().to_owned()],
        Block::Heading { .. } | Block::Table(_) | Block::Rule => Vec::new(),
    });
    passages.collect()
}
