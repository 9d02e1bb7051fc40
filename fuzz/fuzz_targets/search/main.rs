//! Searches: an area by the first byte, then a query string. What a lenient reading keeps, a strict one understands;
//! the store finds what the plain reading in memory finds, in the same order and however few matches a page holds.

#![no_main]

mod world;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use relais::fhir::{Id, ResourceType};
use relais::search::parse::{Handling, Parsed, parse_in};
use relais::search::{Area, Registry};
use relais::store::Store;
use world::{World, settings};

static REGISTRY: LazyLock<Registry> = LazyLock::new(Registry::standard);
static WORLD: LazyLock<World> = LazyLock::new(|| World::make(&REGISTRY));

fuzz_target!(|data: &[u8]| {
    let Some((first, query)) = data.split_first() else { return };
    let area = area(*first);
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query).into_owned().collect();
    let Ok(lenient) = read(&area, &pairs, Handling::Lenient) else { return };
    let kept: Vec<_> = pairs.iter().filter(|pair| !lenient.leaves_out(pair)).cloned().collect();
    let parsed = read(&area, &kept, Handling::Strict).unwrap_or_else(|error| panic!("{error}: {kept:?}"));
    assert_eq!(format!("{:?}", parsed.query), format!("{:?}", lenient.query), "{kept:?}");
    if parsed.query.after.is_none() {
        WORLD.runtime.block_on(found_alike(&area, &kept, parsed));
    }
});

/// Everything, a compartment, any type, or one of those that have resources.
fn area(first: u8) -> Area {
    let place = usize::from(first);
    match first {
        0 => Area::Everything,
        1 | 2 => {
            let only = (first == 2).then(|| ResourceType::named("Observation"));
            let id = Id::parse("p1").expect("this is an id");
            Area::compartment(ResourceType::named("Patient"), id, only).expect("patients have compartments")
        }
        3..=150 => {
            let all: Vec<ResourceType> = ResourceType::all().collect();
            Area::Type(all[(place - 3) % all.len()])
        }
        _ => Area::Type(WORLD.live[place % WORLD.live.len()].key.resource_type),
    }
}

fn read(area: &Area, pairs: &[(String, String)], handling: Handling) -> relais::error::Result<Parsed> {
    // What 'ap' measures from: the first of May 2021.
    let now = 1_619_827_200_000_000;
    parse_in(&REGISTRY, area, pairs, &settings(), now, handling)
}

/// Walks through the pages of both stores, of which one thinks that every criterion finds too much to drive.
async fn found_alike(area: &Area, pairs: &[(String, String)], parsed: Parsed) {
    let expected = WORLD.answer(&parsed.query);
    for store in &WORLD.stores {
        let count = store.count(&parsed.query).await.unwrap_or_else(|error| panic!("{error}: {pairs:?}"));
        assert_eq!(count, expected.len() as u64, "{pairs:?} counts another number than {expected:?}");
        let mut query = parsed.query.clone();
        query.limit = query.limit.max(1);
        let mut found = Vec::new();
        loop {
            let page = store.search(&query).await.unwrap_or_else(|error| panic!("{error}: {pairs:?}"));
            found.extend(page.versions.into_iter().map(|version| version.key));
            query.after = page.next;
            let Some(next) = &query.after else { break };
            let cursor = ("_cursor".to_owned(), parsed.cursor(next));
            let with_cursor: Vec<_> = pairs.iter().cloned().chain([cursor]).collect();
            let again = read(area, &with_cursor, Handling::Strict).map(|again| again.query.after);
            assert_eq!(again.ok().flatten().as_ref(), Some(next), "{pairs:?}");
            assert!(found.len() <= expected.len(), "{pairs:?} finds {found:?} instead of {expected:?}");
        }
        assert_eq!(found, expected, "{pairs:?}");
    }
}
