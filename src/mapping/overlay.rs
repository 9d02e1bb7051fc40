//! Laying a change of the domain over a resource that others have written into.

use serde_json::{Map, Value};

use crate::fhir::Resource;
use crate::mapping::{Mapped, Owned};

/// The stored resource with what `fresh` says, and everything that the mapping has no place for as it was:
/// other elements, foreign extensions, and, in the elements that did not change, each detail. What is changed
/// is found by comparing with what the mapping would have written for the stored state.
pub fn overlay<T: Mapped>(stored: &Resource, fresh: &T) -> Resource {
    let mut written = fresh.to_fhir();
    if let (None, Some(id)) = (fresh.id(), stored.json().get("id")) {
        written.json_mut().insert("id".to_owned(), id.clone());
    }
    let Ok(before) = T::from_fhir(stored) else {
        // What is no such thing yet becomes one.
        return merge(stored, &Resource::new(T::RESOURCE_TYPE), &written, T::OWNED, replace);
    };
    let base = before.to_fhir();
    if base == written {
        return stored.clone();
    }
    // An item that others added to a list may turn out to be one that the mapping reads. The merge that keeps
    // the most and still says the same is the right one.
    let says_the_same =
        |merged: &Resource| T::from_fhir(merged).is_ok_and(|thing| thing.to_fhir() == written);
    let kept = merge(stored, &base, &written, T::OWNED, keep_items);
    if says_the_same(&kept) {
        return kept;
    }
    let kept = merge(stored, &base, &written, T::OWNED, keep_unchanged);
    if says_the_same(&kept) {
        return kept;
    }
    merge(stored, &base, &written, T::OWNED, replace)
}

/// Decides on one element from what is stored, what the mapping would have written for it, and what it
/// writes now.
type Choice = fn(Option<&Value>, Option<&Value>, Option<&Value>) -> Option<Value>;

fn merge(stored: &Resource, base: &Resource, fresh: &Resource, owned: Owned, choose: Choice) -> Resource {
    let mut merged = stored.clone();
    for element in owned.elements {
        for name in [(*element).to_owned(), format!("_{element}")] {
            let [was, base, fresh] = [stored, base, fresh].map(|resource| resource.json().get(&name));
            put(merged.json_mut(), &name, choose(was, base, fresh));
        }
    }
    let extensions = merge_extensions(stored, base, fresh, owned, choose);
    put(merged.json_mut(), "extension", if extensions.is_empty() { None } else { Some(extensions.into()) });
    if let Some(id) = fresh.json().get("id") {
        merged.json_mut().insert("id".to_owned(), id.clone());
    }
    merged
}

/// Merges the extensions address by address. Those of others stay, and each address keeps its place.
fn merge_extensions(
    stored: &Resource,
    base: &Resource,
    fresh: &Resource,
    owned: Owned,
    choose: Choice,
) -> Vec<Value> {
    let chosen = |url: &str| {
        let [was, base, fresh] = [stored, base, fresh].map(|resource| {
            let group = extensions(resource).iter().filter(|extension| address(extension) == Some(url));
            Value::Array(group.cloned().collect())
        });
        match choose(Some(&was), Some(&base), Some(&fresh)) {
            Some(Value::Array(group)) => group,
            _ => Vec::new(),
        }
    };
    let mut waiting = owned.extensions.to_vec();
    let mut merged = Vec::new();
    for extension in extensions(stored) {
        let url = address(extension).and_then(|url| owned.extensions.iter().find(|owned| **owned == url));
        let Some(url) = url else {
            merged.push(extension.clone());
            continue;
        };
        if let Some(at) = waiting.iter().position(|waiting| waiting == url) {
            waiting.remove(at);
            merged.extend(chosen(url));
        }
    }
    merged.extend(waiting.into_iter().flat_map(chosen));
    merged
}

/// Keeps an unchanged element, and of a changed list the items that the mapping did not write.
fn keep_items(stored: Option<&Value>, base: Option<&Value>, fresh: Option<&Value>) -> Option<Value> {
    let (Some(Value::Array(stored)), Some(Value::Array(base)), Some(Value::Array(changed))) =
        (stored, base, fresh)
    else {
        return keep_unchanged(stored, base, fresh);
    };
    if base == changed {
        return Some(Value::Array(stored.clone()));
    }
    let foreign = stored.iter().filter(|item| !base.contains(item));
    Some(Value::Array(changed.iter().chain(foreign).cloned().collect()))
}

/// Keeps an unchanged element as others left it.
fn keep_unchanged(stored: Option<&Value>, base: Option<&Value>, fresh: Option<&Value>) -> Option<Value> {
    if base == fresh { stored.cloned() } else { fresh.cloned() }
}

/// Takes what the mapping writes.
fn replace(_: Option<&Value>, _: Option<&Value>, fresh: Option<&Value>) -> Option<Value> {
    fresh.cloned()
}

fn put(members: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    match value {
        Some(value) => {
            members.insert(name.to_owned(), value);
        }
        // The order of the other members stays.
        None => drop(members.shift_remove(name)),
    }
}

fn extensions(resource: &Resource) -> &[Value] {
    resource.json().get("extension").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn address(extension: &Value) -> Option<&str> {
    extension.get("url").and_then(Value::as_str)
}
