//! Which form a body has (R4, section 3.1.0.1.11): JSON, in and out.

use axum::body::HttpBody;
use axum::extract::{FromRequestParts, Request};
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::{Error, Issue, Kind, Result};
use crate::faces::fhir::outcome;
use crate::faces::reply::Refusal;

/// Parameters that say how the answer is to look; every interaction takes them.
const FORMAT: &str = "_format";
const PRETTY: &str = "_pretty";

/// Refuses forms that the face does not speak, before any work is done; renders prettily where asked.
pub(super) async fn negotiate(request: Request, next: Next) -> Response {
    let pairs = parameters(request.uri());
    if let Err(error) = accepts(&pairs, request.headers()).and_then(|()| sends(&request)) {
        return outcome::response(&error, request.extensions().get());
    }
    let pretty = pairs.iter().any(|(name, value)| name == PRETTY && value == "true");
    let response = next.run(request).await;
    if pretty { prettily(response).await } else { response }
}

/// The query's parameters, decoded.
pub(super) fn parameters(uri: &Uri) -> Vec<(String, String)> {
    form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect()
}

/// The parameters that an interaction itself has to understand.
pub(super) fn without_format(pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    pairs.into_iter().filter(|(name, _)| name != FORMAT && name != PRETTY).collect()
}

/// Refuses a query: for interactions that take no parameters of their own.
#[derive(Debug)]
pub(super) struct NoParameters;

impl<S: Sync> FromRequestParts<S> for NoParameters {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        match without_format(parameters(&parts.uri)).first() {
            None => Ok(Self),
            Some((name, _)) => Err(unknown(name, "this interaction takes only _format and _pretty").into()),
        }
    }
}

/// A parameter that an interaction does not know.
pub(super) fn unknown(name: &str, valid: &str) -> Error {
    let message = format!("The parameter '{name}' is not known here: {valid}.");
    Error::with(Kind::Invalid, Issue::error("unknown-parameter", message).at_parameter(name))
}

fn is_json(media_type: &str) -> bool {
    let bare = media_type.split(';').next().unwrap_or_default().trim();
    let known = ["application/fhir+json", "application/json", "application/json+fhir", "text/json", "json"];
    known.iter().any(|one| bare.eq_ignore_ascii_case(one))
}

fn accepts(pairs: &[(String, String)], headers: &HeaderMap) -> Result<()> {
    let wanted = match pairs.iter().find(|(name, _)| name == FORMAT) {
        Some((_, format)) => format.replace(' ', "+"),
        None => match headers.get(ACCEPT).and_then(|value| value.to_str().ok()) {
            Some(accept) => accept.to_owned(),
            None => return Ok(()),
        },
    };
    let any = |one: &str| {
        let bare = one.split(';').next().unwrap_or_default().trim();
        matches!(bare, "*/*" | "application/*" | "") || is_json(one)
    };
    if wanted.split(',').any(any) {
        return Ok(());
    }
    let message = format!("'{wanted}' is not offered; the FHIR face answers application/fhir+json.");
    Err(Error::new(Kind::NotAcceptable, "not-acceptable", message))
}

fn sends(request: &Request) -> Result<()> {
    let takes_form = request.uri().path().ends_with("/_search");
    let has_body = matches!(*request.method(), Method::POST | Method::PUT)
        && !takes_form
        && !request.body().is_end_stream();
    let sent = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    match sent {
        Some(sent) if has_body && !is_json(sent) => {
            let message = format!("A body of type '{sent}' is not understood; send application/fhir+json.");
            Err(Error::new(Kind::UnsupportedMediaType, "unsupported-media-type", message))
        }
        None if has_body => {
            let message =
                "The body does not say what it is; send it with Content-Type: application/fhir+json.";
            Err(Error::new(Kind::UnsupportedMediaType, "unsupported-media-type", message))
        }
        _ => Ok(()),
    }
}

/// Writes a JSON body with line breaks and indentation.
async fn prettily(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
        let error = Error::internal("pretty printing", "the body could not be read");
        return Refusal(error).into_response();
    };
    let pretty = serde_json::from_slice::<serde_json::Value>(&bytes)
        .ok()
        .and_then(|value| serde_json::to_vec_pretty(&value).ok());
    parts.headers.remove(axum::http::header::CONTENT_LENGTH);
    Response::from_parts(parts, axum::body::Body::from(pretty.map_or(bytes, Into::into)))
}
