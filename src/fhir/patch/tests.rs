//! Each operation once, each refusal once with its place.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::Patch;
use crate::error::{At, Kind};
use crate::fhir::Resource;

fn task() -> Value {
    json!({"resourceType": "Task", "id": "t", "status": "draft", "intent": "plan",
           "note": [{"text": "a"}, {"text": "b"}], "priority": "urgent"})
}

/// Applies a JSON Patch to the task; the task's members that changed must be these.
fn check(patch: Value, expected: Value) {
    let patched = Patch::Json(patch.clone()).apply(&Resource::from_value(task()).unwrap());
    let mut whole = task();
    for (name, value) in expected.as_object().unwrap() {
        match value {
            Value::Null => drop(whole.as_object_mut().unwrap().shift_remove(name)),
            value => whole[name] = value.clone(),
        }
    }
    assert_eq!(patched.unwrap().into_value(), whole, "{patch}");
}

/// The same patch is refused for this reason at this place.
fn check_refused(patch: Value, kind: Kind, pointer: &str) {
    let error = Patch::Json(patch.clone()).apply(&Resource::from_value(task()).unwrap()).unwrap_err();
    let at = error.issues()[0].at.clone();
    assert_eq!(error.kind(), kind, "{patch}: {error}");
    assert_eq!(at, (!pointer.is_empty()).then(|| At::Pointer(pointer.to_owned())), "{patch}: {error}");
}

#[test]
fn every_operation_does_what_it_says() {
    check(json!([{"op": "add", "path": "/description", "value": "x"}]), json!({"description": "x"}));
    check(json!([{"op": "add", "path": "/status", "value": "ready"}]), json!({"status": "ready"}));
    check(
        json!([{"op": "add", "path": "/note/1", "value": {"text": "x"}}]),
        json!({"note": [{"text": "a"}, {"text": "x"}, {"text": "b"}]}),
    );
    check(
        json!([{"op": "add", "path": "/note/-", "value": {"text": "x"}}]),
        json!({"note": [{"text": "a"}, {"text": "b"}, {"text": "x"}]}),
    );
    check(json!([{"op": "remove", "path": "/priority"}]), json!({"priority": null}));
    check(json!([{"op": "remove", "path": "/note/0"}]), json!({"note": [{"text": "b"}]}));
    check(
        json!([{"op": "replace", "path": "/note/0/text", "value": "x"}]),
        json!({"note": [{"text": "x"}, {"text": "b"}]}),
    );
    check(
        json!([{"op": "move", "from": "/note/0", "path": "/note/1"}]),
        json!({"note": [{"text": "b"}, {"text": "a"}]}),
    );
    check(
        json!([{"op": "copy", "from": "/note/0/text", "path": "/description"}]),
        json!({"description": "a"}),
    );
    check(json!([{"op": "test", "path": "/note/0", "value": {"text": "a"}}]), json!({}));
    check(json!([]), json!({}));
}

#[test]
fn an_array_that_the_patch_empties_is_left_out() {
    check(
        json!([{"op": "remove", "path": "/note/0"}, {"op": "remove", "path": "/note/0"}]),
        json!({"note": null}),
    );
    check(
        json!([{"op": "add", "path": "/partOf", "value": []}, {"op": "add", "path": "/partOf/-", "value": {"display": "x"}}]),
        json!({"partOf": [{"display": "x"}]}),
    );
}

#[test]
fn what_is_left_alone_keeps_its_place() {
    let patch = Patch::Json(json!([{"op": "remove", "path": "/status"}]));
    let patched = patch.apply(&Resource::from_value(task()).unwrap()).unwrap();
    let names: Vec<_> = patched.json().keys().collect();
    assert_eq!(names, ["resourceType", "id", "intent", "note", "priority"]);
}

#[test]
fn numbers_are_tested_by_what_they_count() {
    let number = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let same = |left: &str, right: &str| super::pointer::equal(&number(left), &number(right));
    assert!(same("1.50", "1.5") && same("1e2", "100") && same("[1.0]", "[1]"));
    assert!(
        !same("1.5", "1.51")
            && !same("1", "\"1\"")
            && !same("[1]", "[1,1]")
            && !same("{\"a\":1}", "{\"b\":1}")
    );
    assert!(same("{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}"));
}

