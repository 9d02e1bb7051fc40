//! Operations (R4, section 3.2): one file for each family, called by the table in [`crate::kernel::operations`].
//! An operation is called by POST, with a Parameters resource or the one resource that it is about, and by GET
//! where it changes nothing and its parameters fit into the address.

mod call;
mod document;
mod everything;
mod index_status;
mod input;
mod meta;
mod terminology;
mod validate;

use axum::extract::State;
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use serde_json::{Value, json};

use crate::error::Result;
use crate::faces::fhir::reply::Reply;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::kernel::operations::Action;
pub(super) use call::Call;
pub(super) use input::Input;

/// The routes of every operation at one level.
pub(super) fn route() -> MethodRouter<Shared> {
    get(handle).post(handle)
}

async fn handle(State(shared): State<Shared>, call: Call) -> Result<Response, Refusal> {
    Ok(answer(&shared, &call).await?.into_response(&shared.fhir_base()))
}

/// Carries an operation out.
pub(super) async fn answer(shared: &Shared, call: &Call) -> Result<Reply> {
    match call.definition.action {
        Action::IndexStatus => index_status::answer(shared, call).await,
        Action::Validate => validate::answer(shared, call).await,
        Action::Document => document::answer(shared, call).await,
        Action::Everything => everything::answer(shared, call).await,
        Action::Meta => meta::shown(shared, call).await,
        Action::MetaAdd | Action::MetaDelete => meta::changed(shared, call).await,
        Action::Expand => terminology::expand(shared, call).await,
        Action::ValidateInValueSet => terminology::validate_in_value_set(shared, call).await,
        Action::Lookup => terminology::look_up(shared, call).await,
        Action::ValidateInCodeSystem => terminology::validate_in_code_system(shared, call).await,
        Action::Subsumes => terminology::subsumes(shared, call).await,
        Action::Translate => terminology::translate(shared, call).await,
    }
}

/// The Parameters resource that answers.
fn parameters(parameters: &[Value]) -> Reply {
    // FHIR has no empty lists.
    let resource = match parameters {
        [] => json!({ "resourceType": "Parameters" }),
        _ => json!({ "resourceType": "Parameters", "parameter": parameters }),
    };
    Reply::resource(resource.to_string())
}
