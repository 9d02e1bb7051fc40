//! Token parameters (R4, section 3.1.1.4.10): codes with or without their system.
//!
//! A `code` states no system; the value set that its element requires implies one. Its code is therefore kept
//! twice, without a system and with the implied one, so that `code`, `|code` and `system|code` all find it.
//! Codes are compared to the letter, because R4 makes that the rule unless the context says otherwise; the one
//! context that says so without a terminology is an element of type `string`.

use serde_json::{Map, Value};

use crate::fhir::definitions::{self, Strength};
use crate::fhir::path::Found;
use crate::search::IndexValue;
use crate::search::kind::{Emit, Facet, text, written};
use crate::search::query::{SystemTest, TokenTest};

/// Stands between the system and the code of an identifier's type in the rows of [`Facet::OfType`].
const BAR: char = '|';

/// Indexes a code, a boolean, a string, a Coding, each coding of a CodeableConcept, an Identifier or a
/// ContactPoint; and, for `:text` and `:of-type`, what is said beside the code.
pub(super) fn index(found: Found<'_>, emit: &mut Emit<'_>) {
    match found.value {
        Value::String(code) => match found.type_name {
            Some("code") => {
                emit_token(None, code, emit);
                implied_systems(found, code).for_each(|system| emit_token(Some(system), code, emit));
            }
            Some("string") => emit_token(None, &code.to_lowercase(), emit),
            _ => emit_token(None, code, emit),
        },
        Value::Bool(truth) => emit_token(None, if *truth { "true" } else { "false" }, emit),
        Value::Object(object) => match found.type_name {
            // Its system says how to reach somebody, not whose code a value is.
            Some("ContactPoint") => emit_pair(None, member(object, "value"), emit),
            Some("Identifier") => identifier(object, emit),
            Some("Coding") => coding(object, emit),
            Some("CodeableConcept") => concept(object, emit),
            // Where the type is not known, its members tell.
            _ if object.contains_key("coding") || object.contains_key("text") => concept(object, emit),
            _ if object.contains_key("code") => coding(object, emit),
            _ => identifier(object, emit),
        },
        Value::Null | Value::Number(_) | Value::Array(_) => {}
    }
}

/// Indexes the identifier of a Reference under its own facet.
pub(super) fn index_reference_identifier(object: &Map<String, Value>, emit: &mut Emit<'_>) {
    let Some(identifier) = object.get("identifier").and_then(Value::as_object) else { return };
    let (system, value) = (member(identifier, "system"), member(identifier, "value"));
    if system.or(value).is_some() {
        emit(Some(Facet::Identifier), token(system, value.unwrap_or_default()));
    }
}

/// Reads `code`, `|code`, `system|` or `system|code`; refusals are sentences for the caller.
pub(in crate::search) fn read(text: &str) -> Result<TokenTest, String> {
    let parts: Vec<_> = written::split(text, BAR).into_iter().map(written::unescape).collect();
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

/// Reads `system|code|value`, an identifier's type and its value (`:of-type`); refusals are sentences.
pub(in crate::search) fn read_of_type(text: &str) -> Result<TokenTest, String> {
    let parts: Vec<_> = written::split(text, BAR).into_iter().map(written::unescape).collect();
    match parts.as_slice() {
        [system, code, value] if ![system, code, value].iter().any(|part| part.is_empty()) => Ok(TokenTest {
            system: SystemTest::Is(format!("{system}{BAR}{code}")),
            code: Some(value.clone()),
        }),
        _ => {
            Err("after ':of-type' it is written system|code|value, the type's system and code first"
                .to_owned())
        }
    }
}

/// The systems of the codes that the element must take, as far as they have this one.
fn implied_systems<'c>(found: Found<'_>, code: &'c str) -> impl Iterator<Item = &'static str> + use<'c> {
    let binding = found.element.and_then(|element| element.binding);
    let required = binding.filter(|binding| binding.strength == Strength::Required);
    let list = required.and_then(|binding| definitions::codes(binding.value_set));
    list.into_iter().flat_map(move |list| list.systems().filter(move |system| list.has(system, code)))
}

fn identifier(object: &Map<String, Value>, emit: &mut Emit<'_>) {
    let value = member(object, "value");
    emit_pair(member(object, "system"), value, emit);
    let Some(kind) = object.get("type").and_then(Value::as_object) else { return };
    if let Some(words) = member(kind, "text") {
        text::index_beside(words, emit);
    }
    for coding in codings(kind) {
        if let (Some(system), Some(code), Some(value)) =
            (member(coding, "system"), member(coding, "code"), value)
        {
            emit(Some(Facet::OfType), token(Some(&format!("{system}{BAR}{code}")), value));
        }
    }
}

