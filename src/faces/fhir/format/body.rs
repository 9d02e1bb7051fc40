//! Bodies on their way between the caller's form and JSON.

use axum::body::{Body, HttpBody};
use axum::extract::{FromRequest, Request};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method};
use axum::response::Response;
use bytes::Bytes;

use super::media::{Form, MediaType};
use super::query::parameters;
use crate::error::{Error, Kind, Result};
use crate::faces::auth::{Reading, Writing};
use crate::faces::fhir::binary;
use crate::faces::fhir::reply::FHIR_JSON;
use crate::faces::payload::Payload;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::fhir::xml::{self, Layout};

/// The request, with the parameters of its address and, where it searches by POST, of its form.
pub(super) async fn with_form(
    request: Request,
    shared: &Shared,
) -> Result<(Request, Vec<(String, String)>), Refusal> {
    let mut pairs = parameters(request.uri());
    let (parts, body) = request.into_parts();
    let is_form = sent(&parts).is_some_and(|sent| sent.name == "application/x-www-form-urlencoded");
    if !is_form || !is_search(&parts) || !may_come_in(&parts, shared) {
        return Ok((Request::from_parts(parts, body), pairs));
    }
    let body = read(&parts, body).await?;
    pairs.extend(form_urlencoded::parse(&body).into_owned());
    Ok((Request::from_parts(parts, Body::from(body)), pairs))
}

/// The request with its body in JSON, when it sends a resource. A patch may have a form of its own.
pub(super) async fn as_json(request: Request, shared: &Shared) -> Result<Request, Refusal> {
    let (parts, body) = request.into_parts();
    let is_patch = parts.method == Method::PATCH;
    let has_body = matches!(parts.method, Method::POST | Method::PUT) && !body.is_end_stream();
    if !is_patch && !has_body || is_search(&parts) || !may_come_in(&parts, shared) {
        return Ok(Request::from_parts(parts, body));
    }
    let Some(sent) = sent(&parts) else {
        if is_patch {
            return Ok(Request::from_parts(parts, body));
        }
        let message = "The body does not say what it is; send it with Content-Type: application/fhir+json or \
                       application/fhir+xml.";
        return Err(unsupported(message).into());
    };
    if binary::is_write(&parts) {
        let body = binary::received(&parts, &sent, read(&parts, body).await?)?;
        return Ok(in_json(parts, body));
    }
    match (sent.form(), sent.refused) {
        (Some(Form::Xml), None) => {
            let resource = xml::read(&read(&parts, body).await?)?;
            Ok(in_json(parts, Bytes::from(resource.into_value().to_string())))
        }
        (Some(Form::Json), None) => Ok(Request::from_parts(parts, body)),
        (None, _) if is_patch => Ok(Request::from_parts(parts, body)),
        (_, reason) => {
            let reason = reason.unwrap_or("send application/fhir+json or application/fhir+xml");
            let message = format!("A body of type '{}' is not understood: {reason}.", sent.name);
            Err(unsupported(message).into())
        }
    }
}

/// Whether a response holds a resource in JSON.
pub(super) fn is_resource(response: &Response) -> bool {
    response.headers().get(CONTENT_TYPE).is_some_and(|value| value == FHIR_JSON)
}

/// The response with its body rewritten.
pub(super) async fn rewritten(
    response: Response,
    rewrite: impl FnOnce(&[u8]) -> Result<Vec<u8>>,
) -> Result<Response> {
    let (mut parts, body) = response.into_parts();
    let text = rewrite(&whole(body).await?)?;
    parts.headers.remove(CONTENT_LENGTH);
    Ok(Response::from_parts(parts, Body::from(text)))
}

/// A response's body to its end.
pub(in crate::faces::fhir) async fn whole(body: Body) -> Result<Bytes> {
    let text = axum::body::to_bytes(body, usize::MAX).await;
    text.map_err(|error| Error::internal("the body of a response could not be read", error))
}

/// JSON with line breaks and indentation.
pub(super) fn prettily(text: &[u8]) -> Result<Vec<u8>> {
    let value = serde_json::from_slice::<serde_json::Value>(text);
    let pretty = value.and_then(|value| serde_json::to_vec_pretty(&value));
    pretty.map_err(|error| Error::internal("what an answer holds is not JSON", error))
}

/// JSON as XML.
pub(super) fn in_xml(text: &[u8], layout: Layout) -> Result<Vec<u8>> {
    let written = xml::from_json(text, layout).map(String::into_bytes);
    written.map_err(|error| Error::internal("what an answer holds is not a resource", error))
}

fn is_search(parts: &Parts) -> bool {
    parts.method == Method::POST && parts.uri.path().ends_with("/_search")
}

/// Whether a caller is known. The handler refuses one who is not, whatever the body holds.
fn may_come_in(parts: &Parts, shared: &Shared) -> bool {
    Reading::of(parts, shared).is_ok() || Writing::of(parts, shared).is_ok()
}

/// What a request's body says that it is.
fn sent(parts: &Parts) -> Option<MediaType> {
    let sent = parts.headers.get(CONTENT_TYPE)?;
    Some(MediaType::parse(&String::from_utf8_lossy(sent.as_bytes())))
}

/// Reads a request's body, as far as the limit allows.
async fn read(parts: &Parts, body: Body) -> Result<Bytes, Refusal> {
    let request = Request::from_parts(parts.clone(), body);
    let Payload(body) = Payload::from_request(request, &()).await?;
    Ok(body)
}

/// The request with a resource in JSON as its body.
fn in_json(mut parts: Parts, body: Bytes) -> Request {
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static(FHIR_JSON));
    parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    Request::from_parts(parts, Body::from(body))
}

fn unsupported(message: impl Into<String>) -> Error {
    Error::new(Kind::UnsupportedMediaType, "unsupported-media-type", message)
}
