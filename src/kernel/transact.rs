//! transaction (R4, section 3.1.0.11.2): several changes in one commit, pointing to one another by the URLs
//! under which they were handed in.

use std::collections::HashMap;

use serde_json::Value;

use crate::error::{Error, Result};
use crate::kernel::write::Intent;
use crate::kernel::{Context, Kernel, Operation, Written};

/// One change of a transaction.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The URL by which other entries point to this one's resource: `urn:uuid:…`, or an absolute one.
    pub full_url: Option<String>,
    /// The change.
    pub operation: Operation,
    /// Where the resource stands in the caller's input, as a FHIRPath expression, for what is said about it.
    pub place: Option<String>,
}

impl Kernel {
    /// Carries out all changes, or none. References to an entry's URL are rewired to the id that its resource
    /// gets. The answers stand in the order of the entries.
    pub async fn transact(&self, context: &Context, entries: Vec<Entry>) -> Result<Vec<Written>> {
        let mut targets = HashMap::new();
        let mut intents = Vec::with_capacity(entries.len());
        for Entry { full_url, operation, place } in entries {
            let intent = Intent::of(operation, place)?;
            if let Some(url) = full_url {
                let target = format!("{}/{}", intent.key.resource_type, intent.key.id);
                if targets.insert(url.clone(), target).is_some() {
                    let message =
                        format!("Two entries have the fullUrl '{url}'; each entry needs one of its own.");
                    return Err(intent.located(Error::invalid("duplicate-identity", message)));
                }
            }
            intents.push(intent);
        }
        if !targets.is_empty() {
            for resource in intents.iter_mut().filter_map(|intent| intent.resource.as_mut()) {
                for (name, value) in resource.json_mut() {
                    rewire(name, value, &targets);
                }
            }
        }
        self.carry_out(context, &intents).await
    }
}

/// Replaces what points to an entry's URL: a `urn:` wherever it is the whole of a text, any other URL in
/// references only, since elsewhere it may be meant as it stands. The `value` of an Identifier names its
/// resource and stays: documents often use the same `urn:uuid` for both.
fn rewire(name: &str, value: &mut Value, targets: &HashMap<String, String>) {
    match value {
        Value::String(text) if name == "reference" || (text.starts_with("urn:") && name != "value") => {
            let (url, fragment) = text.split_once('#').unwrap_or((text, ""));
            if let Some(target) = targets.get(url) {
                *text = if fragment.is_empty() { target.clone() } else { format!("{target}#{fragment}") };
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rewire(name, item, targets)),
        Value::Object(members) => members.iter_mut().for_each(|(name, value)| rewire(name, value, targets)),
        _ => {}
    }
}
