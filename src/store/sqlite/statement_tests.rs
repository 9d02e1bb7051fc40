//! How many statements SQLite runs: about as many for hundreds of resources as for one.

use std::cell::Cell;
use std::sync::Arc;

use rusqlite::Connection;
use rusqlite::trace::{TraceEvent, TraceEventCodes};

use crate::fhir::{Id, ResourceType};
use crate::search::query::{SystemTest, Test, TokenTest};
use crate::search::{Contained, IndexRow, IndexValue, Parameter, ParameterKind, Query};
use crate::store::sqlite::change::{self, Clock};
use crate::store::sqlite::migrate::migrate;
use crate::store::sqlite::numbers::SharedNumbers;
use crate::store::sqlite::{each, rows};
use crate::store::{Body, Change, Expect, Key, Tuning, Write};

const TASK: ResourceType = ResourceType::named("Task");

/// What a whole bundle may take.
const HANDFUL: usize = 60;

thread_local! {
    static RUN: Cell<usize> = const { Cell::new(0) };
}

/// The number of statements that some work runs.
fn counted(connection: &mut Connection, work: impl FnOnce(&Connection)) -> usize {
    let count = |event: TraceEvent<'_>| {
        if let TraceEvent::Stmt(..) = event {
            RUN.set(RUN.get() + 1);
        }
    };
    RUN.set(0);
    connection.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(count)).unwrap();
    work(connection);
    connection.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, None::<fn(TraceEvent<'_>)>).unwrap();
    RUN.get()
}

fn parameter(code: &str, kind: ParameterKind) -> Arc<Parameter> {
    Arc::new(Parameter::new(TASK, code, kind))
}

fn identifier() -> Arc<Parameter> {
    parameter("identifier", ParameterKind::Token)
}

/// A resource with an identifier, a status, a date, two words and a reference.
fn resource(place: usize) -> Write {
    let row = |parameter, value| IndexRow { parameter, value };
    let token = |code: String| IndexValue::Token { system: Some("urn:x".to_owned()), code };
    let low = i64::try_from(place).unwrap();
    let name = |text: &str| IndexValue::Text { folded: text.to_owned(), exact: text.to_owned() };
    let rows = vec![
        row(identifier(), token(place.to_string())),
        row(parameter("status", ParameterKind::Token), token("open".to_owned())),
        row(parameter("date", ParameterKind::Date), IndexValue::Date { low, high: low + 1 }),
        row(parameter("name", ParameterKind::Text), name("one")),
        row(parameter("name", ParameterKind::Text), name("two")),
        row(
            parameter("owner", ParameterKind::Reference),
            IndexValue::Reference { resource_type: "Group", target: place.to_string() },
        ),
    ];
    let body = Body { text: Body::PLACEHOLDER.as_bytes().to_vec(), stamp: 0 };
    let key = Key::new(TASK, Id::parse(&format!("t{place}")).unwrap());
    Write {
        key,
        expect: Expect::Absent,
        change: Change::Put { body, rows, contained: Vec::new(), indexed_by: 0 },
    }
}

fn commit(connection: &Connection, numbers: &SharedNumbers, writes: &[Write]) {
    let mut clock = Clock::read(connection).unwrap();
    let present = change::present(connection, writes.iter().map(|write| &write.key)).unwrap();
    change::write(connection, numbers, writes, &present, &mut clock, 0).unwrap();
}

fn database() -> (Connection, SharedNumbers) {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection).unwrap();
    (connection, SharedNumbers::default())
}

