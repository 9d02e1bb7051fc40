//! Reference (R4, sections 3.1.1.4.12 and 3.1.1.4.13).

use serde_json::{Value, json};

use crate::check;

fn observation(id: &str, subject: Value) -> Value {
    json!({"resourceType": "Observation", "id": id, "subject": subject})
}

#[tokio::test]
async fn what_is_here_is_found_however_it_is_written() {
    let observations = [
        observation("relative", json!({"reference": "Patient/23"})),
        observation("absolute", json!({"reference": "https://relais.example.org/fhir/Patient/23"})),
        observation("version", json!({"reference": "Patient/23/_history/4"})),
        observation("group", json!({"reference": "Group/23"})),
        observation(
            "elsewhere",
            json!({"reference": "https://other.example.org/fhir/Patient/23/_history/1"}),
        ),
        observation("urn", json!({"reference": "urn:uuid:0190a9c1-0000-7000-8000-000000000000"})),
        observation("identified", json!({"identifier": {"system": "urn:mrn", "value": "123"}})),
        observation("named", json!({"display": "Somebody"})),
        json!({"resourceType": "Observation", "id": "none"}),
    ];
    let searches = [
        ("subject=Patient/23", "relative absolute version"),
        ("subject=23", "relative absolute version group"),
        ("subject:Patient=23", "relative absolute version"),
        ("subject:Group=23", "group"),
        ("subject:Patient=Group/23", "refused"),
        ("subject=https://relais.example.org/fhir/Patient/23", "relative absolute version"),
        ("subject=https://other.example.org/fhir/Patient/23", "elsewhere"),
        ("subject=urn:uuid:0190a9c1-0000-7000-8000-000000000000", "urn"),
        ("subject=Patient/23,Group/23", "relative absolute version group"),
        ("subject:identifier=urn:mrn|123", "identified"),
        ("subject:identifier=123", "identified"),
        ("subject:identifier=|123", ""),
        ("subject:missing=true", "none"),
        ("subject:missing=false", "relative absolute version group elsewhere urn identified named"),
        ("patient=Patient/23", "relative absolute version"),
        ("subject:Task=23", "refused"),
        ("subject:exact=23", "refused"),
        ("subject=Patiend/23", "refused"),
    ];
    check(&observations, &searches).await;
}

#[tokio::test]
async fn a_canonical_address_has_its_versions_below_it() {
    let measure =
        |id: &str, library: &str| json!({"resourceType": "Measure", "id": id, "library": [library]});
    let measures = [
        measure("plain", "http://x.org/L"),
        measure("one", "http://x.org/L|1.0"),
        measure("more", "http://x.org/L|1.1"),
        measure("two", "http://x.org/L|2.0"),
        measure("eleven", "http://x.org/L|11"),
    ];
    let searches = [
        ("depends-on=http://x.org/L", "plain one more two eleven"),
        ("depends-on=http://x.org/L|1.0", "one"),
        ("depends-on:below=http://x.org/L", "plain one more two eleven"),
        ("depends-on:below=http://x.org/L|1", "one more"),
        ("depends-on:below=http://x.org/L|1.1", "more"),
        ("depends-on:identifier=x", "refused"),
    ];
    check(&measures, &searches).await;
}
