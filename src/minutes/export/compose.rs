//! The layout of the minutes: heading, header, agenda with the minutes allotted, and a numbered table of subjects
//! with what was said, what is to be done and by when.

use std::collections::HashSet;

use super::labels::{self, Label, word};
use super::page::{Cell, Column, Entry, Line, Page, Part, Table};
use super::record::Record;
use super::{discussion, due_words, grid};
use crate::minutes::draft::Language;
use crate::minutes::passage::fold;
use crate::model::action_item::Status;
use crate::model::meeting;
use crate::model::minutes::Subject;
use crate::model::{ActionItem, AgendaItem, DiscussionPoint, Kind, Ref};

/// Lays a meeting out.
pub(super) fn page(record: &Record, language: Language) -> Page {
    let mut parts = vec![Part::Grid(grid::rows(record, language))];
    let agenda = record.minutes.as_ref().map(|minutes| minutes.agenda.as_slice()).unwrap_or_default();
    if !agenda.is_empty() {
        parts.push(Part::Heading(word(Label::Agenda, language)));
        parts.push(Part::List(agenda.iter().map(entry).collect()));
    }
    let subjects = subjects(record, language);
    if !subjects.is_empty() {
        parts.push(Part::Heading(word(Label::Discussion, language)));
        parts.push(Part::Table(table(record, &subjects, language)));
    }
    if let Some(next) = record.next.as_ref().and_then(|next| grid::when(next, language)) {
        parts.push(Part::Heading(word(Label::NextMeeting, language)));
        parts.push(Part::Paragraph(next));
    }
    Page { language, title: title(record, language), parts }
}

/// The minutes' own heading. Without minutes it is the meeting's title, which invites to what is planned.
fn title(record: &Record, language: Language) -> String {
    let title = &record.meeting.title;
    match &record.minutes {
        Some(minutes) if !minutes.title.trim().is_empty() => minutes.title.clone(),
        None if record.meeting.status == meeting::Status::Planned => {
            format!("{title} : {}", word(Label::Invitation, language))
        }
        _ => title.clone(),
    }
}

fn entry(item: &AgendaItem) -> Entry {
    let text = match item.minutes_allotted {
        Some(minutes) => format!("{} ({minutes} min)", item.title),
        None => item.title.clone(),
    };
    Entry { text, below: item.items.iter().map(entry).collect() }
}

/// A subject with what belongs to it.
struct Treated<'a> {
    number: Option<&'a str>,
    title: &'a str,
    points: Vec<&'a DiscussionPoint>,
    actions: Vec<&'a ActionItem>,
}

/// The subjects of the minutes in their order, and behind them what was recorded of the meeting but not put under
/// any of them.
fn subjects<'a>(record: &'a Record, language: Language) -> Vec<Treated<'a>> {
    let subjects = record.minutes.iter().flat_map(|minutes| &minutes.subjects);
    let mut placed = HashSet::new();
    let mut treated: Vec<Treated<'a>> =
        subjects.map(|subject| of_subject(record, subject, &mut placed)).collect();
    let loose = |id: &Option<String>| id.as_ref().is_none_or(|id| !placed.contains(id.as_str()));
    for point in record.points.iter().filter(|point| loose(&point.id)) {
        let topic = point.topic.as_deref().unwrap_or(word(Label::OtherSubjects, language));
        let at = place_of(&mut treated, topic);
        treated.get_mut(at).into_iter().for_each(|subject| subject.points.push(point));
    }
    for action in record.actions.iter().filter(|action| loose(&action.id)) {
        let at = place_of(&mut treated, word(Label::OtherSubjects, language));
        treated.get_mut(at).into_iter().for_each(|subject| subject.actions.push(action));
    }
    treated
}

