//! Searches: a type by the first byte, then a query string. What is understood once is understood again.

#![no_main]

use std::sync::LazyLock;

use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;
use relais::fhir::ResourceType;
use relais::search::parse::parse;
use relais::search::{Registry, Settings};

static REGISTRY: LazyLock<Registry> = LazyLock::new(Registry::standard);

fuzz_target!(|data: &[u8]| {
    let Some((first, query)) = data.split_first() else { return };
    let types: Vec<ResourceType> = ResourceType::all().collect();
    let resource_type = types[usize::from(*first) % types.len()];
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query).into_owned().collect();
    let settings = Settings { base: "https://relais.example.org/fhir".to_owned(), zone: TimeZone::UTC };
    if let Ok(parsed) = parse(&REGISTRY, resource_type, &pairs, &settings, 0) {
        assert!(parse(&REGISTRY, resource_type, &parsed.understood, &settings, 0).is_ok());
    }
});
