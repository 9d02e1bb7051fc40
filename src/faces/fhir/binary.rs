//! `Binary` (R4, section 2.5.4): what it holds goes over the wire as itself. It is sent under its own media type,
//! and read so unless the caller names one of FHIR's.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Map, Value, json};

use crate::error::{Error, Result};
use crate::faces::fhir::format::{Form, MediaType, parameters, whole};
use crate::fhir::{Resource, xml};

/// The type that this is about.
const BINARY: &str = "Binary";

/// Whose access rules hold for the content, as a reference (R4, section 2.5.4).
const SECURITY_CONTEXT: HeaderName = HeaderName::from_static("x-security-context");

/// The parts of a path below the FHIR base.
fn path(uri: &Uri) -> Vec<&str> {
    uri.path().strip_prefix("/fhir/").unwrap_or_default().split('/').collect()
}

/// Whether a request reads all of a `Binary`, or of a version of one.
pub(super) fn is_read(request: &Request) -> bool {
    let shows_all =
        || parameters(request.uri()).iter().all(|(name, _)| name != "_summary" && name != "_elements");
    let is_binary = match path(request.uri()).as_slice() {
        [BINARY, id] => !id.starts_with(['_', '$']),
        [BINARY, _, "_history", version] => !version.starts_with('$'),
        _ => false,
    };
    matches!(*request.method(), Method::GET | Method::HEAD) && is_binary && shows_all()
}

/// Whether a request creates or updates a `Binary`.
pub(super) fn is_write(parts: &Parts) -> bool {
    match (&parts.method, path(&parts.uri).as_slice()) {
        (&Method::POST | &Method::PUT, [BINARY]) => true,
        (&Method::PUT, [BINARY, id]) => !id.starts_with('$'),
        _ => false,
    }
}

/// What a request sends, as a `Binary` in JSON. It is one already, or the content of one: also a resource of another
/// type, and what is no resource although its general media type would let it be.
pub(super) fn received(parts: &Parts, sent: &MediaType, body: Bytes) -> Result<Bytes> {
    let Some(form) = sent.form() else {
        return Ok(holding(parts, &body));
    };
    let read = match form {
        Form::Json => Resource::parse(&body),
        Form::Xml => xml::read(&body),
    };
    match (read, form) {
        (Ok(resource), Form::Json) if resource.resource_type().name() == BINARY => Ok(body),
        (Ok(resource), Form::Xml) if resource.resource_type().name() == BINARY => {
            Ok(Bytes::from(resource.into_value().to_string()))
        }
        (Err(error), _) if sent.is_fhirs_own() => Err(error),
        _ => Ok(holding(parts, &body)),
    }
}

/// The `Binary` that holds what a request sends.
fn holding(parts: &Parts, content: &[u8]) -> Bytes {
    let header = |name: &HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let mut json = Map::new();
    json.insert("resourceType".to_owned(), BINARY.into());
    if let [_, id] = path(&parts.uri).as_slice() {
        json.insert("id".to_owned(), (*id).into());
    }
    json.insert("contentType".to_owned(), header(&CONTENT_TYPE).unwrap_or_default().into());
    if let Some(context) = header(&SECURITY_CONTEXT) {
        json.insert("securityContext".to_owned(), json!({ "reference": context }));
    }
    if !content.is_empty() {
        json.insert("data".to_owned(), STANDARD.encode(content).into());
    }
    Bytes::from(Value::Object(json).to_string())
}

/// The content of a `Binary` that a response holds, if the caller prefers it under its media type.
pub(super) async fn content(
    response: Response,
    prefers: impl FnOnce(&str) -> Result<bool>,
) -> Result<Response> {
    if response.status() != StatusCode::OK {
        return Ok(response);
    }
    let (mut parts, body) = response.into_parts();
    let text = whole(body).await?;
    let binary = Resource::parse(&text)?;
    let member = |name: &str| binary.json().get(name).and_then(Value::as_str);
    let media_type = member("contentType").unwrap_or("application/octet-stream");
    let Ok(content_type) = HeaderValue::from_str(media_type) else {
        return Ok(Response::from_parts(parts, Body::from(text)));
    };
    if !prefers(media_type)? {
        return Ok(Response::from_parts(parts, Body::from(text)));
    }
    let letters: String = member("data").unwrap_or_default().split_ascii_whitespace().collect();
    let content = STANDARD
        .decode(letters)
        .map_err(|error| Error::internal("the content of a Binary is not base 64", error))?;
    parts.headers.insert(CONTENT_TYPE, content_type);
    parts.headers.remove(CONTENT_LENGTH);
    // What somebody stored must not act in the name of this server when a browser shows it.
    let policy = HeaderValue::from_static("default-src 'none'; sandbox");
    parts.headers.insert(CONTENT_SECURITY_POLICY, policy);
    let context = binary.json().get("securityContext").and_then(|context| context.get("reference"));
    if let Some(Ok(context)) = context.and_then(Value::as_str).map(HeaderValue::from_str) {
        parts.headers.insert(SECURITY_CONTEXT, context);
    }
    Ok(Response::from_parts(parts, Body::from(content)))
}
