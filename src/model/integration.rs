//! Links between platforms.

use crate::model::code::coded;
use crate::model::{Link, Ref, When};

/// A link from one platform or deployment to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Integration {
    /// Its id, once it is stored.
    pub id: Option<String>,
    /// The one end: a platform, a deployment or an organisation.
    pub from: Link,
    /// The other end.
    pub to: Link,
    /// What stands between the two.
    pub intermediaries: Vec<Link>,
    /// The standards that are spoken, by code.
    pub standards: Vec<String>,
    /// How far it is.
    pub status: Status,
    /// When it was known to be that far.
    pub as_of: Option<When>,
    /// The countries where it works.
    pub countries: Vec<Ref>,
    /// What it costs to build.
    pub effort: Option<Effort>,
    /// Remarks.
    pub notes: Vec<String>,
    /// Where this is known from: discussion points, pages.
    pub sources: Vec<Link>,
}

impl Integration {
    /// A link of which nothing but the ends and the status is known.
    pub fn new(from: Link, to: Link, status: Status) -> Self {
        Self {
            id: None,
            from,
            to,
            intermediaries: Vec::new(),
            standards: Vec::new(),
            status,
            as_of: None,
            countries: Vec::new(),
            effort: None,
            notes: Vec::new(),
            sources: Vec::new(),
        }
    }
}

coded! {
    /// How far an integration is.
    pub enum Status {
        /// Someone thought of it.
        Idea = "idea",
        /// It is to be built.
        Planned = "planned",
        /// Someone said that it exists; nobody has checked.
        Reported = "reported",
        /// It is being built.
        InProgress = "in-progress",
        /// It works.
        Live = "live",
        /// It no longer works.
        Retired = "retired",
    }
}

/// What an integration costs to build. A bound that was not said is absent.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Effort {
    /// The least.
    pub low: Option<Duration>,
    /// The most.
    pub high: Option<Duration>,
    /// The words of the source.
    pub text: Option<String>,
}

/// A length of working time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duration {
    /// How many.
    pub value: u32,
    /// Of what.
    pub unit: Unit,
}

coded! {
    /// A unit of working time, in UCUM's codes.
    pub enum Unit {
        /// Minutes.
        Minutes = "min",
        /// Hours.
        Hours = "h",
        /// Days.
        Days = "d",
        /// Weeks.
        Weeks = "wk",
        /// Months.
        Months = "mo",
    }
}

impl Unit {
    /// The unit's English name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
            Self::Weeks => "weeks",
            Self::Months => "months",
        }
    }
}
