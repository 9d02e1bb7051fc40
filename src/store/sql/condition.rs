//! What each kind of test asks of the rows of its index table.

use crate::search::query::{
    CompositeTest, DateTest, NearTest, NumberTest, Prefix, QuantityTest, ReferenceTest, SystemTest, Test,
    TextMatch, TextTest, TokenTest, UriTest,
};
use crate::search::{ParameterKind, fold};
use crate::store::sql::Statement;

/// The table of the values of composite parameters.
const COMPOSITE: &str = "index_composite";

/// The index table that holds a parameter kind's values.
pub(super) fn table(kind: ParameterKind) -> &'static str {
    match kind {
        ParameterKind::Token => "index_token",
        ParameterKind::Text | ParameterKind::Sound => "index_text",
        ParameterKind::Date => "index_date",
        ParameterKind::Number => "index_number",
        ParameterKind::Quantity => "index_quantity",
        ParameterKind::Reference => "index_reference",
        ParameterKind::Uri => "index_uri",
        ParameterKind::Composite => COMPOSITE,
        ParameterKind::Position => "index_position",
        ParameterKind::Narrative | ParameterKind::Content => "index_words",
    }
}

/// Writes the condition on the columns of the test's index table.
pub(super) fn write(sql: &mut Statement, test: &Test) {
    match test {
        Test::Missing(..) => sql.push("1 = 1"),
        Test::Token(_, tokens) => sql.any_of(tokens, token),
        Test::Text(_, texts) => sql.any_of(texts, text),
        Test::Date(_, dates) => sql.any_of(dates, |sql, test| date(sql, *test)),
        Test::Number(_, numbers) => sql.any_of(numbers, |sql, test| number(sql, *test)),
        Test::Quantity(_, quantities) => sql.any_of(quantities, quantity),
        Test::Reference(_, references) => sql.any_of(references, reference),
        Test::Uri(_, uris) => sql.any_of(uris, uri),
        Test::CodeText(_, starts) => sql.any_of(starts, |sql, start| {
            let place_of = sql.dialect().place_of();
            sql.push(place_of).push("(lower(code), ").text(start).push(") = 1");
        }),
        Test::Near(_, places) => sql.any_of(places, near),
        Test::Words(parameter, tests) => sql.words(parameter.kind == ParameterKind::Content, tests),
        Test::Composite(_, tests) => sql.any_of(tests, composite),
        // Whoever knows what fits has not said so.
        Test::Coded(..) | Test::Hierarchy(..) => sql.push("1 = 0"),
        Test::Unlike(test) => {
            sql.push("NOT (");
            write(sql, test);
            sql.push(")")
        }
        // These look at no index table of their own.
        Test::Id(_)
        | Test::LastUpdated(_)
        | Test::Member(_)
        | Test::All(_)
        | Test::Either(_)
        | Test::Chain(_)
        | Test::Has(_)
        | Test::Holds(_) => sql.push("1 = 0"),
    };
}

fn token(sql: &mut Statement, test: &TokenTest) {
    match &test.code {
        Some(code) => sql.push("(code = ").text(code),
        None => sql.push("(1 = 1"),
    };
    system(sql, &test.system);
    sql.push(")");
}

/// Adds the condition on the system, if there is one; no system is kept as the empty text.
fn system(sql: &mut Statement, test: &SystemTest) {
    match test {
        SystemTest::Any => {}
        SystemTest::Absent => {
            sql.push(" AND system = ''");
        }
        SystemTest::Is(system) => {
            sql.push(" AND system = ").text(system);
        }
    }
}

fn text(sql: &mut Statement, test: &TextTest) {
    match test.how {
        TextMatch::Start => {
            starts_with(sql, "folded", &test.text);
        }
        TextMatch::Within => {
            let place_of = sql.dialect().place_of();
            sql.push(place_of).push("(folded, ").text(&test.text).push(") > 0");
        }
        TextMatch::End => {
            // A longer text starts before the value does, and what that gives is never as long as the text.
            sql.push("substr(folded, length(folded) - length(")
                .text(&test.text)
                .push(") + 1) = ")
                .text(&test.text);
        }
        TextMatch::Whole => {
            sql.push("folded = ").text(&test.text);
        }
        TextMatch::Exact => {
            sql.push("(folded = ").text(&fold(&test.text));
            sql.push(" AND exact = ").text(&test.text).push(")");
        }
    }
}

/// Compares the value's interval `low..high` with the one that was asked for (R4, search.html#prefix).
fn date(sql: &mut Statement, test: DateTest) {
    let DateTest { prefix, low, high } = test;
    match prefix {
        Prefix::Eq => within(sql, low, high),
        Prefix::Ne => {
            sql.push("NOT ");
            within(sql, low, high);
        }
        Prefix::Gt => {
            sql.push("high > ").integer(high);
        }
        Prefix::Lt => {
            sql.push("low < ").integer(low);
        }
        Prefix::Ge => {
            sql.push("(high > ").integer(high).push(" OR ");
            within(sql, low, high);
            sql.push(")");
        }
        Prefix::Le => {
            sql.push("(low < ").integer(low).push(" OR ");
            within(sql, low, high);
            sql.push(")");
        }
        Prefix::Sa => {
            sql.push("low >= ").integer(high);
        }
        Prefix::Eb => {
            sql.push("high <= ").integer(low);
        }
        Prefix::Ap => {
            sql.push("(low < ").integer(high).push(" AND high > ").integer(low).push(")");
        }
    }
}

