//! The FHIR R4 face at `/fhir`: one file for each interaction, in the standard's words. It renders errors as
//! OperationOutcomes and knows nothing of meetings.

mod binary;
mod bundle;
mod change;
mod create;
mod delete;
mod entry;
mod format;
mod history;
mod metadata;
mod operation;
mod outcome;
mod preconditions;
mod prefer;
mod read;
mod reply;
mod search;
mod target;
mod transaction;
mod update;
mod view;
mod vread;

use std::time::Duration;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get};
use tower_http::catch_panic::CatchPanicLayer;

use crate::error::{Error, Kind};
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;

/// Every route of the face, below `/fhir`, where a request may take as long as `limit`. What is not here is not declared in the CapabilityStatement either.
pub fn router(shared: &Shared, limit: Duration) -> Router<Shared> {
    let face = Router::new()
        .route("/", base())
        .route("/metadata", get(metadata::handle))
        .route("/_history", get(history::system))
        .route(
            "/{type}",
            get(search::by_get)
                .post(create::handle)
                .put(update::where_it_matches)
                .delete(delete::where_it_matches),
        )
        .route("/{type}/_search", axum::routing::post(search::by_post))
        .route("/{type}/_history", get(history::of_type))
        .route("/{type}/{id}", get(read::handle).put(update::handle).delete(delete::handle))
        .route("/{type}/{id}/_history", get(history::of_instance))
        .route("/{type}/{id}/_history/{version}", get(vread::handle))
        .route("/${operation}", operation::route())
        .route("/{type}/${operation}", operation::route())
        .route("/{type}/{id}/${operation}", operation::route())
        .route("/{type}/{id}/_history/{version}/${operation}", operation::route())
        .fallback(nothing_here)
        .method_not_allowed_fallback(no_such_method);
    // Clients write the base with and without a slash at its end.
    let with_slash = Router::new().route("/fhir/", base()).method_not_allowed_fallback(no_such_method);
    Router::new()
        .nest("/fhir", face)
        .merge(with_slash)
        .layer(CatchPanicLayer::custom(outcome::panicked))
        .layer(from_fn_with_state(format::Settings { shared: shared.clone(), limit }, format::negotiate))
}

/// `[base]` itself, which takes Bundles.
fn base() -> MethodRouter<Shared> {
    get(nothing_here).post(transaction::handle)
}

async fn nothing_here() -> Refusal {
    let message = "There is nothing at this address. The FHIR face answers [base]/metadata, [base]/[type], \
                   [base]/[type]/_search, [base]/[type]/_history, [base]/[type]/[id], \
                   [base]/[type]/[id]/_history, [base]/[type]/[id]/_history/[version] and [base]/_history, \
                   and takes Bundles at [base].";
    Error::new(Kind::NotFound, "unknown-address", message).into()
}

async fn no_such_method() -> Refusal {
    let message =
        "This address does not take this method; the Allow header and [base]/metadata say which it takes.";
    Error::new(Kind::MethodNotAllowed, "method-not-allowed", message).into()
}
