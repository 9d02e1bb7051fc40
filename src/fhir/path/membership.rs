//! Whether coded values are in a value set, as far as anyone knows: those who are asked, or else R4's own lists.

use serde_json::{Map, Value};

use super::{Node, Terminology};
use crate::fhir::definitions;

/// A value set, and who knows what is in it.
#[derive(Clone, Copy)]
pub(in crate::fhir) struct Membership<'t> {
    /// Its canonical address.
    pub(in crate::fhir) value_set: &'t str,
    /// Who is asked first.
    pub(in crate::fhir) terminology: Option<&'t Terminology<'t>>,
}

impl Membership<'_> {
    /// Whether it has a code of a system, or of any where none is given; none where that cannot be told.
    pub(in crate::fhir) fn of_code(&self, system: Option<&str>, code: &str) -> Option<bool> {
        let asked = self.terminology.and_then(|asked| asked(self.value_set, system, code));
        asked.or_else(|| {
            let list = definitions::codes(self.value_set)?;
            Some(system.map_or_else(|| list.has_code(code), |system| list.has(system, code)))
        })
    }

    /// Whether it has a code, a Coding or what is written like one, or one of the codings of a concept; none where
    /// that cannot be told. What holds no code is not in it.
    pub(in crate::fhir) fn of_node(&self, node: Node<'_>) -> Option<bool> {
        let Some(members) = node.members() else {
            return node.value().and_then(Value::as_str).map_or(Some(false), |code| self.of_code(None, code));
        };
        match members.get("coding").and_then(Value::as_array) {
            Some(codings) => any(codings.iter().filter_map(Value::as_object).map(|one| self.of_coding(one))),
            None => self.of_coding(members),
        }
    }

    fn of_coding(&self, coding: &Map<String, Value>) -> Option<bool> {
        let text = |name| coding.get(name).and_then(Value::as_str);
        text("code").map_or(Some(false), |code| self.of_code(text("system"), code))
    }
}

/// Whether one of several is true, when some may not be known.
fn any(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = Some(false);
    for answer in answers {
        match answer {
            Some(true) => return Some(true),
            Some(false) => {}
            None => known = None,
        }
    }
    known
}
