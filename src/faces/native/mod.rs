//! The native face at `/api/v1`: plain JSON for people and scripts that do not speak FHIR, over the same facts
//! under the same ids. One engine serves every list and item; a resource is a table and its wire fields.

mod action_items;
mod body;
mod calendar;
mod cursor;
mod filter;
mod item;
mod list;
mod openapi;
mod problem;
mod resource;
mod spelled;
mod wire;

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::get;
use utoipa::openapi::OpenApi;

use crate::error::{Error, Kind};
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use openapi::Document;
use resource::Resource;

/// Routes and documentation, which grow together so that neither says what the other does not do.
struct Face {
    routes: Router<Shared>,
    document: Document,
}

impl Face {
    fn new() -> Self {
        Self { routes: Router::new(), document: Document::new() }
    }

    /// Serves a resource.
    fn serve<R: Resource>(mut self) -> Self {
        let list = get(list::handle::<R>).post(item::create::<R>);
        let one =
            get(item::get::<R>).put(item::replace::<R>).patch(item::patch::<R>).delete(item::delete::<R>);
        let path = format!("/{}", R::PATH);
        self.routes = self.routes.route(&path, list).route(&format!("{path}/{{id}}"), one);
        self.document = self.document.add::<R>();
        self
    }
}

/// Everything that the face serves.
fn face() -> Face {
    Face::new().serve::<action_items::ActionItems>()
}

/// Every route of the face, below `/api/v1`.
pub fn router() -> Router<Shared> {
    face()
        .routes
        .fallback(nothing_here)
        .method_not_allowed_fallback(no_such_method)
        .layer(from_fn(problem::render))
}

/// The face's OpenAPI document.
pub fn document() -> OpenApi {
    face().document.finish()
}

async fn nothing_here() -> Refusal {
    let message = "There is nothing at this address; /openapi.json and /docs say what there is.";
    Error::new(Kind::NotFound, "unknown-address", message).into()
}

async fn no_such_method() -> Refusal {
    let message = "This address does not take this method; the Allow header says which it takes.";
    Error::new(Kind::MethodNotAllowed, "method-not-allowed", message).into()
}
