//! The community, the series, the meeting that was held and the one that is planned.

use jiff::civil::{Date, Time};
use jiff::tz::{Offset, TimeZone};

use super::Source;
use super::identity::Identity;
use super::parties::Parties;
use crate::minutes::Draft;
use crate::minutes::draft::{Field, Hours, NextMeeting, Span, Zone};
use crate::model::meeting::{Field as HeadField, Role, Room, Status};
use crate::model::series::Recurrence;
use crate::model::{Community, Group, Kind, Localized, Meeting, Moment, Ref, Series, SourceSpan, When};

/// The community, under the name that the minutes give it.
pub(super) fn community(identity: &Identity, name: &str) -> Community {
    Community { id: Some(identity.community()), name: Localized::new(name), ..Community::default() }
}

/// The series, where the minutes say how often the community meets. The meeting that is told first is the
/// one that the rule is counted from.
pub(super) fn series(
    draft: &Draft,
    identity: &Identity,
    community: &str,
    parties: &Parties<'_>,
    held: &Meeting,
) -> Option<Series> {
    let recurrence = &draft.recurrence.as_ref()?.value;
    Some(Series {
        id: Some(identity.series()),
        name: Some(community.to_owned()),
        active: true,
        organisers: parties.with_role(Role::Organiser),
        recurrence: Recurrence {
            label: Some(recurrence.label.clone()),
            rule: Some(recurrence.rule.clone()),
            zone: held.zone.clone(),
            first_start: held.start,
        },
        comment: None,
    })
}

/// The group that receives the minutes, where they name anyone.
pub(super) fn distribution_list(draft: &Draft, identity: &Identity, parties: &Parties<'_>) -> Option<Group> {
    let names = &draft.distribution_list.filled()?.value;
    Some(Group { id: Some(identity.group(names)), name: None, members: parties.readers.clone() })
}

/// The meeting that the minutes record.
pub(super) fn held(
    draft: &Draft,
    identity: &Identity,
    source: &Source,
    date: Date,
    title: &str,
    parties: &Parties<'_>,
) -> Meeting {
    let hours = draft.hours.filled().map(|found| &found.value);
    let room = draft.location.filled().map(|found| &found.value);
    let list = draft.distribution_list.filled().map(|found| identity.group(&found.value));
    let url = room.and_then(|room| room.url.clone());
    let channel = room.and_then(|room| room.channel).map(str::to_owned);
    Meeting {
        id: Some(identity.meeting(date)),
        theme: draft.theme.as_ref().map(|theme| theme.value.clone()),
        type_as_written: draft.meeting_type.filled().map(|found| found.value.clone()),
        room: url.map(|url| Room { channel, url }),
        location_as_written: room.map(|room| room.as_written.clone()),
        participants: parties.participants.clone(),
        series: series_of(draft, identity),
        distribution_list: list.map(|id| Ref::new(Kind::Group, id)),
        blank_fields: blank_fields(draft),
        span: Some(span(identity, head_span(draft))),
        ..timed(Meeting::new(title, Status::Held), date, hours, source)
    }
}

/// The meeting that the minutes plan.
pub(super) fn planned(
    next: &NextMeeting,
    span_of_words: Span,
    draft: &Draft,
    identity: &Identity,
    source: &Source,
    held: &Meeting,
) -> Meeting {
    Meeting {
        id: Some(identity.meeting(next.date)),
        type_as_written: held.type_as_written.clone(),
        series: series_of(draft, identity),
        previous: held.id.clone().map(|id| Ref::new(Kind::Meeting, id)),
        span: Some(span(identity, span_of_words)),
        ..timed(Meeting::new(held.title.as_str(), Status::Planned), next.date, next.hours.as_ref(), source)
    }
}

/// Lines of the document that is being imported.
pub(super) fn span(identity: &Identity, span: Span) -> SourceSpan {
    let document = Ref::new(Kind::SourceDocument, identity.document("document"));
    SourceSpan { document: Some(document), first_line: span.first_line, last_line: span.last_line }
}

fn series_of(draft: &Draft, identity: &Identity) -> Option<Ref> {
    draft.recurrence.as_ref().map(|_| Ref::new(Kind::Series, identity.series()))
}

/// The meeting with its times. Hours whose offset is not known leave only the day.
fn timed(meeting: Meeting, date: Date, hours: Option<&Hours>, source: &Source) -> Meeting {
    let zone = hours.and_then(|hours| hours.zone.as_ref());
    let moment = |time: Time| moment(date, time, zone, source.zone.as_ref());
    let start = hours.and_then(|hours| moment(hours.start));
    let end = hours.and_then(|hours| moment(hours.end.filter(|end| *end > hours.start)?));
    Meeting {
        start: Some(start.map_or(When::Day(date), When::At)),
        end: end.filter(|_| start.is_some()).map(When::At),
        zone_label: zone.map(|zone| zone.label.clone()),
        zone: zone.and_then(|zone| zone.iana.clone()),
        ..meeting
    }
}

fn moment(date: Date, time: Time, zone: Option<&Zone>, otherwise: Option<&TimeZone>) -> Option<Moment> {
    let local = date.to_datetime(time);
    if let Some(minutes) = zone.and_then(|zone| zone.offset_minutes) {
        let offset = Offset::from_seconds(minutes.checked_mul(60)?).ok()?;
        return Some(Moment::new(offset.to_timestamp(local).ok()?, offset));
    }
    let named = zone.and_then(|zone| zone.iana.as_deref()).and_then(|name| TimeZone::get(name).ok());
    let zone = named.as_ref().or(otherwise)?;
    let instant = zone.to_ambiguous_timestamp(local).compatible().ok()?;
    Some(Moment::new(instant, zone.to_offset(instant)))
}

/// The lines of the header: from the heading to the last field.
fn head_span(draft: &Draft) -> Span {
    let texts = [&draft.title, &draft.organiser, &draft.meeting_type, &draft.facilitator, &draft.rapporteur];
    let mut spans: Vec<Span> = texts.into_iter().filter_map(span_of).collect();
    spans.extend(draft.heading.as_ref().map(|heading| heading.span));
    spans.extend([span_of(&draft.date), span_of(&draft.hours)].into_iter().flatten());
    spans.extend([span_of(&draft.location), span_of(&draft.distribution_list)].into_iter().flatten());
    spans.into_iter().reduce(Span::and).unwrap_or(Span { first_line: 1, last_line: 1 })
}

fn span_of<T>(field: &Field<T>) -> Option<Span> {
    match field {
        Field::Absent => None,
        Field::Blank(span) => Some(*span),
        Field::Filled(found) => Some(found.span),
    }
}

fn blank_fields(draft: &Draft) -> Vec<HeadField> {
    let fields = [
        (draft.title.is_blank(), HeadField::Title),
        (draft.date.is_blank(), HeadField::Date),
        (draft.hours.is_blank(), HeadField::Time),
        (draft.location.is_blank(), HeadField::Location),
        (draft.organiser.is_blank(), HeadField::Organiser),
        (draft.meeting_type.is_blank(), HeadField::Type),
        (draft.facilitator.is_blank(), HeadField::Facilitator),
        (draft.rapporteur.is_blank(), HeadField::Rapporteur),
        (draft.attendees.is_blank(), HeadField::Attendees),
        (draft.distribution_list.is_blank(), HeadField::DistributionList),
    ];
    fields.into_iter().filter(|(blank, _)| *blank).map(|(_, field)| field).collect()
}
