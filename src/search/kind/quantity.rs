//! Quantity parameters (R4, section 3.1.1.4.11): numbers with units. Units of UCUM are converted, others are
//! compared.

use serde_json::Value;

use crate::search::IndexValue;
use crate::search::kind::units::{self, Unit};
use crate::search::kind::{Emit, Facet, number, written};
use crate::search::query::{NumberTest, QuantityTest, SystemTest};

/// The system of the currencies that Money is counted in.
const CURRENCIES: &str = "urn:iso:std:iso:4217";

/// How many points of a SampledData are looked at.
const MOST_POINTS: usize = 1_000_000;

/// Indexes a Quantity, an amount of Money, a Range or the bounds of a SampledData as written; and, for units of
/// UCUM, in base units under [`Facet::Canonical`].
pub(super) fn index(value: &Value, emit: &mut Emit<'_>) {
    if let Some((low, high)) = amount(value) {
        return Unitful::of(value).emit(low, high, emit);
    }
    if let Some((low, high)) = sampled(value) {
        return Unitful::of(value.get("origin").unwrap_or(&Value::Null)).emit(low, high, emit);
    }
    let ends: Vec<_> = ["low", "high"].into_iter().filter_map(|end| value.get(end)).collect();
    let units: Vec<_> = ends.iter().map(|end| Unitful::of(end)).collect();
    match units.as_slice() {
        [first, second] if first != second => {
            // Two ends that are not in the same unit are two quantities.
            ends.iter().filter(|end| amount(end).is_some()).for_each(|end| index(end, emit));
        }
        [first, ..] => {
            if let Some((low, high)) = number::range(value, |end| end.get("value").and_then(number::finite)) {
                first.emit(low, high, emit);
            }
        }
        [] => {}
    }
}

/// How a quantity that was asked for is to be compared.
#[derive(Debug, PartialEq)]
pub(in crate::search) enum Asked {
    /// As it is written in the resource.
    AsWritten(QuantityTest),
    /// In base units.
    Canonical(QuantityTest),
}

/// Reads `5.4`, `5.4||mg` or `5.4|system|code`; refusals are sentences for the caller.
pub(in crate::search) fn read(text: &str) -> Result<Asked, String> {
    let parts: Vec<_> = written::split(text, '|').into_iter().map(written::unescape).collect();
    let (number, system, unit) = match parts.as_slice() {
        [number] => (number, "", ""),
        [number, system, unit] if !unit.is_empty() => (number, system.as_str(), unit.as_str()),
        _ => return Err("a quantity is written 5.4, 5.4||unit or 5.4|system|code".to_owned()),
    };
    let number = number::read(number)?;
    if system == units::UCUM {
        let Some(base) = units::base(unit) else {
            let why = "is no unit of UCUM that can be converted; without its system, 5.4||unit, it is compared as written";
            return Err(format!("'{unit}' {why}"));
        };
        let [value, low, high] = [number.value, number.low, number.high].map(|one| base.convert(one));
        let number = NumberTest::new(number.prefix, value, low, high);
        let test = QuantityTest { number, system: SystemTest::Any, unit: Some(base.code) };
        return Ok(Asked::Canonical(test));
    }
    let system = if system.is_empty() { SystemTest::Any } else { SystemTest::Is(system.to_owned()) };
    let unit = Some(unit.to_owned()).filter(|unit| !unit.is_empty());
    Ok(Asked::AsWritten(QuantityTest { number, system, unit }))
}

/// The interval that a Quantity or Money is: a single number, or all below or above it where the comparator says so.
fn amount(value: &Value) -> Option<(f64, f64)> {
    let number = value.get("value").and_then(number::finite)?;
    Some(match value.get("comparator").and_then(Value::as_str) {
        Some("<" | "<=") => (f64::MIN, number),
        Some(">" | ">=") => (number, f64::MAX),
        _ => (number, number),
    })
}

/// The smallest and the largest value of a SampledData. `E` is no value, `L` and `U` lie beyond the limits.
fn sampled(value: &Value) -> Option<(f64, f64)> {
    let number = |member: &str| value.get(member).and_then(number::finite);
    let origin = value.get("origin").and_then(|origin| origin.get("value")).and_then(number::finite)?;
    let factor = number("factor").unwrap_or(1.0);
    let data = value.get("data").and_then(Value::as_str)?;
    let points = data.split_whitespace().take(MOST_POINTS).filter_map(|point| match point {
        "L" => Some(number("lowerLimit").unwrap_or(f64::MIN)),
        "U" => Some(number("upperLimit").unwrap_or(f64::MAX)),
        point => point.parse::<f64>().ok().filter(|point| point.is_finite()),
    });
    let bounds =
        points.map(|point| (point * factor + origin).clamp(f64::MIN, f64::MAX)).map(|point| (point, point));
    bounds.reduce(|(low, high), (point, _)| (low.min(point), high.max(point)))
}

/// The unit of a quantity.
#[derive(Debug, PartialEq)]
struct Unitful {
    system: Option<String>,
    code: Option<String>,
    unit: Option<String>,
}

