//! A request's body: JSON whose every member is understood.

use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Error, Issue, Kind, Result};

/// Reads a JSON body. A member that is not known, a wrong value, a missing one: the error says where and what
/// would be right.
pub(super) fn read<T: DeserializeOwned>(headers: &HeaderMap, bytes: &[u8]) -> Result<T> {
    media_type(headers, &["application/json"])?;
    fields(json(bytes)?)
}

/// Reads a JSON Merge Patch: an object.
pub(super) fn merge_patch(headers: &HeaderMap, bytes: &[u8]) -> Result<Value> {
    media_type(headers, &["application/merge-patch+json", "application/json"])?;
    let patch = json(bytes)?;
    if patch.is_object() {
        return Ok(patch);
    }
    let issue = Issue::error("invalid-json", "A JSON Merge Patch is an object.").at_pointer("");
    Err(Error::with(Kind::Invalid, issue))
}

/// Takes a JSON value as wire fields.
pub(super) fn fields<T: DeserializeOwned>(value: Value) -> Result<T> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let mut pointer = String::new();
        for segment in error.path() {
            let text = segment.to_string();
            let text = text.trim_matches(|bracket| matches!(bracket, '[' | ']'));
            pointer.push('/');
            pointer.push_str(&text.replace('~', "~0").replace('/', "~1"));
        }
        let message = error.inner().to_string();
        let code = match message.split_once(' ') {
            Some(("unknown", _)) => "unknown-field",
            Some(("missing", _)) => "missing-field",
            _ => "invalid-value",
        };
        Error::with(Kind::Invalid, Issue::error(code, format!("{message}.")).at_pointer(pointer))
    })
}

/// Applies a JSON Merge Patch (RFC 7396, section 2).
pub(super) fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    if let Value::Object(members) = target {
        for (name, change) in patch {
            if change.is_null() {
                members.shift_remove(&name);
            } else {
                merge(members.entry(name).or_insert(Value::Null), change);
            }
        }
    }
}

fn json(bytes: &[u8]) -> Result<Value> {
    serde_json::from_slice(bytes).map_err(|error| {
        let issue = Issue::error("invalid-json", format!("The body is not JSON: {error}."));
        Error::with(Kind::Invalid, issue.at_pointer(""))
    })
}

fn media_type(headers: &HeaderMap, accepted: &[&str]) -> Result<()> {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let bare = sent.split(';').next().unwrap_or_default().trim();
    if accepted.iter().any(|one| bare.eq_ignore_ascii_case(one)) {
        return Ok(());
    }
    let message = format!("Send the body as {}, not as '{bare}'.", accepted.join(" or "));
    let issue = Issue::error("unsupported-media-type", message).at_parameter("Content-Type");
    Err(Error::with(Kind::UnsupportedMediaType, issue))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_merge_patch_sets_removes_and_replaces() {
        let check = |target: Value, patch: Value, expected: Value| {
            let mut merged = target;
            merge(&mut merged, patch);
            assert_eq!(merged, expected);
        };
        check(
            json!({"a": 1, "b": {"c": 2}}),
            json!({"b": {"c": null, "d": 3}}),
            json!({"a": 1, "b": {"d": 3}}),
        );
        check(json!({"a": [1, 2]}), json!({"a": [3]}), json!({"a": [3]}));
        check(json!({"a": "x"}), json!({"a": {"b": null}}), json!({"a": {}}));
    }
}
