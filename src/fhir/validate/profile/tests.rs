//! A profile of a Task that uses everything, and a Task that breaks each of its demands once.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::{Profile, Profiles, validate_against};
use crate::error::{At, Severity};
use crate::fhir::Resource;

/// The profiles and value sets of a test.
#[derive(Default)]
struct Shelf {
    profiles: HashMap<&'static str, Arc<Profile>>,
}

impl Profiles for Shelf {
    fn profile(&self, canonical: &str) -> Option<Arc<Profile>> {
        self.profiles.get(canonical).cloned()
    }

    fn has_code(&self, value_set: &str, system: Option<&str>, code: &str) -> Option<bool> {
        (value_set == "http://a.test/colours").then(|| system != Some("http://b.test") && code == "red")
    }
}

fn definition(url: &str, type_name: &str, elements: Value) -> Value {
    json!({"resourceType": "StructureDefinition", "url": url, "type": type_name, "snapshot": {"element": elements}})
}

fn compiled(definition: Value) -> Arc<Profile> {
    Arc::new(Profile::compile(&Resource::from_value(definition).unwrap()).unwrap())
}

fn shelf() -> Shelf {
    let extension = definition(
        "http://a.test/due",
        "Extension",
        json!([
            {"id": "Extension", "path": "Extension", "min": 0, "max": "*"},
            {"id": "Extension.url", "path": "Extension.url", "min": 1, "max": "1", "fixedUri": "http://a.test/due"},
            {"id": "Extension.value[x]", "path": "Extension.value[x]", "min": 1, "max": "1",
             "type": [{"code": "date"}, {"code": "string"}]},
        ]),
    );
    Shelf { profiles: HashMap::from([("http://a.test/due", compiled(extension))]) }
}

/// The profile of an action.
fn action() -> Arc<Profile> {
    let coding = |slice: &str, system: &str| {
        json!([
            {"id": format!("Task.code.coding:{slice}"), "path": "Task.code.coding", "min": 0, "max": "1", "sliceName": slice},
            {"id": format!("Task.code.coding:{slice}.system"), "path": "Task.code.coding.system", "min": 1, "max": "1", "fixedUri": system},
        ])
    };
    let mut elements = vec![
        json!({"id": "Task", "path": "Task", "min": 0, "max": "*", "constraint": [
            {"key": "act-1", "severity": "error", "human": "What is done has an end.",
             "expression": "status = 'completed' implies executionPeriod.end.exists()"},
            {"key": "act-2", "severity": "warning", "human": "Somebody owns it.", "expression": "owner.exists()"},
            {"key": "inv-1", "severity": "error", "human": "R4's own", "expression": "false",
             "source": "http://hl7.org/fhir/StructureDefinition/Task"}]}),
        json!({"id": "Task.extension", "path": "Task.extension", "min": 1, "max": "*",
               "slicing": {"discriminator": [{"type": "value", "path": "url"}], "rules": "open"}}),
        json!({"id": "Task.extension:due", "path": "Task.extension", "sliceName": "due", "min": 1, "max": "1",
               "type": [{"code": "Extension", "profile": ["http://a.test/due"]}]}),
        json!({"id": "Task.intent", "path": "Task.intent", "min": 1, "max": "1", "fixedCode": "plan"}),
        json!({"id": "Task.priority", "path": "Task.priority", "min": 0, "max": "0"}),
        json!({"id": "Task.code", "path": "Task.code", "min": 1, "max": "1",
               "patternCodeableConcept": {"coding": [{"system": "http://a.test/s", "code": "action"}]}}),
        json!({"id": "Task.code.coding", "path": "Task.code.coding", "min": 1, "max": "*",
               "slicing": {"discriminator": [{"type": "value", "path": "system"}], "rules": "closed", "ordered": true}}),
    ];
    for slice in [coding("ours", "http://a.test/s"), coding("theirs", "http://b.test/s")] {
        elements.extend(slice.as_array().unwrap().clone());
    }
    elements.extend([
        json!({"id": "Task.businessStatus", "path": "Task.businessStatus", "min": 0, "max": "1",
               "binding": {"strength": "required", "valueSet": "http://a.test/colours"}}),
        json!({"id": "Task.performerType", "path": "Task.performerType", "min": 0, "max": "*",
               "binding": {"strength": "extensible", "valueSet": "http://a.test/colours"}}),
        json!({"id": "Task.statusReason", "path": "Task.statusReason", "min": 0, "max": "1",
               "binding": {"strength": "required", "valueSet": "http://a.test/unknown"}}),
        json!({"id": "Task.owner", "path": "Task.owner", "min": 0, "max": "1", "type": [{"code": "Reference",
               "targetProfile": ["http://hl7.org/fhir/StructureDefinition/PractitionerRole"]}]}),
        json!({"id": "Task.input", "path": "Task.input", "min": 0, "max": "*",
               "slicing": {"discriminator": [{"type": "type", "path": "value"}], "rules": "closed"}}),
        json!({"id": "Task.input:words", "path": "Task.input", "sliceName": "words", "min": 0, "max": "1"}),
        json!({"id": "Task.input:words.value[x]", "path": "Task.input.value[x]", "min": 1, "max": "1", "type": [{"code": "string"}]}),
        json!({"id": "Task.note", "path": "Task.note", "min": 0, "max": "*",
               "slicing": {"discriminator": [{"type": "exists", "path": "time"}], "rules": "open"}}),
        json!({"id": "Task.note:timed", "path": "Task.note", "sliceName": "timed", "min": 0, "max": "1"}),
        json!({"id": "Task.note:timed.time", "path": "Task.note.time", "min": 1, "max": "1"}),
    ]);
    compiled(definition("http://a.test/action", "Task", json!(elements)))
}

