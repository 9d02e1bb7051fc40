//! update, also to a new id (R4, section 3.1.0.4).

use axum::extract::State;
use axum::http::header::{IF_MATCH, IF_NONE_MATCH};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use crate::error::{Error, Issue, Kind, Result};
use crate::faces::auth::Writing;
use crate::faces::fhir::format::{NoParameters, parameters};
use crate::faces::fhir::target::{InstanceTarget, TypeTarget};
use crate::faces::fhir::{change, create, preconditions};
use crate::faces::payload::Payload;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::fhir::Resource;
use crate::kernel::{Key, Operation};

pub(super) async fn handle(
    State(shared): State<Shared>,
    Writing(context): Writing,
    InstanceTarget(key): InstanceTarget,
    _: NoParameters,
    headers: HeaderMap,
    Payload(body): Payload,
) -> Result<Response, Refusal> {
    preconditions::only(&headers, &[IF_MATCH, IF_NONE_MATCH])?;
    let resource = under_its_id(Resource::parse(&body)?, &key)?;
    let operation = match (preconditions::must_be_new(&headers)?, preconditions::if_match(&headers)?) {
        (false, if_match) => Operation::Update { resource, if_match },
        (true, None) => Operation::Make(resource),
        (true, Some(_)) => return Err(contradicting().into()),
    };
    let written = shared.kernel.write(&context, operation).await?;
    Ok(change::respond(&shared, &headers, written))
}

/// Conditional update (R4, section 3.1.0.4.3): the parameters of the address say which resource is meant.
pub(super) async fn where_it_matches(
    State(shared): State<Shared>,
    Writing(context): Writing,
    TypeTarget(resource_type): TypeTarget,
    uri: Uri,
    headers: HeaderMap,
    Payload(body): Payload,
) -> Result<Response, Refusal> {
    preconditions::only(&headers, &[IF_MATCH])?;
    let condition = preconditions::in_address(&shared, &context, resource_type, parameters(&uri))?;
    let resource = create::of_type(Resource::parse(&body)?, resource_type)?;
    let if_match = preconditions::if_match(&headers)?;
    let written =
        shared.kernel.write(&context, Operation::UpdateWhere { resource, condition, if_match }).await?;
    Ok(change::respond(&shared, &headers, written))
}

/// Two conditions of which one excludes the other.
pub(super) fn contradicting() -> Error {
    let message =
        "If-Match asks for a version that is there, If-None-Match: * that there is none; state one.";
    Error::invalid("contradicting-conditions", message)
}

/// Refuses a resource that is not the one that the address names.
pub(super) fn under_its_id(resource: Resource, key: &Key) -> Result<Resource> {
    let resource = create::of_type(resource, key.resource_type)?;
    if resource.id().as_ref() == Some(&key.id) {
        return Ok(resource);
    }
    let message = format!("The resource's id is the one in the address: '{}'.", key.id);
    let issue = Issue::error("wrong-id", message).at_expression(format!("{}.id", key.resource_type));
    Err(Error::with(Kind::Invalid, issue))
}
