//! Token parameters (R4, section 3.1.1.4.10): codes with or without their system.

use serde_json::Value;

use crate::search::IndexValue;
use crate::search::kind::written;
use crate::search::query::{SystemTest, TokenTest};

/// The systems of a ContactPoint (R4, value set contact-point-system), which say how to reach somebody and
/// not whose code a value is.
const WAYS_OF_CONTACT: [&str; 7] = ["phone", "fax", "email", "pager", "url", "sms", "other"];

/// Indexes a code, a boolean, a Coding, each coding of a CodeableConcept, an Identifier or a ContactPoint.
pub(super) fn index(value: &Value, emit: &mut dyn FnMut(IndexValue)) {
    match value {
        Value::String(code) => emit_token(None, code, emit),
        Value::Bool(truth) => emit_token(None, if *truth { "true" } else { "false" }, emit),
        Value::Object(object) => {
            if let Some(codings) = object.get("coding") {
                for coding in codings.as_array().into_iter().flatten() {
                    index_pair(coding, "code", emit);
                }
            } else if object.contains_key("code") {
                index_pair(value, "code", emit);
            } else {
                index_pair(value, "value", emit);
            }
        }
        Value::Null | Value::Number(_) | Value::Array(_) => {}
    }
}

/// Reads `code`, `|code`, `system|` or `system|code`; refusals are sentences for the caller.
pub(in crate::search) fn read(text: &str) -> Result<TokenTest, String> {
    let parts: Vec<_> = written::split(text, '|').into_iter().map(written::unescape).collect();
    match parts.as_slice() {
        [code] => Ok(TokenTest { system: SystemTest::Any, code: Some(code.clone()) }),
        [system, code] if system.is_empty() && !code.is_empty() => {
            Ok(TokenTest { system: SystemTest::Absent, code: Some(code.clone()) })
        }
        [system, code] if !system.is_empty() => {
            let code = Some(code.clone()).filter(|code| !code.is_empty());
            Ok(TokenTest { system: SystemTest::Is(system.clone()), code })
        }
        _ => Err("a token is written code, |code, system| or system|code".to_owned()),
    }
}

fn index_pair(object: &Value, code: &str, emit: &mut dyn FnMut(IndexValue)) {
    let text = |member| object.get(member).and_then(Value::as_str);
    if let Some(code) = text(code) {
        let system = text("system").filter(|system| !system.is_empty() && !WAYS_OF_CONTACT.contains(system));
        emit_token(system, code, emit);
    }
}

fn emit_token(system: Option<&str>, code: &str, emit: &mut dyn FnMut(IndexValue)) {
    if !code.is_empty() {
        emit(IndexValue::Token { system: system.map(str::to_owned), code: code.to_owned() });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check_index(value: Value, expected: &[(Option<&str>, &str)]) {
        let mut tokens = Vec::new();
        index(&value, &mut |token| tokens.push(token));
        let token = |(system, code): &(Option<&str>, &str)| IndexValue::Token {
            system: system.map(str::to_owned),
            code: (*code).to_owned(),
        };
        assert_eq!(tokens, expected.iter().map(token).collect::<Vec<_>>(), "{value}");
    }

    #[test]
    fn each_type_gives_its_codes() {
        check_index(json!("requested"), &[(None, "requested")]);
        check_index(json!(true), &[(None, "true")]);
        check_index(json!({"system": "s", "code": "c", "display": "d"}), &[(Some("s"), "c")]);
        let concept =
            json!({"coding": [{"system": "s", "code": "c"}, {"code": "d"}, {"display": "e"}], "text": "t"});
        check_index(concept, &[(Some("s"), "c"), (None, "d")]);
        check_index(json!({"text": "only words"}), &[]);
        check_index(json!({"system": "urn:x", "value": "7", "type": {"text": "t"}}), &[(Some("urn:x"), "7")]);
        check_index(json!({"system": "email", "value": "a@example.org"}), &[(None, "a@example.org")]);
        check_index(json!({"system": "", "code": "c"}), &[(None, "c")]);
        check_index(json!({"value": ""}), &[]);
    }

    fn check_read(text: &str, system: SystemTest, code: Option<&str>) {
        assert_eq!(read(text), Ok(TokenTest { system, code: code.map(str::to_owned) }), "{text}");
    }

    #[test]
    fn the_bar_separates_system_and_code() {
        let is = |system: &str| SystemTest::Is(system.to_owned());
        check_read("c", SystemTest::Any, Some("c"));
        check_read("|c", SystemTest::Absent, Some("c"));
        check_read("s|", is("s"), None);
        check_read("s|c", is("s"), Some("c"));
        check_read(r"s\|t|c\,d", is("s|t"), Some("c,d"));
        assert!(read("|").is_err() && read("a|b|c").is_err());
    }
}
