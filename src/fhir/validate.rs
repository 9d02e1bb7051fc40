//! Validation against the element tables.
