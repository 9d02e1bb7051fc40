//! The answer to one interaction, whether it came alone or as an entry of a Bundle.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use jiff::Timestamp;

use crate::kernel::Version;

/// The media type of every body that the FHIR face sends.
pub(super) const FHIR_JSON: &str = "application/fhir+json; charset=utf-8";

/// A status, what is said about the version, and a body.
#[derive(Debug)]
pub(super) struct Reply {
    /// The status.
    pub(super) status: StatusCode,
    /// The version that the answer is about: its number and instant.
    pub(super) version: Option<(u64, i64)>,
    /// Where the version can be read, relative to the FHIR base: `Task/7/_history/1`.
    pub(super) location: Option<String>,
    /// The resource.
    pub(super) body: Bytes,
    /// Whether the body is an OperationOutcome about what was done, not the resource.
    pub(super) told: bool,
}

impl Reply {
    /// An answer that is a resource made for the occasion.
    pub(super) fn resource(body: impl Into<Bytes>) -> Self {
        Self { status: StatusCode::OK, version: None, location: None, body: body.into(), told: false }
    }

    /// An answer that is its status alone.
    pub(super) fn empty(status: StatusCode) -> Self {
        Self { status, ..Self::resource(Bytes::new()) }
    }

    /// An answer about a stored version, with its bytes as they are.
    pub(super) fn version(status: StatusCode, version: Version) -> Self {
        let about = Some((version.number, version.at));
        Self { status, version: about, location: None, body: version.body, told: false }
    }

    /// The same answer, saying where the version can be read.
    pub(super) fn located(self, version: &Version) -> Self {
        let (key, number) = (&version.key, version.number);
        Self { location: Some(format!("{}/{}/_history/{number}", key.resource_type, key.id)), ..self }
    }

    /// The HTTP response. `base` is the FHIR base, for the Location header.
    pub(super) fn into_response(self, base: &str) -> Response {
        let mut headers = HeaderMap::new();
        if let Some((number, at)) = self.version {
            insert(&mut headers, header::ETAG, &etag(number));
            insert(&mut headers, header::LAST_MODIFIED, &http_date(at));
        }
        if let Some(location) = &self.location {
            insert(&mut headers, header::LOCATION, &format!("{base}/{location}"));
        }
        if self.body.is_empty() {
            return (self.status, headers).into_response();
        }
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(FHIR_JSON));
        (self.status, headers, self.body).into_response()
    }
}

/// A version's ETag, which FHIR has weak (R4, section 3.1.0.5.3).
pub(super) fn etag(number: u64) -> String {
    format!("W/\"{number}\"")
}

fn insert(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    // What is inserted here is made of digits, ids and our own base URL; anything else is left out.
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// An instant as HTTP writes dates (RFC 9110, section 5.6.7).
fn http_date(microseconds: i64) -> String {
    let instant = Timestamp::from_microsecond(microseconds).unwrap_or(Timestamp::UNIX_EPOCH);
    jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&instant).unwrap_or_default()
}
