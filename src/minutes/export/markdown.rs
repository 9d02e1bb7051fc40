//! The page as Markdown with GitHub's tables.

use super::page::{Cell, Entry, Line, Page, Pair, Part, Table, colon};
use crate::minutes::draft::Language;

/// Writes the page.
pub(super) fn render(page: &Page) -> String {
    let mut text = format!("# {}\n", line(&page.title));
    for part in &page.parts {
        text.push('\n');
        match part {
            Part::Heading(heading) => text.push_str(&format!("## {}\n", line(heading))),
            Part::Paragraph(paragraph) => text.push_str(&format!("{}\n", beginning(&line(paragraph)))),
            Part::Grid(rows) => grid(rows, &mut text),
            Part::List(entries) => list(entries, 0, &mut text),
            Part::Table(table) => self::table(table, page.language, &mut text),
        }
    }
    text
}

/// A table without a head: GitHub's tables must have one, so it is empty.
fn grid(rows: &[Vec<Pair>], text: &mut String) {
    let width = rows.iter().map(|row| row.len() * 2).max().unwrap_or_default();
    let cells = rows.iter().map(|row| {
        let pairs = row.iter().flat_map(|pair| [format!("**{}**", line(pair.label)), line(&pair.value)]);
        pairs.collect::<Vec<String>>()
    });
    row(&vec![String::new(); width], width, text);
    ruler(width, text);
    cells.for_each(|cells| row(&cells, width, text));
}

fn list(entries: &[Entry], depth: usize, text: &mut String) {
    for entry in entries {
        text.push_str(&format!("{}- {}\n", "  ".repeat(depth), beginning(&line(&entry.text))));
        list(&entry.below, depth + 1, text);
    }
}

fn table(table: &Table, language: Language, text: &mut String) {
    let width = table.columns.len();
    let heads: Vec<String> = table.columns.iter().map(|column| line(column.head)).collect();
    row(&heads, width, text);
    ruler(width, text);
    for cells in &table.rows {
        let cells: Vec<String> = cells.iter().map(|lines| cell(lines, language)).collect();
        row(&cells, width, text);
    }
}

fn row(cells: &[String], width: usize, text: &mut String) {
    let blank = String::new();
    for at in 0..width {
        let cell = cells.get(at).unwrap_or(&blank);
        text.push_str("| ");
        text.push_str(cell);
        text.push_str(if cell.is_empty() { "" } else { " " });
    }
    text.push_str("|\n");
}

fn ruler(width: usize, text: &mut String) {
    text.push_str(&"|---".repeat(width));
    text.push_str("|\n");
}

/// The lines of a cell, which stands on one line of the source. A cell cannot hold a list, so bullets are written.
fn cell(lines: &Cell, language: Language) -> String {
    let lines = lines.iter().map(|one| match one {
        Line::Text(text) => line(text),
        Line::Heading(heading) => format!("{}{}", line(heading), colon(language)),
        Line::Item { label: Some(label), text } => {
            format!("- **{}{}** {}", line(label), colon(language), line(text))
        }
        Line::Item { label: None, text } => format!("- {}", line(text)),
    });
    lines.collect::<Vec<String>>().join("<br>")
}

/// A text on one line, with everything escaped that Markdown would take for a mark of its own.
fn line(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for word in text.split(parts_words).filter(|word| !word.is_empty()) {
        if !escaped.is_empty() {
            escaped.push(' ');
        }
        for character in word.chars() {
            if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&') {
                escaped.push('\\');
            }
            escaped.push(character);
        }
    }
    escaped
}

/// The same where the text begins a line: what would begin a list, a heading or a rule is escaped.
fn beginning(escaped: &str) -> String {
    let digits = escaped.len() - escaped.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = escaped.split_at(digits);
    let marked =
        if digits > 0 { rest.starts_with(['.', ')']) } else { rest.starts_with(['-', '+', '#', '=', ':']) };
    if marked { format!("{number}\\{rest}") } else { escaped.to_owned() }
}

/// Whether a character parts words and may break a line.
fn parts_words(character: char) -> bool {
    (character.is_whitespace() || character.is_control()) && !matches!(character, '\u{a0}' | '\u{202f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_markdown_are_escaped() {
        let check = |text: &str, expected: &str| assert_eq!(beginning(&line(text)), expected);
        check("a | b", "a \\| b");
        check("**not** <b>", "\\*\\*not\\*\\* \\<b\\>");
        check("1. Accueil", "1\\. Accueil");
        check("13.04.2021", "13\\.04.2021");
        check("# one\n two", "\\# one two");
        check("AT&T – [x]", "AT\\&T – \\[x\\]");
        check("10\u{a0}h", "10\u{a0}h");
    }
}
