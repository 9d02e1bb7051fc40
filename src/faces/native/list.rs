//! Every list: one engine, so that all lists have the same manners.

use axum::extract::State;
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use crate::error::Result;
use crate::faces::auth::Reading;
use crate::faces::native::filter::ListQuery;
use crate::faces::native::item;
use crate::faces::native::resource::Resource;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::kernel::{Context, Kernel, Version};
use crate::search::Query;
use crate::search::query::Position;

/// How many pages of the store one page of a list may look through for what a flag asks.
const LONGEST_LOOK: usize = 20;

/// `GET /api/v1/{path}`.
pub(super) async fn handle<R: Resource>(
    State(shared): State<Shared>,
    Reading(context): Reading,
    uri: Uri,
) -> Result<Response, Refusal> {
    let pairs = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
    let list = ListQuery::read::<R>(&shared.kernel, context.now, pairs)?;
    let (items, next) = page::<R>(&shared.kernel, &context, &list).await?;
    let next = next.map(|position| list.cursor(&position));

    let mut body = Map::new();
    body.insert("data".to_owned(), Value::Array(items));
    body.insert("next".to_owned(), next.clone().map_or(Value::Null, Value::String));
    if list.total {
        body.insert("total".to_owned(), total::<R>(&shared.kernel, &context, &list).await?.into());
    }
    let mut response = axum::Json(Value::Object(body)).into_response();
    if let Some(next) = next {
        let limit = list.query.limit;
        let link =
            format!("<{}/api/v1/{}?limit={limit}&cursor={next}>; rel=\"next\"", shared.base_url, R::PATH);
        if let Ok(link) = HeaderValue::from_str(&link) {
            response.headers_mut().insert(header::LINK, link);
        }
    }
    Ok(response)
}

/// A page of things. Flags are worked out after reading, so such a page may hold fewer things than its limit and
/// still have a next one.
async fn page<R: Resource>(
    kernel: &Kernel,
    context: &Context,
    list: &ListQuery,
) -> Result<(Vec<Value>, Option<Position>)> {
    let mut query = list.query.clone();
    let mut items = Vec::new();
    for _ in 0..LONGEST_LOOK {
        query.limit = list.query.limit.saturating_sub(items.len());
        let found = kernel.find(context, &query).await?;
        items.extend(shown::<R>(kernel, context, list, &found.matches).await?);
        query.after = found.next;
        if query.after.is_none() || items.len() >= list.query.limit || list.flags.is_empty() {
            break;
        }
    }
    Ok((items, query.after))
}

/// The things of a page of the store that have the flags asked for.
async fn shown<R: Resource>(
    kernel: &Kernel,
    context: &Context,
    list: &ListQuery,
    versions: &[Version],
) -> Result<Vec<Value>> {
    let read = item::models::<R>(versions);
    let (versions, models): (Vec<&Version>, Vec<R::Model>) = read.into_iter().unzip();
    let computed = R::compute(kernel, context, &models).await?;
    let mut items = Vec::with_capacity(models.len());
    for ((version, model), computed) in versions.into_iter().zip(&models).zip(computed) {
        if list.flags.iter().all(|(name, wanted)| R::flag(&computed, name) == *wanted) {
            items.push(item::render::<R>(version, model, &computed)?);
        }
    }
    Ok(items)
}

/// How many things the list holds in all.
async fn total<R: Resource>(kernel: &Kernel, context: &Context, list: &ListQuery) -> Result<u64> {
    if list.flags.is_empty() {
        return kernel.count(context, &list.query).await;
    }
    let mut query = Query { limit: super::filter::LARGEST_PAGE, after: None, ..list.query.clone() };
    let mut total = 0;
    loop {
        let found = kernel.find(context, &query).await?;
        let shown = shown::<R>(kernel, context, list, &found.matches).await?;
        total += u64::try_from(shown.len()).unwrap_or(u64::MAX);
        match found.next {
            Some(next) => query.after = Some(next),
            None => return Ok(total),
        }
    }
}