fn of_subject<'a>(record: &'a Record, subject: &'a Subject, placed: &mut HashSet<&'a str>) -> Treated<'a> {
    let mut treated = Treated {
        number: subject.number.as_deref(),
        title: &subject.title,
        points: Vec::new(),
        actions: Vec::new(),
    };
    for Ref { kind, id } in &subject.entries {
        let is = |other: &Option<String>| other.as_deref() == Some(id);
        match kind {
            Kind::DiscussionPoint => treated.points.extend(record.points.iter().find(|one| is(&one.id))),
            Kind::ActionItem => treated.actions.extend(record.actions.iter().find(|one| is(&one.id))),
            _ => continue,
        }
        placed.insert(id.as_str());
    }
    treated
}

/// The place of the subject of this title, which is added where there is none.
fn place_of<'a>(treated: &mut Vec<Treated<'a>>, title: &'a str) -> usize {
    let wanted = fold(title);
    treated.iter().position(|subject| fold(subject.title) == wanted).unwrap_or_else(|| {
        treated.push(Treated { number: None, title, points: Vec::new(), actions: Vec::new() });
        treated.len() - 1
    })
}

/// The columns that the table has beside those of the layout, because an action needs them.
#[derive(Clone, Copy)]
struct Further {
    owners: bool,
    requesters: bool,
    states: bool,
}

fn table(record: &Record, subjects: &[Treated<'_>], language: Language) -> Table {
    let actions = || subjects.iter().flat_map(|subject| &subject.actions);
    let further = Further {
        owners: actions().any(|action| action.owner.is_some()),
        requesters: actions().any(|action| action.requester.is_some()),
        states: actions().any(|action| action.status != Status::Open),
    };
    let rows = subjects.iter().flat_map(|subject| rows(record, subject, further, language));
    Table { columns: columns(further, language), rows: rows.collect() }
}

fn columns(further: Further, language: Language) -> Vec<Column> {
    let all = [
        (Label::Number, 5, true),
        (Label::Subject, 16, true),
        (Label::Discussion, 40, true),
        (Label::NextStep, 19, true),
        (Label::Owner, 14, further.owners),
        (Label::Requester, 13, further.requesters),
        (Label::Due, 15, true),
        (Label::Status, 14, further.states),
    ];
    let shown = all.into_iter().filter(|(_, _, shown)| *shown);
    shown.map(|(label, share, _)| Column { head: word(label, language), share }).collect()
}

/// The rows of a subject: the first has what was said, and each has one action at the most, so that owner and date
/// stand beside what they belong to.
fn rows(record: &Record, subject: &Treated<'_>, further: Further, language: Language) -> Vec<Vec<Cell>> {
    let count = subject.actions.len().max(1);
    (0..count)
        .map(|at| {
            let first = at == 0;
            let number = subject.number.filter(|_| first);
            let title = Some(subject.title).filter(|_| first);
            let said = if first { discussion::cell(&subject.points, language) } else { Vec::new() };
            let mut row = vec![text(number), text(title), said];
            row.extend(action(record, subject.actions.get(at).copied(), further, language));
            row
        })
        .collect()
}

fn action(record: &Record, action: Option<&ActionItem>, further: Further, language: Language) -> Vec<Cell> {
    let name = |link: Option<&crate::model::Link>| link.and_then(|link| record.name(link));
    let owner = action.and_then(|action| name(action.owner.as_ref()));
    let requester = action.and_then(|action| name(action.requester.as_ref()));
    let due = action.and_then(|action| due_words::words(&action.due, record.meeting.date(), language));
    let status = action.map(|action| labels::status(action.status, language));
    let cells = [
        (action.map(|action| action.description.clone()), true),
        (owner, further.owners),
        (requester, further.requesters),
        (due, true),
        (status.map(str::to_owned), further.states),
    ];
    let shown = cells.into_iter().filter(|(_, shown)| *shown);
    shown.map(|(cell, _)| text(cell.as_deref())).collect()
}

fn text(text: Option<&str>) -> Cell {
    text.map(|text| Line::Text(text.to_owned())).into_iter().collect()
}
