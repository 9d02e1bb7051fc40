//! Quantity (R4, section 3.1.1.4.11).

use serde_json::{Value, json};

use crate::check;

fn observation(id: &str, value: Value) -> Value {
    json!({"resourceType": "Observation", "id": id, "valueQuantity": value})
}

fn ucum(value: f64, code: &str) -> Value {
    json!({"value": value, "unit": "as written", "system": "http://unitsofmeasure.org", "code": code})
}

#[tokio::test]
async fn units_of_ucum_are_converted_and_others_compared() {
    let observations = [
        observation("mg", ucum(5400.0, "mg")),
        observation("g", ucum(5.4, "g")),
        observation("kg", ucum(5.4, "kg")),
        observation("litre", ucum(5.4, "L")),
        observation("bare", json!({"value": 5.4})),
        observation("human", json!({"value": 5.4, "unit": "g"})),
        observation("other", json!({"value": 5.4, "system": "urn:x", "code": "g"})),
        observation(
            "less",
            json!({"value": 3, "comparator": "<", "system": "http://unitsofmeasure.org", "code": "g"}),
        ),
        json!({"resourceType": "Observation", "id": "sampled", "valueSampledData": {
            "origin": ucum(1.0, "g"), "period": 1, "factor": 2, "dimensions": 1, "data": "0 2 E 4"}}),
    ];
    let searches = [
        ("value-quantity=5.4", "g kg litre bare human other"),
        ("value-quantity=5400", "mg"),
        ("value-quantity=5.4||g", "g human other"),
        ("value-quantity=5.4||as written", "g kg litre"),
        ("value-quantity=5.4|urn:x|g", "other"),
        ("value-quantity=5.4|http://unitsofmeasure.org|g", "mg g"),
        ("value-quantity=5400|http://unitsofmeasure.org|mg", "mg g"),
        ("value-quantity=5.40e-3|http://unitsofmeasure.org|kg", "mg g"),
        ("value-quantity=5.4|http://unitsofmeasure.org|L", "litre"),
        ("value-quantity=ne5.4|http://unitsofmeasure.org|g", "kg less sampled"),
        ("value-quantity=gt5.4|http://unitsofmeasure.org|g", "kg sampled"),
        ("value-quantity=ge5400|http://unitsofmeasure.org|mg", "mg g kg sampled"),
        ("value-quantity=lt5.4|http://unitsofmeasure.org|g", "less sampled"),
        ("value-quantity=le5.4|http://unitsofmeasure.org|g", "mg g less sampled"),
        ("value-quantity=sa5|http://unitsofmeasure.org|g", "mg g kg"),
        ("value-quantity=eb5|http://unitsofmeasure.org|g", "less"),
        ("value-quantity=ap5|http://unitsofmeasure.org|g", "mg g sampled"),
        ("value-quantity=5.4|urn:x|g,5.4|http://unitsofmeasure.org|kg", "kg other"),
        ("value-quantity:missing=false", "mg g kg litre bare human other less sampled"),
        ("value-quantity=5|http://unitsofmeasure.org|nonsense", "refused"),
        ("value-quantity=5|g", "refused"),
        ("value-quantity=g", "refused"),
    ];
    check(&observations, &searches).await;
}

#[tokio::test]
async fn temperatures_have_an_offset_and_money_a_currency() {
    let observations = [observation("c", ucum(37.0, "Cel")), observation("f", ucum(98.6, "[degF]"))];
    let searches = [
        ("value-quantity=37.0|http://unitsofmeasure.org|Cel", "c f"),
        ("value-quantity=310.15|http://unitsofmeasure.org|K", "c f"),
        ("value-quantity=gt38|http://unitsofmeasure.org|Cel", ""),
    ];
    check(&observations, &searches).await;
    let invoice = |id: &str, currency: &str| {
        json!({"resourceType": "Invoice", "id": id,
        "totalNet": {"value": 48, "currency": currency}})
    };
    let searches = [
        ("totalnet=48", "a b"),
        ("totalnet=48||XAF", "b"),
        ("totalnet=48|urn:iso:std:iso:4217|EUR", "a"),
        ("totalnet=gt47||EUR", "a"),
    ];
    check(&[invoice("a", "EUR"), invoice("b", "XAF")], &searches).await;
}

#[tokio::test]
async fn a_range_of_quantities_is_an_interval() {
    let condition =
        |id: &str, onset: Value| json!({"resourceType": "Condition", "id": id, "onsetRange": onset});
    let conditions = [
        condition("a", json!({"low": ucum(7.0, "mo"), "high": ucum(17.0, "mo")})),
        condition("b", json!({"low": ucum(2.0, "a")})),
    ];
    let searches = [
        ("onset-age=gt1|http://unitsofmeasure.org|a", "a b"),
        ("onset-age=lt1|http://unitsofmeasure.org|a", "a"),
        ("onset-age=1|http://unitsofmeasure.org|a", "a"),
        ("onset-age=sa1.6|http://unitsofmeasure.org|a", "b"),
        ("onset-age=ap7||mo", "a"),
    ];
    check(&conditions, &searches).await;
}
