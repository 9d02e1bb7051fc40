//! How the values of each primitive type are written (R4, section 2.24.0.1).

use serde_json::{Number, Value};

use super::narrative;
use crate::fhir::xml::is_allowed;
use crate::fhir::{Id, datetime};

/// The most characters that a string may have.
const MOST_CHARACTERS: usize = 1024 * 1024;

/// What is wrong with a value.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::fhir) struct Fault {
    pub(in crate::fhir) code: &'static str,
    pub(in crate::fhir) message: String,
}

/// Checks a value of a primitive type.
pub(super) fn check(type_name: &str, value: &Value) -> Result<(), Fault> {
    let is_valid = match (type_name, value) {
        ("boolean", Value::Bool(_)) | ("decimal", Value::Number(_)) => true,
        ("integer", Value::Number(number)) => is_between(number, i32::MIN),
        ("unsignedInt", Value::Number(number)) => is_between(number, 0),
        ("positiveInt", Value::Number(number)) => is_between(number, 1),
        ("boolean" | "decimal" | "integer" | "unsignedInt" | "positiveInt", _) => {
            return Err(wrong_type(type_name, value));
        }
        (_, Value::String(text)) => return check_text(type_name, text),
        _ => return Err(wrong_type(type_name, value)),
    };
    if is_valid { Ok(()) } else { Err(invalid(type_name, &value.to_string())) }
}

fn is_between(number: &Number, low: i32) -> bool {
    number.as_i64().and_then(|number| i32::try_from(number).ok()).is_some_and(|number| number >= low)
}

fn check_text(type_name: &str, text: &str) -> Result<(), Fault> {
    if text.is_empty() {
        let message = format!("A {type_name} is not empty; leave out what has no value.");
        return Err(Fault { code: "empty", message });
    }
    if let Some(letter) = text.chars().find(|letter| !is_allowed(*letter)) {
        return Err(Fault { code: "invalid-value", message: unwritable(letter) });
    }
    let is_valid = match type_name {
        "date" => datetime::is_date(text),
        "dateTime" => datetime::is_date_time(text),
        "instant" => datetime::is_instant(text),
        "time" => datetime::is_time(text),
        "id" => Id::is_valid(text),
        "code" => is_code(text),
        "uri" | "url" | "canonical" => !text.contains(char::is_whitespace),
        "oid" => text.strip_prefix("urn:oid:").is_some_and(is_oid),
        "uuid" => text.strip_prefix("urn:uuid:").is_some_and(is_uuid),
        "base64Binary" => is_base64(text),
        "xhtml" => {
            return narrative::check(text).map_err(|message| Fault { code: "invalid-value", message });
        }
        _ => is_string(text),
    };
    if is_valid { Ok(()) } else { Err(invalid(type_name, text)) }
}

/// Not too long.
fn is_string(text: &str) -> bool {
    text.len() <= MOST_CHARACTERS || text.chars().count() <= MOST_CHARACTERS
}

/// Words parted by single blanks.
fn is_code(text: &str) -> bool {
    is_string(text) && text.split(char::is_whitespace).all(|word| !word.is_empty())
}

fn is_oid(arcs: &str) -> bool {
    let is_arc = |arc: &str| {
        let is_number = !arc.is_empty() && arc.bytes().all(|byte| byte.is_ascii_digit());
        is_number && (arc.len() == 1 || !arc.starts_with('0'))
    };
    arcs.split_once('.')
        .is_some_and(|(root, rest)| matches!(root, "0" | "1" | "2") && rest.split('.').all(is_arc))
}

/// Hyphenated, with small letters.
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && !text.bytes().any(|byte| byte.is_ascii_uppercase())
        && uuid::Uuid::try_parse(text).is_ok()
}

/// Base 64 with its padding; blanks and line ends may stand between.
fn is_base64(text: &str) -> bool {
    let mut length = 0_usize;
    let mut padding = 0_usize;
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        match byte {
            b'=' => padding += 1,
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' if padding == 0 => {}
            _ => return false,
        }
        length += 1;
    }
    length > 0 && length.is_multiple_of(4) && padding <= 2
}

fn wrong_type(type_name: &str, value: &Value) -> Fault {
    let found = match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    };
    let written = match type_name {
        "boolean" => "true or false",
        "decimal" | "integer" | "unsignedInt" | "positiveInt" => "a number",
        _ => "a string",
    };
    let message = format!("A {type_name} is written as {written}, not as {found}.");
    Fault { code: "wrong-type", message }
}

/// That a text holds a character which has no place in XML 1.0 (its section 2.2), so that the resource would come
/// back from XML as another one. R4 forbids the control characters among them itself.
pub(super) fn unwritable(letter: char) -> String {
    let number = u32::from(letter);
    format!("XML cannot hold the character U+{number:04X}, so no text of a resource has it; leave it out.")
}

