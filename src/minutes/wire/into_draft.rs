//! A draft from JSON: each value is read, and what is wrong is said with its place as a JSON pointer.

use std::collections::HashMap;

use jiff::civil::{Date, Time};

use super::from_draft::CONFIDENCES;
use super::{
    ActionOut, AgendaItemOut, AttendeeOut, DraftOut, DueOut, DurationOut, EffortOut, FieldOut, FoundOut,
    HoursOut, MentionOut, NextMeetingOut, PointOut, RoomOut, SubjectOut, WarningOut,
};
use crate::error::{Error, Issue, Kind, Result};
use crate::minutes::draft::{
    Action, AgendaItem, Attendee, Draft, Field, Found, Hours, Language, Mention, NextMeeting, Point,
    Recurrence, Room, Span, Subject, Warning, Zone,
};
use crate::minutes::room::CHANNELS;
use crate::model::action_item::Status;
use crate::model::integration::{Duration, Effort, Unit};
use crate::model::meeting::Attendance;
use crate::model::{Code, Due, discussion, due};

/// Reads a draft that somebody may have corrected. `at` is the JSON pointer of the draft within what was sent.
pub fn read(out: DraftOut, at: &str) -> Result<Draft> {
    let text = |text: String, _: &str| Ok(text);
    let below = |name: &str| format!("{at}/{name}");
    let sizes = Sizes {
        agenda: out.agenda.len(),
        subjects: out.subjects.len(),
        points: places(&out.discussion_points, at)?,
    };
    let language = match out.language.as_str() {
        "fr" => Language::French,
        "en" => Language::English,
        _ => return Err(wrong(&below("language"), "'language' is 'fr' or 'en'.")),
    };
    Ok(Draft {
        language,
        heading: maybe(out.heading, &below("heading"), text)?,
        community: maybe(out.community, &below("community"), text)?,
        title: field(out.title, &below("title"), text)?,
        theme: maybe(out.theme, &below("theme"), text)?,
        date: field(out.date, &below("date"), |value, at| date(&value, at))?,
        hours: field(out.hours, &below("hours"), hours)?,
        location: field(out.location, &below("location"), room)?,
        organiser: field(out.organiser, &below("organiser"), text)?,
        meeting_type: field(out.meeting_type, &below("meeting_type"), text)?,
        recurrence: maybe(out.recurrence, &below("recurrence"), |value, _| {
            let confirmed = value.confirmed_by_next_meeting;
            Ok(Recurrence { label: value.label, rule: value.rule, confirmed })
        })?,
        facilitator: field(out.facilitator, &below("facilitator"), text)?,
        rapporteur: field(out.rapporteur, &below("rapporteur"), text)?,
        distribution_list: field(out.distribution_list, &below("distribution_list"), |names, _| Ok(names))?,
        attendees: field(out.attendees, &below("attendees"), |people, at| each(people, at, attendee))?,
        agenda: each(out.agenda, &below("agenda"), |item, at| found(item, at, agenda_item))?,
        subjects: each(out.subjects, &below("subjects"), |subject, at| {
            found(subject, at, |value, at| self::subject(value, at, &sizes))
        })?,
        points: each(out.discussion_points, &below("discussion_points"), |point, at| {
            found(point, at, |value, at| self::point(value, at, &sizes))
        })?,
        actions: each(out.action_items, &below("action_items"), |action, at| {
            found(action, at, |value, at| self::action(value, at, &sizes))
        })?,
        next_meeting: maybe(out.next_meeting, &below("next_meeting"), next_meeting)?,
        warnings: each(out.warnings, &below("warnings"), warning)?,
    })
}

/// What the parts of a draft may point to.
struct Sizes {
    agenda: usize,
    subjects: usize,
    /// The place of each discussion point, by its number.
    points: HashMap<usize, usize>,
}

/// The discussion points by their numbers, each of which stands once.
fn places(points: &[FoundOut<PointOut>], at: &str) -> Result<HashMap<usize, usize>> {
    let mut places = HashMap::with_capacity(points.len());
    for (place, point) in points.iter().enumerate() {
        let number = point.value.index;
        if places.insert(number, place).is_some() {
            let message = format!("Another discussion point has the number {number} already.");
            return Err(wrong(&format!("{at}/discussion_points/{place}/value/index"), message));
        }
    }
    Ok(places)
}

fn each<T, U>(values: Vec<T>, at: &str, read: impl Fn(T, &str) -> Result<U>) -> Result<Vec<U>> {
    (0..).zip(values).map(|(place, value): (usize, T)| read(value, &format!("{at}/{place}"))).collect()
}

fn maybe<T, U>(
    value: Option<FoundOut<T>>,
    at: &str,
    read: impl FnOnce(T, &str) -> Result<U>,
) -> Result<Option<Found<U>>> {
    value.map(|value| found(value, at, read)).transpose()
}

