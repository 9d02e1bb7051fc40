//! What an address takes: `Allow` (RFC 9110, section 10.2.1), and `Accept-Patch` where it takes patches (RFC 5789,
//! section 3.1).

use axum::extract::Request;
use axum::http::header::ALLOW;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::MethodRouter;

use crate::faces::fhir::patch;
use crate::faces::state::Shared;

const ACCEPT_PATCH: HeaderName = HeaderName::from_static("accept-patch");

/// The same methods, and OPTIONS, which answers with their names.
pub(super) fn with_options(methods: MethodRouter<Shared>, names: &'static str) -> MethodRouter<Shared> {
    methods.options(move || async move { (StatusCode::NO_CONTENT, headers(names)) })
}

/// What OPTIONS answers about an address that takes these methods.
pub(super) fn headers(names: &'static str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(ALLOW, HeaderValue::from_static(names));
    if names.split(',').any(|name| name == "PATCH") {
        headers.insert(ACCEPT_PATCH, HeaderValue::from_static(patch::TYPES));
    }
    headers
}

/// Tells whoever sends a patch of a type that is not understood which types are.
pub(super) async fn name_patches(request: Request, next: Next) -> Response {
    let is_patch = request.method() == Method::PATCH;
    let mut response = next.run(request).await;
    if is_patch && response.status() == StatusCode::UNSUPPORTED_MEDIA_TYPE {
        response.headers_mut().insert(ACCEPT_PATCH, HeaderValue::from_static(patch::TYPES));
    }
    response
}
