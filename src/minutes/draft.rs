//! What reading minutes gives: a draft in which every field says where it came from, how sure the reader
//! is, and what it was unsure about. A draft is not yet a fact: a person may look at it before it is written.

use jiff::civil::{Date, Time};

use crate::model::action_item::Status;
use crate::model::integration::Effort;
use crate::model::meeting::Attendance;
use crate::model::{Due, discussion};

/// A stretch of source lines, both ends included, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// The first line.
    pub first_line: u32,
    /// The last line.
    pub last_line: u32,
}

impl Span {
    /// The smallest stretch that holds both.
    pub fn and(self, other: Self) -> Self {
        Self {
            first_line: self.first_line.min(other.first_line),
            last_line: self.last_line.max(other.last_line),
        }
    }
}

/// How sure the reader is of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// A guess, because nothing in the text said otherwise.
    Low,
    /// Concluded from a turn of phrase or from the layout.
    Medium,
    /// Written after its label, or in a form that allows one reading only.
    High,
}

/// Something that a person should look at.
#[derive(Debug, Clone, PartialEq)]
pub struct Warning {
    /// A stable kebab-case code, such as `recurrence-ambiguous`.
    pub code: &'static str,
    /// A sentence for the person who checks the draft.
    pub message: String,
    /// The other readings that were possible.
    pub alternatives: Vec<String>,
    /// Where the doubt arose.
    pub span: Span,
}

impl Warning {
    /// A warning without alternatives.
    pub fn new(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), alternatives: Vec::new(), span }
    }

    /// The same warning with another possible reading.
    pub fn or(mut self, alternative: impl Into<String>) -> Self {
        self.alternatives.push(alternative.into());
        self
    }
}

/// A value with its place, the reader's confidence, and its warnings.
#[derive(Debug, Clone, PartialEq)]
pub struct Found<T> {
    /// The value.
    pub value: T,
    /// Where it stands in the source.
    pub span: Span,
    /// How sure the reader is.
    pub confidence: Confidence,
    /// What the reader was unsure about.
    pub warnings: Vec<Warning>,
}

impl<T> Found<T> {
    /// A value in which the reader has full confidence.
    pub fn sure(value: T, span: Span) -> Self {
        Self::new(value, span, Confidence::High)
    }

    /// A value with a stated confidence.
    pub fn new(value: T, span: Span, confidence: Confidence) -> Self {
        Self { value, span, confidence, warnings: Vec::new() }
    }

    /// The same value with a warning; the confidence is at most medium then.
    pub fn warned(mut self, warning: Warning) -> Self {
        self.warnings.push(warning);
        self.confidence = self.confidence.min(Confidence::Medium);
        self
    }

    /// Another value made from this one, at the same place.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Found<U> {
        Found {
            value: change(self.value),
            span: self.span,
            confidence: self.confidence,
            warnings: self.warnings,
        }
    }
}

/// A field of the header: not there at all, there but left blank, or filled in. Blank is not absent.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Field<T> {
    /// The label does not occur.
    #[default]
    Absent,
    /// The label occurs and nothing stands beside it.
    Blank(Span),
    /// The label occurs with a value.
    Filled(Found<T>),
}

impl<T> Field<T> {
    /// The value, if there is one.
    pub fn filled(&self) -> Option<&Found<T>> {
        match self {
            Self::Filled(found) => Some(found),
            Self::Absent | Self::Blank(_) => None,
        }
    }

    fn warning_count(&self) -> usize {
        self.filled().map_or(0, |found| found.warnings.len())
    }

    /// Whether the label occurs and nothing stands beside it.
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Blank(_))
    }
}

/// The language of the minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// French.
    French,
    /// English.
    English,
}

impl Language {
    /// The language of a code (BCP 47): `fr` or `en`, with or without a region.
    pub fn parse(code: &str) -> Option<Self> {
        match code.split('-').next()?.to_ascii_lowercase().as_str() {
            "fr" => Some(Self::French),
            "en" => Some(Self::English),
            _ => None,
        }
    }
}

