//! `/action-items`: one register across all meetings.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Result;
use crate::faces::native::action_item_filters::{FILTERS, FLAGS};
use crate::faces::native::calendar::Calendar;
use crate::faces::native::carry_over;
use crate::faces::native::lookup;
use crate::faces::native::resource::{Filter, Flag, NOT_IN_ERROR, Resource};
use crate::faces::native::spelled::{DateText, Text, WhenText, Word};
use crate::faces::native::wire::{self, LinkBody, RefBody, SourceBody};
use crate::fhir::Id;
use crate::kernel::{Context, Kernel};
use crate::model::action_item::{Priority, Review, Status};
use crate::model::{ActionItem, Due, Kind, Meeting, Ref, due};

type StatusWord = Word<Status>;
type PriorityWord = Word<Priority>;
type DueKindWord = Word<due::Kind>;

/// The register of action items.
pub(super) struct ActionItems;

/// Something that somebody is to do: one item with one history, carried from meeting to meeting until it is done.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ActionItemFields {
    /// What is to be done.
    #[schema(min_length = 1)]
    description: String,
    /// How far it is. `open` when left out.
    #[serde(default = "open")]
    status: StatusWord,
    /// How much it presses.
    #[serde(default)]
    priority: Option<PriorityWord>,
    /// Who is to do it: a party, or only a name.
    #[serde(default)]
    owner: Option<LinkBody>,
    /// Who asked for it.
    #[serde(default)]
    requester: Option<LinkBody>,
    /// When it is due, as it was said.
    #[serde(default)]
    due: DueBody,
    /// The meeting that it came from.
    #[serde(default)]
    meeting_id: Option<String>,
    /// The decision or other discussion point that caused it.
    #[serde(default)]
    reason_id: Option<String>,
    /// What it concerns: platforms, deployments, integrations, countries, organisations.
    #[serde(default)]
    concerns: Vec<RefBody>,
    /// What was said of it at later meetings.
    #[serde(default)]
    reviews: Vec<ReviewBody>,
    /// When it was opened.
    #[serde(default)]
    opened: Option<WhenText>,
    /// When it was last changed, as those who did it say.
    #[serde(default)]
    changed: Option<WhenText>,
    /// When it was closed.
    #[serde(default)]
    closed: Option<WhenText>,
    /// Where the source document has it.
    #[serde(default)]
    source: Option<SourceBody>,
}

fn open() -> Word<Status> {
    Word(Status::Open)
}

/// When something is due, as it was said.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Due)]
#[serde(deny_unknown_fields)]
pub(super) struct DueBody {
    /// What kind of saying it is. When left out: `date` if a date was said, `none` otherwise.
    #[schema(value_type = DueKindWord)]
    #[serde(default)]
    kind: Option<Word<due::Kind>>,
    /// The words: `lors d'une prochaine réunion`.
    #[serde(default)]
    text: Option<String>,
    /// The date that was said.
    #[serde(default)]
    on: Option<DateText>,
    /// The number of days that was said.
    #[serde(default)]
    days: Option<u32>,
    /// The meeting that was named.
    #[serde(default)]
    meeting_id: Option<String>,
}

impl Default for DueBody {
    fn default() -> Self {
        Self::of(&Due::unsaid())
    }
}

impl DueBody {
    /// On the wire.
    pub(super) fn of(due: &Due) -> Self {
        Self {
            kind: Some(Word(due.kind)),
            text: due.text.clone(),
            on: due.on.map(Text),
            days: due.days,
            meeting_id: wire::id_of(Kind::Meeting, due.meeting.as_ref()),
        }
    }

    /// When it is due; `at` is its JSON pointer.
    pub(super) fn due(self, at: &str) -> Result<Due> {
        // A date alone says enough.
        let fallback = if self.on.is_some() { due::Kind::Date } else { due::Kind::None };
        Ok(Due {
            kind: self.kind.map_or(fallback, |kind| kind.0),
            text: wire::optional(self.text),
            on: self.on.map(|date| date.0),
            days: self.days,
            meeting: wire::optional_reference(Kind::Meeting, self.meeting_id, &format!("{at}/meeting_id"))?,
        })
    }
}

