//! capabilities (R4, section 3.1.0.9): open to everybody, so that a client can find out how to come in.

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use crate::error::{Error, Issue, Kind, Result};
use crate::faces::fhir::format::{parameters, unknown, without_format};
use crate::faces::fhir::reply::Reply;
use crate::faces::fhir::view::View;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::fhir::ResourceType;

/// What the statement is.
const STATEMENT: ResourceType = ResourceType::named("CapabilityStatement");

pub(super) async fn handle(State(shared): State<Shared>, uri: Uri) -> Result<Response, Refusal> {
    let mut pairs = without_format(parameters(&uri));
    let view = View::take(&mut pairs, &[STATEMENT])?;
    for (name, value) in &pairs {
        check(name, value)?;
    }
    let statement = view.of_text(shared.capabilities())?;
    Ok(Reply::resource(statement).into_response(&shared.fhir_base()))
}

fn check(name: &str, value: &str) -> Result<()> {
    match (name, value) {
        ("mode", "full") => Ok(()),
        ("mode", _) => {
            let shown: String = value.chars().take(80).collect();
            let message = format!("'{shown}' is not a mode of metadata, which is full.");
            Err(Error::with(
                Kind::Invalid,
                Issue::error("invalid-parameter-value", message).at_parameter("mode"),
            ))
        }
        _ => Err(unknown(name, "metadata takes mode, _summary, _elements, _format and _pretty")),
    }
}
