//! Whether a single value of an index passes what was asked of it. The plain reading of R4, kind by kind.

use crate::search::query::{
    CompositeTest, DateTest, NearTest, NumberTest, Prefix, QuantityTest, ReferenceTest, SystemTest, Test,
    TextMatch, TextTest, TokenTest, UriTest,
};
use crate::search::{IndexValue, canonical};

/// Whether a single value passes a test of values; `false` for tests that ask of more than one value.
pub(super) fn passes(test: &Test, value: &IndexValue) -> bool {
    match test {
        Test::Token(_, tests) => tests.iter().any(|test| token(test, value)),
        Test::CodeText(_, starts) => starts.iter().any(|start| code_text(start, value)),
        Test::Text(_, tests) => tests.iter().any(|test| text(test, value)),
        Test::Date(_, tests) => match value {
            IndexValue::Date { low, high } => tests.iter().any(|test| date(*test, *low, *high)),
            _ => false,
        },
        Test::Number(_, tests) => match value {
            IndexValue::Number { low, high } => tests.iter().any(|test| number(*test, *low, *high)),
            _ => false,
        },
        Test::Quantity(_, tests) => tests.iter().any(|test| quantity(test, value)),
        Test::Reference(_, tests) => tests.iter().any(|test| reference(test, value)),
        Test::Uri(_, tests) => tests.iter().any(|test| uri(test, value)),
        Test::Near(_, tests) => tests.iter().any(|test| near(test, value)),
        Test::Composite(_, tests) => tests.iter().any(|test| composite(test, value)),
        _ => false,
    }
}

fn token(test: &TokenTest, value: &IndexValue) -> bool {
    let IndexValue::Token { system, code } = value else { return false };
    in_system(&test.system, system.as_deref()) && test.code.as_ref().is_none_or(|asked| asked == code)
}

/// Whether a code starts with a text, the case of its letters aside (`:code-text`).
fn code_text(start: &str, value: &IndexValue) -> bool {
    matches!(value, IndexValue::Token { code, .. } if code.to_ascii_lowercase().starts_with(start))
}

fn text(test: &TextTest, value: &IndexValue) -> bool {
    let IndexValue::Text { folded, exact } = value else { return false };
    match test.how {
        TextMatch::Start => folded.starts_with(&test.text),
        TextMatch::Within => folded.contains(&test.text),
        TextMatch::End => folded.ends_with(&test.text),
        TextMatch::Whole => *folded == test.text,
        TextMatch::Exact => *exact == test.text,
    }
}

/// Compares the value's interval with the one that was asked for (R4, search.html#prefix).
pub(super) fn date(test: DateTest, low: i64, high: i64) -> bool {
    let within = test.low <= low && low < test.high && high <= test.high;
    match test.prefix {
        Prefix::Eq => within,
        Prefix::Ne => !within,
        // The part of the value after the asked interval, or before it, decides.
        Prefix::Gt => high > test.high,
        Prefix::Lt => low < test.low,
        Prefix::Ge => high > test.high || within,
        Prefix::Le => low < test.low || within,
        // The whole value lies after the asked interval, or before it.
        Prefix::Sa => low >= test.high,
        Prefix::Eb => high <= test.low,
        // The asked interval is already widened: they overlap.
        Prefix::Ap => low < test.high && high > test.low,
    }
}

/// Compares a number, or a range of numbers, with the one that was asked for (R4, search.html#prefix).
fn number(test: NumberTest, low: f64, high: f64) -> bool {
    let within = test.low <= low && high < test.high;
    match test.prefix {
        // The precision that was written decides for these.
        Prefix::Eq => within,
        Prefix::Ne => !within,
        // For these it does not: some part of the value lies above or below the number.
        Prefix::Gt => high > test.value,
        Prefix::Lt => low < test.value,
        Prefix::Ge => high >= test.value,
        Prefix::Le => low <= test.value,
        // All of it does.
        Prefix::Sa => low > test.value,
        Prefix::Eb => high < test.value,
        // The asked interval is already widened: they overlap.
        Prefix::Ap => low < test.high && high >= test.low,
    }
}

fn quantity(test: &QuantityTest, value: &IndexValue) -> bool {
    let IndexValue::Quantity { low, high, system, code, unit } = value else { return false };
    let unit_fits = |asked: &String| code.as_ref() == Some(asked) || unit.as_ref() == Some(asked);
    number(test.number, *low, *high)
        && in_system(&test.system, system.as_deref())
        && test.unit.as_ref().is_none_or(unit_fits)
}

/// Whether a reference is what was asked for.
pub(super) fn reference(test: &ReferenceTest, value: &IndexValue) -> bool {
    let IndexValue::Reference { resource_type, target } = value else { return false };
    match test {
        ReferenceTest::Local(Some(asked), id) => asked.name() == *resource_type && id.as_str() == target,
        ReferenceTest::Local(None, id) => id.as_str() == target,
        ReferenceTest::Url(url) => is_elsewhere(resource_type) && url == target,
        ReferenceTest::Version(version) => {
            let rest = target.strip_prefix(version.as_str());
            is_elsewhere(resource_type) && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        }
    }
}

/// Whether a reference is by address.
fn is_elsewhere(resource_type: &str) -> bool {
    resource_type.is_empty() || resource_type == canonical::REFERENCE
}

fn uri(test: &UriTest, value: &IndexValue) -> bool {
    let IndexValue::Uri(uri) = value else { return false };
    match test {
        UriTest::Is(asked) => uri == asked,
        UriTest::Below(asked) => uri.starts_with(asked.as_str()),
    }
}

fn near(test: &NearTest, value: &IndexValue) -> bool {
    matches!(value, IndexValue::Position { latitude, longitude } if test.reaches(*latitude, *longitude))
}

/// Whether one element holds a fitting value for each of the components.
fn composite(test: &CompositeTest, value: &IndexValue) -> bool {
    let IndexValue::Composite(values) = value else { return false };
    let fits =
        |(slot, part): &(u8, Test)| values.iter().any(|(own, value)| own == slot && passes(part, value));
    test.parts.iter().all(fits)
}

fn in_system(test: &SystemTest, system: Option<&str>) -> bool {
    match test {
        SystemTest::Any => true,
        SystemTest::Absent => system.is_none(),
        SystemTest::Is(asked) => system == Some(asked),
    }
}
