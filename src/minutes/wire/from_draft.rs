//! A draft's parts put into their wire types.

use super::{
    ActionOut, AgendaItemOut, AttendeeOut, DraftOut, DueOut, DurationOut, EffortOut, FieldOut, FoundOut,
    HoursOut, MentionOut, NextMeetingOut, PointOut, RecurrenceOut, RoomOut, SubjectOut, WarningOut,
};
use crate::minutes::draft::{
    Action, AgendaItem, Attendee, Confidence, Draft, Field, Found, Hours, Language, Mention, NextMeeting,
    Point, Recurrence, Room, Span, Subject, Warning,
};
use crate::model::integration::{Duration, Effort};

impl From<&Draft> for DraftOut {
    fn from(draft: &Draft) -> Self {
        Self {
            language: language(draft.language),
            heading: draft.heading.as_ref().map(|found| found_out(found, String::clone)),
            community: draft.community.as_ref().map(|found| found_out(found, String::clone)),
            title: field_out(&draft.title, String::clone),
            theme: draft.theme.as_ref().map(|found| found_out(found, String::clone)),
            date: field_out(&draft.date, ToString::to_string),
            hours: field_out(&draft.hours, hours_out),
            location: field_out(&draft.location, room_out),
            organiser: field_out(&draft.organiser, String::clone),
            meeting_type: field_out(&draft.meeting_type, String::clone),
            recurrence: draft.recurrence.as_ref().map(|found| found_out(found, recurrence_out)),
            facilitator: field_out(&draft.facilitator, String::clone),
            rapporteur: field_out(&draft.rapporteur, String::clone),
            distribution_list: field_out(&draft.distribution_list, Clone::clone),
            attendees: field_out(&draft.attendees, |people| people.iter().map(attendee_out).collect()),
            agenda: draft.agenda.iter().map(|item| found_out(item, agenda_item_out)).collect(),
            subjects: draft.subjects.iter().map(|subject| found_out(subject, subject_out)).collect(),
            discussion_points: (0..)
                .zip(&draft.points)
                .map(|(index, point)| found_out(point, |point| point_out(index, point)))
                .collect(),
            action_items: draft.actions.iter().map(|action| found_out(action, action_out)).collect(),
            next_meeting: draft.next_meeting.as_ref().map(|next| found_out(next, next_meeting_out)),
            warnings: draft.warnings.iter().map(warning_out).collect(),
            matches: serde::de::IgnoredAny,
        }
    }
}

/// The word for a confidence.
fn confidence(confidence: Confidence) -> String {
    CONFIDENCES
        .iter()
        .find(|(known, _)| *known == confidence)
        .map_or_else(String::new, |(_, word)| (*word).to_owned())
}

/// The words for how sure the reader is.
pub(super) const CONFIDENCES: [(Confidence, &str); 3] =
    [(Confidence::High, "high"), (Confidence::Medium, "medium"), (Confidence::Low, "low")];

fn language(language: Language) -> String {
    match language {
        Language::French => "fr",
        Language::English => "en",
    }
    .to_owned()
}

fn found_out<T, U>(found: &Found<T>, value: impl FnOnce(&T) -> U) -> FoundOut<U> {
    FoundOut {
        value: value(&found.value),
        lines: lines(found.span),
        confidence: confidence(found.confidence),
        warnings: found.warnings.iter().map(warning_out).collect(),
    }
}

fn field_out<T, U>(field: &Field<T>, value: impl FnOnce(&T) -> U) -> Option<FieldOut<U>> {
    match field {
        Field::Absent => None,
        Field::Blank(span) => Some(FieldOut {
            blank_in_source: true,
            value: None,
            lines: lines(*span),
            confidence: confidence(Confidence::High),
            warnings: Vec::new(),
        }),
        Field::Filled(found) => {
            let FoundOut { value, lines, confidence, warnings } = found_out(found, value);
            Some(FieldOut { blank_in_source: false, value: Some(value), lines, confidence, warnings })
        }
    }
}

fn lines(span: Span) -> [u32; 2] {
    [span.first_line, span.last_line]
}

