//! What each kind of search parameter finds, by modifier, prefix and precision: resources that match beside
//! resources that do not. Each line is judged three times: by the evaluation in memory, and by the store with
//! the criterion and with the order driving.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

#[path = "search_table/composite.rs"]
mod composite;
#[path = "search_table/date.rs"]
mod date;
#[path = "search_table/number.rs"]
mod number;
#[path = "search_table/quantity.rs"]
mod quantity;
#[path = "search_table/reference.rs"]
mod reference;
#[path = "search_table/special.rs"]
mod special;
#[path = "search_table/text.rs"]
mod text;
#[path = "search_table/token.rs"]
mod token;
#[path = "search_table/uri.rs"]
mod uri;

use std::sync::LazyLock;

use jiff::tz::TimeZone;
use relais::fhir::datetime::parse_instant;
use relais::fhir::{Resource, ResourceType};
use relais::search::evaluate::{self, Candidate};
use relais::search::{IndexRow, Query, Registry, Settings, extract, parse};
use relais::store::sqlite::SqliteStore;
use relais::store::{Body, Change, Expect, Key, Store, Tuning, Write};
use serde_json::Value;

static REGISTRY: LazyLock<Registry> = LazyLock::new(Registry::standard);

/// The server's zone is an hour ahead of UTC all year.
fn settings() -> Settings {
    let zone = TimeZone::get("Africa/Lagos").unwrap();
    Settings { base: "https://relais.example.org/fhir".to_owned(), zone }
}

fn query(resource_type: ResourceType, search: &str) -> relais::error::Result<Query> {
    let pair = |pair: &str| pair.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
    let pairs: Vec<_> = search.split('&').filter_map(pair).collect();
    let now = parse_instant("2021-05-01T00:00:00Z").unwrap();
    parse::parse(&REGISTRY, resource_type, &pairs, &settings(), now).map(|parsed| parsed.query)
}

/// Checks that each search finds the resources of these ids, which stand in the order of the resources. A search
/// that is expected to find `refused` is refused.
async fn check(resources: &[Value], searches: &[(&str, &str)]) {
    let made: Vec<(Key, Vec<IndexRow>)> = resources.iter().map(indexed).collect();
    let resource_type = made.first().unwrap().0.resource_type;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("relais.db");
    let stores = [Tuning::default(), Tuning { selective: 0 }]
        .map(|tuning| SqliteStore::open_tuned(&path, tuning).unwrap());
    let writes = made.iter().map(|(key, rows)| write(key, rows)).collect();
    stores[0].commit(writes, 0).await.unwrap();
    for (search, expected) in searches {
        let query = query(resource_type, search);
        if *expected == "refused" {
            assert!(query.is_err(), "{search} is not refused");
            continue;
        }
        let query = query.unwrap_or_else(|error| panic!("{search}: {error}"));
        let candidate = |(key, rows): &(Key, Vec<IndexRow>)| {
            let candidate = Candidate {
                resource_type: key.resource_type,
                id: &key.id,
                container: None,
                last_updated: 0,
                rows,
            };
            evaluate::matches(&query, &candidate, &[]).then(|| key.id.to_string())
        };
        let evaluated: Vec<String> = made.iter().filter_map(candidate).collect();
        assert_eq!(evaluated.join(" "), *expected, "{search}, evaluated");
        for store in &stores {
            let page = store.search(&query).await.unwrap();
            let found: Vec<_> = page.versions.iter().map(|version| version.key.id.to_string()).collect();
            assert_eq!(found.join(" "), *expected, "{search}, stored");
        }
    }
}

fn indexed(resource: &Value) -> (Key, Vec<IndexRow>) {
    let resource = Resource::from_value(resource.clone()).unwrap();
    let key = Key::new(resource.resource_type(), resource.id().unwrap());
    (key, extract(&REGISTRY, &resource, &settings()))
}

fn write(key: &Key, rows: &[IndexRow]) -> Write {
    let before = r#"{"meta":{"lastUpdated":""#;
    let text = format!(r#"{before}{}"}}}}"#, Body::PLACEHOLDER);
    let body = Body { text: text.into_bytes(), stamp: before.len() };
    let change = Change::Put { body, rows: rows.to_vec(), contained: Vec::new(), indexed_by: 0 };
    Write { key: key.clone(), expect: Expect::Absent, change }
}
