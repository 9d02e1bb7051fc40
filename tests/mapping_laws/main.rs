//! The laws of the mapping: what the domain can hold comes back equal, what it writes is sound FHIR, and a
//! change laid over a stored resource leaves alone what belongs to others.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what fails in a test's own tools is a failed test"
)]

mod generate;
mod reading;

use std::fmt::Debug;

use proptest::prelude::*;
use relais::fhir::Resource;
use relais::fhir::validate::validate;
use relais::mapping::{Mapped, code_system, overlay};
use serde_json::{Value, json};

/// Few enough cases for a quick run; a failure tells its seed instead of leaving a file.
fn cases() -> ProptestConfig {
    ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() }
}

fn comes_back_equal<T: Mapped + Debug>(thing: &T) {
    let resource = thing.to_fhir();
    assert_eq!(resource.resource_type(), T::RESOURCE_TYPE);
    // Through the very text that is stored.
    let text = serde_json::to_vec(&resource.clone().into_value()).unwrap();
    let stored = Resource::parse(&text).unwrap();
    assert_eq!(stored, resource);
    assert_eq!(&T::from_fhir(&stored).unwrap(), thing);
    sound(&resource);
    only_owned_parts::<T>(&resource);
    nothing_empty(&resource.into_value(), T::THING);
}

/// Rules about members that are drawn each by itself: what breaks them says so when it is written, and is mapped
/// like anything else.
const DRAWN_APART: [&str; 5] = ["app-2:", "app-3:", "app-4:", "inv-1:", "per-1:"];

/// Our own validator finds nothing, and another reader of R4 reads the very same.
fn sound(resource: &Resource) {
    let mut issues = validate(resource);
    issues.retain(|issue| !DRAWN_APART.iter().any(|key| issue.message.starts_with(key)));
    assert!(issues.is_empty(), "{resource:?} is not valid: {issues:?}");
    let json = resource.clone().into_value();
    let read = second_opinion::read(&json.to_string()).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&read).unwrap(), json);
}

fn only_owned_parts<T: Mapped>(resource: &Resource) {
    for name in resource.json().keys().map(|name| name.trim_start_matches('_')) {
        let general = ["resourceType", "id", "meta", "extension"].contains(&name);
        assert!(general || T::OWNED.elements.contains(&name), "{} does not own {name}", T::THING);
    }
    for url in extension_urls(resource) {
        assert!(T::OWNED.extensions.contains(&url.as_str()), "{} does not own {url}", T::THING);
    }
}

fn extension_urls(resource: &Resource) -> Vec<String> {
    let extensions = resource.json().get("extension").and_then(Value::as_array);
    let urls =
        extensions.into_iter().flatten().map(|extension| extension["url"].as_str().unwrap().to_owned());
    urls.collect()
}

/// FHIR knows neither empty texts, nor empty lists, nor empty objects, nor null.
fn nothing_empty(value: &Value, place: &str) {
    match value {
        Value::Null => panic!("{place} is null"),
        Value::String(text) => assert!(!text.trim().is_empty(), "{place} is blank"),
        Value::Array(items) => {
            assert!(!items.is_empty(), "{place} is an empty list");
            items.iter().for_each(|item| nothing_empty(item, place));
        }
        Value::Object(members) => {
            assert!(!members.is_empty(), "{place} is an empty object");
            members.iter().for_each(|(name, member)| nothing_empty(member, &format!("{place}.{name}")));
        }
        Value::Bool(_) | Value::Number(_) => {}
    }
}

fn others_keep_theirs<T: Mapped + Debug>(before: &T, mut after: T) {
    let mut stored = before.to_fhir();
    let foreign = json!({"url": "https://example.org/foreign", "valueString": "à nous"});
    stored.json_mut().insert("language".into(), json!("fr"));
    stored.json_mut().insert("meta".into(), json!({"versionId": "3", "tag": [{"code": "kept"}]}));
    stored.json_mut().insert("implicitRules".into(), json!("https://example.org/rules"));
    let extensions = stored.json_mut().entry("extension").or_insert_with(|| json!([]));
    extensions.as_array_mut().unwrap().insert(0, foreign.clone());

    // A change that changes nothing leaves the whole resource as it was.
    let unchanged = T::from_fhir(&stored).unwrap();
    assert_eq!(overlay(&stored, &unchanged), stored);

    if let Some(id) = before.id() {
        after.set_id(id.to_owned());
    }
    let merged = overlay(&stored, &after);
    assert_eq!(T::from_fhir(&merged).unwrap(), after);
    for name in ["language", "meta", "implicitRules"] {
        assert_eq!(merged.json().get(name), stored.json().get(name), "{name}");
    }
    assert!(merged.json()["extension"].as_array().unwrap().contains(&foreign));
}

macro_rules! laws {
    ($($thing:ident,)+) => {
        $(mod $thing {
            use super::*;

            proptest! {
                #![proptest_config(cases())]

                #[test]
                fn comes_back_equal(thing in generate::$thing()) {
                    super::comes_back_equal(&thing);
                }

                #[test]
                fn others_keep_theirs(before in generate::$thing(), after in generate::$thing()) {
                    // A thing that has an id never loses it.
                    prop_assume!(before.id().is_some());
                    super::others_keep_theirs(&before, after);
                }
            }
        })+
    };
}

laws! {
    action_item, community, country, deployment, discussion_point, group, integration, interface, meeting,
    minutes, observatory, organization, person, platform, role, series, source_document, survey, survey_response,
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn standards_come_back_equal(standards in generate::standards()) {
        let resource = code_system::standards(&standards);
        assert_eq!(code_system::read_standards(&resource).unwrap(), standards);
        sound(&resource);
        if !standards.is_empty() {
            nothing_empty(&resource.into_value(), "CodeSystem");
        }
    }
}

#[test]
fn the_seed_is_sound_and_comes_back_equal() {
    let catalogue = relais::catalogue::load().unwrap();
    catalogue.resources().iter().for_each(sound);
    catalogue.organizations.iter().for_each(comes_back_equal);
    catalogue.observatories.iter().for_each(comes_back_equal);
    catalogue.platforms.iter().for_each(comes_back_equal);
    catalogue.deployments.iter().for_each(comes_back_equal);
    catalogue.interfaces.iter().for_each(comes_back_equal);
    catalogue.integrations.iter().for_each(comes_back_equal);
    assert_eq!(
        code_system::read_standards(&code_system::standards(&catalogue.standards)).unwrap(),
        catalogue.standards
    );
}
