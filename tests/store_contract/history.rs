//! What was.

use relais::fhir::{Id, ResourceType};
use relais::store::{Change, Expect, HistoryQuery, Key, Scope, SharedStore, Write};

use crate::making::{TASK, body, delete, done, key, put};

/// Two tasks and a meeting: `a` made, `b` and the meeting made together, `a` changed, `b` deleted.
async fn tell(store: &SharedStore) {
    done(store, vec![put("a", Expect::Absent, "", vec![])], 1_000).await;
    let change = Change::Put { body: body("m", ""), rows: vec![], contained: Vec::new(), indexed_by: 0 };
    let meeting = Write { key: meeting(), expect: Expect::Absent, change };
    done(store, vec![put("b", Expect::Absent, "", vec![]), meeting], 2_000).await;
    done(store, vec![put("a", Expect::Version(1), "new", vec![])], 3_000).await;
    done(store, vec![delete("b", Expect::Version(1))], 4_000).await;
}

fn meeting() -> Key {
    Key::new(ResourceType::named("Appointment"), Id::parse("m").unwrap())
}

async fn check(store: &SharedStore, scope: Scope, since: Option<i64>, expected: &[&str]) {
    check_query(store, &HistoryQuery { since, ..HistoryQuery::all(scope, 1) }, expected).await;
}

/// Asks both ways round, in one page, and in pages of every smaller size. What is expected stands newest first.
async fn check_query(store: &SharedStore, query: &HistoryQuery, expected: &[&str]) {
    for oldest_first in [false, true] {
        let mut expected = expected.to_vec();
        if oldest_first {
            expected.reverse();
        }
        for limit in 1..=expected.len() + 1 {
            let mut query = HistoryQuery { oldest_first, limit, ..query.clone() };
            let mut found = Vec::new();
            loop {
                let page = store.history(&query).await.unwrap();
                assert!(page.versions.len() <= limit);
                let shown =
                    page.versions.iter().map(|version| format!("{}/{}", version.key.id, version.number));
                found.extend(shown);
                match page.next {
                    None => break,
                    next => query.after = next,
                }
                assert!(found.len() <= expected.len(), "the pages do not end: {found:?}");
            }
            assert_eq!(found, expected, "{query:?}");
        }
    }
}

pub(crate) async fn history_tells_what_was_present_during_a_period(store: &SharedStore, _: &SharedStore) {
    tell(store).await;
    let check = async |scope: Scope, low: i64, high: i64, expected: &[&str]| {
        let query = HistoryQuery { during: Some((low, high)), ..HistoryQuery::all(scope, 1) };
        check_query(store, &query, expected).await;
    };
    check(Scope::System, 0, 1_000, &[]).await;
    check(Scope::System, 0, 1_001, &["a/1"]).await;
    check(Scope::System, 1_500, 1_501, &["a/1"]).await;
    check(Scope::System, 1_500, 2_500, &["m/1", "b/1", "a/1"]).await;
    // What is replaced at the very start of the period is no longer present in it.
    check(Scope::System, 3_000, 3_001, &["a/2", "m/1", "b/1"]).await;
    check(Scope::System, 2_999, 3_001, &["a/2", "m/1", "b/1", "a/1"]).await;
    check(Scope::System, 9_000, 9_001, &["b/2", "a/2", "m/1"]).await;
    check(Scope::Type(TASK), 2_500, 2_501, &["b/1", "a/1"]).await;
    check(Scope::Instance(key("a")), 2_500, 2_501, &["a/1"]).await;
    let both = HistoryQuery {
        since: Some(2_000),
        during: Some((2_500, 2_501)),
        ..HistoryQuery::all(Scope::System, 1)
    };
    check_query(store, &both, &["m/1", "b/1"]).await;
}

pub(crate) async fn history_is_newest_first_in_each_scope(store: &SharedStore, _: &SharedStore) {
    check(store, Scope::System, None, &[]).await;
    tell(store).await;
    let all = ["b/2", "a/2", "m/1", "b/1", "a/1"];
    check(store, Scope::System, None, &all).await;
    check(store, Scope::System, Some(0), &all).await;
    check(store, Scope::System, Some(1_000), &all).await;
    check(store, Scope::System, Some(1_001), &all[..4]).await;
    check(store, Scope::System, Some(2_000), &all[..4]).await;
    check(store, Scope::System, Some(4_000), &all[..1]).await;
    check(store, Scope::System, Some(4_001), &[]).await;
    check(store, Scope::Type(TASK), None, &["b/2", "a/2", "b/1", "a/1"]).await;
    check(store, Scope::Type(TASK), Some(2_500), &["b/2", "a/2"]).await;
    check(store, Scope::Type(ResourceType::named("Basic")), None, &[]).await;
    check(store, Scope::Instance(key("a")), None, &["a/2", "a/1"]).await;
    check(store, Scope::Instance(key("a")), Some(3_000), &["a/2"]).await;
    check(store, Scope::Instance(meeting()), None, &["m/1"]).await;
    check(store, Scope::Instance(key("m")), None, &[]).await;
}

pub(crate) async fn history_comes_in_pages_without_gap_or_repeat(store: &SharedStore, other: &SharedStore) {
    for place in 0..20 {
        done(store, vec![put(&format!("r{place:02}"), Expect::Absent, "", vec![])], 0).await;
    }
    let mut query = HistoryQuery::all(Scope::System, 3);
    let mut found = Vec::new();
    for turn in 0.. {
        let page = store.history(&query).await.unwrap();
        found.extend(page.versions.iter().map(|version| version.key.id.to_string()));
        // What is written meanwhile is newer than where the walk stands.
        done(other, vec![put(&format!("new{turn}"), Expect::Absent, "", vec![])], 0).await;
        match page.next {
            None => break,
            next => query.after = next,
        }
    }
    let expected: Vec<_> = (0..20).rev().map(|place| format!("r{place:02}")).collect();
    assert_eq!(found, expected);
}
