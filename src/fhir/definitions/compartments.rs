//! The compartments that R4 publishes: which resources belong to a patient, an encounter and so on.

use std::sync::LazyLock;

use super::{cell, list};

/// That resources of a type belong to a compartment, and by which parameters.
#[derive(Debug)]
pub struct Membership {
    /// The type whose resources have compartments of this kind.
    pub of: &'static str,
    /// The type that belongs to them.
    pub member: &'static str,
    /// The reference parameters that make a resource of that type a member. `{def}` stands for the resource whose
    /// compartment it is.
    pub parameters: Vec<&'static str>,
}

/// Every membership, in byte order of both types.
pub fn compartments() -> &'static [Membership] {
    static MEMBERSHIPS: LazyLock<Vec<Membership>> =
        LazyLock::new(|| include_str!("compartments.tsv").lines().map(read).collect());
    &MEMBERSHIPS
}

fn read(row: &'static str) -> Membership {
    let mut cells = row.split('\t');
    let mut next = || cell(&mut cells);
    Membership { of: next(), member: next(), parameters: list(next(), ',').collect() }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::fhir::definitions::{SearchKind, search_parameters};

    #[test]
    fn every_membership_is_by_a_published_reference_parameter() {
        for Membership { of, member, parameters } in compartments() {
            assert!(!parameters.is_empty(), "{of} {member}");
            for code in parameters.iter().filter(|code| **code != "{def}") {
                let mut published = search_parameters().iter();
                let found = published.find(|one| one.base == *member && one.code == *code);
                assert_eq!(found.map(|one| one.kind), Some(SearchKind::Reference), "{of} {member} {code}");
            }
        }
    }

    #[test]
    fn five_types_have_compartments() {
        let of: HashSet<_> = compartments().iter().map(|one| one.of).collect();
        let expected = ["Device", "Encounter", "Patient", "Practitioner", "RelatedPerson"];
        assert_eq!(of, HashSet::from(expected));
        assert_eq!(compartments().iter().filter(|one| one.of == "Patient").count(), 66);
    }
}
