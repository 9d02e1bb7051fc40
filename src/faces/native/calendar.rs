//! When the meetings are that action items speak of, looked up for a whole page at once.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::error::Result;
use crate::faces::native::lookup;
use crate::fhir::ResourceType;
use crate::kernel::{Context, Kernel};
use crate::model::action_item::Review;
use crate::model::meeting::Status;
use crate::model::{ActionItem, Meeting, Moment, Ref, When, due};

/// How many held meetings may pass without a word on an open item before it is stale.
const STALE_AFTER: usize = 2;

/// The days of meetings, and which series they belong to.
#[derive(Debug)]
pub(super) struct Calendar {
    today: Date,
    meetings: HashMap<String, Entry>,
    /// For each series its meetings that take place on a known day, in the order of their days.
    series: HashMap<String, Vec<Occurrence>>,
}

/// What is known of one meeting.
#[derive(Debug)]
struct Entry {
    day: Option<Date>,
    series: Option<String>,
}

/// A meeting of a series.
#[derive(Debug)]
struct Occurrence {
    id: String,
    day: Date,
    held: bool,
}

impl Calendar {
    /// Looks up everything that a page of action items needs: the meetings that they and their reviews name, and
    /// all meetings of the series of those that they came from.
    pub(super) async fn of(kernel: &Kernel, context: &Context, items: &[ActionItem]) -> Result<Self> {
        let of_item = |item: &'_ ActionItem| {
            let due = item.due_said_by().and_then(|review| review.meeting.clone());
            [item.meeting.clone(), item.due.meeting.clone(), due]
        };
        let named: Vec<Ref> = items.iter().flat_map(of_item).flatten().collect();
        let mut meetings = HashMap::new();
        for meeting in lookup::these::<Meeting>(kernel, context, &named).await? {
            let day = meeting.date().filter(|_| meeting.takes_place());
            let series = meeting.series.map(|series| series.id);
            meetings.insert(meeting.id.unwrap_or_default(), Entry { day, series });
        }
        let wanted: Vec<&str> = meetings.values().filter_map(|entry| entry.series.as_deref()).collect();
        let series = occurrences(kernel, context, &wanted).await?;
        Ok(Self { today: today(kernel, context), meetings, series })
    }

    /// The present day in the server's time zone.
    pub(super) fn today(&self) -> Date {
        self.today
    }

    /// The series of the meeting that an item came from.
    pub(super) fn series_of(&self, item: &ActionItem) -> Option<&str> {
        self.entry(item.meeting.as_ref())?.series.as_deref()
    }

    /// The date that follows from what was said of when an item is due. Words such as *the next meeting* are counted
    /// from the meeting at which they were said.
    pub(super) fn effective_due_on(&self, item: &ActionItem) -> Option<Date> {
        let said = item.due_said_by();
        let meeting = said.and_then(|review| review.meeting.as_ref()).or(item.meeting.as_ref());
        let at = said.and_then(|review| review.at).or(item.opened);
        let planned: Vec<Date> = self.series(meeting).iter().map(|meeting| meeting.day).collect();
        item.due.effective_on(&due::Facts {
            origin: self.day_of(meeting).or(at.map(When::first_day)),
            named_meeting: self.day_of(item.due.meeting.as_ref()),
            series: &planned,
        })
    }

    /// How many later meetings of its series an item has survived undone.
    pub(super) fn carried_over(&self, item: &ActionItem) -> usize {
        let held: Vec<Date> = self.held_for(item).map(|meeting| meeting.day).collect();
        item.carried_over(self.day_of(item.meeting.as_ref()), &held, self.today)
    }

    /// Whether an item is still to be done and the last two meetings of its series that were held, both after the
    /// one that it came from, have not spoken of it.
    pub(super) fn is_stale(&self, item: &ActionItem) -> bool {
        let Some(origin) = self.day_of(item.meeting.as_ref()) else { return false };
        let mut later: Vec<&Occurrence> =
            self.held_for(item).filter(|meeting| meeting.day > origin).collect();
        let last = later.split_off(later.len().saturating_sub(STALE_AFTER));
        let spoken_of = |meeting: &&Occurrence| {
            let at = |review: &Review| match &review.meeting {
                Some(named) => named.id == meeting.id,
                None => review.at.and_then(When::day) == Some(meeting.day),
            };
            item.reviews.iter().any(at)
        };
        item.status.is_pending() && last.len() == STALE_AFTER && !last.iter().any(spoken_of)
    }

    /// Whether an item was still to be done when a day began. A review that does not say when it was said was said on
    /// the day of its meeting.
    pub(super) fn was_pending_on(&self, item: &ActionItem, day: Date) -> bool {
        let meetings = self.series(item.meeting.as_ref());
        let mut item = item.clone();
        for review in item.reviews.iter_mut().filter(|review| review.at.is_none()) {
            let named =
                |meeting: &&Occurrence| review.meeting.as_ref().is_some_and(|named| named.id == meeting.id);
            review.at = meetings.iter().find(named).map(|meeting| When::Day(meeting.day));
        }
        item.was_pending_on(day)
    }

    /// The day of a meeting that takes place.
    pub(super) fn day_of(&self, meeting: Option<&Ref>) -> Option<Date> {
        self.entry(meeting)?.day
    }

    fn entry(&self, meeting: Option<&Ref>) -> Option<&Entry> {
        self.meetings.get(&meeting?.id)
    }

    /// The meetings of the series that a meeting belongs to.
    fn series(&self, meeting: Option<&Ref>) -> &[Occurrence] {
        let series = self.entry(meeting).and_then(|entry| self.series.get(entry.series.as_ref()?));
        series.map_or(&[], Vec::as_slice)
    }

    /// Those that were held of the series that an item belongs to.
    fn held_for(&self, item: &ActionItem) -> impl Iterator<Item = &Occurrence> {
        let series = self.series(item.meeting.as_ref()).iter();
        series.filter(|meeting| meeting.held && meeting.day <= self.today)
    }
}

/// The present day in the server's time zone.
pub(super) fn today(kernel: &Kernel, context: &Context) -> Date {
    let instant = Timestamp::from_microsecond(context.now).unwrap_or(Timestamp::UNIX_EPOCH);
    kernel.settings().zone.to_datetime(instant).date()
}

/// The present moment.
pub(super) fn now(context: &Context) -> When {
    When::At(Moment::of_microsecond(context.now))
}

/// The meetings of some series, each series' in the order of their days.
async fn occurrences(
    kernel: &Kernel,
    context: &Context,
    series: &[&str],
) -> Result<HashMap<String, Vec<Occurrence>>> {
    let schedule = ResourceType::named("Schedule");
    let meetings: Vec<Meeting> =
        lookup::pointing(kernel, context, "series", schedule, series.iter().copied()).await?;
    let mut occurrences: HashMap<String, Vec<Occurrence>> = HashMap::new();
    for meeting in meetings.into_iter().filter(Meeting::takes_place) {
        let held = meeting.status == Status::Held;
        if let (Some(day), Some(series), Some(id)) = (meeting.date(), meeting.series, meeting.id) {
            occurrences.entry(series.id).or_default().push(Occurrence { id, day, held });
        }
    }
    occurrences.values_mut().for_each(|meetings| meetings.sort_by_key(|meeting| meeting.day));
    Ok(occurrences)
}
