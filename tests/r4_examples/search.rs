//! Every example is found again by everything that it is indexed by.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use jiff::tz::TimeZone;
use relais::fhir::{Id, Resource, ResourceType};
use relais::search::{IndexRow, Registry, Settings, extract, parse};
use relais::store::sqlite::SqliteStore;
use relais::store::{Body, Change, Expect, Key, SharedStore, Write};

use crate::asking::{Pairs, searches};
use crate::examples;

/// How many resources are written at once.
const BATCH: usize = 250;

/// How many searches run at the same time.
const WORKERS: usize = 4;

/// A search, and the ids that it must find.
type Search = ((ResourceType, Pairs), BTreeSet<String>);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_example_is_found_by_each_of_its_index_rows() {
    let started = Instant::now();
    let registry = Arc::new(Registry::standard());
    let settings =
        Arc::new(Settings { base: "https://relais.example.org/fhir".to_owned(), zone: TimeZone::UTC });
    let (resources, searches) = indexed(&registry, &settings);
    let rows: usize = resources.values().map(Vec::len).sum();
    let folder = tempfile::tempdir().unwrap();
    let store: SharedStore = Arc::new(SqliteStore::open(&folder.path().join("examples.db")).unwrap());
    let count = resources.len();
    fill(&store, resources).await;
    println!(
        "{count} examples, {rows} index rows, {} searches; stored after {:?}",
        searches.len(),
        started.elapsed()
    );
    let searches = Arc::new(searches);
    let mut workers = tokio::task::JoinSet::new();
    for worker in 0..WORKERS {
        let (store, registry) = (Arc::clone(&store), Arc::clone(&registry));
        let (settings, searches) = (Arc::clone(&settings), Arc::clone(&searches));
        workers.spawn(async move {
            let mut missed = Vec::new();
            for search in searches.iter().skip(worker).step_by(WORKERS) {
                missed.extend(miss(&store, &registry, &settings, search).await);
            }
            missed
        });
    }
    let missed: Vec<String> = workers.join_all().await.concat();
    println!("all asked after {:?}", started.elapsed());
    let shown = missed.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(missed.is_empty(), "{} searches miss what they should find:\n{shown}", missed.len());
}

/// The index rows of each example, and every distinct search that one of them calls for.
fn indexed(registry: &Registry, settings: &Settings) -> (BTreeMap<Key, Vec<IndexRow>>, Vec<Search>) {
    let files = examples();
    let halves = std::thread::scope(|scope| {
        let workers = [0, 1].map(|half| {
            let share = files.iter().skip(half).step_by(2);
            scope.spawn(move || share.filter_map(|file| read(file, registry, settings)).collect::<Vec<_>>())
        });
        workers.map(|worker| worker.join().unwrap()).concat()
    });
    let resources: BTreeMap<Key, Vec<IndexRow>> = halves.into_iter().collect();
    let mut asked: HashMap<(ResourceType, Pairs), BTreeSet<String>> = HashMap::new();
    for (key, rows) in &resources {
        // The names of a resource are what chains lead to; nobody asks for them by themselves.
        let asked_for = rows.iter().filter(|row| row.parameter.code != "url:names");
        for pairs in asked_for.flat_map(searches) {
            asked.entry((key.resource_type, pairs)).or_default().insert(key.id.to_string());
        }
    }
    (resources, asked.into_iter().collect())
}

/// An example's rows; none for one that has no id, or cannot be read.
fn read(file: &Path, registry: &Registry, settings: &Settings) -> Option<(Key, Vec<IndexRow>)> {
    let resource = Resource::parse(&fs::read(file).unwrap()).ok()?;
    let id: Id = resource.id()?;
    Some((Key::new(resource.resource_type(), id), extract(registry, &resource, settings)))
}

async fn fill(store: &SharedStore, resources: BTreeMap<Key, Vec<IndexRow>>) {
    let writes: Vec<Write> = resources.into_iter().map(|(key, rows)| write(key, rows)).collect();
    for batch in writes.chunks(BATCH) {
        store.commit(batch.to_vec(), 0).await.unwrap();
    }
}

/// The resource with nothing but what the store reads itself: searches look at the rows.
fn write(key: Key, rows: Vec<IndexRow>) -> Write {
    let before = r#"{"meta":{"lastUpdated":""#;
    let text = format!(r#"{before}{}"}}}}"#, Body::PLACEHOLDER);
    let body = Body { text: text.into_bytes(), stamp: before.len() };
    Write {
        key,
        expect: Expect::Absent,
        change: Change::Put { body, rows, contained: Vec::new(), indexed_by: 0 },
    }
}

/// What a search misses, or why it is refused.
async fn miss(
    store: &SharedStore,
    registry: &Registry,
    settings: &Settings,
    search: &Search,
) -> Option<String> {
    let ((resource_type, pairs), expected) = search;
    let parsed = match parse::parse(registry, *resource_type, pairs, settings, 0) {
        Ok(parsed) => parsed,
        Err(error) => return Some(format!("{resource_type}?{pairs:?} is refused: {error}")),
    };
    let query = relais::search::Query { limit: 10_000, ..parsed.query };
    let page = store.search(&query).await.unwrap();
    let found: BTreeSet<&str> = page.versions.iter().map(|version| version.key.id.as_str()).collect();
    let missed: Vec<_> = expected.iter().filter(|id| !found.contains(id.as_str())).take(3).collect();
    (!missed.is_empty()).then(|| format!("{resource_type}?{pairs:?} misses {missed:?}"))
}
