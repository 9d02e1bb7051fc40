//! R4's invariants, where each is defined.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::cell;

/// A rule that R4 states in FHIRPath.
#[derive(Debug, Clone, Copy)]
pub struct Constraint {
    /// Its name: `per-1`. Few are used twice, on different elements.
    pub key: &'static str,
    /// Whether R4 calls a breach an error; else it is worth a warning.
    pub is_error: bool,
    /// The rule as a sentence.
    pub human: &'static str,
    /// The rule as FHIRPath, from the element that it is defined on.
    pub expression: &'static str,
}

/// The invariants defined on a type or an element: `Period`, `Task`, `Organization.telecom`.
pub fn constraints(path: &str) -> &'static [Constraint] {
    TABLE.get(path).map_or(&[], Vec::as_slice)
}

/// Every path that invariants are defined on.
pub fn constrained_paths() -> impl Iterator<Item = &'static str> {
    TABLE.keys().copied()
}

static TABLE: LazyLock<HashMap<&'static str, Vec<Constraint>>> = LazyLock::new(|| {
    let mut table: HashMap<&'static str, Vec<Constraint>> = HashMap::new();
    for row in include_str!("constraints.tsv").lines() {
        let mut cells = row.split('\t');
        let path = cell(&mut cells);
        let key = cell(&mut cells);
        let is_error = cell(&mut cells) == "error";
        let (human, expression) = (cell(&mut cells), cell(&mut cells));
        table.entry(path).or_default().push(Constraint { key, is_error, human, expression });
    }
    table
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fhir::definitions::{element, structure};

    #[test]
    fn an_invariant_has_its_key_severity_sentence_and_expression() {
        let [per] = constraints("Period") else { panic!("Period has one invariant") };
        assert_eq!((per.key, per.is_error), ("per-1", true));
        assert_eq!(per.human, "If present, start SHALL have a lower value than end");
        assert!(per.expression.ends_with("(start <= end)"), "{}", per.expression);
        assert!(constraints("DomainResource").iter().any(|rule| rule.key == "dom-6" && !rule.is_error));
        assert_eq!(constraints("Task.status").len(), 0);
    }

    #[test]
    fn every_invariant_stands_on_a_structure_or_an_element() {
        let rows = include_str!("constraints.tsv").lines().count();
        assert_eq!(TABLE.values().map(Vec::len).sum::<usize>(), rows);
        for path in constrained_paths() {
            assert!(structure(path).is_some() || element(path).is_some(), "{path}");
        }
    }
}
