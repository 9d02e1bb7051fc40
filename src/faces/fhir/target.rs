//! What a path names: a type, or a resource of it.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use serde::Deserialize;

use crate::error::{Error, Kind, Result};
use crate::faces::reply::Refusal;
use crate::fhir::{Id, ResourceType};
use crate::kernel::Key;

/// A path's parts as text.
#[derive(Debug, Deserialize)]
struct Named {
    r#type: String,
    id: Option<String>,
    version: Option<String>,
}

async fn named<S: Send + Sync>(parts: &mut Parts, shared: &S) -> Result<Named> {
    let path = Path::<Named>::from_request_parts(parts, shared).await;
    path.map(|Path(named)| named)
        .map_err(|_| Error::new(Kind::NotFound, "unknown-address", "The address is not readable as UTF-8."))
}

/// The type of a name.
pub(super) fn type_named(name: &str) -> Result<ResourceType> {
    // A type that does not exist is an address that does not exist (R4, section 3.1.0.1.4).
    ResourceType::parse(name).map_err(|error| match error.issues() {
        [issue, ..] => Error::with(Kind::NotFound, issue.clone()),
        [] => error,
    })
}

/// `[base]/[type]`.
#[derive(Debug)]
pub(super) struct TypeTarget(pub(super) ResourceType);

impl<S: Send + Sync> FromRequestParts<S> for TypeTarget {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, shared: &S) -> Result<Self, Refusal> {
        Ok(Self(type_named(&named(parts, shared).await?.r#type)?))
    }
}

/// `[base]/[type]/[id]`.
#[derive(Debug)]
pub(super) struct InstanceTarget(pub(super) Key);

impl<S: Send + Sync> FromRequestParts<S> for InstanceTarget {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, shared: &S) -> Result<Self, Refusal> {
        let named = named(parts, shared).await?;
        Ok(Self(key(&named.r#type, named.id.as_deref().unwrap_or_default())?))
    }
}

/// `[base]/[type]/[id]/_history/[version]`.
#[derive(Debug)]
pub(super) struct VersionTarget(pub(super) Key, pub(super) u64);

impl<S: Send + Sync> FromRequestParts<S> for VersionTarget {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, shared: &S) -> Result<Self, Refusal> {
        let named = named(parts, shared).await?;
        let number = version(&named.version.unwrap_or_default())?;
        Ok(Self(key(&named.r#type, named.id.as_deref().unwrap_or_default())?, number))
    }
}

/// The resource that a type and an id name.
pub(super) fn key(resource_type: &str, id: &str) -> Result<Key> {
    Ok(Key::new(type_named(resource_type)?, Id::parse(id)?))
}

/// The number of a version.
pub(super) fn version(text: &str) -> Result<u64> {
    text.parse().map_err(|_| {
        let message = format!("'{text}' is not a version of this server: its versions are numbers from 1.");
        Error::new(Kind::NotFound, "not-found", message)
    })
}
