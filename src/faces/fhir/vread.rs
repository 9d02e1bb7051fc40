//! vread (R4, section 3.1.0.3).

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::faces::auth::Reading;
use crate::faces::fhir::reply::Reply;
use crate::faces::fhir::target::VersionTarget;
use crate::faces::fhir::view::View;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::fhir::subset::Role;

pub(super) async fn handle(
    State(shared): State<Shared>,
    Reading(context): Reading,
    VersionTarget(key, number): VersionTarget,
    view: View,
) -> Result<Response, Refusal> {
    let version = shared.kernel.vread(&context, &key, number).await?;
    let shown = view.of(version, Role::Asked)?;
    Ok(Reply::version(StatusCode::OK, shown).into_response(&shared.fhir_base()))
}
