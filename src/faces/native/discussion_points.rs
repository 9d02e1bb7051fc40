//! `/discussion-points`: everything that was said. Decisions and questions are among them, and have lists of their
//! own beside this one.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{Error, Issue, Kind as ErrorKind, Result};
use crate::faces::native::resource::{Filter, NOT_IN_ERROR, Nothing, Resource, nothing};
use crate::faces::native::spelled::{Text, WhenText, Word};
use crate::faces::native::wire::{self, LinkBody, RefBody, SourceBody};
use crate::kernel::{Context, Kernel};
use crate::model::discussion::Kind;
use crate::model::{self, DiscussionPoint, Link};

type KindWord = Word<Kind>;

/// What was said.
pub(super) struct DiscussionPoints;

/// One thing said in a meeting.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DiscussionPointFields {
    /// What kind of saying it is. When left out: what the list holds, `information` in the list of everything.
    #[schema(value_type = KindWord)]
    #[serde(default)]
    kind: Option<Word<Kind>>,
    /// The words.
    #[schema(min_length = 1)]
    text: String,
    /// The subject that it belongs to.
    #[serde(default)]
    topic: Option<String>,
    /// The meeting.
    #[serde(default)]
    meeting_id: Option<String>,
    /// When it was said.
    #[serde(default)]
    said_at: Option<WhenText>,
    /// Who said it.
    #[serde(default)]
    sender: Option<LinkBody>,
    /// What it is about: platforms, countries, organisations.
    #[serde(default)]
    about: Vec<RefBody>,
    /// The question that it answers.
    #[serde(default)]
    in_response_to_id: Option<String>,
    /// The earlier decisions that this one replaces; only a decision does.
    #[serde(default)]
    supersedes_ids: Vec<String>,
    /// Where the source document has it.
    #[serde(default)]
    source: Option<SourceBody>,
}

impl DiscussionPointFields {
    /// A discussion point on the wire.
    pub(super) fn of(point: &DiscussionPoint) -> Self {
        Self {
            kind: Some(Word(point.kind)),
            text: point.text.clone(),
            topic: point.topic.clone(),
            meeting_id: wire::id_of(model::Kind::Meeting, point.meeting.as_ref()),
            said_at: point.said_at.map(Text),
            sender: point.sender.as_ref().map(LinkBody::of),
            about: RefBody::all(&point.about),
            in_response_to_id: wire::id_of(model::Kind::DiscussionPoint, point.in_response_to.as_ref()),
            supersedes_ids: wire::ids_of(model::Kind::DiscussionPoint, &point.supersedes),
            source: SourceBody::of(&point.span),
        }
    }

    /// The discussion point, which is of a kind unless it says another.
    pub(super) fn point(self, kind: Kind) -> Result<DiscussionPoint> {
        let question = self.in_response_to_id;
        Ok(DiscussionPoint {
            id: None,
            kind: self.kind.map_or(kind, |kind| kind.0),
            text: wire::filled(self.text, "/text")?,
            topic: wire::optional(self.topic),
            meeting: wire::optional_reference(model::Kind::Meeting, self.meeting_id, "/meeting_id")?,
            said_at: self.said_at.map(|when| when.0),
            sender: LinkBody::optional(self.sender, "/sender")?,
            about: RefBody::references(self.about, "/about")?,
            in_response_to: wire::optional_reference(
                model::Kind::DiscussionPoint,
                question,
                "/in_response_to_id",
            )?,
            supersedes: wire::references(
                model::Kind::DiscussionPoint,
                self.supersedes_ids,
                "/supersedes_ids",
            )?,
            span: SourceBody::span(self.source)?,
        })
    }

    /// The discussion point, which must be of a kind.
    pub(super) fn point_of(self, kind: Kind) -> Result<DiscussionPoint> {
        let point = self.point(kind)?;
        if point.kind == kind {
            return Ok(point);
        }
        let message = format!("Here everything has the kind '{kind}'; others belong to /discussion-points.");
        Err(Error::with(ErrorKind::Invalid, Issue::error("invalid-value", message).at_pointer("/kind")))
    }
}

const BY_MEETING: Filter =
    Filter::ids("meeting", "part-of", "Appointment", "They were said in this meeting.");
const BY_PLATFORM: Filter =
    Filter::ids("platform", "about", "DeviceDefinition", "They are about this platform.");
