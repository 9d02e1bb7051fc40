//! read, also on condition that the caller does not have it already (R4, sections 3.1.0.2 and 3.1.0.2.1).

use axum::extract::State;
use axum::http::header::{IF_MODIFIED_SINCE, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::faces::auth::Reading;
use crate::faces::fhir::preconditions::{self, Unless};
use crate::faces::fhir::reply::Reply;
use crate::faces::fhir::target::InstanceTarget;
use crate::faces::fhir::view::View;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::fhir::subset::Role;

pub(super) async fn handle(
    State(shared): State<Shared>,
    Reading(context): Reading,
    InstanceTarget(key): InstanceTarget,
    view: View,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    preconditions::only(&headers, &[IF_NONE_MATCH, IF_MODIFIED_SINCE])?;
    let unless = Unless::of(&headers)?;
    let version = shared.kernel.read(&context, &key).await?;
    if unless.holds(&version) {
        let unchanged =
            Reply { body: bytes::Bytes::new(), ..Reply::version(StatusCode::NOT_MODIFIED, version) };
        return Ok(unchanged.into_response(&shared.fhir_base()));
    }
    let shown = view.of(version, Role::Asked)?;
    Ok(Reply::version(StatusCode::OK, shown).into_response(&shared.fhir_base()))
}
