//! What a resource answers to: one row for each value of each search parameter.

use std::sync::Arc;

use crate::search::Parameter;

/// One value that a search may find a resource by.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexRow {
    /// The parameter that finds it.
    pub parameter: Arc<Parameter>,
    /// The value.
    pub value: IndexValue,
}

/// A value, in the form that its parameter kind compares. Its order is for sorting rows only.
#[derive(Debug, Clone, PartialEq, PartialOrd)]
pub enum IndexValue {
    /// A code with or without its system. For an Identifier: its system and value.
    Token {
        /// The system; `None` when the resource states none.
        system: Option<String>,
        /// The code.
        code: String,
    },
    /// A text: folded for comparison (see [`crate::search::fold`]) and as written.
    Text {
        /// Without case, accents and repeated blanks.
        folded: String,
        /// As it stands in the resource.
        exact: String,
    },
    /// An interval in microseconds since 1970 UTC, `high` excluded; open ends are `i64::MIN` and `i64::MAX`.
    Date {
        /// The first microsecond.
        low: i64,
        /// The first microsecond after it.
        high: i64,
    },
    /// A number, or a range of numbers; an open end is `f64::MIN` or `f64::MAX`.
    Number {
        /// The smallest.
        low: f64,
        /// The largest; the same for a single number.
        high: f64,
    },
    /// A number with its unit, or a range of such.
    Quantity {
        /// The smallest number.
        low: f64,
        /// The largest; the same for a single number.
        high: f64,
        /// The unit's system.
        system: Option<String>,
        /// The coded unit.
        code: Option<String>,
        /// The unit as written for people.
        unit: Option<String>,
    },
    /// A reference: a type and id here, or (`resource_type` empty) a URL elsewhere.
    Reference {
        /// The type's name; empty for a URL.
        resource_type: &'static str,
        /// The id, or the URL.
        target: String,
    },
    /// An address.
    Uri(String),
    /// A place on the earth (WGS 84).
    Position {
        /// Degrees north.
        latitude: f64,
        /// Degrees east.
        longitude: f64,
    },
    /// Running text, as the stems of its words.
    Words(Words),
    /// The values of a composite's components in one and the same element, each with its slot.
    Composite(Vec<(u8, IndexValue)>),
}

/// Running text in the order of its words, as both languages stem them. [`Words::BREAK`] stands between texts
/// that do not belong together, so that no phrase reaches across.
#[derive(Debug, Clone, Default, PartialEq, PartialOrd)]
pub struct Words {
    /// English stems.
    pub english: Vec<String>,
    /// French stems.
    pub french: Vec<String>,
}

impl Words {
    /// What stands between two texts: a character of the private use area, which is no word of anybody's.
    pub const BREAK: &'static str = "\u{e000}";
}
