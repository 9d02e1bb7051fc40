//! What all conformance resources have: an address, a version, a name, a publisher.

use serde_json::{Map, Value, json};

use crate::fhir::{Resource, ResourceType};
use crate::mapping::canonical::BASE;

/// The version of all of them. A resource of the store with another version is replaced.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// When any of them was last changed.
const DATE: &str = "2026-11-25";

/// What tells one from the others of its type.
pub(super) struct Head<'a> {
    /// The resource's type.
    pub(super) resource_type: &'static str,
    /// The resource's id, which ends its address.
    pub(super) id: &'a str,
    /// A name for people.
    pub(super) title: &'a str,
    /// What it is, in a sentence.
    pub(super) description: &'a str,
}

impl Head<'_> {
    /// The canonical address.
    pub(super) fn url(&self) -> String {
        url(self.resource_type, self.id)
    }

    /// The resource with these members beside those of its head. What is null is left out.
    pub(super) fn with(&self, members: Value) -> Resource {
        let mut resource = Resource::new(ResourceType::named(self.resource_type));
        let head = json!({
            "id": self.id,
            "url": self.url(),
            "version": VERSION,
            "name": name(self.id),
            "title": self.title,
            "status": "active",
            "experimental": false,
            "date": DATE,
            "publisher": "relais",
            "description": self.description,
        });
        put(resource.json_mut(), head);
        put(resource.json_mut(), members);
        resource
    }
}

fn put(into: &mut Map<String, Value>, members: Value) {
    let Value::Object(members) = members else { return };
    into.extend(members.into_iter().filter(|(_, value)| !value.is_null()));
}

/// The canonical address of what has this type and id.
pub(super) fn url(resource_type: &str, id: &str) -> String {
    format!("{BASE}/{resource_type}/{id}")
}

/// A name that programs can use: `DueAsWritten` for `due-as-written`.
pub(super) fn name(id: &str) -> String {
    let words = id.split(|character: char| !character.is_ascii_alphanumeric());
    words.map(capitalized).collect()
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