/// What was said of an action item at a later meeting.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Review)]
#[serde(deny_unknown_fields)]
pub(super) struct ReviewBody {
    /// The words.
    #[schema(min_length = 1)]
    text: String,
    /// When it was said. A review that is added and leaves it out is of the start of its meeting, or else of now.
    #[serde(default)]
    at: Option<WhenText>,
    /// Who said it.
    #[serde(default)]
    author: Option<LinkBody>,
    /// The meeting.
    #[serde(default)]
    meeting_id: Option<String>,
    /// How far the item was then. The item itself becomes so, unless a later review says otherwise.
    #[serde(default)]
    status_after: Option<StatusWord>,
    /// When it was due from then on, where that was said anew. It holds for the item itself, unless a later review
    /// says otherwise.
    #[serde(default)]
    due_after: Option<DueBody>,
}

impl ReviewBody {
    /// A review on the wire.
    pub(super) fn of(review: &Review) -> Self {
        Self {
            text: review.text.clone(),
            at: review.at.map(Text),
            author: review.author.as_ref().map(LinkBody::of),
            meeting_id: wire::id_of(Kind::Meeting, review.meeting.as_ref()),
            status_after: review.status_after.map(Word),
            due_after: review.due_after.as_ref().map(DueBody::of),
        }
    }

    /// The review; `at` is its JSON pointer.
    pub(super) fn review(self, at: &str) -> Result<Review> {
        Ok(Review {
            text: wire::filled(self.text, &format!("{at}/text"))?,
            at: self.at.map(|when| when.0),
            author: LinkBody::optional(self.author, &format!("{at}/author"))?,
            meeting: wire::optional_reference(Kind::Meeting, self.meeting_id, &format!("{at}/meeting_id"))?,
            status_after: self.status_after.map(|status| status.0),
            due_after: self.due_after.map(|due| due.due(&format!("{at}/due_after"))).transpose()?,
        })
    }
}

/// What follows from an action item on the day of the answer.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(super) struct ActionItemComputed {
    /// The date that honestly follows from what was said; null when none does.
    effective_due_on: Option<DateText>,
    /// Whether it is still to be done and that date has passed.
    overdue: bool,
    /// Whether nobody is to do it.
    unowned: bool,
    /// Whether no date follows from what was said of when it is due.
    undated: bool,
    /// Whether it is still to be done, and the last two meetings of its series that were held have not spoken of it.
    stale: bool,
    /// How many later meetings of its series it has survived undone.
    carried_over: usize,
    /// The series of the meeting that it came from.
    series_id: Option<String>,
}

impl Resource for ActionItems {
    type Model = ActionItem;
    type Fields = ActionItemFields;
    type Computed = ActionItemComputed;

