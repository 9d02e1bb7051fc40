//! Pages of a search while others write.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use relais::search::query::{Query, SortBy, SortKey};
use relais::store::{Expect, SharedStore};

use crate::making::{TASK, by, date, done, number, parameters, put, token, walk};

const MADE: i64 = 60;

fn rows(place: i64, turn: u32) -> Vec<relais::search::IndexRow> {
    let mut rows = vec![token(None, if turn == 0 { "first" } else { "later" })];
    // Every third has no date, and one day is shared by four of the rest.
    if place % 3 != 0 {
        rows.push(date(place / 4, place / 4 + 1));
    }
    rows.push(number(f64::from(turn)));
    rows
}

/// Changes what was made and makes more, until told to stop, and counts how often; what is sorted by stays as it
/// is.
async fn disturb(store: SharedStore, stop: Arc<AtomicBool>, turns: Arc<AtomicU32>) {
    let mut numbers: HashMap<String, u64> = HashMap::new();
    let mut turn = 0;
    while !stop.load(Ordering::Relaxed) {
        turn += 1;
        let place = i64::from(turn) * 7 % MADE;
        let name = format!("r{place:02}");
        let number = numbers.entry(name.clone()).or_insert(1);
        let change = put(&name, Expect::Version(*number), "changed", rows(place, turn));
        let more = put(&format!("new{turn}"), Expect::Absent, "", rows(place, turn));
        done(&store, vec![change, more], 0).await;
        *number += 1;
        turns.store(turn, Ordering::Relaxed);
    }
}

async fn check(store: &SharedStore, unselective: &SharedStore, sort: Vec<SortKey>) {
    let made = (0..MADE).map(|place| put(&format!("r{place:02}"), Expect::Absent, "", rows(place, 0)));
    done(store, made.collect(), 0).await;
    let stop = Arc::new(AtomicBool::new(false));
    let turns = Arc::new(AtomicU32::new(0));
    let disturbing = tokio::spawn(disturb(Arc::clone(store), Arc::clone(&stop), Arc::clone(&turns)));
    let query = Query { sort, ..Query::all(TASK, 3) };
    for store in [store, unselective] {
        // However slow the machine is: five walks, and as many more as it takes until others have written.
        let (mut walks, before) = (0, turns.load(Ordering::Relaxed));
        while walks < 5 || (turns.load(Ordering::Relaxed) < before + 2 && !disturbing.is_finished()) {
            walks += 1;
            let found = walk(store, &query).await;
            for place in 0..MADE {
                let name = format!("r{place:02}");
                assert_eq!(found.iter().filter(|one| **one == name).count(), 1, "{name}: {found:?}");
            }
        }
    }
    stop.store(true, Ordering::Relaxed);
    disturbing.await.unwrap();
    assert!(turns.load(Ordering::Relaxed) > 1, "nothing was written meanwhile");
}

pub(crate) async fn pages_stay_whole_while_others_write(store: &SharedStore, unselective: &SharedStore) {
    check(store, unselective, Vec::new()).await;
}

pub(crate) async fn a_sorted_walk_stays_whole_while_others_write(
    store: &SharedStore,
    unselective: &SharedStore,
) {
    let id = SortKey { by: SortBy::Id, descending: true };
    check(store, unselective, vec![by(&parameters().date, true)]).await;
    for sort in [vec![by(&parameters().date, false), id.clone()], vec![id]] {
        let query = Query { sort, ..Query::all(TASK, 3) };
        assert_eq!(walk(store, &query).await, walk(unselective, &query).await);
    }
}
