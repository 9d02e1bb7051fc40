//! `$meta`, `$meta-add`, `$meta-delete`: profiles, tags and security labels (R4, section 3.2.0.2).

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::error::{Error, Issue, Kind, Result};
use crate::fhir::{Resource, ResourceType};
use crate::kernel::{Context, Kernel, Scope};
use crate::search::{IndexValue, Parameter};
use crate::store::Key;

/// The lists of a resource's `meta` that these operations are about.
const LISTS: [&str; 3] = ["profile", "security", "tag"];

/// How many different labels of one kind are shown for a type or the whole server.
const MOST_LABELS: usize = 10_000;

/// How often a change is tried again when others change the same resource.
const ATTEMPTS: usize = 100;

/// A change of a resource's labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetaChange {
    /// What is not there is added.
    Add,
    /// What is there is taken away.
    Delete,
}

impl Kernel {
    /// The `meta` of a resource, or of one version of it.
    pub async fn meta(&self, context: &Context, key: &Key, number: Option<u64>) -> Result<Value> {
        context.caller.require(Scope::Read)?;
        let version = match number {
            None => self.live(key).await?,
            Some(number) => self.vread(context, key, number).await?,
        };
        let resource = Resource::stored(&version.body)?;
        Ok(resource.json().get("meta").cloned().unwrap_or_else(|| json!({})))
    }

    /// All profiles, security labels and tags that present resources of a type, or of all types, have.
    pub async fn labels(&self, context: &Context, resource_type: Option<ResourceType>) -> Result<Value> {
        context.caller.require(Scope::Read)?;
        let registry = self.registry();
        let mut meta = Map::new();
        for name in LISTS {
            let code = format!("_{name}");
            let types = ResourceType::all().filter(|one| resource_type.is_none_or(|wanted| wanted == *one));
            let parameters: Vec<Arc<Parameter>> =
                types.filter_map(|one| registry.parameter(one, &code).map(Arc::clone)).collect();
            let values = self.store.values(&parameters, MOST_LABELS + 1).await?;
            if values.len() > MOST_LABELS {
                let message = format!(
                    "More than {MOST_LABELS} different values of {code} are in use. Ask for one type."
                );
                return Err(Error::new(Kind::Unprocessable, "too-costly", message));
            }
            let labels: Vec<Value> = values.into_iter().filter_map(label).collect();
            if !labels.is_empty() {
                meta.insert(name.to_owned(), Value::Array(labels));
            }
        }
        Ok(Value::Object(meta))
    }

    /// Adds labels to a resource or takes them away, and gives the `meta` that it has then. That is a change like
    /// any other: it makes a version, unless it changes nothing.
    pub async fn change_meta(
        &self,
        context: &Context,
        key: &Key,
        change: MetaChange,
        labels: &Map<String, Value>,
    ) -> Result<Value> {
        context.caller.require(Scope::Write)?;
        if let Some(other) = labels.keys().find(|name| !LISTS.contains(&name.as_str())) {
            let message = format!("'{other}' cannot be changed here; what can is {}.", LISTS.join(", "));
            return Err(Error::with(
                Kind::Invalid,
                Issue::error("unknown-element", message).at_expression(format!("Meta.{other}")),
            ));
        }
        for _ in 0..ATTEMPTS {
            let version = self.live(key).await?;
            let mut resource = Resource::stored(&version.body)?;
            apply(resource.json_mut(), change, labels);
            let written = match self.update(context, resource, Some(version.number)).await {
                Err(error) if error.kind() == Kind::PreconditionFailed => continue,
                written => written?,
            };
            let present = written.version.unwrap_or(version);
            let resource = Resource::stored(&present.body)?;
            return Ok(resource.json().get("meta").cloned().unwrap_or_else(|| json!({})));
        }
        let message = "Others kept changing the same resource at the same time. Try again.";
        Err(Error::new(Kind::Conflict, "conflict", message))
    }
}

/// A label as `meta` writes it.
fn label(value: IndexValue) -> Option<Value> {
    match value {
        IndexValue::Token { system: Some(system), code } => Some(json!({ "system": system, "code": code })),
        IndexValue::Token { system: None, code } => Some(json!({ "code": code })),
        IndexValue::Uri(uri) => Some(Value::String(uri)),
        _ => None,
    }
}

/// Changes the lists of a resource's `meta`.
fn apply(resource: &mut Map<String, Value>, change: MetaChange, labels: &Map<String, Value>) {
    let Value::Object(meta) = resource.entry("meta").or_insert_with(|| json!({})) else { return };
    for (name, wanted) in labels {
        let wanted = wanted.as_array().map_or(&[] as &[Value], Vec::as_slice);
        let Value::Array(present) = meta.entry(name.as_str()).or_insert_with(|| json!([])) else { continue };
        match change {
            MetaChange::Delete => present.retain(|one| !wanted.iter().any(|other| is_same(one, other))),
            MetaChange::Add => {
                for one in wanted {
                    if !present.iter().any(|other| is_same(one, other)) {
                        present.push(one.clone());
                    }
                }
            }
        }
    }
    meta.retain(|_, member| member.as_array().is_none_or(|list| !list.is_empty()));
    if meta.is_empty() {
        resource.remove("meta");
    }
}

/// Whether two labels are the same: a profile by its whole address, a tag by system and code.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            one.get("system") == other.get("system") && one.get("code") == other.get("code")
        }
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(change: MetaChange, before: Value, labels: Value, after: Value) {
        let mut resource = Map::from_iter([("meta".to_owned(), before)]);
        let Value::Object(labels) = labels else { panic!("labels are an object") };
        apply(&mut resource, change, &labels);
        assert_eq!(resource.get("meta").cloned().unwrap_or(Value::Null), after);
    }

    #[test]
    fn a_label_is_added_once_whatever_its_display() {
        let tag = json!({"system": "s", "code": "a", "display": "A"});
        check(MetaChange::Add, json!({}), json!({"tag": [tag]}), json!({"tag": [tag]}));
        let same = json!({"tag": [{"system": "s", "code": "a"}]});
        check(MetaChange::Add, json!({"tag": [tag]}), same.clone(), json!({"tag": [tag]}));
        let other = json!({"system": "t", "code": "a"});
        check(MetaChange::Add, json!({"tag": [tag]}), json!({"tag": [other]}), json!({"tag": [tag, other]}));
        check(MetaChange::Add, json!({}), json!({"profile": ["p|1", "p|1"]}), json!({"profile": ["p|1"]}));
    }

    #[test]
    fn a_label_is_taken_away_and_leaves_no_empty_list() {
        let before = json!({"versionId": "1", "tag": [{"system": "s", "code": "a", "display": "A"}]});
        let labels = json!({"tag": [{"system": "s", "code": "a"}], "security": [{"code": "r"}]});
        check(MetaChange::Delete, before, labels, json!({"versionId": "1"}));
        check(MetaChange::Delete, json!({"profile": ["p"]}), json!({"profile": ["p"]}), Value::Null);
        check(
            MetaChange::Delete,
            json!({"profile": ["p|1"]}),
            json!({"profile": ["p"]}),
            json!({"profile": ["p|1"]}),
        );
    }
}
