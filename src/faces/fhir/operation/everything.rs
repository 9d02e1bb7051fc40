//! `$everything`.

use crate::error::{At, Error, Result};
use crate::faces::fhir::bundle::{BundleWriter, SearchMode};
use crate::faces::fhir::format::with_query;
use crate::faces::fhir::operation::call::{Call, Target};
use crate::faces::fhir::reply::Reply;
use crate::faces::state::Shared;
use crate::fhir::datetime::{self, Interval};
use crate::fhir::{Id, ResourceType};
use crate::kernel::operations::Everything;
use crate::search::cursor;

/// How many matches a page holds unless the caller says otherwise, and at the most.
const PAGE: usize = 1000;

/// The parameter that says which page is asked for.
const CURSOR: &str = "_cursor";

pub(super) async fn answer(shared: &Shared, call: &Call) -> Result<Reply> {
    let asked = asked(shared, call)?;
    let found = shared.kernel.everything(&call.context, &asked).await?;
    let base = shared.fhir_base();
    let path = format!("{base}/{}", call_path(&asked, call));
    let mut links = vec![("self", with_query(&path, &pairs(call, &[])))];
    if let Some(next) = &found.next {
        let mut pairs = pairs(call, &[CURSOR]);
        pairs.push((CURSOR.to_owned(), cursor::encode(next, &question(&asked, call))));
        links.push(("next", with_query(&path, &pairs)));
    }
    let mut bundle = BundleWriter::new("searchset", None, &links, base);
    for version in &found.matches {
        bundle.found(version, SearchMode::Match);
    }
    for version in &found.included {
        bundle.found(version, SearchMode::Include);
    }
    Ok(Reply::resource(bundle.finish()))
}

/// What the call asks.
fn asked(shared: &Shared, call: &Call) -> Result<Everything> {
    let input = &call.input;
    let (of, id) = about(call)?;
    let count = match input.number("_count")? {
        None => PAGE,
        Some(count) if (1..=PAGE).contains(&count) => count,
        Some(_) => return Err(input.wrong("_count", format!("A page holds 1 to {PAGE} matches."))),
    };
    let (start, end) = (day(shared, call, "start")?, day(shared, call, "end")?);
    if let (Some(start), Some(end)) = (start, end)
        && end.high <= start.low
    {
        return Err(input.wrong("end", "'end' lies before 'start', so nothing can be between them."));
    }
    let since = input.text("_since").map(|text| since(call, text)).transpose()?;
    let mut asked = Everything { of, id, start, end, since, types: types(call)?, count, after: None };
    if let Some(page) = input.text(CURSOR) {
        let place = cursor::decode(page, &question(&asked, call));
        asked.after = Some(place.map_err(|error| at(error, CURSOR))?);
    }
    Ok(asked)
}

/// What the call is about: a type, or a resource of it.
fn about(call: &Call) -> Result<(ResourceType, Option<Id>)> {
    match &call.target {
        Target::Type(resource_type) => Ok((*resource_type, None)),
        Target::Instance(key) | Target::Version(key, _) => Ok((key.resource_type, Some(key.id.clone()))),
        Target::System => Err(Error::internal("$everything", "it is on no type")),
    }
}

fn at(error: Error, parameter: &str) -> Error {
    error.map_places(|_| Some(At::Parameter(parameter.to_owned())))
}

/// The stretch of time that a date stands for.
fn day(shared: &Shared, call: &Call, name: &'static str) -> Result<Option<Interval>> {
    let Some(text) = call.input.text(name) else { return Ok(None) };
    let zone = &shared.kernel.settings().zone;
    let read = Interval::parse(text, zone).filter(|_| datetime::is_date(text));
    let shown: String = text.chars().take(80).collect();
    read.map(Some).ok_or_else(|| {
        call.input.wrong(name, format!("'{shown}' is no date, such as 2021, 2021-04 or 2021-04-13."))
    })
}

fn since(call: &Call, text: &str) -> Result<i64> {
    let read = datetime::parse_instant(text).filter(|_| datetime::is_instant(text));
    let shown: String = text.chars().take(80).collect();
    read.ok_or_else(|| {
        call.input.wrong("_since", format!("'{shown}' is no instant, such as 2021-04-13T10:00:00Z."))
    })
}

/// The types of `_type`, which repeats and holds lists.
fn types(call: &Call) -> Result<Vec<ResourceType>> {
    let mut types = Vec::new();
    for text in call.input.texts("_type") {
        for name in text.split(',') {
            let found = ResourceType::parse(name).map_err(|error| at(error, "_type"))?;
            if !types.contains(&found) {
                types.push(found);
            }
        }
    }
    Ok(types)
}

/// What the call is given, as parameters of an address, without some of them.
fn pairs(call: &Call, without: &[&str]) -> Vec<(String, String)> {
    let kept = call.input.each().filter(|(parameter, _)| !without.contains(&parameter.name));
    let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    kept.map(|(parameter, value)| (parameter.name.to_owned(), text(value))).collect()
}

/// The question without its paging, which tells its pages from those of others.
fn question(asked: &Everything, call: &Call) -> String {
    with_query(&call_path(asked, call), &pairs(call, &[CURSOR, "_count"]))
}

/// The call's address below the FHIR base.
fn call_path(asked: &Everything, call: &Call) -> String {
    let code = call.definition.code;
    match &asked.id {
        Some(id) => format!("{}/{id}/${code}", asked.of),
        None => format!("{}/${code}", asked.of),
    }
}
