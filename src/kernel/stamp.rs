//! The text of a new version: what a read will return, written once.

use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::fhir::{Id, Resource};
use crate::store::Body;

/// Writes a resource's text with its id and version number; `meta.lastUpdated` is left to the store, which
/// alone knows the commit's instant. `resourceType`, `id` and `meta` come first.
pub(super) fn stamp(resource: &Resource, id: &Id, number: u64) -> Result<Body> {
    let resource_type = resource.resource_type();
    let mut text = format!(
        r#"{{"resourceType":"{resource_type}","id":"{id}","meta":{{"versionId":"{number}","lastUpdated":""#
    );
    let stamp = text.len();
    text.push_str(Body::PLACEHOLDER);
    text.push('"');
    if let Some(Value::Object(meta)) = resource.json().get("meta") {
        append(&mut text, meta, &["versionId", "lastUpdated"])?;
    }
    text.push('}');
    append(&mut text, resource.json(), &["resourceType", "id", "meta"])?;
    text.push('}');
    Ok(Body { text: text.into_bytes(), stamp })
}

/// Adds the members of an object, each after a comma, but those that are named.
fn append(text: &mut String, members: &Map<String, Value>, but: &[&str]) -> Result<()> {
    let written = |error| Error::internal("a resource cannot be written", error);
    for (name, value) in members.iter().filter(|(name, _)| !but.contains(&name.as_str())) {
        text.push(',');
        text.push_str(&serde_json::to_string(name).map_err(written)?);
        text.push(':');
        text.push_str(&serde_json::to_string(value).map_err(written)?);
    }
    Ok(())
}

/// Whether two resources say the same: what the server itself puts into `meta` aside.
pub(super) fn says_the_same(stored: &Resource, fresh: &Resource) -> bool {
    let meaning = |resource: &Resource| {
        let mut json = resource.json().clone();
        if let Some(Value::Object(meta)) = json.get_mut("meta") {
            meta.retain(|name, _| name != "versionId" && name != "lastUpdated");
            if meta.is_empty() {
                json.remove("meta");
            }
        }
        json
    };
    meaning(stored) == meaning(fresh)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_starts_with_what_the_server_says() {
        let resource = Resource::parse(
            br#"{"status":"requested","meta":{"tag":[{"code":"x"}],"versionId":"9"},"resourceType":"Task","id":"old"}"#,
        )
        .unwrap();
        let body = stamp(&resource, &Id::parse("new").unwrap(), 3).unwrap();
        let expected = r#"{"resourceType":"Task","id":"new","meta":{"versionId":"3","lastUpdated":"0000-00-00T00:00:00.000000Z","tag":[{"code":"x"}]},"status":"requested"}"#;
        assert_eq!(String::from_utf8(body.text.clone()).unwrap(), expected);
        assert_eq!(&body.text[body.stamp..][..27], Body::PLACEHOLDER.as_bytes());
    }

    #[test]
    fn the_servers_own_words_do_not_count_as_a_change() {
        let stored =
            Resource::parse(br#"{"resourceType":"Task","id":"1","meta":{"versionId":"1"},"status":"draft"}"#);
        let fresh = Resource::parse(br#"{"id":"1","status":"draft","resourceType":"Task"}"#);
        let other = Resource::parse(br#"{"id":"1","status":"ready","resourceType":"Task"}"#);
        let stored = stored.unwrap();
        assert!(says_the_same(&stored, &fresh.unwrap()));
        assert!(!says_the_same(&stored, &other.unwrap()));
    }
}
