//! Quantity parameters (R4, section 3.1.1.4.11): numbers with units. Units are compared, never converted.

use serde_json::Value;

use crate::search::IndexValue;
use crate::search::kind::{number, written};
use crate::search::query::{QuantityTest, SystemTest};

/// The system of the currencies that Money is counted in.
const CURRENCIES: &str = "urn:iso:std:iso:4217";

/// Indexes a Quantity, an amount of Money, or both ends of a Range.
pub(super) fn index(value: &Value, emit: &mut dyn FnMut(IndexValue)) {
    let text = |member| {
        let text = value.get(member).and_then(Value::as_str);
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let Some(number) = value.get("value").and_then(number::finite) else {
        for end in ["low", "high"].iter().filter_map(|end| value.get(*end)) {
            if end.get("value").is_some() {
                index(end, emit);
            }
        }
        return;
    };
    emit(match text("currency") {
        Some(currency) => IndexValue::Quantity {
            value: number,
            system: Some(CURRENCIES.to_owned()),
            code: Some(currency),
            unit: None,
        },
        None => IndexValue::Quantity {
            value: number,
            system: text("system"),
            code: text("code"),
            unit: text("unit"),
        },
    });
}

/// Reads `5.4`, `5.4||mg` or `5.4|system|code`; refusals are sentences for the caller.
pub(in crate::search) fn read(text: &str) -> Result<QuantityTest, String> {
    let parts: Vec<_> = written::split(text, '|').into_iter().map(written::unescape).collect();
    let (number, system, unit) = match parts.as_slice() {
        [number] => (number, "", ""),
        [number, system, unit] if !unit.is_empty() => (number, system.as_str(), unit.as_str()),
        _ => return Err("a quantity is written 5.4, 5.4||unit or 5.4|system|code".to_owned()),
    };
    let system = if system.is_empty() { SystemTest::Any } else { SystemTest::Is(system.to_owned()) };
    let unit = Some(unit.to_owned()).filter(|unit| !unit.is_empty());
    Ok(QuantityTest { number: number::read(number)?, system, unit })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    type Expected<'a> = (f64, Option<&'a str>, Option<&'a str>, Option<&'a str>);

    fn check_index(value: Value, expected: &[Expected<'_>]) {
        let mut quantities = Vec::new();
        index(&value, &mut |quantity| quantities.push(quantity));
        let own = |text: Option<&str>| text.map(str::to_owned);
        let quantity = |(value, system, code, unit): &Expected<'_>| IndexValue::Quantity {
            value: *value,
            system: own(*system),
            code: own(*code),
            unit: own(*unit),
        };
        assert_eq!(quantities, expected.iter().map(quantity).collect::<Vec<_>>(), "{value}");
    }

    #[test]
    fn quantities_money_and_ranges_are_numbers_with_units() {
        let minutes =
            json!({"value": 40, "unit": "minutes", "system": "http://unitsofmeasure.org", "code": "min"});
        check_index(minutes, &[(40.0, Some("http://unitsofmeasure.org"), Some("min"), Some("minutes"))]);
        check_index(json!({"value": 5, "currency": "XAF"}), &[(5.0, Some(CURRENCIES), Some("XAF"), None)]);
        let range = json!({"low": {"value": 2, "unit": "h"}, "high": {"value": 3, "code": "wk"}});
        check_index(range, &[(2.0, None, None, Some("h")), (3.0, None, Some("wk"), None)]);
        check_index(json!({"low": {"low": {"value": 1}}}), &[]);
        check_index(json!({"unit": "h"}), &[]);
    }

    fn check_read(text: &str, value: f64, system: SystemTest, unit: Option<&str>) {
        let read = read(text).unwrap();
        assert_eq!((read.number.value, read.system, read.unit.as_deref()), (value, system, unit), "{text}");
    }

    #[test]
    fn a_unit_may_stand_without_its_system() {
        check_read("5.4", 5.4, SystemTest::Any, None);
        check_read("5.4||mg", 5.4, SystemTest::Any, Some("mg"));
        check_read(
            "ge5.4|http://unitsofmeasure.org|mg",
            5.4,
            SystemTest::Is("http://unitsofmeasure.org".into()),
            Some("mg"),
        );
        for wrong in ["", "5.4|", "5.4|mg", "5.4|s|", "mg", "5|s|c|d"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
