//! The id in an address.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

use crate::error::{Error, Issue, Kind, Result};
use crate::faces::reply::Refusal;

/// The part of an address that names a thing. One that cannot be decoded names nothing. What takes it takes no
/// parameters, so a query is refused.
#[derive(Debug)]
pub(super) struct InPath(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for InPath {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, shared: &S) -> Result<Self, Refusal> {
        no_parameters(parts.uri.query())?;
        let path = Path::<String>::from_request_parts(parts, shared).await;
        path.map(|Path(id)| Self(id)).map_err(|_| {
            Error::new(Kind::NotFound, "unknown-address", "The address is not readable as UTF-8.").into()
        })
    }
}

/// Refuses a query: for operations that take no parameters.
pub(super) fn no_parameters(query: Option<&str>) -> Result<()> {
    let Some((name, _)) = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).next() else {
        return Ok(());
    };
    let message = format!("There is no parameter '{name}' here; there is none at all.");
    let issue = Issue::error("unknown-parameter", message).at_parameter(name.as_ref());
    Err(Error::with(Kind::Invalid, issue))
}
