//! The FHIR R4 face at `/fhir`: one file for each interaction, in the standard's words. It renders errors as
//! OperationOutcomes and knows nothing of meetings.

mod binary;
mod bundle;
mod bundled;
mod change;
mod create;
mod delete;
mod entry;
mod format;
mod history;
mod metadata;
pub mod openapi;
mod operation;
mod options;
mod outcome;
mod patch;
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
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, get, post};
use tower_http::catch_panic::CatchPanicLayer;

use crate::error::{Error, Kind};
use crate::faces::fhir::options::with_options;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;

/// Every route of the face, below `/fhir`, where a request may take as long as `limit`. What is not here is not
/// declared in the CapabilityStatement either.
pub fn router(shared: &Shared, limit: Duration) -> Router<Shared> {
    let types = || {
        let methods = get(search::by_get)
            .post(create::handle)
            .put(update::where_it_matches)
            .patch(patch::where_it_matches)
            .delete(delete::where_it_matches);
        with_options(methods, "GET,HEAD,POST,PUT,PATCH,DELETE,OPTIONS")
    };
    let instances = get(read::handle).put(update::handle).patch(patch::handle).delete(delete::handle);
    let reading = |methods| with_options(methods, "GET,HEAD,OPTIONS");
    let operations = || with_options(operation::route(), "GET,HEAD,POST,OPTIONS");
    let face = Router::new()
        .route("/", base())
        .route("/metadata", reading(get(metadata::handle)))
        .route("/openapi.json", reading(get(openapi::handle)))
        .route("/.well-known/smart-configuration", reading(get(no_oauth)))
        .route("/_history", reading(get(history::system)))
        .route("/{type}", types())
        .route("/{type}/", types())
        .route("/_search", with_options(post(search::by_post), "POST,OPTIONS"))
        .route("/{type}/_search", with_options(post(search::by_post), "POST,OPTIONS"))
        .route("/{type}/_history", reading(get(history::of_type)))
        .route("/{type}/{id}", with_options(instances, "GET,HEAD,PUT,PATCH,DELETE,OPTIONS"))
        .route("/{type}/{id}/_history", reading(get(history::of_instance)))
        .route("/{type}/{id}/{member}", reading(get(search::by_get)))
        .route("/{type}/{id}/{member}/_search", with_options(post(search::by_post), "POST,OPTIONS"))
        .route("/{type}/{id}/_history/{version}", reading(get(vread::handle)))
        .route("/${operation}", operations())
        .route("/{type}/${operation}", operations())
        .route("/{type}/{id}/${operation}", operations())
        .route("/{type}/{id}/_history/{version}/${operation}", operations())
        .fallback(nothing_here)
        .method_not_allowed_fallback(no_such_method);
    // Clients write the base with and without a slash at its end, and a type before its `?` too.
    let with_slash = Router::new().route("/fhir/", base()).method_not_allowed_fallback(no_such_method);
    Router::new()
        .nest("/fhir", face)
        .merge(with_slash)
        .layer(CatchPanicLayer::custom(outcome::panicked))
        .layer(from_fn(options::name_patches))
        .layer(from_fn_with_state(format::Settings { shared: shared.clone(), limit }, format::negotiate))
}

/// `[base]` itself, which is searched as a whole and takes Bundles.
fn base() -> MethodRouter<Shared> {
    with_options(get(search::by_get).post(transaction::handle), "GET,HEAD,POST,OPTIONS")
}

async fn nothing_here() -> Refusal {
    let message = "There is nothing at this address. The FHIR face answers [base], [base]/_search, [base]/metadata, [base]/openapi.json, \
                   [base]/[type], [base]/[type]/_search, [base]/[type]/[id]/[type], [base]/[type]/[id]/*, [base]/[type]/_history, [base]/[type]/[id], \
                   [base]/[type]/[id]/_history, [base]/[type]/[id]/_history/[version] and [base]/_history, \
                   and takes Bundles at [base].";
    Error::new(Kind::NotFound, "unknown-address", message).into()
}

/// SMART App Launch would be declared here; the face asks for bearer tokens that its operator gives out.
async fn no_oauth() -> Refusal {
    let message =
        "This server offers no OAuth, so it has no SMART configuration; [base]/metadata says how to come in.";
    Error::new(Kind::NotFound, "not-supported", message).into()
}

async fn no_such_method() -> Refusal {
    let message =
        "This address does not take this method; the Allow header and [base]/metadata say which it takes.";
    Error::new(Kind::MethodNotAllowed, "method-not-allowed", message).into()
}
