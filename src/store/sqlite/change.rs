//! Changes as rows: a new version, and what its resource is found by from now on.

use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, ToSql, params};

use crate::error::{Error, Result};
use crate::fhir::datetime;
use crate::store::sqlite::connection::failed;
use crate::store::sqlite::index;
use crate::store::sqlite::numbers::SharedNumbers;
use crate::store::sqlite::rows;
use crate::store::{Body, Change, Key, Method, Version, Write};

/// A commit's place in the order of all commits, and its instant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    sequence: i64,
    at: i64,
}

/// Gives out moments, each later than all before.
#[derive(Debug)]
pub(super) struct Clock {
    last: Moment,
}

impl Clock {
    /// Reads where the database stands. The caller holds the write transaction.
    pub(super) fn read(connection: &Connection) -> Result<Self> {
        let newest = "SELECT sequence, at FROM version ORDER BY row DESC LIMIT 1";
        let last = connection
            .prepare_cached(newest)
            .and_then(|mut statement| {
                statement
                    .query_row([], |row| Ok(Moment { sequence: row.get(0)?, at: row.get(1)? }))
                    .optional()
            })
            .map_err(failed)?;
        Ok(Self { last: last.unwrap_or(Moment { sequence: 0, at: i64::MIN }) })
    }

    /// The next commit's moment: `now`, or one microsecond after the last commit if that is later.
    pub(super) fn next(&mut self, now: i64) -> Moment {
        self.last = Moment {
            sequence: self.last.sequence.saturating_add(1),
            at: now.max(self.last.at.saturating_add(1)),
        };
        self.last
    }
}

/// Writes one resource's new version, and what it is found by. Its expectation has been checked.
pub(super) fn write(
    connection: &Connection,
    numbers: &SharedNumbers,
    write: &Write,
    moment: Moment,
) -> Result<Version> {
    let previous = previous(connection, &write.key)?;
    let (method, body, indexed) = match &write.change {
        Change::Delete => (Method::Delete, Vec::new(), [].as_slice()),
        Change::Put { body, rows, .. } => {
            let method = if previous.is_live { Method::Update } else { Method::Create };
            (method, stamped(body, moment.at)?, rows.as_slice())
        }
    };
    let number = previous.number + 1;
    let (resource_type, id) = (write.key.resource_type.name(), write.key.id.as_str());
    let insert = "INSERT INTO version (type, id, number, sequence, at, method, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let values = params![resource_type, id, number, moment.sequence, moment.at, rows::code(method), body];
    run(connection, insert, values)?;
    let version = connection.last_insert_rowid();
    let deleted = method == Method::Delete;
    let resource = match previous.row {
        Some(row) => {
            let update = "UPDATE resource SET current = ?2, at = ?3, deleted = ?4 WHERE row = ?1";
            run(connection, update, params![row, version, moment.at, deleted])?;
            index::forget(connection, row)?;
            row
        }
        None => {
            let insert = "INSERT INTO resource (type, id, current, at, deleted) VALUES (?1, ?2, ?3, ?4, ?5)";
            run(connection, insert, params![resource_type, id, version, moment.at, deleted])?;
            connection.last_insert_rowid()
        }
    };
    index::write(connection, numbers, indexed, resource)?;
    Ok(Version {
        key: write.key.clone(),
        number: number.cast_unsigned(),
        sequence: moment.sequence.cast_unsigned(),
        at: moment.at,
        method,
        body: Bytes::from(body),
    })
}

/// What is there before a write.
struct Previous {
    row: Option<i64>,
    number: i64,
    is_live: bool,
}

fn previous(connection: &Connection, key: &Key) -> Result<Previous> {
    let sql =
        "SELECT r.row, v.number, r.deleted FROM resource AS r CROSS JOIN version AS v ON v.row = r.current
               WHERE r.type = ?1 AND r.id = ?2";
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    let found = statement
        .query_row(params![key.resource_type.name(), key.id.as_str()], |row| {
            Ok(Previous { row: Some(row.get(0)?), number: row.get(1)?, is_live: !row.get::<_, bool>(2)? })
        })
        .optional()
        .map_err(failed)?;
    Ok(found.unwrap_or(Previous { row: None, number: 0, is_live: false }))
}

/// Fills in the commit's instant.
fn stamped(body: &Body, at: i64) -> Result<Vec<u8>> {
    let mut text = body.text.clone();
    let instant = datetime::format_instant(at);
    let place = text.get_mut(body.stamp..body.stamp + Body::PLACEHOLDER.len());
    match place.filter(|place| place.len() == instant.len()) {
        Some(place) => place.copy_from_slice(instant.as_bytes()),
        None => return Err(Error::internal("stamp", "the body has no room for its instant")),
    }
    Ok(text)
}

/// Runs a statement that changes rows.
pub(super) fn run(connection: &Connection, sql: &str, arguments: &[&dyn ToSql]) -> Result<()> {
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    statement.execute(arguments).map(|_| ()).map_err(failed)
}
