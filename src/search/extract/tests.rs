use jiff::tz::TimeZone;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;
use crate::fhir::datetime::format_instant;
use crate::fhir::definitions;
use crate::search::registry::STANDARD;

fn settings() -> Settings {
    Settings { base: "https://relais.example.org/fhir".to_owned(), zone: TimeZone::UTC }
}

fn show(row: IndexRow) -> String {
    let optional = |text: Option<String>| text.unwrap_or_default();
    let value = match row.value {
        IndexValue::Token { system, code } => format!("{}|{code}", optional(system)),
        IndexValue::Text { folded, .. } => folded,
        IndexValue::Date { low, high } => format!("{}..{}", format_instant(low), format_instant(high)),
        IndexValue::Number { low, high } => format!("{low}..{high}"),
        IndexValue::Quantity { low, high, system, code, unit } => {
            format!("{low}..{high}|{}|{}|{}", optional(system), optional(code), optional(unit))
        }
        IndexValue::Reference { resource_type, target } => format!("{resource_type}/{target}"),
        IndexValue::Uri(uri) => uri,
        IndexValue::Position { latitude, longitude } => format!("{latitude} {longitude}"),
        IndexValue::Words(words) => words.english.join(" "),
        IndexValue::Composite(values) => {
            let value = |(slot, value)| {
                show(IndexRow { parameter: Arc::clone(&row.parameter), value })
                    .replace(&row.parameter.code, &format!("{slot}"))
            };
            values.into_iter().map(value).collect::<Vec<_>>().join(" ")
        }
    };
    format!("{}={value}", row.parameter.code)
}

fn check(resource: Value, expected: &[&str]) {
    let resource = Resource::from_value(resource).unwrap();
    let rows = extract(&STANDARD, &resource, &settings());
    // Every resource has words; they have a test of their own.
    let rows = rows.into_iter().filter(|row| row.parameter.code != "_content");
    assert_eq!(rows.map(show).collect::<Vec<_>>(), expected);
}

#[test]
fn a_task_is_found_by_published_and_own_parameters() {
    check(
        json!({
            "resourceType": "Task", "id": "7", "meta": {"tag": [{"system": "s", "code": "t"}]},
            "contained": [{"resourceType": "Practitioner", "id": "p"}],
            "extension": [
                {"url": "https://w3id.org/relais/fhir/StructureDefinition/due-as-written", "extension": [
                    {"url": "kind", "valueCode": "a-coming-meeting"},
                    {"url": "text", "valueString": "lors d'une prochaine réunion"}]},
                {"url": "https://w3id.org/relais/fhir/StructureDefinition/concerns",
                 "valueReference": {"reference": "DeviceDefinition/openhie"}},
                {"url": "https://example.org/other", "valueCode": "x"}],
            "basedOn": [{"reference": "https://relais.example.org/fhir/Appointment/a"}, {"reference": "Appointment/a"}],
            "status": "requested", "intent": "plan",
            "code": {"coding": [{"system": "c", "code": "action-item"}]},
            "description": "Inviter OpenHIE à présenter",
            "owner": {"display": "Équipe A"},
            "requester": {"reference": "#p"},
            "restriction": {"period": {"end": "2021-04-27"}},
        }),
        &[
            "_tag=s|t",
            "based-on=Appointment/a",
            "code=c|action-item",
            "concerns=DeviceDefinition/openhie",
            "description=inviter openhie a presenter",
            "due=2021-04-27T00:00:00.000000Z..2021-04-28T00:00:00.000000Z",
            "due-kind=|a-coming-meeting",
            "intent=|plan",
            "intent=http://hl7.org/fhir/request-intent|plan",
            "owner=/",
            "owner-name=equipe a",
            "requester=Practitioner/Task/7#p",
            "status=|requested",
            "status=http://hl7.org/fhir/task-status|requested",
        ],
    );
}

