use serde_json::{Value, json};

use super::*;

fn patient() -> Value {
    json!({
        "resourceType": "Patient",
        "id": "p",
        "meta": { "versionId": "1", "tag": [{ "code": "own" }] },
        "text": { "status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">P</div>" },
        "contained": [{ "resourceType": "Organization", "id": "o" }],
        "extension": [{ "url": "urn:x", "valueString": "x" }],
        "modifierExtension": [{ "url": "urn:m", "valueBoolean": true }],
        "active": true,
        "name": [{ "id": "n", "family": "Exemple", "extension": [{ "url": "urn:x", "valueString": "x" }] },
                 { "extension": [{ "url": "urn:absent", "valueCode": "unknown" }] }],
        "birthDate": "1970-01-01",
        "_birthDate": { "extension": [{ "url": "urn:x", "valueString": "x" }] },
        "_gender": { "extension": [{ "url": "urn:absent", "valueCode": "unknown" }] },
        "multipleBirthInteger": 2,
        "contact": [{ "name": { "family": "Autre" } }],
        "link": [{ "other": { "reference": "Patient/q" }, "type": "seealso" }]
    })
}

fn resource(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}

fn tagged(mut expected: Value) -> Value {
    let mut tags = expected["meta"]["tag"].as_array().cloned().unwrap_or_default();
    tags.push(json!({ "system": SUBSETTED.0, "code": SUBSETTED.1 }));
    expected["meta"]["tag"] = json!(tags);
    expected
}

fn without(mut value: Value, names: &[&str]) -> Value {
    value.as_object_mut().unwrap().retain(|name, _| !names.contains(&name.as_str()));
    value
}

fn check(subset: &Subset, input: &Value, expected: Value) {
    let mut found = resource(input);
    assert!(subset.cut(&mut found, Role::Asked), "{subset:?}");
    assert_eq!(Value::Object(found), tagged(expected), "{subset:?}");
}

fn elements(value: &str, resource_type: &'static str) -> Result<Elements, String> {
    Elements::read(value, &[ResourceType::named(resource_type)])
}

#[test]
fn a_summary_keeps_what_is_marked_or_cannot_be_done_without() {
    let left_out = ["text", "contained", "extension", "_birthDate", "multipleBirthInteger", "contact"];
    let mut expected = without(patient(), &left_out);
    expected["name"][0] = json!({ "family": "Exemple" });
    check(&Subset::Summary, &patient(), expected);
}

#[test]
fn a_summary_reaches_into_parts_of_parts() {
    let reference = json!({
        "resourceType": "DocumentReference",
        "id": "d",
        "meta": { "versionId": "1" },
        "status": "current",
        "content": [{ "attachment": { "contentType": "text/plain", "data": "AAAA", "title": "Compte rendu" } },
                    { "attachment": { "data": "AAAA" } }],
        "context": { "event": [{ "text": "x" }], "related": [{ "reference": "Appointment/a" }] }
    });
    let mut expected = without(reference.clone(), &["context"]);
    expected["content"] = json!([{ "attachment": { "contentType": "text/plain", "title": "Compte rendu" } },
               { "attachment": { "data": "AAAA" } }]);
    check(&Subset::Summary, &reference, expected);
}

#[test]
fn resources_in_a_bundle_stay_whole_in_its_summary() {
    let bundle = json!({ "resourceType": "Bundle", "id": "b", "meta": { "versionId": "1" }, "type": "collection",
        "entry": [{ "fullUrl": "urn:uuid:1", "resource": patient() }] });
    check(&Subset::Summary, &bundle, bundle.clone());
}

#[test]
fn text_and_data_divide_the_resource() {
    let kept = ["resourceType", "id", "meta", "text"];
    let all = patient();
    let others: Vec<&str> = all.as_object().unwrap().keys().map(String::as_str).collect();
    let others: Vec<&str> = others.into_iter().filter(|name| !kept.contains(name)).collect();
    check(&Subset::Text, &all, without(all.clone(), &others));
    check(&Subset::Data, &all, without(all.clone(), &["text"]));
    let task = json!({ "resourceType": "Task", "id": "t", "meta": {}, "status": "draft", "intent": "plan",
        "description": "x" });
    check(&Subset::Text, &task, without(task.clone(), &["description"]));
}

#[test]
fn elements_are_named_with_what_is_mandatory_or_a_modifier() {
    let observation = json!({
        "resourceType": "Observation", "id": "o", "meta": { "versionId": "1" }, "implicitRules": "urn:x",
        "status": "final", "code": { "text": "weight" }, "valueQuantity": { "value": 1.50 },
        "_valueQuantity": null, "note": [{ "text": "x" }]
    });
    for name in ["value", "value[x]", "valueQuantity"] {
        let subset = Subset::Elements(elements(name, "Observation").unwrap());
        check(&subset, &observation, without(observation.clone(), &["note"]));
    }
    let subset = Subset::Elements(elements("resourceType,id, note", "Observation").unwrap());
    check(&subset, &observation, without(observation.clone(), &["valueQuantity", "_valueQuantity"]));
}

#[test]
fn names_without_a_type_concern_what_was_asked_for() {
    let subset = Subset::Elements(elements("description,Patient.name", "Task").unwrap());
    let mut included = resource(&patient());
    assert!(subset.cut(&mut included, Role::Included));
    assert!(included.contains_key("name") && !included.contains_key("birthDate"));
    let subset = Subset::Elements(elements("description", "Task").unwrap());
    let mut included = resource(&patient());
    assert!(!subset.cut(&mut included, Role::Included));
    assert_eq!(Value::Object(included), patient());
}

#[test]
fn a_name_that_no_searched_type_has_is_refused() {
    for (value, expected) in [
        ("descripton", "did you mean 'description'?"),
        ("colour", "it has id, meta"),
        ("", "it has id, meta"),
        ("id,,status", "it has id, meta"),
        ("restriction.period", "'restriction' is not a resource type"),
        ("Task.restriction.period", "only elements at the top"),
        ("Patient.nam", "did you mean 'name'?"),
        ("[x]", "has no element"),
    ] {
        let refused = elements(value, "Task").unwrap_err();
        assert!(refused.contains(expected), "{value}: {refused}");
    }
    assert!(elements(&"id,".repeat(201), "Task").unwrap_err().contains("200"));
    let both = [ResourceType::named("Task"), ResourceType::named("Patient")];
    assert!(Elements::read("birthDate,restriction", &both).is_ok());
    assert!(Elements::read("colour", &both).unwrap_err().contains("none of the types"));
}

#[test]
fn a_mark_is_set_once_and_recognised() {
    let mut bare = resource(&json!({ "resourceType": "Basic", "id": "b", "code": {} }));
    assert!(!is_marked(&bare));
    mark(&mut bare);
    let once = bare.clone();
    mark(&mut bare);
    assert_eq!(bare, once);
    assert!(is_marked(&bare));
    assert_eq!(bare.keys().collect::<Vec<_>>(), ["resourceType", "id", "meta", "code"]);
}

#[test]
fn digits_and_order_survive() {
    let body = br#"{"resourceType":"Observation","id":"o","meta":{"versionId":"1"},"text":{},"status":"final","code":{"text":"x"},"valueQuantity":{"value":1.50,"unit":"kg"}}"#;
    let cut = Subset::Data.of_text(body, Role::Asked).unwrap().unwrap();
    let cut = String::from_utf8(cut).unwrap();
    assert!(
        cut.ends_with(r#""status":"final","code":{"text":"x"},"valueQuantity":{"value":1.50,"unit":"kg"}}"#)
    );
}
