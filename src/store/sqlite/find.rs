//! Questions with many answers: searches, counts and histories.

use std::borrow::Cow;
use std::cmp::Ordering;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, Row, ToSql, params_from_iter};

use crate::error::{Error, Kind, Result};
use crate::search::query::{Include, Position, SortValue, Standing};
use crate::search::{Parameter, Query, canonical};
use crate::store::sql::{self, Argument, Driver, Planner, Statement};
use crate::store::sqlite::DIALECT;
use crate::store::sqlite::connection::failed;
use crate::store::sqlite::numbers::SharedNumbers;
use crate::store::sqlite::rows::{COLUMN_COUNT, COLUMNS, fragment, key, version};
use crate::store::{HistoryQuery, Key, Page, Scope, Tuning, Version};

/// How many values SQLite lets a statement bind.
const MOST_VALUES: usize = 32_766;

/// A page of history.
pub(super) fn history(connection: &Connection, query: &HistoryQuery) -> Result<Page<i64>> {
    let (sql, arguments) = history_statement(query);
    let mut statement = connection.prepare_cached(&sql).map_err(failed)?;
    let mut rows = statement.query(params_from_iter(&arguments)).map_err(failed)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        found.push((version(row, 1)?, row.get(0).map_err(failed)?));
    }
    Ok(page(found, query.limit))
}

/// The statement that gives a page of history: the version's row, then its [`COLUMNS`].
pub(super) fn history_statement(query: &HistoryQuery) -> (String, Vec<Argument>) {
    let text = |text: &str| Argument::Text(text.to_owned());
    // Each scope has one index that yields its versions in order; SQLite left alone may collect and sort.
    let (scope, order, mut arguments) = match &query.scope {
        Scope::System => ("WHERE 1 = 1", "row", Vec::new()),
        Scope::Type(resource_type) => {
            ("INDEXED BY version_type WHERE type = ?", "row", vec![text(resource_type.name())])
        }
        Scope::Instance(Key { resource_type, id }) => (
            "INDEXED BY version_key WHERE type = ? AND id = ?",
            "number",
            vec![text(resource_type.name()), text(id.as_str())],
        ),
    };
    // Rows and instants grow together, so one look-up turns an instant into a bound on rows.
    let last_before =
        "coalesce((SELECT max(row) FROM version WHERE at = (SELECT max(at) FROM version WHERE at < ?)), 0)";
    let mut sql = format!("SELECT row, {COLUMNS} FROM version {scope}");
    if let Some(since) = query.since {
        sql.push_str(&format!(" AND row > {last_before}"));
        arguments.push(Argument::Integer(since));
    }
    if let Some((low, high)) = query.during {
        sql.push_str(&format!(" AND row <= {last_before}"));
        sql.push_str(" AND NOT EXISTS (SELECT 1 FROM version AS later WHERE later.type = version.type");
        sql.push_str(" AND later.id = version.id AND later.number = version.number + 1 AND later.at <= ?)");
        arguments.extend([Argument::Integer(high), Argument::Integer(low)]);
    }
    let (beyond, direction) = if query.oldest_first { (">", "ASC") } else { ("<", "DESC") };
    if let Some(after) = query.after {
        sql.push_str(&format!(" AND row {beyond} ?"));
        arguments.push(Argument::Integer(after));
    }
    sql.push_str(&format!(" ORDER BY {order} {direction} LIMIT ?"));
    arguments.push(Argument::Integer(i64::try_from(query.limit.saturating_add(1)).unwrap_or(i64::MAX)));
    (sql, arguments)
}

/// A page of the resources that a query matches.
pub(super) fn search(
    connection: &Connection,
    numbers: &SharedNumbers,
    tuning: Tuning,
    query: &Query,
) -> Result<Page<Position>> {
    let mut found = Vec::new();
    for query in by_standing(query).iter() {
        found.extend(matches(connection, numbers, tuning, query)?);
    }
    if query.standing == Standing::Either {
        let descends = query.sort.last().is_some_and(|key| key.descending);
        found.sort_by(|(_, left), (_, right)| {
            let by_key = query.sort.iter().zip(left.values.iter().zip(&right.values));
            let by_key = by_key.map(|(key, (left, right))| left.compare(right, key.descending));
            let tie = left.row.cmp(&right.row);
            let tie = if descends { tie.reverse() } else { tie };
            by_key.fold(Ordering::Equal, Ordering::then).then(tie)
        });
    }
    Ok(page(found, query.limit))
}

/// The query, or where it concerns resources of either standing one query for each: each has an order that an index
/// can be walked in, and two pages in one order make one.
fn by_standing(query: &Query) -> Cow<'_, [Query]> {
    if query.standing != Standing::Either {
        return Cow::Borrowed(std::slice::from_ref(query));
    }
    let of = |standing| Query { standing, ..query.clone() };
    Cow::Owned(vec![of(Standing::Alone), of(Standing::Contained)])
}

