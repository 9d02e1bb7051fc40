//! capabilities (R4, section 3.1.0.9): open to everybody, so that a client can find out how to come in.

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use crate::faces::fhir::format::{parameters, unknown, without_format};
use crate::faces::fhir::reply::Reply;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;

pub(super) async fn handle(State(shared): State<Shared>, uri: Uri) -> Result<Response, Refusal> {
    let pairs = without_format(parameters(&uri));
    if let Some((name, _)) = pairs.iter().find(|(name, value)| name != "mode" || value != "full") {
        return Err(unknown(name, "metadata takes mode=full, _format and _pretty").into());
    }
    Ok(Reply::resource(shared.capabilities()).into_response(&shared.fhir_base()))
}
