use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::*;
use crate::fhir::datetime::parse_instant;
use crate::fhir::{Resource, ResourceType};
use crate::search::registry::STANDARD;
use crate::search::{Settings, extract, parse};

fn settings() -> Settings {
    Settings { base: "https://relais.example.org/fhir".to_owned(), zone: TimeZone::UTC }
}

fn instant(text: &str) -> i64 {
    parse_instant(text).unwrap()
}

fn query(resource_type: ResourceType, text: &str) -> Query {
    let pair = |pair: &str| pair.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
    let pairs: Vec<_> = text.split('&').filter_map(pair).collect();
    let now = instant("2021-05-01T00:00:00Z");
    parse::parse(&STANDARD, resource_type, &pairs, &settings(), now).unwrap().query
}

/// Each search says whether it finds the resource, which was last changed at the start of 14 April 2021.
fn check(resource: &Value, expected: &[(&str, bool)]) {
    let resource = Resource::from_value(resource.clone()).unwrap();
    let rows = extract(&STANDARD, &resource, &settings());
    let id = Id::parse("7").unwrap();
    let candidate = Candidate {
        resource_type: resource.resource_type(),
        id: &id,
        container: None,
        last_updated: instant("2021-04-14T00:00:00Z"),
        rows: &rows,
    };
    for (text, found) in expected {
        let query = query(resource.resource_type(), text);
        assert_eq!(matches(&query, &candidate, &[]), *found, "{text}");
    }
}

#[test]
fn dates_compare_as_intervals() {
    let task = |due: &str| json!({"resourceType": "Task", "restriction": {"period": {"end": due}}});
    let day = task("2021-04-13");
    let cases = [
        ("eq", [false, true, false]),
        ("ne", [true, false, true]),
        ("gt", [true, false, false]),
        ("lt", [false, false, true]),
        ("ge", [true, true, false]),
        ("le", [false, true, true]),
        ("sa", [true, false, false]),
        ("eb", [false, false, true]),
    ];
    for (prefix, found) in cases {
        let asked = ["2021-04-12", "2021-04-13", "2021-04-14"];
        for (date, found) in asked.into_iter().zip(found) {
            check(&day, &[(&format!("due={prefix}{date}"), found)]);
        }
    }
    check(&day, &[("due=2021-04", true), ("due=ge2021-04", true), ("due=gt2021-04", false)]);
    check(&day, &[("due=sa2021-04", false), ("due=ap2021-04-14", true), ("due=ap2021-04-20", false)]);
    let month = task("2021-04");
    check(&month, &[("due=2021-04-13", false), ("due=gt2021-04-13", true), ("due=lt2021-04-13", true)]);
    check(&month, &[("due=ge2021-04-13", true), ("due=sa2021-04-13", false), ("due=ap2021-04-13", true)]);
    check(&json!({"resourceType": "Task"}), &[("due=ne2021", false), ("due=lt2030", false)]);
}

#[test]
fn an_open_period_has_no_end() {
    let task = json!({"resourceType": "Task", "executionPeriod": {"start": "2021-04-13"}});
    check(&task, &[("period=gt2999", true), ("period=eb2999", false), ("period=2021", false)]);
    check(&task, &[("period=lt2021-04-13", false), ("period=sa2021-04-12", true), ("period=ap2999", true)]);
}

#[test]
fn the_own_row_answers_id_and_last_update() {
    let task = json!({"resourceType": "Task"});
    check(&task, &[("_id=7", true), ("_id=6,7", true), ("_id=6", false)]);
    check(&task, &[("_lastUpdated=2021-04-14", true), ("_lastUpdated=ne2021-04-14", false)]);
    check(&task, &[("_lastUpdated=ge2021-04-14", true), ("_lastUpdated=gt2021-04-14", false)]);
    check(&task, &[("_lastUpdated=gt2021-04-13", true), ("_lastUpdated=lt2021-04-15", true)]);
    check(&task, &[("_lastUpdated=le2021-04-14", true), ("_lastUpdated=lt2021-04-14", false)]);
    check(&task, &[("_lastUpdated=sa2021-04-13", true), ("_lastUpdated=eb2021-04-14", false)]);
}

#[test]
fn tokens_compare_system_and_code() {
    let task = json!({"resourceType": "Task", "status": "requested",
        "code": {"coding": [{"system": "s", "code": "a"}, {"system": "t", "code": "b"}]}});
    check(&task, &[("code=a", true), ("code=A", false), ("code=s|a", true), ("code=s|b", false)]);
    check(&task, &[("code=t|", true), ("code=u|", false), ("code=|a", false), ("status=|requested", true)]);
    check(&task, &[("code=x,b", true), ("code=a&code=b", true), ("code=a&code=x", false)]);
    check(&task, &[("code:not=a", false), ("code:not=x,y", true), ("code:not=x,a", false)]);
    check(&task, &[("intent:not=plan", true), ("intent:missing=true", true), ("code:missing=false", true)]);
}

