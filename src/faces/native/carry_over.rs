//! What a series' meeting takes over from those before it: the action items that were still to be done.

use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Result;
use crate::faces::native::action_item_filters::PENDING;
use crate::faces::native::action_items::DueBody;
use crate::faces::native::calendar::Calendar;
use crate::faces::native::lookup;
use crate::faces::native::resource::NOT_IN_ERROR;
use crate::faces::native::spelled::{DateText, Text, Word};
use crate::faces::native::wire::{self, LinkBody};
use crate::kernel::{Context, Kernel};
use crate::model::action_item::Status;
use crate::model::{ActionItem, Kind, Meeting, meeting};

type ActionItemStatus = Word<Status>;

/// What is said of the item on an agenda.
const TITLE: &str = "Review of actions";

/// The item of a meeting's agenda that takes up what earlier meetings of its series left to be done. It is worked out
/// for each answer and stored nowhere.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewOfActions)]
pub(super) struct ReviewOfActionsBody {
    /// What it is called.
    title: String,
    /// The action items: of a planned meeting those that are still to be done, of one that was held those that were
    /// when its day began.
    action_items: Vec<OpenActionBody>,
}

/// An action item on an agenda.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OpenAction)]
pub(super) struct OpenActionBody {
    /// Its id.
    id: String,
    /// What is to be done.
    description: String,
    /// How far it is now.
    status: ActionItemStatus,
    /// Who is to do it.
    owner: Option<LinkBody>,
    /// When it is due, as it was said.
    due: DueBody,
    /// The date that honestly follows from that; null when none does.
    effective_due_on: Option<DateText>,
    /// Whether it is still to be done and that date has passed.
    overdue: bool,
    /// How many later meetings of its series it has survived undone.
    carried_over: usize,
    /// The meeting that it came from.
    meeting_id: Option<String>,
}

impl ReviewOfActionsBody {
    /// What a meeting takes over.
    pub(super) async fn of(kernel: &Kernel, context: &Context, meeting: &Meeting) -> Result<Self> {
        let (items, calendar) = taken_over(kernel, context, meeting).await?;
        let action_items = items.iter().map(|item| OpenActionBody::of(item, &calendar)).collect();
        Ok(Self { title: TITLE.to_owned(), action_items })
    }

    /// An example for the documentation.
    pub(super) fn example() -> Self {
        let item = ActionItem::new("Inviter l'équipe du registre à présenter son travail");
        let action_items = vec![OpenActionBody {
            id: super::resource::EXAMPLE_ID.to_owned(),
            description: item.description,
            status: Word(item.status),
            owner: None,
            due: DueBody::default(),
            effective_due_on: None,
            overdue: false,
            carried_over: 2,
            meeting_id: Some(super::resource::EXAMPLE_ID.to_owned()),
        }];
        Self { title: TITLE.to_owned(), action_items }
    }
}

impl OpenActionBody {
    fn of(item: &ActionItem, calendar: &Calendar) -> Self {
        let effective = calendar.effective_due_on(item);
        Self {
            id: item.id.clone().unwrap_or_default(),
            description: item.description.clone(),
            status: Word(item.status),
            owner: item.owner.as_ref().map(LinkBody::of),
            due: DueBody::of(&item.due),
            effective_due_on: effective.map(Text),
            overdue: item.overdue(effective, calendar.today()),
            carried_over: calendar.carried_over(item),
            meeting_id: wire::id_of(Kind::Meeting, item.meeting.as_ref()),
        }
    }
}

/// The action items that a meeting takes over, and the days of the meetings that they speak of. One that does not
/// take place, or belongs to no series, takes over nothing.
pub(super) async fn taken_over(
    kernel: &Kernel,
    context: &Context,
    meeting: &Meeting,
) -> Result<(Vec<ActionItem>, Calendar)> {
    let mut items = match (&meeting.series, meeting.takes_place()) {
        (Some(series), true) => of_series(kernel, context, &series.id, meeting.status).await?,
        _ => Vec::new(),
    };
    let calendar = Calendar::of(kernel, context, &items).await?;
    let day = meeting.date();
    let held_on = day.filter(|_| meeting.status == meeting::Status::Held);
    items.retain(|item| {
        let came_before = match (calendar.day_of(item.meeting.as_ref()), day) {
            (Some(origin), Some(day)) => origin < day,
            _ => item.meeting.as_ref().map(|origin| &origin.id) != meeting.id.as_ref(),
        };
        let was_pending = held_on.map_or(item.status.is_pending(), |day| calendar.was_pending_on(item, day));
        came_before && was_pending
    });
    Ok((items, calendar))
}

/// The action items of a series that a meeting of this status may take over.
async fn of_series(
    kernel: &Kernel,
    context: &Context,
    series: &str,
    status: meeting::Status,
) -> Result<Vec<ActionItem>> {
    let series = format!("Schedule/{series}");
    let mut search = vec![("based-on:Appointment.series", series.as_str()), NOT_IN_ERROR];
    if status == meeting::Status::Planned {
        search.extend_from_slice(PENDING);
    }
    lookup::found(kernel, context, &search).await
}
