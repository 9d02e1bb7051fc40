//! `/minutes`: the records of meetings.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Result;
use crate::faces::native::resource::{Filter, Nothing, Resource, nothing};
use crate::faces::native::spelled::{Text, WhenText, Word};
use crate::faces::native::wire::{self, LinkBody, RefBody};
use crate::kernel::{Context, Kernel};
use crate::model::minutes::{Approval, State, Step, Subject};
use crate::model::{AgendaItem, Kind, Link, Minutes, When};

type StateWord = Word<State>;

/// The records of meetings.
pub(super) struct AllMinutes;

/// The record of one meeting. An approved record changes only by amendment.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MinutesFields {
    /// How far it is. `draft` when left out.
    #[serde(default = "draft")]
    state: StateWord,
    /// The meeting that it records.
    #[serde(default)]
    meeting_id: Option<String>,
    /// Its title.
    #[schema(min_length = 1)]
    title: String,
    /// When it was last worked on.
    date: WhenText,
    /// Who wrote it.
    #[serde(default)]
    authors: Vec<LinkBody>,
    /// What was planned, in this order.
    #[serde(default)]
    agenda: Vec<AgendaItemBody>,
    /// What was spoken of, in this order.
    #[serde(default)]
    subjects: Vec<SubjectBody>,
    /// Who approved it, and when.
    #[serde(default)]
    approvals: Vec<ApprovalBody>,
    /// What was done with it on its way, in the order of doing.
    #[serde(default)]
    steps: Vec<StepBody>,
}

fn draft() -> Word<State> {
    Word(State::Draft)
}

impl MinutesFields {
    /// Only the agenda.
    pub(super) fn into_agenda(self) -> Vec<AgendaItemBody> {
        self.agenda
    }
}

/// A planned topic. Its place in the list is its place on the agenda.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = AgendaItem)]
#[serde(deny_unknown_fields)]
pub(super) struct AgendaItemBody {
    /// The topic.
    #[schema(min_length = 1)]
    title: String,
    /// How many minutes it is given.
    #[serde(default)]
    minutes_allotted: Option<u32>,
    /// The topics below it.
    #[schema(no_recursion)]
    #[serde(default)]
    items: Vec<AgendaItemBody>,
    /// The discussion points and action items that it led to.
    #[serde(default)]
    entries: Vec<RefBody>,
}

impl AgendaItemBody {
    /// An agenda on the wire.
    pub(super) fn all(items: &[AgendaItem]) -> Vec<Self> {
        let body = |item: &AgendaItem| Self {
            title: item.title.clone(),
            minutes_allotted: item.minutes_allotted,
            items: Self::all(&item.items),
            entries: RefBody::all(&item.entries),
        };
        items.iter().map(body).collect()
    }

    /// The agenda; `at` is its JSON pointer.
    fn items(bodies: Vec<Self>, at: &str) -> Result<Vec<AgendaItem>> {
        let item = |(place, body): (usize, Self)| {
            let at = format!("{at}/{place}");
            Ok(AgendaItem {
                title: wire::filled(body.title, &format!("{at}/title"))?,
                minutes_allotted: body.minutes_allotted,
                items: Self::items(body.items, &format!("{at}/items"))?,
                entries: RefBody::references(body.entries, &format!("{at}/entries"))?,
            })
        };
        bodies.into_iter().enumerate().map(item).collect()
    }
}

/// A numbered subject of the record, with what was said under it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Subject)]
#[serde(deny_unknown_fields)]
pub(super) struct SubjectBody {
    /// Its number as written.
    #[serde(default)]
    number: Option<String>,
    /// Its title.
    #[schema(min_length = 1)]
    title: String,
    /// Its discussion points and action items, in their order.
    #[serde(default)]
    entries: Vec<RefBody>,
}

impl SubjectBody {
    fn of(subject: &Subject) -> Self {
        Self {
            number: subject.number.clone(),
            title: subject.title.clone(),
            entries: RefBody::all(&subject.entries),
        }
    }

    fn subject(self, at: &str) -> Result<Subject> {
        Ok(Subject {
            number: wire::optional(self.number),
            title: wire::filled(self.title, &format!("{at}/title"))?,
            entries: RefBody::references(self.entries, &format!("{at}/entries"))?,
        })
    }
}

/// One approval.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Approval)]
#[serde(deny_unknown_fields)]
pub(super) struct ApprovalBody {
    /// Who approved.
    #[serde(default)]
    by: Option<LinkBody>,
    /// When.
    #[serde(default)]
    at: Option<WhenText>,
}

impl ApprovalBody {
    fn of(approval: &Approval) -> Self {
        Self { by: approval.by.as_ref().map(LinkBody::of), at: approval.at.map(Text) }
    }

    fn approval(self, at: &str) -> Result<Approval> {
        Ok(Approval { by: LinkBody::optional(self.by, &format!("{at}/by"))?, at: self.at.map(|when| when.0) })
    }
}

/// What was done with minutes on their way.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = MinutesStep)]
#[serde(deny_unknown_fields)]
pub(super) struct StepBody {
    /// How far they were from then on.
    state: StateWord,
    /// When it was done.
    #[serde(default)]
    at: Option<WhenText>,
    /// Who did it.
    #[serde(default)]
    by: Option<LinkBody>,
    /// Why.
    #[serde(default)]
    reason: Option<String>,
}

