//! Minutes whose parts are marked: by headings, by labels in front of lines, by lists and by tables whose cells
//! are whole. The document is cut into parts, each part is told by its heading, its label or its columns, and
//! all are read into one draft.
//!
//! What a line, a day or a due date says is read by the same code as for the torn grid of a PDF's text layer.

mod columns;
mod head;
mod lists;
mod outline;
mod owners;
mod people;
mod plan;
mod prose;
mod record;
mod requesters;
mod tables;
mod talk;
mod task;
mod titles;

use jiff::civil::Date;

use self::head::Head;
use self::outline::{Outline, Section};
use self::people::People;
use self::titles::Kind;
use super::dates::{self, Calendar, Order};
use super::document::{Block, Document, Format};
use super::draft::{Draft, Field, Language, Span, Warning};
use super::mentions::Names;
use super::passage::Passage;
use super::{agenda, next_meeting, recurrence};

/// Reads a document by its blocks; `None` where nothing of minutes is recognised.
pub(super) fn read(document: &Document, language: Language, names: &Names<'_>) -> Option<Draft> {
    let outline = outline::cut(document.blocks());
    let texts: Vec<&str> = document.lines().collect();
    let order = dates::order(&texts);
    let mut head = head::read(&outline, order, language);
    let mut people = People::default();
    read_people(&outline, &mut people);
    let labels = head.header.labels;
    let mut draft = std::mem::take(&mut head.header).draft(head.community.take(), language);
    draft.agenda = plan::read(&outline);
    agenda::add_mentions(&mut draft.agenda, names);
    prose::complete(&mut draft, &mut people, &outline, &head, order);
    complete_day(&mut draft, &head, &outline, &texts, order);
    add_people(&mut draft, people);
    if draft.theme.is_none() {
        draft.theme = agenda::theme(&draft.agenda);
    }
    let calendar = Calendar { near: draft.date.filled().map(|found| found.value), order };
    let wrapped = matches!(document.format(), Format::Text | Format::Pdf);
    let width = wrapped.then(|| width(&texts));
    record::read(&mut draft, &outline, &head, record::Setting { calendar, names, width });
    conclude(&mut draft, &outline, order);
    is_minutes(&draft, &outline, labels).then_some(draft)
}

/// Whether enough was recognised: an agenda, actions or decisions, or labels of a header, or a title that says
/// so.
fn is_minutes(draft: &Draft, outline: &Outline, labels: usize) -> bool {
    let parts = outline
        .sections
        .iter()
        .filter(|section| !matches!(section.kind, Kind::Head | Kind::Topic | Kind::Aside));
    let decided =
        draft.points.iter().any(|point| point.value.kind == crate::model::discussion::Kind::Decision);
    let dated = draft.date.filled().is_some();
    let titled = outline.titles.iter().any(outline::names_meeting);
    let parts = parts.count();
    labels >= 2
        || !draft.agenda.is_empty()
        || labels + parts >= 2
        || (parts == 1 || labels == 1) && (dated || !draft.actions.is_empty())
        || dated && (titled || decided || draft.attendees.filled().is_some())
}

fn read_people(outline: &Outline, people: &mut People) {
    for section in &outline.sections {
        if let Kind::People(attendance) = section.kind {
            people::read(&section.blocks, attendance, people);
            continue;
        }
        for block in &section.blocks {
            let Block::Table(table) = block else { continue };
            let headed = columns::tell(table, section.kind);
            people.table(&headed, crate::model::meeting::Attendance::Present);
        }
    }
}