fn warning_out(warning: &Warning) -> WarningOut {
    WarningOut {
        code: warning.code.to_owned(),
        message: warning.message.clone(),
        alternatives: warning.alternatives.clone(),
        lines: lines(warning.span),
    }
}

fn hours_out(hours: &Hours) -> HoursOut {
    let clock = |time: jiff::civil::Time| time.strftime("%H:%M").to_string();
    HoursOut {
        start: clock(hours.start),
        end: hours.end.map(clock),
        zone_label: hours.zone.as_ref().map(|zone| zone.label.clone()),
        utc_offset_minutes: hours.zone.as_ref().and_then(|zone| zone.offset_minutes),
        zone: hours.zone.as_ref().and_then(|zone| zone.iana.clone()),
    }
}

fn room_out(room: &Room) -> RoomOut {
    RoomOut {
        as_written: room.as_written.clone(),
        url: room.url.clone(),
        channel: room.channel.map(str::to_owned),
    }
}

fn recurrence_out(recurrence: &Recurrence) -> RecurrenceOut {
    RecurrenceOut {
        label: recurrence.label.clone(),
        rule: recurrence.rule.clone(),
        confirmed_by_next_meeting: recurrence.confirmed,
    }
}

fn attendee_out(attendee: &Attendee) -> AttendeeOut {
    AttendeeOut {
        name: attendee.name.clone(),
        organization: attendee.organization.clone(),
        attendance: attendee.attendance.code().to_owned(),
    }
}

fn agenda_item_out(item: &AgendaItem) -> AgendaItemOut {
    AgendaItemOut {
        title: item.title.clone(),
        minutes_allotted: item.minutes_allotted,
        sub_items: item.sub_items.iter().map(|sub| found_out(sub, String::clone)).collect(),
        mentions: mentions_out(&item.mentions),
    }
}

fn subject_out(subject: &Subject) -> SubjectOut {
    SubjectOut {
        number: subject.number,
        title: subject.title.clone(),
        agenda_item: subject.agenda_item,
        mentions: mentions_out(&subject.mentions),
    }
}

fn point_out(index: usize, point: &Point) -> PointOut {
    PointOut {
        index,
        subject: point.subject,
        kind: point.kind.code().to_owned(),
        text: point.text.clone(),
        section: point.section.clone(),
        in_response_to: point.in_response_to,
        effort: point.effort.as_ref().map(effort_out),
        announces_survey: point.announces_survey,
        mentions: mentions_out(&point.mentions),
    }
}

fn effort_out(effort: &Effort) -> EffortOut {
    let duration =
        |duration: Duration| DurationOut { value: duration.value, unit: duration.unit.code().to_owned() };
    EffortOut { low: effort.low.map(duration), high: effort.high.map(duration), text: effort.text.clone() }
}

fn action_out(action: &Action) -> ActionOut {
    ActionOut {
        subject: action.subject,
        identifier: action.identifier.clone(),
        text: action.text.clone(),
        owner: action.owner.as_ref().map(|owner| found_out(owner, String::clone)),
        requester: action.requester.as_ref().map(|name| found_out(name, String::clone)),
        due: found_out(&action.due, |due| DueOut {
            kind: due.kind.code().to_owned(),
            on: due.on.map(|date| date.to_string()),
            days: due.days,
            text: due.text.clone(),
        }),
        status: action.status.as_ref().map(|status| found_out(status, |status| status.code().to_owned())),
        carried_over: action.carried_over.as_ref().map(|words| found_out(words, String::clone)),
        caused_by: action.caused_by,
        mentions: mentions_out(&action.mentions),
    }
}

fn mentions_out(mentions: &[Found<Mention>]) -> Vec<MentionOut> {
    let out = |found: &Found<Mention>| MentionOut {
        text: found.value.text.clone(),
        kind: found.value.kind.clone(),
        id: found.value.id.clone(),
        lines: lines(found.span),
    };
    mentions.iter().map(out).collect()
}

fn next_meeting_out(next: &NextMeeting) -> NextMeetingOut {
    NextMeetingOut {
        date: next.date.to_string(),
        hours: next.hours.as_ref().map(hours_out),
        text: next.text.clone(),
    }
}
