//! Paths as search parameters use them.

use proptest::prelude::*;
use serde_json::json;

use crate::fhir::definitions;
use crate::fhir::path::*;

fn evaluate(resource_type: &'static str, expression: &str, resource: Value) -> Vec<Value> {
    let path = Path::compile(ResourceType::named(resource_type), expression).unwrap();
    let mut values = Vec::new();
    path.visit(resource.as_object().unwrap(), &mut |found| values.push(found.value.clone()));
    values
}

fn check(expression: &str, resource: Value, expected: &[Value]) {
    assert_eq!(evaluate("Observation", expression, resource), expected, "{expression}");
}

#[test]
fn paths_go_through_arrays_and_absent_elements() {
    let resource = json!({"code": {"coding": [{"code": "a"}, {"system": "s"}, {"code": "b"}]},
        "category": [{"coding": [{"code": "c"}]}, null, {"coding": [{"code": "d"}, {"code": "e"}]}]});
    check("Observation.code.coding.code", resource.clone(), &[json!("a"), json!("b")]);
    check("category.coding.code", resource.clone(), &[json!("c"), json!("d"), json!("e")]);
    check(
        "Resource.code.coding.system | DomainResource.category.coding.code",
        resource.clone(),
        &[json!("s"), json!("c"), json!("d"), json!("e")],
    );
    check("Observation.method.coding", resource.clone(), &[]);
    check("Observation.category[0].coding.code", resource.clone(), &[json!("c")]);
    check("Observation.category[9].coding | Patient.category.coding", resource.clone(), &[]);
    check("Observation.code.first().coding.last().code", resource, &[json!("b")]);
}

#[test]
fn what_r4_does_not_know_is_not_found() {
    check("Observation.codes", json!({"codes": [1]}), &[]);
    check("Observation.valueString", json!({"valueString": "a"}), &[]);
    check("Observation.resourceType", json!({"resourceType": "Observation"}), &[]);
}

#[test]
fn a_choice_is_found_by_its_type_and_without_it() {
    let quantity = json!({"valueQuantity": {"value": 5}});
    check("Observation.value", quantity.clone(), &[json!({"value": 5})]);
    check("(Observation.value as Quantity)", quantity.clone(), &[json!({"value": 5})]);
    check("Observation.value.as(Quantity)", quantity.clone(), &[json!({"value": 5})]);
    check("Observation.value.ofType(Quantity)", quantity.clone(), &[json!({"value": 5})]);
    check("Observation.value as Range | Observation.value.as(string)", quantity, &[]);
    check("(Observation.effective as dateTime)", json!({"effectiveDateTime": "2021"}), &[json!("2021")]);
    check(
        "(Observation.value as CodeableConcept).text",
        json!({"valueCodeableConcept": {"text": "t"}}),
        &[json!("t")],
    );
}

#[test]
fn a_value_brings_its_element_and_type() {
    let kinds = |resource_type, expression: &str, resource: Value| {
        let path = Path::compile(ResourceType::named(resource_type), expression).unwrap();
        let mut kinds = Vec::new();
        path.visit(resource.as_object().unwrap(), &mut |found| {
            kinds.push((found.element.map(|element| element.path), found.type_name));
        });
        kinds
    };
    assert_eq!(
        kinds("Task", "Task.status", json!({"status": "draft"})),
        [(Some("Task.status"), Some("code"))]
    );
    assert_eq!(
        kinds("Observation", "Observation.value", json!({"valueQuantity": {"value": 5}})),
        [(Some("Observation.value[x]"), Some("Quantity"))]
    );
    assert_eq!(
        kinds("Task", "Task.restriction.period.end", json!({"restriction": {"period": {"end": "2021"}}})),
        [(Some("Period.end"), Some("dateTime"))]
    );
    assert_eq!(
        kinds(
            "Bundle",
            "Bundle.entry[0].resource.status",
            json!({"entry": [{"resource": {"resourceType": "Task", "status": "draft"}}]})
        ),
        [(Some("Task.status"), Some("code"))]
    );
    assert_eq!(kinds("Task", "Task.status.exists()", json!({})), [(None, None)]);
}

#[test]
fn a_sibling_that_only_looks_like_a_choice_is_left_alone() {
    let coverage = json!({"subscriberId": "7"});
    assert_eq!(evaluate("Coverage", "Coverage.subscriber", coverage), Vec::<Value>::new());
    let device = json!({"languageCode": [{"text": "fr"}], "manufacturerString": "m"});
    assert_eq!(
        evaluate("DeviceDefinition", "DeviceDefinition.language", device.clone()),
        Vec::<Value>::new()
    );
    assert_eq!(evaluate("DeviceDefinition", "DeviceDefinition.manufacturer", device), [json!("m")]);
}

