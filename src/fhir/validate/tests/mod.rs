//! One broken resource for each rule, with the exact issues.

mod invariants;

use serde_json::{Value, json};

use super::validate;
use crate::error::At;
use crate::fhir::Resource;
use crate::fhir::definitions::{children, resource_types};

/// Checks the codes and places of all issues, in order.
fn check(resource: Value, expected: &[(&str, &str)]) {
    let shown = resource.to_string();
    let issues = validate(&Resource::from_value(resource).unwrap());
    let found: Vec<_> = issues
        .iter()
        .map(|issue| match &issue.at {
            Some(At::Expression(place)) => (issue.code, place.as_str()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(found, expected, "{shown}\n{issues:#?}");
}

/// A valid Task with these members put in or replaced.
fn task(members: Value) -> Value {
    let mut task = json!({"resourceType": "Task", "status": "requested", "intent": "plan"});
    for (key, value) in members.as_object().unwrap() {
        task[key] = value.clone();
    }
    task
}

fn check_task(members: Value, expected: &[(&str, &str)]) {
    check(task(members), expected);
}

fn message(members: Value) -> String {
    let issues = validate(&Resource::from_value(task(members)).unwrap());
    issues.first().map(|issue| issue.message.clone()).unwrap_or_default()
}

#[test]
fn a_valid_resource_has_no_issue() {
    check_task(
        json!({
            "id": "a-1",
            "meta": {"versionId": "1", "lastUpdated": "2021-04-13T10:00:00Z", "profile": ["http://a.test/p"]},
            "text": {"status": "generated", "div": "<div>One <b>action</b></div>"},
            "contained": [{"resourceType": "Practitioner", "id": "p", "active": true}],
            "extension": [{"url": "http://a.test/x", "extension": [{"url": "y", "valueInteger": 1}]}],
            "owner": {"reference": "#p", "type": "Practitioner", "display": "A person"},
            "basedOn": [{"reference": "Appointment/1/_history/2"}, {"reference": "urn:uuid:x"}],
            "note": [{"time": "2021-04-13T10:00:00+02:00", "text": "Half", "authorString": "A"}],
            "_description": {"extension": [{"url": "http://a.test/x", "valueCode": "a"}]},
            "input": [{"type": {"text": "t"}, "valueQuantity": {"value": 1.50, "comparator": "<"}}],
        }),
        &[],
    );
}

#[test]
fn an_unknown_element_is_named_with_the_nearest() {
    check_task(json!({"descripton": "x"}), &[("unknown-element", "Task.descripton")]);
    check_task(json!({"note": [{"text": "a", "txt": "b"}]}), &[("unknown-element", "Task.note[0].txt")]);
    check_task(json!({"_note": {}}), &[("unknown-element", "Task._note")]);
    check_task(
        json!({"restriction": {"resourceType": "Task"}}),
        &[("unknown-element", "Task.restriction.resourceType")],
    );
    assert!(message(json!({"descripton": "x"})).ends_with("did you mean 'description'?"));
    assert_eq!(message(json!({"deadline": "x"})), "Task has no element 'deadline'.");
    let value = message(json!({"input": [{"type": {"text": "t"}, "valueInteger": 1, "value": 1}]}));
    assert!(value.ends_with("its name ends with its type, such as 'valueBase64Binary'."), "{value}");
}

#[test]
fn what_must_stand_is_missed() {
    check(
        json!({"resourceType": "Task"}),
        &[("missing-element", "Task.status"), ("missing-element", "Task.intent")],
    );
    check_task(json!({"input": [{"type": {"text": "t"}}]}), &[("missing-element", "Task.input[0].value")]);
    check_task(json!({"extension": [{"valueCode": "a"}]}), &[("missing-element", "Task.extension[0].url")]);
    let issues = validate(&Resource::from_value(json!({"resourceType": "Task"})).unwrap());
    assert!(issues[0].message.starts_with("Task needs 'status': one of accepted, "), "{}", issues[0].message);
}

#[test]
fn another_kind_of_json_is_refused() {
    check_task(json!({"status": ["requested"]}), &[("wrong-type", "Task.status")]);
    check_task(json!({"note": {"text": "a"}}), &[("wrong-type", "Task.note")]);
    check_task(json!({"note": ["a"]}), &[("wrong-type", "Task.note[0]")]);
    check_task(json!({"description": {"text": "a"}}), &[("wrong-type", "Task.description")]);
    check_task(json!({"restriction": "a"}), &[("wrong-type", "Task.restriction")]);
    check_task(
        json!({"restriction": {"repetitions": "1"}}),
        &[("wrong-type", "Task.restriction.repetitions")],
    );
    check_task(json!({"_description": "a"}), &[("wrong-type", "Task.description")]);
    check_task(json!({"description": "a", "_description": {"id": "b"}}), &[]);
    check_task(json!({"_description": {"id": "b"}}), &[("empty", "Task.description")]);
    check_task(json!({"contained": ["a"]}), &[("wrong-type", "Task.contained[0]")]);
}

#[test]
fn what_is_empty_is_refused() {
    check_task(json!({"note": []}), &[("empty", "Task.note")]);
    check_task(json!({"restriction": {}}), &[("empty", "Task.restriction")]);
    check_task(json!({"restriction": {"id": "a"}}), &[("empty", "Task.restriction")]);
    check_task(json!({"description": ""}), &[("empty", "Task.description")]);
    check_task(json!({"description": null}), &[("empty", "Task.description")]);
    check_task(json!({"restriction": null}), &[("empty", "Task.restriction")]);
    check_task(json!({"note": [null]}), &[("empty", "Task.note[0]")]);
    check_task(json!({"note": null}), &[("empty", "Task.note")]);
}

#[test]
fn repeated_primitives_pair_with_their_siblings() {
    let extension = json!({"extension": [{"url": "http://a.test/x", "valueCode": "a"}]});
    let patient = |name: Value| json!({"resourceType": "Patient", "name": [name]});
    check(patient(json!({"given": ["a", null], "_given": [null, extension]})), &[]);
    check(patient(json!({"_given": [extension]})), &[]);
    check(patient(json!({"given": ["a", null]})), &[("empty", "Patient.name[0].given[1]")]);
    check(patient(json!({"given": [null], "_given": [null]})), &[("empty", "Patient.name[0].given[0]")]);
    check(patient(json!({"_given": [null]})), &[("empty", "Patient.name[0].given[0]")]);
    check(
        patient(json!({"given": ["a"], "_given": [null, extension]})),
        &[("invalid-value", "Patient.name[0].given")],
    );
    check(patient(json!({"given": "a"})), &[("wrong-type", "Patient.name[0].given")]);
    check(patient(json!({"given": ["a"], "_given": extension})), &[("wrong-type", "Patient.name[0].given")]);
    check(
        patient(json!({"_given": [{"extension": [{"url": "x"}]}]})),
        &[("missing-element", "Patient.name[0].given[0].extension[0]")],
    );
}

#[test]
fn a_choice_has_one_type_that_it_may_have() {
    let observation = |members: Value| {
        let mut observation =
            json!({"resourceType": "Observation", "status": "final", "code": {"text": "t"}});
        observation.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        observation
    };
    check(
        observation(json!({"valueString": "a", "effectiveDateTime": "2021", "valueInteger": 1})),
        &[("too-many", "Observation.value")],
    );
    check(
        observation(json!({"valueString": "a", "_valueString": {"id": "x", "extension": [
        {"url": "http://a.test/x", "valueCode": "a"}]}})),
        &[],
    );
    check(
        observation(json!({"valueAddress": {"text": "a"}})),
        &[("unknown-element", "Observation.valueAddress")],
    );
    check(
        observation(json!({"valueQuantity": {"value": "1"}})),
        &[("wrong-type", "Observation.value.value")],
    );
}

#[test]
fn values_are_checked_where_they_stand() {
    check_task(json!({"authoredOn": "13.4.2021"}), &[("invalid-value", "Task.authoredOn")]);
    check_task(json!({"id": "a_b"}), &[("invalid-value", "Task.id")]);
    check_task(
        json!({"text": {"status": "empty", "div": "<p>a</p>"}}),
        &[("invalid-value", "Task.text.div")],
    );
    check_task(
        json!({"note": [{"text": "a"}, {"text": "b", "time": "now"}]}),
        &[("invalid-value", "Task.note[1].time")],
    );
    assert_eq!(
        message(json!({"restriction": {"repetitions": 0}})),
        "'0' is not of type positiveInt, which is a whole number from 1 to 2147483647."
    );
}

#[test]
fn required_codes_come_from_their_value_set() {
    check_task(json!({"status": "open"}), &[("unknown-code", "Task.status")]);
    check_task(json!({"priority": "high"}), &[("unknown-code", "Task.priority")]);
    assert_eq!(
        message(json!({"priority": "high"})),
        "'high' is not a code that may stand here; it is one of asap, routine, stat, urgent."
    );
    let condition = |status: Value| json!({"resourceType": "Condition", "subject": {"display": "a"}, "clinicalStatus": status});
    let system = "http://terminology.hl7.org/CodeSystem/condition-clinical";
    check(condition(json!({"coding": [{"code": "x"}, {"system": system, "code": "active"}]})), &[]);
    for wrong in [
        json!({"text": "active"}),
        json!({"coding": [{"code": "active"}]}),
        json!({"coding": [{"system": system, "code": "open"}]}),
    ] {
        check(condition(wrong), &[("unknown-code", "Condition.clinicalStatus")]);
    }
}

#[test]
fn references_point_to_the_types_that_their_element_allows() {
    let owner = |reference: &str| json!({"owner": {"reference": reference}});
    check_task(owner("Practitioner/1"), &[]);
    check_task(owner("https://a.test/fhir/Practitioner/1"), &[]);
    check_task(owner("https://a.test/people/1"), &[]);
    check_task(json!({"owner": {"display": "a"}}), &[]);
    let wrong = [("wrong-reference-target", "Task.owner.reference")];
    check_task(owner("Location/1"), &wrong);
    check_task(owner("Location/1/_history/3"), &wrong);
    check_task(owner("https://a.test/fhir/Location/1"), &wrong);
    check_task(owner("Persons/1"), &[("invalid-value", "Task.owner.reference")]);
    check_task(owner("1"), &[("invalid-value", "Task.owner.reference")]);
    check_task(owner("#p"), &[("unresolved-reference", "Task.owner.reference")]);
    check_task(
        json!({"owner": {"type": "Location", "display": "a"}}),
        &[("wrong-reference-target", "Task.owner.type")],
    );
    check_task(
        json!({"owner": {"type": "Patient", "reference": "Practitioner/1"}}),
        &[("wrong-reference-target", "Task.owner.type")],
    );
    check_task(
        json!({"owner": {"reference": "#l"}, "contained": [{"resourceType": "Location", "id": "l"}]}),
        &wrong,
    );
}

#[test]
fn contained_resources_are_checked_in_their_place() {
    let contained = |resource: Value| json!({"contained": [resource]});
    check_task(
        contained(json!({"resourceType": "Location", "id": "l", "status": "x"})),
        &[("unknown-code", "Task.contained[0].status")],
    );
    check_task(contained(json!({"resourceType": "Location"})), &[("contained-content", "Task.contained[0]")]);
    check_task(contained(json!({"id": "l"})), &[("missing-resource-type", "Task.contained[0]")]);
    check_task(
        contained(json!({"resourceType": "Tusk", "id": "l"})),
        &[("unknown-resource-type", "Task.contained[0].resourceType")],
    );
    check_task(
        contained(json!({"resourceType": "Location", "id": "l", "meta": {"versionId": "1"}})),
        &[("contained-content", "Task.contained[0].meta.versionId")],
    );
    let nested = json!({"resourceType": "Location", "id": "l", "contained": [{"resourceType": "Location", "id": "m"}]});
    check_task(contained(nested), &[("contained-content", "Task.contained[0].contained[0]")]);
    let same = json!({"resourceType": "Location", "id": "l"});
    check_task(
        json!({"contained": [same, same]}),
        &[("contained-content", "Task.contained[0].id"), ("contained-content", "Task.contained[1].id")],
    );
    let own = task(json!({"contained": [{"resourceType": "Location", "id": "l"}]}));
    let parameters =
        json!({"resourceType": "Parameters", "id": "p", "parameter": [{"name": "n", "resource": own}]});
    let pointing = |mut resource: Value| {
        resource["parameter"][0]["resource"]["location"] = json!({"reference": "#l"});
        json!({"contained": [resource], "focus": {"reference": "#p"}})
    };
    check_task(pointing(parameters), &[]);
    let sibling = json!({"resourceType": "Location", "id": "a", "managingOrganization": {"reference": "#o"}});
    let organization = json!({"resourceType": "Organization", "id": "o", "name": "O"});
    check_task(json!({"contained": [sibling, organization], "focus": {"reference": "#a"}}), &[]);
}

#[test]
fn an_extension_has_a_value_or_extensions() {
    let extension = |members: Value| json!({"extension": [members]});
    check_task(extension(json!({"url": "http://a.test/x"})), &[("missing-element", "Task.extension[0]")]);
    let both =
        json!({"url": "http://a.test/x", "valueCode": "a", "extension": [{"url": "y", "valueCode": "b"}]});
    check_task(extension(both), &[("too-many", "Task.extension[0]")]);
    check_task(
        json!({"_status": {"extension": [{"url": "y", "valueDate": "x"}]}}),
        &[("invalid-value", "Task.status.extension[0].value")],
    );
}

#[test]
fn a_bundles_entries_are_checked_each_by_itself() {
    let entry = |resource: Value| json!({"resource": resource});
    let practitioner = json!({"resourceType": "Practitioner", "id": "p"});
    let bundle = json!({"resourceType": "Bundle", "type": "collection", "entry": [
        entry(task(json!({"contained": [practitioner], "owner": {"reference": "#p"}}))),
        entry(task(json!({"owner": {"reference": "#p"}, "note": [{"time": "x", "text": "t"}]}))),
        entry(json!({"status": "x"})),
    ]});
    check(
        bundle,
        &[
            ("unresolved-reference", "Bundle.entry[1].resource.owner.reference"),
            ("invalid-value", "Bundle.entry[1].resource.note[0].time"),
            ("missing-resource-type", "Bundle.entry[2].resource"),
        ],
    );
}

#[test]
fn an_element_may_repeat_the_content_of_another() {
    let questionnaire = json!({"resourceType": "Questionnaire", "status": "draft", "item": [
        {"linkId": "1", "type": "group", "item": [{"linkId": "1.1", "type": "choise"}]}]});
    check(questionnaire, &[("unknown-code", "Questionnaire.item[0].item[0].type")]);
}

#[test]
fn depth_and_number_of_issues_have_a_limit() {
    let mut extension = json!({"url": "u", "valueCode": "a"});
    for _ in 0..100 {
        extension = json!({"url": "u", "extension": [extension]});
    }
    let resource = Resource::from_value(task(json!({"extension": [extension]}))).unwrap();
    let issues = validate(&resource);
    assert_eq!(issues.iter().map(|issue| issue.code).collect::<Vec<_>>(), ["too-deep"]);
    let notes: Vec<_> = (0..1_000).map(|_| json!({"text": ""})).collect();
    assert_eq!(validate(&Resource::from_value(task(json!({"note": notes}))).unwrap()).len(), 100);
}

#[test]
fn no_structure_has_more_elements_than_the_pass_can_mark() {
    let largest = resource_types().iter().map(|name| children(name).len()).max();
    assert!(largest.is_some_and(|count| count <= 64) && children("ElementDefinition").len() <= 64);
}
