//! The different values that resources have under search parameters.

use std::sync::Arc;

use rusqlite::{Connection, Row, params_from_iter};

use crate::error::Result;
use crate::fhir::ResourceType;
use crate::search::{IndexValue, Parameter, ParameterKind};
use crate::store::sql::Argument;
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
    let (mut found, mut types) = (Vec::new(), Vec::new());
    for parameter in parameters {
        let number = numbers.look_up(connection, parameter)?;
        found.extend(number.filter(|number| !found.contains(number)));
        types.push(parameter.resource_type.name());
    }
    let Columns { table, names, read } = columns;
    // What a resource contains is no resource of its own, and has rows in the same tables.
    let mut sql = format!(
        "SELECT DISTINCT {names} FROM {table} AS x CROSS JOIN resource AS r ON r.row = x.resource WHERE r.deleted = 0"
    );
    let places = |count: usize| vec!["?"; count].join(", ");
    // A parameter that is published for every type has the values of all of them.
    let shared = parameters.iter().any(|parameter| parameter.base != parameter.resource_type.name());
    let only = if shared && types.len() < ResourceType::all().count() { types } else { Vec::new() };
    sql.push_str(&format!(" AND parameter IN ({})", places(found.len())));
    if !only.is_empty() {
        sql.push_str(&format!(" AND r.type IN ({})", places(only.len())));
    }
    sql.push_str(&format!(" ORDER BY {names} LIMIT ?"));
    let mut bound: Vec<Argument> = found.into_iter().map(Argument::Integer).collect();
    bound.extend(only.into_iter().map(|name| Argument::Text(name.to_owned())));
    bound.push(Argument::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
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