#[test]
fn an_appointment_is_found_by_its_people_and_its_series() {
    check(
        json!({
            "resourceType": "Appointment", "status": "fulfilled", "description": "Réunion",
            "extension": [{"url": "https://w3id.org/relais/fhir/StructureDefinition/series",
                           "valueReference": {"reference": "Schedule/s"}}],
            "start": "2021-04-13T10:00:00+02:00",
            "participant": [
                {"type": [{"coding": [{"system": "r", "code": "organiser"}]}],
                 "actor": {"reference": "PractitionerRole/o"}, "status": "accepted"},
                {"actor": {"reference": "Location/room"}, "status": "accepted"}],
        }),
        &[
            "actor=Location/room",
            "actor=PractitionerRole/o",
            "date=2021-04-13T08:00:00.000000Z..2021-04-13T08:00:00.000001Z",
            "description=reunion",
            "location=Location/room",
            "part-status=|accepted",
            "part-status=http://hl7.org/fhir/participationstatus|accepted",
            "period=2021-04-13T08:00:00.000000Z..2021-04-13T08:00:00.000001Z",
            "role=r|organiser",
            "series=Schedule/s",
            "status=|fulfilled",
            "status=http://hl7.org/fhir/appointmentstatus|fulfilled",
        ],
    );
}

#[test]
fn a_communication_is_found_by_what_it_says_and_answers() {
    check(
        json!({
            "resourceType": "Communication", "status": "completed",
            "category": [{"coding": [{"system": "k", "code": "answer"}], "text": "Réponse"}],
            "about": [{"reference": "DeviceDefinition/dhis2"}],
            "inResponseTo": [{"reference": "Communication/q"}],
            "topic": {"text": "Transferts monétaires"},
            "payload": [{"contentString": "Pas encore, mais prévu"}, {"contentReference": {"reference": "Task/1"}}],
        }),
        &[
            "about=DeviceDefinition/dhis2",
            "category=k|answer",
            "category:text=reponse",
            "in-response-to=Communication/q",
            "status=|completed",
            "status=http://hl7.org/fhir/event-status|completed",
            "text=pas encore, mais prevu",
            "topic=transferts monetaires",
        ],
    );
}

#[test]
fn an_organization_is_found_by_its_names_and_addresses() {
    check(
        json!({
            "resourceType": "Organization", "active": true, "name": "Observatoire", "alias": ["OBS", "obs", "obs"],
            "identifier": [{"system": "urn:x", "value": "7"}],
            "address": [{"city": "Douala", "country": "CM"}],
            "partOf": {"reference": "Organization/who"},
            "extension": [{"url": "https://w3id.org/relais/fhir/StructureDefinition/coverage", "valueCode": "national"}],
        }),
        &[
            "active=|true",
            "address=cm",
            "address=douala",
            "address=douala cm",
            "address-city=douala",
            "address-country=cm",
            "coverage=|national",
            "identifier=urn:x|7",
            "name=obs",
            "name=obs",
            "name=observatoire",
            "partof=Organization/who",
            "phonetic=apsrftr ",
        ],
    );
}

#[test]
fn a_composite_keeps_together_what_one_element_says() {
    let component = |code: &str, value: f64| {
        json!({"code": {"coding": [{"system": "http://loinc.org", "code": code}]},
               "valueQuantity": {"value": value, "system": "http://unitsofmeasure.org", "code": "mm[Hg]"}})
    };
    let observation = json!({"resourceType": "Observation", "component": [
        component("8480-6", 120.0), component("8462-4", 80.0), {"code": {"text": "no value"}}]});
    let resource = Resource::from_value(observation).unwrap();
    let parameter = STANDARD.parameter(resource.resource_type(), "component-code-value-quantity").unwrap();
    let rows = values(parameter, &resource, &settings()).into_iter();
    let shown = rows.map(|value| show(IndexRow { parameter: Arc::clone(parameter), value }));
    assert_eq!(
        shown.collect::<Vec<_>>(),
        [
            "component-code-value-quantity=0=http://loinc.org|8462-4 3=10665760..10665760||g.m-1.s-2| 2=80..80|http://unitsofmeasure.org|mm[Hg]|",
            "component-code-value-quantity=0=http://loinc.org|8480-6 3=15998640..15998640||g.m-1.s-2| 2=120..120|http://unitsofmeasure.org|mm[Hg]|",
        ]
    );
}

