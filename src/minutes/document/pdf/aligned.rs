//! Tables without drawn lines: columns that stand under one another.

use super::lines::{Segment, TextLine};
use super::page::{Part, Ruled, RuledCell};

/// How far the beginnings of a column may lie apart.
const NEAR: f32 = 4.0;
/// A larger gap between lines, in sizes of the text, ends a table.
const LARGEST_GAP: f32 = 4.0;
/// A larger gap between lines begins a row.
pub(super) const ROW_GAP: f32 = 1.65;

/// The lines, with tables where at least three columns of a line go on below it. The lines that begin a page may
/// go on with the columns in which the page before it ended.
pub(super) fn parts(lines: Vec<TextLine>, open: Option<&[f32]>) -> Vec<Part> {
    let mut parts = Vec::with_capacity(lines.len());
    let mut rest = lines.as_slice();
    if let Some((table, taken)) = open.and_then(|starts| continued(rest, starts)) {
        parts.push(Part::Table(table));
        rest = rest.get(taken..).unwrap_or_default();
    }
    while let Some((line, after)) = rest.split_first() {
        match table(rest) {
            Some((table, taken)) => {
                parts.push(Part::Table(table));
                rest = rest.get(taken..).unwrap_or_default();
            }
            None => {
                parts.push(Part::Line(line.clone()));
                rest = after;
            }
        }
    }
    parts
}

/// The table whose head is the first line, and how many lines it takes.
fn table(lines: &[TextLine]) -> Option<(Ruled, usize)> {
    let starts: Vec<f32> = lines.first()?.segments.iter().map(|segment| segment.x0).collect();
    if starts.len() < 3 {
        return None;
    }
    let rows = rows(lines, &starts);
    (rows.full >= 3).then(|| (ruled(rows.cells, &starts), rows.taken))
}

/// The rest of a table whose columns are known. A line that fills the first column only belongs to it where it
/// goes on with a sentence.
fn continued(lines: &[TextLine], starts: &[f32]) -> Option<(Ruled, usize)> {
    let first = lines.first()?;
    let goes_on = first.text.trim_start().starts_with(char::is_lowercase);
    let beyond =
        first.segments.iter().any(|segment| starts.get(1).is_some_and(|next| segment.x0 + NEAR >= *next));
    let rows = rows(lines, starts);
    ((goes_on || beyond) && rows.taken > 0).then(|| (ruled(rows.cells, starts), rows.taken))
}

/// The rows that lines make.
#[derive(Default)]
struct Rows {
    cells: Vec<Vec<Vec<TextLine>>>,
    /// How many lines they take, and in how many of these at least two columns are filled.
    taken: usize,
    full: usize,
}

fn rows(lines: &[TextLine], starts: &[f32]) -> Rows {
    let mut rows = Rows::default();
    let mut above: Option<&TextLine> = None;
    for line in lines {
        let gap = above.map_or(0.0, |above| above.y - line.y);
        let Some(cells) = row(line, starts).filter(|_| gap <= LARGEST_GAP * line.size) else { break };
        let apart = gap > ROW_GAP * line.size;
        let filled: Vec<bool> = cells.iter().map(|cell| !cell.is_empty()).collect();
        let many = filled.iter().filter(|&&filled| filled).count();
        let goes_on = many == 1 && line.text.trim_start().starts_with(char::is_lowercase);
        // A short line that stands apart begins what follows the table.
        if apart && many == 1 && filled.first() == Some(&true) && !goes_on {
            break;
        }
        rows.full += usize::from(many >= 2);
        let begins = (apart || filled.first() == Some(&true)) && !goes_on;
        match rows.cells.last_mut().filter(|_| !begins) {
            Some(last) => last.iter_mut().zip(cells).for_each(|(cell, lines)| cell.extend(lines)),
            None => rows.cells.push(cells),
        }
        rows.taken += 1;
        above = Some(line);
    }
    rows
}

fn ruled(rows: Vec<Vec<Vec<TextLine>>>, starts: &[f32]) -> Ruled {
    let cell = |lines| RuledCell { columns: 1, lines };
    let rows = rows.into_iter().map(|cells| cells.into_iter().map(cell).collect());
    Ruled { xs: starts.to_vec(), rows: rows.collect() }
}

/// The cells of a line; none where a part of it crosses from one column into the next.
fn row(line: &TextLine, starts: &[f32]) -> Option<Vec<Vec<TextLine>>> {
    let mut cells = vec![Vec::new(); starts.len()];
    for segment in &line.segments {
        let column = starts.partition_point(|start| *start <= segment.x0 + NEAR).checked_sub(1)?;
        let crosses = starts.get(column + 1).is_some_and(|next| segment.x1 > *next);
        let cell: &mut Vec<TextLine> = cells.get_mut(column).filter(|_| !crosses)?;
        match cell.last_mut() {
            Some(last) => {
                last.text.push(' ');
                last.text.push_str(&segment.text);
            }
            None => cell.push(of(line, segment)),
        }
    }
    Some(cells)
}

fn of(line: &TextLine, segment: &Segment) -> TextLine {
    TextLine { text: segment.text.clone(), segments: Vec::new(), ..line.clone() }
}
