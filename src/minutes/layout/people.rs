//! Who was there and who was missed: from lists, lines and tables.

use std::collections::HashMap;

use super::columns::{Column, Headed, Kind as TableKind, tell};
use super::titles::{Kind, told};
use crate::minutes::attendees;
use crate::minutes::document::Block;
use crate::minutes::draft::{Attendee, Field, Found, Span};
use crate::minutes::passage::{Passage, fold, words};
use crate::model::meeting::Attendance;

/// Reads the people of a section into the list, and who of them led the meeting or wrote the minutes.
pub(super) fn read(blocks: &[Block], attendance: Attendance, people: &mut People) {
    let entries = blocks.iter().filter(|block| matches!(block, Block::Item(_))).count();
    let commas =
        |block: &&Block| matches!(block, Block::Item(item) if item.text.text().matches(',').count() == 1);
    // "Awa Diop, Ministry of Health" in each entry of a list is a name with its organisation.
    let pairs = entries >= 2 && blocks.iter().filter(commas).count() * 2 > entries;
    let mut group = None;
    for (index, block) in blocks.iter().enumerate() {
        match block {
            Block::Item(item) => {
                let deeper =
                    matches!(blocks.get(index + 1), Some(Block::Item(next)) if next.depth > item.depth);
                if item.depth == 0 {
                    group = None;
                }
                let heads = deeper && item.depth == 0;
                match heads.then(|| Group::of(&item.text, attendance)).flatten() {
                    Some(begun) => group = Some(begun),
                    None => people.entry(&item.text, attendance, pairs, group.as_ref()),
                }
            }
            Block::Paragraph(lines) => people.lines(lines, attendance),
            Block::Heading { text, .. } => group = Group::of(text, attendance),
            Block::Table(table) => {
                let headed = tell(table, Kind::People(attendance));
                people.table(&headed, attendance);
            }
            Block::Rule => {}
        }
    }
}

/// What a line above several names says of all of them.
struct Group {
    attendance: Attendance,
    organization: Option<String>,
}

impl Group {
    fn of(text: &Passage, attendance: Attendance) -> Option<Self> {
        let label = text.trimmed(&[':']);
        Some(match told(label.text()) {
            Some(Kind::People(attendance)) => Self { attendance, organization: None },
            _ => Self { attendance, organization: Some(label.text().to_owned()) },
        })
    }
}

/// The people as far as they are read.
#[derive(Debug, Default)]
pub(super) struct People {
    all: Vec<Attendee>,
    /// Where each folded name stands in the list.
    places: HashMap<String, usize>,
    span: Option<Span>,
    /// Whom their own entry names as leading the meeting.
    pub(super) facilitator: Option<Found<String>>,
    /// Whom their own entry names as writing the minutes.
    pub(super) rapporteur: Option<Found<String>>,
}

impl People {
    /// The list as a field of the draft, together with those whom the header named.
    pub(super) fn into_field(self, named: Field<Vec<Attendee>>) -> Field<Vec<Attendee>> {
        let Some(span) = self.span.filter(|_| !self.all.is_empty()) else { return named };
        match named {
            Field::Filled(mut before) => {
                before.value.extend(self.all);
                before.span = before.span.and(span);
                Field::Filled(before)
            }
            Field::Absent | Field::Blank(_) => Field::Filled(Found::sure(self.all, span)),
        }
    }

    /// Adds the names of a list in one text.
    pub(super) fn list(&mut self, text: &Passage, attendance: Attendance) {
        for name in attendees::names(text) {
            self.add(&name, attendance, None);
        }
    }

    fn lines(&mut self, lines: &[Passage], attendance: Attendance) {
        let mut whole = Passage::default();
        lines.iter().for_each(|line| whole.append(line));
        let alone =
            lines.iter().all(|line| attendees::names(line).len() <= 1 && !line.text().ends_with([',', ';']));
        if lines.len() >= 2 && alone {
            lines.iter().for_each(|line| self.entry(line, attendance, false, None));
        } else if lines.iter().all(|line| line.text().contains(':')) {
            lines.iter().for_each(|line| self.entry(line, attendance, false, None));
        } else {
            self.entry(&whole, attendance, false, None);
        }
    }

    /// One entry of a list, which may be a name, a list of names, or an organisation with its people.
    fn entry(&mut self, text: &Passage, attendance: Attendance, pairs: bool, group: Option<&Group>) {
        let attendance = group.map_or(attendance, |group| group.attendance);
        let organization = group.and_then(|group| group.organization.as_deref());
        let written = text.text();
        let colon = written.find(": ").or_else(|| written.find(" : ").map(|at| at + 1));
        if let Some(colon) =
            colon.filter(|at| *at <= 80 && !written.get(..*at).unwrap_or_default().contains('('))
        {
            let label = text.slice(0..colon).trimmed(&['*', '_']);
            let rest = text.slice(colon + 1..written.len());
            match told(label.text()) {
                Some(Kind::People(attendance)) => return self.entry(&rest, attendance, pairs, None),
                Some(_) => {}
                None => {
                    for name in attendees::names(&rest) {
                        self.add(&name, attendance, Some(label.text()));
                    }
                    return;
                }
            }
        }
        if let Some((name, rest)) = written.split_once(',').filter(|_| pairs) {
            let name = text.slice(0..name.len());
            return self.add(&name, attendance, Some(rest.trim()));
        }
        for name in attendees::names(text) {
            self.add(&name, attendance, organization);
        }
    }

