//! What is searched: a few resources that point to one another, kept in memory and in two stores.

use jiff::tz::TimeZone;
use relais::fhir::Resource;
use relais::search::evaluate::{self, Candidate};
use relais::search::{IndexRow, Query, Registry, Settings, extract};
use relais::store::sqlite::SqliteStore;
use relais::store::{Body, Change, Committed, Expect, Key, Store, Tuning, Write};
use tokio::runtime::{Builder, Runtime};

/// One resource in each line.
const RESOURCES: &str = include_str!("world.ndjson");

/// A resource that is there.
pub(crate) struct Live {
    pub(crate) key: Key,
    at: i64,
    rows: Vec<IndexRow>,
}

impl Live {
    fn candidate(&self) -> Candidate<'_> {
        let Key { resource_type, id } = &self.key;
        Candidate {
            resource_type: *resource_type,
            id,
            container: None,
            last_updated: self.at,
            rows: &self.rows,
        }
    }
}

pub(crate) struct World {
    pub(crate) runtime: Runtime,
    pub(crate) stores: [SqliteStore; 2],
    pub(crate) live: Vec<Live>,
}

pub(crate) fn settings() -> Settings {
    Settings { base: "https://relais.example.org/fhir".to_owned(), zone: TimeZone::UTC }
}

impl World {
    /// Commits each resource by itself, an hour after the one before.
    pub(crate) fn make(registry: &Registry) -> Self {
        let runtime = Builder::new_current_thread().build().expect("a runtime starts");
        let folder = std::env::temp_dir().join(format!("relais-fuzz-search-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("the temporary folder can be written");
        let stores = [Tuning::default(), Tuning { selective: 0 }]
            .map(|tuning| SqliteStore::open_tuned(&folder.join("relais.db"), tuning).expect("a store opens"));
        let mut live: Vec<Live> = Vec::new();
        for (hour, line) in (0..).zip(RESOURCES.lines()) {
            let resource = Resource::parse(line.as_bytes()).unwrap_or_else(|error| panic!("{error}: {line}"));
            let id = resource.id().expect("each has an id");
            let key = Key::new(resource.resource_type(), id);
            let rows = extract(registry, &resource, &settings());
            let at = 1_619_000_000_000_000 + hour * 3_600_000_000;
            let written = runtime.block_on(stores[0].commit(vec![write(&key, &rows)], at));
            let Ok(Committed::Done(versions)) = written else { panic!("{line} is not written: {written:?}") };
            live.push(Live { key, at: versions[0].at, rows });
        }
        Self { runtime, stores, live }
    }

    /// What a query means, said plainly: the matches in order, paging aside.
    pub(crate) fn answer(&self, query: &Query) -> Vec<Key> {
        let candidates: Vec<_> = self.live.iter().map(Live::candidate).collect();
        let mut found: Vec<_> = candidates.iter().filter(|one| evaluate::matches(query, one, &candidates)).collect();
        if query.sort.last().is_some_and(|key| key.descending) {
            found.reverse();
        }
        found.sort_by(|left, right| evaluate::compare(&query.sort, left, right));
        found.into_iter().map(|one| Key::new(one.resource_type, one.id.clone())).collect()
    }
}

fn write(key: &Key, rows: &[IndexRow]) -> Write {
    let before = r#"{"meta":{"lastUpdated":""#;
    let text = format!(r#"{before}{}"}}}}"#, Body::PLACEHOLDER);
    let body = Body { text: text.into_bytes(), stamp: before.len() };
    let change = Change::Put { body, rows: rows.to_vec(), contained: Vec::new(), indexed_by: 0 };
    Write { key: key.clone(), expect: Expect::Absent, change }
}
