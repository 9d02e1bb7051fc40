//! The kinds of search parameter, one file each: what a value in a resource is found by, and how a value in
//! a search is written. They know no resource type and no single parameter.

pub(super) mod date;
pub(super) mod number;
mod prefix;
pub(super) mod quantity;
pub(super) mod reference;
pub(super) mod text;
pub(super) mod token;
pub(super) mod uri;
pub(super) mod written;

use crate::fhir::definitions::SearchKind;
use crate::fhir::path::Found;
use crate::search::{IndexValue, Settings};

/// What a parameter's values are, which decides how they are asked for and compared. R4's composite and
/// special parameters are not offered, so they have no kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ParameterKind {
    /// A code with or without a system.
    Token,
    /// A text; R4 calls the kind `string`.
    Text,
    /// A date or a period.
    Date,
    /// A number.
    Number,
    /// A number with a unit.
    Quantity,
    /// A reference to another resource.
    Reference,
    /// An address.
    Uri,
}

impl ParameterKind {
    /// The kind that the standard gives to a parameter; `None` for those that are not offered.
    pub fn of(kind: SearchKind) -> Option<Self> {
        match kind {
            SearchKind::Token => Some(Self::Token),
            SearchKind::Text => Some(Self::Text),
            SearchKind::Date => Some(Self::Date),
            SearchKind::Number => Some(Self::Number),
            SearchKind::Quantity => Some(Self::Quantity),
            SearchKind::Reference => Some(Self::Reference),
            SearchKind::Uri => Some(Self::Uri),
            SearchKind::Composite | SearchKind::Special => None,
        }
    }

    /// The kind's name in the standard.
    pub fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Text => "string",
            Self::Date => "date",
            Self::Number => "number",
            Self::Quantity => "quantity",
            Self::Reference => "reference",
            Self::Uri => "uri",
        }
    }

    /// The modifiers that a parameter of this kind takes, `:[type]` on references aside.
    pub fn modifiers(self) -> &'static [&'static str] {
        match self {
            Self::Token => &["missing", "not"],
            Self::Text => &["missing", "exact", "contains"],
            _ => &["missing"],
        }
    }

    /// Hands what a value is found by to `emit`: nothing where it has no value that this kind compares.
    pub(super) fn index(self, found: Found<'_>, settings: &Settings, emit: &mut dyn FnMut(IndexValue)) {
        match self {
            Self::Token => token::index(found.value, emit),
            Self::Text => text::index(found.value, emit),
            Self::Date => emit_one(date::index(found.value, &settings.zone), emit),
            Self::Number => number::index(found.value, emit),
            Self::Quantity => quantity::index(found.value, emit),
            Self::Reference => reference::index(found.value, &settings.base, emit),
            Self::Uri => emit_one(uri::index(found.value), emit),
        }
    }
}

fn emit_one(value: Option<IndexValue>, emit: &mut dyn FnMut(IndexValue)) {
    if let Some(value) = value {
        emit(value);
    }
}
