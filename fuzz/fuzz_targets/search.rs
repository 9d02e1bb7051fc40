//! Searches: a type by the first byte, then a query string. What a lenient reading keeps, a strict one understands.

#![no_main]

use std::sync::LazyLock;

use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;
use relais::fhir::ResourceType;
use relais::search::parse::{Handling, parse_in};
use relais::search::{Area, Registry, Settings};

static REGISTRY: LazyLock<Registry> = LazyLock::new(Registry::standard);

fuzz_target!(|data: &[u8]| {
    let Some((first, query)) = data.split_first() else { return };
    let types: Vec<ResourceType> = ResourceType::all().collect();
    let resource_type = types[usize::from(*first) % types.len()];
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query).into_owned().collect();
    let settings = Settings { base: "https://relais.example.org/fhir".to_owned(), zone: TimeZone::UTC };
    let area = Area::Type(resource_type);
    let read = |pairs: &[(String, String)], handling| parse_in(&REGISTRY, &area, pairs, &settings, 0, handling);
    if let Ok(parsed) = read(&pairs, Handling::Lenient) {
        let kept: Vec<_> = pairs.iter().filter(|pair| !parsed.leaves_out(pair)).cloned().collect();
        assert!(read(&kept, Handling::Strict).is_ok(), "{kept:?}");
    }
});
