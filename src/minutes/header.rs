//! The grid above the agenda: labels with their values beside them, in pairs, wrapped as the page wanted.

use super::attendees;
use super::clock;
use super::dates::{self, Calendar, Order};
use super::draft::{Attendee, Draft, Field, Found, Hours, Language, Room, Warning};
use super::passage::{Passage, Word};
use super::room;
use super::text_layer::Line;
use super::vocabulary::{Label, Place, label_at};
use crate::model::meeting::Attendance;
use jiff::civil::Date;

/// What the grid says.
#[derive(Debug, Default)]
pub(super) struct Header {
    pub(super) heading: Option<Found<String>>,
    pub(super) title: Field<String>,
    pub(super) theme: Field<String>,
    pub(super) date: Field<Date>,
    pub(super) hours: Field<Hours>,
    pub(super) location: Field<Room>,
    pub(super) organiser: Field<String>,
    pub(super) meeting_type: Field<String>,
    pub(super) facilitator: Field<String>,
    pub(super) rapporteur: Field<String>,
    pub(super) distribution_list: Field<Vec<String>>,
    pub(super) attendees: Field<Vec<Attendee>>,
    /// How many labels were recognised.
    pub(super) labels: usize,
}

/// Reads the lines above the agenda and the table.
pub(super) fn read(lines: &[Line], order: Order, language: Language) -> Header {
    let passage = super::text_layer::join(lines);
    let cells = cells(&passage);
    let heading_ends = cells.first().map_or(passage.text().len(), |cell| cell.label_start);
    let mut header = Header { labels: cells.len(), ..Header::default() };
    let heading = passage.slice(0..heading_ends);
    header.heading = (!heading.is_empty()).then(|| Found::sure(heading.text().to_owned(), heading.span()));
    for cell in &cells {
        header.take(cell, order, language);
    }
    header
}

/// Lines that stand elsewhere under a label of the grid, such as a list of attendees after the table.
pub(super) fn label_alone(line: &Line) -> Option<Label> {
    let passage = line.passage();
    let words = passage.words();
    let (label, _, end) = label_at(&words, 0)?;
    let after = words.get(end.checked_sub(1)?)?.end;
    let rest = passage.text().get(after..)?.trim_start();
    (rest.is_empty() || rest.starts_with(':')).then_some(label)
}

/// A label and what stands between it and the next one.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) label: Label,
    /// The byte at which the label begins.
    pub(super) label_start: usize,
    pub(super) label_passage: Passage,
    pub(super) value: Passage,
}

/// Cuts the grid at its labels.
pub(super) fn cells(passage: &Passage) -> Vec<Cell> {
    let words = passage.words();
    let mut labels: Vec<(Label, usize, usize)> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let found = label_at(&words, at).filter(|&(label, place, end)| {
            let new = labels.iter().all(|(seen, _, _)| *seen != label);
            new && may_stand_here(passage, &words, at, (label, place, end))
        });
        at = match found {
            Some((label, _, end)) => {
                labels.push((label, at, end));
                end
            }
            None => at + 1,
        };
    }
    let byte = |word: usize| words.get(word).map_or(passage.text().len(), |word| word.start);
    let after = |word: usize| word.checked_sub(1).and_then(|last| words.get(last)).map_or(0, |word| word.end);
    let ends = labels.iter().skip(1).map(|(_, from, _)| byte(*from)).chain([passage.text().len()]);
    labels
        .iter()
        .zip(ends)
        .map(|(&(label, from, to), end)| Cell {
            label,
            label_start: byte(from),
            label_passage: passage.slice(byte(from)..after(to)),
            value: passage.slice(after(to)..end).trimmed(&[':', '|']),
        })
        .collect()
}

/// Whether these words are the label rather than part of a value: a label begins with a capital; one that is
/// a common word begins its line or has a colon behind it; "Date" and "Heure" have a value of that kind.
fn may_stand_here(passage: &Passage, words: &[Word], at: usize, found: (Label, Place, usize)) -> bool {
    let (label, place, end) = found;
    let (Some(first), Some(last)) = (words.get(at), end.checked_sub(1).and_then(|last| words.get(last)))
    else {
        return false;
    };
    let text = passage.text();
    let capital = text.get(first.start..).is_some_and(|text| text.starts_with(char::is_uppercase));
    let rest = text.get(last.end..).unwrap_or_default().trim_start_matches([' ', '*', '_']);
    let colon = rest.starts_with(':') && !rest.starts_with("://");
    let small_label = colon && passage.begins_line(first.start);
    if !(capital || small_label) {
        return false;
    }
    if place == Place::BeforeColon {
        return colon;
    }
    if passage.begins_line(first.start) || colon {
        return true;
    }
    let next_label = label_at(words, end).is_some();
    let line_ends = words.get(end).is_none_or(|next| passage.begins_line(next.start));
    let near: String = rest.chars().take(40).collect();
    match (place, label) {
        (Place::LineStart | Place::BeforeColon, _) => false,
        (_, Label::Date) => {
            next_label
                || line_ends
                || dates::find(&near, &super::passage::words(&near), Calendar::default()).is_some()
        }
        (_, Label::Hours) => next_label || line_ends || clock::find(&near).is_some(),
        _ => true,
    }
}

impl Header {
    /// A draft as far as the header fills it.
    pub(super) fn draft(self, community: Option<Found<String>>, language: Language) -> Draft {
        Draft {
            language,
            community,
            heading: self.heading,
            title: self.title,
            theme: self.theme.filled().cloned(),
            date: self.date,
            hours: self.hours,
            location: self.location,
            organiser: self.organiser,
            meeting_type: self.meeting_type,
            recurrence: None,
            facilitator: self.facilitator,
            rapporteur: self.rapporteur,
            distribution_list: self.distribution_list,
            attendees: self.attendees,
            agenda: Vec::new(),
            subjects: Vec::new(),
            points: Vec::new(),
            actions: Vec::new(),
            next_meeting: None,
            warnings: Vec::new(),
        }
    }

