//! String parameters (R4, section 3.1.1.4.9): texts, and the parts of names and addresses.

use serde_json::Value;

use crate::search::kind::written;
use crate::search::query::{TextMatch, TextTest};
use crate::search::{IndexValue, fold};

/// The parts of HumanName and Address that a search may start with.
const PARTS: [&str; 11] = [
    "text",
    "family",
    "given",
    "prefix",
    "suffix",
    "line",
    "city",
    "district",
    "state",
    "postalCode",
    "country",
];

/// Indexes a text, or each part of a HumanName or an Address.
pub(super) fn index(value: &Value, emit: &mut dyn FnMut(IndexValue)) {
    match value {
        Value::String(text) => {
            let folded = fold(text);
            if !folded.is_empty() {
                emit(IndexValue::Text { folded, exact: text.clone() });
            }
        }
        Value::Array(items) => {
            items.iter().filter(|item| item.is_string()).for_each(|item| index(item, emit))
        }
        Value::Object(object) => {
            for part in PARTS.iter().filter_map(|part| object.get(*part)).filter(|part| !part.is_object()) {
                index(part, emit);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check_index(value: Value, expected: &[(&str, &str)]) {
        let mut texts = Vec::new();
        index(&value, &mut |text| texts.push(text));
        let text = |(folded, exact): &(&str, &str)| IndexValue::Text {
            folded: (*folded).to_owned(),
            exact: (*exact).to_owned(),
        };
        assert_eq!(texts, expected.iter().map(text).collect::<Vec<_>>(), "{value}");
    }

    #[test]
    fn names_and_addresses_give_their_parts() {
        check_index(json!("Réunion"), &[("reunion", "Réunion")]);
        check_index(json!("  "), &[]);
        let name =
            json!({"use": "official", "family": "Ba", "given": ["Awa", "É."], "period": {"start": "2020"}});
        check_index(name, &[("ba", "Ba"), ("awa", "Awa"), ("e.", "É.")]);
        let address = json!({"line": ["1, Rue X"], "city": "Douala", "country": "CM"});
        check_index(address, &[("1, rue x", "1, Rue X"), ("douala", "Douala"), ("cm", "CM")]);
        check_index(json!(7), &[]);
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