/// Checks the issues of a Task that keeps the profile but for these members: severity, code and place.
fn check(members: Value, expected: &[(&str, &str)]) {
    let mut task = json!({"resourceType": "Task", "status": "requested", "intent": "plan",
        "extension": [{"url": "http://a.test/due", "valueDate": "2021-04-13"}, {"url": "http://a.test/other", "valueCode": "x"}],
        "code": {"coding": [{"system": "http://a.test/s", "code": "action"}, {"system": "http://b.test/s", "code": "y"}]},
        "owner": {"reference": "PractitionerRole/1"}});
    for (name, value) in members.as_object().unwrap() {
        task[name] = value.clone();
    }
    task.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    let resource = Resource::from_value(task).unwrap();
    let issues = validate_against(&resource, &action(), &shelf());
    let found: Vec<_> = issues
        .iter()
        .map(|issue| {
            let Some(At::Expression(place)) = &issue.at else { panic!("{issue:?}") };
            let mark = if issue.severity == Severity::Warning { "?" } else { "" };
            (format!("{mark}{}", issue.code), place.as_str())
        })
        .collect();
    let found: Vec<_> = found.iter().map(|(code, place)| (code.as_str(), *place)).collect();
    assert_eq!(found, expected, "{members} {issues:#?}");
}

#[test]
fn what_keeps_the_profile_has_no_issue() {
    check(json!({}), &[]);
    check(json!({"status": "completed", "executionPeriod": {"end": "2021"}}), &[]);
    check(json!({"businessStatus": {"coding": [{"code": "blue"}, {"code": "red"}]}}), &[]);
    check(json!({"input": [{"type": {"text": "t"}, "valueString": "a"}]}), &[]);
    check(json!({"note": [{"text": "a", "time": "2021"}, {"text": "b"}, {"text": "c"}]}), &[]);
}

#[test]
fn each_demand_can_be_broken() {
    check(json!({"status": "completed"}), &[("invariant", "Task")]);
    check(json!({"owner": null}), &[("?invariant", "Task")]);
    check(json!({"intent": "order"}), &[("fixed-value", "Task.intent")]);
    check(json!({"priority": "urgent"}), &[("too-many", "Task.priority")]);
    check(json!({"code": null}), &[("missing-element", "Task.code")]);
    check(
        json!({"code": {"coding": [{"system": "http://a.test/s", "code": "z"}]}}),
        &[("fixed-value", "Task.code")],
    );
    check(json!({"owner": {"reference": "Patient/1"}}), &[("wrong-reference-target", "Task.owner")]);
    check(json!({"owner": {"reference": "urn:uuid:1"}}), &[]);
}

#[test]
fn value_sets_are_asked() {
    check(
        json!({"businessStatus": {"coding": [{"code": "blue"}]}}),
        &[("unknown-code", "Task.businessStatus")],
    );
    check(
        json!({"performerType": [{"coding": [{"code": "blue"}]}]}),
        &[("?unknown-code", "Task.performerType[0]")],
    );
    check(
        json!({"statusReason": {"coding": [{"code": "blue"}]}}),
        &[("?unknown-value-set", "Task.statusReason")],
    );
}

