//! What is asked of a single value, kind by kind.

use crate::fhir::{Id, ResourceType};
use crate::search::query::Test;

/// A prefix of an ordered value (R4, search.html#prefix).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prefix {
    /// Equal: the value lies within what was asked.
    Eq,
    /// Not equal.
    Ne,
    /// Greater than.
    Gt,
    /// Less than.
    Lt,
    /// Greater or equal.
    Ge,
    /// Less or equal.
    Le,
    /// Starts after.
    Sa,
    /// Ends before.
    Eb,
    /// Approximately.
    Ap,
}

/// A date that was asked for: an interval `low..high` in microseconds since 1970 UTC, `high` excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateTest {
    /// How the value must lie to the interval.
    pub prefix: Prefix,
    /// The interval's first microsecond.
    pub low: i64,
    /// The first microsecond after the interval.
    pub high: i64,
}

/// A number that was asked for, with the interval that its digits imply (`100` is 99.5 to 100.5).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NumberTest {
    /// How the value must lie to the number.
    pub prefix: Prefix,
    /// The number itself, which `gt`, `lt`, `ge`, `le`, `sa` and `eb` compare with.
    pub value: f64,
    /// Where the implied interval starts (included).
    pub low: f64,
    /// Where the implied interval ends (excluded).
    pub high: f64,
}

impl NumberTest {
    /// A number with the interval that its digits imply. Where a number is written more exactly than is kept
    /// apart here, the interval still holds the number itself.
    pub fn new(prefix: Prefix, value: f64, low: f64, high: f64) -> Self {
        Self { prefix, value, low: low.min(value), high: high.max(value.next_up()) }
    }
}

/// A quantity that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct QuantityTest {
    /// Its number.
    pub number: NumberTest,
    /// Its unit's system.
    pub system: SystemTest,
    /// Its unit: the coded one or the one written for people. `None` accepts any.
    pub unit: Option<String>,
}

/// A token that was asked for: `code`, `|code`, `system|` or `system|code`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenTest {
    /// Which systems will do.
    pub system: SystemTest,
    /// The code; `None` accepts any code of the system.
    pub code: Option<String>,
}

/// Which code systems a token may come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SystemTest {
    /// Any, or none at all.
    Any,
    /// Only a token without system (`|code`).
    Absent,
    /// Only this one.
    Is(String),
}

/// A text that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextTest {
    /// How it must be found.
    pub how: TextMatch,
    /// The text: as it stands for [`TextMatch::Exact`], folded (see [`crate::search::fold`]) otherwise.
    pub text: String,
}

/// How a text must be found in a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextMatch {
    /// The value starts with it, case and accents aside.
    Start,
    /// The value contains it, case and accents aside (`:contains`).
    Within,
    /// The value ends with it, case and accents aside (`ew` of a filter).
    End,
    /// The value is it, case and accents aside (`eq` of a filter).
    Whole,
    /// The value is it, to the letter (`:exact`).
    Exact,
}

/// A reference that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferenceTest {
    /// A resource here, of this type or (`7` alone) of any; alone, also what is elsewhere by this very name.
    Local(Option<ResourceType>, Id),
    /// Something elsewhere, by its whole URL.
    Url(String),
    /// A canonical address with this version or one that begins so: `url|1` finds `url|1.2` (`:below`).
    Version(String),
}

/// An address that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UriTest {
    /// This one, to the letter.
    Is(String),
    /// One that starts with this (`:below`).
    Below(String),
}

/// A sequence of values that one element must hold together.
#[derive(Debug, Clone)]
pub struct CompositeTest {
    /// The slot of each value, and what is asked of it.
    pub parts: Vec<(u8, Test)>,
}

/// Codes that are not listed but described.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Coded {
    /// Those of any of these value sets, named by canonical address or `ValueSet/id` (`:in`, `:not-in`).
    InValueSet(Vec<String>),
    /// Those that stand so to any of these in the hierarchy of their code system, these included.
    Related(Vec<TokenTest>, Direction),
}

/// Which way a hierarchy is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// To what is more general (`:above`).
    Above,
    /// To what is more special (`:below`).
    Below,
}
