//! String parameters that compare by sound: R4 has one of them on names and leaves the algorithm to the server.
//! It is Double Metaphone here: made for English, with the spellings of French and other languages that names
//! come from as its second reading.
//!
//! The key of a name is the keys of its words, each with a blank behind it. A name is kept under the key of each
//! of its ends (`peter james`, `james`), so that a search may start at any word and always ends with one.

use rphonetic::DoubleMetaphone;
use serde_json::Value;

use crate::search::kind::{Emit, text, written};
use crate::search::query::{TextMatch, TextTest};
use crate::search::{IndexValue, fold};

/// How many letters of a word's sound are kept.
const LONGEST: usize = 8;

/// How many words of a name are kept.
const MOST_WORDS: usize = 16;

/// Indexes a text or a HumanName.
pub(super) fn index(value: &Value, emit: &mut Emit<'_>) {
    match value {
        Value::String(name) => index_name(name, emit),
        Value::Object(object) => {
            let parts = text::name_parts(object);
            let spoken: Vec<_> = parts.iter().filter(|(name, _)| *name != "text").collect();
            let names = spoken.iter().map(|(_, text)| *text).collect::<Vec<_>>().join(" ");
            index_name(&names, emit);
            parts.iter().filter(|(name, _)| *name == "text").for_each(|(_, text)| index_name(text, emit));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {}
    }
}

/// Reads words to be found by their sound; refusals are sentences for the caller.
pub(in crate::search) fn read(text: &str) -> Result<Vec<TextTest>, String> {
    let plain = written::unescape(text);
    let keys: Vec<_> = readings(&plain).into_iter().map(|words| words.concat()).collect();
    if keys.iter().all(String::is_empty) {
        return Err("what is compared by sound has at least one letter".to_owned());
    }
    Ok(keys.into_iter().map(|text| TextTest { how: TextMatch::Start, text }).collect())
}

fn index_name(name: &str, emit: &mut Emit<'_>) {
    for words in readings(name) {
        for start in 0..words.len() {
            let folded = words.get(start..).unwrap_or_default().concat();
            emit(None, IndexValue::Text { folded, exact: name.to_owned() });
        }
    }
}

/// The keys of a text's words in both of their readings; one list when they are the same.
fn readings(text: &str) -> Vec<Vec<String>> {
    let folded = fold(text);
    let words = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let metaphone = DoubleMetaphone::new(Some(LONGEST));
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for word in words.take(MOST_WORDS) {
        // What is written in other letters sounds like itself.
        let ascii = word.is_ascii() && word.bytes().any(|letter| letter.is_ascii_alphabetic());
        let sound = ascii.then(|| metaphone.double_metaphone(word));
        let key = |sound: Option<String>| match sound {
            Some(sound) if !sound.is_empty() => sound.to_lowercase() + " ",
            _ => format!("{word} "),
        };
        first.push(key(sound.as_ref().map(|sound| sound.primary().clone())));
        second.push(key(sound.as_ref().map(|sound| sound.alternate().clone())));
    }
    if first == second { vec![first] } else { vec![first, second] }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(name: Value, asked: &str, expected: bool) {
        let mut keys = Vec::new();
        index(&name, &mut |_, value| {
            if let IndexValue::Text { folded, .. } = value {
                keys.push(folded);
            }
        });
        let tests = read(asked).unwrap();
        let found = keys.iter().any(|key| tests.iter().any(|test| key.starts_with(&test.text)));
        assert_eq!(found, expected, "{name} {asked}: {keys:?} {tests:?}");
    }

    #[test]
    fn what_sounds_alike_is_found() {
        for (name, asked) in [
            ("Smith", "Smyth"),
            ("Philippe", "Filip"),
            ("Ouédraogo", "Wedraogo"),
            ("Diallo", "Dialo"),
            ("Stephen", "Steven"),
        ] {
            check(json!(name), asked, true);
        }
        check(json!("Smith"), "Miller", false);
        check(json!("Diallo"), "Traoré", false);
    }

    #[test]
    fn a_search_starts_and_ends_with_a_word() {
        let name = json!({"given": ["Peter", "James"], "family": "Chalmers", "use": "official"});
        for (asked, found) in [
            ("peter", true),
            ("jaymes", true),
            ("peter james", true),
            ("james chalmers", true),
            ("peter chalmers", false),
            ("chal", false),
        ] {
            check(name.clone(), asked, found);
        }
    }

    #[test]
    fn other_letters_sound_like_themselves() {
        check(json!("山田 太郎"), "山田", true);
        check(json!("山田 太郎"), "太", false);
        assert!(read("-").is_err());
    }
}
