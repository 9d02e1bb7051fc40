//! The different values that resources have under search parameters.

use std::sync::Arc;

use rusqlite::{Connection, Row, params_from_iter};

use crate::error::Result;
use crate::search::{IndexValue, Parameter, ParameterKind};
use crate::store::sqlite::connection::failed;
use crate::store::sqlite::numbers::SharedNumbers;

/// The different values of parameters that are all tokens or all addresses.
pub(super) fn values(
    connection: &Connection,
    numbers: &SharedNumbers,
    parameters: &[Arc<Parameter>],
    limit: usize,
) -> Result<Vec<IndexValue>> {
    let Some(columns) = parameters.first().and_then(|parameter| Columns::of(parameter.kind)) else {
        return Ok(Vec::new());
    };
    let mut bound = Vec::with_capacity(parameters.len());
    for parameter in parameters {
        bound.extend(numbers.look_up(connection, parameter)?);
    }
    let places = vec!["?"; bound.len()].join(", ");
    let Columns { table, names, read } = columns;
    let sql = format!(
        "SELECT DISTINCT {names} FROM {table} WHERE parameter IN ({places}) ORDER BY {names} LIMIT ?"
    );
    bound.push(i64::try_from(limit).unwrap_or(i64::MAX));
    let mut statement = connection.prepare_cached(&sql).map_err(failed)?;
    let rows = statement.query_map(params_from_iter(bound), read).map_err(failed)?;
    rows.map(|row| row.map_err(failed)).collect()
}

/// Where a kind of parameter keeps its values.
struct Columns {
    table: &'static str,
    names: &'static str,
    read: fn(&Row<'_>) -> rusqlite::Result<IndexValue>,
}

impl Columns {
    fn of(kind: ParameterKind) -> Option<Self> {
        match kind {
            ParameterKind::Token => Some(Self { table: "index_token", names: "system, code", read: token }),
            ParameterKind::Uri => Some(Self { table: "index_uri", names: "value", read: uri }),
            _ => None,
        }
    }
}

fn token(row: &Row<'_>) -> rusqlite::Result<IndexValue> {
    let system: String = row.get(0)?;
    Ok(IndexValue::Token { system: Some(system).filter(|system| !system.is_empty()), code: row.get(1)? })
}

fn uri(row: &Row<'_>) -> rusqlite::Result<IndexValue> {
    Ok(IndexValue::Uri(row.get(0)?))
}
