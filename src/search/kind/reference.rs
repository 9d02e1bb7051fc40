//! Reference parameters (R4, section 3.1.1.4.12): what a resource points to.

use serde_json::Value;

use crate::fhir::{Id, Reference, ResourceType};
use crate::search::kind::{Emit, token, written};
use crate::search::query::ReferenceTest;
use crate::search::{IndexValue, canonical};

/// Indexes a Reference, a canonical, or a resource in place; the identifier of a Reference under its own facet.
/// An address with a version is found with and without it; a canonical one is marked as such. What names only an identifier or a display is nothing
/// to be found by, but it is not missing.
pub(super) fn index(value: &Value, base: &str, emit: &mut Emit<'_>) {
    let member = |name| value.get(name).and_then(Value::as_str);
    if let Some(name) = member("resourceType") {
        let resource_type = ResourceType::find(name);
        if let Some((resource_type, id)) = resource_type.zip(member("id").and_then(|id| Id::parse(id).ok())) {
            emit(None, local(resource_type, &id));
        }
        return;
    }
    if let Some(object) = value.as_object() {
        token::index_reference_identifier(object, emit);
    }
    let text = value.as_str().or_else(|| member("reference")).filter(|text| !text.is_empty());
    match text.map(|text| Reference::parse(text, base)) {
        Some(Reference::Local { resource_type, id, .. }) => emit(None, local(resource_type, &id)),
        Some(Reference::Absolute(url)) => {
            if let Some(unversioned) = unversioned(&url) {
                emit(None, elsewhere(unversioned));
            }
            let resource_type = if value.is_string() { canonical::REFERENCE } else { "" };
            emit(None, IndexValue::Reference { resource_type, target: url });
        }
        // Whoever knows what surrounds it says what it leads to.
        Some(Reference::Fragment(id)) => emit(None, elsewhere(&format!("#{id}"))),
        None if member("display").is_some() || value.get("identifier").is_some() => {
            emit(None, elsewhere(""));
        }
        None => {}
    }
}

/// Reads the start of a canonical address's versions (`:below`); refusals are sentences for the caller.
pub(in crate::search) fn read_below(text: &str) -> Result<ReferenceTest, String> {
    let plain = written::unescape(text);
    if !plain.contains("://") && !plain.starts_with("urn:") {
        return Err("after ':below' it is a canonical address, with or without |version".to_owned());
    }
    Ok(if plain.contains('|') { ReferenceTest::Version(plain) } else { ReferenceTest::Url(plain) })
}

/// Reads `Type/id`, `id` or a URL; refusals are sentences for the caller. `only` is the type that a modifier
/// asked for.
pub(in crate::search) fn read(
    text: &str,
    only: Option<ResourceType>,
    base: &str,
) -> Result<ReferenceTest, String> {
    let plain = written::unescape(text);
    let refused = || match only {
        Some(only) => format!("after ':{only}' a reference is written as an id or {only}/id"),
        None => "a reference is written Type/id, id, or as a whole URL".to_owned(),
    };
    if let Ok(id) = Id::parse(&plain) {
        return Ok(ReferenceTest::Local(only, id));
    }
    match (Reference::parse(&plain, base), only) {
        (Reference::Local { resource_type, id, .. }, None) => {
            Ok(ReferenceTest::Local(Some(resource_type), id))
        }
        (Reference::Local { resource_type, id, .. }, Some(only)) if resource_type == only => {
            Ok(ReferenceTest::Local(Some(only), id))
        }
        // Without a scheme it is a misspelled type rather than an address elsewhere.
        (Reference::Absolute(url), None) if url.contains(':') => Ok(ReferenceTest::Url(url)),
        _ => Err(refused()),
    }
}

/// The address without the version that it ends with: `url|1.0`, `url/_history/2`.
fn unversioned(url: &str) -> Option<&str> {
    let parts = url.split_once('|').or_else(|| url.split_once("/_history/"));
    parts.map(|(address, _)| address).filter(|address| !address.is_empty())
}

fn elsewhere(url: &str) -> IndexValue {
    IndexValue::Reference { resource_type: "", target: url.to_owned() }
}

