//! The meeting that somebody means on the command line.

use jiff::civil::Date;
use relais::error::{Error, Kind, Result};
use relais::fhir::{Id, Resource};
use relais::kernel::{Context, Kernel, Key};
use relais::mapping::Mapped;
use relais::model::{Meeting, Series};
use relais::search::parse;

/// How many candidates a refusal names.
const MOST_NAMED: usize = 10;
/// How many meetings are looked at.
const MOST_READ: usize = 1000;

/// The meeting of this id, of this day, or of whose title or series these words are a part. A day may stand in
/// front of words. Fails with `no-such-meeting`, or with `several-meetings`, which names them.
pub(super) async fn find(kernel: &Kernel, context: &Context, wanted: &str) -> Result<Id> {
    let wanted = wanted.trim();
    if let Ok(id) = Id::parse(wanted) {
        let key = Key::new(Meeting::RESOURCE_TYPE, id.clone());
        match kernel.read(context, &key).await {
            Ok(_) => return Ok(id),
            Err(error) if matches!(error.kind(), Kind::NotFound | Kind::Gone) => {}
            Err(error) => return Err(error),
        }
    }
    let (first, rest) = wanted.split_once(' ').unwrap_or((wanted, ""));
    let day: Option<Date> = first.parse().ok();
    let words = if day.is_some() { rest.trim() } else { wanted };
    let mut meetings = of_title(kernel, context, day, words).await?;
    if meetings.is_empty() && !words.is_empty() {
        meetings = of_series(kernel, context, day, words).await?;
    }
    meetings.sort_by_key(|meeting| std::cmp::Reverse(meeting.date()));
    match meetings.as_slice() {
        [] => {
            let message = format!(
                "No meeting has the id or the day '{wanted}', and in no title and no series' name are these words."
            );
            Err(Error::new(Kind::NotFound, "no-such-meeting", message))
        }
        [one] => Id::parse(one.id.as_deref().unwrap_or_default()),
        several => Err(ambiguous(wanted, several)),
    }
}

fn ambiguous(wanted: &str, meetings: &[Meeting]) -> Error {
    let shown = meetings.iter().take(MOST_NAMED).map(|meeting| {
        let day = meeting.date().map_or_else(|| "no day".to_owned(), |day| day.to_string());
        format!("\n  {}  {day}  {}", meeting.id.as_deref().unwrap_or_default(), meeting.title)
    });
    let shown: String = shown.collect();
    let more = meetings.len().saturating_sub(MOST_NAMED);
    let more = if more == 0 { String::new() } else { format!("\n  and {more} more") };
    let message = format!("'{wanted}' may be {} meetings; name one by its id:{shown}{more}", meetings.len());
    Error::new(Kind::Conflict, "several-meetings", message)
}

async fn of_title(
    kernel: &Kernel,
    context: &Context,
    day: Option<Date>,
    words: &str,
) -> Result<Vec<Meeting>> {
    let mut search = Vec::new();
    search.extend(day.map(|day| ("period", day.to_string())));
    if !words.is_empty() {
        search.push(("description:contains", escaped(words)));
    }
    things(kernel, context, &search).await
}

async fn of_series(
    kernel: &Kernel,
    context: &Context,
    day: Option<Date>,
    words: &str,
) -> Result<Vec<Meeting>> {
    let series: Vec<Series> = things(kernel, context, &[("name:contains", escaped(words))]).await?;
    let ids = series.into_iter().filter_map(|series| Id::parse(&series.id?).ok()).collect();
    let found =
        kernel.pointing(context, Meeting::RESOURCE_TYPE, "series", Series::RESOURCE_TYPE, ids).await?;
    let meetings =
        found.iter().filter_map(|version| Meeting::from_fhir(&Resource::stored(&version.body).ok()?).ok());
    Ok(meetings.filter(|meeting| day.is_none() || meeting.date() == day).collect())
}

/// The things that search parameters find.
async fn things<M: Mapped>(kernel: &Kernel, context: &Context, search: &[(&str, String)]) -> Result<Vec<M>> {
    let search: Vec<_> = search.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let (registry, settings) = (kernel.registry(), kernel.settings());
    let parsed = parse::parse(&registry, M::RESOURCE_TYPE, &search, settings, context.now)?;
    let query = relais::search::Query { limit: MOST_READ, ..parsed.query };
    let found = kernel.find(context, &query).await?;
    let resources = found.matches.iter().filter_map(|version| Resource::stored(&version.body).ok());
    Ok(resources.filter_map(|resource| M::from_fhir(&resource).ok()).collect())
}

/// The words with the marks of search values escaped.
fn escaped(words: &str) -> String {
    let mut text = String::new();
    for character in words.chars() {
        if matches!(character, '\\' | ',' | '|' | '$') {
            text.push('\\');
        }
        text.push(character);
    }
    text
}
