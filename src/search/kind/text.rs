//! String parameters (R4, section 3.1.1.4.8): texts, and the parts of names and addresses.

use serde_json::{Map, Value};

use crate::fhir::path::Found;
use crate::search::kind::{Emit, Facet, written};
use crate::search::query::{TextMatch, TextTest};
use crate::search::{IndexValue, fold};

/// The parts of a HumanName that a search may start with, in the order in which a name is said.
const NAME: [&str; 5] = ["text", "prefix", "given", "family", "suffix"];

/// Where a family name stands.
const FAMILY: &str = "HumanName.family";

/// The parts of an Address that a search may start with, in the order in which an address is written.
const ADDRESS: [&str; 7] = ["text", "line", "city", "district", "state", "postalCode", "country"];

/// Indexes a text; or a HumanName or an Address, both whole and by parts, and a family name by each of its
/// words too.
pub(super) fn index(found: Found<'_>, emit: &mut Emit<'_>) {
    match found.value {
        Value::String(text) if found.element.is_some_and(|element| element.path == FAMILY) => {
            family(text, emit);
        }
        Value::String(text) => emit_text(None, text, emit),
        Value::Object(object) => {
            let parts = match found.type_name {
                Some("HumanName") => &NAME[..],
                Some("Address") => &ADDRESS[..],
                _ if ADDRESS.iter().skip(1).any(|part| object.contains_key(*part)) => &ADDRESS[..],
                _ => &NAME[..],
            };
            whole_and_parts(object, parts, emit);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {}
    }
}

/// Indexes a text that stands beside a code (`:text` of token parameters).
pub(super) fn index_beside(text: &str, emit: &mut Emit<'_>) {
    emit_text(Some(Facet::Text), text, emit);
}

/// Reads a text to be found in this way; refusals are sentences for the caller.
pub(in crate::search) fn read(text: &str, how: TextMatch) -> Result<TextTest, String> {
    let plain = written::unescape(text);
    let folded = fold(&plain);
    if folded.is_empty() {
        return Err("a text has at least one character that is not blank".to_owned());
    }
    Ok(TextTest { how, text: if how == TextMatch::Exact { plain } else { folded } })
}

/// The texts of a name's or an address's parts, in order.
pub(super) fn parts<'a>(object: &'a Map<String, Value>, names: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    let mut parts = Vec::new();
    for name in names {
        match object.get(*name) {
            Some(Value::String(text)) => parts.push((*name, text.as_str())),
            Some(Value::Array(items)) => {
                parts.extend(items.iter().filter_map(Value::as_str).map(|text| (*name, text)));
            }
            _ => {}
        }
    }
    parts
}

/// The parts of a HumanName.
pub(super) fn name_parts(object: &Map<String, Value>) -> Vec<(&str, &str)> {
    parts(object, &NAME)
}

fn whole_and_parts(object: &Map<String, Value>, names: &[&str], emit: &mut Emit<'_>) {
    let parts = parts(object, names);
    for (name, text) in &parts {
        match *name {
            "family" => family(text, emit),
            _ => emit_text(None, text, emit),
        }
    }
    let spoken: Vec<_> = parts.iter().filter(|(name, _)| *name != "text").map(|(_, text)| *text).collect();
    if spoken.len() > 1 {
        emit_text(None, &spoken.join(" "), emit);
    }
}

/// A family name may be known by any of its words (R4, section 3.1.1.4.8).
fn family(text: &str, emit: &mut Emit<'_>) {
    emit_text(None, text, emit);
    let words = text.match_indices([' ', '-']).filter_map(|(at, _)| text.get(at + 1..));
    words.for_each(|rest| emit_text(None, rest, emit));
}

fn emit_text(facet: Option<Facet>, text: &str, emit: &mut Emit<'_>) {
    let folded = fold(text);
    if !folded.is_empty() {
        emit(facet, IndexValue::Text { folded, exact: text.to_owned() });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check_index(value: Value, expected: &[(&str, &str)]) {
        let mut texts = Vec::new();
        index(Found::bare(&value), &mut |_, text| texts.push(text));
        let text = |(folded, exact): &(&str, &str)| IndexValue::Text {
            folded: (*folded).to_owned(),
            exact: (*exact).to_owned(),
        };
        assert_eq!(texts, expected.iter().map(text).collect::<Vec<_>>(), "{value}");
    }

    #[test]
    fn names_and_addresses_give_their_parts_and_themselves() {
        check_index(json!("Réunion"), &[("reunion", "Réunion")]);
        check_index(json!("  "), &[]);
        let name =
            json!({"use": "official", "family": "Ba", "given": ["Awa", "É."], "period": {"start": "2020"}});
        check_index(name, &[("awa", "Awa"), ("e.", "É."), ("ba", "Ba"), ("awa e. ba", "Awa É. Ba")]);
        let address = json!({"line": ["1, Rue X"], "city": "Douala", "country": "CM"});
        check_index(
            address,
            &[
                ("1, rue x", "1, Rue X"),
                ("douala", "Douala"),
                ("cm", "CM"),
                ("1, rue x douala cm", "1, Rue X Douala CM"),
            ],
        );
        check_index(json!({"text": "Awa Ba", "use": "usual"}), &[("awa ba", "Awa Ba")]);
        check_index(json!(7), &[]);
    }

    #[test]
    fn each_word_of_a_family_name_starts_one() {
        check_index(
            json!({"family": "Carreno Quinones-Ba"}),
            &[("carreno quinones-ba", "Carreno Quinones-Ba"), ("quinones-ba", "Quinones-Ba"), ("ba", "Ba")],
        );
    }

    #[test]
    fn only_an_exact_text_is_kept_as_written() {
        let read = |how| read(r"L’Été\, 2021", how).unwrap().text;
        assert_eq!(read(TextMatch::Exact), "L’Été, 2021");
        assert_eq!(
            (read(TextMatch::Start), read(TextMatch::Within)),
            ("l'ete, 2021".into(), "l'ete, 2021".into())
        );
        assert!(super::read(" ", TextMatch::Exact).is_err());
    }
}
