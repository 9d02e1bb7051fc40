use std::collections::HashSet;

use super::*;
use crate::fhir::validate::validate;
use crate::fhir::{Reference, Resource};
use crate::model::{Kind, Ref};
use serde_json::Value;

fn catalogue() -> Catalogue {
    load().unwrap()
}

fn address(resource: &Resource) -> String {
    format!("{}/{}", resource.resource_type(), resource.id().expect("an id"))
}

/// Every local reference in a resource.
fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        Value::Object(members) => {
            if let Some(reference) = members.get("reference").and_then(Value::as_str)
                && let Reference::Local { .. } = Reference::parse(reference, "")
            {
                found.push(reference.to_owned());
            }
            members.values().for_each(|member| references(member, found));
        }
        _ => {}
    }
}

#[test]
fn every_resource_is_valid_and_has_its_own_id() {
    let resources = catalogue().resources();
    let mut seen = HashSet::new();
    for resource in &resources {
        assert_eq!(validate(resource), [], "{}", address(resource));
        assert!(seen.insert(address(resource)), "{} stands twice", address(resource));
    }
    assert!(resources.len() > 280, "{}", resources.len());
}

#[test]
fn what_is_pointed_to_comes_before_what_points_to_it() {
    let mut seen = HashSet::new();
    for resource in catalogue().resources() {
        let mut found = Vec::new();
        references(&resource.clone().into_value(), &mut found);
        for reference in found {
            assert!(seen.contains(&reference), "{} points to {reference}", address(&resource));
        }
        seen.insert(address(&resource));
    }
}

#[test]
fn every_standard_that_is_spoken_is_listed() {
    let catalogue = catalogue();
    let known: HashSet<&str> = catalogue.standards.iter().map(|standard| standard.code.as_str()).collect();
    let spoken = catalogue.integrations.iter().flat_map(|integration| &integration.standards);
    for code in spoken.chain(catalogue.interfaces.iter().flat_map(|interface| &interface.standards)) {
        assert!(known.contains(code.as_str()), "{code}");
    }
}

#[test]
fn every_component_has_its_name() {
    let catalogue = catalogue();
    for component in crate::model::platform::Component::ALL {
        let named = catalogue.components.iter().filter(|name| name.component == *component).count();
        assert_eq!(named, 1, "{component}");
    }
}

#[test]
fn each_country_has_one_code_of_three_capitals() {
    let catalogue = catalogue();
    let codes: HashSet<&str> = catalogue.countries.iter().map(|country| country.iso_code.as_str()).collect();
    assert_eq!((codes.len(), catalogue.countries.len()), (249, 249));
    assert!(codes.iter().all(|code| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase())));
}

#[test]
fn a_text_mentions_things_by_these_names() {
    let catalogue = catalogue();
    let check = |name: &str, expected: Option<Ref>| {
        let found = catalogue.mentions().iter().find(|mention| mention.name == name);
        assert_eq!(found.and_then(Mention::target), expected, "{name}");
    };
    check("Open IMIS", Some(Ref::new(Kind::Platform, "openimis")));
    check("DHIS 2", Some(Ref::new(Kind::Platform, "dhis2")));
    check("OPENHIE", Some(Ref::new(Kind::Platform, "openhie")));
    check("MUSE", Some(Ref::new(Kind::Platform, "muse")));
    check("Népal", Some(Ref::new(Kind::Country, "country-npl")));
    check("Gambie", Some(Ref::new(Kind::Country, "country-gmb")));
    check("observatoires nationaux", Some(Ref::new(Kind::Organization, "national-health-observatories")));
    check("FHIR R4", None);
    // In French minutes this is a meeting.
    check("La Réunion", None);
    assert!(
        catalogue.mentions().iter().any(|mention| mention.thing == "standard" && mention.id == "fhir-r4")
    );
}
