//! Numbers with units (FHIRPath N1, section 6.1.2; R4, section 2.9.3.5).

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::item::parse_decimal;

const UCUM: &str = "http://unitsofmeasure.org";

/// A number with a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity<'a> {
    /// The number.
    pub value: Decimal,
    /// The unit: a code of UCUM, a word of the calendar, or what another system calls it.
    pub unit: Cow<'a, str>,
    system: System<'a>,
}

/// Where a unit comes from.
#[derive(Debug, Clone, PartialEq)]
enum System<'a> {
    Ucum,
    /// `days`, `month`.
    Calendar,
    /// The address of another system; empty where none is named.
    Other(&'a str),
}

/// The calendar's words: one, several, and UCUM's code for a unit of the same length where there is one.
const CALENDAR: [(&str, &str, &str); 8] = [
    ("year", "years", ""),
    ("month", "months", ""),
    ("week", "weeks", "wk"),
    ("day", "days", "d"),
    ("hour", "hours", "h"),
    ("minute", "minutes", "min"),
    ("second", "seconds", "s"),
    ("millisecond", "milliseconds", "ms"),
];

/// Units of time by their length in milliseconds.
const DURATIONS: [(&str, i64); 6] =
    [("wk", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1_000), ("ms", 1)];

/// Whether a word is a unit of the calendar.
pub(super) fn is_calendar_unit(word: &str) -> bool {
    CALENDAR.iter().any(|(one, several, _)| word == *one || word == *several)
}

impl<'a> Quantity<'a> {
    /// `4 'mg'`.
    pub(super) fn with_unit(value: Decimal, unit: &str) -> Quantity<'static> {
        Quantity { value, unit: Cow::Owned(unit.to_owned()), system: System::Ucum }
    }

    /// `4 days`.
    pub(super) fn calendar(value: Decimal, unit: &str) -> Quantity<'static> {
        Quantity { value, unit: Cow::Owned(unit.to_owned()), system: System::Calendar }
    }

    /// A number by itself, whose unit is `1`.
    pub(super) fn plain(value: Decimal) -> Self {
        Self { value, unit: Cow::Borrowed("1"), system: System::Ucum }
    }

    /// Reads `4 'mg'`, `4 days`, `4`.
    pub(super) fn parse(text: &str) -> Option<Quantity<'static>> {
        let text = text.trim();
        let end = text.find(|letter: char| !letter.is_ascii_digit() && !matches!(letter, '+' | '-' | '.'));
        let (number, unit) = text.split_at_checked(end.unwrap_or(text.len()))?;
        let value: Decimal = number.parse().ok()?;
        match unit.trim_start() {
            "" => Some(Quantity::plain(value)),
            word if is_calendar_unit(word) => Some(Self::calendar(value, word)),
            quoted => {
                let unit = quoted.strip_prefix('\'')?.strip_suffix('\'')?;
                Some(Self::with_unit(value, unit))
            }
        }
    }

    /// The quantity of an element of type Quantity. None without a value, and where a comparator says that the
    /// value is a bound only.
    pub(super) fn of_element(members: &'a Map<String, Value>) -> Option<Self> {
        let text = |name| members.get(name).and_then(Value::as_str);
        if members.contains_key("comparator") {
            return None;
        }
        let value = parse_decimal(&members.get("value").filter(|value| value.is_number())?.to_string())?;
        let system = text("system");
        let (unit, system) = match (text("code").filter(|_| system.is_some()), system) {
            (Some(code), Some(UCUM)) => (code, System::Ucum),
            (Some(code), Some(system)) => (code, System::Other(system)),
            _ => match text("unit") {
                Some(unit) => (unit, System::Other("")),
                None => ("1", System::Ucum),
            },
        };
        Some(Self { value, unit: Cow::Borrowed(unit), system })
    }

    /// How two quantities stand to one another; none where their units cannot be compared.
    pub(super) fn order(&self, other: &Self) -> Option<Ordering> {
        let (left, right) = (self.measured(), other.measured());
        (left.1 == right.1).then(|| left.0.cmp(&right.0))
    }

    /// A text that equal quantities share.
    pub(super) fn canonical(&self) -> String {
        let (value, unit) = self.measured();
        format!("{} {unit:?}", value.normalize())
    }

    /// This quantity with another number.
    pub(super) fn of_value(&self, value: Decimal) -> Self {
        Self { value, ..self.clone() }
    }

    /// The same quantity in another unit; none where one cannot be reckoned into the other.
    pub(super) fn in_unit(&self, unit: &str) -> Option<Quantity<'static>> {
        let one = if is_calendar_unit(unit) {
            Self::calendar(Decimal::ONE, unit)
        } else {
            Self::with_unit(Decimal::ONE, unit)
        };
        let (own, asked) = (self.measured(), one.measured());
        let value = own.0.checked_div(asked.0).filter(|_| own.1 == asked.1)?;
        Some(Quantity { value, ..one })
    }

    /// Whether the unit is that of a plain number.
    pub(super) fn is_plain(&self) -> bool {
        self.unit == "1" && self.system == System::Ucum
    }

    /// The number in the smallest unit of its kind, and that unit.
    fn measured(&self) -> (Decimal, (&str, &str)) {
        let code = match &self.system {
            System::Other(system) => return (self.value, (*system, &self.unit)),
            System::Ucum => self.unit.as_ref(),
            System::Calendar => {
                let known =
                    CALENDAR.iter().find(|(one, several, _)| self.unit == *one || self.unit == *several);
                match known {
                    Some((word, _, "")) => return (self.value, ("calendar", word)),
                    Some((_, _, code)) => code,
                    None => self.unit.as_ref(),
                }
            }
        };
        let length =
            DURATIONS.iter().find(|(unit, _)| *unit == code).map(|(_, length)| Decimal::from(*length));
        match length.and_then(|length| self.value.checked_mul(length)) {
            Some(value) => (value, ("", "ms")),
            None => (self.value, ("", code)),
        }
    }
}

impl fmt::Display for Quantity<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.system {
            System::Calendar => write!(f, "{} {}", self.value, self.unit),
            _ => write!(f, "{} '{}'", self.value, self.unit),
        }
    }
}