#[test]
fn a_composite_may_look_at_the_resource_around_its_element() {
    let sequence = json!({"resourceType": "MolecularSequence",
        "referenceSeq": {"chromosome": {"coding": [{"code": "1"}]}},
        "variant": [{"start": 10, "end": 20}, {"start": 30}]});
    let resource = Resource::from_value(sequence).unwrap();
    let parameter = STANDARD.parameter(resource.resource_type(), "chromosome-variant-coordinate").unwrap();
    let rows = values(parameter, &resource, &settings()).into_iter();
    let shown = rows.map(|value| show(IndexRow { parameter: Arc::clone(parameter), value }));
    assert_eq!(shown.collect::<Vec<_>>(), ["chromosome-variant-coordinate=0=|1 2=10..10 4=20..20"]);
}

#[test]
fn the_other_own_parameters_find_their_elements() {
    let extension = |name: &str, value: Value| {
        let mut extension = value;
        extension["url"] = json!(format!("https://w3id.org/relais/fhir/StructureDefinition/{name}"));
        extension
    };
    check(
        json!({"resourceType": "Basic", "extension": [
            extension("target", json!({"valueReference": {"reference": "DeviceDefinition/b"}})),
            extension("standard", json!({"valueCoding": {"system": "s", "code": "fhir-r4"}})),
            extension("integration-status", json!({"valueCode": "live"})),
            extension("country", json!({"valueReference": {"reference": "Location/npl"}})),
            extension("intermediary", json!({"valueReference": {"reference": "DeviceDefinition/c"}}))]}),
        &[
            "country=Location/npl",
            "integration-status=|live",
            "intermediary=DeviceDefinition/c",
            "platform=DeviceDefinition/b",
            "platform=DeviceDefinition/c",
            "standard=s|fhir-r4",
            "target=DeviceDefinition/b",
        ],
    );
    check(
        json!({"resourceType": "Endpoint", "address": "https://x.org",
               "extension": [extension("deployment", json!({"valueReference": {"reference": "Device/d"}}))]}),
        &["address=https://x.org", "deployment=Device/d"],
    );
    check(
        json!({"resourceType": "Schedule", "extension": [{
            "url": "http://hl7.org/fhir/5.0/StructureDefinition/extension-Schedule.name", "valueString": "S"}]}),
        &["name=s"],
    );
    check(
        json!({"resourceType": "DeviceDefinition", "deviceName": [{"name": "DHIS2", "type": "other"}]}),
        &["name=dhis2"],
    );
    check(
        json!({"resourceType": "Device", "definition": {"reference": "DeviceDefinition/b"}}),
        &["definition=DeviceDefinition/b"],
    );
}

/// Any JSON, with the words that expressions look for among its members.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[a-zA-Z0-9/#|:. -]{0,12}|2021-04(-13)?".prop_map(Value::from),
    ];
    let member = "extension|url|value|coding|code|system|reference|start|end|event|repeat|low|[a-z]{1,3}";
    leaf.prop_recursive(3, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(member, inner, 0..5).prop_map(|members| members.into_iter().collect()),
        ]
    })
}

/// A resource of any type, each of whose elements holds one of a few values, whatever its type should be.
fn any_resource() -> impl Strategy<Value = Resource> {
    let values = prop::collection::vec(any_json(), 1..6);
    (any::<prop::sample::Index>(), values).prop_map(|(kind, values)| {
        let name = *kind.get(definitions::resource_types());
        let elements = definitions::children(name).iter().zip(values.iter().cycle());
        let mut json: Map<String, Value> =
            elements.map(|(element, value)| (element.name.replace("[x]", "Period"), value.clone())).collect();
        json.insert("resourceType".to_owned(), json!(name));
        Resource::from_value(Value::Object(json)).unwrap()
    })
}

proptest! {
    #[test]
    fn no_resource_makes_the_extraction_panic(resource in any_resource()) {
        extract(&STANDARD, &resource, &settings());
    }
}
