//! The page as HTML that needs nothing else: its style is within it, and it runs nothing.

use super::markup::escaped;
use super::page::{Cell, Entry, Line, Page, Pair, Part, Table, colon, language_code};
use crate::minutes::draft::Language;

const STYLE: &str = include_str!("page.css");

/// Writes the page.
pub(super) fn render(page: &Page) -> String {
    let title = escaped(&page.title);
    let language = language_code(page.language);
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
    );
    for part in &page.parts {
        match part {
            Part::Heading(heading) => html.push_str(&format!("<h2>{}</h2>\n", escaped(heading))),
            Part::Paragraph(text) => html.push_str(&format!("<p>{}</p>\n", lines(text))),
            Part::Grid(rows) => grid(rows, &mut html),
            Part::List(entries) => list(entries, &mut html),
            Part::Table(table) => self::table(table, page.language, &mut html),
        }
    }
    html.push_str("</main>\n</body>\n</html>\n");
    html
}

fn grid(rows: &[Vec<Pair>], html: &mut String) {
    html.push_str("<table class=\"grid\">\n<tbody>\n");
    for row in rows {
        html.push_str("<tr>");
        let span = if row.len() == 1 { " colspan=\"3\"" } else { "" };
        for Pair { label, value } in row {
            let (label, value) = (escaped(label), lines(value));
            html.push_str(&format!("<th scope=\"row\">{label}</th><td{span}>{value}</td>"));
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody>\n</table>\n");
}

fn list(entries: &[Entry], html: &mut String) {
    html.push_str("<ul>\n");
    for entry in entries {
        html.push_str(&format!("<li>{}", lines(&entry.text)));
        if !entry.below.is_empty() {
            html.push('\n');
            list(&entry.below, html);
        }
        html.push_str("</li>\n");
    }
    html.push_str("</ul>\n");
}

fn table(table: &Table, language: Language, html: &mut String) {
    let whole: u32 = table.columns.iter().map(|column| column.share).sum();
    html.push_str("<table class=\"subjects\">\n<colgroup>");
    for column in &table.columns {
        html.push_str(&format!("<col style=\"width: {}%\">", column.share * 100 / whole.max(1)));
    }
    html.push_str("</colgroup>\n<thead>\n<tr>");
    for column in &table.columns {
        html.push_str(&format!("<th scope=\"col\">{}</th>", escaped(column.head)));
    }
    html.push_str("</tr>\n</thead>\n<tbody>\n");
    for row in &table.rows {
        html.push_str("<tr>");
        for lines in row {
            html.push_str("<td>");
            cell(lines, language, html);
            html.push_str("</td>");
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody>\n</table>\n");
}

/// The lines of a cell; entries that follow one another are one list.
fn cell(cell: &Cell, language: Language, html: &mut String) {
    let is_item = |line: &Line| matches!(line, Line::Item { .. });
    for run in cell.chunk_by(|one, next| is_item(one) && is_item(next)) {
        let listed = run.first().is_some_and(is_item);
        html.push_str(if listed { "<ul>" } else { "" });
        for line in run {
            html.push_str(&match line {
                Line::Text(text) => format!("<p>{}</p>", lines(text)),
                Line::Heading(heading) => {
                    format!("<p class=\"part\">{}{}</p>", escaped(heading), colon(language))
                }
                Line::Item { label: Some(label), text } => {
                    format!("<li><strong>{}{}</strong> {}</li>", escaped(label), colon(language), lines(text))
                }
                Line::Item { label: None, text } => format!("<li>{}</li>", lines(text)),
            });
        }
        html.push_str(if listed { "</ul>" } else { "" });
    }
}

/// A text whose breaks of lines are kept.
fn lines(text: &str) -> String {
    escaped(text).replace('\n', "<br>")
}
