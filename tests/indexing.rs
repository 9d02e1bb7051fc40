//! How indexes are built while others write, after a restart, and in a database that an earlier version wrote.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use relais::error::Kind;
use relais::fhir::{Id, Resource, ResourceType};
use relais::kernel::{Context, Kernel, Key};
use relais::search::query::{Standing, Test, TextMatch, TextTest};
use relais::search::{ParameterKind, Query, Registry, Settings};
use relais::store::sqlite::SqliteStore;
use serde_json::{Value, json};
use tokio::task::JoinSet;

const TASK: ResourceType = ResourceType::named("Task");

fn kernel(database: &Path) -> Kernel {
    let store = SqliteStore::open(database).unwrap();
    let settings = Settings { base: "https://relais.example.org/fhir".to_owned(), zone: TimeZone::UTC };
    Kernel::new(Arc::new(store), Arc::new(Registry::standard()), settings)
}

fn desk() -> Context {
    Context::internal(1_000)
}

async fn write(kernel: &Kernel, json: Value) {
    kernel.update(&desk(), Resource::from_value(json).unwrap(), None).await.unwrap();
}

fn task(id: &str, input: &str) -> Value {
    json!({
        "resourceType": "Task", "id": id, "status": "requested", "intent": "plan",
        "input": [{ "type": { "text": input }, "valueString": "x" }]
    })
}

fn parameter() -> Value {
    json!({
        "resourceType": "SearchParameter", "id": "input-name", "status": "active", "name": "InputName",
        "url": "https://example.org/SearchParameter/input-name", "description": "What an input is called",
        "code": "input-name", "base": ["Task"], "type": "string", "expression": "Task.input.type.text"
    })
}

fn definition() -> Key {
    Key::new(ResourceType::named("SearchParameter"), Id::parse("input-name").unwrap())
}

/// The search for tasks whose input starts so, as the registry of the moment has it.
fn named(kernel: &Kernel, start: &str) -> Query {
    let registry = kernel.registry();
    let parameter = registry.parameter(TASK, "input-name").unwrap();
    assert_eq!(parameter.kind, ParameterKind::Text);
    let test = TextTest { how: TextMatch::Start, text: start.to_owned() };
    Query::all(TASK, 1_000).and(Test::Text(Arc::clone(parameter), vec![test]))
}

async fn found(kernel: &Kernel, start: &str) -> usize {
    kernel.find(&desk(), &named(kernel, start)).await.unwrap().matches.len()
}

/// Carries the work on to its end.
async fn finish(kernel: &Kernel) {
    while kernel.advance_indexes().await.unwrap() {}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_resource_is_left_without_rows_when_writes_race_the_build() {
    const WRITERS: usize = 8;
    const TASKS: usize = 40;
    let folder = tempfile::tempdir().unwrap();
    let kernel = kernel(&folder.path().join("relais.db"));
    kernel.adopt_definitions().await.unwrap();
    for place in 0..TASKS {
        write(&kernel, task(&format!("t{place}"), "old")).await;
    }
    let builder = kernel.clone();
    let building = tokio::spawn(async move { builder.keep_indexes().await });
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let kernel = kernel.clone();
        writers.spawn(async move {
            for place in 0..TASKS {
                write(&kernel, task(&format!("t{place}"), &format!("new {writer}"))).await;
                write(&kernel, task(&format!("w{writer}-{place}"), "new")).await;
            }
        });
    }
    tokio::time::sleep(Duration::from_millis(20)).await;
    write(&kernel, parameter()).await;
    writers.join_all().await;
    while !kernel.is_indexed() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(found(&kernel, "new").await, TASKS + WRITERS * TASKS);
    assert_eq!(found(&kernel, "old").await, 0);
    building.abort();
}

#[tokio::test]
async fn an_unfinished_index_is_not_searched_by_and_says_how_far_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let kernel = kernel(&folder.path().join("relais.db"));
    for place in 0..150 {
        write(&kernel, task(&format!("t{place}"), "old")).await;
    }
    finish(&kernel).await;
    kernel.adopt_definitions().await.unwrap();
    finish(&kernel).await;
    write(&kernel, parameter()).await;
    assert!(kernel.advance_indexes().await.unwrap());
    let query = named(&kernel, "old");
    for error in
        [kernel.find(&desk(), &query).await.unwrap_err(), kernel.count(&desk(), &query).await.unwrap_err()]
    {
        assert_eq!((error.kind(), error.code()), (Kind::Unavailable, "index-being-built"));
        assert!(error.to_string().contains("100 of 150"), "{error}");
    }
    let status = kernel.index_status(&desk(), &definition()).await.unwrap();
    let progress = status.first().and_then(|one| one.unfinished).unwrap();
    assert_eq!((progress.done, progress.total), (100, 150));
    assert!(kernel.find(&desk(), &Query::all(TASK, 1)).await.is_ok(), "other searches go on");
    finish(&kernel).await;
    assert_eq!(found(&kernel, "old").await, 150);
}