impl StepBody {
    fn of(step: &Step) -> Self {
        Self {
            state: Word(step.state),
            at: step.at.map(Text),
            by: step.by.as_ref().map(LinkBody::of),
            reason: step.reason.clone(),
        }
    }

    fn step(self, at: &str) -> Result<Step> {
        Ok(Step {
            state: self.state.0,
            at: self.at.map(|when| when.0),
            by: LinkBody::optional(self.by, &format!("{at}/by"))?,
            reason: wire::optional(self.reason),
        })
    }
}

impl Resource for AllMinutes {
    type Model = Minutes;
    type Fields = MinutesFields;
    type Computed = Nothing;

    const PATH: &'static str = "minutes";
    const NAME: &'static str = "Minutes";
    const PLURAL: &'static str = "AllMinutes";
    const ONE: &'static str = "minutes";
    const MANY: &'static str = "minutes";
    const ABOUT: &'static str = "The records of meetings: draft, in review, approved, amended.";
    const FILTERS: &'static [Filter] = &[
        Filter::words(
            "state",
            "status",
            &[
                ("draft", "preliminary,entered-in-error"),
                ("in-review", "preliminary"),
                ("approved", "final"),
                ("amended", "amended"),
            ],
            "How far they are.",
        )
        .nearly(),
        Filter::ids("meeting", "subject", "Appointment", "They record this meeting."),
        Filter::reached(
            "series",
            &[("subject:Appointment.series", "Schedule")],
            "They record a meeting of this series.",
        ),
        Filter::reached(
            "community",
            &[("subject:Appointment.series:Schedule.actor:PractitionerRole.organization", "Organization")],
            "They record a meeting of a series that this community or organisation calls.",
        ),
        Filter::days("date", "date", "They were last worked on."),
        Filter::reached(
            "author_person",
            &[("author", "Practitioner"), ("author:PractitionerRole.practitioner", "Practitioner")],
            "This person wrote them, in whichever role.",
        ),
        Filter::ids("author_role", "author", "PractitionerRole", "Someone wrote them in this role."),
        Filter::contains("q", "title", "compte rendu", "The title contains this text."),
    ];
    const PLACES: &'static [(&'static str, &'static str)] = &[("Composition.status", "/state")];
    const SORTS: &'static [(&'static str, &'static str)] = &[("date", "date"), ("title", "title")];

    fn word(minutes: &Minutes, filter: &str) -> Option<&'static str> {
        (filter == "state").then(|| minutes.state.code())
    }

    fn fields(minutes: &Minutes) -> MinutesFields {
        MinutesFields {
            state: Word(minutes.state),
            meeting_id: wire::id_of(Kind::Meeting, minutes.meeting.as_ref()),
            title: minutes.title.clone(),
            date: Text(minutes.date),
            authors: LinkBody::all(&minutes.authors),
            agenda: AgendaItemBody::all(&minutes.agenda),
            subjects: minutes.subjects.iter().map(SubjectBody::of).collect(),
            approvals: minutes.approvals.iter().map(ApprovalBody::of).collect(),
            steps: minutes.steps.iter().map(StepBody::of).collect(),
        }
    }

    fn model(fields: MinutesFields) -> Result<Minutes> {
        let subject = |(place, subject): (usize, SubjectBody)| subject.subject(&format!("/subjects/{place}"));
        let approval =
            |(place, approval): (usize, ApprovalBody)| approval.approval(&format!("/approvals/{place}"));
        let step = |(place, step): (usize, StepBody)| step.step(&format!("/steps/{place}"));
        Ok(Minutes {
            id: None,
            state: fields.state.0,
            meeting: wire::optional_reference(Kind::Meeting, fields.meeting_id, "/meeting_id")?,
            title: wire::filled(fields.title, "/title")?,
            date: fields.date.0,
            authors: LinkBody::links(fields.authors, "/authors")?,
            agenda: AgendaItemBody::items(fields.agenda, "/agenda")?,
            subjects: fields.subjects.into_iter().enumerate().map(subject).collect::<Result<_>>()?,
            approvals: fields.approvals.into_iter().enumerate().map(approval).collect::<Result<_>>()?,
            steps: fields.steps.into_iter().enumerate().map(step).collect::<Result<_>>()?,
        })
    }

    async fn compute(_: &Kernel, _: &Context, minutes: &[Minutes]) -> Result<Vec<Nothing>> {
        Ok(nothing(minutes))
    }

    fn example() -> MinutesFields {
        let agenda = |title: &str, minutes| AgendaItem {
            title: title.to_owned(),
            minutes_allotted: Some(minutes),
            ..AgendaItem::default()
        };
        Self::fields(&Minutes {
            id: None,
            state: State::InReview,
            meeting: None,
            title: "Compte rendu de la réunion bi-mensuelle".to_owned(),
            date: When::Day(jiff::civil::date(2021, 4, 14)),
            authors: vec![Link::named("Fatou Camara")],
            agenda: vec![agenda("Tour de table", 10), agenda("Présentation du registre", 30)],
            subjects: vec![Subject {
                number: Some("1".to_owned()),
                title: "Présentation du registre".to_owned(),
                entries: Vec::new(),
            }],
            approvals: Vec::new(),
            steps: vec![Step {
                state: State::InReview,
                at: When::parse("2021-04-14T16:00:00+02:00").ok(),
                by: Some(Link::named("Fatou Camara")),
                reason: None,
            }],
        })
    }
}
