//! Each operation on each form of element, and each refusal with its place.

use serde_json::{Value, json};

use crate::error::{At, Kind};
use crate::fhir::Resource;
use crate::fhir::patch::Patch;

fn patient() -> Value {
    json!({"resourceType": "Patient", "id": "p", "birthDate": "1920-01-01", "deceasedBoolean": false,
        "name": [{"family": "Ba", "given": ["Awa", null, "Fatou"], "_given": [null, {"id": "x"}, null]}],
        "contact": [{"name": {"text": "a"}}, {"name": {"text": "b"}}, {"name": {"text": "c"}}, {"name": {"text": "d"}}],
        "maritalStatus": {"extension": [{"url": "http://a.test/x", "valueString": "one"}], "text": "married"}})
}

/// An operation with these parts; a value that is an array becomes parts.
fn operation(parts: Value) -> Value {
    let part = |(name, value): (&String, &Value)| {
        let mut part = json!({"name": name});
        match (name.as_str(), value) {
            ("type", value) => part["valueCode"] = value.clone(),
            ("path" | "name", value) => part["valueString"] = value.clone(),
            ("index" | "source" | "destination", value) => part["valueInteger"] = value.clone(),
            (_, Value::Array(parts)) => part["part"] = json!(parts),
            (_, value) => {
                value.as_object().unwrap().iter().for_each(|(name, value)| part[name] = value.clone())
            }
        }
        part
    };
    let parts: Vec<_> = parts.as_object().unwrap().iter().map(part).collect();
    json!({"name": "operation", "part": parts})
}

fn applied(operations: &[Value]) -> crate::error::Result<Value> {
    let parameters = json!({"resourceType": "Parameters", "parameter": operations});
    let patch = Patch::FhirPath(parameters.as_object().unwrap().clone());
    patch.apply(&Resource::from_value(patient()).unwrap()).map(Resource::into_value)
}

/// Applies one operation; the patient's members that changed must be these, null for those that are gone.
fn check(parts: Value, expected: Value) {
    let mut whole = patient();
    for (name, value) in expected.as_object().unwrap() {
        match value {
            Value::Null => drop(whole.as_object_mut().unwrap().shift_remove(name)),
            value => whole[name] = value.clone(),
        }
    }
    assert_eq!(applied(&[operation(parts.clone())]).unwrap(), whole, "{parts}");
}

fn check_refused(parts: Value, kind: Kind, place: &str) {
    let error = applied(&[operation(parts.clone())]).unwrap_err();
    let at = error.issues()[0].at.clone();
    let place = format!("Parameters.parameter[0]{place}");
    assert_eq!((error.kind(), at), (kind, Some(At::Expression(place))), "{parts}: {error}");
}

fn contacts(names: &str) -> Value {
    json!({"contact": names.chars().map(|name| json!({"name": {"text": name.to_string()}})).collect::<Vec<_>>()})
}

#[test]
fn what_is_added_goes_to_the_end_or_where_nothing_is() {
    check(
        json!({"type": "add", "path": "Patient", "name": "gender", "value": {"valueCode": "female"}}),
        json!({"gender": "female"}),
    );
    check(
        json!({"type": "add", "path": "Patient", "name": "name", "value": {"valueHumanName": {"text": "x"}}}),
        json!({"name": [patient()["name"][0], {"text": "x"}]}),
    );
    check(
        json!({"type": "add", "path": "Patient", "name": "contact", "value": [
            {"name": "name", "part": [{"name": "text", "valueString": "x"}, {"name": "given", "valueString": "a"}, {"name": "given", "valueString": "b"}]},
            {"name": "gender", "valueCode": "female"}]}),
        json!({"contact": [
            {"name": {"text": "a"}}, {"name": {"text": "b"}}, {"name": {"text": "c"}}, {"name": {"text": "d"}},
            {"name": {"text": "x", "given": ["a", "b"]}, "gender": "female"}]}),
    );
    check(
        json!({"type": "add", "path": "Patient", "name": "multipleBirth", "value": {"valueInteger": 2}}),
        json!({"multipleBirthInteger": 2}),
    );
    check(
        json!({"type": "add", "path": "Patient", "name": "extension", "value": [
            {"name": "url", "valueUri": "http://a.test/y"}, {"name": "value", "valueString": "two"}]}),
        json!({"extension": [{"url": "http://a.test/y", "valueString": "two"}]}),
    );
    check(
        json!({"type": "add", "path": "Patient.birthDate", "name": "extension", "value": {"valueExtension": {"url": "http://a.test/y", "valueCode": "z"}}}),
        json!({"_birthDate": {"extension": [{"url": "http://a.test/y", "valueCode": "z"}]}}),
    );
    check(
        json!({"type": "add", "path": "Patient", "name": "contained", "value": {"resource": {"resourceType": "Basic", "id": "b"}}}),
        json!({"contained": [{"resourceType": "Basic", "id": "b"}]}),
    );
}

