//! Extensions (R4, section 2.4): a value, or extensions of their own, never both.

use serde_json::{Map, Value};

use super::walk::Walk;

/// Checks what an extension holds. That it has a url, the element table says.
pub(super) fn check(walk: &mut Walk<'_>, json: &Map<String, Value>) {
    let has_value = json.keys().any(|key| key.trim_start_matches('_').starts_with("value"));
    match (has_value, json.contains_key("extension")) {
        (true, true) => {
            let message = "An extension has a value or extensions of its own, not both.";
            walk.note("too-many", message);
        }
        (false, false) if json.contains_key("url") => {
            let message = "An extension has a value, such as 'valueString', or extensions of its own.";
            walk.note("missing-element", message);
        }
        _ => {}
    }
}
