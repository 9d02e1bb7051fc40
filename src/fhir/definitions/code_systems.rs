//! The code systems from which those codes come that elements require: what each code is called, and which stands
//! above it.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{cell, list};

/// A code system with all its codes. They are told apart by case.
#[derive(Debug)]
pub struct CodeSystem {
    /// Its canonical address.
    pub url: &'static str,
    /// Its business version.
    pub version: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// What its hierarchy means, such as `is-a`, where that is said.
    pub meaning: Option<&'static str>,
    /// Its concepts, in the published order.
    pub concepts: Vec<Concept>,
}

/// A concept of a code system.
#[derive(Debug)]
pub struct Concept {
    /// Its code.
    pub code: &'static str,
    /// The codes right above it.
    pub parents: Vec<&'static str>,
    /// Its name; empty where it has none.
    pub display: &'static str,
    /// Whether it only groups others and is no choice itself.
    pub is_abstract: bool,
}

/// The code system of an address. `None` for all from which no element requires a code, and for those whose codes
/// cannot be listed.
pub fn code_system(url: &str) -> Option<&'static CodeSystem> {
    static SYSTEMS: LazyLock<HashMap<&'static str, CodeSystem>> = LazyLock::new(read);
    SYSTEMS.get(url)
}

fn read() -> HashMap<&'static str, CodeSystem> {
    let mut systems: Vec<CodeSystem> = Vec::new();
    for row in include_str!("code-systems.tsv").lines() {
        let mut cells = row.split('\t');
        match (cell(&mut cells), systems.last_mut()) {
            ("", Some(system)) => system.concepts.push(Concept {
                code: cell(&mut cells),
                parents: list(cell(&mut cells), ' ').collect(),
                display: cell(&mut cells),
                is_abstract: cell(&mut cells) == "abstract",
            }),
            (url, _) => systems.push(CodeSystem {
                url,
                version: cell(&mut cells),
                name: cell(&mut cells),
                meaning: Some(cell(&mut cells)).filter(|meaning| !meaning.is_empty()),
                concepts: Vec::new(),
            }),
        }
    }
    systems.into_iter().map(|system| (system.url, system)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::fhir::definitions::codes;

    #[test]
    fn a_code_system_knows_its_codes_their_names_and_what_is_above_them() {
        let system = code_system("http://hl7.org/fhir/issue-type").unwrap();
        assert_eq!(system.version, "4.0.1");
        let concept = |code: &str| system.concepts.iter().find(|concept| concept.code == code).unwrap();
        assert_eq!(
            (concept("required").display, concept("required").parents.as_slice()),
            ("Required element missing", &["invalid"][..])
        );
        let items = code_system("http://hl7.org/fhir/item-type").unwrap();
        assert!(items.concepts.iter().any(|concept| concept.code == "question" && concept.is_abstract));
        assert!(code_system("http://unitsofmeasure.org").is_none());
    }

    #[test]
    fn every_listed_code_and_every_parent_is_in_its_system() {
        for row in include_str!("codes.tsv").lines() {
            let mut cells = row.split('\t');
            let (value_set, url) = (cells.next().unwrap(), cells.next().unwrap());
            let Some(system) = code_system(url) else { continue };
            let all: HashSet<_> = system.concepts.iter().map(|concept| concept.code).collect();
            let listed = codes(value_set).unwrap();
            assert!(listed.codes_of(url).iter().all(|code| all.contains(code)), "{row}");
            for concept in &system.concepts {
                assert!(concept.parents.iter().all(|parent| all.contains(parent)), "{url} {}", concept.code);
            }
        }
    }
}
