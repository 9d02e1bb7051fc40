//! history of a resource, a type, and everything (R4, section 3.1.0.10), newest first.

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use crate::error::{Error, Issue, Kind, Result};
use crate::faces::auth::Reading;
use crate::faces::fhir::bundle::BundleWriter;
use crate::faces::fhir::format::{parameters, unknown, without_format};
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
    answer(&shared, &context, Scope::System, String::new(), &uri).await
}

pub(super) async fn of_type(
    State(shared): State<Shared>,
    Reading(context): Reading,
    TypeTarget(resource_type): TypeTarget,
    uri: Uri,
) -> Result<Response, Refusal> {
    answer(&shared, &context, Scope::Type(resource_type), format!("/{resource_type}"), &uri).await
}

pub(super) async fn of_instance(
    State(shared): State<Shared>,
    Reading(context): Reading,
    InstanceTarget(key): InstanceTarget,
    uri: Uri,
) -> Result<Response, Refusal> {
    let path = format!("/{}/{}", key.resource_type, key.id);
    answer(&shared, &context, Scope::Instance(key), path, &uri).await
}

async fn answer(
    shared: &Shared,
    context: &Context,
    scope: Scope,
    path: String,
    uri: &Uri,
) -> Result<Response, Refusal> {
    let pairs = without_format(parameters(uri));
    let mut asked = pairs.clone();
    let view = View::take(&mut asked, &types(&scope))?;
    let query = query(scope, &asked, shared)?;
    let page = shared.kernel.history(context, &query).await?;
    let base = shared.fhir_base();
    let address = |before: Option<i64>| {
        let mut encoded = form_urlencoded::Serializer::new(String::new());
        encoded.extend_pairs(pairs.iter().filter(|(name, _)| before.is_none() || name != "_before"));
        if let Some(before) = before {
            encoded.append_pair("_before", &before.to_string());
        }
        let query = encoded.finish();
        let separator = if query.is_empty() { "" } else { "?" };
        format!("{base}{path}/_history{separator}{query}")
    };
    let mut links = vec![("self", address(None))];
    links.extend(page.next.map(|next| ("next", address(Some(next)))));
    let mut bundle = BundleWriter::new("history", None, &links, base.clone());
    for version in page.versions {
        bundle.past(&view.of(version, Role::Asked)?);
    }
    Ok(Reply::resource(bundle.finish()).into_response(&base))
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
    let mut query = HistoryQuery { scope, since: None, before: None, limit: PAGE };
    for (name, value) in pairs {
        match name.as_str() {
            "_count" => {
                let count = value.parse().ok().filter(|count| (1..=LARGEST_PAGE).contains(count));
                query.limit = count.ok_or_else(|| wrong(name, value, "a number from 1 to 1000"))?;
            }
            "_since" => {
                let since = Interval::parse(value, &shared.kernel.settings().zone);
                let since =
                    since.ok_or_else(|| wrong(name, value, "an instant such as 2021-04-13T10:00:00Z"))?;
                query.since = Some(since.low);
            }
            "_before" => {
                let before = value.parse().ok();
                query.before = Some(before.ok_or_else(|| wrong(name, value, "taken from a 'next' link"))?);
            }
            _ => {
                return Err(unknown(
                    name,
                    "history takes _count, _since, _summary, _elements, _format and _pretty",
                ));
            }
        }
    }
    Ok(query)
}

fn wrong(name: &str, value: &str, valid: &str) -> Error {
    let message = format!("'{value}' is not a value of {name}, which is {valid}.");
    Error::with(Kind::Invalid, Issue::error("invalid-parameter-value", message).at_parameter(name))
}
