//! Contained resources (R4, references.html#contained): what they are found by, and what a reference to one leads to. One
//! without an id cannot be pointed to nor named in an answer, so it is not searched.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde_json::{Map, Value};

use crate::fhir::{Id, Resource, ResourceType};
use crate::search::{IndexRow, IndexValue};

/// What a contained resource is found by.
#[derive(Debug, Clone, PartialEq)]
pub struct Contained {
    /// Its type.
    pub resource_type: ResourceType,
    /// Its id, which is its own only within what contains it.
    pub id: Id,
    /// Its rows.
    pub rows: Vec<IndexRow>,
}

/// What names a contained resource among all resources of its type: `Task/7#p`. No resource has such an id.
pub fn address(container: ResourceType, container_id: &Id, id: &Id) -> String {
    format!("{container}/{container_id}#{id}")
}

/// The JSON of the contained resource of this id.
pub fn part<'j>(container: &'j Map<String, Value>, id: &Id) -> Option<&'j Value> {
    let named = |part: &&Value| part.get("id").and_then(Value::as_str) == Some(id.as_str());
    all(container).iter().find(named)
}

/// The JSON of all that a resource contains.
pub(super) fn all(container: &Map<String, Value>) -> &[Value] {
    container.get("contained").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A contained resource that can be named.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) resource_type: ResourceType,
    pub(super) id: Id,
    /// Where it stands among all that its container contains.
    pub(super) place: usize,
}

/// What the references within a resource may lead to without leaving it.
#[derive(Debug)]
pub(super) struct Surroundings {
    /// The container, where it is known by which id it will be kept.
    container: Option<(ResourceType, Id)>,
    parts: Vec<Part>,
    /// Where each of them stands in the list, by its id.
    places: HashMap<String, usize>,
}

impl Surroundings {
    /// Those of a container and of all that it contains.
    pub(super) fn of(container: &Resource, id: Option<&Id>) -> Self {
        let (mut parts, mut places) = (Vec::new(), HashMap::new());
        for (place, part) in all(container.json()).iter().enumerate() {
            let text = |name| part.get(name).and_then(Value::as_str);
            let resource_type = text("resourceType").and_then(ResourceType::find);
            let id = text("id").and_then(|id| Id::parse(id).ok());
            if let Some((resource_type, id)) = resource_type.zip(id)
                && let Entry::Vacant(free) = places.entry(id.as_str().to_owned())
            {
                free.insert(parts.len());
                parts.push(Part { resource_type, id, place });
            }
        }
        Self { container: id.map(|id| (container.resource_type(), id.clone())), parts, places }
    }

    /// Each contained resource that can be named.
    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Gives a reference to `#p` the address of what it leads to; to nothing it leads nowhere, but is there.
    pub(super) fn settle(&self, value: &mut IndexValue) {
        match value {
            IndexValue::Composite(values) => values.iter_mut().for_each(|(_, value)| self.settle(value)),
            IndexValue::Reference { resource_type, target } if resource_type.is_empty() => {
                let Some(fragment) = target.strip_prefix('#') else { return };
                let (found_type, found) = self.end(fragment).unwrap_or_default();
                (*resource_type, *target) = (found_type, found);
            }
            _ => {}
        }
    }

    fn end(&self, fragment: &str) -> Option<(&'static str, String)> {
        let (container, container_id) = self.container.as_ref()?;
        if fragment.is_empty() {
            return Some((container.name(), container_id.as_str().to_owned()));
        }
        let Part { resource_type, id, .. } = self.parts.get(*self.places.get(fragment)?)?;
        Some((resource_type.name(), address(*container, container_id, id)))
    }
}
