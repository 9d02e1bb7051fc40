//! Patches: changes to a resource that say only what changes (R4, section 3.1.0.6).
//!
//! A patch is applied to one resource and gives another, whole or not at all. It does not know where the
//! resource is stored, nor whether the result is valid: whoever writes it validates it as any other.

mod fhirpath;
mod json;
mod pointer;
#[cfg(test)]
mod tests;
mod xml;

use bytes::Bytes;
use serde_json::{Map, Value};

use crate::error::{Error, Issue, Kind, Result};
use crate::fhir::Resource;

/// A patch as a caller sent it.
#[derive(Debug, Clone)]
pub enum Patch {
    /// JSON Patch (RFC 6902).
    Json(Value),
    /// FHIRPath Patch: a Parameters resource.
    FhirPath(Map<String, Value>),
    /// XML Patch (RFC 5261).
    Xml(Bytes),
}

impl Patch {
    /// The resource as the patch makes it. A patch that cannot be read is [`Kind::Invalid`]; one that cannot
    /// be applied to this resource, or that would change the resource's type or id, is
    /// [`Kind::Unprocessable`]. Issues say which of the patch's operations is meant.
    pub fn apply(&self, resource: &Resource) -> Result<Resource> {
        let patched = match self {
            Self::Json(patch) => json::apply(resource, patch)?,
            Self::FhirPath(parameters) => fhirpath::apply(resource, parameters)?,
            Self::Xml(patch) => xml::apply(resource, patch)?,
        };
        keeps_identity(resource, &patched)?;
        Ok(patched)
    }
}

/// Refuses a patch after which the resource would be another one.
fn keeps_identity(before: &Resource, after: &Resource) -> Result<()> {
    for name in ["resourceType", "id"] {
        if before.json().get(name) != after.json().get(name) {
            let message = format!("A patch changes what a resource says, never its '{name}'.");
            let place = format!("{}.{name}", before.resource_type());
            return Err(Error::with(
                Kind::Unprocessable,
                Issue::error("fixed-element", message).at_expression(place),
            ));
        }
    }
    Ok(())
}
