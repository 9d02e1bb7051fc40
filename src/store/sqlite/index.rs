//! What resources are found by, as rows.

use rusqlite::{Connection, params};

use crate::error::Result;
use crate::search::query::point_on_sphere;
use crate::search::{IndexRow, IndexValue, ParameterKind, Words};
use crate::store::sqlite::change::run;
use crate::store::sqlite::numbers::SharedNumbers;

/// The tables that hold what resources are found by, each with the columns `parameter` and `resource`.
pub(super) const TABLES: [&str; 10] = [
    "index_token",
    "index_text",
    "index_date",
    "index_number",
    "index_quantity",
    "index_reference",
    "index_uri",
    "index_position",
    "index_composite",
    "index_words",
];

/// Removes everything that a resource was found by.
pub(super) fn forget(connection: &Connection, resource: i64) -> Result<()> {
    for table in TABLES {
        run(connection, &format!("DELETE FROM {table} WHERE resource = ?1"), params![resource])?;
    }
    run(connection, "DELETE FROM words WHERE rowid = ?1", params![resource])
}

/// Adds what a resource is found by; these parameters have no rows for it yet.
pub(super) fn write(
    connection: &Connection,
    numbers: &SharedNumbers,
    rows: &[IndexRow],
    resource: i64,
) -> Result<()> {
    let (mut narrative, mut content) = (None, None);
    for (place, row) in rows.iter().enumerate() {
        let parameter = numbers.give(connection, &row.parameter)?;
        match &row.value {
            IndexValue::Composite(values) => {
                let occurrence = i64::try_from(place).unwrap_or(i64::MAX);
                for (slot, value) in values {
                    let key = Component { parameter, resource, occurrence, slot: *slot };
                    component(connection, &key, value)?;
                }
            }
            IndexValue::Words(words) => {
                let insert = "INSERT OR IGNORE INTO index_words (parameter, resource) VALUES (?1, ?2)";
                run(connection, insert, params![parameter, resource])?;
                let side = if row.parameter.kind == ParameterKind::Narrative {
                    &mut narrative
                } else {
                    &mut content
                };
                *side = Some(words);
            }
            value => single(connection, parameter, resource, value)?,
        }
    }
    if narrative.is_some() || content.is_some() {
        words(connection, resource, narrative, content)?;
    }
    Ok(())
}

/// Adds one value of a parameter. The same value twice is kept once.
fn single(connection: &Connection, parameter: i64, resource: i64, value: &IndexValue) -> Result<()> {
    match value {
        IndexValue::Token { system, code } => run(
            connection,
            "INSERT OR IGNORE INTO index_token (parameter, code, resource, system) VALUES (?1, ?2, ?3, ?4)",
            params![parameter, code, resource, absent(system)],
        ),
        IndexValue::Text { folded, exact } => run(
            connection,
            "INSERT OR IGNORE INTO index_text (parameter, folded, resource, exact) VALUES (?1, ?2, ?3, ?4)",
            params![parameter, folded, resource, exact],
        ),
        IndexValue::Date { low, high } => run(
            connection,
            "INSERT OR IGNORE INTO index_date (parameter, low, resource, high) VALUES (?1, ?2, ?3, ?4)",
            params![parameter, low, resource, high],
        ),
        IndexValue::Number { low, high } => run(
            connection,
            "INSERT OR IGNORE INTO index_number (parameter, value, resource, high) VALUES (?1, ?2, ?3, ?4)",
            params![parameter, low, resource, high],
        ),
        IndexValue::Quantity { low, high, system, code, unit } => run(
            connection,
            "INSERT OR IGNORE INTO index_quantity (parameter, value, resource, high, system, code, unit) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![parameter, low, resource, high, absent(system), absent(code), absent(unit)],
        ),
        IndexValue::Reference { resource_type, target } => run(
            connection,
            "INSERT OR IGNORE INTO index_reference (parameter, target, resource, type) VALUES (?1, ?2, ?3, ?4)",
            params![parameter, target, resource, resource_type],
        ),
        IndexValue::Uri(value) => run(
            connection,
            "INSERT OR IGNORE INTO index_uri (parameter, value, resource) VALUES (?1, ?2, ?3)",
            params![parameter, value, resource],
        ),
        IndexValue::Position { latitude, longitude } => {
            let [x, y, z] = point_on_sphere(*latitude, *longitude);
            run(
                connection,
                "INSERT OR IGNORE INTO index_position (parameter, latitude, resource, longitude, x, y, z) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![parameter, latitude, resource, longitude, x, y, z],
            )
        }
        // These are made of several.
        IndexValue::Composite(_) | IndexValue::Words(_) => Ok(()),
    }
}

/// Where a value of a composite belongs.
struct Component {
    parameter: i64,
    resource: i64,
    occurrence: i64,
    slot: u8,
}

/// Adds one value of a composite's component, in the columns of its kind.
fn component(connection: &Connection, key: &Component, value: &IndexValue) -> Result<()> {
    let Component { parameter, resource, occurrence, slot } = key;
    macro_rules! insert {
        ($($column:literal: $value:expr),*) => {
            run(
                connection,
                concat!(
                    "INSERT INTO index_composite (", $($column, ", ",)*
                    "parameter, resource, occurrence, slot) VALUES (", $(insert!(@ $column),)* "?, ?, ?, ?)"
                ),
                params![$($value,)* parameter, resource, occurrence, slot],
            )
        };
        (@ $column:literal) => { "?, " };
    }
    match value {
        IndexValue::Token { system, code } => insert!("code": code, "system": absent(system)),
        IndexValue::Text { folded, exact } => insert!("folded": folded, "exact": exact),
        IndexValue::Date { low, high } => insert!("low": low, "high": high),
        IndexValue::Number { low, high } => insert!("value": low, "high": high),
        IndexValue::Quantity { low, high, system, code, unit } => insert!(
            "value": low, "high": high, "system": absent(system), "code": absent(code), "unit": absent(unit)
        ),
        IndexValue::Reference { resource_type, target } => insert!("target": target, "type": resource_type),
        IndexValue::Uri(value) => insert!("value": value),
        // No composite has these.
        IndexValue::Position { .. } | IndexValue::Composite(_) | IndexValue::Words(_) => Ok(()),
    }
}

/// Adds the stems of a resource's words.
fn words(
    connection: &Connection,
    resource: i64,
    narrative: Option<&Words>,
    content: Option<&Words>,
) -> Result<()> {
    let english = |words: Option<&Words>| words.map(|words| words.english.join(" ")).unwrap_or_default();
    let french = |words: Option<&Words>| words.map(|words| words.french.join(" ")).unwrap_or_default();
    run(
        connection,
        "INSERT OR REPLACE INTO words (rowid, narrative_english, narrative_french, content_english, content_french) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![resource, english(narrative), french(narrative), english(content), french(content)],
    )
}

/// What is absent is kept as the empty text.
fn absent(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or_default()
}
