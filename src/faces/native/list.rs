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

/// How many pages of the store one page of a list may look through for what the search cannot tell.
const LONGEST_LOOK: usize = 20;

/// `GET /api/v1/{path}`.
pub(super) async fn handle<R: Resource>(
    State(shared): State<Shared>,
    Reading(context): Reading,
    uri: Uri,
) -> Result<Response, Refusal> {
    let pairs = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
    answer::<R>(&shared, &context, pairs).await
}

/// The page that parameters ask for.
pub(super) async fn answer<R: Resource>(
    shared: &Shared,
    context: &Context,
    pairs: Vec<(String, String)>,
) -> Result<Response, Refusal> {
    let list = ListQuery::read::<R>(&shared.kernel, context, pairs).await?;
    let (items, next) = page::<R>(&shared.kernel, context, &list).await?;
    let next = next.map(|position| list.cursor(R::PATH, &position));

    let mut body = Map::new();
    body.insert("data".to_owned(), Value::Array(items));
    body.insert("next".to_owned(), next.clone().map_or(Value::Null, Value::String));
    if list.total {
        body.insert("total".to_owned(), total::<R>(&shared.kernel, context, &list).await?.into());
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

/// A page of things. What the search cannot tell is worked out after reading, so such a page may hold fewer things than its limit and
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
        if query.after.is_none() || items.len() >= list.query.limit || list.is_exact() {
            break;
        }
    }
    Ok((items, query.after))
}

/// The things of a page of the store that are meant.
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
        if is_meant::<R>(list, model, &computed) {
            items.push(item::render::<R>(version, model, &computed)?);
        }
    }
    Ok(items)
}

/// Whether a thing has the flags and the words that were asked for.
fn is_meant<R: Resource>(list: &ListQuery, model: &R::Model, computed: &R::Computed) -> bool {
    let flags = list.flags.iter().all(|(name, wanted)| R::flag(computed, name) == *wanted);
    let has_one = |(name, wanted): &(&str, Vec<String>)| {
        R::word(model, name).is_some_and(|word| wanted.iter().any(|one| one == word))
    };
    flags && list.words.iter().all(has_one)
}

/// Every thing of a list, of at most so many; `None` when there are more.
pub(super) async fn whole<R: Resource>(
    kernel: &Kernel,
    context: &Context,
    list: &ListQuery,
    most: usize,
) -> Result<Option<Vec<(Version, R::Model)>>> {
    let mut query = Query { limit: super::filter::LARGEST_PAGE, after: None, ..list.query.clone() };
    let mut things = Vec::new();
    loop {
        let found = kernel.find(context, &query).await?;
        let read = item::models::<R>(&found.matches);
        let (versions, models): (Vec<&Version>, Vec<R::Model>) = read.into_iter().unzip();
        let computed = R::compute(kernel, context, &models).await?;
        for ((version, model), computed) in versions.into_iter().zip(models).zip(computed) {
            if is_meant::<R>(list, &model, &computed) {
                things.push((version.clone(), model));
            }
        }
        match found.next {
            _ if things.len() > most => return Ok(None),
            Some(next) => query.after = Some(next),
            None => return Ok(Some(things)),
        }
    }
}

/// How many things the list holds in all.
async fn total<R: Resource>(kernel: &Kernel, context: &Context, list: &ListQuery) -> Result<u64> {
    if list.is_exact() {
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
