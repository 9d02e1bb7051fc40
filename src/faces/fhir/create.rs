//! create (R4, section 3.1.0.8).

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::IF_MATCH;
use axum::response::Response;

use crate::error::{Error, Issue, Kind, Result};
use crate::faces::auth::Writing;
use crate::faces::fhir::format::NoParameters;
use crate::faces::fhir::target::TypeTarget;
use crate::faces::fhir::{preconditions, update};
use crate::faces::payload::Payload;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::fhir::{Resource, ResourceType};

pub(super) async fn handle(
    State(shared): State<Shared>,
    Writing(context): Writing,
    TypeTarget(resource_type): TypeTarget,
    _: NoParameters,
    headers: HeaderMap,
    Payload(body): Payload,
) -> Result<Response, Refusal> {
    preconditions::refuse_conditional_create(&headers)?;
    preconditions::refuse(&headers, &IF_MATCH)?;
    let resource = of_type(Resource::parse(&body)?, resource_type)?;
    let written = shared.kernel.create(&context, resource).await?;
    Ok(update::reply(written, preconditions::wants_resource(&headers)).into_response(&shared.fhir_base()))
}

/// Refuses a resource of another type than the address says.
pub(super) fn of_type(resource: Resource, resource_type: ResourceType) -> Result<Resource> {
    let found = resource.resource_type();
    if found == resource_type {
        return Ok(resource);
    }
    let message = format!("The address names the type {resource_type}, but the resource is a {found}.");
    let issue = Issue::error("wrong-resource-type", message).at_expression("resourceType");
    Err(Error::with(Kind::Invalid, issue))
}
