//! Our conformance resources: sound, complete, and one with what the program works by.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::tz::TimeZone;
use relais::conformance;
use relais::fhir::validate::validate;
use relais::fhir::{Resource, ResourceType};
use relais::kernel::capabilities::{Reached, statement};
use relais::kernel::{Context, Kernel};
use relais::search::query::{Test, UriTest};
use relais::search::{Query, Registry, Settings};
use relais::store::sqlite::SqliteStore;
use serde_json::{Value, json};

fn all() -> Vec<Value> {
    conformance::resources().unwrap().into_iter().map(Resource::into_value).collect()
}

fn of_type(resource_type: &str) -> Vec<Value> {
    all().into_iter().filter(|resource| resource["resourceType"] == resource_type).collect()
}

#[test]
fn each_is_valid_and_another_reader_reads_the_same() {
    for resource in conformance::resources().unwrap() {
        let issues = validate(&resource);
        assert!(issues.is_empty(), "{}: {issues:?}", resource.json()["url"]);
        let json = resource.into_value();
        let read = second_opinion::read(&json.to_string());
        let read: Value = serde_json::from_str(&read.unwrap_or_else(|why| why)).unwrap_or_default();
        assert_eq!(read, json, "{}", json["url"]);
    }
}

#[test]
fn each_has_an_address_that_ends_with_its_id_and_is_there_once() {
    let mut seen = BTreeSet::new();
    for resource in all() {
        let (kind, id) = (resource["resourceType"].as_str().unwrap(), resource["id"].as_str().unwrap());
        assert_eq!(resource["url"], format!("https://w3id.org/relais/fhir/{kind}/{id}"));
        assert!(seen.insert((kind.to_owned(), id.to_lowercase())), "{kind}/{id} is there twice");
    }
}

/// The names that a file of the source gives to one of its macros.
fn named(macro_name: &str) -> BTreeSet<String> {
    let source = include_str!("../src/mapping/canonical.rs");
    let call = format!("{macro_name}!(\"");
    let calls = source.split(&call).skip(1);
    calls.map(|rest| rest.split('"').next().unwrap_or_default().to_owned()).collect()
}

