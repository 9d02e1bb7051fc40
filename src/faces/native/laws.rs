//! The laws of the wire: everything that a thing says comes back from its fields, and what the tables and the
//! documentation name exists.

#[expect(dead_code, reason = "the wire only reads standards, so nothing generates them here")]
#[path = "../../../tests/mapping_laws/generate/mod.rs"]
mod generate;

use std::collections::HashSet;
use std::fmt::Debug;

use proptest::prelude::*;
use serde_json::Value;

use crate::faces::native::resource::Resource;
use crate::faces::native::{self, body};
use crate::mapping::Mapped;
use crate::search::Registry;

fn comes_back_equal<R: Resource>(thing: &R::Model)
where
    R::Model: PartialEq + Debug,
{
    let written = serde_json::to_string(&R::fields(thing)).unwrap();
    let fields = body::fields::<R::Fields>(serde_json::from_str(&written).unwrap()).unwrap();
    assert_eq!(&R::model(fields).unwrap(), thing, "{written}");
}

/// A filter or sort asks a search parameter that exists.
fn asks_what_exists<R: Resource>(registry: &Registry) {
    let filters = R::FILTERS.iter().map(|filter| filter.parameter).filter(|parameter| !parameter.is_empty());
    let base = R::BASE.iter().map(|(name, _)| name.split(':').next().unwrap());
    let mark = R::Model::MARK.map(|mark| mark.parameter);
    for parameter in filters.chain(R::SORTS.iter().map(|(_, parameter)| *parameter)).chain(base).chain(mark) {
        let found = registry.parameter(R::Model::RESOURCE_TYPE, parameter);
        assert!(found.is_some(), "{} has no search parameter {parameter}", R::Model::RESOURCE_TYPE);
    }
    let nearly = R::FILTERS.iter().filter(|filter| !filter.exact);
    let thing = R::model(R::example()).unwrap();
    nearly.for_each(|filter| assert!(R::word(&thing, filter.name).is_some(), "{}", filter.name));
    comes_back(&thing, &R::example(), R::NAME, |fields| R::model(fields).unwrap());
}

/// The example of the documentation is a thing.
fn comes_back<M: PartialEq, F: serde::Serialize + serde::de::DeserializeOwned>(
    thing: &M,
    example: &F,
    name: &str,
    model: impl Fn(F) -> M,
) {
    let read = body::fields::<F>(serde_json::to_value(example).unwrap()).unwrap();
    assert!(model(read) == *thing, "the example of {name} does not come back");
}

macro_rules! laws {
    ($($generator:ident: $resource:ty,)+) => {
        $(mod $generator {
            use super::*;

            proptest! {
                #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

                #[test]
                fn comes_back_equal(thing in generate::$generator()) {
                    let mut thing = thing;
                    thing.id = None;
                    super::comes_back_equal::<$resource>(&thing);
                }
            }

            #[test]
            fn asks_what_exists() {
                super::asks_what_exists::<$resource>(&Registry::standard());
            }
        })+
    };
}

laws! {
    action_item: native::action_items::ActionItems,
    community: native::communities::Communities,
    country: native::countries::Countries,
    deployment: native::deployments::Deployments,
    discussion_point: native::discussion_points::DiscussionPoints,
    group: native::groups::Groups,
    integration: native::integrations::Integrations,
    interface: native::interfaces::Interfaces,
    meeting: native::meetings::Meetings,
    minutes: native::minutes::AllMinutes,
    observatory: native::observatories::Observatories,
    organization: native::organizations::Organizations,
    person: native::people::People,
    platform: native::platforms::Platforms,
    role: native::roles::Roles,
    series: native::series::AllSeries,
    source_document: native::source_documents::SourceDocuments,
    survey: native::surveys::Surveys,
    survey_response: native::survey_responses::SurveyResponses,
}

#[test]
fn decisions_and_questions_ask_what_exists() {
    let registry = Registry::standard();
    asks_what_exists::<native::decisions::Decisions>(&registry);
    asks_what_exists::<native::questions::Questions>(&registry);
}

/// Collects the targets of every `$ref` below a value.
fn references(value: &Value, found: &mut HashSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        Value::Object(members) => {
            found.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|member| references(member, found));
        }
        _ => {}
    }
}

#[test]
fn the_document_names_each_operation_once_and_refers_to_nothing_that_is_missing() {
    let document = serde_json::to_value(native::document()).unwrap();
    let mut names = HashSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name.to_owned()), "{name} names more than {method} {path}");
        }
    }
    assert!(names.contains("createActionItemReview") && names.contains("listActionItemReviews"));
    let mut targets = HashSet::new();
    references(&document, &mut targets);
    for target in targets {
        let found = document.pointer(target.strip_prefix('#').unwrap());
        assert!(found.is_some(), "{target} is not in the document");
    }
}

#[test]
fn a_part_has_one_shape_in_the_whole_document() {
    // Two wire structs of one name would silently replace each other.
    let document = serde_json::to_value(native::document()).unwrap();
    let schemas = document.pointer("/components/schemas").unwrap().as_object().unwrap();
    for (name, schema) in schemas {
        assert!(schema.get("properties").is_some() || schema["type"] == "string", "{name} has no shape");
    }
}
