//! The native face at `/api/v1`: plain JSON for people and scripts that do not speak FHIR, over the same facts
//! under the same ids. One engine serves every list and item; a resource is a table and its wire fields.

mod action_item_filters;
mod action_items;
mod amendments;
mod answers;
mod attendance;
mod body;
mod bulk;
mod bulk_change;
mod calendar;
mod carry_over;
mod communities;
mod corrected_drafts;
mod countries;
mod cursor;
mod decisions;
mod deployments;
mod difference;
mod discussion_points;
mod exports;
mod filter;
mod groups;
mod history;
mod import_answers;
mod imports;
mod in_path;
mod integrations;
mod interfaces;
mod item;
#[cfg(test)]
mod laws;
mod list;
mod lookup;
mod meeting_record;
mod meetings;
mod minutes;
mod minutes_steps;
mod next_meeting;
mod observatories;
mod openapi;
mod organizations;
mod people;
mod platforms;
mod problem;
mod questions;
mod resource;
mod reviews;
mod roles;
mod series;
mod source_documents;
mod spelled;
mod standards;
mod survey_responses;
mod survey_results;
mod surveys;
mod wire;

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::get;
use utoipa::openapi::OpenApi;

use crate::error::{Error, Kind};
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
pub use import_answers::ImportOut;
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

    /// Serves what has addresses of its own beside those of a resource.
    fn also(self, add: impl FnOnce(Self) -> Self) -> Self {
        add(self)
    }

    /// Serves a resource.
    fn serve<R: Resource>(mut self) -> Self {
        let list = get(list::handle::<R>).post(item::create::<R>);
        let one =
            get(item::get::<R>).put(item::replace::<R>).patch(item::patch::<R>).delete(item::delete::<R>);
        let path = format!("/{}", R::PATH);
        self.routes = self
            .routes
            .route(&path, list)
            .route(&format!("{path}/{{id}}"), one)
            .route(&format!("{path}/{{id}}/history"), get(history::handle::<R>));
        self.document = self.document.add::<R>();
        self
    }
}

/// Everything that the face serves.
fn face() -> Face {
    Face::new()
        .serve::<communities::Communities>()
        .serve::<people::People>()
        .serve::<organizations::Organizations>()
        .serve::<observatories::Observatories>()
        .serve::<roles::Roles>()
        .serve::<groups::Groups>()
        .serve::<series::AllSeries>()
        .serve::<meetings::Meetings>()
        .also(next_meeting::add)
        .also(meeting_record::add)
        .also(attendance::add)
        .also(minutes_steps::add)
        .also(amendments::add)
        .serve::<minutes::AllMinutes>()
        .serve::<discussion_points::DiscussionPoints>()
        .serve::<decisions::Decisions>()
        .serve::<questions::Questions>()
        .also(answers::add)
        .serve::<action_items::ActionItems>()
        .also(bulk::add)
        .also(reviews::add)
        .serve::<surveys::Surveys>()
        .serve::<survey_responses::SurveyResponses>()
        .also(survey_responses::add)
        .also(survey_results::add)
        .serve::<platforms::Platforms>()
        .serve::<deployments::Deployments>()
        .serve::<interfaces::Interfaces>()
        .serve::<integrations::Integrations>()
        .also(standards::add)
        .serve::<countries::Countries>()
        .serve::<source_documents::SourceDocuments>()
        .also(imports::add)
        .also(exports::add)
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