fn ids(resources: &[Value]) -> BTreeSet<String> {
    resources.iter().map(|resource| resource["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_address_that_the_mapping_writes_is_defined() {
    let (extensions, profiles): (Vec<_>, Vec<_>) =
        of_type("StructureDefinition").into_iter().partition(|one| one["type"] == "Extension");
    assert_eq!(ids(&extensions), named("own_extension"));
    assert_eq!(ids(&profiles), named("own_profile"));
    // The catalogue keeps the two lists that grow.
    let mut systems = ids(&of_type("CodeSystem"));
    systems.extend(["interoperability-standard".to_owned(), "openhie-component".to_owned()]);
    let missing: Vec<_> = named("own_system").difference(&systems).cloned().collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// Every extension of ours in a value, with the path of the element that carries it.
fn extensions<'a>(value: &'a Value, path: &str, found: &mut Vec<(String, &'a Value)>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| extensions(item, path, found)),
        Value::Object(members) => {
            for (name, member) in members {
                if name == "extension" {
                    found.extend(member.as_array().unwrap().iter().map(|one| (path.to_owned(), one)));
                } else {
                    extensions(member, &format!("{path}.{name}"), found);
                }
            }
        }
        _ => {}
    }
}

#[test]
fn every_extension_of_the_statement_is_defined_as_it_is_used() {
    let settings = Settings { base: "https://relais.example.org/fhir".to_owned(), zone: TimeZone::UTC };
    let reached = Reached { base: &settings.base, secured: false };
    let statement = statement(&Registry::standard(), &settings, reached, &|_| None);
    let mut found = Vec::new();
    extensions(&statement, "CapabilityStatement", &mut found);
    let urls: BTreeSet<&str> = found.iter().map(|(_, one)| one["url"].as_str().unwrap()).collect();
    assert_eq!(urls.len(), 2, "{urls:?}");
    let definitions = of_type("StructureDefinition");
    for (path, extension) in found {
        let definition = definitions.iter().find(|one| one["url"] == extension["url"]);
        let definition = definition.unwrap_or_else(|| unreachable!("{} is not defined", extension["url"]));
        let contexts = definition["context"].as_array().unwrap();
        assert!(contexts.iter().any(|one| one["expression"] == path.as_str()), "{path}: {contexts:?}");
        let elements = definition["snapshot"]["element"].as_array().unwrap();
        let element = |id: &str| elements.iter().find(|one| one["id"] == id);
        let parts = extension["extension"].as_array().map_or(&[][..], Vec::as_slice);
        let has_value = extension.get("valueString").is_some();
        assert_eq!(has_value, element("Extension.value[x]").unwrap()["max"] == "1", "{extension}");
        assert!(has_value != parts.iter().any(|part| part.get("valueString").is_some()), "{extension}");
        let slices = elements.iter().filter(|one| one["path"] == "Extension.extension");
        let slices: Vec<_> = slices.filter_map(|one| Some((one["sliceName"].as_str()?, one))).collect();
        for part in parts {
            assert!(slices.iter().any(|(name, _)| part["url"] == *name), "{extension}: {part}");
        }
        for (name, slice) in slices {
            let count = parts.iter().filter(|part| part["url"] == name).count();
            let (min, max) = (slice["min"].as_u64().unwrap(), slice["max"].as_str().unwrap());
            assert!(count >= min.try_into().unwrap(), "{name}: {extension}");
            assert!(max == "*" || count <= max.parse().unwrap(), "{name}: {extension}");
        }
    }
}

#[test]
fn every_address_of_ours_that_one_points_to_is_there() {
    let resources = all();
    let mut known: BTreeSet<String> =
        resources.iter().map(|resource| resource["url"].as_str().unwrap().to_owned()).collect();
    for grown in ["interoperability-standard", "openhie-component"] {
        known.insert(format!("https://w3id.org/relais/fhir/CodeSystem/{grown}"));
    }
    fn visit(value: &Value, known: &BTreeSet<String>, within: &Value) {
        match value {
            Value::String(text)
                if text.starts_with("https://w3id.org/relais/fhir/") && !text.contains(' ') =>
            {
                assert!(known.contains(text), "{within} points to {text}");
            }
            Value::Array(items) => items.iter().for_each(|item| visit(item, known, within)),
            Value::Object(members) => {
                members
                    .iter()
                    .filter(|(name, _)| *name != "expression")
                    .for_each(|(_, one)| visit(one, known, within));
            }
            _ => {}
        }
    }
    resources.iter().for_each(|resource| visit(resource, &known, &resource["url"]));
}

#[test]
fn a_snapshot_keeps_the_rules_that_r4_has_for_it() {
    for definition in of_type("StructureDefinition") {
        let elements = definition["snapshot"]["element"].as_array().unwrap();
        let (url, root) = (&definition["url"], definition["type"].as_str().unwrap());
        let mut ids = BTreeSet::new();
        for (place, element) in elements.iter().enumerate() {
            let (id, path) = (element["id"].as_str().unwrap(), element["path"].as_str().unwrap());
            assert!(ids.insert(id), "sdf-16: {url} has {id} twice");
            assert!(path == root || path.starts_with(&format!("{root}.")), "sdf-8: {url} {path}");
            for member in ["definition", "min", "max", "base"] {
                assert!(!element[member].is_null(), "sdf-3, sdf-8b: {url} {id} lacks {member}");
            }
            let typed = element["type"].is_array() || element["contentReference"].is_string();
            assert_eq!(typed, place > 0, "sdf-15: {url} {id}");
            let (parent, _) = path.rsplit_once('.').unwrap_or_default();
            assert!(place == 0 || elements[..place].iter().any(|one| one["path"] == parent), "{url} {id}");
            let (min, max) = (element["min"].as_u64().unwrap(), element["max"].as_str().unwrap());
            assert!(max == "*" || min <= max.parse().unwrap(), "eld-2: {url} {id}");
        }
        let changed = definition["differential"]["element"].as_array().unwrap();
        for element in changed {
            let id = element["id"].as_str().unwrap();
            let whole = elements.iter().find(|one| one["id"] == id).unwrap();
            for (member, value) in element.as_object().unwrap() {
                assert_eq!(&whole[member], value, "{url} {id} {member}");
            }
        }
    }
}

#[test]
fn the_snapshot_of_a_profile_has_every_element_of_r4() {
    let mut compared = 0;
    let definitions = of_type("StructureDefinition");
    for definition in definitions.iter().filter(|one| one["type"] != "Extension") {
        let root = definition["type"].as_str().unwrap();
        let paths: BTreeSet<&str> = definition["snapshot"]["element"]
            .as_array()
            .unwrap()
            .iter()
            .map(|element| element["path"].as_str().unwrap())
            .collect();
        for element in relais::fhir::definitions::children(root) {
            assert!(paths.contains(format!("{root}.{}", element.name).as_str()), "{root}.{}", element.name);
            compared += 1;
        }
    }
    assert!(compared > 300, "{compared}");
}

struct House {
    kernel: Kernel,
    _folder: tempfile::TempDir,
}

fn house() -> House {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("relais.db")).unwrap();
    let settings = Settings { base: "https://relais.example.org/fhir".to_owned(), zone: TimeZone::UTC };
    House { kernel: Kernel::new(Arc::new(store), Arc::new(Registry::standard()), settings), _folder: folder }
}

async fn stored(kernel: &Kernel, resource_type: &'static str, url: &str) -> Vec<Value> {
    let resource_type = ResourceType::named(resource_type);
    let registry = kernel.registry();
    let parameter = Arc::clone(registry.parameter(resource_type, "url").unwrap());
    let test = Test::Uri(parameter, vec![UriTest::Is(url.to_owned())]);
    let found = kernel.find(&Context::internal(0), &Query::all(resource_type, 9).and(test)).await.unwrap();
    found.matches.iter().map(|version| serde_json::from_slice(&version.body).unwrap()).collect()
}

#[tokio::test]
async fn loading_twice_writes_once() {
    let House { kernel, _folder } = house();
    let context = Context::internal(0);
    let shipped = conformance::resources().unwrap().len();
    kernel.adopt_definitions().await.unwrap();
    assert_eq!(conformance::load(&kernel, &context).await.unwrap(), shipped);
    assert_eq!(conformance::load(&kernel, &context).await.unwrap(), 0);
    let url = "https://w3id.org/relais/fhir/StructureDefinition/Meeting";
    let found = stored(&kernel, "StructureDefinition", url).await;
    assert_eq!((found.len(), &found[0]["meta"]["versionId"]), (1, &json!("1")));
}

#[tokio::test]
async fn own_words_stay_until_the_next_version_brings_its_own() {
    let House { kernel, _folder } = house();
    let context = Context::internal(0);
    kernel.adopt_definitions().await.unwrap();
    conformance::load(&kernel, &context).await.unwrap();
    let url = "https://w3id.org/relais/fhir/StructureDefinition/Meeting";
    let mut meeting = stored(&kernel, "StructureDefinition", url).await.remove(0);
    meeting["title"] = json!("Réunion");
    kernel.update(&context, Resource::from_value(meeting.clone()).unwrap(), None).await.unwrap();
    assert_eq!(conformance::load(&kernel, &context).await.unwrap(), 0);
    assert_eq!(stored(&kernel, "StructureDefinition", url).await[0]["title"], "Réunion");
    meeting["version"] = json!("0.0.1");
    kernel.update(&context, Resource::from_value(meeting).unwrap(), None).await.unwrap();
    assert_eq!(conformance::load(&kernel, &context).await.unwrap(), 1);
    assert_eq!(stored(&kernel, "StructureDefinition", url).await[0]["title"], "Meeting");
}

#[test]
fn a_code_system_has_every_word_of_its_list() {
    let systems: BTreeMap<String, Value> =
        of_type("CodeSystem").into_iter().map(|one| (one["id"].as_str().unwrap().to_owned(), one)).collect();
    let check = |id: &str, expected: Vec<&str>| {
        let concepts = systems[id]["concept"].as_array().unwrap();
        let codes: Vec<_> = concepts.iter().map(|concept| concept["code"].as_str().unwrap()).collect();
        assert_eq!(codes, expected, "{id}");
        assert_eq!(systems[id]["count"], json!(expected.len()), "{id}");
    };
    use relais::model::{discussion, due, meeting};
    check("due-kind", due::Kind::ALL.iter().map(|kind| kind.code()).collect());
    check("discussion-kind", discussion::Kind::ALL.iter().map(|kind| kind.code()).collect());
    check("meeting-role", meeting::Role::ALL.iter().map(|role| role.code()).collect());
    check("minutes-field", meeting::Field::ALL.iter().map(|field| field.code()).collect());
}