#[test]
fn where_keeps_what_meets_its_condition() {
    let contact = json!({"telecom": [{"system": "email", "value": "a"}, {"system": "phone", "value": "b"}]});
    assert_eq!(evaluate("Patient", "Patient.telecom.where(system='email').value", contact), [json!("a")]);
    let nested = json!({"extension": [{"url": "A", "extension": [
        {"url": "kind", "valueCode": "k"}, {"url": "text", "valueString": "t"}]}]});
    let path = "Observation.extension.where(url='A').extension.where(url='kind').value";
    check(path, nested, &[json!("k")]);
}

#[test]
fn a_reference_tells_the_type_that_it_resolves_to() {
    let patient = |reference: Value| json!({"subject": reference});
    let expression = "Observation.subject.where(resolve() is Patient)";
    for reference in [
        json!({"reference": "Patient/1"}),
        json!({"reference": "Patient/1/_history/2"}),
        json!({"reference": "https://example.org/fhir/Patient/1"}),
        json!({"type": "Patient", "reference": "urn:uuid:0190a9c1-0000-7000-8000-000000000000"}),
    ] {
        check(expression, patient(reference.clone()), &[reference]);
    }
    for reference in [json!({"reference": "Group/Patient"}), json!({"display": "x"}), json!("Patient")] {
        check(expression, patient(reference), &[]);
    }
}

#[test]
fn truth_is_computed() {
    let expression = "Patient.deceased.exists() and Patient.deceased != false";
    let deceased = |resource| evaluate("Patient", expression, resource);
    assert_eq!(deceased(json!({"deceasedDateTime": "2021"})), [json!(true)]);
    assert_eq!(deceased(json!({"deceasedBoolean": true})), [json!(true)]);
    assert_eq!(deceased(json!({"deceasedBoolean": false})), [json!(false)]);
    assert_eq!(deceased(json!({})), [json!(false)]);
}

#[test]
fn what_is_no_fhirpath_is_refused() {
    for (text, why) in [
        ("", "it ends where a term is expected"),
        ("Task.", "it ends where a name is expected"),
        ("Task.x(", "it ends where a term is expected"),
        ("a.unknown()", "there is no function 'unknown'"),
        ("a.first(1)", "first() does not take 1 argument"),
        ("a.where()", "where() does not take 0 arguments"),
        ("a.substring(1, 2, 3)", "substring() does not take 3 arguments"),
        ("'a", "what starts at byte 0 is no word of it"),
        ("a b", "it should end before 'b'"),
        ("a[1", "']' is expected where its end stands"),
        ("a = ", "it ends where a term is expected"),
        ("(a", "')' is expected where its end stands"),
        ("a;", "what starts at byte 1 is no word of it"),
        ("a as Nothing", "there is no type 'Nothing'"),
        ("a.$this", "a variable does not follow a dot"),
        ("%nothing", "nothing is known as %nothing"),
        ("@2021-13", "@2021-13 is no date or time"),
        ("a.matches('(')", "'(' is no pattern: regex parse error"),
        ("99999999999999999999", "99999999999999999999 has too many digits"),
    ] {
        let error = Path::compile(ResourceType::named("Task"), text).unwrap_err();
        assert_eq!(error.code(), "invalid-expression");
        assert!(error.to_string().contains(why), "{text}: {error}");
    }
}

#[test]
fn an_expression_has_a_limit() {
    for text in ["(".repeat(100_000), "-".repeat(5_000), "a.".repeat(2_000) + "a", "a+".repeat(2_000) + "a"] {
        assert!(Path::compile(ResourceType::named("Task"), &text).is_err());
    }
}

#[test]
fn every_published_expression_compiles() {
    let mut compiled = 0;
    for parameter in definitions::search_parameters() {
        let Some(base) = ResourceType::find(parameter.base) else { continue };
        if !parameter.expression.is_empty() {
            let path = Path::compile(base, parameter.expression);
            assert!(path.is_ok(), "{} {}: {path:?}", parameter.base, parameter.code);
            compiled += 1;
        }
    }
    assert!(compiled > 1300, "{compiled}");
}

proptest! {
    #[test]
    fn no_text_makes_the_compiler_panic(text in "[ -~é]{0,40}|[a-c.()|='\\[\\]0-9 ]{0,40}") {
        let _ = Path::compile(ResourceType::named("Task"), &text);
    }
}
