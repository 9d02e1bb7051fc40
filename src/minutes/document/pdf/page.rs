//! Pages put together into one text: tables from their grids, headings by their size, the rest as plain text. What
//! is repeated on the edges of pages is dropped.

use std::collections::{HashMap, HashSet};

use super::super::super::text_layer::{self, Line};
use super::super::Block;
use super::super::limits::{Limit, MAX_BYTES, MAX_CELLS};
use super::aligned;
use super::columns;
use super::content::{Run, Shown};
use super::lines::{TextLine, lines};
use super::ruled::{self, Grid, Place};
use super::writing::Text;
use crate::error::Result;

/// The level of a short line all in bold, which lies below those that are larger than the text.
pub(super) const BOLD: u8 = 6;

/// The pages, put together.
pub(super) struct Writer {
    pages: Vec<Vec<Part>>,
    cells: Limit,
    bytes: Limit,
}

/// How many lines at the top and at the bottom of a page may be repeated on others.
const EDGE: usize = 2;

/// A part of a page.
pub(super) enum Part {
    Line(TextLine),
    Table(Ruled),
}

/// A table that was found on the page.
pub(super) struct Ruled {
    pub(super) xs: Vec<f32>,
    pub(super) rows: Vec<Vec<RuledCell>>,
}

pub(super) struct RuledCell {
    pub(super) columns: u16,
    pub(super) lines: Vec<TextLine>,
}

impl Default for Writer {
    fn default() -> Self {
        Self {
            pages: Vec::new(),
            cells: Limit::new(MAX_CELLS, "cells"),
            bytes: Limit::new(MAX_BYTES, "bytes of text"),
        }
    }
}

impl Writer {
    /// Adds a page.
    pub(super) fn page(&mut self, shown: Shown) -> Result<()> {
        self.bytes.count(shown.runs.iter().map(|run| run.text.len()).sum())?;
        let left = shown.runs.iter().map(|run| run.x0).fold(f32::INFINITY, f32::min);
        let grids = ruled::grids(shown.drawn);
        let mut in_grids: Vec<HashMap<(usize, usize), Vec<Run>>> =
            grids.iter().map(|_| HashMap::new()).collect();
        let mut free = Vec::new();
        for run in shown.runs {
            let at = (run.x0 + 0.25 * run.size, run.y + 0.25 * run.size);
            let home = grids.iter().zip(&mut in_grids).find_map(|(grid, cells)| {
                let place = grid.place(at.0, at.1)?;
                Some(cells.entry((place.row, place.column)).or_default())
            });
            home.unwrap_or(&mut free).push(run);
        }
        let mut tables = Vec::new();
        for (grid, runs) in grids.iter().zip(in_grids) {
            tables.push((grid.height().0, self.table(grid, runs)?));
        }
        let mut parts = Vec::new();
        let mut tables = tables.into_iter().peekable();
        let mut between = Vec::new();
        let mut open = self.open_columns();
        let mut plain =
            |lines: Vec<TextLine>| aligned::parts(columns::in_order(lines), open.take().as_deref());
        for line in lines(free, left) {
            while let Some((_, table)) = tables.next_if(|(top, _)| *top > line.y) {
                parts.extend(plain(std::mem::take(&mut between)));
                parts.push(Part::Table(table));
            }
            between.push(line);
        }
        parts.extend(plain(between));
        parts.extend(tables.map(|(_, table)| Part::Table(table)));
        self.pages.push(parts);
        Ok(())
    }

    /// The columns of the table in which the page before ended, save for what may be its foot.
    fn open_columns(&self) -> Option<Vec<f32>> {
        let last = self.pages.last()?.iter().rev().take(EDGE + 1);
        last.filter_map(|part| if let Part::Table(table) = part { Some(table.xs.clone()) } else { None })
            .next()
    }

    /// Whether no page has any text.
    pub(super) fn is_blank(&self) -> bool {
        self.pages.iter().flatten().all(|part| match part {
            Part::Line(line) => !line.text.contains(char::is_alphanumeric),
            Part::Table(table) => table.rows.iter().flatten().all(|cell| cell.lines.is_empty()),
        })
    }

    /// The lines and blocks of all pages.
    pub(super) fn finish(mut self) -> Result<(Vec<Line>, Vec<Block>)> {
        drop_furniture(&mut self.pages);
        let sizes = Sizes::of(&self.pages);
        let mut text = Text::default();
        for (number, parts) in (0..).zip(self.pages) {
            text.start_page(number);
            let mut above: Option<TextLine> = None;
            for part in parts {
                match part {
                    Part::Line(line) => {
                        text.line(&line, above.as_ref(), &sizes)?;
                        above = Some(line);
                    }
                    Part::Table(table) => {
                        text.table(&table)?;
                        above = None;
                    }
                }
            }
            text.plain("")?;
        }
        text.finish()
    }

