//! search in a type, by GET and by POST (R4, section 3.1.1).

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use crate::error::{Error, Kind, Result};
use crate::faces::auth::Reading;
use crate::faces::fhir::bundle::{BundleWriter, SearchMode};
use crate::faces::fhir::format::{parameters, without_format};
use crate::faces::fhir::reply::Reply;
use crate::faces::fhir::target::TypeTarget;
use crate::faces::fhir::view::View;
use crate::faces::payload::Payload;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::fhir::ResourceType;
use crate::fhir::subset::Role;
use crate::kernel::{Context, Found};
use crate::search::parse::{self, Parsed};

pub(super) async fn by_get(
    State(shared): State<Shared>,
    Reading(context): Reading,
    TypeTarget(resource_type): TypeTarget,
    uri: Uri,
) -> Result<Response, Refusal> {
    let reply = answer(&shared, &context, resource_type, parameters(&uri)).await?;
    Ok(reply.into_response(&shared.fhir_base()))
}

/// The parameters of the address and of the form count together.
pub(super) async fn by_post(
    State(shared): State<Shared>,
    Reading(context): Reading,
    TypeTarget(resource_type): TypeTarget,
    uri: Uri,
    headers: HeaderMap,
    Payload(body): Payload,
) -> Result<Response, Refusal> {
    let sent = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_form = sent.split(';').next().unwrap_or_default().trim() == "application/x-www-form-urlencoded";
    if !is_form && !body.is_empty() {
        let message = "A search by POST sends its parameters as application/x-www-form-urlencoded.";
        return Err(Error::new(Kind::UnsupportedMediaType, "unsupported-media-type", message).into());
    }
    let mut pairs = parameters(&uri);
    pairs.extend(form_urlencoded::parse(&body).into_owned());
    let reply = answer(&shared, &context, resource_type, pairs).await?;
    Ok(reply.into_response(&shared.fhir_base()))
}

/// The searchset that answers.
pub(super) async fn answer(
    shared: &Shared,
    context: &Context,
    resource_type: ResourceType,
    pairs: Vec<(String, String)>,
) -> Result<Reply> {
    let kernel = &shared.kernel;
    let parsed = understood(shared, context, resource_type, &pairs)?;
    let total = match parsed.wants_total {
        true => Some(kernel.count(context, &parsed.query).await?),
        false => None,
    };
    let found = if parsed.count_only {
        Found { matches: Vec::new(), included: Vec::new(), next: None }
    } else {
        kernel.find(context, &parsed.query).await?
    };
    let base = shared.fhir_base();
    let mut links = vec![("self", address(&base, resource_type, &pairs, None))];
    if let Some(next) = &found.next {
        links.push(("next", address(&base, resource_type, &pairs, Some(parsed.cursor(next)))));
    }
    let mut bundle = BundleWriter::new("searchset", total, &links, base);
    let view = View::new(parsed.subset);
    for version in found.matches {
        bundle.found(&view.of(version, Role::Asked)?, SearchMode::Match);
    }
    for version in found.included {
        bundle.found(&view.of(version, Role::Included)?, SearchMode::Include);
    }
    Ok(Reply::resource(bundle.finish()))
}

/// What a search asks; refused where any of it is not understood.
pub(super) fn understood(
    shared: &Shared,
    context: &Context,
    resource_type: ResourceType,
    pairs: &[(String, String)],
) -> Result<Parsed> {
    let (kernel, asked) = (&shared.kernel, without_format(pairs.to_vec()));
    parse::parse(&kernel.registry(), resource_type, &asked, kernel.settings(), context.now)
}

/// The search's address, at the page that a cursor names.
fn address(
    base: &str,
    resource_type: ResourceType,
    pairs: &[(String, String)],
    cursor: Option<String>,
) -> String {
    let mut encoded = form_urlencoded::Serializer::new(String::new());
    encoded.extend_pairs(pairs.iter().filter(|(name, _)| cursor.is_none() || name != "_cursor"));
    if let Some(cursor) = cursor {
        encoded.append_pair("_cursor", &cursor);
    }
    let query = encoded.finish();
    let separator = if query.is_empty() { "" } else { "?" };
    format!("{base}/{resource_type}{separator}{query}")
}