/// The matches of a page and one more, if there are so many.
fn matches(
    connection: &Connection,
    numbers: &SharedNumbers,
    tuning: Tuning,
    query: &Query,
) -> Result<Vec<(Version, Position)>> {
    let planner = Planner::new(&DIALECT, numbers, query, tuning);
    learn(connection, numbers, query)?;
    let driver = driver(connection, &planner)?;
    let mut found = Vec::new();
    for select in planner.page(&driver) {
        if found.len() > query.limit {
            break;
        }
        let mut statement = prepare(connection, &select.statement)?;
        let mut rows = statement.query(params_from_iter(select.statement.arguments())).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let values = (1..=select.keys).map(|column| sort_value(row, column)).collect::<Result<_>>()?;
            let position = Position { values, row: row.get(0).map_err(failed)? };
            let mut version = version(row, select.keys + 1)?;
            if query.standing == Standing::Contained {
                version.fragment = Some(fragment(row, select.keys + 1 + COLUMN_COUNT)?);
            }
            found.push((version, position));
        }
    }
    Ok(found)
}

/// How many resources a query matches.
pub(super) fn count(
    connection: &Connection,
    numbers: &SharedNumbers,
    tuning: Tuning,
    query: &Query,
) -> Result<u64> {
    learn(connection, numbers, query)?;
    let mut sum = 0;
    for query in by_standing(query).iter() {
        let planner = Planner::new(&DIALECT, numbers, query, tuning);
        let statement = planner.count(&driver(connection, &planner)?);
        sum += scalar(connection, &statement)?.cast_unsigned();
    }
    Ok(sum)
}

/// The live resources that others point to, or that point to them.
pub(super) fn linked(
    connection: &Connection,
    numbers: &SharedNumbers,
    from: &[Key],
    include: &Include,
    limit: usize,
) -> Result<Vec<Key>> {
    if let Some(parameter) = &include.parameter {
        numbers.look_up(connection, parameter)?;
    }
    numbers.look_up(connection, &canonical::NAMES)?;
    let statement = sql::linked(&DIALECT, numbers, from, include, limit);
    let mut prepared = prepare(connection, &statement)?;
    let mut rows = prepared.query(params_from_iter(statement.arguments())).map_err(failed)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        found.push(key(row, 1)?);
    }
    Ok(found)
}

/// Makes the numbers of all parameters in the query known.
fn learn(connection: &Connection, numbers: &SharedNumbers, query: &Query) -> Result<()> {
    let names = canonical::NAMES.as_ref();
    let leads_on = |parameter: &&Parameter| parameter.points_by_address();
    let parameters = query.parameters();
    let names = parameters.iter().any(leads_on).then_some(names);
    parameters
        .into_iter()
        .chain(names)
        .try_for_each(|parameter| numbers.look_up(connection, parameter).map(|_| ()))
}

/// What a search starts from.
pub(super) fn driver(connection: &Connection, planner: &Planner<'_>) -> Result<Driver> {
    planner.driver(&mut |statement| scalar(connection, statement))
}

fn scalar(connection: &Connection, statement: &Statement) -> Result<i64> {
    let mut prepared = prepare(connection, statement)?;
    prepared.query_row(params_from_iter(statement.arguments()), |row| row.get(0)).map_err(failed)
}

fn prepare<'a>(connection: &'a Connection, statement: &Statement) -> Result<CachedStatement<'a>> {
    if statement.arguments().len() > MOST_VALUES {
        let message = "The search asks for too many values at once. Ask for fewer in one request.";
        return Err(Error::new(Kind::TooLarge, "too-many-values", message));
    }
    connection.prepare_cached(statement.sql()).map_err(failed)
}

/// Cuts what was found to a page; one more than its limit tells that there is a next one.
fn page<Place: Clone>(mut found: Vec<(Version, Place)>, limit: usize) -> Page<Place> {
    let more = found.len() > limit;
    found.truncate(limit);
    let next = if more { found.last().map(|(_, place)| place.clone()) } else { None };
    Page { versions: found.into_iter().map(|(version, _)| version).collect(), next }
}

fn sort_value(row: &Row<'_>, column: usize) -> Result<SortValue> {
    Ok(match row.get_ref(column).map_err(failed)? {
        ValueRef::Integer(value) => SortValue::Integer(value),
        ValueRef::Real(value) => SortValue::Real(value),
        ValueRef::Text(text) => SortValue::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Null | ValueRef::Blob(_) => SortValue::Missing,
    })
}

impl ToSql for Argument {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Integer(value) => ToSqlOutput::from(*value),
            Self::Real(value) => ToSqlOutput::from(*value),
            Self::Text(value) => ToSqlOutput::from(value.as_str()),
        })
    }
}
