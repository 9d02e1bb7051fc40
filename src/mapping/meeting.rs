//! A meeting is an Appointment.
//!
//! R4 wants an Appointment's start and end to be both instants or both absent, and only a proposed or
//! cancelled one may lack them. A meeting of which less is known keeps what is known in `requestedPeriod`,
//! and a status that the rule forbids to state in an extension.

use serde_json::{Value, json};

use super::canonical::{extension, profile, system};
use super::draft::{Draft, coding, concept, concept_in_words, link, refer, told, written};
use super::source_document::{read_span, write_span};
use super::view::View;
use super::{Mapped, Mark, Owned, identified, open};
use crate::error::Result;
use crate::fhir::{Resource, ResourceType};
use crate::model::meeting::{Attendance, Field, Participant, Reply, Role, Room, Status};
use crate::model::{Meeting, Moment, When};

impl Mapped for Meeting {
    const THING: &'static str = "a meeting";
    const PROFILE: &'static str = profile::MEETING;
    const RESOURCE_TYPE: ResourceType = ResourceType::named("Appointment");
    const MARK: Option<Mark> = None;
    const OWNED: Owned = Owned {
        elements: &[
            "status",
            "appointmentType",
            "reasonCode",
            "description",
            "start",
            "end",
            "minutesDuration",
            "participant",
            "requestedPeriod",
        ],
        extensions: &[
            extension::MEETING_STATUS,
            extension::TIME_ZONE,
            extension::VIRTUAL_SERVICE,
            extension::LOCATION_AS_WRITTEN,
            extension::SERIES,
            extension::PREVIOUS_APPOINTMENT,
            extension::DISTRIBUTION_LIST,
            extension::BLANK_IN_SOURCE,
            extension::SOURCE_SPAN,
        ],
    };

    identified!();

    fn to_fhir(&self) -> Resource {
        let time = self.times();
        let (status, unstated) = write_status(self.status, time.is_some());
        let draft = self
            .extensions(Draft::profiled(self.id(), Self::PROFILE))
            .extend(extension::MEETING_STATUS, "valueCode", unstated.map(|status| Value::from(status.code())))
            .text("status", status)
            .set("appointmentType", concept_in_words(self.type_as_written.as_deref()))
            .list("reasonCode", concept_in_words(self.theme.as_deref()))
            .text("description", self.title.as_str());
        let draft = match time {
            Some((start, end)) => draft
                .set("start", Value::from(start.to_string()))
                .set("end", Value::from(end.to_string()))
                .set("minutesDuration", duration(start, end)),
            None => draft,
        };
        draft
            .list("participant", write_participants(&self.participants))
            .list("requestedPeriod", if time.is_none() { self.period() } else { None })
            .into_resource(Self::RESOURCE_TYPE)
    }

    fn from_fhir(resource: &Resource) -> Result<Self> {
        let appointment = open::<Self>(resource)?;
        let (start, end) = read_times(appointment);
        let zone = appointment.extension(extension::TIME_ZONE);
        let blank = appointment.extensions(extension::BLANK_IN_SOURCE);
        Ok(Self {
            id: appointment.text("id"),
            title: appointment.text("description").unwrap_or_default(),
            theme: appointment.at("reasonCode").text("text"),
            type_as_written: appointment.at("appointmentType").text("text"),
            status: read_status(appointment),
            start,
            end,
            zone_label: zone.extension("label").text("valueString"),
            zone: zone.extension("zone").text("valueString"),
            room: read_room(appointment.extension(extension::VIRTUAL_SERVICE)),
            location_as_written: appointment.extension(extension::LOCATION_AS_WRITTEN).text("valueString"),
            participants: appointment.each("participant").filter_map(read_participant).collect(),
            series: appointment.extension(extension::SERIES).target("valueReference"),
            previous: appointment.extension(extension::PREVIOUS_APPOINTMENT).target("valueReference"),
            distribution_list: appointment.extension(extension::DISTRIBUTION_LIST).target("valueReference"),
            blank_fields: blank.filter_map(|field| Field::parse(field.word("valueCode")?)).collect(),
            span: read_span(appointment),
        })
    }
}

impl Meeting {
    /// Start and end, when both are known to the second.
    fn times(&self) -> Option<(Moment, Moment)> {
        Some((self.start?.moment()?, self.end?.moment()?))
    }

    /// What is known of start and end, as a Period.
    fn period(&self) -> Option<Value> {
        let [start, end] = [self.start, self.end].map(told);
        Draft::element().set("start", start).set("end", end).into_value()
    }

