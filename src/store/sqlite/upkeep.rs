//! The upkeep of the index when the definition of a search parameter changes.

use std::collections::BTreeSet;

use rusqlite::{Connection, Row, params};
use serde_json::{Value, json};

use crate::error::Result;
use crate::fhir::ResourceType;
use crate::search::Parameter;
use crate::store::sqlite::batch::Rows;
use crate::store::sqlite::change::{self, Clock, Present, run};
use crate::store::sqlite::connection::failed;
use crate::store::sqlite::contained::{self, Container};
use crate::store::sqlite::index::{self, TABLES};
use crate::store::sqlite::numbers::SharedNumbers;
use crate::store::{IndexState, Indexes, Progress, Refill};

/// How many rows of a leaving parameter one transaction removes from each table.
const ERASED: i64 = 1000;

/// The present generation of definitions.
pub(super) fn generation(connection: &Connection) -> Result<u64> {
    let mut statement = connection.prepare_cached("SELECT number FROM generation").map_err(failed)?;
    statement.query_row([], |row| row.get::<_, i64>(0)).map(i64::cast_unsigned).map_err(failed)
}

/// What is known of every index. A type that this version does not know has none.
pub(super) fn indexes(connection: &Connection) -> Result<Indexes> {
    let sql = "SELECT type, code, definition, state, after, done FROM search_index";
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    let mut found = statement.query([]).map_err(failed)?;
    let mut states = Vec::new();
    while let Some(row) = found.next().map_err(failed)? {
        states.extend(state(row).map_err(failed)?);
    }
    Ok(Indexes { generation: generation(connection)?, states })
}

fn state(row: &Row<'_>) -> rusqlite::Result<Option<IndexState>> {
    let Some(resource_type) = ResourceType::find(row.get_ref(0)?.as_str()?) else { return Ok(None) };
    let progress = match row.get::<_, i64>(3)? {
        1 => Progress::Complete,
        3 => Progress::Leaving,
        _ => Progress::Building { after: row.get(4)?, done: row.get::<_, i64>(5)?.cast_unsigned() },
    };
    Ok(Some(IndexState { resource_type, code: row.get(1)?, definition: row.get(2)?, progress }))
}

/// Notes changed definitions, if none has changed since `generation`. The caller holds the write transaction.
pub(super) fn define(connection: &Connection, known: u64, changed: &[IndexState]) -> Result<Option<u64>> {
    if generation(connection)? != known {
        return Ok(None);
    }
    let building = |state: &&IndexState| matches!(state.progress, Progress::Building { .. });
    let types: BTreeSet<&str> =
        changed.iter().filter(building).map(|state| state.resource_type.name()).collect();
    // An index over nothing is complete; to see that here lets no write come in between.
    let empty = empty(connection, &types)?;
    let sql = "INSERT OR REPLACE INTO search_index (type, code, definition, state, after, done) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    for IndexState { resource_type, code, definition, progress } in changed {
        let built = matches!(progress, Progress::Building { .. }) && empty.contains(resource_type.name());
        let progress = if built { Progress::Complete } else { *progress };
        let (state, after, done) = columns(progress);
        run(connection, sql, params![resource_type.name(), code, definition, state, after, done])?;
    }
    run(connection, "UPDATE generation SET number = number + 1", params![])?;
    generation(connection).map(Some)
}

/// Those of these types of which no resource has ever been made.
fn empty(connection: &Connection, types: &BTreeSet<&str>) -> Result<BTreeSet<String>> {
    let sql = "SELECT value FROM json_each(?1) WHERE NOT EXISTS (SELECT 1 FROM resource WHERE type = value)";
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    let asked = json!(types).to_string();
    let found = statement.query_map([asked], |row| row.get(0)).map_err(failed)?;
    found.collect::<rusqlite::Result<_>>().map_err(failed)
}

