//! What may be searched: the search parameters of every type.

use crate::fhir::ResourceType;

/// One search parameter of one resource type.
#[derive(Debug, PartialEq)]
pub struct Parameter {
    /// The type that it searches.
    pub resource_type: ResourceType,
    /// Its name in a query.
    pub code: String,
}

/// Every search parameter.
#[derive(Debug)]
pub struct Registry;
