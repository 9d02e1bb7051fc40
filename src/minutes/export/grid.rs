//! The header: labels with their values. What is blank in the source stays blank; what it does not show is left out.

use jiff::tz::TimeZone;

use super::labels::{self, Label, word};
use super::page::Pair;
use super::record::{Party, Record};
use crate::minutes::draft::Language;
use crate::minutes::passage::{Passage, fold};
use crate::minutes::{clock, room};
use crate::model::meeting::{Attendance, Field, Participant, Role};
use crate::model::{Meeting, When};

/// A label, its value, and the field that the source may show blank.
type Shown = (Label, Option<String>, Option<Field>);

/// The rows of the header, in the order of the layout.
pub(super) fn rows(record: &Record, language: Language) -> Vec<Vec<Pair>> {
    let meeting = &record.meeting;
    let role = |role| names(record, meeting.with_role(role));
    let theme = meeting.theme.clone().filter(|theme| !stands_on_agenda(record, theme));
    let attended = |attendance| attendees(record, Some(attendance));
    let fields: [&[Shown]; 10] = [
        &[
            (Label::Title, filled(&meeting.title), Some(Field::Title)),
            (Label::Date, meeting.start.map(|start| date(start, language)), Some(Field::Date)),
        ],
        &[
            (Label::Location, location(meeting), Some(Field::Location)),
            (Label::Hours, hours(meeting), Some(Field::Time)),
        ],
        &[
            (Label::Organiser, role(Role::Organiser), Some(Field::Organiser)),
            (Label::MeetingType, meeting.type_as_written.clone(), Some(Field::Type)),
        ],
        &[
            (Label::Facilitator, role(Role::Facilitator), Some(Field::Facilitator)),
            (Label::Rapporteur, role(Role::Rapporteur), Some(Field::Rapporteur)),
        ],
        &[(Label::DistributionList, readers(record), Some(Field::DistributionList))],
        &[(Label::Theme, theme, Some(Field::Theme))],
        &[(Label::Attendees, attended(Attendance::Present), Some(Field::Attendees))],
        &[(Label::Excused, attended(Attendance::Excused), None)],
        &[(Label::Absent, attended(Attendance::Absent), None)],
        &[(Label::Invited, attendees(record, None), None)],
    ];
    let rows = fields.into_iter().map(|row| {
        let pairs = row.iter().filter_map(|(label, value, field)| {
            let shown = value.is_some() || field.is_some_and(|field| meeting.blank_fields.contains(&field));
            let value = value.clone().unwrap_or_default();
            shown.then(|| Pair { label: word(*label, language), value })
        });
        pairs.collect::<Vec<Pair>>()
    });
    rows.filter(|row| !row.is_empty()).collect()
}

/// The day and hours of a meeting in one line.
pub(super) fn when(meeting: &Meeting, language: Language) -> Option<String> {
    let day = date(meeting.start?, language);
    Some(match hours(meeting) {
        Some(hours) => format!("{day}, {hours}"),
        None => day,
    })
}

fn filled(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.to_owned())
}

/// The day, or as much of it as is known.
fn date(start: When, language: Language) -> String {
    start.day().map_or_else(|| start.to_string(), |day| labels::day(day, language))
}

/// The hours with their zone, on the clock that the meeting was announced on.
fn hours(meeting: &Meeting) -> Option<String> {
    let start = meeting.start?.moment()?;
    let clock = |moment: crate::model::Moment| {
        let time = moment.offset().to_datetime(moment.timestamp()).time();
        format!("{:02}:{:02}", time.hour(), time.minute())
    };
    let end = meeting.end.and_then(When::moment).map(clock);
    let hours = match end {
        Some(end) => format!("{}-{end}", clock(start)),
        None => clock(start),
    };
    Some(format!("{hours} {}", zone(meeting, start)))
}

/// The zone as it was written, where those words give the offset again; otherwise the offset.
fn zone(meeting: &Meeting, start: crate::model::Moment) -> String {
    let seconds = start.offset().seconds();
    let gives_offset = |label: &String| {
        let Some(zone) = clock::zone_in(label) else { return false };
        let place = zone.iana.as_deref().and_then(|name| TimeZone::get(name).ok());
        let of_place = place.map(|place| place.to_offset(start.timestamp()).seconds());
        zone.offset_minutes.map(|minutes| minutes * 60).or(of_place) == Some(seconds)
    };
    let written = [meeting.zone_label.clone(), meeting.zone.clone()];
    written.into_iter().flatten().find(gives_offset).unwrap_or_else(|| match seconds / 60 {
        0 => "UTC".to_owned(),
        minutes => {
            let sign = if minutes < 0 { '-' } else { '+' };
            format!("UTC{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
        }
    })
}

/// The place as it was written, with the room's address where that does not say it.
fn location(meeting: &Meeting) -> Option<String> {
    let url = meeting.room.as_ref().map(|room| room.url.clone());
    let Some(written) = meeting.location_as_written.clone() else { return url };
    let said = room::read(&Passage::of_line(1, &written)).value.url;
    Some(match url.filter(|_| said.is_none()) {
        Some(url) => format!("{written} ({url})"),
        None => written,
    })
}

fn names<'a>(record: &Record, participants: impl Iterator<Item = &'a Participant>) -> Option<String> {
    let names: Vec<String> = participants.filter_map(|one| record.name(&one.actor)).collect();
    filled(&names.join(", "))
}

fn readers(record: &Record) -> Option<String> {
    let names: Vec<String> = record.readers.iter().filter_map(|reader| record.name(reader)).collect();
    filled(&names.join(", "))
}

/// Those who came, or did not; without an attendance those of whom nobody has said whether they came.
fn attendees(record: &Record, attendance: Option<Attendance>) -> Option<String> {
    let listed = |one: &&Participant| {
        one.attendance == attendance && (attendance.is_some() || one.roles.contains(&Role::Attendee))
    };
    let people = record.meeting.participants.iter().filter(listed);
    let names: Vec<String> = people.filter_map(|one| attendee(&record.party(&one.actor))).collect();
    filled(&names.join(", "))
}

/// `Awa Diop (Clinique du Lac)`.
fn attendee(party: &Party) -> Option<String> {
    let name = party.name.as_ref()?;
    Some(match &party.organization {
        Some(organization) => format!("{name} ({organization})"),
        None => name.clone(),
    })
}

/// Whether an item of the agenda says what the theme is, as "Thème : …" does.
fn stands_on_agenda(record: &Record, theme: &str) -> bool {
    let agenda = record.minutes.iter().flat_map(|minutes| &minutes.agenda);
    let wanted = format!("theme {}", fold(theme));
    agenda.into_iter().any(|item| fold(&item.title) == wanted)
}
