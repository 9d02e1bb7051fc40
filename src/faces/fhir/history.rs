//! history of a resource, a type, and everything (R4, section 3.1.0.10): newest first unless `_sort` says
//! otherwise.

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use crate::error::Result;
use crate::faces::auth::Reading;
use crate::faces::fhir::bundle::BundleWriter;
use crate::faces::fhir::format::{parameters, unknown, with_query, without_format, wrong};
use crate::faces::fhir::reply::Reply;
use crate::faces::fhir::target::{InstanceTarget, TypeTarget};
use crate::faces::fhir::view::View;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::fhir::ResourceType;
use crate::fhir::datetime::Interval;
use crate::fhir::subset::Role;
use crate::kernel::{Context, HistoryQuery, HistoryScope as Scope};

/// How many versions a page holds, unless the caller says otherwise, and at the most.
const PAGE: usize = 50;
const LARGEST_PAGE: usize = 1000;

pub(super) async fn system(
    State(shared): State<Shared>,
    Reading(context): Reading,
    uri: Uri,
) -> Result<Response, Refusal> {
    respond(&shared, &context, Scope::System, &uri).await
}

pub(super) async fn of_type(
    State(shared): State<Shared>,
    Reading(context): Reading,
    TypeTarget(resource_type): TypeTarget,
    uri: Uri,
) -> Result<Response, Refusal> {
    respond(&shared, &context, Scope::Type(resource_type), &uri).await
}

pub(super) async fn of_instance(
    State(shared): State<Shared>,
    Reading(context): Reading,
    InstanceTarget(key): InstanceTarget,
    uri: Uri,
) -> Result<Response, Refusal> {
    respond(&shared, &context, Scope::Instance(key), &uri).await
}

async fn respond(shared: &Shared, context: &Context, scope: Scope, uri: &Uri) -> Result<Response, Refusal> {
    let reply = answer(shared, context, scope, parameters(uri)).await?;
    Ok(reply.into_response(&shared.fhir_base()))
}

/// The Bundle of the type history that answers.
pub(super) async fn answer(
    shared: &Shared,
    context: &Context,
    scope: Scope,
    pairs: Vec<(String, String)>,
) -> Result<Reply> {
    let (query, view) = understood(shared, scope, &pairs)?;
    let page = shared.kernel.history(context, &query).await?;
    let base = shared.fhir_base();
    let path = match &query.scope {
        Scope::System => String::new(),
        Scope::Type(resource_type) => format!("/{resource_type}"),
        Scope::Instance(key) => format!("/{}/{}", key.resource_type, key.id),
    };
    let address = |cursor: Option<i64>| {
        let mut pairs = pairs.clone();
        if let Some(cursor) = cursor {
            pairs.retain(|(name, _)| name != "_cursor");
            pairs.push(("_cursor".to_owned(), cursor.to_string()));
        }
        with_query(&format!("{base}{path}/_history"), &pairs)
    };
    let mut links = vec![("self", address(None))];
    links.extend(page.next.map(|next| ("next", address(Some(next)))));
    let mut bundle = BundleWriter::new("history", None, &links, base.clone());
    for version in page.versions {
        bundle.past(&view.of(version, Role::Asked)?);
    }
    Ok(Reply::resource(bundle.finish()))
}

/// What is asked of history, and what of each version is shown; refused where any of it is not understood.
pub(super) fn understood(
    shared: &Shared,
    scope: Scope,
    pairs: &[(String, String)],
) -> Result<(HistoryQuery, View)> {
    let mut pairs = without_format(pairs.to_vec());
    let view = View::take(&mut pairs, &types(&scope))?;
    let query = query(scope, &pairs, shared)?;
    Ok((query, view))
}

/// The types whose versions a history holds.
fn types(scope: &Scope) -> Vec<ResourceType> {
    match scope {
        Scope::System => ResourceType::all().collect(),
        Scope::Type(resource_type) => vec![*resource_type],
        Scope::Instance(key) => vec![key.resource_type],
    }
}

fn query(scope: Scope, pairs: &[(String, String)], shared: &Shared) -> Result<HistoryQuery> {
    let mut query = HistoryQuery::all(scope, PAGE);
    let interval = |text: &str| Interval::parse(text, &shared.kernel.settings().zone);
    for (place, (name, value)) in pairs.iter().enumerate() {
        if pairs.iter().take(place).any(|(earlier, _)| earlier == name) {
            return Err(wrong(name, value, "given once"));
        }
        match name.as_str() {
            "_count" => {
                let count = value.parse().ok().filter(|count| (1..=LARGEST_PAGE).contains(count));
                query.limit = count.ok_or_else(|| wrong(name, value, "a number from 1 to 1000"))?;
            }
            "_since" => {
                let since = interval(value);
                let since =
                    since.ok_or_else(|| wrong(name, value, "an instant such as 2021-04-13T10:00:00Z"))?;
                query.since = Some(since.low);
            }
            "_at" => {
                let period = interval(value);
                let period = period.ok_or_else(|| {
                    wrong(
                        name,
                        value,
                        "a date or an instant such as 2021-04, 2021-04-13 or 2021-04-13T10:00:00Z",
                    )
                })?;
                query.during = Some((period.low, period.high));
            }
            "_sort" => {
                query.oldest_first = match value.as_str() {
                    "_lastUpdated" => true,
                    "-_lastUpdated" => false,
                    _ => return Err(wrong(name, value, "_lastUpdated or -_lastUpdated")),
                };
            }
            "_cursor" => {
                let cursor = value.parse().ok();
                query.after = Some(cursor.ok_or_else(|| wrong(name, value, "taken from a 'next' link"))?);
            }
            _ => {
                let valid =
                    "history takes _count, _since, _at, _sort, _summary, _elements, _format and _pretty";
                return Err(unknown(name, valid));
            }
        }
    }
    Ok(query)
}