    /// Takes what a label gives.
    pub(super) fn take(&mut self, cell: &Cell, order: Order, language: Language) {
        match cell.label {
            Label::Title => self.title = text_field(cell),
            Label::Theme => self.theme = text_field(cell),
            Label::Date => self.date = field(cell, |value| day(value, order, language)),
            Label::Hours => self.hours = field(cell, hours),
            Label::Location => self.location = field(cell, |value| Some(room::read(value))),
            Label::Organiser => self.organiser = text_field(cell),
            Label::MeetingType => self.meeting_type = text_field(cell),
            Label::Facilitator => self.facilitator = text_field(cell),
            Label::Rapporteur => self.rapporteur = text_field(cell),
            Label::DistributionList => {
                self.distribution_list = field(cell, |value| {
                    let names =
                        attendees::names(value).into_iter().map(|name| name.text().to_owned()).collect();
                    Some(Found::sure(names, value.span()))
                });
            }
            Label::Attendees => self.add_attendees(cell, Attendance::Present),
            Label::Excused => self.add_attendees(cell, Attendance::Excused),
            Label::Absent => self.add_attendees(cell, Attendance::Absent),
            Label::NextMeeting => {}
        }
    }

    fn add_attendees(&mut self, cell: &Cell, attendance: Attendance) {
        let read = field(cell, |value| Some(attendees::read(value, attendance)));
        self.attendees = match (std::mem::take(&mut self.attendees), read) {
            (Field::Filled(mut before), Field::Filled(more)) => {
                before.value.extend(more.value);
                before.span = before.span.and(more.span);
                Field::Filled(before)
            }
            (Field::Filled(before), _) => Field::Filled(before),
            (_, read) => read,
        };
    }
}

fn text_field(cell: &Cell) -> Field<String> {
    field(cell, |value| Some(Found::sure(value.text().to_owned(), value.span())))
}

/// A field whose value `read` understands. What is only dashes or dots is blank; what is not understood
/// counts as absent, since claiming that it was left blank would be false.
fn field<T>(cell: &Cell, read: impl Fn(&Passage) -> Option<Found<T>>) -> Field<T> {
    let says_something = cell.value.text().chars().any(char::is_alphanumeric);
    if !says_something {
        return Field::Blank(cell.label_passage.span());
    }
    read(&cell.value).map_or(Field::Absent, Field::Filled)
}

/// A day of the header. French writes the day first; in English digits that allow both orders are a doubt.
pub(super) fn day(value: &Passage, order: Order, language: Language) -> Option<Found<Date>> {
    let order = if language == Language::French && order == Order::Unsure { Order::DayFirst } else { order };
    let day = dates::find(value.text(), &value.words(), Calendar { near: None, order })?;
    let found = Found::sure(day.date, value.slice(day.range.clone()).span());
    let span = found.span;
    Some(day.doubts(span).into_iter().fold(found, Found::warned))
}

/// The hours, without footnote marks and the like around them.
pub(super) fn hours(value: &Passage) -> Option<Found<Hours>> {
    let read = clock::find(value.text())?;
    let mut hours = read.hours;
    let span = value.slice(read.range.clone()).span();
    let before = value.slice(0..read.range.start);
    let after = value.slice(read.range.end..value.text().len());
    if hours.zone.is_none() {
        hours.zone = clock::zone_in(before.text());
    }
    let (after, disagreeing) = other_clocks(&after, &hours);
    let mut found = disagreeing.into_iter().fold(Found::sure(hours, span), Found::warned);
    for stray in [before, after].iter().filter(|rest| rest.text().chars().any(char::is_numeric)) {
        let message =
            format!("'{}' beside the hours was taken for a footnote mark and left out.", stray.text());
        found.warnings.push(Warning::new("footnote-mark", stray.span(), message));
    }
    if found.value.zone.is_none() {
        let message = "The hours do not name their time zone.";
        found = found.warned(Warning::new("zone-absent", span, message));
    } else if let Some(zone) = &found.value.zone
        && zone.offset_minutes.is_none()
        && zone.iana.is_none()
    {
        let message = format!("'{}' is the label of several time zones.", zone.label);
        found = found.warned(Warning::new("zone-ambiguous", span, message));
    }
    Some(found)
}

/// What stands behind the hours without the same hours in other zones ("14:00 CET / 13:00 UTC"), and a doubt for
/// each that shows another moment.
fn other_clocks(after: &Passage, hours: &Hours) -> (Passage, Vec<Warning>) {
    let mut disagreeing = Vec::new();
    let mut rest = after.clone();
    while let Some(other) = clock::find(rest.text()).filter(|other| other.hours.zone.is_some()) {
        let words = rest.slice(other.range.clone());
        let same = moment(hours).zip(moment(&other.hours)).is_none_or(|(one, other)| one == other);
        if !same {
            let message = "The hours in several zones are not the same moment; those written first count.";
            let warning = Warning::new("hours-contradicted", words.span(), message);
            disagreeing.push(warning.or(words.text()));
        }
        rest = rest.slice(other.range.end..rest.text().len());
    }
    (rest, disagreeing)
}

/// The minute of the day in UTC at which the hours begin, where their zone tells.
fn moment(hours: &Hours) -> Option<i32> {
    let offset = hours.zone.as_ref()?.offset_minutes?;
    let start = i32::from(hours.start.hour()) * 60 + i32::from(hours.start.minute());
    Some((start - offset).rem_euclid(24 * 60))
}