    fn extensions(&self, draft: Draft) -> Draft {
        let zone = Draft::element()
            .extend("label", "valueString", self.zone_label.as_deref().and_then(written))
            .extend("zone", "valueString", self.zone.as_deref().and_then(written));
        let room = self.room.as_ref().map_or_else(Draft::element, write_room);
        let place = self.location_as_written.as_deref().and_then(written);
        let blank = self.blank_fields.iter().map(|field| Value::from(field.code()));
        let draft = draft
            .nest(extension::TIME_ZONE, zone)
            .nest(extension::VIRTUAL_SERVICE, room)
            .extend(extension::LOCATION_AS_WRITTEN, "valueString", place)
            .extend(extension::SERIES, "valueReference", self.series.as_ref().map(refer))
            .extend(extension::PREVIOUS_APPOINTMENT, "valueReference", self.previous.as_ref().map(refer))
            .extend(
                extension::DISTRIBUTION_LIST,
                "valueReference",
                self.distribution_list.as_ref().map(refer),
            )
            .extend_each(extension::BLANK_IN_SOURCE, "valueCode", blank);
        write_span(draft, self.span.as_ref())
    }
}

/// The Appointment's status, and the true one where R4 forbids to state it of a meeting without times.
fn write_status(status: Status, timed: bool) -> (&'static str, Option<Status>) {
    match (status, timed) {
        (Status::Planned, true) => ("booked", None),
        (Status::Planned, false) => ("proposed", None),
        (Status::Held, true) => ("fulfilled", None),
        (Status::Held, false) => ("proposed", Some(status)),
        (Status::Cancelled, _) => ("cancelled", None),
        (Status::EnteredInError, true) => ("entered-in-error", None),
        (Status::EnteredInError, false) => ("cancelled", Some(status)),
    }
}

fn read_status(appointment: View<'_>) -> Status {
    let unstated = appointment.extension(extension::MEETING_STATUS).word("valueCode").and_then(Status::parse);
    match (appointment.word("status"), unstated) {
        // The extension speaks only for the status that stands in for it: whoever changes that means it.
        (Some("proposed"), Some(Status::Held)) => Status::Held,
        (Some("cancelled"), Some(Status::EnteredInError)) => Status::EnteredInError,
        (Some("arrived" | "fulfilled"), _) => Status::Held,
        (Some("cancelled" | "noshow"), _) => Status::Cancelled,
        (Some("entered-in-error"), _) => Status::EnteredInError,
        _ => Status::Planned,
    }
}

fn duration(start: Moment, end: Moment) -> Option<Value> {
    let minutes = i32::try_from(start.minutes_until(end)).ok()?;
    if minutes > 0 { Some(minutes.into()) } else { None }
}

fn read_times(appointment: View<'_>) -> (Option<When>, Option<When>) {
    let exact = [appointment.moment("start"), appointment.moment("end")];
    if exact.iter().any(Option::is_some) {
        let [start, end] = exact.map(|moment| moment.map(When::At));
        return (start, end);
    }
    let period = appointment.at("requestedPeriod");
    (period.when("start"), period.when("end"))
}

fn write_room(room: &Room) -> Draft {
    let channel = room.channel.as_deref().and_then(written);
    let channel = channel.map(|code| json!({"system": system::VIRTUAL_SERVICE_TYPE, "code": code}));
    Draft::element().extend("channelType", "valueCoding", channel).extend(
        "addressUrl",
        "valueUrl",
        written(&room.url),
    )
}

fn read_room(service: View<'_>) -> Option<Room> {
    // HL7's published extension calls the choice `address`.
    let url = service.extension("addressUrl").text("valueUrl");
    let url = url.or_else(|| service.extension("address").text("valueUrl"))?;
    Some(Room { channel: service.extension("channelType").at("valueCoding").text("code"), url })
}

/// The participants; an Appointment has at least one, so of nobody it is said that nobody is known.
fn write_participants(participants: &[Participant]) -> Vec<Value> {
    if participants.is_empty() {
        let unknown = concept(system::DATA_ABSENT_REASON, "unknown");
        return vec![json!({"type": [unknown], "status": Reply::NeedsAction.code()})];
    }
    participants.iter().filter_map(write_participant).collect()
}

fn write_participant(participant: &Participant) -> Option<Value> {
    let attendance = participant.attendance.map(|attendance| Value::from(attendance.code()));
    let roles = participant.roles.iter().map(|role| coding(system::MEETING_ROLE, role.code()));
    Draft::element()
        .extend(extension::ATTENDANCE, "valueCode", attendance)
        .list("type", roles.map(|role| json!({"coding": [role]})))
        .set("actor", link(&participant.actor))
        .text("status", participant.reply.code())
        .into_value()
}

fn read_participant(participant: View<'_>) -> Option<Participant> {
    let roles = participant.each("type").filter_map(|role| Role::parse(role.code(system::MEETING_ROLE)?));
    let attendance = participant.extension(extension::ATTENDANCE).word("valueCode");
    Some(Participant {
        actor: participant.link("actor")?,
        roles: roles.collect(),
        reply: participant.word("status").and_then(Reply::parse).unwrap_or(Reply::NeedsAction),
        attendance: attendance.and_then(Attendance::parse),
    })
}