#[test]
fn a_bundle_of_500_is_written_by_a_handful_of_statements() {
    let (mut connection, numbers) = database();
    let writes: Vec<Write> = (0..500).map(resource).collect();
    let made = counted(&mut connection, |connection| commit(connection, &numbers, &writes));
    assert!((10..HANDFUL).contains(&made), "500 made by {made} statements");
    let changed = counted(&mut connection, |connection| commit(connection, &numbers, &writes));
    assert!((10..HANDFUL).contains(&changed), "500 changed by {changed} statements");
    let keys: Vec<Key> = writes.iter().map(|write| write.key.clone()).collect();
    let read = counted(&mut connection, |connection| {
        let latest = rows::latest_of(connection, &keys).unwrap();
        assert!(latest.len() == 500 && latest.iter().all(|version| version.number == 2));
    });
    assert_eq!(read, 1);
    let ends: Vec<Write> =
        writes.into_iter().map(|write| Write { change: Change::Delete, ..write }).collect();
    let deleted = counted(&mut connection, |connection| commit(connection, &numbers, &ends));
    assert!((10..HANDFUL).contains(&deleted), "500 deleted by {deleted} statements");
}

#[test]
fn what_contains_others_takes_a_handful_of_statements_too() {
    let (mut connection, numbers) = database();
    let mut writes: Vec<Write> = (0..500).map(resource).collect();
    for write in &mut writes {
        if let Change::Put { rows, contained, .. } = &mut write.change {
            let id = Id::parse("c").unwrap();
            contained.push(Contained { resource_type: TASK, id, rows: rows.clone() });
        }
    }
    for turn in 0..2 {
        let run = counted(&mut connection, |connection| commit(connection, &numbers, &writes));
        assert!((10..HANDFUL).contains(&run), "500 that contain others by {run} statements in turn {turn}");
    }
    let kept = "SELECT count(*), max(row) FROM resource WHERE deleted = 2 AND fragment = 'c'";
    let kept =
        connection.query_row(kept, [], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))).unwrap();
    assert_eq!(kept, (500, 1000), "each keeps the row that it was given first");
}

#[test]
fn what_is_contained_no_longer_is_left_alone_until_its_name_comes_back() {
    let (connection, numbers) = database();
    let empty = resource(0);
    let mut full = resource(0);
    if let Change::Put { rows, contained, .. } = &mut full.change {
        let id = |text| Id::parse(text).unwrap();
        let parts =
            ["a", "b"].map(|text| Contained { resource_type: TASK, id: id(text), rows: rows.clone() });
        contained.extend(parts);
    }
    let mut half = full.clone();
    if let Change::Put { contained, .. } = &mut half.change {
        contained.truncate(1);
    }
    let states = || -> Vec<(i64, i64, i64)> {
        let sql = "SELECT row, deleted, current FROM resource WHERE container IS NOT NULL ORDER BY row";
        let mut statement = connection.prepare(sql).unwrap();
        let states = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        states.collect::<Result<_, _>>().unwrap()
    };
    for (write, expected) in [
        (&full, [(2, 2, 1), (3, 2, 1)]),
        (&half, [(2, 2, 2), (3, 3, 2)]),
        (&half, [(2, 2, 3), (3, 3, 2)]),
        (&empty, [(2, 3, 4), (3, 3, 2)]),
        (&full, [(2, 2, 5), (3, 2, 5)]),
    ] {
        commit(&connection, &numbers, std::slice::from_ref(write));
        assert_eq!(states(), expected);
    }
}

#[test]
fn as_many_conditions_by_identifier_are_looked_up_by_one() {
    let (mut connection, numbers) = database();
    let writes: Vec<Write> = (0..500).map(resource).collect();
    commit(&connection, &numbers, &writes);
    // Every second one is there.
    let condition = |place: usize| {
        let system = SystemTest::Is("urn:x".to_owned());
        let test = TokenTest { system, code: Some((place * 2).to_string()) };
        Query::all(TASK, 1).and(Test::Token(identifier(), vec![test]))
    };
    let conditions: Vec<Query> = (0..500).map(condition).collect();
    let run = counted(&mut connection, |connection| {
        let found = each::keys(connection, &numbers, Tuning::default(), &conditions).unwrap();
        for (place, found) in found.iter().enumerate() {
            let expected = (place < 250).then(|| format!("t{}", place * 2));
            let ids: Vec<_> = found.iter().map(|(key, number)| (key.id.as_str(), *number)).collect();
            assert_eq!(ids, expected.as_deref().map(|id| (id, 1)).into_iter().collect::<Vec<_>>());
        }
    });
    assert_eq!(run, 1);
}
