//! What a path names: a type, or a resource of it.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use serde::Deserialize;

use crate::error::{Error, Kind, Result};
use crate::faces::reply::Refusal;
use crate::fhir::{Id, ResourceType};
use crate::kernel::Key;
use crate::search::Area;

/// A path's parts as text.
#[derive(Debug, Deserialize)]
struct Named {
    r#type: Option<String>,
    id: Option<String>,
    version: Option<String>,
    member: Option<String>,
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
        Ok(Self(type_named(&named(parts, shared).await?.r#type.unwrap_or_default())?))
    }
}

/// Where a search looks: `[base]`, `[base]/[type]`, `[base]/[type]/[id]/[type]` or `[base]/[type]/[id]/*`.
#[derive(Debug)]
pub(super) struct AreaTarget(pub(super) Area);

impl<S: Send + Sync> FromRequestParts<S> for AreaTarget {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, shared: &S) -> Result<Self, Refusal> {
        let Named { r#type, id, member, .. } = named(parts, shared).await?;
        let path: Vec<&str> = [&r#type, &id, &member].into_iter().flatten().map(String::as_str).collect();
        area(&path)
            .unwrap_or_else(|| {
                Err(Error::new(Kind::NotFound, "unknown-address", "Nothing is searched here."))
            })
            .map(Self)
            .map_err(Refusal::from)
    }
}

/// The area that the parts of a path below the base name; none when they are no path to search at.
pub(super) fn area(path: &[&str]) -> Option<Result<Area>> {
    Some(match path {
        [] | [""] => Ok(Area::Everything),
        [name] => type_named(name).map(Area::Type),
        [of, id, member] => compartment(of, id, member),
        _ => return None,
    })
}

fn compartment(of: &str, id: &str, member: &str) -> Result<Area> {
    let only = if member == "*" { None } else { Some(type_named(member)?) };
    Area::compartment(type_named(of)?, Id::parse(id)?, only)
}

/// `[base]/[type]/[id]`.
#[derive(Debug)]
pub(super) struct InstanceTarget(pub(super) Key);

impl<S: Send + Sync> FromRequestParts<S> for InstanceTarget {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, shared: &S) -> Result<Self, Refusal> {
        let named = named(parts, shared).await?;
        Ok(Self(key(&named.r#type.unwrap_or_default(), named.id.as_deref().unwrap_or_default())?))
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
        Ok(Self(key(&named.r#type.unwrap_or_default(), named.id.as_deref().unwrap_or_default())?, number))
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

/// The part of a URL below the base. Besides `[type]/…` it may be absolute, or start at the host's root or at the
/// base with a slash (RFC 3986, section 4.2; R4 calls an entry's URL relative to the address that it is posted to).
pub(super) fn below<'u>(url: &'u str, base: &str) -> Result<&'u str> {
    let rest = |prefix: &str| {
        url.strip_prefix(prefix).filter(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    };
    if let Some(rest) = rest(base) {
        return Ok(rest);
    }
    let path = url.split_once(['?', '#']).map_or(url, |(path, _)| path);
    if path.starts_with("//") || path.contains("://") || path.starts_with("urn:") {
        let message = format!(
            "'{}' is no address of this server: it starts with {base}/, or is relative to it, such as Task/7.",
            path.chars().take(200).collect::<String>()
        );
        return Err(Error::invalid("not-supported", message));
    }
    let root = base.split_once("://").and_then(|(_, rest)| rest.split_once('/'));
    let below_root = root.and_then(|(_, path)| rest(&format!("/{path}")));
    Ok(below_root.unwrap_or(url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_relative_absolute_or_from_the_root() {
        let check = |url: &str, expected: Option<&str>| {
            let below = below(url, "https://a.test/x/fhir");
            assert_eq!(below.as_deref().ok(), expected, "{url}");
        };
        check("Task/7", Some("Task/7"));
        check("/Task/7", Some("/Task/7"));
        check("https://a.test/x/fhir/Task/7", Some("/Task/7"));
        check("https://a.test/x/fhir?_id=7", Some("?_id=7"));
        check("/x/fhir/Task/7", Some("/Task/7"));
        check("/x/fhir", Some(""));
        check("/x/fhirs/7", Some("/x/fhirs/7"));
        check(
            "Task?subject=https://b.test/fhir/Patient/1",
            Some("Task?subject=https://b.test/fhir/Patient/1"),
        );
        check("https://a.test/x/fhirs/Task/7", None);
        check("https://b.test/fhir/Task/7", None);
        check("//b.test/fhir/Task/7", None);
        check("urn:uuid:7", None);
    }
}
