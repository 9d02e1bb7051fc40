//! When the meetings are that action items speak of, looked up for a whole page at once.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::error::Result;
use crate::faces::native::lookup;
use crate::fhir::{Id, Resource, ResourceType};
use crate::kernel::{Context, Kernel, Key, Version};
use crate::mapping::Mapped;
use crate::model::meeting::Status;
use crate::model::{ActionItem, Meeting, Ref};

/// The days of meetings, and which series they belong to.
#[derive(Debug)]
pub(super) struct Calendar {
    today: Date,
    meetings: HashMap<String, Entry>,
    /// For each series the days of its meetings that take place, and whether they were held.
    series: HashMap<String, Vec<(Date, bool)>>,
}

/// What is known of one meeting.
#[derive(Debug)]
struct Entry {
    day: Option<Date>,
    series: Option<String>,
}

impl Calendar {
    /// Looks up everything that a page of action items needs: the meetings that they name, and all meetings of
    /// those meetings' series.
    pub(super) async fn of(kernel: &Kernel, context: &Context, items: &[ActionItem]) -> Result<Self> {
        let named =
            items.iter().flat_map(|item| [item.meeting.as_ref(), item.due.meeting.as_ref()]).flatten();
        let mut keys: Vec<Key> = named
            .filter_map(|meeting| Some(Key::new(Meeting::RESOURCE_TYPE, Id::parse(&meeting.id).ok()?)))
            .collect();
        keys.sort();
        keys.dedup();
        let mut meetings = HashMap::new();
        for meeting in kernel.read_many(context, &keys).await?.iter().filter_map(meeting) {
            let day = meeting.date().filter(|_| meeting.takes_place());
            let series = meeting.series.map(|series| series.id);
            meetings.insert(meeting.id.unwrap_or_default(), Entry { day, series });
        }
        let wanted: Vec<&str> = meetings.values().filter_map(|entry| entry.series.as_deref()).collect();
        let series = days_of(kernel, context, &wanted).await?;
        let instant = Timestamp::from_microsecond(context.now).unwrap_or(Timestamp::UNIX_EPOCH);
        let today = kernel.settings().zone.to_datetime(instant).date();
        Ok(Self { today, meetings, series })
    }

    /// The present day in the server's time zone.
    pub(super) fn today(&self) -> Date {
        self.today
    }

    /// The day of a meeting that takes place.
    pub(super) fn day_of(&self, meeting: Option<&Ref>) -> Option<Date> {
        self.meetings.get(&meeting?.id)?.day
    }

    /// The series of a meeting.
    pub(super) fn series_of(&self, meeting: Option<&Ref>) -> Option<&str> {
        self.meetings.get(&meeting?.id)?.series.as_deref()
    }

    /// The days of a series' meetings, or only of those that were held.
    pub(super) fn days(&self, series: Option<&str>, held_only: bool) -> Vec<Date> {
        let days = series.and_then(|series| self.series.get(series)).into_iter().flatten();
        days.filter(|(_, held)| *held || !held_only).map(|(day, _)| *day).collect()
    }
}

/// The days of all meetings of some series.
async fn days_of(
    kernel: &Kernel,
    context: &Context,
    series: &[&str],
) -> Result<HashMap<String, Vec<(Date, bool)>>> {
    let schedule = ResourceType::named("Schedule");
    let meetings: Vec<Meeting> =
        lookup::pointing(kernel, context, "series", schedule, series.iter().copied()).await?;
    let mut days: HashMap<String, Vec<(Date, bool)>> = HashMap::new();
    for meeting in meetings.into_iter().filter(Meeting::takes_place) {
        if let (Some(day), Some(series)) = (meeting.date(), meeting.series) {
            days.entry(series.id).or_default().push((day, meeting.status == Status::Held));
        }
    }
    Ok(days)
}

fn meeting(version: &Version) -> Option<Meeting> {
    Meeting::from_fhir(&Resource::stored(&version.body).ok()?).ok()
}