fn within(sql: &mut Statement, low: i64, high: i64) {
    // The upper bound on `low` follows from the other two; stated, it bounds the walk along the index.
    sql.push("(low >= ").integer(low).push(" AND low < ").integer(high);
    sql.push(" AND high <= ").integer(high).push(")");
}

/// Compares the interval `value..high` of a number with what was asked for.
fn number(sql: &mut Statement, test: NumberTest) {
    let NumberTest { prefix, value, low, high } = test;
    match prefix {
        Prefix::Eq => numbers_within(sql, low, high),
        Prefix::Ne => {
            sql.push("NOT ");
            numbers_within(sql, low, high);
        }
        Prefix::Gt => {
            sql.push("high > ").real(value);
        }
        Prefix::Lt => {
            sql.push("value < ").real(value);
        }
        Prefix::Ge => {
            sql.push("high >= ").real(value);
        }
        Prefix::Le => {
            sql.push("value <= ").real(value);
        }
        Prefix::Sa => {
            sql.push("value > ").real(value);
        }
        Prefix::Eb => {
            sql.push("high < ").real(value);
        }
        Prefix::Ap => {
            sql.push("(value < ").real(high).push(" AND high >= ").real(low).push(")");
        }
    }
}

fn numbers_within(sql: &mut Statement, low: f64, high: f64) {
    // The upper bound on `value` follows from the other two; stated, it bounds the walk along the index.
    sql.push("(value >= ").real(low).push(" AND value < ").real(high);
    sql.push(" AND high < ").real(high).push(")");
}

fn quantity(sql: &mut Statement, test: &QuantityTest) {
    sql.push("(");
    number(sql, test.number);
    system(sql, &test.system);
    if let Some(unit) = &test.unit {
        sql.push(" AND (code = ").text(unit).push(" OR unit = ").text(unit).push(")");
    }
    sql.push(")");
}

fn reference(sql: &mut Statement, test: &ReferenceTest) {
    match test {
        ReferenceTest::Local(Some(resource_type), id) => {
            sql.push("(target = ").text(id.as_str());
            sql.push(" AND type = ").text(resource_type.name()).push(")");
        }
        ReferenceTest::Local(None, id) => {
            sql.push("target = ").text(id.as_str());
        }
        ReferenceTest::Url(url) => {
            sql.push("(target = ").text(url).push(" AND type IN ('', 'canonical'))");
        }
        ReferenceTest::Version(version) => {
            sql.push("((target = ").text(version).push(" OR ");
            starts_with(sql, "target", &format!("{version}."));
            sql.push(") AND type IN ('', 'canonical'))");
        }
    }
}

fn uri(sql: &mut Statement, test: &UriTest) {
    match test {
        UriTest::Is(uri) => {
            sql.push("value = ").text(uri);
        }
        UriTest::Below(uri) => starts_with(sql, "value", uri),
    }
}

/// A range, so that the index serves it: no text that starts so sorts after the last character.
fn starts_with(sql: &mut Statement, column: &str, start: &str) {
    let after = format!("{start}{}", char::MAX);
    sql.push(&format!("({column} >= ")).text(start);
    sql.push(&format!(" AND {column} < ")).text(&after).push(")");
}

/// The latitudes bound the walk along the index; the distance decides.
fn near(sql: &mut Statement, test: &NearTest) {
    sql.push("(latitude >= ").real(test.latitudes.0).push(" AND latitude <= ").real(test.latitudes.1);
    sql.push(" AND ");
    for (place, (axis, centre)) in ["x", "y", "z"].into_iter().zip(test.centre).enumerate() {
        sql.push(if place == 0 { "" } else { " + " });
        sql.push(&format!("({axis} - ")).real(centre);
        sql.push(&format!(") * ({axis} - ")).real(centre).push(")");
    }
    sql.push(" <= ").real(test.reach).push(")");
}

/// The row is one of the first component's; the others are looked up beside it, in the same element.
fn composite(sql: &mut Statement, test: &CompositeTest) {
    sql.push("(1 = 1");
    for (place, (slot, part)) in test.parts.iter().enumerate() {
        if place == 0 {
            sql.push(" AND slot = ").integer((*slot).into()).push(" AND ");
            write(sql, part);
            continue;
        }
        let by_resource = sql.dialect().by_resource(COMPOSITE);
        sql.push(&format!(" AND EXISTS (SELECT 1 FROM {COMPOSITE} AS part{by_resource}"));
        sql.push(&format!(" WHERE part.resource = {COMPOSITE}.resource"));
        sql.push(&format!(" AND part.parameter = {COMPOSITE}.parameter"));
        sql.push(&format!(" AND part.occurrence = {COMPOSITE}.occurrence"));
        sql.push(" AND slot = ").integer((*slot).into()).push(" AND ");
        write(sql, part);
        sql.push(")");
    }
    sql.push(")");
}
