//! Number parameters (R4, section 3.1.1.4.6): the digits that are written say how exact the number is.

use serde_json::Value;

use crate::search::IndexValue;
use crate::search::kind::{Emit, prefix};
use crate::search::query::{NumberTest, Prefix};

/// Indexes a number, or a Range as the interval that it is.
pub(super) fn index(value: &Value, emit: &mut Emit<'_>) {
    let interval = match finite(value) {
        Some(number) => Some((number, number)),
        None => range(value, |end| end.get("value").and_then(finite)),
    };
    if let Some((low, high)) = interval {
        emit(None, IndexValue::Number { low, high });
    }
}

/// The ends of a Range, each read by `read`; one that is absent is open. None where there is no end at all.
pub(super) fn range(value: &Value, read: impl Fn(&Value) -> Option<f64>) -> Option<(f64, f64)> {
    match (value.get("low").and_then(&read), value.get("high").and_then(&read)) {
        (None, None) => None,
        (low, high) => Some((low.unwrap_or(f64::MIN), high.unwrap_or(f64::MAX))),
    }
}

/// Reads `100`, `lt5.40`, `ap1e2` and the like; refusals are sentences for the caller. `ap` reaches a tenth of
/// the number to both sides.
pub(in crate::search) fn read(text: &str) -> Result<NumberTest, String> {
    let (prefix, number) = prefix::split(text)?;
    let refused = || "a number is written 100, 5.40 or 1e2, with a prefix such as ge before it".to_owned();
    let Written { value, precision } = Written::read(number).ok_or_else(refused)?;
    let margin = if prefix == Prefix::Ap { value.abs() / 10.0 } else { precision / 2.0 };
    Ok(NumberTest::new(prefix, value, value - margin, value + margin))
}

/// A JSON number as a double; none for what is no number or too large.
pub(super) fn finite(value: &Value) -> Option<f64> {
    value.as_f64().filter(|number| number.is_finite())
}

/// A decimal with the weight of its last digit.
struct Written {
    value: f64,
    precision: f64,
}

impl Written {
    fn read(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, Some(exponent.parse::<i32>().ok()?)),
            None => (text, None),
        };
        let unsigned = mantissa.strip_prefix('-').unwrap_or(mantissa);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(fraction) {
            return None;
        }
        let decimals = mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        // 1.00e2 has the three digits of 100, as R4 says; but its own example reads 1e2 as 95 to 105, one digit
        // more than is written.
        let exponent = exponent.unwrap_or(0);
        let weight = if exponent != 0 && decimals == 0 { exponent.saturating_sub(1) } else { exponent };
        let precision = 10_f64.powi(weight.saturating_sub(i32::try_from(decimals).ok()?));
        let value: f64 = text.parse().ok()?;
        (value.is_finite() && precision.is_finite()).then_some(Self { value, precision })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check_index(value: Value, expected: Option<(f64, f64)>) {
        let mut numbers = Vec::new();
        index(&value, &mut |_, number| numbers.push(number));
        let expected = expected.map(|(low, high)| IndexValue::Number { low, high });
        assert_eq!(numbers, expected.into_iter().collect::<Vec<_>>(), "{value}");
    }

    #[test]
    fn a_range_is_an_interval() {
        check_index(json!(0.8), Some((0.8, 0.8)));
        check_index(json!({"low": {"value": 1}, "high": {"value": 2.5}}), Some((1.0, 2.5)));
        check_index(json!({"low": {"value": 1}}), Some((1.0, f64::MAX)));
        check_index(json!({"high": {"value": 1}}), Some((f64::MIN, 1.0)));
        check_index(json!({"low": {"unit": "h"}}), None);
        check_index(json!("5"), None);
        check_index(serde_json::from_str("1e999").unwrap(), None);
    }

    fn check(text: &str, prefix: Prefix, value: f64, low: f64, high: f64) {
        let read = read(text).unwrap();
        let close = |left: f64, right: f64| (left - right).abs() < 1e-9;
        assert_eq!((read.prefix, read.value), (prefix, value), "{text}");
        assert!(close(read.low, low) && close(read.high, high), "{text}: {read:?}");
    }

    #[test]
    fn a_number_lies_within_itself_however_exactly_it_is_written() {
        for text in ["66.899999999999991", "1000000000000000000", "-1e245", "0.1", "0"] {
            let NumberTest { value, low, high, .. } = read(text).unwrap();
            assert!(low <= value && value < high, "{text}: {low} {value} {high}");
        }
    }

    #[test]
    fn digits_imply_an_interval() {
        check("100", Prefix::Eq, 100.0, 99.5, 100.5);
        check("100.00", Prefix::Eq, 100.0, 99.995, 100.005);
        check("1e2", Prefix::Eq, 100.0, 95.0, 105.0);
        check("1.00e2", Prefix::Eq, 100.0, 99.5, 100.5);
        check("5.40e-3", Prefix::Eq, 0.0054, 0.005_395, 0.005_405);
        check("-5.4", Prefix::Eq, -5.4, -5.45, -5.35);
        check("lt0.8", Prefix::Lt, 0.8, 0.75, 0.85);
        check("ap50", Prefix::Ap, 50.0, 45.0, 55.0);
        check("ap-50", Prefix::Ap, -50.0, -55.0, -45.0);
        for wrong in ["", "lt", "five", "+5", "5.", ".5", "1e", "1e999", "1e99999999999", "NaN", "inf", "0x5"]
        {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
