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
        let mut keys = Vec::new();
        for value in resource.json().values() {
            collect(value, &self.settings.base, &mut keys);
        }
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

/// Collects what `reference` members below a value point to here.
fn collect(value: &Value, base: &str, keys: &mut Vec<Key>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, base, keys)),
        Value::Object(members) => {
            for (name, member) in members {
                match (name.as_str(), member.as_str().map(|text| Reference::parse(text, base))) {
                    ("reference", Some(Reference::Local { resource_type, id, .. })) => {
                        keys.push(Key::new(resource_type, id));
                    }
                    _ => collect(member, base, keys),
                }
            }
        }
        _ => {}
    }
}
