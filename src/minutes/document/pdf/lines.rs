//! Runs of text put together into lines.

use super::content::Run;

/// A line of text on a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TextLine {
    /// Its text, indented and spaced as it stands on the page.
    pub(super) text: String,
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) is_bold: bool,
    /// Its parts between wide blanks.
    pub(super) segments: Vec<Segment>,
}

/// A part of a line that stands apart from the others.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Segment {
    pub(super) text: String,
    pub(super) x0: f32,
    pub(super) x1: f32,
}

/// The widest line that is set out in columns, in letters.
const WIDEST: usize = 300;

/// A wider gap than so many sizes parts a line into segments.
const SEGMENT_GAP: f32 = 0.8;

/// The lines that runs make, from top to bottom. Blanks are as wide as they look from `left` on.
pub(super) fn lines(mut runs: Vec<Run>, left: f32) -> Vec<TextLine> {
    runs.sort_by(|one, other| other.y.total_cmp(&one.y));
    let mut rows: Vec<Vec<Run>> = Vec::new();
    for run in runs {
        match rows.last_mut() {
            Some(row) if is_level(row, &run) => row.push(run),
            _ => rows.push(vec![run]),
        }
    }
    rows.into_iter().filter_map(|row| line(row, left)).collect()
}

/// Whether a run stands on the same line as the first one of a row; raised and lowered signs do.
fn is_level(row: &[Run], run: &Run) -> bool {
    row.first().is_some_and(|first| (first.y - run.y).abs() <= 0.4 * first.size.max(run.size))
}

fn line(mut row: Vec<Run>, left: f32) -> Option<TextLine> {
    row.sort_by(|one, other| one.x0.total_cmp(&other.x0));
    let size = row.iter().map(|run| run.size).fold(0.0, f32::max);
    let y = row.first()?.y;
    let is_bold = row.iter().filter(|run| !run.text.trim().is_empty()).all(|run| run.is_bold);
    let mut segments: Vec<Segment> = Vec::new();
    let mut blank = false;
    let mut text = String::new();
    let mut letters = 0;
    let mut last: Option<&Run> = None;
    for run in &row {
        // Some programs make text bold by drawing it twice.
        if last.is_some_and(|last| last.text == run.text && (run.x0 - last.x0).abs() < 0.3 * size) {
            continue;
        }
        // A blank is told by its width, or by being drawn.
        if run.text.trim().is_empty() {
            blank = true;
            continue;
        }
        let gap = last.map_or(f32::INFINITY, |last| run.x0 - last.x1);
        let blanks = if gap > 1.5 * size {
            let column = column(run.x0 - left, size);
            let least = if last.is_some() { 2 } else { 0 };
            column.saturating_sub(letters).max(least)
        } else {
            usize::from((std::mem::take(&mut blank) || gap > 0.17 * size) && !text.ends_with(' '))
        };
        blank = false;
        match segments.last_mut().filter(|_| gap <= SEGMENT_GAP * size) {
            Some(segment) => {
                segment.text.extend(std::iter::repeat_n(' ', blanks.min(1)));
                segment.text.push_str(&run.text);
                segment.x1 = run.x1;
            }
            None => segments.push(Segment { text: run.text.clone(), x0: run.x0, x1: run.x1 }),
        }
        text.extend(std::iter::repeat_n(' ', blanks));
        text.push_str(&run.text);
        letters += blanks + run.text.chars().count();
        last = Some(run);
    }
    let text = text.trim_end().to_owned();
    (!segments.is_empty()).then_some(TextLine { text, y, size, is_bold, segments })
}

/// How many letters fit into a width.
fn column(width: f32, size: f32) -> usize {
    let letters = (width / (size * 0.5)).clamp(0.0, 10_000.0) as usize;
    letters.min(WIDEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str, x0: f32, x1: f32, y: f32) -> Run {
        Run { text: text.to_owned(), x0, x1, y, size: 10.0, is_bold: false }
    }

    #[test]
    fn runs_become_words_columns_and_lines() {
        let runs = vec![
            run("below", 50.0, 70.0, 80.0),
            run("open", 50.0, 70.0, 100.0),
            run("IMIS", 70.5, 90.0, 100.5),
            run("is", 93.0, 100.0, 99.5),
            run("far", 160.0, 175.0, 100.0),
            run("far", 160.2, 175.2, 100.0),
        ];
        let texts: Vec<String> = lines(runs, 40.0).into_iter().map(|line| line.text).collect();
        assert_eq!(texts, ["  openIMIS is           far", "  below"]);
    }
}