/// A day without its year, where the rest of the document tells the year.
fn complete_day(draft: &mut Draft, head: &Head, outline: &Outline, texts: &[&str], order: Order) {
    if draft.date.filled().is_some() {
        return;
    }
    let calendar = Calendar { near: None, order };
    let days = |text: &&str| dates::find_all(text, &super::passage::words(text), calendar);
    let known: Vec<Date> = texts.iter().flat_map(days).map(|day| day.date).collect();
    let labelled =
        outline.sections.iter().filter(|section| section.kind == Kind::Field(super::vocabulary::Label::Date));
    let labelled = labelled.map(|section| head::joined(&section.blocks));
    let heads = outline.sections.iter().filter(|section| section.kind == Kind::Head);
    let lines = heads.map(|section| head::joined(&section.blocks));
    let texts: Vec<Passage> = labelled.chain(head.titles.iter().cloned()).chain(lines).collect();
    let day = texts.iter().find_map(|text| head::day_without_year(text, &known, order));
    if let Some(day) = day {
        draft.date = Field::Filled(day);
        return;
    }
    let near = Calendar { near: Some(jiff::civil::date(2000, 1, 1)), order };
    let unfinished = texts.iter().find_map(|text| {
        let day = dates::find(text.text(), &text.words(), near)?;
        Some(text.slice(day.range))
    });
    if let Some(words) = unfinished {
        let message = format!("'{}' has no year, and nothing in the document tells it.", words.text());
        draft.warnings.push(Warning::new("year-absent", words.span(), message));
    }
}

fn add_people(draft: &mut Draft, mut people: People) {
    if draft.facilitator.filled().is_none()
        && let Some(found) = people.facilitator.take()
    {
        draft.facilitator = Field::Filled(found);
    }
    if draft.rapporteur.filled().is_none()
        && let Some(found) = people.rapporteur.take()
    {
        draft.rapporteur = Field::Filled(found);
    }
    draft.attendees = people.into_field(std::mem::take(&mut draft.attendees));
}

/// How many characters a full line of the text has.
fn width(texts: &[&str]) -> usize {
    let mut widths: Vec<usize> =
        texts.iter().map(|text| text.chars().count()).filter(|width| *width > 0).collect();
    widths.sort_unstable();
    let widest = widths.last().copied().unwrap_or(0);
    widths.retain(|width| width * 2 > widest);
    let typical = widths.get(widths.len() * 3 / 4).or(widths.last()).copied().unwrap_or(0);
    typical.clamp(40, 130)
}

/// What needs several parts: the next meeting, the recurrence, and what is missing altogether.
fn conclude(draft: &mut Draft, outline: &Outline, order: Order) {
    let (mut named, mut around): (Vec<Passage>, Vec<Passage>) = (Vec::new(), Vec::new());
    for section in &outline.sections {
        if section.kind == Kind::NextMeeting {
            named.push(titled(section));
        }
    }
    for section in outline.sections.iter().filter(|section| section.kind != Kind::Agenda) {
        for block in &section.blocks {
            if matches!(block, Block::Paragraph(_) | Block::Item(_)) {
                let sentences = super::sentences::split(&head::joined(std::slice::from_ref(block)));
                let begins = |sentence: &Passage| {
                    let words = sentence.words();
                    let few = words.get(..words.len().min(6)).unwrap_or_default();
                    super::vocabulary::speaks_of_next_meeting(if section.kind.holds_actions() {
                        few
                    } else {
                        &words
                    })
                };
                around.extend(sentences.into_iter().filter(begins));
            }
        }
    }
    draft.next_meeting = next_meeting::read(draft, &named, &around, order);
    let date = draft.date.filled().map(|found| found.value);
    let next = draft.next_meeting.as_ref().map(|next| next.value.date);
    let written = draft.meeting_type.filled().or(draft.title.filled());
    draft.recurrence = written.and_then(|written| recurrence::read(written, date, next));
    let whole = Span { first_line: 1, last_line: 1 };
    let missing = [
        (date.is_none(), "date-absent", "No day of the meeting was found."),
        (draft.hours.filled().is_none(), "hours-absent", "No hours of the meeting were found."),
        (draft.agenda.is_empty(), "agenda-absent", "No agenda was found."),
        (draft.subjects.is_empty(), "subjects-absent", "No subjects were found."),
    ];
    let warnings = missing.into_iter().filter(|(missing, ..)| *missing);
    draft.warnings.extend(warnings.map(|(_, code, message)| Warning::new(code, whole, message)));
}

/// A section's text behind its heading, as one sentence.
fn titled(section: &Section) -> Passage {
    let mut whole = section.title.clone();
    whole.append(&head::joined(&section.blocks));
    whole
}