fn found<T, U>(out: FoundOut<T>, at: &str, read: impl FnOnce(T, &str) -> Result<U>) -> Result<Found<U>> {
    let confidence = CONFIDENCES.iter().find(|(_, word)| *word == out.confidence);
    let Some((confidence, _)) = confidence else {
        let message = "'confidence' is 'high', 'medium' or 'low'.";
        return Err(wrong(&format!("{at}/confidence"), message));
    };
    Ok(Found {
        value: read(out.value, &format!("{at}/value"))?,
        span: span(out.lines, at)?,
        confidence: *confidence,
        warnings: each(out.warnings, &format!("{at}/warnings"), warning)?,
    })
}

fn field<T, U>(
    out: Option<FieldOut<T>>,
    at: &str,
    read: impl FnOnce(T, &str) -> Result<U>,
) -> Result<Field<U>> {
    let Some(FieldOut { blank_in_source, value, lines, confidence, warnings }) = out else {
        return Ok(Field::Absent);
    };
    match (blank_in_source, value) {
        (true, None) => Ok(Field::Blank(span(lines, at)?)),
        (false, Some(value)) => {
            Ok(Field::Filled(found(FoundOut { value, lines, confidence, warnings }, at, read)?))
        }
        (true, Some(_)) => {
            let message = "A field that is blank in the source has no value: say that it is not blank.";
            Err(wrong(&format!("{at}/blank_in_source"), message))
        }
        (false, None) => {
            let message = "A field without a value is blank in the source; one that does not occur is null.";
            Err(wrong(&format!("{at}/value"), message))
        }
    }
}

fn span(lines: [u32; 2], at: &str) -> Result<Span> {
    let [first_line, last_line] = lines;
    if first_line == 0 || last_line < first_line {
        let message = "'lines' are the first and the last line, counted from 1, in this order.";
        return Err(wrong(&format!("{at}/lines"), message));
    }
    Ok(Span { first_line, last_line })
}

fn warning(out: WarningOut, at: &str) -> Result<Warning> {
    let code = CODES.iter().copied().find(|code| *code == out.code).unwrap_or(UNKNOWN_CODE);
    Ok(Warning { code, message: out.message, alternatives: out.alternatives, span: span(out.lines, at)? })
}

/// What the reader warns of.
const CODES: &[&str] = &[
    "agenda-absent",
    "columns-side-by-side",
    "date-absent",
    "date-ambiguous",
    "due-ambiguous",
    "due-not-understood",
    "due-twice",
    "footnote-mark",
    "hours-absent",
    "hours-contradicted",
    "next-meeting-contradicted",
    "owner-ambiguous",
    "recurrence-ambiguous",
    "recurrence-contradicted",
    "subject-number-gap",
    "subjects-absent",
    "weekday-ambiguous",
    "weekday-contradicted",
    "year-absent",
    "year-concluded",
    "zone-absent",
    "zone-ambiguous",
    "zone-concluded",
];

/// What a warning is called that the reader does not know.
const UNKNOWN_CODE: &str = "noted";

fn date(text: &str, at: &str) -> Result<Date> {
    text.parse().map_err(|_| wrong(at, format!("'{text}' is no day like 2026-05-12.")))
}

fn time(text: &str, at: &str) -> Result<Time> {
    Time::strptime("%H:%M", text).map_err(|_| wrong(at, format!("'{text}' is no time like 14:30.")))
}

fn hours(out: HoursOut, at: &str) -> Result<Hours> {
    let zone = match (out.zone_label, out.utc_offset_minutes, out.zone) {
        (Some(label), offset_minutes, iana) => Some(Zone { label, offset_minutes, iana }),
        (None, None, None) => None,
        (None, ..) => {
            let message = "A zone has a label: the words that the minutes name it by.";
            return Err(wrong(&format!("{at}/zone_label"), message));
        }
    };
    let start = time(&out.start, &format!("{at}/start"))?;
    let end = out.end.map(|end| time(&end, &format!("{at}/end"))).transpose()?;
    Ok(Hours { start, end, zone })
}

fn room(out: RoomOut, at: &str) -> Result<Room> {
    let known = |channel: String| {
        let known = CHANNELS.iter().copied().find(|known| *known == channel);
        known.ok_or_else(|| {
            let message = format!("'{channel}' is not one of {}; or null.", CHANNELS.join(", "));
            wrong(&format!("{at}/channel"), message)
        })
    };
    Ok(Room { channel: out.channel.map(known).transpose()?, as_written: out.as_written, url: out.url })
}

fn attendee(out: AttendeeOut, at: &str) -> Result<Attendee> {
    let attendance = code::<Attendance>(&out.attendance, &format!("{at}/attendance"))?;
    Ok(Attendee { name: out.name, organization: out.organization, attendance })
}

