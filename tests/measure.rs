//! How much of bare SQLite's speed is left, and how fast XML is beside JSON: figures, not judgements. Run it with
//! `cargo test --release --test measure -- --ignored --nocapture`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use relais::fhir::xml::{self, Layout};
use relais::fhir::{Id, Resource, ResourceType};
use relais::search::{IndexRow, IndexValue, Parameter, ParameterKind};
use relais::store::sqlite::SqliteStore;
use relais::store::{Body, Change, Expect, Key, Store, Write};
use rusqlite::{Connection, params};
use tokio::task::JoinSet;

const TASK: ResourceType = ResourceType::named("Task");
const CLIENTS: usize = 64;
const EACH: usize = 100;
const READS: usize = 200_000;

/// A resource of 2 KB with five index rows.
fn write(parameters: &[Arc<Parameter>], id: &str) -> Write {
    let before = r#"{"resourceType":"Task","meta":{"lastUpdated":""#;
    let words = "m".repeat(2000);
    let text = format!(r#"{before}{}"}},"description":"{words}"}}"#, Body::PLACEHOLDER);
    let rows = parameters.iter().map(|parameter| IndexRow {
        parameter: Arc::clone(parameter),
        value: IndexValue::Token { system: Some("urn:x".to_owned()), code: id.to_owned() },
    });
    let body = Body { text: text.into_bytes(), stamp: before.len() };
    let change = Change::Put { body, rows: rows.collect(), contained: Vec::new(), indexed_by: 0 };
    Write { key: Key::new(TASK, Id::parse(id).unwrap()), expect: Expect::Absent, change }
}

fn parameters() -> Vec<Arc<Parameter>> {
    let one = |place| Arc::new(Parameter::new(TASK, format!("p{place}"), ParameterKind::Token));
    (0..5).map(one).collect()
}

async fn created_by_store(store: &Arc<SqliteStore>) -> Duration {
    let started = Instant::now();
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        let (store, parameters) = (Arc::clone(store), parameters());
        clients.spawn(async move {
            for turn in 0..EACH {
                store.commit(vec![write(&parameters, &format!("c{client}-{turn}"))], 0).await.unwrap();
            }
        });
    }
    while let Some(client) = clients.join_next().await {
        client.unwrap();
    }
    started.elapsed()
}

/// The same resources, in commits of so many.
async fn created_in_bundles(store: &SqliteStore, size: usize) -> Duration {
    let parameters = parameters();
    let started = Instant::now();
    for first in (0..CLIENTS * EACH).step_by(size) {
        let bundle =
            (first..(first + size).min(CLIENTS * EACH)).map(|place| write(&parameters, &format!("b{place}")));
        store.commit(bundle.collect(), 0).await.unwrap();
    }
    started.elapsed()
}

/// The same rows in the same tables, `group` resources to a transaction, by nothing but the driver.
fn created_by_hand(path: &Path, group: usize) -> Duration {
    drop(SqliteStore::open(path).unwrap());
    let connection = Connection::open(path).unwrap();
    connection.busy_timeout(Duration::from_secs(10)).unwrap();
    connection.pragma_update(None, "synchronous", "FULL").unwrap();
    let body = write(&[], "x");
    let Change::Put { body, .. } = body.change else { unreachable!() };
    let started = Instant::now();
    for first in (0..CLIENTS * EACH).step_by(group) {
        connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        for place in first..first + group {
            let id = format!("c{}-{}", place % CLIENTS, place / CLIENTS);
            let mut version = connection
                .prepare_cached("INSERT INTO version (type, id, number, sequence, at, method, body) VALUES ('Task', ?1, 1, ?2, ?2, 1, ?3)")
                .unwrap();
            version.execute(params![id, i64::try_from(place).unwrap(), body.text]).unwrap();
            let row = connection.last_insert_rowid();
            let mut resource = connection
                .prepare_cached(
                    "INSERT INTO resource (type, id, current, at, deleted) VALUES ('Task', ?1, ?2, ?2, 0)",
                )
                .unwrap();
            resource.execute(params![id, row]).unwrap();
            let resource = connection.last_insert_rowid();
            for parameter in 1..=5 {
                let mut index = connection
                    .prepare_cached("INSERT OR IGNORE INTO index_token (parameter, code, resource, system) VALUES (?1, ?2, ?3, 'urn:x')")
                    .unwrap();
                index.execute(params![parameter, id, resource]).unwrap();
            }
        }
        connection.execute_batch("COMMIT").unwrap();
    }
    started.elapsed()
}

