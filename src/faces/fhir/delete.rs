//! delete (R4, section 3.1.0.7): done when the resource is gone, whoever deleted it.

use axum::extract::State;
use axum::http::header::IF_MATCH;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use crate::error::{Error, Issue, Kind, Result};
use crate::faces::auth::Writing;
use crate::faces::fhir::format::{NoParameters, parameters};
use crate::faces::fhir::target::{InstanceTarget, TypeTarget};
use crate::faces::fhir::{change, preconditions};
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::fhir::ResourceType;
use crate::kernel::{Condition, Context, Operation};

/// How many resources one conditional delete may end.
const MOST: usize = 1000;

pub(super) async fn handle(
    State(shared): State<Shared>,
    Writing(context): Writing,
    InstanceTarget(key): InstanceTarget,
    _: NoParameters,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    preconditions::only(&headers, &[IF_MATCH])?;
    let written = shared.kernel.delete(&context, key, preconditions::if_match(&headers)?).await?;
    Ok(change::respond(&shared, &headers, written))
}

/// Conditional delete (R4, section 3.1.0.7.1): the parameters of the address say what is meant.
pub(super) async fn where_it_matches(
    State(shared): State<Shared>,
    Writing(context): Writing,
    TypeTarget(resource_type): TypeTarget,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    preconditions::only(&headers, &[IF_MATCH])?;
    let if_match = preconditions::if_match(&headers)?;
    let (condition, most) = understood(&shared, &context, resource_type, parameters(&uri), if_match)?;
    let written = shared.kernel.write(&context, Operation::DeleteWhere { condition, most, if_match }).await?;
    Ok(change::respond(&shared, &headers, written))
}

/// What a conditional delete means, and how many it may end: one resource, unless `_count` says more. A criterion that
/// is wider than its author thought costs nothing, because nothing is done when it finds more.
pub(super) fn understood(
    shared: &Shared,
    context: &Context,
    resource_type: ResourceType,
    pairs: Vec<(String, String)>,
    if_match: Option<u64>,
) -> Result<(Condition, usize)> {
    let (counts, criteria): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(name, _)| name == "_count");
    let most = match counts.as_slice() {
        [] => 1,
        [(_, count)] => count.parse().ok().filter(|count| (1..=MOST).contains(count)).ok_or_else(|| {
            wrong_count(format!("'{count}' is not a value of _count, which is a number from 1 to {MOST}."))
        })?,
        _ => return Err(wrong_count("'_count' stands more than once.".to_owned())),
    };
    if most > 1 && if_match.is_some() {
        return Err(wrong_count("If-Match names the version of one resource; leave out _count.".to_owned()));
    }
    Ok((preconditions::in_address(shared, context, resource_type, criteria)?, most))
}

fn wrong_count(message: String) -> Error {
    Error::with(Kind::Invalid, Issue::error("invalid-parameter-value", message).at_parameter("_count"))
}