fn agenda_item(out: AgendaItemOut, at: &str) -> Result<AgendaItem> {
    let sub_items =
        each(out.sub_items, &format!("{at}/sub_items"), |item, at| found(item, at, |text, _| Ok(text)))?;
    let mentions = each(out.mentions, &format!("{at}/mentions"), mention)?;
    Ok(AgendaItem { title: out.title, minutes_allotted: out.minutes_allotted, sub_items, mentions })
}

fn subject(out: SubjectOut, at: &str, sizes: &Sizes) -> Result<Subject> {
    if let Some(item) = out.agenda_item {
        within(item, sizes.agenda, &format!("{at}/agenda_item"), "agenda")?;
    }
    let mentions = each(out.mentions, &format!("{at}/mentions"), mention)?;
    Ok(Subject { number: out.number, title: out.title, agenda_item: out.agenda_item, mentions })
}

fn point(out: PointOut, at: &str, sizes: &Sizes) -> Result<Point> {
    let answered = |number: usize| numbered(number, sizes, &format!("{at}/in_response_to"));
    Ok(Point {
        subject: within(out.subject, sizes.subjects, &format!("{at}/subject"), "subjects")?,
        kind: code::<discussion::Kind>(&out.kind, &format!("{at}/kind"))?,
        text: out.text,
        section: out.section,
        in_response_to: out.in_response_to.map(answered).transpose()?,
        effort: out.effort.map(|effort| self::effort(effort, &format!("{at}/effort"))).transpose()?,
        announces_survey: out.announces_survey,
        mentions: each(out.mentions, &format!("{at}/mentions"), mention)?,
    })
}

fn effort(out: EffortOut, at: &str) -> Result<Effort> {
    let duration = |out: Option<DurationOut>, name: &str| {
        let read = |out: DurationOut| -> Result<Duration> {
            Ok(Duration { value: out.value, unit: code::<Unit>(&out.unit, &format!("{at}/{name}/unit"))? })
        };
        out.map(read).transpose()
    };
    Ok(Effort { low: duration(out.low, "low")?, high: duration(out.high, "high")?, text: out.text })
}

fn action(out: ActionOut, at: &str, sizes: &Sizes) -> Result<Action> {
    let text = |text: String, _: &str| Ok(text);
    let below = |name: &str| format!("{at}/{name}");
    Ok(Action {
        subject: within(out.subject, sizes.subjects, &below("subject"), "subjects")?,
        identifier: out.identifier,
        text: out.text,
        owner: maybe(out.owner, &below("owner"), text)?,
        requester: maybe(out.requester, &below("requester"), text)?,
        due: found(out.due, &below("due"), due)?,
        status: maybe(out.status, &below("status"), |status, at| code::<Status>(&status, at))?,
        carried_over: maybe(out.carried_over, &below("carried_over"), text)?,
        caused_by: out.caused_by.map(|number| numbered(number, sizes, &below("caused_by"))).transpose()?,
        mentions: each(out.mentions, &below("mentions"), mention)?,
    })
}

fn due(out: DueOut, at: &str) -> Result<Due> {
    let on = out.on.map(|on| date(&on, &format!("{at}/on"))).transpose()?;
    let kind = code::<due::Kind>(&out.kind, &format!("{at}/kind"))?;
    Ok(Due { kind, text: out.text, on, days: out.days, meeting: None })
}

fn mention(out: MentionOut, at: &str) -> Result<Found<Mention>> {
    let span = span(out.lines, at)?;
    Ok(Found::sure(Mention { text: out.text, kind: out.kind, id: out.id }, span))
}

fn next_meeting(out: NextMeetingOut, at: &str) -> Result<NextMeeting> {
    let hours = out.hours.map(|hours| self::hours(hours, &format!("{at}/hours"))).transpose()?;
    Ok(NextMeeting { date: date(&out.date, &format!("{at}/date"))?, hours, text: out.text })
}

fn code<T: Code>(word: &str, at: &str) -> Result<T> {
    T::parse(word).ok_or_else(|| {
        let known: Vec<&str> = T::ALL.iter().map(|known| known.code()).collect();
        wrong(at, format!("'{word}' is not one of {}.", known.join(", ")))
    })
}

/// A place in another list of the draft.
fn within(place: usize, size: usize, at: &str, list: &str) -> Result<usize> {
    if place < size {
        return Ok(place);
    }
    Err(wrong(at, format!("'{list}' has {size} members, counted from 0; there is none at {place}.")))
}

/// The place of the discussion point with a number.
fn numbered(number: usize, sizes: &Sizes, at: &str) -> Result<usize> {
    let place = sizes.points.get(&number).copied();
    place.ok_or_else(|| wrong(at, format!("No discussion point has the index {number}.")))
}

fn wrong(at: &str, message: impl Into<String>) -> Error {
    Error::with(Kind::Invalid, Issue::error("invalid-value", message).at_pointer(at))
}