impl Unitful {
    fn of(value: &Value) -> Self {
        let text = |member| {
            let text = value.get(member).and_then(Value::as_str);
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        match text("currency") {
            Some(currency) => Self { system: Some(CURRENCIES.to_owned()), code: Some(currency), unit: None },
            None => Self { system: text("system"), code: text("code"), unit: text("unit") },
        }
    }

    fn emit(&self, low: f64, high: f64, emit: &mut Emit<'_>) {
        let Self { system, code, unit } = self;
        let (system, code, unit) = (system.clone(), code.clone(), unit.clone());
        if let Some(base) = self.base() {
            let (low, high) = (base.convert(low), base.convert(high));
            let value = IndexValue::Quantity { low, high, system: None, code: Some(base.code), unit: None };
            emit(Some(Facet::Canonical), value);
        }
        emit(None, IndexValue::Quantity { low, high, system, code, unit });
    }

    fn base(&self) -> Option<Unit> {
        let code = self.code.as_deref().filter(|_| self.system.as_deref() == Some(units::UCUM))?;
        units::base(code)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Rows as `low..high system|code|unit`, those in base units with `=` before.
    fn check_index(value: Value, expected: &[&str]) {
        let mut rows = Vec::new();
        index(&value, &mut |facet, value| {
            let IndexValue::Quantity { low, high, system, code, unit } = value else { panic!("{value:?}") };
            let end = |number: f64| match number {
                f64::MIN => "-".to_owned(),
                f64::MAX => "+".to_owned(),
                number => number.to_string(),
            };
            let facet = if facet.is_some() { "=" } else { "" };
            let [system, code, unit] = [system, code, unit].map(Option::unwrap_or_default);
            rows.push(format!("{facet}{}..{} {system}|{code}|{unit}", end(low), end(high)));
        });
        assert_eq!(rows, expected, "{value}");
    }

    #[test]
    fn quantities_money_and_ranges_are_numbers_with_units() {
        let minutes =
            json!({"value": 40, "unit": "minutes", "system": "http://unitsofmeasure.org", "code": "min"});
        check_index(minutes, &["=2400..2400 |s|", "40..40 http://unitsofmeasure.org|min|minutes"]);
        check_index(json!({"value": 5, "currency": "XAF"}), &["5..5 urn:iso:std:iso:4217|XAF|"]);
        let range = json!({"low": {"value": 2, "unit": "h"}, "high": {"value": 3, "unit": "h"}});
        check_index(range, &["2..3 ||h"]);
        check_index(json!({"low": {"value": 2, "unit": "h"}}), &["2..+ ||h"]);
        let mixed = json!({"low": {"value": 2, "unit": "h"}, "high": {"value": 3, "code": "wk"}});
        check_index(mixed, &["2..2 ||h", "3..3 |wk|"]);
        check_index(json!({"low": {"low": {"value": 1}}}), &[]);
        check_index(json!({"unit": "h"}), &[]);
        check_index(json!("5"), &[]);
    }

    #[test]
    fn a_comparator_opens_the_interval() {
        check_index(json!({"value": 5, "comparator": "<", "unit": "h"}), &["-..5 ||h"]);
        check_index(json!({"value": 5, "comparator": ">=", "unit": "h"}), &["5..+ ||h"]);
    }

    #[test]
    fn sampled_data_are_found_by_their_bounds() {
        let data = |data: &str| {
            json!({"origin": {"value": 10, "unit": "mV"}, "factor": 2, "lowerLimit": -5, "upperLimit": 50,
                   "period": 1, "dimensions": 1, "data": data})
        };
        check_index(data("1 3 E 2"), &["12..16 ||mV"]);
        check_index(data("1 L U"), &["0..110 ||mV"]);
        check_index(data("E E"), &[]);
        check_index(data("1e999 x"), &[]);
    }

    fn check_read(text: &str, value: f64, system: SystemTest, unit: Option<&str>) {
        let Asked::AsWritten(read) = read(text).unwrap() else { panic!("{text} is converted") };
        assert_eq!((read.number.value, read.system, read.unit.as_deref()), (value, system, unit), "{text}");
    }

    #[test]
    fn a_unit_may_stand_without_its_system() {
        check_read("5.4", 5.4, SystemTest::Any, None);
        check_read("5.4||mg", 5.4, SystemTest::Any, Some("mg"));
        check_read("ge5.4|urn:x|mg", 5.4, SystemTest::Is("urn:x".into()), Some("mg"));
        for wrong in ["", "5.4|", "5.4|mg", "5.4|s|", "mg", "5|s|c|d", "5|http://unitsofmeasure.org|no-unit"]
        {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_unit_of_ucum_is_converted() {
        let Asked::Canonical(test) = read("5|http://unitsofmeasure.org|g").unwrap() else {
            panic!("not converted")
        };
        assert_eq!((test.number.value, test.number.low, test.number.high), (5.0, 4.5, 5.5));
        assert_eq!((test.system, test.unit), (SystemTest::Any, Some("g".into())));
        let Asked::Canonical(test) = read("ge23|http://unitsofmeasure.org|mm/h").unwrap() else {
            panic!("not converted")
        };
        assert_eq!((test.number.value, test.unit), (6.388_888_888_89e-6, Some("m.s-1".into())));
    }
}
