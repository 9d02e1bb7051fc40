//! create, also on condition that nothing like it exists (R4, sections 3.1.0.8 and 3.1.0.8.1).

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use crate::error::{Error, Issue, Kind, Result};
use crate::faces::auth::Writing;
use crate::faces::fhir::format::NoParameters;
use crate::faces::fhir::target::TypeTarget;
use crate::faces::fhir::{change, preconditions};
use crate::faces::payload::Payload;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::fhir::{Resource, ResourceType};
use crate::kernel::Operation;

pub(super) async fn handle(
    State(shared): State<Shared>,
    Writing(context): Writing,
    TypeTarget(resource_type): TypeTarget,
    _: NoParameters,
    headers: HeaderMap,
    Payload(body): Payload,
) -> Result<Response, Refusal> {
    preconditions::only(&headers, &[preconditions::IF_NONE_EXIST])?;
    let resource = of_type(Resource::parse(&body)?, resource_type)?;
    let operation = match preconditions::if_none_exist(&shared, &context, resource_type, &headers)? {
        Some(condition) => Operation::CreateUnless { resource, condition },
        None => Operation::Create(resource),
    };
    let written = shared.kernel.write(&context, operation).await?;
    Ok(change::respond(&shared, &headers, written))
}

/// Refuses a resource of another type than the address says.
pub(super) fn of_type(resource: Resource, resource_type: ResourceType) -> Result<Resource> {
    let found = resource.resource_type();
    if found == resource_type {
        return Ok(resource);
    }
    let message =
        format!("The address names the type {resource_type}, but the resource is of the type {found}.");
    let issue = Issue::error("wrong-resource-type", message).at_expression("resourceType");
    Err(Error::with(Kind::Invalid, issue))
}
