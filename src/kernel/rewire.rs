//! References between resources that are written together: each points to the URL under which the other was
//! handed in, until it is known where that one will be.

use std::collections::HashMap;

use serde_json::Value;

use crate::error::{Error, Result};
use crate::kernel::intent::{Step, Task};

/// Where the resources of a commit are, by the URLs under which they were handed in.
pub(super) struct Wiring {
    targets: HashMap<String, String>,
}

impl Wiring {
    /// The wiring of a commit's steps. Two that share a URL are refused.
    pub(super) fn of(steps: &[Step<'_>]) -> Result<Self> {
        let mut targets = HashMap::new();
        for step in steps {
            let Some(url) = &step.intent.full_url else { continue };
            if matches!(step.task, Task::Delete) {
                continue;
            }
            let target = format!("{}/{}", step.key.resource_type, step.key.id);
            if targets.insert(url.clone(), target).is_some() {
                let message =
                    format!("Two entries have the fullUrl '{url}'; each entry needs one of its own.");
                return Err(step.intent.located(Error::invalid("duplicate-identity", message)));
            }
        }
        Ok(Self { targets })
    }

    /// Points each reference to an entry's URL to where that entry's resource is.
    pub(super) fn rewire(&self, steps: &mut [Step<'_>]) {
        if self.targets.is_empty() {
            return;
        }
        for step in steps {
            if let Task::Put(resource, _) = &mut step.task {
                for (name, value) in resource.to_mut().json_mut() {
                    rewire(name, value, &self.targets);
                }
            }
        }
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