#[test]
fn texts_compare_by_start_by_part_and_to_the_letter() {
    let task = json!({"resourceType": "Task", "description": "Inviter l’Équipe"});
    check(&task, &[("description=inviter", true), ("description=equipe", false), ("description=INV", true)]);
    check(&task, &[("description:contains=équipe", true), ("description:contains=zz", false)]);
    check(&task, &[("description:exact=Inviter l’Équipe", true), ("description:exact=inviter", false)]);
}

#[test]
fn numbers_compare_with_their_precision() {
    let risk = json!({"resourceType": "RiskAssessment", "prediction": [{"probabilityDecimal": 0.8}]});
    check(&risk, &[("probability=0.8", true), ("probability=0.80", true), ("probability=1", true)]);
    check(&risk, &[("probability=0.81", false), ("probability=ne0.8", false), ("probability=ne2", true)]);
    check(&risk, &[("probability=gt0.8", false), ("probability=ge0.8", true), ("probability=lt0.9", true)]);
    check(&risk, &[("probability=le0.7", false), ("probability=ap0.85", true), ("probability=ap0.5", false)]);
    check(&risk, &[("probability=sa0.7", true), ("probability=eb0.8", false)]);
}

#[test]
fn quantities_compare_number_and_unit() {
    let dose =
        json!({"value": 5.4, "unit": "milligram", "system": "http://unitsofmeasure.org", "code": "mg"});
    let observation = json!({"resourceType": "Observation", "valueQuantity": dose});
    check(&observation, &[("value-quantity=5.4", true), ("value-quantity=5.4||mg", true)]);
    check(&observation, &[("value-quantity=5.4||milligram", true), ("value-quantity=5.4||kg", false)]);
    check(&observation, &[("value-quantity=lt6|http://unitsofmeasure.org|mg", true)]);
    check(&observation, &[("value-quantity=5.4|http://other.example.org|mg", false)]);
}

#[test]
fn references_and_addresses_compare_whole() {
    let task = json!({"resourceType": "Task", "owner": {"reference": "Practitioner/7"},
        "requester": {"reference": "https://x.org/fhir/Device/1"}});
    check(&task, &[("owner=7", true), ("owner=Practitioner/7", true), ("owner=Device/7", false)]);
    check(
        &task,
        &[("owner:Practitioner=7", true), ("owner=https://relais.example.org/fhir/Practitioner/7", true)],
    );
    check(&task, &[("requester=https://x.org/fhir/Device/1", true), ("requester=Device/1", false)]);
    check(&task, &[("requester=1", false)]);
    let endpoint = json!({"resourceType": "Endpoint", "address": "https://x.org/a"});
    check(&endpoint, &[("address=https://x.org/a", true), ("address=https://x.org", false)]);
}

fn check_order(sort: &str, descriptions: [&[&str]; 2], expected: Ordering) {
    let ids = [Id::parse("a").unwrap(), Id::parse("b").unwrap()];
    let rows = descriptions.map(|texts| {
        let payload: Vec<_> = texts.iter().map(|text| json!({"contentString": text})).collect();
        let resource = json!({"resourceType": "Communication", "payload": payload});
        extract(&STANDARD, &Resource::from_value(resource).unwrap(), &settings())
    });
    let candidate = |place: usize| Candidate {
        resource_type: ResourceType::named("Communication"),
        id: &ids[place],
        container: None,
        last_updated: 0,
        rows: &rows[place],
    };
    let query = query(ResourceType::named("Communication"), &format!("_sort={sort}"));
    assert_eq!(compare(&query.sort, &candidate(0), &candidate(1)), expected, "{sort} {descriptions:?}");
}

#[test]
fn the_best_value_decides_the_order_and_missing_ones_are_last() {
    check_order("text", [&["b"], &["a", "c"]], Ordering::Greater);
    check_order("-text", [&["b"], &["a", "c"]], Ordering::Greater);
    check_order("text", [&[], &["a"]], Ordering::Greater);
    check_order("-text", [&[], &["a"]], Ordering::Greater);
    check_order("text", [&["a"], &["a"]], Ordering::Equal);
    check_order("text,-_id", [&["a"], &["a"]], Ordering::Greater);
    check_order("_lastUpdated,_id", [&["b"], &["a"]], Ordering::Less);
}
