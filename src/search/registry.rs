//! What may be searched: the search parameters of every type.

use crate::fhir::ResourceType;

/// One search parameter of one resource type. Two of the same type and code are equal.
#[derive(Debug)]
pub struct Parameter {
    /// The type that it searches.
    pub resource_type: ResourceType,
    /// Its name in a query.
    pub code: String,
    /// What its values are.
    pub kind: ParameterKind,
}

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

impl Parameter {
    /// A parameter that no expression fills: for stores' tests, which make their own rows.
    pub fn new(resource_type: ResourceType, code: impl Into<String>, kind: ParameterKind) -> Self {
        Self { resource_type, code: code.into(), kind }
    }
}

impl PartialEq for Parameter {
    fn eq(&self, other: &Self) -> bool {
        self.resource_type == other.resource_type && self.code == other.code
    }
}

impl Eq for Parameter {}

/// Every search parameter.
#[derive(Debug)]
pub struct Registry;
