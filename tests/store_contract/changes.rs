//! How resources change.

use std::collections::HashSet;
use std::sync::Arc;

use relais::search::Query;
use relais::store::{Committed, Expect, HistoryQuery, Method, Scope, SharedStore, Version, Write};
use tokio::task::JoinSet;

use crate::making::{TASK, body, delete, done, id, key, put, stored, token, walk};

fn text(version: &Version) -> &str {
    std::str::from_utf8(&version.body).unwrap()
}

pub(crate) async fn a_resource_lives_dies_and_lives_again(store: &SharedStore, _: &SharedStore) {
    assert!(store.read(&key("a")).await.unwrap().is_none());
    let made = done(store, vec![put("a", Expect::Absent, "one", vec![])], 1_000).await;
    let changed = done(store, vec![put("a", Expect::Version(1), "two", vec![])], 2_000).await;
    let deleted = done(store, vec![delete("a", Expect::Version(2))], 3_000).await;
    let again = done(store, vec![put("a", Expect::Version(3), "three", vec![])], 4_000).await;

    let expected = [
        (made, Method::Create, stored("a", "one", 1_000)),
        (changed, Method::Update, stored("a", "two", 2_000)),
        (deleted, Method::Delete, String::new()),
        (again, Method::Create, stored("a", "three", 4_000)),
    ];
    let mut sequences = Vec::new();
    for (number, (answered, method, words)) in (1..).zip(expected) {
        let read = store.version(&key("a"), number).await.unwrap().unwrap();
        assert_eq!(read.sequence, answered[0].sequence);
        sequences.push(read.sequence);
        for version in [&answered[0], &read] {
            assert_eq!((version.number, version.method, &version.key), (number, method, &key("a")));
            assert_eq!(version.at, i64::try_from(number).unwrap() * 1_000);
            assert_eq!((text(version), version.is_deleted()), (words.as_str(), words.is_empty()));
        }
    }
    assert!(sequences.is_sorted_by(|left, right| left < right));
    assert_eq!(store.read(&key("a")).await.unwrap().unwrap().number, 4);
    for (id, number) in [("a", 5), ("a", 0), ("a", u64::MAX), ("b", 1)] {
        assert!(store.version(&key(id), number).await.unwrap().is_none());
    }
}

pub(crate) async fn an_expectation_that_fails_leaves_nothing_behind(store: &SharedStore, _: &SharedStore) {
    done(store, vec![put("live", Expect::Absent, "", vec![])], 0).await;
    done(store, vec![put("dead", Expect::Absent, "", vec![])], 0).await;
    done(store, vec![delete("dead", Expect::Version(1))], 0).await;
    let before = everything(store).await.len();
    let wrong = [
        put("live", Expect::Absent, "x", vec![token(None, "x")]),
        put("live", Expect::Version(2), "x", vec![token(None, "x")]),
        put("dead", Expect::Absent, "x", vec![token(None, "x")]),
        put("dead", Expect::Version(1), "x", vec![token(None, "x")]),
        put("none", Expect::Version(1), "x", vec![token(None, "x")]),
        delete("live", Expect::Version(0)),
        delete("none", Expect::Version(1)),
    ];
    for write in wrong {
        let good = put("new", Expect::Absent, "x", vec![token(None, "x")]);
        let other = put("other", Expect::Absent, "x", vec![token(None, "x")]);
        let ended = store.commit(vec![good, write.clone(), other], 0).await.unwrap();
        assert!(matches!(ended, Committed::Conflict(1)), "{write:?}: {ended:?}");
    }
    assert_eq!(everything(store).await.len(), before);
    assert!(store.read(&key("new")).await.unwrap().is_none());
    assert_eq!(walk(store, &Query::all(TASK, 10)).await, ["live"]);
}

