//! What the native API writes keeps the profiles that relais publishes, and what does not keep them is told.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    dead_code,
    reason = "a test that cannot go on fails; the generators serve other tests too"
)]

#[path = "mapping_laws/generate/mod.rs"]
mod generate;

use std::collections::{HashMap, HashSet};
use std::fmt::Debug;
use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use relais::error::{Issue, Severity};
use relais::fhir::Resource;
use relais::fhir::validate::profile::{Profile, Profiles, validate_against};
use relais::mapping::{Mapped, code_system};
use relais::model::ActionItem;
use relais::{catalogue, conformance};
use serde_json::{Value, json};

/// What is published, and the lists that the catalogue keeps.
struct Shelf {
    profiles: HashMap<String, Arc<Profile>>,
    /// Which code system each value set draws on.
    sets: HashMap<String, String>,
    codes: HashSet<(String, String)>,
}

static SHELF: LazyLock<Shelf> = LazyLock::new(|| {
    let mut shelf = Shelf { profiles: HashMap::new(), sets: HashMap::new(), codes: HashSet::new() };
    let catalogue = catalogue::load().unwrap();
    let mut resources = conformance::resources().unwrap();
    resources.push(code_system::standards(&catalogue.standards));
    resources.push(code_system::components(&catalogue.components));
    for resource in resources {
        let json = &resource.clone().into_value();
        let url = json["url"].as_str().unwrap().to_owned();
        match resource.resource_type().name() {
            "StructureDefinition" => {
                shelf.profiles.insert(url, Arc::new(Profile::compile(&resource).unwrap()));
            }
            "ValueSet" => {
                let system = json["compose"]["include"][0]["system"].as_str().unwrap();
                shelf.sets.insert(url, system.to_owned());
            }
            "CodeSystem" => {
                let concepts = json["concept"].as_array().into_iter().flatten();
                let codes = concepts.map(|concept| concept["code"].as_str().unwrap().to_owned());
                shelf.codes.extend(codes.map(|code| (url.clone(), code)));
            }
            _ => {}
        }
    }
    shelf
});

impl Profiles for Shelf {
    fn profile(&self, canonical: &str) -> Option<Arc<Profile>> {
        self.profiles.get(canonical).cloned()
    }

    fn has_code(&self, value_set: &str, system: Option<&str>, code: &str) -> Option<bool> {
        let own = self.sets.get(value_set)?;
        Some(
            system.is_none_or(|system| system == own) && self.codes.contains(&(own.clone(), code.to_owned())),
        )
    }
}

/// What a resource breaks of a profile. What HL7 publishes about R5 is not on the shelf.
fn broken(resource: &Resource, profile: &str) -> Vec<Issue> {
    let profile = SHELF.profile(profile).unwrap();
    let mut issues = validate_against(resource, &profile, &*SHELF);
    issues.retain(|issue| !issue.message.contains("http://hl7.org/fhir/5.0/"));
    issues
}

/// What of it hinders; that HL7's own value sets are not held here does not.
fn errors(resource: &Resource, profile: &str) -> Vec<Issue> {
    let mut issues = broken(resource, profile);
    issues.retain(|issue| issue.severity == Severity::Error || issue.code == "unknown-profile");
    issues
}

fn keeps_its_profile<T: Mapped + Debug>(thing: &T) {
    let resource = thing.to_fhir();
    assert_eq!(resource.json()["meta"], json!({ "profile": [T::PROFILE] }));
    let errors = errors(&resource, T::PROFILE);
    assert!(errors.is_empty(), "{resource:?}: {errors:?}");
}

macro_rules! kept {
    ($($thing:ident,)+) => {
        proptest! {
            #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

            $(
                #[test]
                fn $thing(thing in generate::$thing()) {
                    keeps_its_profile(&thing);
                }
            )+
        }
    };
}

kept! {
    action_item, community, country, deployment, discussion_point, group, integration, interface, meeting,
    minutes, observatory, organization, person, platform, role, series, source_document, survey, survey_response,
}

#[test]
fn the_seed_keeps_the_profiles_that_it_names() {
    let resources = catalogue::load().unwrap().resources();
    let mut looked_at = 0;
    for resource in &resources {
        let json = resource.clone().into_value();
        for profile in json["meta"]["profile"].as_array().into_iter().flatten() {
            let broken = errors(resource, profile.as_str().unwrap());
            assert!(broken.is_empty(), "{resource:?}: {broken:?}");
            looked_at += 1;
        }
    }
    assert!(looked_at > 280, "{looked_at}");
}

/// A valid action item with a change, and what is said of it.
fn check(changed: impl FnOnce(&mut Value), code: &str, place: &str) {
    let mut task = ActionItem::new("Inviter").to_fhir().into_value();
    changed(&mut task);
    let issues = broken(&Resource::from_value(task).unwrap(), ActionItem::PROFILE);
    let told: Vec<_> = issues.iter().map(|issue| (issue.code, format!("{:?}", issue.at))).collect();
    let expected = format!("Some(Expression(\"{place}\"))");
    assert!(told.iter().any(|(one, at)| *one == code && *at == expected), "{code} {place}: {told:?}");
}

const EXTENSIONS: &str = "https://w3id.org/relais/fhir/StructureDefinition";

#[test]
fn what_breaks_a_profile_is_told_with_its_place() {
    check(|task| task["intent"] = json!("order"), "fixed-value", "Task.intent");
    check(|task| task["code"] = json!({ "text": "other" }), "fixed-value", "Task.code");
    check(
        |task| drop(task.as_object_mut().unwrap().remove("description")),
        "missing-element",
        "Task.description",
    );
    let extended = |extension: Value| move |task: &mut Value| task["extension"] = json!([extension]);
    let concerns = format!("{EXTENSIONS}/concerns");
    check(
        extended(json!({ "url": concerns, "valueString": "OpenHIE" })),
        "wrong-type",
        "Task.extension[0].value",
    );
    let due = |parts: Value| json!({ "url": format!("{EXTENSIONS}/due-as-written"), "extension": parts });
    check(
        extended(due(json!([{ "url": "text", "valueString": "soon" }]))),
        "missing-element",
        "Task.extension[0].extension",
    );
    check(
        extended(due(json!([{ "url": "kind", "valueCode": "soon" }]))),
        "unknown-code",
        "Task.extension[0].extension[0].value",
    );
}
