//! JSON: a resource is written and read again equal, validated, indexed, and cut down to its parts. A valid one,
//! and what is left of it after a cut, goes through XML unchanged.

#![no_main]

use std::sync::LazyLock;

use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;
use relais::fhir::Resource;
use relais::fhir::subset::{Role, Subset};
use relais::fhir::validate::validate;
use relais::fhir::xml::{self, Layout};
use relais::search::{Registry, Settings, extract};
use serde_json::Value;

static REGISTRY: LazyLock<Registry> = LazyLock::new(Registry::standard);

fuzz_target!(|text: &[u8]| {
    let Ok(resource) = Resource::parse(text) else { return };
    let written = serde_json::to_vec(resource.json()).expect("a resource can be written");
    assert_eq!(Resource::parse(&written).expect("what was written can be read"), resource);
    let settings = Settings { base: "https://relais.example.org/fhir".to_owned(), zone: TimeZone::UTC };
    extract(&REGISTRY, &resource, &settings);
    let is_valid = validate(&resource).is_empty();
    if is_valid {
        goes_through_xml(&resource);
    }
    for subset in [Subset::Summary, Subset::Text, Subset::Data] {
        let mut cut = resource.clone();
        assert!(subset.cut(cut.json_mut(), Role::Asked));
        let mut again = cut.clone();
        subset.cut(again.json_mut(), Role::Asked);
        assert_eq!(again, cut, "{subset:?} leaves out more when it is asked again");
        if is_valid {
            goes_through_xml(&cut);
        }
    }
});

/// What is written is read again equal, but for a narrative that does not declare its namespace: it gets that.
fn goes_through_xml(resource: &Resource) {
    for layout in [Layout::Compact, Layout::Indented] {
        let written = xml::write(resource, layout);
        let again = xml::read(written.as_bytes()).expect("what was written can be read");
        if again != *resource {
            assert!(!declares_all(&resource.clone().into_value()), "{written}");
            assert_eq!(xml::write(&again, layout), written);
        }
    }
}

/// Whether all narratives declare XHTML's namespace before anything else, with no blanks around.
fn declares_all(value: &Value) -> bool {
    let declares = |(name, member): (&String, &Value)| match member {
        Value::String(div) if name == "div" => {
            div.starts_with("<div xmlns=\"http://www.w3.org/1999/xhtml\"") && div.ends_with("</div>")
        }
        _ => declares_all(member),
    };
    match value {
        Value::Object(members) => members.iter().all(declares),
        Value::Array(items) => items.iter().all(declares_all),
        _ => true,
    }
}