#[test]
fn what_is_inserted_moves_the_others_on() {
    let insert = |index: u8| json!({"type": "insert", "path": "Patient.contact", "index": index, "value": [{"name": "name", "part": [{"name": "text", "valueString": "x"}]}]});
    check(insert(0), contacts("xabcd"));
    check(insert(2), contacts("abxcd"));
    check(insert(4), contacts("abcdx"));
    check(
        json!({"type": "insert", "path": "Patient.name[0].given", "index": 1, "value": {"valueString": "x"}}),
        json!({"name": [{"family": "Ba", "given": ["Awa", "x", null, "Fatou"], "_given": [null, null, {"id": "x"}, null]}]}),
    );
    check(
        json!({"type": "insert", "path": "Patient.telecom", "index": 0, "value": {"valueContactPoint": {"value": "1"}}}),
        json!({"telecom": [{"value": "1"}]}),
    );
}

#[test]
fn what_is_deleted_is_gone_or_was_not_there() {
    check(json!({"type": "delete", "path": "Patient.birthDate"}), json!({"birthDate": null}));
    check(json!({"type": "delete", "path": "Patient.deceased"}), json!({"deceasedBoolean": null}));
    check(json!({"type": "delete", "path": "Patient.gender"}), json!({}));
    check(json!({"type": "delete", "path": "Patient.contact[0]"}), contacts("bcd"));
    check(json!({"type": "delete", "path": "Patient.contact.where(name.text = 'c')"}), contacts("abd"));
    check(json!({"type": "delete", "path": "Patient.name"}), json!({"name": null}));
    check(
        json!({"type": "delete", "path": "Patient.name.given[1]"}),
        json!({"name": [{"family": "Ba", "given": ["Awa", "Fatou"]}]}),
    );
    check(
        json!({"type": "delete", "path": "Patient.maritalStatus.extension('http://a.test/x')"}),
        json!({"maritalStatus": {"text": "married"}}),
    );
}

#[test]
fn what_is_replaced_may_change_its_type() {
    check(
        json!({"type": "replace", "path": "Patient.birthDate", "value": {"valueDate": "1930"}}),
        json!({"birthDate": "1930"}),
    );
    check(
        json!({"type": "replace", "path": "Patient.deceased", "value": {"valueDateTime": "2021"}}),
        json!({"deceasedBoolean": null, "deceasedDateTime": "2021"}),
    );
    check(
        json!({"type": "replace", "path": "Patient.contact[3].name.text", "value": {"valueString": "x"}}),
        contacts("abcx"),
    );
    check(
        json!({"type": "replace", "path": "Patient.name.given[0]", "value": {"valueString": "x"}}),
        json!({"name": [{"family": "Ba", "given": ["x", null, "Fatou"], "_given": [null, {"id": "x"}, null]}]}),
    );
    check(
        json!({"type": "replace", "path": "Patient.birthDate", "value": {"_valueDate": {"extension": [{"url": "u", "valueCode": "c"}]}}}),
        json!({"birthDate": null, "_birthDate": {"extension": [{"url": "u", "valueCode": "c"}]}}),
    );
    check(
        json!({"type": "replace", "path": "Patient.maritalStatus.extension.value", "value": {"valueCode": "z"}}),
        json!({"maritalStatus": {"extension": [{"url": "http://a.test/x", "valueCode": "z"}], "text": "married"}}),
    );
}

#[test]
fn what_is_moved_stands_at_its_destination() {
    let moved = |source: u8, destination: u8| json!({"type": "move", "path": "Patient.contact", "source": source, "destination": destination});
    check(moved(3, 1), contacts("adbc"));
    check(moved(3, 0), contacts("dabc"));
    check(moved(0, 3), contacts("bcda"));
    check(moved(1, 2), contacts("acbd"));
    check(moved(2, 2), json!({}));
}

#[test]
fn operations_see_what_those_before_them_did() {
    let patched = applied(&[
        operation(json!({"type": "delete", "path": "Patient.contact[0]"})),
        operation(
            json!({"type": "replace", "path": "Patient.contact[0].name.text", "value": {"valueString": "x"}}),
        ),
    ]);
    assert_eq!(patched.unwrap()["contact"], contacts("xcd")["contact"]);
}

