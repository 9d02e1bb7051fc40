//! patch (R4, section 3.1.0.6): JSON Patch, FHIRPath Patch and XML Patch.

use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, IF_MATCH};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use crate::error::{Error, Issue, Kind, Result};
use crate::faces::auth::Writing;
use crate::faces::fhir::format::{NoParameters, parameters};
use crate::faces::fhir::target::{InstanceTarget, TypeTarget};
use crate::faces::fhir::{change, preconditions};
use crate::faces::payload::Payload;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::fhir::patch::Patch;
use crate::fhir::{Resource, once};
use crate::kernel::Operation;

/// The media types of patches, as `Accept-Patch` lists them (RFC 5789, section 3.1).
pub(super) const TYPES: &str =
    "application/json-patch+json, application/fhir+json, application/fhir+xml, application/xml-patch+xml";

pub(super) async fn handle(
    State(shared): State<Shared>,
    Writing(context): Writing,
    InstanceTarget(key): InstanceTarget,
    _: NoParameters,
    headers: HeaderMap,
    Payload(body): Payload,
) -> Result<Response, Refusal> {
    preconditions::only(&headers, &[IF_MATCH])?;
    let patch = read(content_type(&headers), &body)?;
    let if_match = preconditions::if_match(&headers)?;
    let written = shared.kernel.write(&context, Operation::Patch { key, patch, if_match }).await?;
    Ok(change::respond(&shared, &headers, written))
}

/// Conditional patch: the parameters of the address say which resource is meant.
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
    let patch = read(content_type(&headers), &body)?;
    let if_match = preconditions::if_match(&headers)?;
    let written = shared.kernel.write(&context, Operation::PatchWhere { condition, patch, if_match }).await?;
    Ok(change::respond(&shared, &headers, written))
}

/// Reads a patch of a media type.
pub(super) fn read(media_type: &str, body: &[u8]) -> Result<Patch> {
    let bare = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match bare.as_str() {
        "application/json-patch+json" => {
            let patch = serde_json::from_slice(body).map_err(|error| {
                Error::invalid("invalid-json", format!("The patch is not JSON: {error}."))
            })?;
            match once::repeated(body) {
                None => Ok(Patch::Json(patch)),
                Some(found) => Err(found.refused()),
            }
        }
        "application/xml-patch+xml" => Ok(Patch::Xml(bytes::Bytes::copy_from_slice(body))),
        "application/fhir+json" => of_parameters(Resource::parse(body)?),
        _ => {
            let message =
                format!("A patch of the type '{media_type}' is not understood; send one of {TYPES}.");
            Err(Error::new(Kind::UnsupportedMediaType, "unsupported-media-type", message))
        }
    }
}

/// Takes a resource as a FHIRPath Patch.
pub(super) fn of_parameters(resource: Resource) -> Result<Patch> {
    if resource.resource_type().name() == "Parameters" {
        return Ok(Patch::FhirPath(resource.json().clone()));
    }
    let found = resource.resource_type();
    let message = format!("A FHIRPath Patch is a Parameters resource, not a {found}.");
    let issue = Issue::error("wrong-resource-type", message).at_expression("resourceType");
    Err(Error::with(Kind::Invalid, issue))
}

fn content_type(headers: &HeaderMap) -> &str {
    headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
