//! What resources are found by, as rows.

use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, params};
use serde_json::Value;

use crate::error::Result;
use crate::search::query::point_on_sphere;
use crate::search::{IndexRow, IndexValue, ParameterKind, Words};
use crate::store::sqlite::batch::{Insert, Rows};
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

/// Removes everything that resources were found by.
pub(super) fn forget(connection: &Connection, resources: &[i64]) -> Result<()> {
    if resources.is_empty() {
        return Ok(());
    }
    let resources = Value::from(resources).to_string();
    // The index of words looks for each row that it is to forget, so it is asked only about those that it has.
    let words = "DELETE FROM words WHERE rowid IN (
                 SELECT resource FROM index_words WHERE resource IN (SELECT value FROM json_each(?1)))";
    run(connection, words, params![resources])?;
    for table in TABLES {
        let sql = format!("DELETE FROM {table} WHERE resource IN (SELECT value FROM json_each(?1))");
        run(connection, &sql, params![resources])?;
    }
    Ok(())
}

/// Collects what a resource is found by; these parameters have no rows for it yet.
pub(super) fn collect<'a>(
    into: &mut Rows<'a>,
    connection: &Connection,
    numbers: &SharedNumbers,
    rows: &'a [IndexRow],
    resource: i64,
) -> Result<()> {
    let (mut narrative, mut content) = (None, None);
    for (place, row) in rows.iter().enumerate() {
        let parameter = numbers.give(connection, &row.parameter)?;
        match &row.value {
            IndexValue::Composite(values) => {
                let occurrence = i64::try_from(place).unwrap_or(i64::MAX);
                for (slot, value) in values {
                    component(into, &Component { parameter, resource, occurrence, slot: *slot }, value);
                }
            }
            IndexValue::Words(words) => {
                const WORDS: Insert = Insert::of("INSERT OR IGNORE INTO index_words (parameter, resource)");
                into.add(WORDS, [parameter.into(), resource.into()]);
                let side = if row.parameter.kind == ParameterKind::Narrative {
                    &mut narrative
                } else {
                    &mut content
                };
                *side = Some(words);
            }
            value => single(into, parameter, resource, value),
        }
    }
    if narrative.is_some() || content.is_some() {
        words(into, resource, narrative, content);
    }
    Ok(())
}

/// Adds one value of a parameter. The same value twice is kept once.
fn single<'a>(into: &mut Rows<'a>, parameter: i64, resource: i64, value: &'a IndexValue) {
    macro_rules! insert {
        ($table:literal: $($column:literal = $value:expr),*) => {
            into.add(
                Insert::of(concat!(
                    "INSERT OR IGNORE INTO ", $table, " (", $($column, ", ",)* "parameter, resource)"
                )),
                [$(ToSqlOutput::from($value),)* parameter.into(), resource.into()],
            )
        };
    }
    match value {
        IndexValue::Token { system, code } => {
            insert!("index_token": "code" = code.as_str(), "system" = absent(system));
        }
        IndexValue::Text { folded, exact } => {
            insert!("index_text": "folded" = folded.as_str(), "exact" = exact.as_str());
        }
        IndexValue::Date { low, high } => insert!("index_date": "low" = *low, "high" = *high),
        IndexValue::Number { low, high } => insert!("index_number": "value" = *low, "high" = *high),
        IndexValue::Quantity { low, high, system, code, unit } => insert!(
            "index_quantity": "value" = *low, "high" = *high, "system" = absent(system), "code" = absent(code),
            "unit" = absent(unit)
        ),
        IndexValue::Reference { resource_type, target } => {
            insert!("index_reference": "target" = target.as_str(), "type" = *resource_type);
        }
        IndexValue::Uri(value) => insert!("index_uri": "value" = value.as_str()),
        IndexValue::Position { latitude, longitude } => {
            let [x, y, z] = point_on_sphere(*latitude, *longitude);
            insert!(
                "index_position": "latitude" = *latitude, "longitude" = *longitude, "x" = x, "y" = y, "z" = z
            );
        }
        // These are made of several.
        IndexValue::Composite(_) | IndexValue::Words(_) => {}
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
fn component<'a>(into: &mut Rows<'a>, key: &Component, value: &'a IndexValue) {
    let Component { parameter, resource, occurrence, slot } = *key;
    macro_rules! insert {
        ($($column:literal = $value:expr),*) => {
            into.add(
                Insert::of(concat!(
                    "INSERT INTO index_composite (", $($column, ", ",)* "parameter, resource, occurrence, slot)"
                )),
                [
                    $(ToSqlOutput::from($value),)*
                    parameter.into(), resource.into(), occurrence.into(), i64::from(slot).into(),
                ],
            )
        };
    }
    match value {
        IndexValue::Token { system, code } => insert!("code" = code.as_str(), "system" = absent(system)),
        IndexValue::Text { folded, exact } => insert!("folded" = folded.as_str(), "exact" = exact.as_str()),
        IndexValue::Date { low, high } => insert!("low" = *low, "high" = *high),
        IndexValue::Number { low, high } => insert!("value" = *low, "high" = *high),
        IndexValue::Quantity { low, high, system, code, unit } => insert!(
            "value" = *low,
            "high" = *high,
            "system" = absent(system),
            "code" = absent(code),
            "unit" = absent(unit)
        ),
        IndexValue::Reference { resource_type, target } => {
            insert!("target" = target.as_str(), "type" = *resource_type);
        }
        IndexValue::Uri(value) => insert!("value" = value.as_str()),
        // No composite has these.
        IndexValue::Position { .. } | IndexValue::Composite(_) | IndexValue::Words(_) => {}
    }
}

/// Adds the stems of a resource's words.
fn words(into: &mut Rows<'_>, resource: i64, narrative: Option<&Words>, content: Option<&Words>) {
    const STEMS: Insert = Insert::of(
        "INSERT OR REPLACE INTO words (rowid, narrative_english, narrative_french, content_english, content_french)",
    );
    let english = |words: Option<&Words>| words.map(|words| words.english.join(" ")).unwrap_or_default();
    let french = |words: Option<&Words>| words.map(|words| words.french.join(" ")).unwrap_or_default();
    let stems = [english(narrative), french(narrative), english(content), french(content)];
    let [first, second, third, fourth] = stems.map(ToSqlOutput::from);
    into.add(STEMS, [resource.into(), first, second, third, fourth]);
}

/// What is absent is kept as the empty text.
fn absent(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or_default()
}