/// Everything that was read from one document. Lists are in the order of the source; where one part points
/// to another it gives the other's index.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The language of most labels and cues.
    pub language: Language,
    /// The line above the grid, such as "Réunion de la … : Compte rendu".
    pub heading: Option<Found<String>>,
    /// Who meets, taken from the heading or the title.
    pub community: Option<Found<String>>,
    /// The title as written.
    pub title: Field<String>,
    /// The meeting's theme.
    pub theme: Option<Found<String>>,
    /// The day of the meeting.
    pub date: Field<Date>,
    /// The hours of the meeting.
    pub hours: Field<Hours>,
    /// Where the meeting took place.
    pub location: Field<Room>,
    /// Who called the meeting.
    pub organiser: Field<String>,
    /// The meeting type as written.
    pub meeting_type: Field<String>,
    /// How often the series meets, concluded from the type and confirmed by the dates.
    pub recurrence: Option<Found<Recurrence>>,
    /// Who led the meeting.
    pub facilitator: Field<String>,
    /// Who wrote the minutes.
    pub rapporteur: Field<String>,
    /// Who receives the minutes.
    pub distribution_list: Field<Vec<String>>,
    /// Who was there, and who was missed.
    pub attendees: Field<Vec<Attendee>>,
    /// The agenda.
    pub agenda: Vec<Found<AgendaItem>>,
    /// The subjects: the rows of the table, or what stands below headings.
    pub subjects: Vec<Found<Subject>>,
    /// What was said, across all subjects.
    pub points: Vec<Found<Point>>,
    /// What somebody is to do, across all subjects.
    pub actions: Vec<Found<Action>>,
    /// The next meeting.
    pub next_meeting: Option<Found<NextMeeting>>,
    /// Doubts that concern the whole document.
    pub warnings: Vec<Warning>,
}

impl Draft {
    /// How many warnings the draft carries in all its parts.
    pub fn warning_count(&self) -> usize {
        let texts = [&self.title, &self.organiser, &self.meeting_type, &self.facilitator, &self.rapporteur];
        let fields: usize = texts.into_iter().map(Field::warning_count).sum();
        let others = [
            self.date.warning_count(),
            self.hours.warning_count(),
            self.location.warning_count(),
            self.distribution_list.warning_count(),
            self.attendees.warning_count(),
        ];
        let concluded = [
            self.recurrence.as_ref().map_or(0, |found| found.warnings.len()),
            self.next_meeting.as_ref().map_or(0, |found| found.warnings.len()),
            [&self.heading, &self.community, &self.theme]
                .into_iter()
                .flatten()
                .map(|text| text.warnings.len())
                .sum(),
            self.subjects.iter().map(|subject| subject.warnings.len()).sum(),
            self.agenda.iter().map(|item| item.warnings.len()).sum(),
            self.points.iter().map(|point| point.warnings.len()).sum(),
            self.actions.iter().map(Found::action_warnings).sum(),
        ];
        fields + others.iter().sum::<usize>() + concluded.iter().sum::<usize>() + self.warnings.len()
    }
}

impl Found<Action> {
    /// How many warnings the action carries in all its parts.
    fn action_warnings(&self) -> usize {
        let Action { owner, requester, due, status, carried_over, .. } = &self.value;
        let names = [owner, requester, carried_over].into_iter().flatten();
        let of_names: usize = names.map(|name| name.warnings.len()).sum();
        let of_status = status.as_ref().map_or(0, |status| status.warnings.len());
        self.warnings.len() + due.warnings.len() + of_names + of_status
    }
}

/// From when to when, on the clock of the place.
#[derive(Debug, Clone, PartialEq)]
pub struct Hours {
    /// The start.
    pub start: Time,
    /// The end, if it is written.
    pub end: Option<Time>,
    /// The zone, if it is written.
    pub zone: Option<Zone>,
}

/// A time zone as the minutes name it.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    /// The label as written, such as `CEST`.
    pub label: String,
    /// Minutes east of UTC, where the label has one meaning only.
    pub offset_minutes: Option<i32>,
    /// The IANA zone, where the text names a place.
    pub iana: Option<String>,
}

