//! What a thing was, version by version.

use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::error::{Error, Issue, Kind, Result};
use crate::faces::auth::Reading;
use crate::faces::native::filter::{LARGEST_PAGE, PAGE};
use crate::faces::native::item;
use crate::faces::native::resource::Resource;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::fhir::datetime;
use crate::kernel::{Context, HistoryQuery, HistoryScope, Kernel, Key, Version};

/// `GET /api/v1/{path}/{id}/history`: newest first; a deletion is a version too.
pub(super) async fn handle<R: Resource>(
    State(shared): State<Shared>,
    Reading(context): Reading,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Response, Refusal> {
    let key = item::key::<R>(&id)?;
    let (limit, before) = asked(&uri)?;
    let query =
        HistoryQuery { after: before, ..HistoryQuery::all(HistoryScope::Instance(key.clone()), limit) };
    let page =
        shared.kernel.history(&context, &query).await.map_err(|error| item::named::<R>(error, &key))?;

    let mut states = states::<R>(&page.versions)?;
    if let Some(oldest) = page.versions.last() {
        states.push(before_that::<R>(&shared.kernel, &context, &key, oldest.number).await?);
    }
    if states.iter().all(Option::is_none) {
        return Err(item::other::<R>(&key).into());
    }
    let entries = page.versions.iter().zip(states.windows(2));
    let entries = entries.filter_map(|(version, pair)| match pair {
        [now, before] => Some(entry(version, now.as_ref(), before.as_ref())),
        _ => None,
    });
    let next = page.next.map(|next| next.to_string());
    Ok(axum::Json(json!({ "data": entries.collect::<Vec<_>>(), "next": next })).into_response())
}

/// How many versions are asked for, and where the page starts.
fn asked(uri: &Uri) -> Result<(usize, Option<i64>)> {
    let (mut limit, mut before) = (PAGE, None);
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        let wrong = match name.as_ref() {
            "limit" => match value.parse() {
                Ok(number) if (1..=LARGEST_PAGE).contains(&number) => {
                    limit = number;
                    continue;
                }
                _ => Issue::error("invalid-parameter-value", "'limit' is a number from 1 to 1000."),
            },
            "cursor" => match value.parse() {
                Ok(row) => {
                    before = Some(row);
                    continue;
                }
                Err(_) => Issue::error("invalid-cursor", "Take the cursor from 'next' of the page before."),
            },
            _ => {
                let message = format!("A history has no parameter '{name}'. It has: limit, cursor.");
                Issue::error("unknown-parameter", message)
            }
        };
        return Err(Error::with(Kind::Invalid, wrong.at_parameter(name.as_ref())));
    }
    Ok((limit, before))
}

/// The fields of each version; `None` of a deletion, and of a version that was another thing.
fn states<R: Resource>(versions: &[Version]) -> Result<Vec<Option<Map<String, Value>>>> {
    versions.iter().map(state::<R>).collect()
}

fn state<R: Resource>(version: &Version) -> Result<Option<Map<String, Value>>> {
    if version.is_deleted() {
        return Ok(None);
    }
    match item::thing::<R>(version)? {
        Some(model) => Ok(item::value(&R::fields(&model))?.as_object().cloned()),
        None => Ok(None),
    }
}

/// The fields of the version before one.
async fn before_that<R: Resource>(
    kernel: &Kernel,
    context: &Context,
    key: &Key,
    number: u64,
) -> Result<Option<Map<String, Value>>> {
    if number <= 1 {
        return Ok(None);
    }
    match kernel.vread(context, key, number.saturating_sub(1)).await {
        Ok(version) => state::<R>(&version),
        Err(error) if matches!(error.kind(), Kind::Gone | Kind::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

fn entry(version: &Version, now: Option<&Map<String, Value>>, before: Option<&Map<String, Value>>) -> Value {
    let differs = |(name, value): &(&String, &Value)| match before {
        Some(before) => before.get(*name) != Some(*value),
        None => !value.is_null() && !value.as_array().is_some_and(Vec::is_empty),
    };
    let changed: Vec<&String> = now.into_iter().flatten().filter(differs).map(|(name, _)| name).collect();
    json!({
        "version": version.number,
        "updated_at": datetime::format_instant(version.at),
        "deleted": version.is_deleted(),
        "changed": changed,
        "fields": now,
    })
}
