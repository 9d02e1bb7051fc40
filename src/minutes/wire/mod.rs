//! A draft as JSON, for `--dry-run --json` and for the face that offers the same. Every field that was read
//! carries its lines, the reader's confidence and its warnings; a field that is blank in the source says so,
//! and one that does not occur is null. The same JSON, corrected by a person, is read as a draft again.

mod from_draft;
mod into_draft;

pub use into_draft::read;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

/// A draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of the draft, which documents them")]
pub struct DraftOut {
    pub language: String,
    pub heading: Option<FoundOut<String>>,
    pub community: Option<FoundOut<String>>,
    pub title: Option<FieldOut<String>>,
    pub theme: Option<FoundOut<String>>,
    pub date: Option<FieldOut<String>>,
    pub hours: Option<FieldOut<HoursOut>>,
    pub location: Option<FieldOut<RoomOut>>,
    pub organiser: Option<FieldOut<String>>,
    pub meeting_type: Option<FieldOut<String>>,
    pub recurrence: Option<FoundOut<RecurrenceOut>>,
    pub facilitator: Option<FieldOut<String>>,
    pub rapporteur: Option<FieldOut<String>>,
    pub distribution_list: Option<FieldOut<Vec<String>>>,
    pub attendees: Option<FieldOut<Vec<AttendeeOut>>>,
    pub agenda: Vec<FoundOut<AgendaItemOut>>,
    pub subjects: Vec<FoundOut<SubjectOut>>,
    pub discussion_points: Vec<FoundOut<PointOut>>,
    pub action_items: Vec<FoundOut<ActionOut>>,
    pub next_meeting: Option<FoundOut<NextMeetingOut>>,
    pub warnings: Vec<WarningOut>,
    /// What a dry run proposes beside the draft; it is passed over when the draft comes back.
    #[serde(default, skip_serializing)]
    pub matches: IgnoredAny,
}

/// A value with its place and the reader's confidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FoundOut<T> {
    /// The value.
    pub value: T,
    /// The first and the last line, counted from 1.
    pub lines: [u32; 2],
    /// `high`, `medium` or `low`.
    pub confidence: String,
    /// What the reader was unsure about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<WarningOut>,
}

/// A header field that occurs: filled in, or left blank.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldOut<T> {
    /// Whether the source shows the field and leaves it blank.
    pub blank_in_source: bool,
    /// The value; null when blank.
    pub value: Option<T>,
    /// The first and the last line, counted from 1.
    pub lines: [u32; 2],
    /// `high`, `medium` or `low`.
    pub confidence: String,
    /// What the reader was unsure about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<WarningOut>,
}

/// Something that a person should look at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of the warning, which documents them")]
pub struct WarningOut {
    pub code: String,
    pub message: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<String>,
    pub lines: [u32; 2],
}

/// Hours, on the clock of the place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of the hours, which document them")]
pub struct HoursOut {
    pub start: String,
    pub end: Option<String>,
    pub zone_label: Option<String>,
    pub utc_offset_minutes: Option<i32>,
    pub zone: Option<String>,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of the room, which documents them")]
pub struct RoomOut {
    pub as_written: String,
    pub url: Option<String>,
    pub channel: Option<String>,
}

/// How often a series meets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of the recurrence, which documents them")]
pub struct RecurrenceOut {
    pub label: String,
    pub rule: String,
    pub confirmed_by_next_meeting: bool,
}

/// Somebody who was there, or was missed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of the attendee, which documents them")]
pub struct AttendeeOut {
    pub name: String,
    pub organization: Option<String>,
    pub attendance: String,
}

/// A planned topic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of the agenda item, which documents them")]
pub struct AgendaItemOut {
    pub title: String,
    pub minutes_allotted: Option<u32>,
    pub sub_items: Vec<FoundOut<String>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<MentionOut>,
}

/// A subject that was treated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubjectOut {
    /// The number as written, if there is one.
    pub number: Option<u32>,
    /// The title.
    pub title: String,
    /// The place of its agenda item in `agenda`, counted from 0.
    pub agenda_item: Option<usize>,
    /// What its title speaks about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<MentionOut>,
}

/// One thing that was said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PointOut {
    /// What others point to it by: its place in `discussion_points`, counted from 0. In a corrected draft the numbers
    /// may have gaps.
    pub index: usize,
    /// The place of its subject in `subjects`, counted from 0.
    pub subject: usize,
    /// `presentation`, `question`, `answer`, `decision`, `need`, `feedback` or `information`.
    pub kind: String,
    /// The words.
    pub text: String,
    /// The heading above it.
    pub section: Option<String>,
    /// The index of the question that it answers.
    pub in_response_to: Option<usize>,
    /// How long an integration takes, where the text says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effort: Option<EffortOut>,
    /// Whether it announces a survey among the members.
    pub announces_survey: bool,
    /// What it speaks about.
    pub mentions: Vec<MentionOut>,
}

/// How long something takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of the effort, which documents them")]
pub struct EffortOut {
    pub low: Option<DurationOut>,
    pub high: Option<DurationOut>,
    pub text: Option<String>,
}

/// A number of units of time (UCUM).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of the duration, which documents them")]
pub struct DurationOut {
    pub value: u32,
    pub unit: String,
}

/// A name from the catalogue that the text mentions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of the mention, which documents them")]
pub struct MentionOut {
    pub text: String,
    pub kind: String,
    pub id: String,
    pub lines: [u32; 2],
}

/// What somebody is to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionOut {
    /// The place of its subject in `subjects`, counted from 0.
    pub subject: usize,
    /// What the source calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    /// What is to be done.
    pub text: String,
    /// Who is to do it.
    pub owner: Option<FoundOut<String>>,
    /// Who asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requester: Option<FoundOut<String>>,
    /// By when.
    pub due: FoundOut<DueOut>,
    /// `open`, `in_progress`, `blocked`, `done` or `cancelled`, where the source shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<FoundOut<String>>,
    /// The words that say that it comes from an earlier meeting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried_over: Option<FoundOut<String>>,
    /// The index of the decision that caused it.
    pub caused_by: Option<usize>,
    /// What it speaks about.
    pub mentions: Vec<MentionOut>,
}

/// By when something is to be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of the due date, which documents them")]
pub struct DueOut {
    pub kind: String,
    pub on: Option<String>,
    pub days: Option<u32>,
    pub text: Option<String>,
}

/// The meeting that follows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of the next meeting, which documents them")]
pub struct NextMeetingOut {
    pub date: String,
    pub hours: Option<HoursOut>,
    pub text: String,
}
