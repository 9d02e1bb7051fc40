//! `/meetings`: planned, held and cancelled ones.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Result;
use crate::faces::native::resource::{Filter, Resource};
use crate::faces::native::spelled::{Text, WhenText, Word};
use crate::faces::native::wire::{self, LinkBody, SourceBody};
use crate::kernel::{Context, Kernel};
use crate::model::meeting::{Attendance, Field, Participant, Reply, Role, Room, Status};
use crate::model::{Kind, Link, Meeting, When};

type StatusWord = Word<Status>;
type FieldWord = Word<Field>;
type RoleWord = Word<Role>;
type ReplyWord = Word<Reply>;
type AttendanceWord = Word<Attendance>;

/// The meetings.
pub(super) struct Meetings;

/// One meeting, planned or held.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MeetingFields {
    /// Its title.
    #[schema(min_length = 1)]
    title: String,
    /// What it is about.
    #[serde(default)]
    theme: Option<String>,
    /// What the source calls this type of meeting: `Réunion bi-mensuelle`.
    #[serde(default)]
    type_as_written: Option<String>,
    /// Whether it takes place. `planned` when left out.
    #[serde(default = "planned")]
    status: StatusWord,
    /// When it starts: often an instant, sometimes only a day.
    #[serde(default)]
    start: Option<WhenText>,
    /// When it ends, if that was said.
    #[serde(default)]
    end: Option<WhenText>,
    /// The time zone as the source writes it: `CEST`.
    #[serde(default)]
    zone_label: Option<String>,
    /// The IANA time zone, only where it is known: `Europe/Paris`.
    #[serde(default)]
    zone: Option<String>,
    /// The room on the net.
    #[serde(default)]
    room: Option<RoomBody>,
    /// The place as the source writes it.
    #[serde(default)]
    location_as_written: Option<String>,
    /// Who takes part, and as what.
    #[serde(default)]
    participants: Vec<ParticipantBody>,
    /// The series that it belongs to.
    #[serde(default)]
    series_id: Option<String>,
    /// The meeting before it.
    #[serde(default)]
    previous_meeting_id: Option<String>,
    /// The group that gets the minutes.
    #[serde(default)]
    distribution_list_id: Option<String>,
    /// The fields that the source shows but leaves blank. Blank is not the same as unknown.
    #[serde(default)]
    blank_fields: Vec<FieldWord>,
    /// Where the source document speaks of it.
    #[serde(default)]
    source: Option<SourceBody>,
}

fn planned() -> Word<Status> {
    Word(Status::Planned)
}

/// A room on the net.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Room)]
#[serde(deny_unknown_fields)]
pub(super) struct RoomBody {
    /// What kind of room: `jitsi`.
    #[serde(default)]
    channel: Option<String>,
    /// Its address, with its scheme.
    #[schema(min_length = 1)]
    url: String,
}

/// Someone who takes part.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Participant)]
#[serde(deny_unknown_fields)]
pub(super) struct ParticipantBody {
    /// Who: a role, a person, or only a name.
    actor: LinkBody,
    /// As what.
    #[serde(default)]
    roles: Vec<RoleWord>,
    /// What was answered to the invitation. `needs-action` when left out.
    #[serde(default = "unanswered")]
    reply: ReplyWord,
    /// What really happened, where the source says so.
    #[serde(default)]
    attendance: Option<AttendanceWord>,
}

fn unanswered() -> Word<Reply> {
    Word(Reply::NeedsAction)
}

impl ParticipantBody {
    /// On the wire.
    pub(super) fn of(participant: &Participant) -> Self {
        Self {
            actor: LinkBody::of(&participant.actor),
            roles: participant.roles.iter().copied().map(Word).collect(),
            reply: Word(participant.reply),
            attendance: participant.attendance.map(Word),
        }
    }

    fn participant(self, at: &str) -> Result<Participant> {
        Ok(Participant {
            actor: self.actor.link(&format!("{at}/actor"))?,
            roles: self.roles.into_iter().map(|role| role.0).collect(),
            reply: self.reply.0,
            attendance: self.attendance.map(|attendance| attendance.0),
        })
    }
}

/// What follows from a meeting's fields.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(super) struct MeetingComputed {
    /// How many whole minutes it lasts; null unless both start and end are instants.
    duration_minutes: Option<i64>,
}

impl Resource for Meetings {
    type Model = Meeting;
    type Fields = MeetingFields;
    type Computed = MeetingComputed;

