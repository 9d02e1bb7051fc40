//! How indexes follow the definitions of search parameters.

use std::sync::Arc;

use relais::search::query::{SystemTest, Test, TokenTest};
use relais::search::{IndexRow, IndexValue, Parameter, Query};
use relais::store::{Change, Committed, Expect, IndexState, Progress, Refill, SharedStore, Write};

use crate::making::{TASK, delete, done, key, parameters, put, text, token, walk};

const START: Progress = Progress::Building { after: 0, done: 0 };

fn state(parameter: &Parameter, definition: &str, progress: Progress) -> IndexState {
    let Parameter { resource_type, code, .. } = parameter;
    IndexState {
        resource_type: *resource_type,
        code: code.clone(),
        definition: definition.to_owned(),
        progress,
    }
}

/// Notes a definition in whatever generation is present, and answers the new one.
async fn define(store: &SharedStore, states: Vec<IndexState>) -> u64 {
    let present = store.indexes().await.unwrap().generation;
    store.define(present, states).await.unwrap().unwrap()
}

async fn found(store: &SharedStore, code: &str) -> Vec<String> {
    let test = TokenTest { system: SystemTest::Any, code: Some(code.to_owned()) };
    let parameter = Arc::clone(&parameters().token);
    walk(store, &Query::all(TASK, 2).and(Test::Token(parameter, vec![test]))).await
}

fn refill(id: &str, number: u64, rows: Vec<IndexRow>) -> Refill {
    Refill { key: key(id), number, rows: Some(rows), contained: Vec::new() }
}

/// The same write with rows of this generation.
fn indexed_by(write: Write, generation: u64) -> Write {
    match write.change {
        Change::Put { body, rows, contained, .. } => {
            Write { change: Change::Put { body, rows, contained, indexed_by: generation }, ..write }
        }
        Change::Delete => write,
    }
}

pub(crate) async fn a_definition_begins_a_generation(store: &SharedStore, _: &SharedStore) {
    let (token, text) = (&parameters().token, &parameters().text);
    assert_eq!(store.indexes().await.unwrap(), relais::store::Indexes::default());
    let first = store.define(0, vec![state(token, "one", START)]).await.unwrap().unwrap();
    assert!(first > 0);
    assert_eq!(store.define(0, vec![state(text, "one", START)]).await.unwrap(), None, "that was before");
    let noted = store.indexes().await.unwrap();
    assert_eq!(noted.generation, first);
    assert_eq!(noted.states, [state(token, "one", Progress::Complete)], "there is nothing to build from");

    done(store, vec![indexed_by(put("a", Expect::Absent, "", vec![]), first)], 0).await;
    let second = define(store, vec![state(token, "two", START), state(text, "one", Progress::Leaving)]).await;
    let noted = store.indexes().await.unwrap();
    assert!(second > first && noted.generation == second);
    let mut states = noted.states;
    states.sort_by(|left, right| left.code.cmp(&right.code));
    assert_eq!(states, [state(text, "one", Progress::Leaving), state(token, "two", START)]);
}

pub(crate) async fn rows_of_an_earlier_generation_are_not_written(store: &SharedStore, _: &SharedStore) {
    let generation = define(store, vec![]).await;
    let late = indexed_by(put("a", Expect::Absent, "", vec![token(None, "x")]), generation - 1);
    let present = indexed_by(put("b", Expect::Absent, "", vec![]), generation);
    let ended = store.commit(vec![present.clone(), late.clone()], 0).await.unwrap();
    assert!(matches!(ended, Committed::Outdated), "{ended:?}");
    assert!(walk(store, &Query::all(TASK, 2)).await.is_empty());
    done(store, vec![present, indexed_by(late, generation)], 0).await;
    assert_eq!(found(store, "x").await, ["a"]);
    // A tombstone has no rows that could be late.
    done(store, vec![delete("a", Expect::Version(1))], 0).await;
}

pub(crate) async fn rows_are_replaced_where_the_version_is_still_the_latest(
    store: &SharedStore,
    _: &SharedStore,
) {
    let rows = |code| vec![token(None, code), text(code)];
    for id in ["a", "b", "c"] {
        done(store, vec![put(id, Expect::Absent, "", rows("old"))], 0).await;
    }
    let generation = define(store, vec![state(&parameters().token, "one", START)]).await;
    let again = indexed_by(put("b", Expect::Version(1), "", rows("new")), generation);
    done(store, vec![again, delete("c", Expect::Version(1))], 0).await;

    let fresh = |id| refill(id, 1, vec![token(None, "refilled")]);
    let refills = vec![fresh("a"), fresh("b"), fresh("c"), fresh("unknown")];
    let half = Progress::Building { after: 7, done: 4 };
    let token = || vec![Arc::clone(&parameters().token)];
    assert!(!store.refill(generation - 1, token(), refills.clone(), half).await.unwrap());
    assert_eq!(found(store, "refilled").await, Vec::<String>::new());
    assert!(store.refill(generation, token(), refills, half).await.unwrap());

    assert_eq!(found(store, "refilled").await, ["a"]);
    assert_eq!(found(store, "new").await, ["b"]);
    assert_eq!(found(store, "old").await, Vec::<String>::new());
    let by_text = Query::all(TASK, 2).and(Test::Missing(Arc::clone(&parameters().text), false));
    assert_eq!(walk(store, &by_text).await, ["a", "b"], "other parameters keep their rows");
    assert_eq!(store.indexes().await.unwrap().states, [state(&parameters().token, "one", half)]);
}

pub(crate) async fn what_leaves_takes_its_own_rows_along(store: &SharedStore, _: &SharedStore) {
    for place in 0..1100 {
        let rows = vec![token(None, "x"), text("kept")];
        done(store, vec![put(&format!("t{place}"), Expect::Absent, "", rows)], 0).await;
    }
    let leaving = state(&parameters().token, "one", Progress::Leaving);
    assert!(!store.erase(leaving.clone()).await.unwrap(), "it is not known to leave");
    assert_eq!(found(store, "x").await.len(), 1100);
    define(store, vec![leaving.clone()]).await;
    assert!(store.erase(leaving.clone()).await.unwrap());
    assert!(!found(store, "x").await.is_empty(), "rows are removed a bounded number at a time");
    let mut turns = 0;
    while store.erase(leaving.clone()).await.unwrap() {
        turns += 1;
        assert!(turns < 10, "the rows do not end");
    }
    assert_eq!(found(store, "x").await, Vec::<String>::new());
    assert_eq!(store.indexes().await.unwrap().states, []);
    let kept = Query::all(TASK, 200).and(Test::Missing(Arc::clone(&parameters().text), false));
    assert_eq!(store.count(&kept).await.unwrap(), 1100);
    let value = IndexValue::Token { system: None, code: "again".to_owned() };
    let row = IndexRow { parameter: Arc::clone(&parameters().token), value };
    let generation = store.indexes().await.unwrap().generation;
    done(store, vec![indexed_by(put("new", Expect::Absent, "", vec![row]), generation)], 0).await;
    assert_eq!(found(store, "again").await, ["new"], "a parameter may come back");
}
