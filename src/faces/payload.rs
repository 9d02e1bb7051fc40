//! A request's body as bytes, with this house's errors when it is coded, too large, or breaks off.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_ENCODING;
use axum::response::IntoResponse;

use crate::error::{Error, Kind};
use crate::faces::reply::Refusal;

/// The whole body.
#[derive(Debug)]
pub struct Payload(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for Payload {
    type Rejection = Refusal;

    async fn from_request(request: Request, shared: &S) -> Result<Self, Refusal> {
        if let Some(coding) = request.headers().get(CONTENT_ENCODING).filter(|coding| *coding != "identity") {
            let shown = String::from_utf8_lossy(coding.as_bytes()).into_owned();
            let message =
                format!("A body comes as it is: the Content-Encoding '{shown}' is not undone here.");
            return Err(Error::new(Kind::UnsupportedMediaType, "unsupported-media-type", message).into());
        }
        Bytes::from_request(request, shared).await.map(Self).map_err(|rejection| {
            let error = if rejection.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE {
                let message = "The body is larger than this server takes (setting max_body_bytes).";
                Error::new(Kind::TooLarge, "too-large", message)
            } else {
                Error::invalid("unreadable-body", "The body could not be read to its end.")
            };
            error.into()
        })
    }
}