const BY_COUNTRY: Filter = Filter::ids("country", "about", "Location", "They are about this country.");
const BY_ORGANIZATION: Filter =
    Filter::ids("organization", "about", "Organization", "They are about this organisation.");
const BY_SERIES: Filter = Filter::reached(
    "series",
    &[("part-of:Appointment.series", "Schedule")],
    "They were said in a meeting of this series.",
);
const BY_COMMUNITY: Filter = Filter::reached(
    "community",
    &[("part-of:Appointment.series:Schedule.actor:PractitionerRole.organization", "Organization")],
    "They were said in a meeting of a series that this community or organisation calls.",
);
const BY_SENDER: Filter = Filter::reached(
    "sender_person",
    &[("sender", "Practitioner"), ("sender:PractitionerRole.practitioner", "Practitioner")],
    "This person said them, in whichever role.",
);
const BY_SENDER_ORGANIZATION: Filter = Filter::reached(
    "sender_organization",
    &[
        ("sender", "Organization"),
        ("sender:PractitionerRole.organization", "Organization"),
        ("sender:Practitioner._has:PractitionerRole:practitioner:organization", "Organization"),
    ],
    "This organisation said them, or someone who acts for it.",
);
const BY_DAY: Filter = Filter::days("said", "sent", "They were said.");
const BY_TOPIC: Filter =
    Filter::contains("topic", "topic", "registre", "The subject that they belong to contains this text.");
const BY_TEXT: Filter = Filter::contains("q", "text", "interopérabilité", "The words contain this text.");

/// What a list of discussion points of one kind may be narrowed by.
pub(super) const FILTERS: &[Filter] = &[
    BY_MEETING,
    BY_SERIES,
    BY_COMMUNITY,
    BY_PLATFORM,
    BY_COUNTRY,
    BY_ORGANIZATION,
    BY_SENDER,
    BY_SENDER_ORGANIZATION,
    BY_DAY,
    BY_TOPIC,
    BY_TEXT,
];

/// Where the elements of a discussion point that the rules speak of stand on the wire.
pub(super) const PLACES: &[(&str, &str)] = &[("Communication.extension", "/supersedes_ids")];

/// What such a list may be sorted by.
pub(super) const SORTS: &[(&str, &str)] = &[("said_at", "sent"), ("topic", "topic"), ("text", "text")];

impl Resource for DiscussionPoints {
    type Model = DiscussionPoint;
    type Fields = DiscussionPointFields;
    type Computed = Nothing;

    const PATH: &'static str = "discussion-points";
    const NAME: &'static str = "DiscussionPoint";
    const PLURAL: &'static str = "DiscussionPoints";
    const ONE: &'static str = "a discussion point";
    const MANY: &'static str = "discussion points";
    const ABOUT: &'static str = "Everything that was said, decisions and questions among it.";
    const BASE: &'static [(&'static str, &'static str)] = &[NOT_IN_ERROR];
    const FILTERS: &'static [Filter] = &[
        Filter::codes::<Kind>("kind", "category", "need", "What kind of saying they are."),
        BY_MEETING,
        BY_SERIES,
        BY_COMMUNITY,
        BY_PLATFORM,
        BY_COUNTRY,
        BY_ORGANIZATION,
        BY_SENDER,
        BY_SENDER_ORGANIZATION,
        Filter::ids("in_response_to", "in-response-to", "Communication", "They answer this question."),
        BY_DAY,
        BY_TOPIC,
        BY_TEXT,
    ];
    const PLACES: &'static [(&'static str, &'static str)] = PLACES;
    const SORTS: &'static [(&'static str, &'static str)] = SORTS;

    fn fields(point: &DiscussionPoint) -> DiscussionPointFields {
        DiscussionPointFields::of(point)
    }

    fn model(fields: DiscussionPointFields) -> Result<DiscussionPoint> {
        fields.point(Kind::Information)
    }

    async fn compute(_: &Kernel, _: &Context, points: &[DiscussionPoint]) -> Result<Vec<Nothing>> {
        Ok(nothing(points))
    }

    fn example() -> DiscussionPointFields {
        Self::fields(&DiscussionPoint {
            topic: Some("Présentation du registre".to_owned()),
            sender: Some(Link::named("Fatou Camara")),
            ..DiscussionPoint::new(Kind::Need, "Un guide d'installation en français est nécessaire.")
        })
    }
}
