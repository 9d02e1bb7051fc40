//! Expansion and subsumption, without a store.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::code_system::{CodeSystem, Direction};
use super::concept_map::ConceptMap;
use super::library::Library;
use super::lookup::subsumption;
use super::set::Evaluation;
use super::value_set::ValueSet;
use crate::error::Result;
use crate::fhir::Resource;

fn resource(json: Value) -> Resource {
    Resource::from_value(json).unwrap()
}

fn system(json: Value) -> CodeSystem {
    CodeSystem::read(&resource(json))
}

fn value_set(json: Value) -> ValueSet {
    ValueSet::read(&resource(json))
}

/// Roles: a tree by nesting, a further parent by a property, one that only groups and one that is retired.
fn roles() -> CodeSystem {
    system(json!({
        "resourceType": "CodeSystem", "url": "urn:roles", "version": "2", "content": "complete", "language": "en",
        "property": [{"code": "weight", "type": "integer"}],
        "concept": [
            {"code": "member", "display": "Member", "property": [{"code": "notSelectable", "valueBoolean": true}], "concept": [
                {"code": "organiser", "display": "Organiser",
                 "designation": [{"language": "fr", "value": "Organisateur"}],
                 "property": [{"code": "weight", "valueInteger": 3}]},
                {"code": "rapporteur", "display": "Rapporteur", "property": [{"code": "weight", "valueInteger": 2}]},
            ]},
            {"code": "guest", "display": "Guest", "property": [{"code": "inactive", "valueBoolean": true}]},
            {"code": "chair", "display": "Chair", "property": [{"code": "parent", "valueCode": "organiser"}]},
        ],
    }))
}

fn compose(compose: Value) -> ValueSet {
    value_set(json!({"resourceType": "ValueSet", "url": "urn:vs", "status": "active", "compose": compose}))
}

fn codes(library: &Library, value_set: &ValueSet) -> Result<Vec<String>> {
    let set = Evaluation::new(library).set(value_set)?;
    Ok(set.members.into_iter().map(|member| member.code).collect())
}

#[track_caller]
fn check(definition: Value, expected: &[&str]) {
    let others = vec![
        value_set(json!({"resourceType": "ValueSet", "url": "urn:organisers", "compose": {"include": [
            {"system": "urn:roles", "filter": [{"property": "concept", "op": "is-a", "value": "organiser"}]}]}})),
        value_set(
            json!({"resourceType": "ValueSet", "url": "urn:chairs", "version": "1", "compose": {"include": [
            {"system": "urn:roles", "concept": [{"code": "chair"}]}]}}),
        ),
    ];
    let library = Library::of(vec![roles()], others);
    assert_eq!(codes(&library, &compose(definition.clone())).unwrap(), expected, "{definition}");
}

#[track_caller]
fn check_refused(definition: Value, expected: &str) {
    let library = Library::of(vec![roles()], Vec::new());
    let error = codes(&library, &compose(definition.clone())).unwrap_err();
    assert!(error.to_string().contains(expected), "{definition}: {error}");
}

fn by_filter(property: &str, operator: &str, value: &str) -> Value {
    json!({"include": [{"system": "urn:roles", "filter": [{"property": property, "op": operator, "value": value}]}]})
}

#[test]
fn a_definition_includes_and_excludes() {
    check(
        json!({"include": [{"system": "urn:roles"}]}),
        &["member", "organiser", "rapporteur", "guest", "chair"],
    );
    check(
        json!({"include": [{"system": "urn:roles", "concept": [{"code": "chair"}, {"code": "never"}, {"code": "chair"}]}]}),
        &["chair"],
    );
    check(json!({"include": [{"system": "urn:other", "concept": [{"code": "x"}]}]}), &["x"]);
    check(
        json!({"include": [{"system": "urn:roles"}], "exclude": [{"system": "urn:roles", "concept": [{"code": "guest"}]}]}),
        &["member", "organiser", "rapporteur", "chair"],
    );
    check(
        json!({"include": [{"system": "urn:roles", "concept": [{"code": "chair"}]}, {"system": "urn:other", "concept": [{"code": "x"}]}],
        "exclude": [{"system": "urn:other"}]}),
        &["chair"],
    );
    check(
        json!({"inactive": false, "include": [{"system": "urn:roles"}]}),
        &["member", "organiser", "rapporteur", "chair"],
    );
    check(json!({"include": [{"valueSet": ["urn:organisers"]}]}), &["organiser", "chair"]);
    check(json!({"include": [{"valueSet": ["urn:organisers", "urn:chairs|1"]}]}), &["chair"]);
    check(
        json!({"include": [{"system": "urn:roles", "valueSet": ["urn:organisers"]}]}),
        &["organiser", "chair"],
    );
    check(
        json!({"include": [{"system": "urn:roles"}], "exclude": [{"valueSet": ["urn:organisers"]}]}),
        &["member", "rapporteur", "guest"],
    );
}

