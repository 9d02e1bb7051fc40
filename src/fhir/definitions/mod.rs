//! R4's published definitions as compact tables: resource types, elements, search parameters, code lists.
//!
//! The tables are made by `scripts/definitions.py` from HL7's package (CC0-1.0) and embedded in the binary.

/// Every concrete resource type's name, in alphabetical (byte) order.
pub fn resource_types() -> &'static [&'static str] {
    todo!()
}
