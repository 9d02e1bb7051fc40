//! The agenda, from lists, lines and tables.

use super::columns::{self, Column, Headed};
use super::outline::Outline;
use super::talk::unwrap;
use super::titles::{Kind, bare};
use crate::minutes::agenda;
use crate::minutes::document::{Block, Mark, Row};
use crate::minutes::draft::{AgendaItem, Found};
use crate::minutes::passage::Passage;

/// Reads the agenda wherever the document has it.
pub(super) fn read(outline: &Outline) -> Vec<Found<AgendaItem>> {
    let mut items = Vec::new();
    for section in &outline.sections {
        if let Some(heading) = &section.planned {
            items.extend(agenda::item_of(heading, true));
        }
        if section.kind == Kind::Agenda {
            for block in &section.blocks {
                take(block, &mut items);
            }
        }
        for block in section.blocks.iter().filter(|_| section.kind != Kind::Agenda) {
            let Block::Table(table) = block else { continue };
            let headed = columns::tell(table, section.kind);
            let planned = matches!(headed.kind, columns::Kind::Agenda)
                || headed.kind == columns::Kind::Subjects && is_timed(&headed) && items.is_empty();
            if planned {
                rows(&headed, &mut items);
            }
        }
    }
    items
}

/// Whether a table of subjects also says how long each was planned to take.
fn is_timed(headed: &Headed<'_>) -> bool {
    headed.has(Column::Length) || headed.has(Column::Hours)
}

fn take(block: &Block, items: &mut Vec<Found<AgendaItem>>) {
    match block {
        Block::Item(entry) if entry.depth > 0 && !items.is_empty() => {
            let Some(item) = items.last_mut() else { return };
            let text = entry.text.trimmed(&[';', '.']);
            item.span = item.span.and(text.span());
            item.value.sub_items.push(Found::sure(text.text().to_owned(), text.span()));
        }
        Block::Item(entry) => {
            let marked = !matches!(entry.mark, Mark::Box { .. });
            items.extend(agenda::item_of(&entry.text, marked));
        }
        Block::Paragraph(lines) => {
            let whole = lines.iter().fold(Passage::default(), |mut whole, line| {
                whole.append(line);
                whole
            });
            let listed = lines.len() == 1 && whole.text().contains(';');
            let entries = if listed { parted(&whole) } else { unwrap(lines, None) };
            for entry in entries {
                let (_, title) = bare(&entry);
                items.extend(agenda::item_of(&title, false));
            }
        }
        Block::Heading { text, .. } => {
            let (_, title) = bare(text);
            items.extend(agenda::item_of(&title, true));
        }
        Block::Table(table) => {
            let headed = columns::tell(table, Kind::Agenda);
            rows(&headed, items);
        }
        Block::Rule => {}
    }
}

/// "Accueil ; Pilote ; Divers": the topics of one line.
fn parted(line: &Passage) -> Vec<Passage> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in line.text().match_indices(';') {
        parts.push(line.slice(start..at));
        start = at + 1;
    }
    parts.push(line.slice(start..line.text().len()));
    parts.retain(|part| !part.is_empty());
    parts
}

/// The topics of a table, each with how long it is to take.
fn rows(headed: &Headed<'_>, items: &mut Vec<Found<AgendaItem>>) {
    for row in headed.rows {
        let title = title(headed, row);
        let Some(mut item) = agenda::item_of(&title, true) else { continue };
        let length = headed.text(row, Column::Length);
        let hours = headed.text(row, Column::Hours);
        let minutes = [&length, &hours].into_iter().find_map(|text| agenda::minutes_in(text.text()));
        item.value.minutes_allotted = minutes.or(item.value.minutes_allotted);
        items.push(item);
    }
}

fn title(headed: &Headed<'_>, row: &Row) -> Passage {
    let subject = headed.text(row, Column::Subject);
    if !subject.is_empty() || headed.has(Column::Subject) {
        return bare(&subject).1;
    }
    if !headed.columns.is_empty() {
        return headed.text(row, Column::Discussion);
    }
    // A table without a head: the longest cell names the topic.
    let cells = row.cells.iter().map(columns::text);
    cells.max_by_key(|cell| cell.text().chars().count()).unwrap_or_default()
}