async fn read_by_store(store: &SqliteStore) -> Duration {
    let keys: Vec<_> = keys().map(|id| Key::new(TASK, Id::parse(&id).unwrap())).collect();
    let started = Instant::now();
    for key in keys.iter().cycle().take(READS) {
        black_box(store.read(key).await.unwrap().unwrap());
    }
    started.elapsed()
}

fn read_by_hand(path: &Path) -> Duration {
    let keys: Vec<String> = keys().collect();
    let connection = Connection::open(path).unwrap();
    connection.pragma_update(None, "mmap_size", 1_i64 << 30).unwrap();
    let started = Instant::now();
    for id in keys.iter().cycle().take(READS) {
        let sql = "SELECT body FROM version WHERE type = ?1 AND id = ?2 ORDER BY number DESC LIMIT 1";
        let mut statement = connection.prepare_cached(sql).unwrap();
        let body: Vec<u8> = statement.query_row(params!["Task", id], |row| row.get(0)).unwrap();
        black_box(body);
    }
    started.elapsed()
}

fn keys() -> impl Iterator<Item = String> {
    (0..CLIENTS * EACH).map(|place| format!("c{}-{}", place % CLIENTS, place * 7 / CLIENTS % EACH))
}

fn show(what: &str, count: usize, taken: Duration, bare: Duration) {
    let micros = |taken: Duration| taken.as_secs_f64() * 1e6 / f64::from(u32::try_from(count).unwrap());
    let ratio = taken.as_secs_f64() / bare.as_secs_f64();
    println!("{what}: {:.1} µs, bare {:.1} µs, {ratio:.2} times", micros(taken), micros(bare));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "prints figures; asserts nothing"]
async fn figures_beside_bare_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let (ours, alone, grouped) = ("ours.db", "alone.db", "grouped.db");
    let path = |name: &str| folder.path().join(name);
    let store = Arc::new(SqliteStore::open(&path(ours)).unwrap());
    let created = created_by_store(&store).await;
    show("create, 64 clients, beside one by one", CLIENTS * EACH, created, created_by_hand(&path(alone), 1));
    show(
        "create, 64 clients, beside 64 at once",
        CLIENTS * EACH,
        created,
        created_by_hand(&path(grouped), 64),
    );
    let bundled = created_in_bundles(&store, 500).await;
    show(
        "create, 500 in a commit, beside row by row",
        CLIENTS * EACH,
        bundled,
        created_by_hand(&path("bundled.db"), 400),
    );
    let read = read_by_store(&store).await;
    show("read by id", READS, read, read_by_hand(&path(ours)));
}

/// A bundle of patients with names, extensions and a narrative, about 1 MB of JSON.
fn bundle() -> Resource {
    let entry = |number: usize| {
        let div = format!("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Patient <b>{number}</b></p></div>");
        let extension = serde_json::json!({ "url": "http://example.org/e", "valueDecimal": 1.50 });
        serde_json::json!({ "resource": {
            "resourceType": "Patient", "id": format!("p{number}"),
            "text": { "status": "generated", "div": div },
            "extension": [extension],
            "identifier": [{ "system": "http://example.org/ids", "value": number.to_string() }],
            "name": [{ "family": "Family", "given": ["One", "Two"] }],
            "birthDate": "1970-03-30", "_birthDate": { "extension": [extension] },
        } })
    };
    let entries: Vec<_> = (0..2_000).map(entry).collect();
    let bundle = serde_json::json!({ "resourceType": "Bundle", "type": "collection", "entry": entries });
    Resource::from_value(bundle).unwrap()
}

fn taken<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let started = Instant::now();
    let result = black_box(work());
    (result, started.elapsed())
}

#[test]
#[ignore = "prints figures; asserts nothing"]
fn figures_of_xml_beside_json() {
    let resource = bundle();
    let (json, json_written) = taken(|| serde_json::to_vec(resource.json()).unwrap());
    let (_, json_read) = taken(|| Resource::parse(&json).unwrap());
    let (text, xml_written) = taken(|| xml::write(&resource, Layout::Compact));
    let (_, xml_read) = taken(|| xml::read(text.as_bytes()).unwrap());
    println!("{} bytes of JSON, {} of XML", json.len(), text.len());
    show("a resource written as XML, beside JSON", 2_000, xml_written, json_written);
    show("a resource read from XML, beside JSON", 2_000, xml_read, json_read);
}
