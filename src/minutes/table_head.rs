//! The head of the table: the labels of its columns, which a PDF may break over several lines and repeat on
//! each page.

use super::marks::leading_number;
use super::passage::{Passage, Word, words};
use super::text_layer::{Line, blocks};
use super::vocabulary::{Column, column_at};

/// Where the table's head stands, and which columns it names.
#[derive(Debug)]
pub(super) struct Head {
    /// The index of its first line.
    pub(super) first: usize,
    /// The index of the line after it.
    pub(super) after: usize,
    /// The columns, from left to right.
    pub(super) columns: Vec<Column>,
}

/// Finds the table's head: at least three column heads in a row, however the lines break them.
pub(super) fn find(lines: &[Line]) -> Option<Head> {
    (0..lines.len()).find_map(|first| head_at(lines, first))
}

fn head_at(lines: &[Line], first: usize) -> Option<Head> {
    let numbered = lines.get(first)?.text == "#" || lines.get(first)?.text == "N°";
    let begins = !lines.get(first)?.is_blank()
        && (numbered || column_at(&words(&lines.get(first)?.text), 0).is_some());
    if !begins {
        return None;
    }
    let mut passage = Passage::default();
    let window: Vec<(usize, &Line)> =
        lines.iter().enumerate().skip(first).filter(|(_, line)| !line.is_blank()).take(12).collect();
    for (_, line) in &window {
        passage.push(line.number, &line.text);
    }
    let words = passage.words();
    let mut columns: Vec<Column> = Vec::new();
    let mut at = 0;
    while let Some((column, end)) = column_at(&words, at).filter(|(column, _)| !columns.contains(column)) {
        columns.push(column);
        at = end;
    }
    // The head ends with its line; a subject's title after it would begin a new one.
    let line_ends =
        words.get(at).is_none_or(|next| passage.begins_line(next.start) || starts_row(&passage, next));
    let telling = columns.contains(&Column::Discussion) || columns.contains(&Column::NextStep);
    if columns.len() < 3 || !telling || !line_ends {
        return None;
    }
    let last_line = passage.slice(0..words.get(at.checked_sub(1)?)?.end).span().last_line;
    let (last, _) = window.iter().find(|(_, line)| line.number == last_line)?;
    Some(Head { first, after: last + 1, columns })
}

fn starts_row(passage: &Passage, next: &Word) -> bool {
    passage.text().get(next.start..).is_some_and(|rest| leading_number(rest).is_some())
        && passage.begins_line(next.start)
}

/// The blocks of the lines below the head, without the heads that are repeated on other pages.
pub(super) fn blocks_without_heads(body: &[Line]) -> Vec<&[Line]> {
    let mut kept = Vec::new();
    let mut rest = body;
    while let Some(head) = find(rest) {
        let (before, after) = rest.split_at(head.first);
        kept.extend(blocks(before));
        rest = after.get(head.after - head.first..).unwrap_or_default();
    }
    kept.extend(blocks(rest));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(usize, &[Column])>) {
        let lines = super::super::text_layer::read(text).unwrap();
        let head = find(&lines);
        let seen = head.as_ref().map(|head| (head.after, head.columns.as_slice()));
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn heads_are_found_however_they_are_broken() {
        use Column::{Discussion, Due, NextStep, Number, Owner, Subject};
        let whole: &[Column] = &[Subject, Discussion, NextStep, Due];
        check("#\nSujet Discussion Prochaine étape\n\n \nDate\n\n1 Accueil\n", Some((5, whole)));
        check("Topic Discussion Next\nsteps Due date\n", Some((2, whole)));
        check(
            "N°\nSujet\nDiscussions\nActions\nResponsable\n",
            Some((5, &[Number, Subject, Discussion, NextStep, Owner])),
        );
        check("Date Heure Titre\n", None);
        check("Discussion du sujet\n", None);
    }
}