    fn add(&mut self, text: &Passage, attendance: Attendance, organization: Option<&str>) {
        let bare = text.trimmed(&['@', '*', '_', '~', '-', '–', '.', ';']);
        let (bare, attendance) = missed(&bare, attendance);
        let mut attendee = attendees::attendee(&bare, attendance);
        if attendee.name.chars().count() > 60
            || !attendee.name.chars().any(char::is_alphabetic)
            || is_nobody(&attendee.name)
        {
            return;
        }
        attendee.organization = attendee.organization.or(organization.map(str::to_owned));
        let span = bare.span();
        match attendees::function_in(bare.text()) {
            Some(attendees::Function::Facilitator) if self.facilitator.is_none() => {
                self.facilitator = Some(Found::sure(attendee.name.clone(), span));
            }
            Some(attendees::Function::Rapporteur) if self.rapporteur.is_none() => {
                self.rapporteur = Some(Found::sure(attendee.name.clone(), span));
            }
            _ => {}
        }
        self.span = Some(self.span.map_or(span, |before| before.and(span)));
        let place = *self.places.entry(fold(&attendee.name)).or_insert(self.all.len());
        let known = self.all.get_mut(place);
        match known {
            // Who is listed again as absent was invited and did not come.
            Some(known) => {
                if attendee.attendance != Attendance::Present {
                    known.attendance = attendee.attendance;
                }
                known.organization = known.organization.take().or(attendee.organization);
            }
            None => self.all.push(attendee),
        }
    }

    /// Reads a table of people: name, organisation, presence.
    pub(super) fn table(&mut self, headed: &Headed<'_>, attendance: Attendance) {
        if headed.kind != TableKind::People {
            return;
        }
        for row in headed.rows {
            let name = headed.text(row, Column::Name);
            let presence = headed.text(row, Column::Presence);
            let attendance = presence_in(presence.text(), attendance);
            let organization = headed.text(row, Column::Organization);
            let organization = Some(organization.text()).filter(|text| text.chars().any(char::is_alphabetic));
            if !name.is_empty() {
                self.add(&name, attendance, organization);
                let function = headed.text(row, Column::Function);
                self.function(&name, &function);
            }
        }
    }

    fn function(&mut self, name: &Passage, function: &Passage) {
        let found = || Some(Found::sure(name.text().to_owned(), name.span()));
        match attendees::function_in(&format!("({})", function.text())) {
            Some(attendees::Function::Facilitator) if self.facilitator.is_none() => {
                self.facilitator = found()
            }
            Some(attendees::Function::Rapporteur) if self.rapporteur.is_none() => self.rapporteur = found(),
            _ => {}
        }
    }
}

/// "no Lena", "sans Lena": the name, and that it was missed.
fn missed(text: &Passage, attendance: Attendance) -> (Passage, Attendance) {
    let written = text.text();
    for mark in ["no ", "not ", "sans ", "pas "] {
        if written.strip_prefix(mark).is_some_and(|rest| rest.starts_with(char::is_uppercase)) {
            return (text.slice(mark.len()..written.len()), Attendance::Absent);
        }
    }
    (text.clone(), attendance)
}

fn is_nobody(name: &str) -> bool {
    matches!(
        fold(name).as_str(),
        "none" | "neant" | "aucun" | "aucune" | "personne" | "nobody" | "n a" | "others" | "autres" | "etc"
    )
}

/// What the presence column says.
fn presence_in(text: &str, otherwise: Attendance) -> Attendance {
    let folded = fold(text);
    let first = words(text).into_iter().next().map(|word| word.folded).unwrap_or_default();
    match first.as_str() {
        "x" | "p" | "present" | "presente" | "yes" | "oui" | "y" | "o" | "attended" | "ok" => {
            Attendance::Present
        }
        "e" | "excuse" | "excusee" | "excused" | "apologies" | "regrets" => Attendance::Excused,
        "a" | "absent" | "absente" | "no" | "non" | "n" => {
            if folded.contains("excus") {
                Attendance::Excused
            } else {
                Attendance::Absent
            }
        }
        _ if text.contains(['✓', '✔', '☑']) => Attendance::Present,
        _ if text.contains(['✗', '✘', '☐']) => Attendance::Absent,
        _ => otherwise,
    }
}