#[test]
fn what_the_standard_does_not_know_cannot_be_read() {
    check_refused(json!({}), Kind::Invalid, "");
    check_refused(json!(["x"]), Kind::Invalid, "/0");
    check_refused(json!([{"op": "drop", "path": "/a"}]), Kind::Invalid, "/0/op");
    check_refused(json!([{"path": "/a"}]), Kind::Invalid, "/0/op");
    check_refused(json!([{"op": "remove"}]), Kind::Invalid, "/0");
    check_refused(json!([{"op": "remove", "path": "status"}]), Kind::Invalid, "/0/path");
    check_refused(json!([{"op": "remove", "path": "/a~2"}]), Kind::Invalid, "/0/path");
    check_refused(json!([{"op": "add", "path": "/a"}]), Kind::Invalid, "/0");
    check_refused(json!([{"op": "move", "path": "/a"}]), Kind::Invalid, "/0");
}

#[test]
fn what_this_resource_does_not_allow_names_the_operation() {
    let test = json!({"op": "test", "path": "/status", "value": "draft"});
    for (operation, pointer) in [
        (json!({"op": "test", "path": "/status", "value": "ready"}), "/1/value"),
        (json!({"op": "test", "path": "/owner", "value": "ready"}), "/1/path"),
        (json!({"op": "remove", "path": "/owner"}), "/1/path"),
        (json!({"op": "remove", "path": ""}), "/1/path"),
        (json!({"op": "remove", "path": "/note/2"}), "/1/path"),
        (json!({"op": "remove", "path": "/note/00"}), "/1/path"),
        (json!({"op": "replace", "path": "/owner", "value": {}}), "/1/path"),
        (json!({"op": "add", "path": "/owner/display", "value": "x"}), "/1/path"),
        (json!({"op": "add", "path": "/note/3", "value": {}}), "/1/path"),
        (json!({"op": "add", "path": "/status/x", "value": {}}), "/1/path"),
        (json!({"op": "move", "from": "/owner", "path": "/a"}), "/1/from"),
        (json!({"op": "move", "from": "/note", "path": "/note/0/x"}), "/1/path"),
        (json!({"op": "copy", "from": "/owner", "path": "/a"}), "/1/from"),
    ] {
        check_refused(json!([test, operation]), Kind::Unprocessable, pointer);
    }
}

#[test]
fn a_resource_stays_who_it_is() {
    for patch in [
        json!([{"op": "replace", "path": "/id", "value": "other"}]),
        json!([{"op": "remove", "path": "/id"}]),
        json!([{"op": "replace", "path": "/resourceType", "value": "Basic"}]),
    ] {
        let error = Patch::Json(patch).apply(&Resource::from_value(task()).unwrap()).unwrap_err();
        assert_eq!((error.kind(), error.code()), (Kind::Unprocessable, "fixed-element"));
    }
}

#[test]
fn a_patch_cannot_grow_without_end() {
    let copies: Vec<_> = (0..60)
        .map(|place| json!({"op": "copy", "from": "", "path": format!("/note/0/{}", "x".repeat(place))}))
        .collect();
    let error = Patch::Json(json!(copies)).apply(&Resource::from_value(task()).unwrap()).unwrap_err();
    assert_eq!(error.kind(), Kind::TooLarge, "{error}");
    let deep = json!([{"op": "add", "path": format!("/note/0{}", "/x".repeat(130)), "value": 1}]);
    check_refused(deep, Kind::Unprocessable, "/0/path");
    check_refused(json!(vec![json!({}); 10_001]), Kind::TooLarge, "");
}

fn any_pointer() -> impl Strategy<Value = String> {
    prop::collection::vec("note|0|1|-|text|status|id|[a-z~/]{0,3}", 0..4)
        .prop_map(|names| names.iter().map(|name| format!("/{name}")).collect())
}

proptest! {
    #[test]
    fn no_patch_makes_it_panic(
        operations in prop::collection::vec(("add|remove|replace|move|copy|test|x", any_pointer(), any_pointer()), 0..8)
    ) {
        let operations: Vec<_> = operations
            .into_iter()
            .map(|(op, path, from)| json!({"op": op, "path": path, "from": from, "value": {"text": [1]}}))
            .collect();
        let _ = Patch::Json(json!(operations)).apply(&Resource::from_value(task()).unwrap());
    }
}
