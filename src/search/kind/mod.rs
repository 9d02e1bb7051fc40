//! The kinds of search parameter, one file each: what a value in a resource is found by, and how a value in
//! a search is written. They know no resource type and no single parameter.

pub(super) mod composite;
pub(super) mod date;
pub(super) mod near;
pub(super) mod number;
mod prefix;
pub(super) mod quantity;
pub(super) mod reference;
pub(super) mod sound;
pub(super) mod text;
pub(super) mod token;
mod units;
pub(super) mod uri;
mod values;
pub(super) mod words;
pub(super) mod written;

pub(super) use values::{Values, choices};

use crate::fhir::definitions::SearchKind;
use crate::fhir::path::Found;
use crate::search::{IndexValue, Settings};

/// What a parameter's values are, which decides how they are asked for and compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ParameterKind {
    /// A code with or without a system.
    Token,
    /// A text; R4 calls the kind `string`.
    Text,
    /// A name that is compared by its sound; a `string` too.
    Sound,
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
    /// Several values that one element holds together.
    Composite,
    /// A place on the earth; R4 calls it `special`.
    Position,
    /// The words of the narrative; a `string`.
    Narrative,
    /// The words of everything; a `string`.
    Content,
}

/// A further way to ask for a parameter's values. What it compares is kept under a parameter of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Facet {
    /// The texts beside a code (`:text`).
    Text,
    /// An identifier by its type (`:of-type`).
    OfType,
    /// The identifier of a reference (`:identifier`).
    Identifier,
    /// A quantity in base units.
    Canonical,
}

impl Facet {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Text, Self::OfType, Self::Identifier, Self::Canonical];

    /// Its name: that of the modifier, where it is one.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::OfType => "of-type",
            Self::Identifier => "identifier",
            Self::Canonical => "canonical",
        }
    }

    /// What its values are.
    pub fn kind(self) -> ParameterKind {
        match self {
            Self::Text => ParameterKind::Text,
            Self::OfType | Self::Identifier => ParameterKind::Token,
            Self::Canonical => ParameterKind::Quantity,
        }
    }
}

/// Takes what a value is found by: under the parameter itself, or under one of its facets.
pub(super) type Emit<'e> = dyn FnMut(Option<Facet>, IndexValue) + 'e;

impl ParameterKind {
    /// The kind that the standard gives to a parameter.
    pub fn of(kind: SearchKind) -> Self {
        match kind {
            SearchKind::Token => Self::Token,
            SearchKind::Text => Self::Text,
            SearchKind::Date => Self::Date,
            SearchKind::Number => Self::Number,
            SearchKind::Quantity => Self::Quantity,
            SearchKind::Reference => Self::Reference,
            SearchKind::Uri => Self::Uri,
            SearchKind::Composite => Self::Composite,
            // The only special parameter that is published is one for positions.
            SearchKind::Special => Self::Position,
        }
    }

    /// The kind's name in the standard.
    pub fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Text | Self::Sound | Self::Narrative | Self::Content => "string",
            Self::Date => "date",
            Self::Number => "number",
            Self::Quantity => "quantity",
            Self::Reference => "reference",
            Self::Uri => "uri",
            Self::Composite => "composite",
            Self::Position => "special",
        }
    }

    /// The modifiers that a parameter of this kind may take, `:[type]` on references aside. Which of them a
    /// single parameter takes is for [`crate::search::Parameter::modifiers`] to say.
    pub fn modifiers(self) -> &'static [&'static str] {
        match self {
            Self::Token => {
                &["missing", "not", "text", "code-text", "in", "not-in", "above", "below", "of-type"]
            }
            Self::Text => &["missing", "exact", "contains"],
            Self::Reference => &["missing", "identifier", "above", "below"],
            Self::Uri => &["missing", "above", "below"],
            Self::Composite | Self::Narrative | Self::Content => &[],
            Self::Sound | Self::Date | Self::Number | Self::Quantity | Self::Position => &["missing"],
        }
    }

    /// The prefixes that a value of this kind takes (R4, search.html#prefix).
    pub fn prefixes(self) -> &'static [&'static str] {
        match self {
            Self::Date | Self::Number | Self::Quantity => {
                &["eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"]
            }
            _ => &[],
        }
    }

    /// Whether matches can be sorted by a parameter of this kind.
    pub fn sorts(self) -> bool {
        !matches!(self, Self::Composite | Self::Position | Self::Narrative | Self::Content)
    }

    /// The facets that a parameter of this kind has.
    pub(super) fn facets(self) -> &'static [Facet] {
        match self {
            Self::Token => &[Facet::Text, Facet::OfType],
            Self::Reference => &[Facet::Identifier],
            Self::Quantity => &[Facet::Canonical],
            _ => &[],
        }
    }

    /// Hands what a value is found by to `emit`: nothing where it has no value that this kind compares.
    pub(super) fn index(self, found: Found<'_>, settings: &Settings, emit: &mut Emit<'_>) {
        match self {
            Self::Token => token::index(found, emit),
            Self::Text => text::index(found, emit),
            Self::Sound => sound::index(found.value, emit),
            Self::Date => date::index(found, &settings.zone, emit),
            Self::Number => number::index(found.value, emit),
            Self::Quantity => quantity::index(found.value, emit),
            Self::Reference => reference::index(found.value, &settings.base, emit),
            Self::Uri => uri::index(found.value, emit),
            Self::Position => near::index(found.value, emit),
            // These are made of more than one value.
            Self::Composite | Self::Narrative | Self::Content => {}
        }
    }
}
