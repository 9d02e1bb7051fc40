//! Prose in two columns, which is read down the left one first.

use super::lines::{Segment, TextLine};

/// How many lines both columns must share.
const LEAST_LINES: usize = 4;
/// How far the beginnings of the right column may lie apart.
const NEAR: f32 = 3.0;
/// How many letters lines of prose have at least, on average: fewer are labels and values.
const LEAST_LETTERS: usize = 20;

/// The lines in the order in which they are read.
pub(super) fn in_order(lines: Vec<TextLine>) -> Vec<TextLine> {
    let mut ordered = Vec::with_capacity(lines.len());
    let mut rest = lines.as_slice();
    while let Some((line, after)) = rest.split_first() {
        match line.segments.as_slice() {
            [_, right] if ordered_pair(rest, right.x0, &mut ordered).is_some() => {
                let taken = stretch(rest, right.x0);
                rest = rest.get(taken..).unwrap_or_default();
            }
            _ => {
                ordered.push(line.clone());
                rest = after;
            }
        }
    }
    ordered
}

/// How many lines stand on one side each of a gutter left of this place.
fn stretch(lines: &[TextLine], gutter: f32) -> usize {
    let beside = |line: &&TextLine| {
        line.segments.iter().all(|segment| segment.x1 < gutter - NEAR || segment.x0 >= gutter - NEAR)
    };
    lines.iter().take_while(beside).count()
}

/// Adds the lines of a stretch in two columns, if it is one.
fn ordered_pair(lines: &[TextLine], gutter: f32, ordered: &mut Vec<TextLine>) -> Option<()> {
    let lines = lines.get(..stretch(lines, gutter))?;
    let shared = |line: &&TextLine| matches!(line.segments.as_slice(), [_, right] if (right.x0 - gutter).abs() <= NEAR);
    let both: Vec<&TextLine> = lines.iter().filter(shared).collect();
    let letters = |side: usize| -> usize {
        both.iter().filter_map(|line| line.segments.get(side)).map(|part| part.text.chars().count()).sum()
    };
    let least = both.len() * LEAST_LETTERS;
    if both.len() < LEAST_LINES || letters(0) < least || letters(1) < least {
        return None;
    }
    for is_left in [true, false] {
        for line in lines {
            let side = line.segments.iter().filter(|segment| (segment.x0 < gutter - NEAR) == is_left);
            ordered.extend(of(line, side.cloned().collect()));
        }
    }
    Some(())
}

fn of(line: &TextLine, segments: Vec<Segment>) -> Option<TextLine> {
    let texts: Vec<&str> = segments.iter().map(|segment| segment.text.as_str()).collect();
    let text = texts.join("  ");
    (!segments.is_empty()).then(|| TextLine { text, segments, ..line.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(y: f32, parts: &[(&str, f32, f32)]) -> TextLine {
        let segments: Vec<Segment> =
            parts.iter().map(|&(text, x0, x1)| Segment { text: text.to_owned(), x0, x1 }).collect();
        let text = parts.iter().map(|part| part.0).collect::<Vec<_>>().join("   ");
        TextLine { text, y, size: 10.0, is_bold: false, segments }
    }

    #[test]
    fn prose_in_two_columns_is_read_down_the_left_first() {
        let left = "words of the left column";
        let right = "words of the right column";
        let mut lines = vec![line(100.0, &[("Title over both of the columns", 50.0, 400.0)])];
        for at in [90.0, 80.0, 70.0, 60.0] {
            lines.push(line(at, &[(left, 50.0, 250.0), (right, 300.0, 500.0)]));
        }
        lines.push(line(50.0, &[("end of the right", 300.0, 400.0)]));
        lines.push(line(30.0, &[("A line across both columns again", 50.0, 450.0)]));
        let texts: Vec<String> = in_order(lines.clone()).into_iter().map(|line| line.text).collect();
        assert_eq!(texts[1..5], [left; 4]);
        assert_eq!(texts[5..9], [right; 4]);
        assert_eq!(texts[9..], ["end of the right", "A line across both columns again"]);
        lines.truncate(4);
        assert_eq!(in_order(lines.clone()), lines);
    }
}
