//! Invariants, one broken of each family.

use serde_json::{Value, json};

use super::{check, check_task, task};
use crate::error::{At, Kind};
use crate::fhir::Resource;
use crate::fhir::validate::{advice, kind, validate};

/// Checks that a resource breaks one invariant, and that it is named with its place.
fn check_broken(key: &str, place: &str, resource: Value) {
    let issues = validate(&Resource::from_value(resource.clone()).unwrap());
    let [issue] = issues.as_slice() else { panic!("{resource}\n{issues:#?}") };
    assert_eq!((issue.code, &issue.at), ("invariant", &Some(At::Expression(place.to_owned()))), "{resource}");
    assert!(issue.message.starts_with(&format!("{key}: ")), "{}", issue.message);
    assert_eq!(kind(&issues), Kind::Unprocessable);
}

#[test]
fn the_invariants_of_data_types_are_kept() {
    check_broken(
        "per-1",
        "Task.executionPeriod",
        task(json!({"executionPeriod": {"start": "2021-04-14", "end": "2021-04-13"}})),
    );
    check_task(json!({"executionPeriod": {"start": "2021", "end": "2021-04-13"}}), &[]);
    let input = |value: Value| {
        let mut input = value;
        input["type"] = json!({"text": "t"});
        task(json!({"input": [input]}))
    };
    let broken = |key: &str, name: &str, value: Value| {
        check_broken(key, "Task.input[0].value", input(json!({name: value})))
    };
    broken("qty-3", "valueQuantity", json!({"value": 1, "code": "mg"}));
    broken("qty-3", "valueDistance", json!({"code": "m", "value": 1}));
    broken("drt-1", "valueDuration", json!({"value": 1, "code": "h", "system": "http://a.test"}));
    broken("age-1", "valueAge", json!({"value": -1, "code": "a", "system": "http://unitsofmeasure.org"}));
    broken("cnt-3", "valueCount", json!({"value": 1.5, "code": "1", "system": "http://unitsofmeasure.org"}));
    broken("rng-2", "valueRange", json!({"low": {"value": 2}, "high": {"value": 1}}));
    broken("rat-1", "valueRatio", json!({"numerator": {"value": 1}}));
    broken("att-1", "valueAttachment", json!({"data": "aGk="}));
    broken("cpt-2", "valueContactPoint", json!({"value": "1"}));
    broken("exp-1", "valueExpression", json!({"language": "text/fhirpath"}));
    let timing = |repeat: Value| input(json!({"valueTiming": {"repeat": repeat}}));
    check_broken("tim-1", "Task.input[0].value.repeat", timing(json!({"duration": 1})));
    check_broken("tim-9", "Task.input[0].value.repeat", timing(json!({"offset": 1, "when": ["C"]})));
}

#[test]
fn the_invariants_of_resources_and_their_elements_are_kept() {
    let participant = json!([{"status": "accepted", "actor": {"display": "a"}}]);
    let appointment = |members: Value| {
        let mut appointment =
            json!({"resourceType": "Appointment", "status": "proposed", "participant": participant});
        appointment.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        appointment
    };
    check_broken("app-2", "Appointment", appointment(json!({"start": "2021-04-13T10:00:00Z"})));
    check_broken("app-3", "Appointment", appointment(json!({"status": "booked"})));
    check_broken("app-4", "Appointment", appointment(json!({"cancelationReason": {"text": "r"}})));
    let times = json!({"start": "2021-04-13T10:00:00Z", "end": "2021-04-13T11:00:00Z", "status": "noshow", "cancelationReason": {"text": "r"}});
    check(appointment(times), &[]);
    check_broken(
        "app-1",
        "Appointment.participant[0]",
        appointment(json!({"participant": [{"status": "accepted"}]})),
    );
    check_broken("inv-1", "Task", task(json!({"authoredOn": "2021-04-14", "lastModified": "2021-04-13"})));
    let organization = |members: Value| {
        let mut organization = json!({"resourceType": "Organization", "name": "O"});
        organization.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        organization
    };
    check_broken("org-1", "Organization", json!({"resourceType": "Organization", "active": true}));
    check_broken(
        "org-3",
        "Organization.telecom[1]",
        organization(json!({"telecom": [{"use": "work"}, {"use": "home"}]})),
    );
    check_broken(
        "pat-1",
        "Patient.contact[0]",
        json!({"resourceType": "Patient", "contact": [{"gender": "female"}]}),
    );
    let element = |members: Value| {
        let mut element = json!({"id": "Task", "path": "Task"});
        element.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        json!({"resourceType": "StructureDefinition", "url": "http://a.test/s", "name": "S", "status": "draft",
            "kind": "resource", "abstract": false, "type": "Task", "derivation": "constraint",
            "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Task", "differential": {"element": [element]}})
    };
    check_broken("eld-3", "StructureDefinition.differential.element[0].max", element(json!({"max": "many"})));
    check_broken(
        "eld-2",
        "StructureDefinition.differential.element[0]",
        element(json!({"min": 2, "max": "1"})),
    );
}

#[test]
fn an_invariant_sees_the_resource_and_what_contains_it() {
    let observation = |component: &str| {
        json!({"resourceType": "Observation", "status": "final", "valueString": "v",
            "code": {"coding": [{"system": "s", "code": "a"}]},
            "component": [{"code": {"coding": [{"system": "s", "code": component}]}, "valueString": "c"}]})
    };
    check(observation("b"), &[]);
    check_broken("obs-7", "Observation", observation("a"));
    let contained = json!({"resourceType": "Location", "id": "l"});
    check_broken("dom-3", "Task.contained[0]", task(json!({"contained": [contained]})));
    check_task(json!({"contained": [contained], "location": {"reference": "#l"}}), &[]);
    let pointing = json!({"resourceType": "Task", "id": "l", "status": "draft", "intent": "plan", "focus": {"reference": "#"}});
    check_task(json!({"contained": [pointing]}), &[]);
    let bundle = json!({"resourceType": "Bundle", "type": "collection", "entry": [
        {"fullUrl": "urn:uuid:1", "resource": task(json!({}))}, {"fullUrl": "urn:uuid:1", "resource": task(json!({}))}]});
    check_broken("bdl-7", "Bundle", bundle);
}

#[test]
fn rules_wait_until_the_form_is_right() {
    check_task(
        json!({"executionPeriod": {"start": "2021-04-14", "end": "13.4.2021"}}),
        &[("invalid-value", "Task.executionPeriod.end")],
    );
    let issues = validate(&Resource::from_value(task(json!({"owner": 1}))).unwrap());
    assert_eq!(kind(&issues), Kind::Invalid);
}

#[test]
fn advice_is_given_only_to_whoever_asks() {
    let given = |resource: Value| -> Vec<String> {
        let resource = Resource::from_value(resource).unwrap();
        assert_eq!(validate(&resource), []);
        advice(&resource).iter().map(|issue| issue.message.clone()).collect()
    };
    assert_eq!(given(task(json!({}))), ["dom-6: A resource should have narrative for robust management"]);
    let text = json!({"status": "generated", "div": "<div>a</div>"});
    assert_eq!(given(task(json!({"text": text}))), Vec::<String>::new());
    let contained = json!({"resourceType": "Location", "id": "l"});
    let inside = json!({"text": text, "contained": [contained], "location": {"reference": "#l"}});
    assert_eq!(given(task(inside)), Vec::<String>::new());
    let value_set = json!({"resourceType": "ValueSet", "status": "draft", "name": "a name", "text": text});
    assert_eq!(given(value_set).len(), 1);
}