fn local(resource_type: ResourceType, id: &Id) -> IndexValue {
    IndexValue::Reference { resource_type: resource_type.name(), target: id.as_str().to_owned() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const BASE: &str = "https://relais.example.org/fhir";

    fn check_index(value: Value, expected: &[(&'static str, &str)]) {
        let mut references = Vec::new();
        index(&value, BASE, &mut |facet, value| {
            if facet.is_none() {
                references.push(value);
            }
        });
        let reference = |(resource_type, target): &(&'static str, &str)| IndexValue::Reference {
            resource_type,
            target: (*target).to_owned(),
        };
        assert_eq!(references, expected.iter().map(reference).collect::<Vec<_>>(), "{value}");
    }

    #[test]
    fn what_is_here_is_found_by_type_and_id() {
        let reference = |text: &str| json!({"reference": text, "display": "d"});
        check_index(reference("Task/7"), &[("Task", "7")]);
        check_index(reference("Task/7/_history/2"), &[("Task", "7")]);
        check_index(reference("https://relais.example.org/fhir/Task/7"), &[("Task", "7")]);
        check_index(json!({"resourceType": "Composition", "id": "c"}), &[("Composition", "c")]);
        check_index(json!("Measure/m"), &[("Measure", "m")]);
    }

    #[test]
    fn what_is_elsewhere_is_found_by_its_address() {
        let url = "https://other.example.org/fhir/Task/7";
        check_index(json!({"reference": url}), &[("", url)]);
        check_index(
            json!("http://x.org/M|1.0"),
            &[("", "http://x.org/M"), ("canonical", "http://x.org/M|1.0")],
        );
        let old = format!("{url}/_history/2");
        check_index(json!({"reference": old}), &[("", url), ("", &old)]);
        check_index(json!({"reference": "urn:uuid:1"}), &[("", "urn:uuid:1")]);
    }

    #[test]
    fn what_names_no_address_is_still_there() {
        check_index(json!({"reference": "#a"}), &[("", "#a")]);
        for there in [json!({"display": "d"}), json!({"identifier": {"value": "1"}})] {
            check_index(there, &[("", "")]);
        }
        for nothing in [json!({}), json!(""), json!(7), json!({"type": "Task"})] {
            check_index(nothing, &[]);
        }
    }

    #[test]
    fn an_identifier_is_kept_beside_the_reference() {
        let mut rows = Vec::new();
        let value = json!({"identifier": {"system": "s", "value": "1"}, "reference": "Task/7"});
        index(&value, BASE, &mut |facet, value| rows.push((facet, value)));
        let token = IndexValue::Token { system: Some("s".into()), code: "1".into() };
        assert!(rows.contains(&(Some(crate::search::kind::Facet::Identifier), token)), "{rows:?}");
    }

    #[test]
    fn only_versions_of_canonical_addresses_lie_below() {
        assert_eq!(read_below("http://x.org/M"), Ok(ReferenceTest::Url("http://x.org/M".into())));
        assert_eq!(read_below("http://x.org/M|1"), Ok(ReferenceTest::Version("http://x.org/M|1".into())));
        assert!(read_below("Task/7").is_err());
    }

    fn check_read(text: &str, only: Option<&'static str>, expected: Option<ReferenceTest>) {
        assert_eq!(read(text, only.map(ResourceType::named), BASE).ok(), expected, "{text} {only:?}");
    }

    #[test]
    fn a_reference_has_four_forms() {
        let seven = || Id::parse("7").unwrap();
        let task = || Some(ReferenceTest::Local(Some(ResourceType::named("Task")), seven()));
        check_read("7", None, Some(ReferenceTest::Local(None, seven())));
        check_read("Task/7", None, task());
        check_read("https://relais.example.org/fhir/Task/7", None, task());
        check_read(
            "https://x.org/fhir/Task/7",
            None,
            Some(ReferenceTest::Url("https://x.org/fhir/Task/7".into())),
        );
        check_read("7", Some("Task"), task());
        check_read("Task/7", Some("Task"), task());
        check_read("Patient/7", Some("Task"), None);
        check_read("https://x.org/fhir/Task/7", Some("Task"), None);
        for wrong in ["", "Tusk/7", "Task/", "#a", "a b"] {
            check_read(wrong, None, None);
        }
    }
}
