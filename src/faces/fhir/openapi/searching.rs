//! The search parameters that the statement declares: each as a parameter of searches, and those of a type together
//! as the criteria of a condition or the fields of a form.

use serde_json::{Value, json};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle};
use utoipa::openapi::schema::{AdditionalProperties, ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::{Components, Ref, RefOr, Required};

use crate::faces::fhir::openapi::parameters::{reference, text};

/// What shapes the answer to a search, and what no list of parameters can name.
pub(super) const SEARCHED: &[&str] = &[
    "further",
    "_sort",
    "_count",
    "_total",
    "_include",
    "_revinclude",
    "_contained",
    "_containedType",
    "_summary",
    "_elements",
    "Prefer-handling",
];

/// The kinds of search parameters, with a value of each.
const KINDS: [(&str, &str); 8] = [
    ("composite", "example$2021"),
    ("date", "ge2021-04-13"),
    ("number", "gt1"),
    ("quantity", "5.4|http://unitsofmeasure.org|mg"),
    ("reference", "Organization/example"),
    ("string", "example"),
    ("token", "http://example.org/codes|example"),
    ("uri", "https://example.org/example"),
];

/// The parameters that have a syntax of their own, with a value of each.
const SPECIAL: [(&str, &str); 3] =
    [("_filter", "_lastUpdated gt 2021-04-13"), ("_list", "7"), ("near", "48.8|2.3|10|km")];

/// What is declared for all types, but has no name or no meaning of its own in the search of one: `_has` stands among
/// what is further asked, `_type` where there are several types.
const ELSEWHERE: [&str; 2] = ["_has", "_type"];

/// Adds every search parameter, and the criteria of each type, as components. `rest` is what the statement says of the
/// server.
pub(super) fn add(components: &mut Components, rest: &Value, resources: &[Value]) {
    for (kind, example) in KINDS {
        components.schemas.insert(of_kind(kind), one_of_kind(kind, example).into());
    }
    components.parameters.insert("further".to_owned(), further().into());
    let shared: Vec<&Value> = everywhere(rest).collect();
    for parameter in &shared {
        components.parameters.insert(component("", parameter), search_parameter(parameter).into());
    }
    for resource in resources {
        let of = text(resource, "type");
        for parameter in declared(resource) {
            let name = component(of, parameter);
            components.parameters.entry(name).or_insert_with(|| search_parameter(parameter).into());
        }
        let all = declared(resource).chain(shared.iter().copied());
        components.schemas.insert(criteria_of(of), criteria(of, all).into());
        components.parameters.insert(criteria_of(of), by_criteria(of).into());
    }
}

/// What the statement declares for the searches of every type.
fn everywhere(rest: &Value) -> impl Iterator<Item = &Value> {
    let listed = rest["searchParam"].as_array().into_iter().flatten();
    listed.filter(|one| !ELSEWHERE.contains(&text(one, "name")))
}

/// The search parameters that the statement declares for a type.
fn declared(resource: &Value) -> impl Iterator<Item = &Value> {
    resource["searchParam"].as_array().into_iter().flatten()
}

/// References to the search parameters of a type.
pub(super) fn of_type(rest: &Value, resource: &Value) -> Vec<Ref> {
    let all = declared(resource).chain(everywhere(rest));
    all.map(|parameter| reference(&component(text(resource, "type"), parameter))).collect()
}

/// References to the search parameters that all types have.
pub(super) fn of_every_type(rest: &Value) -> impl Iterator<Item = Ref> {
    let first = rest.pointer("/resource/0").unwrap_or(&Value::Null);
    let shared = declared(first).filter(|parameter| text(parameter, "name").starts_with('_'));
    shared.chain(everywhere(rest)).map(|parameter| reference(&component("", parameter)))
}

/// The name of a search parameter's component. Those that search every type stand once.
fn component(of: &str, parameter: &Value) -> String {
    let name = text(parameter, "name");
    if name.starts_with('_') { format!("search{name}") } else { format!("{of}.{name}") }
}

/// The name of the components that hold all search parameters of a type.
pub(super) fn criteria_of(of: &str) -> String {
    format!("{of}-criteria")
}

fn of_kind(kind: &str) -> String {
    format!("search-{kind}")
}

fn search_parameter(declared: &Value) -> Parameter {
    let (name, kind) = (text(declared, "name"), text(declared, "type"));
    let schema: RefOr<Schema> = match SPECIAL.iter().find(|(special, _)| *special == name) {
        Some((_, example)) => one_of_kind(kind, example).into(),
        None => Ref::from_schema_name(of_kind(kind)).into(),
    };
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(text(declared, "documentation")))
        .schema(Some(schema))
        .build()
}

/// The values of a parameter, which may stand several times; all of them must hold.
fn one_of_kind(kind: &str, example: &str) -> Schema {
    let about =
        format!("The values of a {kind} parameter. All must hold; commas within one separate choices.");
    let values = ArrayBuilder::new()
        .items(ObjectBuilder::new().schema_type(Type::String))
        .description(Some(about))
        .examples([json!([example])]);
    Schema::Array(values.build())
}

/// The criteria of a condition, by which it names resources of a type. It is an object because a condition alone
/// would fill the document if each of its many parameters stood at each operation.
fn criteria<'a>(of: &str, declared: impl Iterator<Item = &'a Value>) -> Schema {
    let field = || ObjectBuilder::new().schema_type(Type::String);
    let all = declared.fold(ObjectBuilder::new(), |all, one| all.property(text(one, "name"), field()));
    let about =
        format!("Search parameters of {of}, as its search lists them; also with modifiers and chains.");
    let all =
        all.description(Some(about)).additional_properties(Some(field())).examples([json!({ "_id": "7" })]);
    Schema::Object(all.build())
}

fn by_criteria(of: &str) -> Parameter {
    spread("criteria")
        .description(Some(format!("What the {of} is found by: each member is a parameter of the address.")))
        .schema(Some(Ref::from_schema_name(criteria_of(of))))
        .build()
}

/// What a search asks beyond values of parameters.
fn further() -> Parameter {
    let about = "Search parameters with a modifier (`status:not=draft`), along a chain \
                 (`subject:Patient.name=Example`), or of what points here \
                 (`_has:Provenance:target:agent=Practitioner/7`); where several types are searched, those that all of them \
                 have.";
    let schema = ObjectBuilder::new()
        .schema_type(Type::Object)
        .additional_properties(Some(AdditionalProperties::<Schema>::RefOr(
            Schema::Object(ObjectBuilder::new().schema_type(Type::String).build()).into(),
        )))
        // A page that fills in what a schema shows would ask for it otherwise.
        .examples([json!({})]);
    spread("further").description(Some(about)).schema(Some(schema)).build()
}

/// A parameter whose members are parameters of the address.
fn spread(name: &str) -> ParameterBuilder {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .style(Some(ParameterStyle::Form))
        .explode(Some(true))
}
