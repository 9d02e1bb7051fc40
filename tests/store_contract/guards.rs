//! Commits that rest on what a search found.

use std::sync::Arc;

use relais::search::Query;
use relais::search::query::{SystemTest, Test, TokenTest};
use relais::store::{Committed, Expect, Guard, SharedStore};
use tokio::task::JoinSet;

use crate::making::{TASK, delete, done, key, parameters, put, token, walk};

/// Everything with a code.
fn with_code(code: &str) -> Query {
    let test = TokenTest { system: SystemTest::Any, code: Some(code.to_owned()) };
    Query::all(TASK, 2).and(Test::Token(Arc::clone(&parameters().token), vec![test]))
}

pub(crate) async fn a_guard_that_no_longer_holds_stops_the_commit(store: &SharedStore, _: &SharedStore) {
    done(store, vec![put("a", Expect::Absent, "", vec![token(None, "x")])], 0).await;
    done(store, vec![put("b", Expect::Absent, "", vec![token(None, "y")])], 0).await;
    let guard = |code: &str, found: &[(&str, u64)]| Guard {
        query: with_code(code),
        found: found.iter().map(|(id, number)| (key(id), *number)).collect(),
    };
    let ended = async |guards: Vec<Guard>, id: &str| {
        store.commit_guarded(vec![put(id, Expect::Absent, "", vec![])], guards, 0).await.unwrap()
    };
    for broken in
        [guard("x", &[]), guard("x", &[("b", 1)]), guard("x", &[("a", 2)]), guard("x", &[("a", 1), ("b", 1)])]
    {
        let shown = format!("{broken:?}");
        let ended = ended(vec![guard("none", &[]), broken], "new").await;
        assert!(matches!(ended, Committed::Overtaken(1)), "{shown}: {ended:?}");
    }
    assert!(store.read(&key("new")).await.unwrap().is_none(), "nothing may have been written");
    let holding = vec![guard("x", &[("a", 1)]), guard("y", &[("b", 1)]), guard("none", &[])];
    assert!(matches!(ended(holding, "new").await, Committed::Done(_)));
    done(store, vec![delete("a", Expect::Version(1))], 0).await;
    assert!(matches!(ended(vec![guard("x", &[("a", 1)])], "newer").await, Committed::Overtaken(0)));
    assert!(matches!(ended(vec![guard("x", &[])], "newer").await, Committed::Done(_)));
}

pub(crate) async fn of_many_who_create_under_one_condition_one_does(
    store: &SharedStore,
    other: &SharedStore,
) {
    let mut clients = JoinSet::new();
    for client in 0..64 {
        let store = Arc::clone(if client % 2 == 0 { store } else { other });
        clients.spawn(async move {
            let mut made = 0;
            loop {
                let page = store.search(&with_code("one")).await.unwrap();
                if !page.versions.is_empty() {
                    return made;
                }
                let guard = Guard { query: with_code("one"), found: Vec::new() };
                let write = put(&format!("c{client}"), Expect::Absent, "", vec![token(None, "one")]);
                if let Committed::Done(_) = store.commit_guarded(vec![write], vec![guard], 0).await.unwrap() {
                    made += 1;
                }
            }
        });
    }
    assert_eq!(clients.join_all().await.iter().sum::<i32>(), 1);
    assert_eq!(walk(store, &with_code("one")).await.len(), 1);
}

pub(crate) async fn several_searches_find_together_what_each_finds_alone(
    store: &SharedStore,
    other: &SharedStore,
) {
    for (id, tokens) in [
        ("a", vec![token(Some("s"), "x"), token(Some("t"), "x"), token(None, "x")]),
        ("b", vec![token(Some("s"), "x"), token(None, "y")]),
        ("c", vec![token(Some("s"), "z\"é\\")]),
        ("gone", vec![token(Some("s"), "x")]),
    ] {
        done(store, vec![put(id, Expect::Absent, "", tokens)], 0).await;
    }
    done(store, vec![delete("gone", Expect::Version(1))], 0).await;
    let asked = |system: SystemTest, code: Option<&str>| TokenTest { system, code: code.map(str::to_owned) };
    let within = |system: &str| SystemTest::Is(system.to_owned());
    let query =
        |tests: Vec<TokenTest>| Query::all(TASK, 2).and(Test::Token(Arc::clone(&parameters().token), tests));
    let negated = |mut query: Query| {
        query.criteria[0].negated = true;
        query
    };
    let expected: Vec<(Query, &[&str])> = vec![
        (query(vec![asked(SystemTest::Any, Some("x"))]), &["a", "b"]),
        (query(vec![asked(within("s"), Some("x"))]), &["a", "b"]),
        (query(vec![asked(within("t"), Some("x"))]), &["a"]),
        (query(vec![asked(SystemTest::Absent, Some("x"))]), &["a"]),
        (query(vec![asked(within("s"), Some("z\"é\\"))]), &["c"]),
        (query(vec![asked(within("s"), Some("z\0"))]), &[]),
        (query(vec![asked(within("t"), Some("x")), asked(SystemTest::Any, Some("y"))]), &["a", "b"]),
        (query(vec![asked(within("s"), None)]), &["a", "b", "c"]),
        (query(vec![asked(SystemTest::Any, Some("none"))]), &[]),
        (negated(query(vec![asked(within("s"), Some("x"))])), &["c"]),
        (Query::all(TASK, 5), &["a", "b", "c"]),
    ];
    for store in [store, other] {
        let queries: Vec<Query> = expected.iter().map(|(query, _)| query.clone()).collect();
        let found = store.matched(&queries).await.unwrap();
        assert_eq!(found.len(), expected.len());
        for (found, (query, expected)) in found.into_iter().zip(&expected) {
            let mut ids: Vec<_> = found.iter().map(|(key, _)| key.id.as_str()).collect();
            ids.sort_unstable();
            assert_eq!(ids, *expected, "{query:?}");
        }
    }
    // One more than the limit tells that there are others, however many share the code.
    let mut crowd = Vec::new();
    for place in 0..40 {
        crowd.push(put(&format!("crowd{place}"), Expect::Absent, "", vec![token(None, "crowd")]));
    }
    done(store, crowd, 0).await;
    let crowded = query(vec![asked(SystemTest::Any, Some("crowd"))]);
    let found = store.matched(&[crowded.clone(), crowded]).await.unwrap();
    assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3]);
    assert!(store.matched(&[]).await.unwrap().is_empty());
}
