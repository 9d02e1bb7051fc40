//! HL7's own profiles compile, and the examples that state one of them keep it, or stand in the list of those
//! that do not.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot read its input fails")]

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use relais::error::{At, Severity};
use relais::fhir::Resource;
use relais::fhir::validate::profile::{Profile, Profiles, validate_against};
use serde_json::Value;

/// What each example breaks of its profile: file, code, place, and the reason.
const FAULTY: &str = include_str!("r4_examples/faulty_profiles.tsv");

/// Every profile of the package, by its address.
struct Published {
    profiles: HashMap<String, Arc<Profile>>,
}

impl Published {
    fn read() -> Self {
        let mut profiles = HashMap::new();
        for bundle in ["profiles-others", "extensions", "types"] {
            let bundle = json(&folder().join(format!("Bundle-{bundle}.json")));
            for entry in bundle.get("entry").and_then(Value::as_array).unwrap() {
                let resource = Resource::from_value(entry.get("resource").unwrap().clone()).unwrap();
                let is_profile = resource.json().get("derivation").is_some_and(|how| how == "constraint");
                if is_profile && resource.resource_type().name() == "StructureDefinition" {
                    let profile = Profile::compile(&resource);
                    let profile = profile.unwrap_or_else(|error| panic!("{:?}: {error}", resource.id()));
                    profiles.insert(profile.url().to_owned(), Arc::new(profile));
                }
            }
        }
        Self { profiles }
    }
}

impl Profiles for Published {
    fn profile(&self, canonical: &str) -> Option<Arc<Profile>> {
        let address = canonical.split('|').next().unwrap_or(canonical);
        self.profiles.get(address).cloned()
    }

    fn has_code(&self, _: &str, _: Option<&str>, _: &str) -> Option<bool> {
        None
    }
}

fn folder() -> PathBuf {
    match std::env::var_os("RELAIS_R4_EXAMPLES") {
        Some(folder) => PathBuf::from(folder),
        None => {
            std::env::home_dir().unwrap_or_default().join(".cache/relais/hl7.fhir.r4.examples-4.0.1/package")
        }
    }
}

fn json(path: &PathBuf) -> Value {
    let text = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}; run ./test", path.display()));
    serde_json::from_slice(&text).unwrap()
}

#[test]
fn every_example_keeps_its_profile_or_is_known_not_to() {
    let published = Published::read();
    assert!(published.profiles.len() > 430, "only {} profiles were found", published.profiles.len());
    let (mut checked, mut broken) = (0, BTreeMap::new());
    let mut files: Vec<_> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "json")) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let Ok(resource) = Resource::from_value(json(file)) else { continue };
        let stated =
            resource.json().get("meta").and_then(|meta| meta.get("profile")).and_then(Value::as_array);
        for canonical in stated.into_iter().flatten().filter_map(Value::as_str) {
            let Some(profile) = published.profile(canonical) else { continue };
            checked += 1;
            for issue in validate_against(&resource, &profile, &published) {
                let Some(At::Expression(place)) = issue.at else { panic!("{name}: an issue has no place") };
                if issue.severity == Severity::Error {
                    broken.insert(
                        format!("{name}\t{}\t{}", issue.code, without_numbers(&place)),
                        issue.message,
                    );
                }
            }
        }
    }
    assert!(checked > 1_900, "only {checked} examples state a profile");
    let known: Vec<_> = FAULTY
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.rsplit_once('\t').unwrap().0)
        .collect();
    let found: Vec<_> = broken.keys().map(String::as_str).collect();
    let unexpected: Vec<_> = broken.iter().filter(|(key, _)| !known.contains(&key.as_str())).collect();
    assert!(unexpected.is_empty(), "broken, and not in the list: {unexpected:#?}");
    let fixed: Vec<_> = known.iter().filter(|key| !found.contains(key)).collect();
    assert!(fixed.is_empty(), "in the list, and not broken: {fixed:#?}");
}

/// `Task.note[3].time` as `Task.note.time`.
fn without_numbers(place: &str) -> String {
    place.split('[').map(|part| part.split_once(']').map_or(part, |(_, rest)| rest)).collect()
}
