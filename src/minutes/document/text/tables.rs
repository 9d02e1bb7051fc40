//! Tables that are drawn in plain text: with bars, with a grid, with tabs, or with columns under one another.

use super::super::super::passage::Passage;
use super::super::limits::{Limit, MAX_CELLS};
use super::super::{Cell, Row, Table, marked};
use super::Seen;
use crate::error::Result;

/// How many cells all tables of a text may have.
pub(super) fn limit() -> Limit {
    Limit::new(MAX_CELLS, "cells")
}

/// The table that begins here, and how many lines it takes. `begins` tells that a blank line stands above.
pub(super) fn take(lines: &[Seen<'_>], begins: bool, limit: &mut Limit) -> Result<Option<(Table, usize)>> {
    let table = match kind(lines.first()) {
        Some(Kind::Bars) => barred(lines, limit)?,
        Some(Kind::Tabs) => tabbed(lines, limit)?,
        Some(Kind::Gaps) if begins => aligned(lines, limit)?,
        Some(Kind::Gaps) | None => None,
    };
    Ok(table.filter(|(table, _)| table.rows.iter().any(|row| row.cells.len() >= 2)))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bars,
    Tabs,
    Gaps,
}

fn kind(seen: Option<&Seen<'_>>) -> Option<Kind> {
    let seen = seen?;
    let text = &seen.line.text;
    let bars = text.matches('|').count();
    if bars >= 2 || (text.starts_with('+') && is_separator(text)) {
        return Some(Kind::Bars);
    }
    if seen.raw.trim().contains('\t') {
        return Some(Kind::Tabs);
    }
    (gaps(text) >= 2).then_some(Kind::Gaps)
}

/// How often two or more spaces part words.
fn gaps(text: &str) -> usize {
    text.split("  ").filter(|part| !part.trim().is_empty()).count().saturating_sub(1)
}

/// `|---|:---:|` or `+====+====+`.
fn is_separator(text: &str) -> bool {
    text.contains(['-', '=']) && text.chars().all(|c| matches!(c, '|' | '+' | '-' | '=' | ':' | ' '))
}

fn barred(lines: &[Seen<'_>], limit: &mut Limit) -> Result<Option<(Table, usize)>> {
    // What is only drawn is no table, and is not looked at again and again.
    if lines.iter().take(2).all(|seen| is_separator(&seen.line.text)) {
        return Ok(None);
    }
    let lines: Vec<&Seen<'_>> = lines
        .iter()
        .take_while(|seen| kind(Some(seen)) == Some(Kind::Bars) || is_separator(&seen.line.text))
        .collect();
    if lines.len() < 2 {
        return Ok(None);
    }
    let grid = lines.iter().any(|seen| seen.line.text.starts_with('+'));
    let head_ends = lines.iter().position(|seen| {
        is_separator(&seen.line.text) && if grid { seen.line.text.contains('=') } else { true }
    });
    let mut rows: Vec<(bool, Vec<Vec<Passage>>)> = Vec::new();
    let mut open = false;
    for (index, seen) in lines.iter().enumerate() {
        if is_separator(&seen.line.text) {
            open = false;
            continue;
        }
        let is_head = head_ends.is_some_and(|end| index < end);
        let cells = bars_of(seen);
        limit.count(cells.len())?;
        match rows.last_mut().filter(|_| grid && open) {
            Some((_, row)) => fill(row, cells),
            None => rows.push((is_head, cells.into_iter().map(|cell| vec![cell]).collect())),
        }
        open = true;
    }
    Ok(Some((table(rows), lines.len())))
}

fn bars_of(seen: &Seen<'_>) -> Vec<Passage> {
    let text = seen.line.text.trim_matches(' ');
    let text = text.strip_prefix('|').unwrap_or(text);
    let text = text.strip_suffix('|').unwrap_or(text);
    text.split('|').map(|cell| Passage::of_line(seen.line.number, cell)).collect()
}

fn tabbed(lines: &[Seen<'_>], limit: &mut Limit) -> Result<Option<(Table, usize)>> {
    let cells = |seen: &Seen<'_>| -> Vec<Passage> {
        let trimmed = seen.raw.trim_end();
        trimmed.split('\t').map(|cell| Passage::of_line(seen.line.number, cell)).collect()
    };
    let wide = |seen: &&Seen<'_>| seen.raw.trim_end().contains('\t') && seen.indent == 0;
    // Two columns are as often a label and its value.
    if lines.first().is_none_or(|seen| cells(seen).len() < 3) {
        return Ok(None);
    }
    let lines: Vec<&Seen<'_>> = lines.iter().take_while(wide).collect();
    if lines.len() < 2 {
        return Ok(None);
    }
    let mut rows = Vec::with_capacity(lines.len());
    for seen in &lines {
        let cells = cells(seen);
        limit.count(cells.len())?;
        rows.push((false, cells.into_iter().map(|cell| vec![cell]).collect()));
    }
    Ok(Some((table(rows), lines.len())))
}

/// Columns that stand under one another: in every line of the stretch blanks lie at the same places, two wide.
/// Fewer than three columns, or a line that crosses, are prose with odd spaces.
fn aligned(lines: &[Seen<'_>], limit: &mut Limit) -> Result<Option<(Table, usize)>> {
    /// Wider lines are no table that anyone set by hand.
    const WIDEST: usize = 400;
    let characters: Vec<Vec<char>> = lines.iter().map(|seen| seen.raw.trim_end().chars().collect()).collect();
    if lines.len() < 3 || characters.iter().any(|line| line.len() > WIDEST || line.contains(&'\t')) {
        return Ok(None);
    }
    let width = characters.iter().map(Vec::len).max().unwrap_or(0);
    let blank = |at: usize| characters.iter().all(|line| line.get(at).is_none_or(|c| c.is_whitespace()));
    let blanks: Vec<bool> = (0..width).map(blank).collect();
    let starts = column_starts(&blanks);
    if starts.len() < 3 || lines.iter().any(|seen| gaps(&seen.line.text) == 0 && seen.indent == 0) {
        return Ok(None);
    }
    let mut rows: Vec<(bool, Vec<Vec<Passage>>)> = Vec::new();
    for (seen, line) in lines.iter().zip(&characters) {
        if is_separator(&seen.line.text) {
            rows.iter_mut().for_each(|row| row.0 = true);
            continue;
        }
        let ends = starts.iter().skip(1).copied().chain([width]);
        let cells: Vec<Passage> = starts
            .iter()
            .zip(ends)
            .map(|(&start, end)| {
                let cell: String = line.iter().skip(start).take(end - start).collect();
                Passage::of_line(seen.line.number, &cell)
            })
            .collect();
        limit.count(cells.len())?;
        let goes_on = starts.first().is_some_and(|&first| seen.indent > first);
        match rows.last_mut().filter(|_| goes_on) {
            Some((_, row)) => fill(row, cells),
            None => rows.push((false, cells.into_iter().map(|cell| vec![cell]).collect())),
        }
    }
    Ok((rows.len() >= 2).then(|| (table(rows), lines.len())))
}

/// Where columns begin: after a gutter of two blanks.
fn column_starts(blanks: &[bool]) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut gutter = 2;
    for (at, &blank) in blanks.iter().enumerate() {
        if blank {
            gutter += 1;
        } else {
            if gutter >= 2 {
                starts.push(at);
            }
            gutter = 0;
        }
    }
    starts
}

/// Adds a further line to the cells of a row.
fn fill(row: &mut Vec<Vec<Passage>>, cells: Vec<Passage>) {
    row.resize_with(row.len().max(cells.len()), Vec::new);
    for (cell, line) in row.iter_mut().zip(cells) {
        cell.push(line);
    }
}

fn table(rows: Vec<(bool, Vec<Vec<Passage>>)>) -> Table {
    let cell = |lines| Cell { columns: 1, blocks: marked::blocks(lines) };
    let row = |(is_head, cells): (bool, Vec<Vec<Passage>>)| Row {
        is_head,
        cells: cells.into_iter().map(cell).collect(),
    };
    Table { rows: rows.into_iter().map(row).collect() }
}

#[cfg(test)]
mod tests {
    use super::super::super::Document;
    use super::super::super::sketch::sketch;

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(sketch(&Document::text(text).unwrap()), expected, "{text}");
    }

    #[test]
    fn bars_and_grids_are_tables() {
        check("| Action | Qui |\n|---|---|\n| écrire | Awa |\nfin", &["! Action | Qui\nécrire | Awa", "fin"]);
        check(
            "+------+-----+\n| Quoi | Qui |\n+======+=====+\n| la   | Awa |\n| note |     |\n+------+-----+\n",
            &["! Quoi | Qui\nla / note | Awa"],
        );
        check("oui | non | peut-être", &["oui | non | peut-être"]);
    }

    #[test]
    fn tabs_and_columns_are_tables() {
        check("Quoi\tQui\tQuand\nécrire\tAwa\t3 mai", &["Quoi | Qui | Quand\nécrire | Awa | 3 mai"]);
        check(
            "Quoi         Qui     Quand\nécrire la    Awa     3 mai\n  note\nlire         Issa    5 mai",
            &["Quoi | Qui | Quand\nécrire la / note | Awa | 3 mai\nlire | Issa | 5 mai"],
        );
        check("Date:   3 mai\nLieu:   Dakar\nHeure:  10h", &["Date: 3 mai / Lieu: Dakar / Heure: 10h"]);
    }
}
