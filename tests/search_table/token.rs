//! Token (R4, section 3.1.1.4.10).

use serde_json::{Value, json};

use crate::check;

fn condition(id: &str, code: Value) -> Value {
    json!({"resourceType": "Condition", "id": id, "code": code})
}

#[tokio::test]
async fn a_code_is_found_with_and_without_its_system() {
    let conditions = [
        condition("a", json!({"coding": [{"system": "http://s", "code": "x", "display": "Déjà vu"}]})),
        condition(
            "b",
            json!({"coding": [{"system": "http://t", "code": "x"}, {"system": "http://s", "code": "y"}]}),
        ),
        condition("c", json!({"coding": [{"code": "x"}], "text": "Severe headache"})),
        condition("d", json!({"text": "déjà-vu"})),
        condition("e", json!({"coding": [{"system": "http://s", "code": "X,|$y"}]})),
        json!({"resourceType": "Condition", "id": "f"}),
    ];
    let searches = [
        ("code=x", "a b c"),
        ("code=X", ""),
        ("code=http://s|x", "a"),
        ("code=|x", "c"),
        ("code=http://s|", "a b e"),
        ("code=http://t|,http://u|", "b"),
        ("code=x&code=y", "b"),
        ("code=y,z", "b"),
        (r"code=http://s|X\,\|\$y", "e"),
        ("code:not=x", "d e f"),
        ("code:not=http://s|x", "b c d e f"),
        ("code:not=x,y", "d e f"),
        ("code:missing=true", "f"),
        ("code:missing=false", "a b c d e"),
        ("code:text=DEJA", "a d"),
        ("code:text=headache", ""),
        ("code:text=severe", "c"),
        ("code:text=severe,deja", "a c d"),
        ("code:code-text=x", "a b c e"),
        ("code:code-text=y", "b"),
        ("code=", "refused"),
        ("code=|", "refused"),
        ("code=a|b|c", "refused"),
        ("code:exact=x", "refused"),
        ("code:of-type=a|b|c", "refused"),
        ("code:in=no-address", "refused"),
    ];
    check(&conditions, &searches).await;
}

#[tokio::test]
async fn the_system_of_a_code_element_is_implied() {
    let task = |id: &str, status: &str| json!({"resourceType": "Task", "id": id, "status": status});
    let searches = [
        ("status=draft", "a"),
        ("status=|draft", "a"),
        ("status=http://hl7.org/fhir/task-status|draft", "a"),
        ("status=http://hl7.org/fhir/task-status|", "a b"),
        ("status=http://other|draft", ""),
        ("status:not=draft", "b"),
        ("status:text=draft", "refused"),
    ];
    check(&[task("a", "draft"), task("b", "ready")], &searches).await;
}

#[tokio::test]
async fn identifiers_are_found_by_system_value_and_type() {
    let patient = |id: &str, identifier: Value| json!({"resourceType": "Patient", "id": id, "identifier": [identifier]});
    let kind = json!({"text": "Medical record", "coding": [{"system": "http://v2", "code": "MR"}]});
    let patients = [
        patient("a", json!({"system": "urn:x", "value": "7", "type": kind})),
        patient("b", json!({"system": "urn:y", "value": "7"})),
        patient("c", json!({"value": "8", "type": kind})),
        patient("d", json!({"system": "urn:x"})),
    ];
    let searches = [
        ("identifier=7", "a b"),
        ("identifier=urn:x|7", "a"),
        ("identifier=urn:x|", "a d"),
        ("identifier=|8", "c"),
        ("identifier:of-type=http://v2|MR|7", "a"),
        ("identifier:of-type=http://v2|MR|8", "c"),
        ("identifier:of-type=http://v2|XX|7", ""),
        ("identifier:of-type=MR|7", "refused"),
        ("identifier:text=medical", "a c"),
        ("identifier:in=http://v", "refused"),
        ("identifier:not=7", "c d"),
    ];
    check(&patients, &searches).await;
}

#[tokio::test]
async fn booleans_contacts_and_strings_are_tokens_too() {
    let patients = [
        json!({"resourceType": "Patient", "id": "a", "active": true,
            "telecom": [{"system": "email", "value": "a@example.org", "use": "home"}]}),
        json!({"resourceType": "Patient", "id": "b", "active": false,
            "telecom": [{"system": "phone", "value": "555"}], "deceasedDateTime": "2021"}),
        json!({"resourceType": "Patient", "id": "c"}),
    ];
    let searches = [
        ("active=true", "a"),
        ("active=false", "b"),
        ("active:not=true", "b c"),
        ("email=a@example.org", "a"),
        ("phone=a@example.org", ""),
        ("telecom=555", "b"),
        ("telecom=|555", "b"),
        ("deceased=true", "b"),
        ("deceased=false", "a c"),
        ("active:missing=true", "c"),
    ];
    check(&patients, &searches).await;
    let code_system =
        |id: &str, version: &str| json!({"resourceType": "CodeSystem", "id": id, "version": version});
    let searches = [("version=V2", "a"), ("version=v2", "a"), ("version=2", "b"), ("version:not=v2", "b")];
    check(&[code_system("a", "V2"), code_system("b", "2")], &searches).await;
}

#[tokio::test]
async fn a_media_type_has_its_parameters_below_it() {
    let document = |id: &str, kind: &str| {
        json!({"resourceType": "DocumentReference", "id": id,
        "content": [{"attachment": {"contentType": kind}}]})
    };
    let documents =
        [document("a", "text/xml"), document("b", "text/xml; charset=UTF-8"), document("c", "text/plain")];
    let searches = [
        ("contenttype=text/xml", "a"),
        ("contenttype:below=text/xml", "a b"),
        ("contenttype:below=TEXT/plain", "c"),
    ];
    check(&documents, &searches).await;
}