#[test]
fn a_filter_chooses_concepts() {
    check(by_filter("concept", "is-a", "member"), &["member", "organiser", "rapporteur", "chair"]);
    check(by_filter("concept", "descendent-of", "member"), &["organiser", "rapporteur", "chair"]);
    check(by_filter("concept", "is-not-a", "organiser"), &["member", "rapporteur", "guest"]);
    check(by_filter("concept", "generalizes", "chair"), &["member", "organiser", "chair"]);
    check(by_filter("concept", "in", "guest, chair"), &["guest", "chair"]);
    check(by_filter("concept", "not-in", "guest,chair"), &["member", "organiser", "rapporteur"]);
    check(by_filter("code", "regex", "[a-g].*"), &["guest", "chair"]);
    check(by_filter("code", "regex", "guest|cha"), &["guest"]);
    check(by_filter("display", "=", "Chair"), &["chair"]);
    check(by_filter("parent", "=", "member"), &["organiser", "rapporteur"]);
    check(by_filter("weight", "=", "3"), &["organiser"]);
    check(by_filter("weight", "exists", "true"), &["organiser", "rapporteur"]);
    check(by_filter("weight", "exists", "false"), &["member", "guest", "chair"]);
    check(by_filter("inactive", "=", "true"), &["guest"]);
}

#[test]
fn what_cannot_be_expanded_says_why() {
    check_refused(json!({"include": [{"system": "urn:unheld"}]}), "urn:unheld are not held here");
    check_refused(json!({"include": [{"system": "urn:roles", "version": "1"}]}), "urn:roles in version 1");
    check_refused(
        json!({"include": [{"valueSet": ["urn:unheld"]}]}),
        "the value set urn:unheld, which is not held",
    );
    check_refused(json!({"include": [{}]}), "neither a code system nor a value set");
    check_refused(json!({}), "no definition");
    check_refused(json!({"lockedDate": "2021-01-01", "include": [{"system": "urn:roles"}]}), "2021-01-01");
    check_refused(by_filter("weight", "is-a", "3"), "'weight is-a' is not offered");
    check_refused(by_filter("height", "=", "3"), "no property 'height'");
    check_refused(by_filter("concept", "is-a", "never"), "the code 'never'");
    check_refused(by_filter("code", "regex", "("), "regular expression");
    check_refused(by_filter("code", "regex", "((a{1000}){1000}){1000}"), "regular expression");
}

#[test]
fn a_value_set_that_comes_with_nothing_but_its_expansion_holds_that() {
    let library = Library::of(Vec::new(), Vec::new());
    let nested = json!({"total": 2, "contains": [{"system": "s", "code": "group", "abstract": true, "contains": [{"system": "s", "code": "a"}]}, {"system": "s", "code": "b"}]});
    let set = |expansion: Value| {
        value_set(json!({"resourceType": "ValueSet", "url": "urn:vs", "expansion": expansion}))
    };
    assert_eq!(codes(&library, &set(nested)).unwrap(), ["a", "b"]);
    let part = json!({"total": 7, "contains": [{"system": "s", "code": "a"}]});
    codes(&library, &set(part)).unwrap_err();
}

#[test]
fn a_value_set_that_the_standard_requires_is_known() {
    let set = ValueSet::of_standard("http://hl7.org/fhir/ValueSet/appointmentstatus").unwrap();
    let library = Library::of(Vec::new(), Vec::new());
    assert!(codes(&library, &set).unwrap().contains(&"booked".to_owned()));
    let set = Evaluation::new(&library).set(&set).unwrap();
    let booked = set.find(Some("http://hl7.org/fhir/appointmentstatus"), "booked").unwrap();
    assert_eq!(booked.display(None), Some("Booked"));
}

#[test]
fn a_code_system_of_the_standard_is_known() {
    let issues = CodeSystem::of_standard("http://hl7.org/fhir/issue-type").unwrap();
    assert_eq!(subsumption(&issues, "invalid", "required").unwrap(), "subsumes");
    assert_eq!(subsumption(&issues, "required", "processing").unwrap(), "not-subsumed");
    let items = CodeSystem::of_standard("http://hl7.org/fhir/item-type").unwrap();
    assert!(
        items.concept("question").unwrap().is_abstract() && !items.concept("string").unwrap().is_abstract()
    );
    let library = Library::of(Vec::new(), Vec::new());
    let below = compose(json!({"include": [{"system": "http://hl7.org/fhir/issue-type",
        "filter": [{"property": "concept", "op": "is-a", "value": "security"}]}]}));
    assert!(codes(&library, &below).unwrap().contains(&"login".to_owned()));
}

#[test]
fn names_come_in_the_language_that_is_asked_for() {
    let library = Library::of(vec![roles()], Vec::new());
    let named = compose(json!({"include": [{"system": "urn:roles", "concept": [
        {"code": "organiser"}, {"code": "rapporteur", "display": "Note taker", "designation": [{"language": "fr-CH", "value": "Preneur de notes"}]}]}]}));
    let set = Evaluation::new(&library).set(&named).unwrap();
    let display = |code: &str, language| set.find(Some("urn:roles"), code).unwrap().display(language);
    assert_eq!(display("organiser", None), Some("Organiser"));
    assert_eq!(display("organiser", Some("en-GB")), Some("Organiser"));
    assert_eq!(display("organiser", Some("fr")), Some("Organisateur"));
    assert_eq!(display("organiser", Some("pt")), Some("Organiser"));
    assert_eq!(display("rapporteur", None), Some("Note taker"));
    assert_eq!(display("rapporteur", Some("fr")), Some("Preneur de notes"));
}

