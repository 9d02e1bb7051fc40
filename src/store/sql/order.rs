//! The order of a search's matches, and the place in it where a page starts.

use crate::search::query::{Position, SortBy, SortKey, SortValue};
use crate::search::{Parameter, ParameterKind};
use crate::store::sql::plan::Numbers;
use crate::store::sql::{Statement, condition};

/// Where the values that a parameter sorts by are kept.
pub(super) struct Place {
    /// The index table.
    pub(super) table: &'static str,
    /// The column that sorts.
    pub(super) column: &'static str,
    /// What else tells two values of a resource apart.
    rest: &'static [&'static str],
}

impl Place {
    /// Where a parameter's values are kept for one direction of the order.
    pub(super) fn of(parameter: &Parameter, descending: bool) -> Self {
        let (column, rest): (_, &[&str]) = match parameter.kind {
            ParameterKind::Token => ("code", &["system"]),
            ParameterKind::Text | ParameterKind::Sound => ("folded", &["exact"]),
            ParameterKind::Date if descending => ("high", &["low"]),
            ParameterKind::Date => ("low", &["high"]),
            ParameterKind::Number if descending => ("high", &["value"]),
            ParameterKind::Number => ("value", &["high"]),
            ParameterKind::Quantity if descending => ("high", &["value", "system", "code", "unit"]),
            ParameterKind::Quantity => ("value", &["high", "system", "code", "unit"]),
            ParameterKind::Uri => ("value", &[]),
            ParameterKind::Reference => ("target", &["type"]),
            // Nothing is sorted by these; were it, then by nothing in particular.
            ParameterKind::Composite
            | ParameterKind::Position
            | ParameterKind::Narrative
            | ParameterKind::Content => ("resource", &[]),
        };
        Self { table: condition::table(parameter.kind), column, rest }
    }

    /// All columns of a value in the row `alias`, as one comparable: `(s.low, s.high)`.
    pub(super) fn value_in(&self, alias: &str) -> String {
        let rest = self.rest.iter().map(|column| format!(", {alias}.{column}"));
        format!("({alias}.{}{})", self.column, rest.collect::<String>())
    }
}

/// Writes a sort key's value for the resource `r`, whose id stands in the column `id`; NULL when it has none. Of several values the smallest
/// counts when ascending, the largest when descending.
pub(super) fn value(sql: &mut Statement, key: &SortKey, numbers: &dyn Numbers, id: &str) {
    match &key.by {
        SortBy::LastUpdated => {
            sql.push("r.at");
        }
        SortBy::Id => {
            sql.push(&format!("r.{id}"));
        }
        SortBy::Parameter(parameter) => {
            let Place { table, column, .. } = Place::of(parameter, key.descending);
            let choice = if key.descending { "max" } else { "min" };
            let by_resource = sql.dialect().by_resource(table);
            sql.push(&format!("(SELECT {choice}({column}) FROM {table}{by_resource} WHERE resource = r.row"));
            sql.push(" AND parameter = ").integer(numbers.number(parameter)).push(")");
        }
    }
}

/// Writes `ORDER BY` over the columns `k0`, `k1` … and the tie-breaker `tie`; missing values come last.
pub(super) fn order_by(sql: &mut Statement, keys: &[SortKey]) {
    sql.push(" ORDER BY ");
    for (place, key) in keys.iter().enumerate() {
        let direction = direction(key.descending);
        sql.push(&format!("k{place} IS NULL, k{place} {direction}, "));
    }
    sql.push("tie ").push(direction(tie_descends(keys)));
}

/// Writes the condition that a match comes after a position in the order of `keys`.
pub(super) fn after(sql: &mut Statement, keys: &[SortKey], position: &Position) {
    sql.push("(");
    for (place, (key, value)) in keys.iter().zip(&position.values).enumerate() {
        if *value == SortValue::Missing {
            // Missing values are the last of their key: only a later key can come after.
            continue;
        }
        equal(sql, &position.values, place);
        sql.push(&format!("(k{place} IS NULL OR k{place} {} ", beyond(key.descending)));
        bind(sql, value);
        sql.push(") OR ");
    }
    equal(sql, &position.values, keys.len());
    sql.push("tie ").push(beyond(tie_descends(keys))).push(" ").integer(position.row).push(")");
}

/// Whether ties are broken by the later resource first: as the last key goes, so that one index can be
/// walked in one direction.
pub(super) fn tie_descends(keys: &[SortKey]) -> bool {
    keys.last().is_some_and(|key| key.descending)
}

/// SQL's word for a direction.
pub(super) fn direction(descending: bool) -> &'static str {
    if descending { "DESC" } else { "ASC" }
}

/// The comparison that holds for what comes later in a direction.
pub(super) fn beyond(descending: bool) -> &'static str {
    if descending { "<" } else { ">" }
}

/// Writes a sort value.
pub(super) fn bind(sql: &mut Statement, value: &SortValue) {
    match value {
        SortValue::Missing => sql.push("NULL"),
        SortValue::Integer(value) => sql.integer(*value),
        SortValue::Real(value) => sql.real(*value),
        SortValue::Text(value) => sql.text(value),
    };
}

/// Writes that the first `count` keys equal the position's, each followed by ` AND `.
fn equal(sql: &mut Statement, values: &[SortValue], count: usize) {
    for (place, value) in values.iter().enumerate().take(count) {
        if *value == SortValue::Missing {
            sql.push(&format!("k{place} IS NULL AND "));
        } else {
            sql.push(&format!("k{place} = "));
            bind(sql, value);
            sql.push(" AND ");
        }
    }
}
