//! One meeting, planned or held.

use jiff::civil::Date;

use crate::model::code::coded;
use crate::model::{Link, Ref, SourceSpan, When};

/// One occurrence, planned or held.
#[derive(Debug, Clone, PartialEq)]
pub struct Meeting {
    /// Its id, once it is stored.
    pub id: Option<String>,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub theme: Option<String>,
    /// What the source calls this type of meeting: `Réunion bi-mensuelle`.
    pub type_as_written: Option<String>,
    /// Whether it is planned, held or cancelled.
    pub status: Status,
    /// When it starts: often an instant, sometimes only a day.
    pub start: Option<When>,
    /// When it ends, if that was said.
    pub end: Option<When>,
    /// The time zone as the source writes it: `CEST`.
    pub zone_label: Option<String>,
    /// The IANA time zone, only where it is known.
    pub zone: Option<String>,
    /// The room on the net.
    pub room: Option<Room>,
    /// The place as the source writes it.
    pub location_as_written: Option<String>,
    /// Who takes part, and as what.
    pub participants: Vec<Participant>,
    /// The series that it belongs to.
    pub series: Option<Ref>,
    /// The meeting before it.
    pub previous: Option<Ref>,
    /// Who gets the minutes: a group.
    pub distribution_list: Option<Ref>,
    /// The fields that the source shows but leaves blank. Blank is not the same as unknown.
    pub blank_fields: Vec<Field>,
    /// Where the source document speaks of it.
    pub span: Option<SourceSpan>,
}

impl Meeting {
    /// A meeting of which nothing but the title and status is known.
    pub fn new(title: impl Into<String>, status: Status) -> Self {
        Self {
            id: None,
            title: title.into(),
            theme: None,
            type_as_written: None,
            status,
            start: None,
            end: None,
            zone_label: None,
            zone: None,
            room: None,
            location_as_written: None,
            participants: Vec::new(),
            series: None,
            previous: None,
            distribution_list: None,
            blank_fields: Vec::new(),
            span: None,
        }
    }

    /// The day of the meeting, as its own calendar shows it.
    pub fn date(&self) -> Option<Date> {
        self.start.and_then(When::day)
    }

    /// Whether the meeting counts in its series: it is planned or was held.
    pub fn takes_place(&self) -> bool {
        matches!(self.status, Status::Planned | Status::Held)
    }

    /// Who has a role in it.
    pub fn with_role(&self, role: Role) -> impl Iterator<Item = &Participant> {
        self.participants.iter().filter(move |participant| participant.roles.contains(&role))
    }
}

coded! {
    /// Whether a meeting takes place.
    pub enum Status {
        /// It is to take place.
        Planned = "planned",
        /// It took place.
        Held = "held",
        /// It does not take place.
        Cancelled = "cancelled",
        /// It was entered by mistake.
        EnteredInError = "entered-in-error",
    }
}

/// A room on the net.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// What kind of room: `jitsi`.
    pub channel: Option<String>,
    /// Its address, with its scheme.
    pub url: String,
}

/// Someone who takes part.
#[derive(Debug, Clone, PartialEq)]
pub struct Participant {
    /// Who: a role, a person, or only a name.
    pub actor: Link,
    /// As what.
    pub roles: Vec<Role>,
    /// What was answered to the invitation.
    pub reply: Reply,
    /// What really happened, where the source says so.
    pub attendance: Option<Attendance>,
}

impl Participant {
    /// Someone with one role, whose reply and attendance are unknown.
    pub fn new(role: Role, actor: Link) -> Self {
        Self { actor, roles: vec![role], reply: Reply::NeedsAction, attendance: None }
    }
}

coded! {
    /// As what someone takes part.
    pub enum Role {
        /// Calls the meeting.
        Organiser = "organiser",
        /// Leads the talk.
        Facilitator = "facilitator",
        /// Writes the minutes.
        Rapporteur = "rapporteur",
        /// Takes part.
        Attendee = "attendee",
    }
}

coded! {
    /// An answer to an invitation, in FHIR's and iCalendar's words.
    pub enum Reply {
        /// Will come.
        Accepted = "accepted",
        /// Will not come.
        Declined = "declined",
        /// May come.
        Tentative = "tentative",
        /// Has not answered.
        NeedsAction = "needs-action",
    }
}

coded! {
    /// Whether someone came.
    pub enum Attendance {
        /// Came.
        Present = "present",
        /// Did not come, and had said so.
        Excused = "excused",
        /// Did not come.
        Absent = "absent",
    }
}

coded! {
    /// A field in the head of minutes.
    pub enum Field {
        /// The title.
        Title = "title",
        /// The theme.
        Theme = "theme",
        /// The day.
        Date = "date",
        /// The hours.
        Time = "time",
        /// The place.
        Location = "location",
        /// Who calls the meeting.
        Organiser = "organiser",
        /// The type of meeting.
        Type = "type",
        /// Who leads the talk.
        Facilitator = "facilitator",
        /// Who writes the minutes.
        Rapporteur = "rapporteur",
        /// Who came.
        Attendees = "attendees",
        /// Who gets the minutes.
        DistributionList = "distribution-list",
    }
}
