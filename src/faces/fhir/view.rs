//! What an answer shows of the resources in it: `_summary` and `_elements`. Without them a stored text passes as
//! it is.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::error::{Error, Issue, Kind, Result};
use crate::faces::fhir::format::{parameters, unknown, without_format};
use crate::faces::fhir::target::TypeTarget;
use crate::faces::reply::Refusal;
use crate::fhir::ResourceType;
use crate::fhir::subset::{Elements, Role, Subset};
use crate::kernel::Version;

/// The part of each resource that is shown; all of it unless the caller asked otherwise.
///
/// As an argument of a handler it reads the query of an interaction that takes no other parameters.
#[derive(Debug, Default)]
pub(super) struct View(Option<Subset>);

impl View {
    /// A part that has been read elsewhere.
    pub(super) fn new(subset: Option<Subset>) -> Self {
        Self(subset)
    }

    /// Takes `_summary` and `_elements` out of an interaction's parameters. The answer holds resources of these
    /// types.
    pub(super) fn take(pairs: &mut Vec<(String, String)>, types: &[ResourceType]) -> Result<Self> {
        let mut subset = None;
        let (asked, rest) = std::mem::take(pairs)
            .into_iter()
            .partition(|(name, _): &(String, String)| matches!(name.as_str(), "_summary" | "_elements"));
        *pairs = rest;
        for (name, value) in asked {
            let read = match name.as_str() {
                "_summary" => Subset::summary(&value),
                _ => Elements::read(&value, types).map(|elements| Some(Subset::Elements(elements))),
            };
            let read = read.map_err(|reason| wrong(&name, &value, &reason))?;
            if subset.is_some() && read.is_some() {
                let reason = "the answer shows one part: it is asked for once, by _summary or by _elements";
                return Err(wrong(&name, &value, reason));
            }
            subset = subset.or(read);
        }
        Ok(Self(subset))
    }

    /// What is shown of a version.
    pub(super) fn of(&self, version: Version, role: Role) -> Result<Version> {
        let Some(subset) = self.0.as_ref().filter(|_| !version.is_deleted()) else {
            return Ok(version);
        };
        match subset.of_text(&version.body, role)? {
            Some(body) => Ok(Version { body: body.into(), ..version }),
            None => Ok(version),
        }
    }

    /// What is shown of a resource that was made for the occasion.
    pub(super) fn of_text(&self, body: bytes::Bytes) -> Result<bytes::Bytes> {
        let cut = self.0.as_ref().map(|subset| subset.of_text(&body, Role::Asked)).transpose()?.flatten();
        Ok(cut.map_or(body, Into::into))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for View {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, shared: &S) -> Result<Self, Refusal> {
        let mut pairs = without_format(parameters(&parts.uri));
        if pairs.is_empty() {
            return Ok(Self::default());
        }
        let TypeTarget(resource_type) = TypeTarget::from_request_parts(parts, shared).await?;
        let view = Self::take(&mut pairs, &[resource_type])?;
        match pairs.first() {
            None => Ok(view),
            Some((name, _)) => {
                let valid = "this interaction takes only _summary, _elements, _format and _pretty";
                Err(unknown(name, valid).into())
            }
        }
    }
}

fn wrong(name: &str, value: &str, reason: &str) -> Error {
    let shown: String = value.chars().take(80).collect();
    let message = format!("'{shown}' is not a value of '{name}': {reason}.");
    Error::with(Kind::Invalid, Issue::error("invalid-parameter-value", message).at_parameter(name))
}
