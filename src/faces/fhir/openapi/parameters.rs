//! The parameters of interactions: those that all share, and the search parameters that the statement declares.

use serde_json::{Value, json};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type};
use utoipa::openapi::{Components, Ref, Required};

use Shape::{Number, Repeated, Text, Words};

/// A parameter that is no search parameter.
struct Shared {
    /// Its name, and the name of its component.
    name: &'static str,
    place: ParameterIn,
    shape: Shape,
    about: &'static str,
    example: &'static str,
}

/// How a parameter's value is written.
enum Shape {
    Text,
    Repeated,
    Number(u32),
    Words(&'static [&'static str]),
}

const fn query(name: &'static str, shape: Shape, about: &'static str, example: &'static str) -> Shared {
    Shared { name, place: ParameterIn::Query, shape, about, example }
}

const fn header(name: &'static str, about: &'static str, example: &'static str) -> Shared {
    Shared { name, place: ParameterIn::Header, shape: Text, about, example }
}

/// What stands in a path.
const PATH: &[(&str, &str, &str)] =
    &[("id", "The resource's id.", "7"), ("vid", "The number of the version, from 1.", "1")];

/// Every parameter that is no search parameter.
#[rustfmt::skip]
const SHARED: &[Shared] = &[
    query("_format", Text, "The form of the answer; it counts before the header Accept.", "json"),
    query("_pretty", Words(&["true", "false"]), "Whether the answer is written for people to read.", "true"),
    query("_summary", Words(&["true", "text", "data", "count", "false"]), "Which part of each resource is shown; count: only how many match, where several may.", "true"),
    query("_elements", Text, "The elements that are shown, by comma; mandatory elements and modifiers are shown with them.", "id,meta"),
    query("_count", Number(1000), "How many matches a page holds; 0: only how many there are.", "20"),
    query("_type", Text, "The types that are searched, by comma; every type unless it is said.", "Task,Appointment"),
    query("_total", Words(&["none", "estimate", "accurate"]), "Whether the matches are counted.", "accurate"),
    query("_sort", Text, "The search parameters to sort by, by comma; '-' before one sorts downwards.", "-_lastUpdated"),
    query("_include", Repeated, "What the matches point to and is brought along: Type:parameter or Type:parameter:Target.", "Task:owner"),
    query("_revinclude", Repeated, "What points to the matches and is brought along: Type:parameter.", "Provenance:target"),
    query("_contained", Words(&["false", "true", "both"]), "Whether contained resources match: they alone (true) or too (both). Not with _include and _revinclude.", "false"),
    query("_containedType", Words(&["container", "contained"]), "What is answered where a contained resource matches: what contains it, or itself.", "contained"),
    query("_since", Text, "Only versions from this instant on.", "2021-04-13T00:00:00Z"),
    query("_at", Text, "Only versions that were current at some time of this date or instant.", "2021-04-13"),
    header("If-Match", "The ETag of the version that is changed; if it is no longer the present one, the answer is 412.", "W/\"3\""),
    header("If-None-Match", "An ETag that the caller has; if it is the present one, the answer is 304.", "W/\"3\""),
    header("If-Modified-Since", "If there is no later version than this, the answer is 304.", "Tue, 13 Apr 2021 10:00:00 GMT"),
    header("If-None-Exist", "A search; if it matches one resource, that is the answer and nothing is made (conditional create).", "identifier=urn:x-example|7"),
    header("Prefer", "return=minimal, return=representation or return=OperationOutcome after a change; handling=strict or handling=lenient for a search.", "return=minimal"),
];

/// Adds every parameter as a component. `resources` are those of the statement.
pub(super) fn add(components: &mut Components, resources: &[Value]) {
    for shared in SHARED {
        components.parameters.insert(shared.name.to_owned(), shared.parameter().into());
    }
    for (name, about, example) in PATH {
        components.parameters.insert((*name).to_owned(), in_path(name, about, example).into());
    }
    for resource in resources {
        for parameter in declared(resource) {
            let name = component(resource, parameter);
            components.parameters.entry(name).or_insert_with(|| search_parameter(parameter).into());
        }
    }
}

/// The search parameters that the statement declares for a type.
pub(super) fn declared(resource: &Value) -> impl Iterator<Item = &Value> {
    resource["searchParam"].as_array().into_iter().flatten()
}

/// References to the search parameters of a type.
pub(super) fn of_search(resource: &Value) -> impl Iterator<Item = Ref> {
    declared(resource).map(|parameter| reference(&component(resource, parameter)))
}

/// References to the search parameters that all types have. `rest` is what the statement says of the server.
pub(super) fn of_every_type(rest: &Value) -> impl Iterator<Item = Ref> {
    let first = rest.pointer("/resource/0").unwrap_or(&Value::Null);
    let shared = declared(first).filter(|parameter| text(parameter, "name").starts_with('_'));
    shared.map(|parameter| reference(&component(first, parameter)))
}

/// A reference to a parameter's component.
pub(super) fn reference(name: &str) -> Ref {
    Ref::new(format!("#/components/parameters/{name}"))
}

/// The name of a search parameter's component. Those that search every type stand once.
fn component(resource: &Value, parameter: &Value) -> String {
    let name = text(parameter, "name");
    if name.starts_with('_') { format!("search{name}") } else { format!("{}.{name}", text(resource, "type")) }
}

fn search_parameter(declared: &Value) -> Parameter {
    let (kind, about) = (text(declared, "type"), text(declared, "documentation"));
    let example = match kind {
        "token" => "http://example.org/codes|example",
        "date" => "ge2021-04-13",
        "reference" => "Organization/example",
        "number" => "gt1",
        "quantity" => "5.4|http://unitsofmeasure.org|mg",
        "uri" => "https://example.org/example",
        "composite" => "example$2021",
        _ => "example",
    };
    let about = format!("{} (a {kind} parameter)", about.trim_end_matches('.'));
    ParameterBuilder::new()
        .name(text(declared, "name"))
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(about))
        .schema(Some(repeated()))
        .example(Some(json!([example])))
        .build()
}

/// A parameter that may stand several times, all of which must hold; within one, commas separate choices.
fn repeated() -> ArrayBuilder {
    ArrayBuilder::new().items(ObjectBuilder::new().schema_type(Type::String))
}

impl Shared {
    fn parameter(&self) -> Parameter {
        let parameter = ParameterBuilder::new()
            .name(self.name)
            .parameter_in(self.place.clone())
            .required(Required::False)
            .description(Some(self.about));
        let words = || ObjectBuilder::new().schema_type(Type::String);
        let (parameter, example) = match self.shape {
            Text => (parameter.schema(Some(words())), json!(self.example)),
            Words(valid) => (
                parameter.schema(Some(words().enum_values(Some(valid.iter().copied())))),
                json!(self.example),
            ),
            Repeated => (parameter.schema(Some(repeated())), json!([self.example])),
            Number(most) => {
                let number =
                    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).maximum(Some(most));
                (parameter.schema(Some(number)), json!(self.example.parse::<u32>().unwrap_or_default()))
            }
        };
        parameter.example(Some(example)).build()
    }
}

fn in_path(name: &str, about: &str, example: &str) -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[A-Za-z0-9.-]{1,64}$"));
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(about))
        .schema(Some(text))
        .example(Some(json!(example)))
        .build()
}

/// A member that is a text; empty where there is none.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}