#[test]
fn extensions_are_told_by_their_address() {
    let due = json!({"url": "http://a.test/due", "valueDate": "2021"});
    check(
        json!({"extension": [{"url": "http://a.test/other", "valueCode": "x"}]}),
        &[("missing-element", "Task.extension")],
    );
    check(json!({"extension": [due, due]}), &[("too-many", "Task.extension")]);
    check(
        json!({"extension": [{"url": "http://a.test/due", "valueCode": "x"}]}),
        &[("wrong-type", "Task.extension[0].value")],
    );
    check(
        json!({"extension": [{"url": "http://a.test/due"}]}),
        &[("missing-element", "Task.extension[0].value")],
    );
}

#[test]
fn slices_are_told_by_value_type_and_existence() {
    let ours = json!({"system": "http://a.test/s", "code": "action"});
    let theirs = json!({"system": "http://b.test/s", "code": "y"});
    check(json!({"code": {"coding": [theirs, ours]}}), &[("wrong-order", "Task.code.coding[1]")]);
    check(json!({"code": {"coding": [ours, ours]}}), &[("too-many", "Task.code.coding")]);
    check(
        json!({"code": {"coding": [ours, {"system": "http://c.test/s"}]}}),
        &[("unknown-slice", "Task.code.coding[1]")],
    );
    check(
        json!({"input": [{"type": {"text": "t"}, "valueInteger": 1}]}),
        &[("unknown-slice", "Task.input[0]")],
    );
    check(
        json!({"note": [{"text": "a", "time": "2021"}, {"text": "b", "time": "2021"}]}),
        &[("too-many", "Task.note")],
    );
}

#[test]
fn a_profile_is_about_one_type() {
    let resource = Resource::from_value(json!({"resourceType": "Basic"})).unwrap();
    let issues = validate_against(&resource, &action(), &shelf());
    assert_eq!(issues.iter().map(|issue| issue.code).collect::<Vec<_>>(), ["wrong-resource-type"]);
}

#[test]
fn a_profile_may_be_about_several_types() {
    let issues = |name: &str, about: &str| {
        let resource = Resource::from_value(json!({"resourceType": name, "language": "fr"})).unwrap();
        let rules = json!([{"id": about, "path": about}, {"id": format!("{about}.id"), "min": 1}]);
        let profile =
            Profile::compile(&Resource::from_value(definition("http://a.test/p", about, rules)).unwrap())
                .unwrap();
        let issues = validate_against(&resource, &profile, &shelf());
        issues.iter().map(|issue| issue.code).collect::<Vec<_>>()
    };
    assert_eq!(issues("Basic", "DomainResource"), ["missing-element"]);
    assert_eq!(issues("Basic", "Resource"), ["missing-element"]);
    assert_eq!(issues("Bundle", "Resource"), ["missing-element"]);
    assert_eq!(issues("Bundle", "DomainResource"), ["wrong-resource-type"]);
    assert_eq!(issues("Basic", "Element"), ["wrong-resource-type"]);
}

#[test]
fn an_unknown_profile_of_an_extension_is_a_warning() {
    let resource = Resource::from_value(json!({"resourceType": "Task", "status": "draft", "intent": "plan",
        "code": {"coding": [{"system": "http://a.test/s", "code": "action"}]}, "owner": {"display": "a"},
        "extension": [{"url": "http://a.test/due", "valueDate": "2021"}]}))
    .unwrap();
    let issues = validate_against(&resource, &action(), &Shelf::default());
    assert_eq!(
        issues.iter().map(|issue| (issue.severity, issue.code)).collect::<Vec<_>>(),
        [(Severity::Warning, "unknown-profile")]
    );
}

#[test]
fn what_cannot_be_compiled_says_where() {
    let refused = |definition: Value| {
        let error = Profile::compile(&Resource::from_value(definition).unwrap()).unwrap_err();
        match &error.issues()[0].at {
            Some(At::Expression(place)) => place.clone(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(refused(json!({"resourceType": "Task"})), "StructureDefinition");
    assert_eq!(refused(definition("u", "Task", json!([]))), "StructureDefinition.snapshot");
    let place = "StructureDefinition.snapshot.element[0]";
    assert_eq!(refused(definition("u", "Task", json!([{"path": "Task"}]))), place);
    assert_eq!(refused(definition("u", "Task", json!([{"id": "Task", "max": "many"}]))), place);
    let constraint = json!([{"key": "a", "severity": "error", "human": "h", "expression": "("}]);
    assert_eq!(refused(definition("u", "Task", json!([{"id": "Task", "constraint": constraint}]))), place);
    let orphan = json!([{"id": "Task"}, {"id": "Task.code.coding"}]);
    assert_eq!(refused(definition("u", "Task", orphan)), "StructureDefinition.snapshot.element[1]");
}
