//! Contained resources as rows of their own, which follow those of what contains them.

use std::collections::HashMap;

use rusqlite::{Connection, params};
use serde_json::Value;

use crate::error::Result;
use crate::search::Contained;
use crate::search::contained::address;
use crate::store::Key;
use crate::store::sqlite::batch::{Insert, Rows};
use crate::store::sqlite::change::Clock;
use crate::store::sqlite::connection::failed;
use crate::store::sqlite::index;
use crate::store::sqlite::numbers::SharedNumbers;

/// What stands in the column `deleted` of a contained resource that is there.
const THERE: i64 = 2;

/// What stands there when it is there no longer.
const GONE: i64 = 3;

/// A resource, and what it contains from now on.
pub(super) struct Container<'a> {
    pub(super) row: i64,
    pub(super) key: &'a Key,
    /// The row of its present version.
    pub(super) current: i64,
    pub(super) at: i64,
    pub(super) contained: &'a [Contained],
}

/// Collects the rows of all that some resources contain. Answers the rows of what they have contained so far, of
/// which the index is to be forgotten. One that is still there keeps its row, so that no page loses its place.
pub(super) fn replace<'a>(
    into: &mut Rows<'a>,
    connection: &Connection,
    numbers: &SharedNumbers,
    clock: &mut Clock,
    containers: &[Container<'a>],
) -> Result<Vec<i64>> {
    const CONTAINED: Insert = Insert {
        into: "INSERT INTO resource (row, type, id, current, at, deleted, container, fragment)",
        otherwise: " ON CONFLICT (row) DO UPDATE SET current = excluded.current, at = excluded.at, deleted = excluded.deleted",
    };
    if containers.is_empty() {
        return Ok(Vec::new());
    }
    let Known { mut live, gone } = known(connection, containers)?;
    let before: Vec<i64> = live.values().map(|(row, _)| *row).collect();
    for Container { row: container, key, current, at, contained } in containers {
        for Contained { resource_type, id, rows } in *contained {
            let name = (resource_type.name().to_owned(), address(key.resource_type, &key.id, id));
            let row = live.remove(&name).map(|(row, _)| row).or_else(|| gone.get(&name).copied());
            let row = row.unwrap_or_else(|| clock.next_resource());
            into.add(
                CONTAINED,
                [
                    row.into(),
                    resource_type.name().into(),
                    name.1.into(),
                    (*current).into(),
                    (*at).into(),
                    THERE.into(),
                    (*container).into(),
                    id.as_str().into(),
                ],
            );
            index::collect(into, connection, numbers, rows, row)?;
        }
    }
    let standing: HashMap<i64, &Container<'_>> = containers.iter().map(|one| (one.row, one)).collect();
    for ((resource_type, id), (row, container)) in live {
        let Some(Container { current, at, .. }) = standing.get(&container) else { continue };
        into.add(
            CONTAINED,
            [
                row.into(),
                resource_type.into(),
                id.into(),
                (*current).into(),
                (*at).into(),
                GONE.into(),
                container.into(),
                rusqlite::types::Null.into(),
            ],
        );
    }
    Ok(before)
}

/// A contained resource's type and address.
type Name = (String, String);

/// The rows that contained resources have.
#[derive(Default)]
struct Known {
    /// Of those that are there, with the row of their container.
    live: HashMap<Name, (i64, i64)>,
    /// Of those that were there once, for their names to come back to.
    gone: HashMap<Name, i64>,
}

/// Every row that a contained resource of these has ever had.
fn known(connection: &Connection, containers: &[Container<'_>]) -> Result<Known> {
    let sql = "SELECT type, id, row, container, deleted FROM resource INDEXED BY resource_contained
               WHERE container IN (SELECT value FROM json_each(?1))";
    let rows: Vec<i64> = containers.iter().map(|container| container.row).collect();
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    let mut found = statement.query(params![Value::from(rows).to_string()]).map_err(failed)?;
    let mut known = Known::default();
    while let Some(row) = found.next().map_err(failed)? {
        let read = || Ok(((row.get(0)?, row.get(1)?), row.get(2)?, row.get(3)?, row.get(4)?));
        let (name, row, container, deleted): (Name, i64, i64, i64) = read().map_err(failed)?;
        if deleted == THERE {
            known.live.insert(name, (row, container));
        } else {
            known.gone.insert(name, row);
        }
    }
    Ok(known)
}