pub(crate) async fn the_same_resource_twice_in_a_commit_is_refused(store: &SharedStore, _: &SharedStore) {
    let twice = vec![put("a", Expect::Absent, "1", vec![]), put("a", Expect::Version(1), "2", vec![])];
    assert!(store.commit(twice, 0).await.is_err());
    assert!(store.read(&key("a")).await.unwrap().is_none());
    assert!(
        matches!(store.commit(Vec::new(), 0).await.unwrap(), Committed::Done(versions) if versions.is_empty())
    );
}

pub(crate) async fn a_commit_that_cannot_be_written_fails_alone(store: &SharedStore, _: &SharedStore) {
    let mut commits = JoinSet::new();
    for place in 0..40 {
        let store = Arc::clone(store);
        let name = format!("r{place}");
        let mut body = body(&name, "");
        if place == 20 {
            body.stamp = body.text.len();
        }
        let change = relais::store::Change::Put {
            body,
            rows: vec![token(None, "x")],
            contained: Vec::new(),
            indexed_by: 0,
        };
        let write = Write { key: key(&name), expect: Expect::Absent, change };
        commits.spawn(async move { (place, store.commit(vec![write], 0).await) });
    }
    while let Some(ended) = commits.join_next().await {
        let (place, ended) = ended.unwrap();
        assert_eq!(ended.is_ok(), place != 20, "{place}: {ended:?}");
    }
    assert_eq!(store.count(&Query::all(TASK, 1)).await.unwrap(), 39);
}

pub(crate) async fn concurrent_commits_stand_in_one_order(store: &SharedStore, other: &SharedStore) {
    let mut commits = JoinSet::new();
    for writer in 0..32_i64 {
        let store = Arc::clone(if writer % 4 == 0 { other } else { store });
        commits.spawn(async move {
            for turn in 0..4 {
                // Clocks that stand still, go back and jump.
                let now = [5_000, 5_000, 3_000, 9_000 + writer][turn];
                let first = put(&format!("w{writer}-{turn}-a"), Expect::Absent, "", vec![token(None, "x")]);
                let second = put(&format!("w{writer}-{turn}-b"), Expect::Absent, "", vec![token(None, "x")]);
                let versions = done(&store, vec![first, second], now).await;
                assert_eq!((versions[0].sequence, versions[0].at), (versions[1].sequence, versions[1].at));
                assert!(versions[0].at >= now);
            }
        });
    }
    while let Some(ended) = commits.join_next().await {
        ended.unwrap();
    }
    let mut versions = everything(store).await;
    versions.reverse();
    assert_eq!(versions.len(), 32 * 4 * 2);
    let moments: Vec<_> = versions.iter().map(|version| (version.sequence, version.at)).collect();
    for pair in moments.chunks(2) {
        assert_eq!(pair[0], pair[1]);
    }
    for pair in moments.iter().step_by(2).collect::<Vec<_>>().windows(2) {
        assert!(pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1, "{pair:?}");
    }
    for version in &versions {
        assert_eq!(text(version), stored(version.key.id.as_str(), "", version.at));
    }
    let ids: HashSet<_> = versions.iter().map(|version| &version.key).collect();
    assert_eq!(ids.len(), versions.len());
}

pub(crate) async fn several_are_read_in_the_order_asked(store: &SharedStore, _: &SharedStore) {
    let made = ["a", "b", "c"].map(|name| put(name, Expect::Absent, name, vec![]));
    done(store, made.to_vec(), 0).await;
    done(store, vec![delete("b", Expect::Version(1))], 0).await;
    let keys = ["c", "none", "a", "b", "c"].map(key);
    let read = store.read_many(&keys).await.unwrap();
    let read: Vec<_> = read.iter().map(|version| (version.key.id.clone(), version.is_deleted())).collect();
    assert_eq!(read, [(id("c"), false), (id("a"), false), (id("b"), true), (id("c"), false)]);
    assert!(store.read_many(&[]).await.unwrap().is_empty());
}

async fn everything(store: &SharedStore) -> Vec<Version> {
    let query = HistoryQuery::all(Scope::System, 100_000);
    store.history(&query).await.unwrap().versions
}
