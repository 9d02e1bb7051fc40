//! delete (R4, section 3.1.0.7): done when the resource is gone, whoever deleted it.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use crate::faces::auth::Writing;
use crate::faces::fhir::format::NoParameters;
use crate::faces::fhir::target::InstanceTarget;
use crate::faces::fhir::{preconditions, update};
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;

pub(super) async fn handle(
    State(shared): State<Shared>,
    Writing(context): Writing,
    InstanceTarget(key): InstanceTarget,
    _: NoParameters,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let written = shared.kernel.delete(&context, key, preconditions::if_match(&headers)?).await?;
    Ok(update::reply(written, false).into_response(&shared.fhir_base()))
}
