//! A request's body: JSON whose every member is understood.

use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;

use crate::error::{Error, Issue, Kind, Result};
use crate::fhir::once;

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
        let mut pointer: String = error.path().iter().map(segment).collect();
        let message = error.inner().to_string();
        let code = match message.split_once(' ') {
            Some(("unknown", _)) => "unknown-field",
            Some(("missing", _)) => "missing-field",
            _ => "invalid-value",
        };
        // Of a member that is not known, or not there, the path names only the object.
        let member = message.split('`').nth(1).filter(|_| code != "invalid-value");
        if let Some(last) = member.map(|name| format!("/{}", escaped(name)))
            && !pointer.ends_with(&last)
        {
            pointer.push_str(&last);
        }
        Error::with(Kind::Invalid, Issue::error(code, format!("{message}.")).at_pointer(pointer))
    })
}

/// A step of a JSON pointer (RFC 6901).
fn segment(segment: &Segment) -> String {
    match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => format!("/{}", escaped(key)),
        Segment::Enum { .. } | Segment::Unknown => String::new(),
    }
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
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

/// Reads JSON in which no member stands twice.
pub(super) fn json(bytes: &[u8]) -> Result<Value> {
    let value = serde_json::from_slice(bytes).map_err(|error| {
        let issue = Issue::error("invalid-json", format!("The body is not JSON: {error}."));
        Error::with(Kind::Invalid, issue.at_pointer(""))
    })?;
    match once::repeated(bytes) {
        None => Ok(value),
        Some(found) => Err(found.refused()),
    }
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
    use crate::error::At;

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

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only what is wrong with it is looked at")]
    struct Thing {
        name: String,
        parts: Vec<Part>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only what is wrong with it is looked at")]
    struct Part {
        size: u32,
    }

    #[test]
    fn what_is_wrong_is_pointed_at() {
        let check = |value: Value, code: &str, pointer: &str| {
            let error = fields::<Thing>(value).unwrap_err();
            let at = error.issues().first().and_then(|issue| issue.at.clone());
            assert_eq!((error.code(), at), (code, Some(At::Pointer(pointer.to_owned()))));
        };
        check(json!({"parts": []}), "missing-field", "/name");
        check(json!({"name": "x", "parts": [], "a/b": 1}), "unknown-field", "/a~1b");
        check(
            json!({"name": "x", "parts": [{"size": 1}, {"size": "big"}]}),
            "invalid-value",
            "/parts/1/size",
        );
        check(
            json!({"name": "x", "parts": [{"size": 1, "colour": "red"}]}),
            "unknown-field",
            "/parts/0/colour",
        );
        check(json!({"name": "x", "parts": [{}]}), "missing-field", "/parts/0/size");
        check(json!({"name": 7, "parts": []}), "invalid-value", "/name");
    }
}
