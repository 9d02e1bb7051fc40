//! What a person sees: a page that says where everything is, and the documentation, both without anything
//! from elsewhere.

use axum::Router;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa_swagger_ui::{Config, SwaggerUi, Url};

use crate::faces::state::Shared;

/// Nothing is loaded from anywhere else; the documentation's own scripts and styles may run.
const POLICY: &str = "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// `/`, `/openapi.json` and `/docs`, for the native face's OpenAPI document; the FHIR face serves its own.
pub fn router(document: String) -> Router<Shared> {
    let openapi = move || async move {
        let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-cache")];
        (headers, document.clone()).into_response()
    };
    let documents = [Url::new("Plain JSON", "/openapi.json"), Url::new("FHIR R4", "/fhir/openapi.json")];
    // The FHIR document has thousands of operations and a thousand schemas, and browsers take long over it. So it is
    // not the one that is shown first, nothing of it is opened, its tags can be filtered, and schemas show at operations.
    let config = Config::new(documents)
        .try_it_out_enabled(true)
        .doc_expansion("none")
        .default_models_expand_depth(-1)
        .deep_linking(true)
        .filter(true);
    let docs = SwaggerUi::new("/docs").config(config);
    let policy = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    Router::new()
        .route("/", get(home))
        .route("/openapi.json", get(openapi))
        .merge(docs)
        .fallback(nothing_here)
        .layer(policy(CONTENT_SECURITY_POLICY, POLICY))
}

async fn nothing_here() -> (StatusCode, &'static str) {
    (StatusCode::NOT_FOUND, "There is nothing at this address; the page at / says where everything is.\n")
}

async fn home(State(_): State<Shared>) -> Html<&'static str> {
    Html(include_str!("home.html"))
}
