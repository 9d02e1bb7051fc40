//! history of a resource, a type, and everything (R4, section 3.1.0.10): newest first unless `_sort` says
//! otherwise.

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use crate::error::{Error, Issue, Kind, Result, Severity};
use crate::faces::auth::Reading;
use crate::faces::fhir::bundle::BundleWriter;
use crate::faces::fhir::format::{FORMAT, PRETTY, parameters, unknown, with_query, wrong};
use crate::faces::fhir::reply::Reply;
use crate::faces::fhir::target::{InstanceTarget, TypeTarget};
use crate::faces::fhir::view::View;
use crate::faces::fhir::{outcome, prefer};
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::fhir::ResourceType;
use crate::fhir::datetime::Interval;
use crate::fhir::subset::Role;
use crate::kernel::{Context, HistoryQuery, HistoryScope as Scope};
use crate::search::parse::Handling;

/// How many versions a page holds, unless the caller says otherwise, and at the most.
const PAGE: usize = 50;
const LARGEST_PAGE: usize = 1000;

pub(super) async fn system(
    State(shared): State<Shared>,
    Reading(context): Reading,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    respond(&shared, &context, Scope::System, &uri, &headers).await
}

pub(super) async fn of_type(
    State(shared): State<Shared>,
    Reading(context): Reading,
    TypeTarget(resource_type): TypeTarget,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    respond(&shared, &context, Scope::Type(resource_type), &uri, &headers).await
}

pub(super) async fn of_instance(
    State(shared): State<Shared>,
    Reading(context): Reading,
    InstanceTarget(key): InstanceTarget,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    respond(&shared, &context, Scope::Instance(key), &uri, &headers).await
}

async fn respond(
    shared: &Shared,
    context: &Context,
    scope: Scope,
    uri: &Uri,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let handling = prefer::handling(headers);
    let reply = answer(shared, context, scope, parameters(uri), handling).await?;
    Ok(prefer::handled(handling, reply.into_response(&shared.fhir_base())))
}

/// The Bundle of the type history that answers. Its links say what was asked by, which is less than the caller
/// sent where a lenient reading left something out.
pub(super) async fn answer(
    shared: &Shared,
    context: &Context,
    scope: Scope,
    pairs: Vec<(String, String)>,
    handling: Handling,
) -> Result<Reply> {
    let Asked { query, view, pairs, warnings } = understood(shared, scope, pairs, handling)?;
    let page = shared.kernel.history(context, &query).await?;
    let base = shared.fhir_base();
    let path = match &query.scope {
        Scope::System => "_history".to_owned(),
        Scope::Type(resource_type) => format!("{resource_type}/_history"),
        Scope::Instance(key) => format!("{}/{}/_history", key.resource_type, key.id),
    };
    let address = |cursor: Option<i64>| {
        let mut pairs = pairs.clone();
        if let Some(cursor) = cursor {
            pairs.retain(|(name, _)| name != "_cursor");
            pairs.push(("_cursor".to_owned(), cursor.to_string()));
        }
        with_query(&format!("{base}/{path}"), &pairs)
    };
    let mut links = vec![("self", address(None))];
    links.extend(page.next.map(|next| ("next", address(Some(next)))));
    let mut bundle = BundleWriter::new("history", None, &links, base.clone());
    if !warnings.is_empty() {
        let issues = warnings.iter().map(|issue| (Kind::Invalid, issue));
        bundle.remarked_in_history(&path, &outcome::of_issues(issues));
    }
    for version in page.versions {
        bundle.past(&view.of(version, Role::Asked)?);
    }
    Ok(Reply::resource(bundle.finish()))
}

/// What is asked of history.
#[derive(Debug)]
pub(super) struct Asked {
    query: HistoryQuery,
    /// What of each version is shown.
    view: View,
    /// The parameters that were understood.
    pairs: Vec<(String, String)>,
    /// What was left out, and why.
    warnings: Vec<Issue>,
}

/// What is asked of history; refused where any of it is not understood, unless the caller prefers that it be left
/// out. A page is never left out: the answer would be another one.
pub(super) fn understood(
    shared: &Shared,
    scope: Scope,
    pairs: Vec<(String, String)>,
    handling: Handling,
) -> Result<Asked> {
    let mut shown: Vec<_> = pairs.iter().filter(|pair| is_shown(pair)).cloned().collect();
    let mut asked = Asked {
        query: HistoryQuery::all(scope, PAGE),
        view: View::default(),
        pairs: Vec::new(),
        warnings: Vec::new(),
    };
    let mut leave_out = |error: Error, is_page: bool| {
        if handling == Handling::Strict || is_page {
            return Err(error);
        }
        let warnings = error.issues().iter().cloned();
        asked.warnings.extend(warnings.map(|issue| Issue { severity: Severity::Warning, ..issue }));
        Ok(())
    };
    let types = types(&asked.query.scope);
    let is_view_read = match View::take(&mut shown, &types) {
        Ok(view) => {
            asked.view = view;
            true
        }
        Err(error) => leave_out(error, false).map(|()| false)?,
    };
    for pair in pairs {
        let is_known = match pair.0.as_str() {
            FORMAT | PRETTY => true,
            _ if is_shown(&pair) => is_view_read,
            name => {
                let is_second = asked.pairs.iter().any(|(earlier, _)| earlier == name);
                let read = match is_second {
                    true => Err(wrong(name, &pair.1, "given once")),
                    false => read(&mut asked.query, name, &pair.1, shared),
                };
                match read {
                    Ok(()) => true,
                    Err(error) => leave_out(error, name == "_cursor").map(|()| false)?,
                }
            }
        };
        if is_known {
            asked.pairs.push(pair);
        }
    }
    Ok(asked)
}

fn is_shown((name, _): &(String, String)) -> bool {
    matches!(name.as_str(), "_summary" | "_elements")
}

/// The types whose versions a history holds.
fn types(scope: &Scope) -> Vec<ResourceType> {
    match scope {
        Scope::System => ResourceType::all().collect(),
        Scope::Type(resource_type) => vec![*resource_type],
        Scope::Instance(key) => vec![key.resource_type],
    }
}

/// Reads a parameter that chooses versions or their order.
fn read(query: &mut HistoryQuery, name: &str, value: &str, shared: &Shared) -> Result<()> {
    let interval = || Interval::parse(value, &shared.kernel.settings().zone);
    match name {
        "_count" => {
            let count = value.parse().ok().filter(|count| (1..=LARGEST_PAGE).contains(count));
            query.limit = count.ok_or_else(|| wrong(name, value, "a number from 1 to 1000"))?;
        }
        "_since" => {
            let since = interval();
            let since = since.ok_or_else(|| wrong(name, value, "an instant such as 2021-04-13T10:00:00Z"))?;
            query.since = Some(since.low);
        }
        "_at" => {
            const VALID: &str = "a date or an instant such as 2021-04, 2021-04-13 or 2021-04-13T10:00:00Z";
            let period = interval().ok_or_else(|| wrong(name, value, VALID))?;
            query.during = Some((period.low, period.high));
        }
        "_sort" => {
            query.oldest_first = match value {
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
            let valid = "history takes _count, _since, _at, _sort, _summary, _elements, _format and _pretty";
            return Err(unknown(name, valid));
        }
    }
    Ok(())
}