/// A place, virtual or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Room {
    /// What the minutes say.
    pub as_written: String,
    /// The address of the virtual room, made complete.
    pub url: Option<String>,
    /// What kind of virtual room it is, where the address tells: `jitsi`, `zoom` …
    pub channel: Option<&'static str>,
}

/// How often a series meets.
#[derive(Debug, Clone, PartialEq)]
pub struct Recurrence {
    /// The words as written, such as "Réunion bi-mensuelle".
    pub label: String,
    /// The iCalendar rule, such as `FREQ=WEEKLY;INTERVAL=2`.
    pub rule: String,
    /// Whether the distance to the next meeting agrees with the rule.
    pub confirmed: bool,
}

/// Somebody who was there, or was missed.
#[derive(Debug, Clone, PartialEq)]
pub struct Attendee {
    /// The name as written.
    pub name: String,
    /// The organisation beside the name.
    pub organization: Option<String>,
    /// Whether the person was there.
    pub attendance: Attendance,
}

/// A planned topic.
#[derive(Debug, Clone, PartialEq)]
pub struct AgendaItem {
    /// The topic, without the minutes allotted.
    pub title: String,
    /// The minutes allotted.
    pub minutes_allotted: Option<u32>,
    /// What stands below it.
    pub sub_items: Vec<Found<String>>,
    /// What its title and what stands below it speak about.
    pub mentions: Vec<Found<Mention>>,
}

/// A subject that was treated: a row of the table, or what stands below a heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// The number as written, if there is one.
    pub number: Option<u32>,
    /// The title, put together from its wrapped cell.
    pub title: String,
    /// The agenda item that it treats, as an index into [`Draft::agenda`].
    pub agenda_item: Option<usize>,
    /// What its title speaks about.
    pub mentions: Vec<Found<Mention>>,
}

/// One thing that was said.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The subject that it belongs to, as an index into [`Draft::subjects`].
    pub subject: usize,
    /// What kind of thing it is.
    pub kind: discussion::Kind,
    /// The words, put together from their wrapped lines.
    pub text: String,
    /// The heading above it within the cell, such as "Échanges".
    pub section: Option<String>,
    /// The question that it answers, as an index into [`Draft::points`].
    pub in_response_to: Option<usize>,
    /// How long an integration takes, where the text says it.
    pub effort: Option<Effort>,
    /// Whether the text announces a survey among the members.
    pub announces_survey: bool,
    /// What it speaks about.
    pub mentions: Vec<Found<Mention>>,
}

/// A name from the catalogue that the text mentions.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// The words as written.
    pub text: String,
    /// What is meant: `platform`, `standard`, `country`, `organization` …
    pub kind: String,
    /// The id that the alias table gives.
    pub id: String,
}

/// What somebody is to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// The subject that it belongs to, as an index into [`Draft::subjects`].
    pub subject: usize,
    /// What the source calls it, such as `A3` or `AI-12`.
    pub identifier: Option<String>,
    /// What is to be done, put together from its wrapped cell.
    pub text: String,
    /// Who is to do it, if somebody is named.
    pub owner: Option<Found<String>>,
    /// Who asked for it, if the source says so.
    pub requester: Option<Found<String>>,
    /// By when.
    pub due: Found<Due>,
    /// How far it is, where the source shows it.
    pub status: Option<Found<Status>>,
    /// The words that say that it comes from an earlier meeting.
    pub carried_over: Option<Found<String>>,
    /// The decision that caused it, as an index into [`Draft::points`].
    pub caused_by: Option<usize>,
    /// What it speaks about.
    pub mentions: Vec<Found<Mention>>,
}

/// The meeting that follows.
#[derive(Debug, Clone, PartialEq)]
pub struct NextMeeting {
    /// The day.
    pub date: Date,
    /// The hours, if they are written.
    pub hours: Option<Hours>,
    /// The words as written.
    pub text: String,
}
