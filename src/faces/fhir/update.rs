//! update, also to a new id (R4, section 3.1.0.4).

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::IF_NONE_MATCH;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::error::{Error, Issue, Kind, Result};
use crate::faces::auth::Writing;
use crate::faces::fhir::format::NoParameters;
use crate::faces::fhir::reply::Reply;
use crate::faces::fhir::target::InstanceTarget;
use crate::faces::fhir::{create, preconditions};
use crate::faces::payload::Payload;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::fhir::Resource;
use crate::kernel::{Key, Outcome, Written};

pub(super) async fn handle(
    State(shared): State<Shared>,
    Writing(context): Writing,
    InstanceTarget(key): InstanceTarget,
    _: NoParameters,
    headers: HeaderMap,
    Payload(body): Payload,
) -> Result<Response, Refusal> {
    preconditions::refuse(&headers, &IF_NONE_MATCH)?;
    let resource = under_its_id(Resource::parse(&body)?, &key)?;
    let written = shared.kernel.update(&context, resource, preconditions::if_match(&headers)?).await?;
    Ok(reply(written, preconditions::wants_resource(&headers)).into_response(&shared.fhir_base()))
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

/// The answer to a change.
pub(super) fn reply(written: Written, wants_resource: bool) -> Reply {
    let status = match written.outcome {
        Outcome::Created => StatusCode::CREATED,
        Outcome::Updated | Outcome::Unchanged => StatusCode::OK,
        Outcome::Deleted => StatusCode::NO_CONTENT,
    };
    let Some(version) = written.version else {
        return Reply { status, version: None, location: None, body: Bytes::new() };
    };
    let location = version.clone();
    let mut reply = Reply::version(status, version);
    if !wants_resource {
        reply.body = Bytes::new();
    }
    match written.outcome {
        Outcome::Created | Outcome::Updated | Outcome::Unchanged => reply.located(&location),
        Outcome::Deleted => reply,
    }
}
