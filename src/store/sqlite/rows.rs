//! Versions as rows: one resource's latest, or one that is named.

use bytes::Bytes;
use rusqlite::{Connection, Row, ToSql, params, params_from_iter};

use crate::error::{Error, Result};
use crate::fhir::{Id, ResourceType};
use crate::store::sql;
use crate::store::sqlite::DIALECT;
use crate::store::sqlite::connection::failed;
use crate::store::{Key, Method, Version};

/// The columns that [`version`] reads, in its order.
pub(super) const COLUMNS: &str = "type, id, number, sequence, at, method, body";

/// How many they are.
pub(super) const COLUMN_COUNT: usize = 7;

/// A resource's latest version.
pub(super) fn latest(connection: &Connection, key: &Key) -> Result<Option<Version>> {
    let sql = "SELECT type, id, number, sequence, at, method, body FROM version
               WHERE type = ?1 AND id = ?2 ORDER BY number DESC LIMIT 1";
    one(connection, sql, params![key.resource_type.name(), key.id.as_str()])
}

/// The latest versions of those that exist, in the order of the keys: one statement for all of them.
pub(super) fn latest_of(connection: &Connection, keys: &[Key]) -> Result<Vec<Version>> {
    let statement = sql::present(&DIALECT, keys);
    let mut prepared = connection.prepare_cached(statement.sql()).map_err(failed)?;
    let mut rows = prepared.query(params_from_iter(statement.arguments())).map_err(failed)?;
    let mut found = Vec::with_capacity(keys.len());
    while let Some(row) = rows.next().map_err(failed)? {
        found.push(version(row, 0)?);
    }
    Ok(found)
}

/// One version of a resource.
pub(super) fn numbered(connection: &Connection, key: &Key, number: u64) -> Result<Option<Version>> {
    let sql = "SELECT type, id, number, sequence, at, method, body FROM version
               WHERE type = ?1 AND id = ?2 AND number = ?3";
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    one(connection, sql, params![key.resource_type.name(), key.id.as_str(), number])
}

fn one(connection: &Connection, sql: &str, arguments: &[&dyn ToSql]) -> Result<Option<Version>> {
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    let mut rows = statement.query(arguments).map_err(failed)?;
    rows.next().map_err(failed)?.map(|row| version(row, 0)).transpose()
}

/// Reads a version from the [`COLUMNS`] that start at `first`.
pub(super) fn version(row: &Row<'_>, first: usize) -> Result<Version> {
    let number = |column: usize| row.get::<_, i64>(first + column).map_err(failed);
    let body = row.get_ref(first + 6).and_then(|value| Ok(value.as_blob()?)).map_err(failed)?;
    Ok(Version {
        key: key(row, first)?,
        fragment: None,
        number: number(2)?.cast_unsigned(),
        sequence: number(3)?.cast_unsigned(),
        at: number(4)?,
        method: method(number(5)?)?,
        body: Bytes::copy_from_slice(body),
    })
}

/// Reads a key from the columns `type` and `id` that start at `first`.
pub(super) fn key(row: &Row<'_>, first: usize) -> Result<Key> {
    let text =
        |column: usize| row.get_ref(first + column).and_then(|value| Ok(value.as_str()?)).map_err(failed);
    let resource_type = ResourceType::parse(text(0)?).map_err(|error| corrupt(&error))?;
    Ok(Key::new(resource_type, Id::parse(text(1)?).map_err(|error| corrupt(&error))?))
}

/// Reads the id that a contained resource has in its version.
pub(super) fn fragment(row: &Row<'_>, column: usize) -> Result<Id> {
    let text = row.get_ref(column).and_then(|value| Ok(value.as_str()?)).map_err(failed)?;
    Id::parse(text).map_err(|error| corrupt(&error))
}

/// The number that stands for a method in the table `version`.
pub(super) fn code(method: Method) -> i64 {
    match method {
        Method::Create => 1,
        Method::Update => 2,
        Method::Delete => 3,
    }
}

fn method(code: i64) -> Result<Method> {
    let methods = [Method::Create, Method::Update, Method::Delete];
    let found = methods.into_iter().find(|method| self::code(*method) == code);
    found.ok_or_else(|| corrupt(&format!("there is no method {code}")))
}

fn corrupt(what: &impl ToString) -> Error {
    Error::internal("the database holds a row that relais did not write", what.to_string())
}