#[test]
fn one_code_subsumes_another() {
    let roles = roles();
    let check = |left, right, expected| assert_eq!(subsumption(&roles, left, right).unwrap(), expected);
    check("member", "member", "equivalent");
    check("member", "chair", "subsumes");
    check("chair", "organiser", "subsumed-by");
    check("chair", "rapporteur", "not-subsumed");
    subsumption(&roles, "chair", "never").unwrap_err();
    let parts = system(
        json!({"resourceType": "CodeSystem", "url": "urn:parts", "content": "complete", "hierarchyMeaning": "part-of",
        "concept": [{"code": "whole", "concept": [{"code": "part"}]}]}),
    );
    assert!(subsumption(&parts, "whole", "part").unwrap_err().to_string().contains("part-of"));
}

#[test]
fn a_map_translates_both_ways() {
    let map = ConceptMap::read(&resource(json!({
        "resourceType": "ConceptMap", "url": "urn:map", "group": [{"source": "urn:a", "target": "urn:b", "element": [
            {"code": "1", "target": [{"code": "one", "equivalence": "wider"}]},
            {"code": "2", "target": [{"equivalence": "unmatched"}]},
            {"code": "3", "target": [{"code": "three", "equivalence": "equal", "dependsOn": [{"property": "p", "value": "v"}]}]},
        ], "unmapped": {"mode": "fixed", "code": "other"}}],
    })));
    let translate = |code: &str| map.translate(Some("urn:a"), code, |_| true);
    let shown = |found: super::concept_map::Translation| {
        found
            .matches
            .into_iter()
            .map(|one| (one.equivalence, one.code.unwrap_or_default()))
            .collect::<Vec<_>>()
    };
    let pair = |equivalence: &str, code: &str| vec![(equivalence.to_owned(), code.to_owned())];
    assert_eq!(shown(translate("1")), pair("wider", "one"));
    assert_eq!(shown(translate("2")), pair("unmatched", ""));
    assert!(translate("3").left_out);
    assert_eq!(shown(translate("9")), pair("inexact", "other"));
    assert_eq!(shown(map.translate(Some("urn:z"), "1", |_| true)), []);
    assert_eq!(shown(map.translate(Some("urn:a"), "1", |target| target == Some("urn:z"))), []);
    assert_eq!(shown(map.reverse(Some("urn:b"), "one", |_| true)), pair("narrower", "1"));
}

proptest! {
    /// Parents at random: the hierarchy may run in circles.
    #[test]
    fn any_hierarchy_ends(parents in prop::collection::vec(0_usize..12, 12), from in 0_usize..12) {
        let concept = |(code, parent): (usize, &usize)| json!({
            "code": code.to_string(), "property": [{"code": "parent", "valueCode": parent.to_string()}],
        });
        let concepts: Vec<Value> = parents.iter().enumerate().map(concept).collect();
        let system = system(json!({"resourceType": "CodeSystem", "url": "urn:s", "content": "complete", "concept": concepts}));
        for to in 0..12 {
            let above = system.closure(from, Direction::Above).contains(&to);
            prop_assert_eq!(above, system.closure(to, Direction::Below).contains(&from));
            subsumption(&system, &from.to_string(), &to.to_string()).unwrap();
        }
    }

    /// Imports at random: what imports itself is refused, anything else is expanded.
    #[test]
    fn any_imports_end(imports in prop::collection::vec(prop::collection::vec(0_usize..8, 0..3), 8)) {
        let set = |(place, imports): (usize, &Vec<usize>)| {
            let mut include = vec![json!({"system": "urn:x", "concept": [{"code": place.to_string()}]})];
            include.extend(imports.iter().map(|import| json!({"valueSet": [format!("urn:{import}")]})));
            value_set(json!({"resourceType": "ValueSet", "url": format!("urn:{place}"), "compose": {"include": include}}))
        };
        let sets: Vec<ValueSet> = imports.iter().enumerate().map(set).collect();
        let library = Library::of(Vec::new(), sets);
        let first = library.value_set("urn:0").unwrap();
        let reached = reached(&imports);
        match codes(&library, &first) {
            Ok(mut codes) => {
                codes.sort();
                prop_assert_eq!(codes, reached);
            }
            Err(error) => prop_assert!(error.to_string().contains("imports itself"), "{}", error),
        }
    }
}

/// The sets that the first one reaches by its imports, itself included.
fn reached(imports: &[Vec<usize>]) -> Vec<String> {
    let (mut reached, mut open) = (std::collections::BTreeSet::from([0]), vec![0]);
    while let Some(place) = open.pop() {
        open.extend(imports[place].iter().copied().filter(|import| reached.insert(*import)));
    }
    reached.into_iter().map(|place: usize| place.to_string()).collect()
}
