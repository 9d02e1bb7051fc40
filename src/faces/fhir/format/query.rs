//! A request's parameters, and those that say how every answer is to look.

use axum::extract::FromRequestParts;
use axum::http::Uri;
use axum::http::request::Parts;

use crate::error::{Error, Issue, Kind, Result};
use crate::faces::reply::Refusal;

/// Parameters that say how the answer is to look; every interaction takes them.
pub(in crate::faces::fhir) const FORMAT: &str = "_format";
pub(in crate::faces::fhir) const PRETTY: &str = "_pretty";

/// The query's parameters, decoded.
pub(in crate::faces::fhir) fn parameters(uri: &Uri) -> Vec<(String, String)> {
    form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect()
}

/// The parameters that an interaction itself has to understand.
pub(in crate::faces::fhir) fn without_format(pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    pairs.into_iter().filter(|(name, _)| name != FORMAT && name != PRETTY).collect()
}

/// Refuses a query: for interactions that take no parameters of their own.
#[derive(Debug)]
pub(in crate::faces::fhir) struct NoParameters;

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
pub(in crate::faces::fhir) fn unknown(name: &str, valid: &str) -> Error {
    let message = format!("The parameter '{name}' is not known here: {valid}.");
    Error::with(Kind::Invalid, Issue::error("unknown-parameter", message).at_parameter(name))
}

/// A value that a parameter does not have.
pub(in crate::faces::fhir) fn wrong(name: &str, value: &str, valid: &str) -> Error {
    let message = format!("'{value}' is not a value of {name}, which is {valid}.");
    Error::with(Kind::Invalid, Issue::error("invalid-parameter-value", message).at_parameter(name))
}

/// An address with these parameters.
pub(in crate::faces::fhir) fn with_query(path: &str, pairs: &[(String, String)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let separator = if query.is_empty() { "" } else { "?" };
    format!("{path}{separator}{query}")
}