#[test]
fn what_cannot_be_read_says_where() {
    let delete = |members: Value| {
        let mut parts = json!({"type": "delete", "path": "Patient.birthDate"});
        members.as_object().unwrap().iter().for_each(|(name, value)| parts[name] = value.clone());
        parts
    };
    check_refused(delete(json!({"type": "drop"})), Kind::Invalid, ".part[0]");
    check_refused(delete(json!({"path": "Patient.("})), Kind::Invalid, ".part[1]");
    check_refused(delete(json!({"path": "1 + 1"})), Kind::Invalid, ".part[1]");
    check_refused(delete(json!({"colour": {"valueString": "x"}})), Kind::Invalid, ".part[2]");
    check_refused(json!({"path": "Patient"}), Kind::Invalid, "");
    check_refused(json!({"type": "delete"}), Kind::Invalid, "");
    check_refused(json!({"type": "add", "path": "Patient", "value": {"valueCode": "x"}}), Kind::Invalid, "");
    check_refused(json!({"type": "replace", "path": "Patient.birthDate"}), Kind::Invalid, "");
    check_refused(
        json!({"type": "insert", "path": "Patient.contact", "value": {"valueCode": "x"}}),
        Kind::Invalid,
        "",
    );
    check_refused(
        json!({"type": "move", "path": "Patient.contact", "source": -1, "destination": 0}),
        Kind::Invalid,
        ".part[2]",
    );
    check_refused(
        json!({"type": "replace", "path": "Patient.birthDate", "value": {}}),
        Kind::Invalid,
        ".part[2]",
    );
    check_refused(
        json!({"type": "add", "path": "Patient", "name": "contact", "value": [{"name": "gender"}]}),
        Kind::Invalid,
        ".part[3].part[0]",
    );
    let patch = Patch::FhirPath(json!({"resourceType": "Patient"}).as_object().unwrap().clone());
    assert_eq!(patch.apply(&Resource::from_value(patient()).unwrap()).unwrap_err().kind(), Kind::Invalid);
    let other = applied(&[json!({"name": "other"})]).unwrap_err();
    assert_eq!(other.issues()[0].at, Some(At::Expression("Parameters.parameter[0]".to_owned())));
}

#[test]
fn what_this_resource_does_not_allow_says_where() {
    let value = json!({"valueString": "x"});
    for (parts, place) in [
        (json!({"type": "delete", "path": "Patient.contact"}), ".part[1]"),
        (json!({"type": "delete", "path": "Patient"}), ".part[1]"),
        (json!({"type": "replace", "path": "Patient.gender", "value": value}), ".part[1]"),
        (json!({"type": "replace", "path": "Patient.contact", "value": value}), ".part[1]"),
        (json!({"type": "replace", "path": "Patient.deceased", "value": {"valueQuantity": {}}}), ""),
        (json!({"type": "add", "path": "Patient.contact", "name": "gender", "value": value}), ".part[1]"),
        (json!({"type": "add", "path": "Patient", "name": "colour", "value": value}), ""),
        (json!({"type": "add", "path": "Patient", "name": "birthDate", "value": value}), ""),
        (
            json!({"type": "add", "path": "Patient", "name": "deceased", "value": {"valueDateTime": "2021"}}),
            "",
        ),
        (
            json!({"type": "add", "path": "Patient", "name": "contact", "value": [{"name": "colour", "valueString": "x"}]}),
            ".part[3].part[0]",
        ),
        (
            json!({"type": "add", "path": "Patient", "name": "gender", "value": [{"name": "a", "valueString": "x"}]}),
            "",
        ),
        (json!({"type": "insert", "path": "Patient.contact", "index": 5, "value": value}), ".part[2]"),
        (json!({"type": "insert", "path": "Patient.telecom", "index": 1, "value": value}), ".part[2]"),
        (json!({"type": "insert", "path": "Patient.birthDate", "index": 0, "value": value}), ".part[1]"),
        (
            json!({"type": "insert", "path": "Patient.contact.where(name.text = 'a')", "index": 0, "value": value}),
            ".part[1]",
        ),
        (json!({"type": "move", "path": "Patient.contact", "source": 4, "destination": 0}), ".part[2]"),
        (json!({"type": "move", "path": "Patient.contact", "source": 0, "destination": 4}), ".part[3]"),
        (json!({"type": "move", "path": "Patient.telecom", "source": 0, "destination": 0}), ".part[1]"),
        (
            json!({"type": "delete", "path": "Patient.generalPractitioner.resolve().name | conformsTo('x')"}),
            ".part[1]",
        ),
    ] {
        check_refused(parts, Kind::Unprocessable, place);
    }
}

#[test]
fn a_resource_stays_who_it_is() {
    let error =
        applied(&[operation(json!({"type": "replace", "path": "Patient.id", "value": {"valueId": "q"}}))]);
    assert_eq!(error.unwrap_err().code(), "fixed-element");
}
