//! Puts the conformance resources into the store.

use serde_json::Value;

use crate::conformance::artifact::VERSION;
use crate::conformance::resources;
use crate::error::Result;
use crate::fhir::Resource;
use crate::kernel::{Context, Entry, Kernel, Key, Operation};

/// Adds what the store lacks and replaces what another version of relais wrote, in one transaction, and says how
/// much that was. What carries this version's number is left as it is, so somebody's own words in it stay until the
/// next version.
pub async fn load(kernel: &Kernel, context: &Context) -> Result<usize> {
    let shipped = resources()?;
    let keys: Vec<Key> =
        shipped.iter().filter_map(|one| Some(Key::new(one.resource_type(), one.id()?))).collect();
    let mut present = std::collections::HashMap::with_capacity(keys.len());
    for version in kernel.read_many(context, &keys).await? {
        let stored = Resource::stored(&version.body)?;
        present.insert(version.key, version_of(&stored).map(str::to_owned));
    }
    let stale = shipped.into_iter().filter(|resource| {
        let key = resource.id().map(|id| Key::new(resource.resource_type(), id));
        let known = key.and_then(|key| present.get(&key).cloned());
        known.is_none_or(|version| version.as_deref() != Some(VERSION))
    });
    let entries: Vec<Entry> = stale
        .map(|resource| Entry {
            full_url: None,
            operation: Operation::Update { resource, if_match: None },
            place: None,
        })
        .collect();
    let written = entries.len();
    if written > 0 {
        kernel.transact(context, entries).await?;
    }
    Ok(written)
}

fn version_of(resource: &Resource) -> Option<&str> {
    resource.json().get("version").and_then(Value::as_str)
}