fn concept(object: &Map<String, Value>, emit: &mut Emit<'_>) {
    let words = member(object, "text");
    if let Some(words) = words {
        text::index_beside(words, emit);
    }
    let mut coded = false;
    for one in codings(object) {
        coded = true;
        coding(one, emit);
    }
    if !coded && words.is_some() {
        // A concept in words alone has no code to be found by, but it is not missing.
        emit(None, token(None, ""));
    }
}

fn coding(object: &Map<String, Value>, emit: &mut Emit<'_>) {
    emit_pair(member(object, "system"), member(object, "code"), emit);
    if let Some(words) = member(object, "display") {
        text::index_beside(words, emit);
    }
}

/// What has a system alone is found by `system|`; what has neither is not missing for that.
fn emit_pair(system: Option<&str>, code: Option<&str>, emit: &mut Emit<'_>) {
    emit(None, token(system, code.unwrap_or_default()));
}

fn emit_token(system: Option<&str>, code: &str, emit: &mut Emit<'_>) {
    if !code.is_empty() {
        emit(None, token(system, code));
    }
}

fn token(system: Option<&str>, code: &str) -> IndexValue {
    IndexValue::Token { system: system.map(str::to_owned), code: code.to_owned() }
}

fn codings(concept: &Map<String, Value>) -> impl Iterator<Item = &Map<String, Value>> {
    concept.get("coding").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

fn member<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fhir::definitions::element;

    /// Rows as `system|code`, those for `:text` and `:of-type` with their modifier before.
    fn check_index(found: Found<'_>, expected: &[&str]) {
        let mut rows = Vec::new();
        index(found, &mut |facet, value| {
            let facet = facet.map(|facet| format!(":{} ", facet.name())).unwrap_or_default();
            match value {
                IndexValue::Token { system, code } => {
                    rows.push(format!("{facet}{}|{code}", system.unwrap_or_default()));
                }
                IndexValue::Text { folded, .. } => rows.push(format!("{facet}{folded}")),
                other => panic!("{other:?}"),
            }
        });
        assert_eq!(rows, expected, "{:?}", found.value);
    }

    fn check_bare(value: Value, expected: &[&str]) {
        check_index(Found::bare(&value), expected);
    }

    #[test]
    fn each_type_gives_its_codes() {
        check_bare(json!("requested"), &["|requested"]);
        check_bare(json!(true), &["|true"]);
        check_bare(json!({"system": "s", "code": "c", "display": "Dé"}), &["s|c", ":text de"]);
        let concept =
            json!({"coding": [{"system": "s", "code": "c"}, {"code": "d"}, {"system": "t"}], "text": "T"});
        check_bare(concept, &[":text t", "s|c", "|d", "t|"]);
        check_bare(json!({"text": "only words"}), &[":text only words", "|"]);
        check_bare(json!({"system": "", "code": "c"}), &["|c"]);
        check_bare(json!(7), &[]);
    }

    #[test]
    fn an_identifier_is_found_by_its_type_too() {
        check_bare(json!({"system": "urn:x", "value": "7"}), &["urn:x|7"]);
        check_bare(json!({"system": "urn:x"}), &["urn:x|"]);
        let typed = json!({"value": "7", "type": {"text": "Number", "coding": [
            {"system": "http://t", "code": "MR"}, {"code": "no-system"}]}});
        check_bare(typed, &["|7", ":text number", ":of-type http://t|MR|7"]);
    }

    fn check_typed(path: &str, type_name: &'static str, value: Value, expected: &[&str]) {
        let found = Found { element: element(path), type_name: Some(type_name), ..Found::bare(&value) };
        check_index(found, expected);
    }

    #[test]
    fn the_type_of_the_element_tells_the_system() {
        check_typed(
            "Task.status",
            "code",
            json!("draft"),
            &["|draft", "http://hl7.org/fhir/task-status|draft"],
        );
        check_typed("Task.status", "code", json!("unheard-of"), &["|unheard-of"]);
        check_typed("Task.language", "code", json!("fr"), &["|fr"]);
        check_typed("CodeSystem.version", "string", json!("V2-Draft"), &["|v2-draft"]);
        let email = json!({"system": "email", "value": "a@example.org", "use": "work"});
        check_typed("Patient.telecom", "ContactPoint", email, &["|a@example.org"]);
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

    #[test]
    fn an_identifiers_type_needs_all_three_parts() {
        let test = TokenTest { system: SystemTest::Is("http://t|MR".into()), code: Some("7".into()) };
        assert_eq!(read_of_type("http://t|MR|7"), Ok(test));
        for wrong in ["", "7", "MR|7", "|MR|7", "http://t||7", "http://t|MR|", "a|b|c|d"] {
            assert!(read_of_type(wrong).is_err(), "{wrong}");
        }
    }
}
