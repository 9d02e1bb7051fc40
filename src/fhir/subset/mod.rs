//! The part of a resource that a caller asks to see: `_summary` and `_elements` (R4, section 3.1.1.5), by the
//! element tables. What has been cut down says so by the tag SUBSETTED, so that nobody takes it for the whole.
//!
//! It does not know where resources come from, nor in which Bundle they stand.

mod elements;
mod summary;

use serde_json::{Map, Value, json};

use crate::error::{Error, Result};
use crate::fhir::ResourceType;
use crate::fhir::definitions::{self, Element, Structure};

pub use elements::Elements;

/// The system and code of the tag that marks a resource as incomplete (R4, section 3.1.1.5).
const SUBSETTED: (&str, &str) = ("http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "SUBSETTED");

/// What a caller asks to see of resources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subset {
    /// `_summary=true`: the elements that the standard marks as the summary, at every level.
    Summary,
    /// `_summary=text`: the narrative, `id`, `meta` and what is mandatory at the top.
    Text,
    /// `_summary=data`: everything but the narrative.
    Data,
    /// `_elements`: what is named, beside what no copy can do without.
    Elements(Elements),
}

/// Why a resource is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It is what was asked for.
    Asked,
    /// A search brought it along.
    Included,
}

impl Subset {
    /// Reads a value of `_summary` other than `count`, which is no subset of a resource; `None` for `false`. An
    /// error is a reason for the caller.
    pub fn summary(value: &str) -> Result<Option<Self>, String> {
        match value {
            "true" => Ok(Some(Self::Summary)),
            "text" => Ok(Some(Self::Text)),
            "data" => Ok(Some(Self::Data)),
            "false" => Ok(None),
            _ => Err("it is true, text, data or false".to_owned()),
        }
    }

    /// What is to be seen of a resource's text; `None` where that is all of it.
    pub fn of_text(&self, body: &[u8], role: Role) -> Result<Option<Vec<u8>>> {
        let stored = |error| Error::internal("a stored resource is not JSON", error);
        let mut resource: Map<String, Value> = serde_json::from_slice(body).map_err(stored)?;
        if !self.cut(&mut resource, role) {
            return Ok(None);
        }
        serde_json::to_vec(&resource).map(Some).map_err(stored)
    }

    /// Leaves of a resource what is to be seen, and marks it; tells whether the subset concerns it at all.
    pub fn cut(&self, resource: &mut Map<String, Value>, role: Role) -> bool {
        let name = resource.get("resourceType").and_then(Value::as_str).unwrap_or_default();
        let known = ResourceType::find(name);
        let Some((resource_type, structure)) =
            known.and_then(|known| Some((known, definitions::structure(known.name())?)))
        else {
            return false;
        };
        match self {
            Self::Summary => summary::cut(structure, resource),
            Self::Text => keep(structure, resource, |element| {
                matches!(element.name, "id" | "meta" | "text") || element.min > 0
            }),
            Self::Data => {
                resource.shift_remove("text");
            }
            Self::Elements(elements) => {
                let Some(named) = elements.named_in(resource_type, role) else { return false };
                keep(structure, resource, |element| {
                    matches!(element.name, "id" | "meta")
                        || element.min > 0
                        || element.is_modifier
                        || named.contains(&element.name)
                });
            }
        }
        mark(resource);
        true
    }
}

/// Marks a resource as incomplete, unless it is marked already.
pub fn mark(resource: &mut Map<String, Value>) {
    if is_marked(resource) {
        return;
    }
    if !resource.contains_key("meta") {
        // Before everything else but the type and the id, where readers expect it.
        let place = ["resourceType", "id"].iter().filter(|name| resource.contains_key(**name)).count();
        resource.shift_insert(place, "meta".to_owned(), json!({}));
    }
    let (system, code) = SUBSETTED;
    if let Some(Value::Object(meta)) = resource.get_mut("meta") {
        let tags = meta.entry("tag").or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(tags) = tags {
            tags.push(json!({ "system": system, "code": code }));
        }
    }
}

/// Whether a resource says of itself that it is incomplete.
pub fn is_marked(resource: &Map<String, Value>) -> bool {
    let tags = resource.get("meta").and_then(|meta| meta.get("tag")).and_then(Value::as_array);
    let says = |tag: &Value| {
        let member = |name: &str| tag.get(name).and_then(Value::as_str);
        member("system").zip(member("code")) == Some(SUBSETTED)
    };
    tags.is_some_and(|tags| tags.iter().any(says))
}

/// Keeps the members of an object whose element is wanted.
fn keep(structure: &'static Structure, json: &mut Map<String, Value>, wanted: impl Fn(&Element) -> bool) {
    json.retain(|member, _| {
        let name = member.strip_prefix('_').unwrap_or(member);
        member == "resourceType" || structure.member(name).is_some_and(|found| wanted(found.element))
    });
}

#[cfg(test)]
mod tests;