/// Replaces the rows of these parameters, and notes how far that has come; not when a definition has changed
/// since `generation`. The caller holds the write transaction.
pub(super) fn refill(
    connection: &Connection,
    numbers: &SharedNumbers,
    known: u64,
    parameters: &[&Parameter],
    refills: &[Refill],
    progress: Progress,
) -> Result<bool> {
    if generation(connection)? != known {
        return Ok(false);
    }
    let mut given = Vec::with_capacity(parameters.len());
    for parameter in parameters.iter().flat_map(|parameter| parameter.with_sides()) {
        given.push(numbers.give(connection, parameter)?.to_string());
    }
    let given = format!("[{}]", given.join(","));
    let present = change::present(connection, refills.iter().map(|refill| &refill.key))?;
    // What has been changed since has rows by the present definitions already.
    let standing = refills.iter().zip(present).filter_map(|(refill, present)| {
        Some((refill, present.filter(|present| present.is_live && present.number == refill.number)?))
    });
    let mut collected = Rows::default();
    let (mut resources, mut containers) = (Vec::with_capacity(refills.len()), Vec::new());
    for (Refill { key, rows, contained, .. }, Present { row, current, at, holds, .. }) in standing {
        if let Some(rows) = rows {
            resources.push(row);
            index::collect(&mut collected, connection, numbers, rows, row)?;
        }
        if holds || !contained.is_empty() {
            containers.push(Container { row, key, current, at, contained });
        }
    }
    if !containers.is_empty() {
        let mut clock = Clock::read(connection)?;
        let before = contained::replace(&mut collected, connection, numbers, &mut clock, &containers)?;
        index::forget(connection, &before)?;
    }
    let resources = Value::from(resources).to_string();
    for table in TABLES {
        let delete = format!(
            "DELETE FROM {table} WHERE resource IN (SELECT value FROM json_each(?1))
             AND parameter IN (SELECT value FROM json_each(?2))"
        );
        run(connection, &delete, params![resources, given])?;
    }
    collected.write(connection)?;
    let (state, after, done) = columns(progress);
    let update = "UPDATE search_index SET state = ?3, after = ?4, done = ?5 WHERE type = ?1 AND code = ?2";
    for parameter in parameters {
        let values = params![parameter.resource_type.name(), parameter.code, state, after, done];
        run(connection, update, values)?;
    }
    Ok(true)
}

/// Removes rows of a leaving parameter, a bounded number at a time; `false` when none is left, which is then
/// noted. The caller holds the write transaction.
pub(super) fn erase(connection: &Connection, numbers: &SharedNumbers, state: &IndexState) -> Result<bool> {
    let IndexState { resource_type, code, .. } = state;
    if !is_leaving(connection, *resource_type, code)? {
        return Ok(false);
    }
    let mut erased = 0;
    for code in Parameter::codes_with_sides(code) {
        // One that all types share is numbered by what publishes it, and not found here: its rows are not one type's.
        if let Some(number) = numbers.look_up_named(connection, resource_type.name(), &code)? {
            erased += erase_rows(connection, number)?;
        }
    }
    if erased == 0 {
        let forget = "DELETE FROM search_index WHERE type = ?1 AND code = ?2";
        run(connection, forget, params![resource_type.name(), code])?;
    }
    Ok(erased > 0)
}

/// Removes rows of the parameter of a number, which one type has, and tells how many.
fn erase_rows(connection: &Connection, number: i64) -> Result<usize> {
    let mut erased = 0;
    for table in TABLES {
        let delete = format!(
            "DELETE FROM {table} WHERE parameter = ?1
             AND resource IN (SELECT resource FROM {table} WHERE parameter = ?1 LIMIT ?2)"
        );
        let mut statement = connection.prepare_cached(&delete).map_err(failed)?;
        erased += statement.execute(params![number, ERASED]).map_err(failed)?;
    }
    Ok(erased)
}

/// Whether a parameter is still leaving: it may have been defined anew in the meantime.
fn is_leaving(connection: &Connection, resource_type: ResourceType, code: &str) -> Result<bool> {
    let sql = "SELECT count(*) > 0 FROM search_index WHERE type = ?1 AND code = ?2 AND state = ?3";
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    let values = params![resource_type.name(), code, columns(Progress::Leaving).0];
    statement.query_row(values, |row| row.get(0)).map_err(failed)
}

/// How a progress stands in the table `search_index`: `state`, `after`, `done`.
fn columns(progress: Progress) -> (i64, i64, i64) {
    match progress {
        Progress::Complete => (1, 0, 0),
        Progress::Building { after, done } => (2, after, done.cast_signed()),
        Progress::Leaving => (3, 0, 0),
    }
}
