//! R4's published definitions as compact tables: resource types, elements, invariants, search parameters,
//! compartments, code lists, code systems.
//!
//! The tables are made by `scripts/definitions.py` from HL7's package (CC0-1.0), all but `examples.tsv`, which is
//! written by hand. They are embedded in the binary and read once, at their first use. It does not know any resource,
//! nor what is done with a definition.

use std::fmt;
use std::sync::LazyLock;

mod code_systems;
mod codes;
mod compartments;
mod constraints;
mod elements;
mod search_parameters;

pub use code_systems::{CodeSystem, code_system};
pub use codes::{CodeList, codes};
pub use compartments::{Membership, compartments};
pub use constraints::{Constraint, constrained_paths, constraints};
pub use elements::{
    Binding, Element, ElementType, Member, Strength, Structure, StructureKind, children, element, is_choice,
    is_primitive, spelled, structure,
};
pub use search_parameters::{Component, SearchKind, SearchParameter, search_parameters};

/// Every concrete resource type's name, in alphabetical (byte) order.
pub fn resource_types() -> &'static [&'static str] {
    static NAMES: LazyLock<Vec<&'static str>> =
        LazyLock::new(|| include_str!("resource-types.txt").lines().collect());
    &NAMES
}

/// The cell of a row, empty where the row ends before it.
fn cell(row: &mut std::str::Split<'static, char>) -> &'static str {
    row.next().unwrap_or_default()
}

/// The parts of a cell that is a list; none for an empty cell.
fn list(cell: &'static str, separator: char) -> impl Iterator<Item = &'static str> {
    cell.split(separator).filter(|part| !part.is_empty())
}

/// Structures lead to one another and back to themselves, so one is shown by its path alone.
impl fmt::Debug for Structure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Structure").field(&self.path).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_that_holds_itself_can_be_shown() {
        let item = element("Questionnaire.item.item").unwrap();
        assert!(item.content("BackboneElement").is_some());
        assert!(format!("{item:?}").contains(r#"Structure("Questionnaire.item")"#));
    }

    #[test]
    fn the_resource_types_are_r4s_in_byte_order() {
        let names = resource_types();
        assert_eq!(names.len(), 146);
        assert!(names.is_sorted() && names.contains(&"Task") && !names.contains(&"DomainResource"));
        for name in names {
            let kind = structure(name).map(|structure| structure.kind);
            assert_eq!(kind, Some(StructureKind::Resource), "{name}");
        }
    }
}
