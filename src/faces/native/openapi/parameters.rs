//! The parameters of operations.

use serde_json::{Value, json};
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};

use crate::faces::native::filter::{LARGEST_PAGE, PAGE};
use crate::faces::native::resource::{EXAMPLE_ID, Filter, FilterKind, Resource};

/// The parameters of a list.
pub(in crate::faces::native) fn of_list<R: Resource>() -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = R::FILTERS.iter().flat_map(filter).collect();
    for flag in R::FLAGS {
        let truth = ObjectBuilder::new().schema_type(Type::Boolean);
        parameters.push(query(flag.name, flag.about, truth, json!(true)));
    }
    let sorts: Vec<&str> = R::SORTS.iter().map(|(name, _)| *name).chain(["updated_at"]).collect();
    let sort =
        format!("What to sort by: {}; several by comma; `-` before one sorts downwards.", sorts.join(", "));
    let first = sorts.first().copied().unwrap_or_default();
    parameters.push(query("sort", &sort, text(), json!(format!("-{first}"))));
    parameters.push(limit());
    parameters.push(cursor("The `next` of the page before. It carries the filters and the sort."));
    let total = ObjectBuilder::new().schema_type(Type::Boolean).default(Some(json!(false)));
    parameters.push(query("total", "Whether to count them all, as `total`.", total, json!(true)));
    parameters
}

/// How many a page holds.
pub(super) fn limit() -> Parameter {
    let number = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(1))
        .maximum(Some(u32::try_from(LARGEST_PAGE).unwrap_or(u32::MAX)))
        .default(Some(json!(PAGE)));
    query("limit", "How many a page holds.", number, json!(20))
}

/// Where a page starts.
pub(super) fn cursor(about: &str) -> Parameter {
    parameter("cursor", about, text()).build()
}

/// The code in the path.
pub(in crate::faces::native) fn code() -> Parameter {
    ParameterBuilder::new()
        .name("code")
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some("The code of the standard."))
        .schema(Some(text()))
        .example(Some(json!("fhir-r4")))
        .build()
}

/// The id in the path.
pub(in crate::faces::native) fn id(one: &str) -> Parameter {
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some("^[A-Za-z0-9.-]{1,64}$"))
        .max_length(Some(64));
    ParameterBuilder::new()
        .name("id")
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(format!("The id of {one}.")))
        .schema(Some(schema))
        .example(Some(json!(EXAMPLE_ID)))
        .build()
}

/// A condition in a header.
pub(super) fn condition(name: &str, about: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(about))
        .schema(Some(text()))
        .example(Some(json!("\"3\"")))
        .build()
}

fn filter(filter: &Filter) -> Vec<Parameter> {
    let Filter { name, about, kind, example, .. } = filter;
    match kind {
        FilterKind::Words(_) | FilterKind::Codes(_) => {
            let words = filter.vocabulary();
            let valid = words.iter().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>().join(", ");
            let about = format!("{about} Several by comma, out of {valid}.");
            vec![query(name, &about, text(), json!(example))]
        }
        FilterKind::LookedUp => vec![query(name, about, text(), json!(example))],
        FilterKind::Ids(_) | FilterKind::Canonical(_) | FilterKind::Reached(_) | FilterKind::Exactly => {
            vec![query(name, &format!("{about} Several by comma."), text(), json!(example))]
        }
        FilterKind::Contains => {
            let about = format!("{about} Case and accents do not matter.");
            vec![query(name, &about, text(), json!(example))]
        }
        FilterKind::Days => {
            let day = || {
                let format = SchemaFormat::KnownFormat(KnownFormat::Date);
                ObjectBuilder::new().schema_type(Type::String).format(Some(format))
            };
            let named = |suffix: &str, words: &str| {
                query(&format!("{name}{suffix}"), &format!("{about} {words}"), day(), json!(example))
            };
            vec![
                named("", "On this day."),
                named("_from", "On this day or later."),
                named("_to", "On this day or before."),
            ]
        }
    }
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).min_length(Some(1))
}

pub(in crate::faces::native) fn query(
    name: &str,
    about: &str,
    schema: ObjectBuilder,
    example: Value,
) -> Parameter {
    parameter(name, about, schema).example(Some(example)).build()
}

fn parameter(name: &str, about: &str, schema: ObjectBuilder) -> ParameterBuilder {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(about))
        .schema(Some(schema))
}