    const PATH: &'static str = "meetings";
    const NAME: &'static str = "Meeting";
    const PLURAL: &'static str = "Meetings";
    const ONE: &'static str = "a meeting";
    const MANY: &'static str = "meetings";
    const ABOUT: &'static str = "Meetings, planned, held and cancelled.";
    const COMPUTES: bool = true;
    const FILTERS: &'static [Filter] = &[
        // FHIR forbids to state some of our states of a meeting without times; those hide behind others.
        Filter::words(
            "status",
            "status",
            &[
                ("planned", "proposed,pending,booked,checked-in,waitlist"),
                ("held", "fulfilled,arrived,proposed"),
                ("cancelled", "cancelled,noshow"),
                ("entered-in-error", "entered-in-error,cancelled"),
            ],
            "Whether they take place.",
        )
        .nearly(),
        Filter::days("start", "period", "They start or go on."),
        Filter::ids("series", "series", "Schedule", "They belong to this series."),
        Filter::reached(
            "community",
            &[("series:Schedule.actor:PractitionerRole.organization", "Organization")],
            "They belong to a series that this community or organisation calls.",
        ),
        Filter::reached(
            "participant_person",
            &[("actor", "Practitioner"), ("actor:PractitionerRole.practitioner", "Practitioner")],
            "This person takes part, in whichever role.",
        ),
        Filter::reached(
            "participant_organization",
            &[
                ("actor:PractitionerRole.organization", "Organization"),
                ("actor:Practitioner._has:PractitionerRole:practitioner:organization", "Organization"),
            ],
            "This organisation takes part, or someone who acts for it.",
        ),
        Filter::ids("participant_role", "actor", "PractitionerRole", "Someone takes part in this role."),
        Filter::reached(
            "platform",
            &[
                ("_has:Communication:part-of:about", "DeviceDefinition"),
                ("_has:Task:based-on:concerns", "DeviceDefinition"),
            ],
            "They spoke of this platform.",
        ),
        Filter::reached(
            "country",
            &[("_has:Communication:part-of:about", "Location"), ("_has:Task:based-on:concerns", "Location")],
            "They spoke of this country.",
        ),
        Filter::contains("q", "description", "réunion", "The title contains this text."),
    ];
    const PLACES: &'static [(&'static str, &'static str)] = &[("Appointment.end", "/end")];
    const SORTS: &'static [(&'static str, &'static str)] =
        &[("start", "period"), ("title", "description"), ("status", "status")];

    fn word(meeting: &Meeting, filter: &str) -> Option<&'static str> {
        (filter == "status").then(|| meeting.status.code())
    }

    fn fields(meeting: &Meeting) -> MeetingFields {
        let room = |room: &Room| RoomBody { channel: room.channel.clone(), url: room.url.clone() };
        MeetingFields {
            title: meeting.title.clone(),
            theme: meeting.theme.clone(),
            type_as_written: meeting.type_as_written.clone(),
            status: Word(meeting.status),
            start: meeting.start.map(Text),
            end: meeting.end.map(Text),
            zone_label: meeting.zone_label.clone(),
            zone: meeting.zone.clone(),
            room: meeting.room.as_ref().map(room),
            location_as_written: meeting.location_as_written.clone(),
            participants: meeting.participants.iter().map(ParticipantBody::of).collect(),
            series_id: wire::id_of(Kind::Series, meeting.series.as_ref()),
            previous_meeting_id: wire::id_of(Kind::Meeting, meeting.previous.as_ref()),
            distribution_list_id: wire::id_of(Kind::Group, meeting.distribution_list.as_ref()),
            blank_fields: meeting.blank_fields.iter().copied().map(Word).collect(),
            source: SourceBody::of(&meeting.span),
        }
    }

    fn model(fields: MeetingFields) -> Result<Meeting> {
        let room = |RoomBody { channel, url }: RoomBody| {
            Ok(Room { channel: wire::optional(channel), url: wire::filled(url, "/room/url")? })
        };
        let participant = |(place, participant): (usize, ParticipantBody)| {
            participant.participant(&format!("/participants/{place}"))
        };
        let distribution_list = fields.distribution_list_id;
        Ok(Meeting {
            id: None,
            title: wire::filled(fields.title, "/title")?,
            theme: wire::optional(fields.theme),
            type_as_written: wire::optional(fields.type_as_written),
            status: fields.status.0,
            start: fields.start.map(|when| when.0),
            end: fields.end.map(|when| when.0),
            zone_label: wire::optional(fields.zone_label),
            zone: wire::optional(fields.zone),
            room: fields.room.map(room).transpose()?,
            location_as_written: wire::optional(fields.location_as_written),
            participants: fields
                .participants
                .into_iter()
                .enumerate()
                .map(participant)
                .collect::<Result<_>>()?,
            series: wire::optional_reference(Kind::Series, fields.series_id, "/series_id")?,
            previous: wire::optional_reference(
                Kind::Meeting,
                fields.previous_meeting_id,
                "/previous_meeting_id",
            )?,
            distribution_list: wire::optional_reference(
                Kind::Group,
                distribution_list,
                "/distribution_list_id",
            )?,
            blank_fields: fields.blank_fields.into_iter().map(|field| field.0).collect(),
            span: SourceBody::span(fields.source)?,
        })
    }

    async fn compute(_: &Kernel, _: &Context, meetings: &[Meeting]) -> Result<Vec<MeetingComputed>> {
        let duration =
            |meeting: &Meeting| Some(meeting.start?.moment()?.minutes_until(meeting.end?.moment()?));
        Ok(meetings.iter().map(|meeting| MeetingComputed { duration_minutes: duration(meeting) }).collect())
    }

    fn example() -> MeetingFields {
        Self::fields(&Meeting {
            theme: Some("Interopérabilité des plateformes".to_owned()),
            type_as_written: Some("Réunion bi-mensuelle".to_owned()),
            start: When::parse("2021-04-13T10:00:00+02:00").ok(),
            end: When::parse("2021-04-13T11:00:00+02:00").ok(),
            zone_label: Some("CEST".to_owned()),
            room: Some(Room {
                channel: Some("jitsi".to_owned()),
                url: "https://meet.example.org/reunion".to_owned(),
            }),
            participants: vec![Participant::new(Role::Facilitator, Link::named("Fatou Camara"))],
            ..Meeting::new("Réunion bi-mensuelle de la communauté", Status::Held)
        })
    }
}
