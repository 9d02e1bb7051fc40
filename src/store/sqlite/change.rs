//! Changes as rows: new versions, and what their resources are found by from now on.

use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, Row, ToSql};

use crate::error::{Error, Result};
use crate::fhir::datetime;
use crate::search::Contained;
use crate::store::sqlite::batch::{Insert, Rows};
use crate::store::sqlite::connection::failed;
use crate::store::sqlite::contained::{self, Container};
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

/// Gives out moments, each later than all before, and the rows of what is new.
#[derive(Debug)]
pub(super) struct Clock {
    last: Moment,
    /// The last row of the table `version`.
    version: i64,
    /// The last row of the table `resource`.
    resource: i64,
}

impl Clock {
    /// Reads where the database stands. The caller holds the write transaction.
    pub(super) fn read(connection: &Connection) -> Result<Self> {
        let newest = "SELECT sequence, at, row, (SELECT max(row) FROM resource) FROM version ORDER BY row DESC LIMIT 1";
        let read = |row: &Row<'_>| {
            let last = Moment { sequence: row.get(0)?, at: row.get(1)? };
            Ok(Self { last, version: row.get(2)?, resource: row.get(3)? })
        };
        let mut statement = connection.prepare_cached(newest).map_err(failed)?;
        let found = statement.query_row([], read).optional().map_err(failed)?;
        let nothing = Self { last: Moment { sequence: 0, at: i64::MIN }, version: 0, resource: 0 };
        Ok(found.unwrap_or(nothing))
    }

    /// The next commit's moment: `now`, or one microsecond after the last commit if that is later.
    fn next(&mut self, now: i64) -> Moment {
        self.last = Moment {
            sequence: self.last.sequence.saturating_add(1),
            at: now.max(self.last.at.saturating_add(1)),
        };
        self.last
    }

    fn next_version(&mut self) -> i64 {
        self.version = self.version.saturating_add(1);
        self.version
    }

    pub(super) fn next_resource(&mut self) -> i64 {
        self.resource = self.resource.saturating_add(1);
        self.resource
    }
}

/// What is there of a resource.
#[derive(Debug, Clone, Copy)]
pub(super) struct Present {
    pub(super) row: i64,
    /// The number of its latest version.
    pub(super) number: u64,
    pub(super) is_live: bool,
    /// The row of that version, and its instant.
    pub(super) current: i64,
    pub(super) at: i64,
    /// Whether it contains resources.
    pub(super) holds: bool,
}

/// What is there of some resources, in the order of their keys: one statement for all.
pub(super) fn present<'k>(
    connection: &Connection,
    keys: impl Iterator<Item = &'k Key>,
) -> Result<Vec<Option<Present>>> {
    let sql = "SELECT k.key, r.row, v.number, r.deleted, r.current, r.at, EXISTS (
                   SELECT 1 FROM resource AS c INDEXED BY resource_contained WHERE c.container = r.row AND c.deleted = 2)
               FROM json_each(?1) AS k
               CROSS JOIN resource AS r ON r.type = k.value ->> 0 AND r.id = k.value ->> 1
               CROSS JOIN version AS v ON v.row = r.current";
    let keys: Vec<_> = keys.map(|key| [key.resource_type.name(), key.id.as_str()]).collect();
    let mut found = vec![None; keys.len()];
    let keys = serde_json::to_string(&keys).map_err(|error| Error::internal("keys", error))?;
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    let mut rows = statement.query([keys]).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        let place = usize::try_from(row.get::<_, i64>(0).map_err(failed)?).unwrap_or(usize::MAX);
        let present = Present {
            row: row.get(1).map_err(failed)?,
            number: row.get::<_, i64>(2).map_err(failed)?.cast_unsigned(),
            is_live: !row.get::<_, bool>(3).map_err(failed)?,
            current: row.get(4).map_err(failed)?,
            at: row.get(5).map_err(failed)?,
            holds: row.get(6).map_err(failed)?,
        };
        if let Some(found) = found.get_mut(place) {
            *found = Some(present);
        }
    }
    Ok(found)
}

/// Writes new versions of resources, and what they are found by. Their expectations have been checked.
pub(super) fn write(
    connection: &Connection,
    numbers: &SharedNumbers,
    writes: &[Write],
    present: &[Option<Present>],
    clock: &mut Clock,
    now: i64,
) -> Result<Vec<Version>> {
    const VERSIONS: Insert =
        Insert::of("INSERT INTO version (row, type, id, number, sequence, at, method, body)");
    const RESOURCES: Insert = Insert {
        into: "INSERT INTO resource (row, type, id, current, at, deleted)",
        otherwise: " ON CONFLICT (row) DO UPDATE SET current = excluded.current, at = excluded.at, deleted = excluded.deleted",
    };
    let moment = clock.next(now);
    let versions =
        writes.iter().zip(present).map(|(write, present)| version(write, present.as_ref(), moment));
    let versions = versions.collect::<Result<Vec<_>>>()?;
    let mut rows = Rows::default();
    let (mut known, mut containers) = (Vec::new(), Vec::new());
    for ((write, present), version) in writes.iter().zip(present).zip(&versions) {
        let (resource_type, id) = (write.key.resource_type.name(), write.key.id.as_str());
        let current = clock.next_version();
        rows.add(
            VERSIONS,
            [
                current.into(),
                resource_type.into(),
                id.into(),
                version.number.cast_signed().into(),
                moment.sequence.into(),
                moment.at.into(),
                rows::code(version.method).into(),
                version.body.as_ref().into(),
            ],
        );
        let resource = match present {
            Some(present) => present.row,
            None => clock.next_resource(),
        };
        known.extend(present.map(|present| present.row));
        let deleted = i64::from(version.is_deleted());
        let row = [
            resource.into(),
            resource_type.into(),
            id.into(),
            current.into(),
            moment.at.into(),
            deleted.into(),
        ];
        rows.add(RESOURCES, row);
        let contained: &[Contained] = match &write.change {
            Change::Put { rows: indexed, contained, .. } => {
                index::collect(&mut rows, connection, numbers, indexed, resource)?;
                contained
            }
            Change::Delete => &[],
        };
        if !contained.is_empty() || present.is_some_and(|present| present.holds) {
            let (key, at) = (&write.key, moment.at);
            containers.push(Container { row: resource, key, current, at, contained });
        }
    }
    known.extend(contained::replace(&mut rows, connection, numbers, clock, &containers)?);
    index::forget(connection, &known)?;
    rows.write(connection)?;
    Ok(versions)
}

/// The version that a write makes.
fn version(write: &Write, present: Option<&Present>, moment: Moment) -> Result<Version> {
    let (method, body) = match &write.change {
        Change::Delete => (Method::Delete, Vec::new()),
        Change::Put { body, .. } => {
            let is_live = present.is_some_and(|present| present.is_live);
            (if is_live { Method::Update } else { Method::Create }, stamped(body, moment.at)?)
        }
    };
    Ok(Version {
        key: write.key.clone(),
        fragment: None,
        number: present.map_or(1, |present| present.number.saturating_add(1)),
        sequence: moment.sequence.cast_unsigned(),
        at: moment.at,
        method,
        body: Bytes::from(body),
    })
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
