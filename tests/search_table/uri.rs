//! Uri (R4, section 3.1.1.4.9).

use serde_json::json;

use crate::check;

#[tokio::test]
async fn addresses_are_found_to_the_letter_above_and_below() {
    let value_set = |id: &str, url: &str| {
        json!({"resourceType": "ValueSet", "id": id, "url": url,
        "meta": {"profile": [format!("http://profiles.example.org/{id}|1.0")], "source": format!("urn:source:{id}#7")}})
    };
    let value_sets = [
        value_set("top", "http://acme.org/fhir"),
        value_set("set", "http://acme.org/fhir/ValueSet/123"),
        value_set("case", "http://acme.org/fhir/ValueSet/ABC"),
        value_set("name", "urn:oid:1.2.3"),
    ];
    let searches = [
        ("url=http://acme.org/fhir/ValueSet/123", "set"),
        ("url=http://acme.org/fhir/valueset/123", ""),
        ("url=http://acme.org/fhir/ValueSet/1", ""),
        ("url=urn:oid:1.2.3", "name"),
        ("url:below=http://acme.org/fhir/", "set case"),
        ("url:below=http://acme.org/fhir", "top set case"),
        ("url:above=http://acme.org/fhir/ValueSet/123/_history/5", "top set"),
        ("url:above=http://acme.org/fhir/ValueSet/123", "top set"),
        ("url:below=urn:oid:1.2", "refused"),
        ("url:above=urn:oid:1.2.3.4", "refused"),
        ("url=urn:oid:1.2.3,http://acme.org/fhir", "top name"),
        ("url:missing=true", ""),
        ("_profile=http://profiles.example.org/set", "set"),
        ("_profile=http://profiles.example.org/set|1.0", "set"),
        ("_profile=http://profiles.example.org/set|2.0", ""),
        ("_profile:below=http://profiles.example.org/", "top set case name"),
        ("_source=urn:source:set#7", "set"),
        ("url=http://a b", "refused"),
        ("url:exact=http://a", "refused"),
    ];
    check(&value_sets, &searches).await;
}