    const PATH: &'static str = "action-items";
    const NAME: &'static str = "ActionItem";
    const PLURAL: &'static str = "ActionItems";
    const ONE: &'static str = "an action item";
    const MANY: &'static str = "action items";
    const ABOUT: &'static str = "What somebody is to do: one register across all meetings.";
    const BASE: &'static [(&'static str, &'static str)] = &[NOT_IN_ERROR];
    const COMPUTES: bool = true;
    const FILTERS: &'static [Filter] = FILTERS;
    const FLAGS: &'static [Flag] = FLAGS;
    const PLACES: &'static [(&'static str, &'static str)] = &[
        ("Task.status", "/status"),
        ("Task.description", "/description"),
        ("Task.executionPeriod.end", "/closed"),
    ];
    const SORTS: &'static [(&'static str, &'static str)] =
        &[("due_on", "due"), ("opened", "authored-on"), ("status", "status"), ("description", "description")];

    fn fields(item: &ActionItem) -> ActionItemFields {
        ActionItemFields {
            description: item.description.clone(),
            status: Word(item.status),
            priority: item.priority.map(Word),
            owner: item.owner.as_ref().map(LinkBody::of),
            requester: item.requester.as_ref().map(LinkBody::of),
            due: DueBody::of(&item.due),
            meeting_id: wire::id_of(Kind::Meeting, item.meeting.as_ref()),
            reason_id: wire::id_of(Kind::DiscussionPoint, item.reason.as_ref()),
            concerns: RefBody::all(&item.concerns),
            reviews: item.reviews.iter().map(ReviewBody::of).collect(),
            opened: item.opened.map(Text),
            changed: item.changed.map(Text),
            closed: item.closed.map(Text),
            source: SourceBody::of(&item.span),
        }
    }

    fn model(fields: ActionItemFields) -> Result<ActionItem> {
        let review = |(place, review): (usize, ReviewBody)| review.review(&format!("/reviews/{place}"));
        Ok(ActionItem {
            id: None,
            description: wire::filled(fields.description, "/description")?,
            status: fields.status.0,
            priority: fields.priority.map(|priority| priority.0),
            owner: LinkBody::optional(fields.owner, "/owner")?,
            requester: LinkBody::optional(fields.requester, "/requester")?,
            due: fields.due.due("/due")?,
            meeting: wire::optional_reference(Kind::Meeting, fields.meeting_id, "/meeting_id")?,
            reason: wire::optional_reference(Kind::DiscussionPoint, fields.reason_id, "/reason_id")?,
            concerns: RefBody::references(fields.concerns, "/concerns")?,
            reviews: fields.reviews.into_iter().enumerate().map(review).collect::<Result<_>>()?,
            opened: fields.opened.map(|when| when.0),
            changed: fields.changed.map(|when| when.0),
            closed: fields.closed.map(|when| when.0),
            span: SourceBody::span(fields.source)?,
        })
    }

    async fn compute(
        kernel: &Kernel,
        context: &Context,
        items: &[ActionItem],
    ) -> Result<Vec<ActionItemComputed>> {
        let calendar = Calendar::of(kernel, context, items).await?;
        Ok(items.iter().map(|item| computed(item, &calendar)).collect())
    }

    async fn meant(kernel: &Kernel, context: &Context, _: &str, id: &str) -> Result<Vec<Id>> {
        let meeting = Ref::new(Kind::Meeting, id);
        let Some(meeting) = lookup::these::<Meeting>(kernel, context, [&meeting]).await?.pop() else {
            return Ok(Vec::new());
        };
        let (items, _) = carry_over::taken_over(kernel, context, &meeting).await?;
        Ok(items.iter().filter_map(|item| Id::parse(item.id.as_deref()?).ok()).collect())
    }

    fn flag(computed: &ActionItemComputed, name: &str) -> bool {
        match name {
            "overdue" => computed.overdue,
            "unowned" => computed.unowned,
            "undated" => computed.undated,
            "stale" => computed.stale,
            _ => false,
        }
    }

    fn example() -> ActionItemFields {
        let due = Due::said(due::Kind::AComingMeeting, "lors d'une prochaine réunion");
        Self::fields(&ActionItem {
            due,
            ..ActionItem::new("Inviter l'équipe du registre à présenter son travail")
        })
    }
}

fn computed(item: &ActionItem, calendar: &Calendar) -> ActionItemComputed {
    let effective = calendar.effective_due_on(item);
    ActionItemComputed {
        effective_due_on: effective.map(Text),
        overdue: item.overdue(effective, calendar.today()),
        unowned: item.owner.is_none(),
        undated: effective.is_none(),
        stale: calendar.is_stale(item),
        carried_over: calendar.carried_over(item),
        series_id: calendar.series_of(item).map(str::to_owned),
    }
}