    fn table(&mut self, grid: &Grid, mut runs: HashMap<(usize, usize), Vec<Run>>) -> Result<Ruled> {
        let (columns, rows) = grid.size();
        self.cells.count(columns * rows)?;
        let mut owners: HashMap<(usize, usize), (usize, usize)> = HashMap::new();
        for row in 0..rows {
            for column in 0..columns {
                let place = Place { row, column };
                let left = column.checked_sub(1).filter(|_| !grid.is_parted_left(place));
                let above = row.checked_sub(1).filter(|_| !grid.is_parted_above(place));
                let owner = left.and_then(|left| owners.get(&(row, left)));
                let owner = owner.or_else(|| above.and_then(|above| owners.get(&(above, column))));
                let owner = owner.copied().unwrap_or((row, column));
                owners.insert((row, column), owner);
                if owner != (row, column) {
                    let moved = runs.remove(&(row, column)).unwrap_or_default();
                    runs.entry(owner).or_default().extend(moved);
                }
            }
        }
        let mut ruled = Ruled { xs: grid.xs.clone(), rows: Vec::with_capacity(rows) };
        for row in 0..rows {
            let mut cells: Vec<RuledCell> = Vec::new();
            for column in 0..columns {
                let goes_on = column > 0 && !grid.is_parted_left(Place { row, column });
                match cells.last_mut().filter(|_| goes_on) {
                    Some(cell) => cell.columns = cell.columns.saturating_add(1),
                    None => {
                        let runs = runs.remove(&(row, column)).unwrap_or_default();
                        let left = runs.iter().map(|run| run.x0).fold(f32::INFINITY, f32::min);
                        cells.push(RuledCell { columns: 1, lines: lines(runs, left) });
                    }
                }
            }
            ruled.rows.push(cells);
        }
        Ok(ruled)
    }
}

/// Drops numbers of pages, and what stands on the edge of several pages; at the top, its first time is kept, since
/// it may say what the document is.
fn drop_furniture(pages: &mut [Vec<Part>]) {
    let key = |line: &TextLine| -> String {
        line.text
            .chars()
            .map(|c| if c.is_ascii_digit() { '#' } else { c })
            .collect::<String>()
            .trim()
            .to_owned()
    };
    let edge = |index: usize, count: usize| index < EDGE || index + EDGE >= count;
    let mut counts: HashMap<String, usize> = HashMap::new();
    for parts in pages.iter() {
        let lines = parts.iter().enumerate().filter(|(index, _)| edge(*index, parts.len()));
        let keys: HashSet<String> = lines
            .filter_map(|(_, part)| if let Part::Line(line) = part { Some(key(line)) } else { None })
            .collect();
        keys.into_iter().for_each(|key| *counts.entry(key).or_default() += 1);
    }
    let many = pages.len();
    let mut seen: HashSet<String> = HashSet::new();
    for parts in pages {
        let count = parts.len();
        let mut index = 0;
        parts.retain(|part| {
            index += 1;
            let Part::Line(line) = part else { return true };
            if !edge(index - 1, count) {
                return true;
            }
            let key = key(line);
            let text = line.text.trim();
            let number = text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit()) && many > 1;
            if number || text_layer::is_page_mark(text) {
                return false;
            }
            let repeated = counts.get(&key).is_some_and(|&times| times >= 2 && times * 2 >= many);
            let first = seen.insert(key);
            !repeated || (first && index <= EDGE)
        });
    }
}

/// How large the text is, and what is larger.
pub(super) struct Sizes {
    body: f32,
    /// The sizes of headings, from the largest.
    headings: Vec<f32>,
}

impl Sizes {
    fn of(pages: &[Vec<Part>]) -> Self {
        let mut letters: HashMap<u32, usize> = HashMap::new();
        let lines = pages.iter().flatten().flat_map(|part| match part {
            Part::Line(line) => vec![line],
            Part::Table(table) => table.rows.iter().flatten().flat_map(|cell| &cell.lines).collect(),
        });
        for line in lines {
            *letters.entry(halves(line.size)).or_default() += line.text.len();
        }
        let body = letters.iter().max_by_key(|&(size, count)| (*count, *size)).map_or(0, |(&size, _)| size);
        let body = from_halves(body);
        let mut headings: Vec<f32> = letters.keys().map(|&size| from_halves(size)).collect();
        headings.retain(|&size| size >= body * 1.15);
        headings.sort_by(|one, other| other.total_cmp(one));
        Self { body, headings }
    }

    /// The level at which a line is a heading by its size or weight. `alone` tells that it begins a paragraph.
    pub(super) fn level(&self, line: &TextLine, alone: bool) -> Option<u8> {
        let text = line.text.trim();
        let inner = text.trim_end_matches([':', ' ']);
        let titled =
            text.contains(char::is_alphabetic) && text.chars().count() <= 120 && !text.contains("   ");
        let size = from_halves(halves(line.size));
        if titled && size >= self.body * 1.15 {
            let rank = self.headings.iter().position(|&heading| heading <= size).unwrap_or(0);
            return Some(u8::try_from(rank + 1).unwrap_or(BOLD).min(BOLD));
        }
        let label = inner.contains(": ") || inner.contains(" : ");
        let short = inner.chars().count() <= 80 && !inner.ends_with(['.', ';', ',']) && !label;
        (titled && alone && line.is_bold && short).then_some(BOLD)
    }
}

/// A size in half points, which hides how it was computed.
fn halves(size: f32) -> u32 {
    (size * 2.0).round().clamp(0.0, 10_000.0) as u32
}

fn from_halves(halves: u32) -> f32 {
    halves as f32 / 2.0
}
