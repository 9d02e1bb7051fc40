use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn patient() -> Value {
    json!({
        "resourceType": "Patient", "id": "p", "active": true,
        "text": { "status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>" },
        "contained": [{ "resourceType": "Organization", "id": "o", "name": "O" }],
        "identifier": [
            { "use": "usual", "system": "http://a.test", "value": "1" }, { "use": "official", "value": "2" }
        ],
        "name": [{ "id": "n", "family": "F", "given": ["a", "b", "c"] }],
    })
}

fn patched(operations: &str) -> Result<Value> {
    let patch = format!("<diff xmlns:f=\"http://hl7.org/fhir\">{operations}</diff>");
    apply(&Resource::from_value(patient()).unwrap(), patch.as_bytes()).map(Resource::into_value)
}

/// Checks that operations change the patient at a JSON pointer to a value; to null where nothing is left there.
fn check(operations: &str, pointer: &str, expected: Value) {
    let result = patched(operations).unwrap_or_else(|error| panic!("{operations}: {error}"));
    assert_eq!(result.pointer(pointer).cloned().unwrap_or_default(), expected, "{operations}");
}

#[test]
fn an_attribute_is_replaced() {
    check("<replace sel=\"f:Patient/f:active/@value\">false</replace>", "/active", json!(false));
    check(
        "<replace sel=\"/Patient/name/given[2]/@value\">&amp;<![CDATA[<]]>&#233;</replace>",
        "/name/0/given/1",
        json!("&<é"),
    );
    check("<replace sel=\"Patient/name[@id='n']/@id\">m</replace>", "/name/0/id", json!("m"));
}

#[test]
fn an_element_is_replaced_by_another() {
    check(
        "<replace sel=\"Patient/identifier[2]\"><f:identifier><f:value value=\"3\"/></f:identifier></replace>",
        "/identifier/1",
        json!({ "value": "3" }),
    );
    check(
        "<replace sel=\"Patient/text/h:div\"><div xmlns=\"http://www.w3.org/1999/xhtml\">y <b>z</b></div></replace>",
        "/text/div",
        json!("<div xmlns=\"http://www.w3.org/1999/xhtml\">y <b>z</b></div>"),
    );
}

#[test]
fn what_is_added_stands_where_the_patch_says() {
    let given = |names: &[&str]| json!(names);
    for (pos, sel, expected) in [
        ("", "Patient/name", &["a", "b", "c", "x"]),
        (" pos=\"prepend\"", "Patient/name", &["x", "a", "b", "c"]),
        (" pos=\"before\"", "Patient/name/given[2]", &["a", "x", "b", "c"]),
        (" pos=\"after\"", "Patient/name/given[2]", &["a", "b", "x", "c"]),
    ] {
        let operation = format!("<add sel=\"{sel}\"{pos}><given value=\"x\"/></add>");
        check(&operation, "/name/0/given", given(expected));
    }
}

#[test]
fn elements_go_to_their_place_in_the_standard() {
    check(
        "<add sel=\"Patient\"><birthDate value=\"1970\"/><language value=\"fr\"/></add>",
        "/birthDate",
        json!("1970"),
    );
    check(
        "<add sel=\"Patient/identifier[1]\"><type><text value=\"t\"/></type></add>",
        "/identifier/0/type/text",
        json!("t"),
    );
    check(
        "<add sel=\"Patient/contained/Organization\"><active value=\"true\"/></add>",
        "/contained/0/active",
        json!(true),
    );
    check(
        "<add sel=\"Patient/active\"><extension url=\"http://a.test\"><valueCode value=\"x\"/></extension></add>",
        "/_active/extension/0/valueCode",
        json!("x"),
    );
    check("<add sel=\"Patient/active\" type=\"@id\">i</add>", "/_active/id", json!("i"));
}

#[test]
fn what_is_removed_is_gone() {
    check("<remove sel=\"Patient/name/given[2]\"/>", "/name/0/given", json!(["a", "c"]));
    check(
        "<remove sel=\"Patient/identifier[use/@value='official']\" ws=\"after\"/>",
        "/identifier/1",
        Value::Null,
    );
    check("<remove sel=\"Patient/name/@id\"></remove>", "/name/0/id", Value::Null);
    check("<remove sel=\"Patient/text\"/>", "/text", Value::Null);
}

#[test]
fn conditions_select_one_of_several() {
    for condition in [
        "[1]",
        "[f:system]",
        "[f:system/@value]",
        "[use/@value = \"usual\"]",
        "[*/@value='1']",
        "[use/@value='usual' and value/@value='1']",
        "[use/@value='usual'][1]",
        "[ 1 ]",
    ] {
        let operation = format!(
            "<replace sel=\"Patient/identifier{}/value/@value\">x</replace>",
            condition.replace('"', "&quot;")
        );
        check(&operation, "/identifier/0/value", json!("x"));
    }
    check(
        "<replace sel=\"*/identifier[last()]/value/@value\">x</replace>",
        "/identifier/1/value",
        json!("x"),
    );
    check("<remove sel=\"Patient/contained[Organization/id/@value='o']\"/>", "/contained", Value::Null);
}

#[test]
fn operations_follow_one_another() {
    check(
        "<add sel=\"Patient\"><gender value=\"male\"/></add>\n<!-- c --><replace sel=\"Patient/gender/@value\">other</replace>",
        "/gender",
        json!("other"),
    );
    assert_eq!(patched("").unwrap(), patient());
}