/// That a text is no value of a type, which it tells.
pub(in crate::fhir) fn invalid(type_name: &str, text: &str) -> Fault {
    let shown: String = text.chars().take(80).collect();
    let right = match type_name {
        "integer" => "a whole number of 32 bits, such as -7",
        "unsignedInt" => "a whole number from 0 to 2147483647",
        "positiveInt" => "a whole number from 1 to 2147483647",
        "date" => "a day, month or year that exists: 2021-04-13, 2021-04 or 2021",
        "dateTime" => {
            "a date, or a time with seconds and an offset: 2021-04-13T10:00:00+02:00, 2021-04-13, 2021-04 or 2021"
        }
        "instant" => "a time with seconds and an offset: 2021-04-13T10:00:00+02:00",
        "time" => "a time of day with seconds: 10:00:00",
        "id" => "1 to 64 characters out of A-Z, a-z, 0-9, '-' and '.'",
        "code" => "words parted by single blanks, without a blank at an end",
        "uri" | "url" | "canonical" => "an address without blanks",
        "oid" => "'urn:oid:' and numbers with dots between: urn:oid:1.2.3.4",
        "uuid" => "'urn:uuid:' and a UUID in small letters: urn:uuid:c757873d-ec9a-4326-a141-556f43239520",
        "base64Binary" => "base 64 with its padding",
        _ => "text of at most a million characters, without control characters but tabs and line ends",
    };
    let message = format!("'{shown}' is not of type {type_name}, which is {right}.");
    Fault { code: "invalid-value", message }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn check_both(type_name: &str, right: &[&str], wrong: &[&str]) {
        let checked = |text: &str| check(type_name, &json!(text)).map_err(|fault| fault.code);
        for text in right {
            assert_eq!(checked(text), Ok(()), "{type_name} {text}");
        }
        for text in wrong {
            assert_eq!(checked(text), Err("invalid-value"), "{type_name} {text}");
        }
    }

    #[test]
    fn texts_are_checked_by_their_type() {
        check_both("date", &["2021", "2021-04", "2021-04-13"], &["2021-4", "2021-02-30", "13.4.2021"]);
        check_both("dateTime", &["2021", "2021-04-13T10:00:00Z"], &["2021-04-13T10:00", "10:00:00"]);
        check_both("instant", &["2021-04-13T10:00:00.5+02:00"], &["2021-04-13", "2021-04-13T10:00:00"]);
        check_both("time", &["10:00:00"], &["10:00", "25:00:00"]);
        check_both("id", &["a-1.B"], &["a_1", "a/b", "é"]);
        check_both("code", &["a", "a b"], &[" a", "a ", "a  b"]);
        check_both("uri", &["urn:x", "http://a.test/b#c"], &["http://a.test/b c", " "]);
        check_both("canonical", &["http://a.test|1"], &["a b"]);
        check_both(
            "oid",
            &["urn:oid:1.2.0.10"],
            &["1.2.3", "urn:oid:3.1", "urn:oid:1.02", "urn:oid:1", "urn:oid:1."],
        );
        let uuid = "urn:uuid:c757873d-ec9a-4326-a141-556f43239520";
        check_both("uuid", &[uuid], &[&uuid.to_uppercase(), "urn:uuid:1", &uuid[9..]]);
        check_both("base64Binary", &["aGk=", "aG k=\n"], &["aGk", "a===", "a?==", " "]);
        check_both("string", &["a\tb\r\n", "é"], &["a\u{1}", "\u{0}"]);
    }

    #[test]
    fn no_text_holds_what_xml_cannot() {
        for letter in ["\u{0}", "\u{1}", "\u{b}", "\u{c}", "\u{1f}", "\u{fffe}", "\u{ffff}"] {
            for type_name in ["string", "markdown", "code", "uri", "url", "canonical", "oid", "uuid", "date"]
            {
                check_both(type_name, &[], &[&format!("urn:oid:1.2{letter}")]);
            }
            check_both("base64Binary", &[], &[&format!("aG{letter}k=")]);
            check_both("xhtml", &[], &[&format!("<div>a{letter}</div>")]);
        }
        check_both("string", &["\u{7f}", "\u{85}", "\u{fffd}", "\u{1fffe}", "\u{10ffff}"], &[]);
        let fault = check("uri", &json!("urn:a\u{fffe}")).unwrap_err();
        assert!(fault.message.contains("U+FFFE"), "{}", fault.message);
    }

    #[test]
    fn numbers_are_checked_by_their_type() {
        let code = |type_name, text: &str| {
            check(type_name, &serde_json::from_str(text).unwrap()).map_err(|fault| fault.code)
        };
        assert_eq!(code("decimal", "1.50"), Ok(()));
        assert_eq!(code("integer", "-2147483648"), Ok(()));
        assert_eq!(code("unsignedInt", "0"), Ok(()));
        assert_eq!(code("positiveInt", "1"), Ok(()));
        for (type_name, text) in
            [("integer", "2147483648"), ("integer", "1.0"), ("unsignedInt", "-1"), ("positiveInt", "0")]
        {
            assert_eq!(code(type_name, text), Err("invalid-value"), "{type_name} {text}");
        }
        for (type_name, text) in
            [("decimal", "\"1\""), ("boolean", "\"true\""), ("string", "1"), ("date", "2021"), ("id", "[]")]
        {
            assert_eq!(code(type_name, text), Err("wrong-type"), "{type_name} {text}");
        }
        assert_eq!(code("string", "\"\""), Err("empty"));
    }

    proptest! {
        #[test]
        fn no_text_makes_a_check_panic(text in ".*") {
            for type_name in ["date", "instant", "oid", "uuid", "base64Binary", "xhtml", "code", "markdown"] {
                let _ = check(type_name, &json!(text));
            }
        }
    }
}
