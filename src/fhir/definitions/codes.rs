//! The codes of the value sets that an element's required binding names.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{cell, list};

/// The codes of a value set, by code system.
#[derive(Debug, Default)]
pub struct CodeList {
    systems: Vec<(&'static str, Vec<&'static str>)>,
}

impl CodeList {
    /// Whether the set holds the code in any system, as an element of type `code` asks.
    pub fn has_code(&self, code: &str) -> bool {
        self.systems.iter().any(|(_, codes)| codes.binary_search(&code).is_ok())
    }

    /// Whether the set holds the code in this system, as a Coding asks.
    pub fn has(&self, system: &str, code: &str) -> bool {
        self.systems.iter().any(|(own, codes)| *own == system && codes.binary_search(&code).is_ok())
    }

    /// The code systems that the set draws from.
    pub fn systems(&self) -> impl Iterator<Item = &'static str> {
        self.systems.iter().map(|(system, _)| *system)
    }

    /// The codes of one system, in byte order.
    pub fn codes_of(&self, system: &str) -> &[&'static str] {
        self.systems.iter().find(|(own, _)| *own == system).map_or(&[], |(_, codes)| codes)
    }

    /// Every code, system by system, in byte order.
    pub fn codes(&self) -> impl Iterator<Item = &'static str> {
        self.systems.iter().flat_map(|(_, codes)| codes.iter().copied())
    }
}

/// R4's own version, in which its value sets are.
const VERSION: &str = "4.0.1";

/// The codes of a value set that an element requires, by its canonical address. `None` where no element requires it,
/// where its codes cannot be listed (media types, units of measure, currencies), and for another version than R4's.
pub fn codes(value_set: &str) -> Option<&'static CodeList> {
    static LISTS: LazyLock<HashMap<&'static str, CodeList>> = LazyLock::new(read);
    let (url, version) = value_set.split_once('|').unwrap_or((value_set, VERSION));
    LISTS.get(url).filter(|_| matches!(version, "" | VERSION))
}

fn read() -> HashMap<&'static str, CodeList> {
    let mut lists: HashMap<&'static str, CodeList> = HashMap::new();
    for row in include_str!("codes.tsv").lines() {
        let mut cells = row.split('\t');
        let (value_set, system) = (cell(&mut cells), cell(&mut cells));
        if system != "*" {
            let codes = list(cell(&mut cells), ' ').collect();
            lists.entry(value_set).or_default().systems.push((system, codes));
        }
    }
    lists
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_list_knows_its_codes_and_their_system() {
        let list = codes("http://hl7.org/fhir/ValueSet/task-status").unwrap();
        assert!(list.has_code("in-progress") && !list.has_code("In-Progress"));
        assert!(list.has("http://hl7.org/fhir/task-status", "draft") && !list.has("urn:other", "draft"));
        assert_eq!(list.codes().count(), 12);
    }

    #[test]
    fn a_value_set_is_known_in_its_own_version() {
        let known =
            |version: &str| codes(&format!("http://hl7.org/fhir/ValueSet/task-status{version}")).is_some();
        assert!(known("|4.0.1") && known("|") && !known("|4.3.0") && !known("|4.0.1|4.0.1"));
    }

    #[test]
    fn what_cannot_be_listed_is_open() {
        assert!(codes("http://hl7.org/fhir/ValueSet/mimetypes").is_none());
    }

    #[test]
    fn every_list_is_in_order_so_that_it_can_be_searched() {
        for row in include_str!("codes.tsv").lines() {
            let listed: Vec<_> = row.split('\t').nth(2).unwrap_or_default().split(' ').collect();
            assert!(listed.is_sorted(), "{row}");
        }
    }
}