#[test]
fn what_cannot_be_done_says_which_operation_and_why() {
    for (operation, code, words) in [
        (
            "<remove sel=\"Patient/photo\"/>",
            "patch-failed",
            "Operation 2 (remove): Its selection finds nothing",
        ),
        ("<remove sel=\"Patient/name/given\"/>", "patch-failed", "finds 3 nodes"),
        ("<remove sel=\"name\"/>", "patch-failed", "starts with the resource, 'Patient'"),
        ("<remove sel=\"Patient\"/>", "patch-failed", "the resource itself"),
        ("<remove sel=\"Patient/name/@x\"/>", "patch-failed", "no attribute 'x'"),
        ("<replace sel=\"Patient/name/@x\">y</replace>", "patch-failed", "no attribute 'x'"),
        ("<add sel=\"Patient/name\" type=\"@id\">y</add>", "patch-failed", "already"),
        ("<add sel=\"Patient/text/div\"><p/></add>", "patch-failed", "as a whole"),
        ("<remove/>", "invalid-patch", "no 'sel'"),
        ("<move sel=\"Patient\"/>", "invalid-patch", "'add', 'replace' or 'remove'"),
        ("<remove sel=\"Patient/\"/>", "invalid-patch", "a name was expected at ''"),
        ("<remove sel=\"Patient[1\"/>", "invalid-patch", "']' was expected"),
        ("<remove sel=\"Patient/name/text()\"/>", "invalid-patch", "FHIR's values are attributes"),
        ("<remove sel=\"Patient/name[use='x']\"/>", "invalid-patch", "'/@value' was expected"),
        ("<remove sel=\"//name\"/>", "invalid-patch", "a name was expected"),
        ("<remove sel=\"Patient/name\" type=\"@id\"/>", "invalid-patch", "Only 'add' has a 'type'"),
        ("<remove sel=\"Patient/name\" pos=\"after\"/>", "invalid-patch", "has a 'pos'"),
        ("<remove sel=\"Patient/name\" where=\"x\"/>", "invalid-patch", "no attribute 'where'"),
        ("<add sel=\"Patient/name\" pos=\"inside\"/>", "invalid-patch", "before, after or prepend"),
        ("<add sel=\"Patient/name\" type=\"namespace::x\"/>", "invalid-patch", "names an attribute"),
        ("<add sel=\"Patient/name/@id\">x</add>", "invalid-patch", "type=\"@"),
        ("<add sel=\"Patient/name\">x</add>", "invalid-patch", "no text"),
        ("<replace sel=\"Patient/name\"/>", "invalid-patch", "One element"),
        ("<replace sel=\"Patient/active/@value\"><a/></replace>", "invalid-patch", "and no element"),
        ("<replace sel=\"Patient/active/@value\">&nbsp;</replace>", "invalid-patch", "no such entity"),
    ] {
        let first = "<replace sel=\"Patient/active/@value\">true</replace>";
        let error = patched(&format!("{first}{operation}")).expect_err(operation);
        assert!(error.code() == code && error.to_string().contains(words), "{operation}: {error}");
        assert_eq!(
            error.issues()[0].at,
            Some(crate::error::At::Pointer("/diff/*[2]".to_owned())),
            "{operation}"
        );
    }
}

#[test]
fn a_result_that_is_no_resource_says_where() {
    for (operation, code) in [
        ("<add sel=\"Patient/name\"><familie value=\"x\"/></add>", "unknown-element"),
        ("<remove sel=\"Patient/active/@value\"/>", "empty"),
        ("<add sel=\"Patient\"><active value=\"true\"/></add>", "too-many"),
        ("<replace sel=\"Patient/active/@value\">perhaps</replace>", "invalid-value"),
    ] {
        let error = patched(operation).expect_err(operation);
        assert_eq!((error.kind(), error.code()), (Kind::Unprocessable, code), "{operation}");
    }
}

#[test]
fn what_is_no_patch_is_refused() {
    let resource = Resource::from_value(patient()).unwrap();
    for patch in [
        "",
        "[]",
        "<Patient/>",
        "<diff>",
        "<diff>x</diff>",
        "<!DOCTYPE diff><diff/>",
        "<diff><remove sel='Patient'></diff>",
    ] {
        assert_eq!(apply(&resource, patch.as_bytes()).expect_err(patch).kind(), Kind::Invalid, "{patch}");
    }
    let many = format!("<diff>{}</diff>", "<remove sel='Patient/active'/>".repeat(10_001));
    assert_eq!(apply(&resource, many.as_bytes()).unwrap_err().kind(), Kind::TooLarge);
    let deep = format!("<diff><add sel='Patient'>{}", "<extension>".repeat(100_000));
    assert_eq!(apply(&resource, deep.as_bytes()).unwrap_err().kind(), Kind::Invalid);
}

proptest! {
    #[test]
    fn no_selection_makes_a_patch_panic(sel in "[/@\\[\\]='a-c:*()1 .]{0,40}|.{0,40}") {
        if let Ok(selector) = Selector::parse(&sel) {
            let text = xml::write(&Resource::from_value(patient()).unwrap(), Layout::Compact);
            let _ = selector.find(&tree::read(text.as_bytes()).unwrap());
        }
    }
}