#[tokio::test]
async fn a_build_goes_on_where_a_stop_interrupted_it() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("relais.db");
    {
        let kernel = kernel(&database);
        kernel.adopt_definitions().await.unwrap();
        for place in 0..250 {
            write(&kernel, task(&format!("t{place}"), "old")).await;
        }
        write(&kernel, parameter()).await;
        assert!(kernel.advance_indexes().await.unwrap());
    }
    let kernel = kernel(&database);
    kernel.adopt_definitions().await.unwrap();
    let parameter = Arc::clone(kernel.registry().parameter(TASK, "input-name").unwrap());
    assert_eq!(kernel.unfinished_index(&parameter).unwrap().done, 100);
    assert!(kernel.advance_indexes().await.unwrap());
    assert_eq!(kernel.unfinished_index(&parameter).unwrap().done, 200);
    finish(&kernel).await;
    assert_eq!(found(&kernel, "old").await, 250);
}

#[tokio::test]
async fn a_database_of_an_earlier_version_gains_what_it_lacks() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("relais.db");
    write(&kernel(&database), task("t", "old")).await;
    {
        let connection = rusqlite::Connection::open(&database).unwrap();
        for table in ["index_token", "index_text", "index_date", "search_index"] {
            connection.execute(&format!("DELETE FROM {table}"), []).unwrap();
        }
    }
    let kernel = kernel(&database);
    kernel.adopt_definitions().await.unwrap();
    assert!(!kernel.is_indexed());
    finish(&kernel).await;
    assert!(kernel.is_indexed());
    let registry = kernel.registry();
    let status = Arc::clone(registry.parameter(TASK, "status").unwrap());
    let found = kernel.find(&desk(), &Query::all(TASK, 9).and(Test::Missing(status, false))).await.unwrap();
    assert_eq!(found.matches.len(), 1);
}

#[tokio::test]
async fn what_an_earlier_version_kept_unsearched_within_others_is_found_after_the_reading() {
    const PERSON: ResourceType = ResourceType::named("Practitioner");
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("relais.db");
    let mut task = task("t", "old");
    task["contained"] =
        json!([{ "resourceType": "Practitioner", "id": "p", "name": [{ "family": "Diallo" }] }]);
    task["requester"] = json!({ "reference": "#p" });
    write(&kernel(&database), task).await;
    {
        let connection = rusqlite::Connection::open(&database).unwrap();
        connection.execute("DELETE FROM index_text", []).unwrap();
        connection.execute("DELETE FROM resource WHERE container IS NOT NULL", []).unwrap();
        connection.execute("DELETE FROM search_index", []).unwrap();
    }
    let kernel = kernel(&database);
    kernel.adopt_definitions().await.unwrap();
    let registry = kernel.registry();
    let family = Arc::clone(registry.parameter(PERSON, "family").unwrap());
    let test = TextTest { how: TextMatch::Start, text: "diallo".to_owned() };
    let query = Query::all(PERSON, 9).and(Test::Text(family, vec![test]));
    let within = Query { standing: Standing::Contained, ..query.clone() };
    let error = kernel.find(&desk(), &within).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Unavailable, "{error}");
    finish(&kernel).await;
    let found = kernel.find(&desk(), &within).await.unwrap().matches;
    assert_eq!(found[0].fragment, Some(Id::parse("p").unwrap()));
    assert!(kernel.find(&desk(), &query).await.unwrap().matches.is_empty());
}

#[tokio::test]
async fn a_kernel_that_another_process_overtook_catches_up() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("relais.db");
    let (here, there) = (kernel(&database), kernel(&database));
    here.adopt_definitions().await.unwrap();
    there.adopt_definitions().await.unwrap();
    write(&there, parameter()).await;
    finish(&there).await;
    assert!(here.registry().parameter(TASK, "input-name").is_none());
    write(&here, task("late", "late")).await;
    assert_eq!(found(&here, "late").await, 1);
    assert_eq!(found(&there, "late").await, 1);
}

#[tokio::test]
async fn a_search_by_an_overtaken_definition_is_not_answered() {
    let folder = tempfile::tempdir().unwrap();
    let kernel = kernel(&folder.path().join("relais.db"));
    kernel.adopt_definitions().await.unwrap();
    write(&kernel, parameter()).await;
    finish(&kernel).await;
    let before = named(&kernel, "x");
    kernel.delete(&desk(), definition(), None).await.unwrap();
    let error = kernel.find(&desk(), &before).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (Kind::Unavailable, "definition-changed"));
}
