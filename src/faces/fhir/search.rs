//! search everywhere, in a type and in a compartment, by GET and by POST (R4, section 3.1.1).

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use crate::error::{Error, Kind, Result};
use crate::faces::auth::Reading;
use crate::faces::fhir::bundle::{BundleWriter, SearchMode};
use crate::faces::fhir::format::{parameters, with_query, without_format};
use crate::faces::fhir::reply::Reply;
use crate::faces::fhir::target::AreaTarget;
use crate::faces::fhir::view::View;
use crate::faces::fhir::{outcome, prefer};
use crate::faces::payload::Payload;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::fhir::subset::Role;
use crate::kernel::{Context, Found};
use crate::search::Area;
use crate::search::parse::{self, Handling, Parsed};

pub(super) async fn by_get(
    State(shared): State<Shared>,
    Reading(context): Reading,
    AreaTarget(area): AreaTarget,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    respond(&shared, &context, &area, parameters(&uri), &headers).await
}

/// The parameters of the address and of the form count together.
pub(super) async fn by_post(
    State(shared): State<Shared>,
    Reading(context): Reading,
    AreaTarget(area): AreaTarget,
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
    respond(&shared, &context, &area, pairs, &headers).await
}

async fn respond(
    shared: &Shared,
    context: &Context,
    area: &Area,
    pairs: Vec<(String, String)>,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let handling = prefer::handling(headers);
    let reply = answer(shared, context, area, pairs, handling).await?;
    Ok(prefer::handled(handling, reply.into_response(&shared.fhir_base())))
}

/// The searchset that answers. Its links say what was searched by, which is less than what was asked where a
/// lenient reading left something out.
pub(super) async fn answer(
    shared: &Shared,
    context: &Context,
    area: &Area,
    mut pairs: Vec<(String, String)>,
    handling: Handling,
) -> Result<Reply> {
    let kernel = &shared.kernel;
    let parsed = understood(shared, context, area, &pairs, handling)?;
    let total = match parsed.wants_total {
        true => Some(kernel.count(context, &parsed.query).await?),
        false => None,
    };
    let found = if parsed.count_only {
        Found { matches: Vec::new(), included: Vec::new(), next: None }
    } else {
        kernel.find(context, &parsed.query).await?
    };
    pairs.retain(|pair| !parsed.leaves_out(pair));
    let (base, path) = (shared.fhir_base(), area.path());
    let mut links = vec![("self", address(&base, &path, &pairs))];
    let pages = found.next.is_some() || parsed.query.after.is_some();
    pairs.retain(|(name, _)| name != "_cursor");
    if pages {
        links.push(("first", address(&base, &path, &pairs)));
    }
    if let Some(next) = &found.next {
        pairs.push(("_cursor".to_owned(), parsed.cursor(next)));
        links.push(("next", address(&base, &path, &pairs)));
    }
    let mut bundle = BundleWriter::new("searchset", total, &links, base);
    if !parsed.warnings.is_empty() {
        let issues = parsed.warnings.iter().map(|issue| (Kind::Invalid, issue));
        bundle.remarked(&outcome::of_issues(issues));
    }
    let view = View::new(parsed.subset);
    for version in found.matches {
        bundle.found(&view.of(version, Role::Asked)?, SearchMode::Match);
    }
    for version in found.included {
        bundle.found(&view.of(version, Role::Included)?, SearchMode::Include);
    }
    Ok(Reply::resource(bundle.finish()))
}

/// What a search asks.
pub(super) fn understood(
    shared: &Shared,
    context: &Context,
    area: &Area,
    pairs: &[(String, String)],
    handling: Handling,
) -> Result<Parsed> {
    let (kernel, asked) = (&shared.kernel, without_format(pairs.to_vec()));
    parse::parse_in(&kernel.registry(), area, &asked, kernel.settings(), context.now, handling)
}

/// A search's address.
fn address(base: &str, path: &str, pairs: &[(String, String)]) -> String {
    let slash = if path.is_empty() { "" } else { "/" };
    with_query(&format!("{base}{slash}{path}"), pairs)
}
