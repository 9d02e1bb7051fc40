//! Literal references of a resource: whether what they point to is here.

use serde_json::Value;

use crate::error::{Error, Issue, Kind, Result};
use crate::fhir::{Reference, Resource};
use crate::kernel::{Context, Kernel};
use crate::store::Key;

impl Kernel {
    /// Refuses a resource that points to something here that does not exist: a slip of the pen in an id would
    /// otherwise stay unseen. FHIR lets a client write resources in any order, so the FHIR face does not ask.
    pub async fn require_targets(&self, context: &Context, resource: &Resource) -> Result<()> {
        let pointers = pointers(resource, &self.settings.base);
        let mut keys: Vec<Key> = pointers.into_iter().map(|pointer| pointer.key).collect();
        keys.sort();
        keys.dedup();
        if keys.is_empty() {
            return Ok(());
        }
        let found = self.read_many(context, &keys).await?;
        let missing = keys.iter().filter(|key| found.iter().all(|version| version.key != **key));
        let issues = missing.map(|Key { resource_type, id }| {
            let message = format!("There is no {resource_type} with the id '{id}' to point to.");
            Issue::error("unknown-reference", message)
        });
        Error::from_issues(Kind::Unprocessable, issues.collect()).map_or(Ok(()), Err)
    }
}

/// A literal reference to something here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pointer {
    /// What it points to.
    pub(super) key: Key,
    /// The version that it names.
    pub(super) version: Option<u64>,
    /// Where it stands, as a FHIRPath expression.
    pub(super) place: String,
}

/// The literal references of a resource and of those within it to something here, in order.
pub(super) fn pointers(resource: &Resource, base: &str) -> Vec<Pointer> {
    let mut pointers = Vec::new();
    for (name, value) in resource.json() {
        collect(value, base, &format!("{}.{name}", resource.resource_type()), &mut pointers);
    }
    pointers
}

/// Collects what `reference` members below a value point to here.
fn collect(value: &Value, base: &str, place: &str, pointers: &mut Vec<Pointer>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, base, &format!("{place}[{index}]"), pointers);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if name == "reference" => {
                        if let Reference::Local { resource_type, id, version } = Reference::parse(text, base)
                        {
                            let key = Key::new(resource_type, id);
                            pointers.push(Pointer { key, version, place: place.to_owned() });
                        }
                    }
                    // Texts and numbers point nowhere, and need no place.
                    _ if member.is_array() || member.is_object() => {
                        collect(member, base, &format!("{place}.{name}"), pointers);
                    }
                    _ => {}
                }
            }
        }
        _ => {}
    }
}
