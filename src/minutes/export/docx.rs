//! The page as a document for word processors: a WordprocessingML package (ECMA-376) with styles, bullets, table
//! borders, heads that repeat on each page, page numbers and the language.

mod package;

use super::markup::escaped;
use super::page::{Cell, Entry, Line, Page, Pair, Part, Table, colon};
use crate::error::Result;
use crate::minutes::draft::Language;

/// The width of the text between the margins, in twentieths of a point.
const WIDTH: u32 = 9_638;
/// The share of the width that a label of the header has, in percent.
const LABEL: u32 = 18;

/// Writes the page.
pub(super) fn render(page: &Page) -> Result<Vec<u8>> {
    let mut body = paragraph("Title", &run(&page.title, ""));
    for part in &page.parts {
        match part {
            Part::Heading(heading) => body.push_str(&paragraph("Heading1", &run(heading, ""))),
            Part::Paragraph(text) => body.push_str(&paragraph("", &run(text, ""))),
            Part::Grid(rows) => grid(rows, &mut body),
            Part::List(entries) => list(entries, 0, &mut body),
            Part::Table(table) => self::table(table, page.language, &mut body),
        }
    }
    package::write(&page.title, page.language, &body)
}

fn paragraph(style: &str, runs: &str) -> String {
    match style {
        "" => format!("<w:p>{runs}</w:p>"),
        style => format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{runs}</w:p>"),
    }
}

/// An entry of a list.
fn item(level: usize, runs: &str) -> String {
    let level = level.min(package::LEVELS - 1);
    format!(
        "<w:p><w:pPr><w:pStyle w:val=\"ListBullet\"/><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"1\"/>\
         </w:numPr></w:pPr>{runs}</w:p>"
    )
}

/// A text with its breaks of lines; `properties` say how it looks.
fn run(text: &str, properties: &str) -> String {
    let properties =
        if properties.is_empty() { String::new() } else { format!("<w:rPr>{properties}</w:rPr>") };
    let lines = text.split('\n').map(|line| format!("<w:t xml:space=\"preserve\">{}</w:t>", escaped(line)));
    let lines: Vec<String> = lines.collect();
    format!("<w:r>{properties}{}</w:r>", lines.join("<w:br/>"))
}

fn bold(text: &str) -> String {
    run(text, "<w:b/>")
}

fn list(entries: &[Entry], level: usize, body: &mut String) {
    for entry in entries {
        body.push_str(&item(level, &run(&entry.text, "")));
        list(&entry.below, level + 1, body);
    }
}

fn grid(rows: &[Vec<Pair>], body: &mut String) {
    let (label, value) = (WIDTH * LABEL / 100, WIDTH * (50 - LABEL) / 100);
    begin_table(&[label, value, label, value], body);
    for row in rows {
        body.push_str("<w:tr>");
        for pair in row {
            let (columns, width) = if row.len() == 1 { (3, value * 2 + label) } else { (1, value) };
            body.push_str(&table_cell(label, 1, "EEF1F4", &paragraph("Cell", &bold(pair.label))));
            body.push_str(&table_cell(width, columns, "", &paragraph("Cell", &run(&pair.value, ""))));
        }
        body.push_str("</w:tr>");
    }
    end_table(body);
}

fn table(table: &Table, language: Language, body: &mut String) {
    let whole: u32 = table.columns.iter().map(|column| column.share).sum();
    let widths: Vec<u32> = table.columns.iter().map(|column| WIDTH * column.share / whole.max(1)).collect();
    begin_table(&widths, body);
    body.push_str("<w:tr><w:trPr><w:tblHeader/></w:trPr>");
    for (column, width) in table.columns.iter().zip(&widths) {
        body.push_str(&table_cell(*width, 1, "DFE6EC", &paragraph("Cell", &bold(column.head))));
    }
    body.push_str("</w:tr>");
    for row in &table.rows {
        body.push_str("<w:tr>");
        for (cell, width) in row.iter().zip(&widths) {
            body.push_str(&table_cell(*width, 1, "", &content(cell, language)));
        }
        body.push_str("</w:tr>");
    }
    end_table(body);
}

/// What stands in a cell; a cell has a paragraph even when it is blank.
fn content(cell: &Cell, language: Language) -> String {
    let lines = cell.iter().map(|line| match line {
        Line::Text(text) => paragraph("Cell", &run(text, "")),
        Line::Heading(heading) => paragraph("Cell", &bold(&format!("{heading}{}", colon(language)))),
        Line::Item { label: Some(label), text } => {
            let label = bold(&format!("{label}{} ", colon(language)));
            item(0, &format!("{label}{}", run(text, "")))
        }
        Line::Item { label: None, text } => item(0, &run(text, "")),
    });
    let lines: String = lines.collect();
    if lines.is_empty() { paragraph("Cell", "") } else { lines }
}

fn begin_table(widths: &[u32], body: &mut String) {
    let whole: u32 = widths.iter().sum();
    body.push_str(&format!(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"{whole}\" w:type=\"dxa\"/>\
         <w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>"
    ));
    for width in widths {
        body.push_str(&format!("<w:gridCol w:w=\"{width}\"/>"));
    }
    body.push_str("</w:tblGrid>");
}

/// Ends a table; a paragraph must follow it, so that two tables stay two.
fn end_table(body: &mut String) {
    body.push_str("</w:tbl>");
    body.push_str(&paragraph("Cell", ""));
}

fn table_cell(width: u32, columns: u32, fill: &str, content: &str) -> String {
    let span = if columns > 1 { format!("<w:gridSpan w:val=\"{columns}\"/>") } else { String::new() };
    let fill = match fill {
        "" => String::new(),
        fill => format!("<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{fill}\"/>"),
    };
    format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{span}{fill}</w:tcPr>{content}</w:tc>")
}
