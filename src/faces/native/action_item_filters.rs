//! By what the register of action items is narrowed.

use crate::faces::native::resource::{Filter, Flag};
use crate::model::due;

/// The search for what is still to be done.
pub(super) const PENDING: &[(&str, &str)] =
    &[("status", "requested,accepted,received,ready,draft,in-progress,on-hold")];

/// What a list of them may be narrowed by.
pub(super) const FILTERS: &[Filter] = &[
    // When reading, FHIR's other states are the nearest of ours.
    Filter::words(
        "status",
        "status",
        &[
            ("open", "requested,accepted,received,ready,draft"),
            ("in_progress", "in-progress"),
            ("blocked", "on-hold"),
            ("done", "completed"),
            ("cancelled", "cancelled,rejected,failed"),
        ],
        "How far they are.",
    ),
    Filter::days("due", "due", "A date was said."),
    Filter::codes::<due::Kind>(
        "due_kind",
        "due-kind",
        "a-coming-meeting",
        "How it was said when they are due.",
    ),
    Filter::ids("meeting", "based-on", "Appointment", "They came from this meeting."),
    Filter::ids("reason", "reason", "Communication", "This decision or discussion point caused them."),
    Filter::looked_up(
        "open_at_meeting",
        "This meeting takes them over from earlier ones of its series: they are still to be done, or were when a \
                meeting that was held began.",
    ),
    Filter::reached(
        "series",
        &[("based-on:Appointment.series", "Schedule")],
        "They came from a meeting of this series.",
    ),
    Filter::reached(
        "community",
        &[("based-on:Appointment.series:Schedule.actor:PractitionerRole.organization", "Organization")],
        "They came from a meeting of a series that this community or organisation calls.",
    ),
    Filter::reached(
        "owner_person",
        &[("owner", "Practitioner"), ("owner:PractitionerRole.practitioner", "Practitioner")],
        "This person is to do them, in whichever role.",
    ),
    Filter::reached(
        "owner_organization",
        &[
            ("owner", "Organization"),
            ("owner:PractitionerRole.organization", "Organization"),
            ("owner:Practitioner._has:PractitionerRole:practitioner:organization", "Organization"),
        ],
        "This organisation is to do them, or someone who acts for it.",
    ),
    Filter::contains("owner_name", "owner-name", "équipe", "The owner's name as written contains this text."),
    Filter::reached(
        "platform",
        &[
            ("concerns", "DeviceDefinition"),
            ("concerns:Device.definition", "DeviceDefinition"),
            ("concerns:Basic.platform", "DeviceDefinition"),
        ],
        "They concern this platform, a deployment of it or an integration with it.",
    ),
    Filter::ids("integration", "concerns", "Basic", "They concern this integration."),
    Filter::reached(
        "country",
        &[
            ("concerns", "Location"),
            ("concerns:Basic.country", "Location"),
            ("concerns:Device.location", "Location"),
            ("reason:Communication.about", "Location"),
        ],
        "They concern this country, an integration or deployment there, or what caused them was about it.",
    ),
    Filter::reached(
        "organization",
        &[("concerns", "Organization"), ("reason:Communication.about", "Organization")],
        "They concern this organisation, or what caused them was about it.",
    ),
    Filter::days("opened", "authored-on", "They were opened."),
    Filter::contains("q", "description", "inviter", "What is to be done contains this text."),
];

/// What a list of them may be narrowed by once it has been worked out.
pub(super) const FLAGS: &[Flag] = &[
    Flag {
        name: "overdue",
        about: "Whether they are still to be done and their date has passed.",
        narrows: PENDING,
    },
    Flag {
        name: "unowned",
        about: "Whether nobody is to do them.",
        narrows: &[("owner:missing", "true"), ("owner-name:missing", "true")],
    },
    Flag {
        name: "undated",
        about: "Whether no date follows from what was said of when they are due.",
        narrows: &[("due:missing", "true")],
    },
    Flag {
        name: "stale",
        about: "Whether they are still to be done, and the last two meetings of their series that were held have \
                not spoken of them.",
        narrows: PENDING,
    },
];
