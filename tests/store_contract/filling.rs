//! What a random store holds, and what a question about it means, said plainly.

use std::collections::BTreeMap;

use relais::fhir::Id;
use relais::search::evaluate::{self, Candidate};
use relais::search::query::Query;
use relais::search::{Contained, IndexRow};
use relais::store::{Expect, Write};

use crate::Fresh;
use crate::making::{TASK, containing, delete, done, id, put};

/// What a resource is from now on: its rows, and those of what it contains.
pub(crate) type State = (Vec<IndexRow>, BTreeMap<u8, Vec<IndexRow>>);

/// What happens in one commit: to each resource, a new state or (`None`) its end.
pub(crate) type Round = BTreeMap<u8, Option<State>>;

pub(crate) fn name(place: u8) -> String {
    // Ids in another order than the one of making.
    format!("r{}", (place * 7) % 18)
}

pub(crate) fn part_name(place: u8) -> String {
    format!("c{place}")
}

/// The name of a resource, or from 18 on of a contained one.
pub(crate) fn any_name(place: u8) -> String {
    place.checked_sub(18).map_or_else(|| name(place), part_name)
}

/// A resource that is there after all rounds.
pub(crate) struct Live {
    id: Id,
    container: Option<Id>,
    at: i64,
    /// Its place in the order of making.
    made: usize,
    rows: Vec<IndexRow>,
}

impl Live {
    fn candidate(&self) -> Candidate<'_> {
        let container = self.container.as_ref().map(|id| (TASK, id));
        Candidate { resource_type: TASK, id: &self.id, container, last_updated: self.at, rows: &self.rows }
    }

    fn name(&self) -> String {
        match &self.container {
            None => self.id.to_string(),
            Some(container) => format!("{container}#{}", self.id),
        }
    }
}

/// What a query means, said plainly: the names of the matches in order, paging aside.
pub(crate) fn answer(query: &Query, live: &[Live]) -> Vec<String> {
    let candidates: Vec<_> = live.iter().map(Live::candidate).collect();
    let mut found: Vec<&Live> =
        live.iter().filter(|one| evaluate::matches(query, &one.candidate(), &candidates)).collect();
    let descends = query.sort.last().is_some_and(|key| key.descending);
    found.sort_by(|left, right| {
        let tie = if descends { right.made.cmp(&left.made) } else { left.made.cmp(&right.made) };
        evaluate::compare(&query.sort, &left.candidate(), &right.candidate()).then(tie)
    });
    found.iter().map(|one| one.name()).collect()
}

/// Commits the rounds; answers the live resources and what they contain.
pub(crate) async fn fill(fresh: &Fresh, rounds: Vec<Round>) -> Vec<Live> {
    let mut numbers: BTreeMap<u8, u64> = BTreeMap::new();
    let mut made: BTreeMap<(u8, Option<u8>), usize> = BTreeMap::new();
    let mut live: BTreeMap<u8, Vec<Live>> = BTreeMap::new();
    for (turn, round) in rounds.into_iter().enumerate() {
        let at = 1_000 + 10 * i64::try_from(turn).unwrap();
        // A commit makes the resources first, then what they contain.
        let parts = |place: &u8, state: &Option<State>| -> Vec<(u8, Option<u8>)> {
            state.iter().flat_map(|(_, parts)| parts.keys()).map(|part| (*place, Some(*part))).collect()
        };
        let resources = round.keys().map(|place| (*place, None));
        let fresh_names: Vec<_> =
            resources.chain(round.iter().flat_map(|(place, state)| parts(place, state))).collect();
        for name in fresh_names {
            let next = made.len();
            made.entry(name).or_insert(next);
        }
        let mut writes: Vec<Write> = Vec::new();
        for (place, state) in round {
            let name = name(place);
            let number = numbers.entry(place).or_insert(0);
            let expect = if *number == 0 { Expect::Absent } else { Expect::Version(*number) };
            *number += 1;
            live.remove(&place);
            let Some((rows, parts)) = state else {
                writes.push(delete(&name, expect));
                continue;
            };
            let mut there =
                vec![Live { id: id(&name), container: None, at, made: made[&(place, None)], rows }];
            let mut contained = Vec::new();
            for (part, rows) in parts {
                let id = id(&part_name(part));
                contained.push(Contained { resource_type: TASK, id: id.clone(), rows: rows.clone() });
                let container = Some(there[0].id.clone());
                there.push(Live { id, container, at, made: made[&(place, Some(part))], rows });
            }
            writes.push(containing(put(&name, expect, "", there[0].rows.clone()), contained));
            live.insert(place, there);
        }
        done(&fresh.store, writes, at).await;
    }
    live.into_values().flatten().collect()
}
