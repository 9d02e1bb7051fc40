//! Composite (R4, section 3.1.1.4.17).

use serde_json::{Value, json};

use crate::check;

fn component(code: &str, value: Value) -> Value {
    let mut component = json!({"code": {"coding": [{"system": "http://loinc.org", "code": code}]}});
    component.as_object_mut().unwrap().extend(value.as_object().unwrap().clone());
    component
}

fn pressure(value: f64) -> Value {
    json!({"valueQuantity": {"value": value, "system": "http://unitsofmeasure.org", "code": "mm[Hg]"}})
}

#[tokio::test]
async fn the_components_are_of_one_element() {
    let observation = |id: &str, systolic: f64, diastolic: f64| {
        let mut whole = component("85354-9", json!({"valueString": "Élevée"}));
        whole["resourceType"] = json!("Observation");
        whole["id"] = json!(id);
        whole["component"] =
            json!([component("8480-6", pressure(systolic)), component("8462-4", pressure(diastolic))]);
        whole
    };
    let observations = [observation("high", 160.0, 80.0), observation("low", 100.0, 60.0)];
    let searches = [
        ("component-code-value-quantity=8480-6$gt150", "high"),
        ("component-code-value-quantity=http://loinc.org|8480-6$lt150", "low"),
        ("component-code-value-quantity=8480-6$80", ""),
        ("component-code-value-quantity=8462-4$80", "high"),
        ("component-code-value-quantity=8480-6$16.0|http://unitsofmeasure.org|kPa", ""),
        ("component-code-value-quantity=8480-6$160|http://unitsofmeasure.org|mm[Hg]", "high"),
        ("component-code-value-quantity=8480-6$gt20|http://unitsofmeasure.org|kPa", "high"),
        ("component-code-value-quantity=8480-6$gt150||mm[Hg]", "high"),
        ("component-code-value-quantity=8480-6$160,8462-4$60", "high low"),
        ("combo-code-value-quantity=8480-6$160", "high"),
        ("code-value-quantity=85354-9$160", ""),
        ("code-value-string=85354-9$elev", "high low"),
        ("code-value-string=8480-6$elev", ""),
        ("component-code-value-quantity=8480-6", "refused"),
        ("component-code-value-quantity=8480-6$1$2", "refused"),
        ("component-code-value-quantity=8480-6$", "refused"),
        (r"component-code-value-quantity=8480-6\$160", "refused"),
        ("component-code-value-quantity:missing=true", "refused"),
    ];
    check(&observations, &searches).await;
}

#[tokio::test]
async fn every_kind_of_component_is_asked_in_its_own_way() {
    let observations = [
        json!({"resourceType": "Observation", "id": "date", "code": {"coding": [{"code": "x"}]}, "valueDateTime": "2021-04"}),
        json!({"resourceType": "Observation", "id": "code", "code": {"coding": [{"code": "x"}]},
            "valueCodeableConcept": {"coding": [{"system": "s", "code": "a$b"}]}}),
    ];
    let searches = [
        ("code-value-date=x$2021", "date"),
        ("code-value-date=x$sa2021-03", "date"),
        ("code-value-date=x$sa2021-04", ""),
        (r"code-value-concept=x$s|a\$b", "code"),
        (r"code-value-concept=x$a\$b", "code"),
        ("code-value-concept=y$a", ""),
    ];
    check(&observations, &searches).await;
    let document = |id: &str, code: &str| {
        json!({"resourceType": "DocumentReference", "id": id,
        "relatesTo": [{"code": code, "target": {"reference": "DocumentReference/old"}}, {"code": "signs", "target": {"reference": "DocumentReference/x"}}]})
    };
    let searches = [
        ("relationship=replaces$DocumentReference/old", "a"),
        ("relationship=signs$DocumentReference/old", ""),
        ("relationship=signs$x", "a b"),
    ];
    check(&[document("a", "replaces"), document("b", "appends")], &searches).await;
    let sequence = |id: &str, chromosome: &str, start: u32| {
        json!({"resourceType": "MolecularSequence", "id": id,
        "referenceSeq": {"chromosome": {"coding": [{"code": chromosome}]}, "windowStart": start, "windowEnd": start + 10},
        "variant": [{"start": start, "end": start + 5}]})
    };
    let searches = [
        ("chromosome-variant-coordinate=1$lt150$gt100", "a"),
        ("chromosome-variant-coordinate=2$lt150$gt100", ""),
        ("chromosome-window-coordinate=2$200$210", "b"),
    ];
    check(&[sequence("a", "1", 100), sequence("b", "2", 200)], &searches).await;
}
