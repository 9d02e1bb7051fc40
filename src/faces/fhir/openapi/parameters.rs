//! The parameters of interactions that are no search parameters.

use serde_json::{Value, json};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::{Components, Ref, RefOr, Required};

use Shape::{Number, Repeated, Text, Words};

/// A parameter that is no search parameter.
struct Shared {
    /// The name of its component: its own, and where it means less than elsewhere, where that is.
    component: &'static str,
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
    /// A number from the first to the second.
    Number(u32, u32),
    Words(&'static [&'static str]),
}

const fn query(name: &'static str, shape: Shape, about: &'static str, example: &'static str) -> Shared {
    Shared { component: name, name, place: ParameterIn::Query, shape, about, example }
}

const fn header(name: &'static str, shape: Shape, about: &'static str, example: &'static str) -> Shared {
    Shared { component: name, name, place: ParameterIn::Header, shape, about, example }
}

impl Shared {
    /// The same under the name of another component.
    const fn called(self, component: &'static str) -> Self {
        Self { component, ..self }
    }
}

/// What stands in a path.
const PATH: [(&str, &str, &str); 2] =
    [("id", "The resource's id.", "7"), ("vid", "The number of the version, from 1.", "1")];

/// Every parameter that is no search parameter.
#[rustfmt::skip]
const SHARED: &[Shared] = &[
    query("_format", Text, "The form of the answer; it counts before the header Accept.", "json"),
    query("_pretty", Words(&["true", "false"]), "Whether the answer is written for people to read.", "true"),
    query("mode", Words(&["full", "normative", "terminology"]), "What is told: everything, what of it is normative content of R4, or what the operations on terminology do.", "full"),
    query("_summary", Words(&["true", "text", "data", "count", "false"]), "Which part of each resource is shown; count: only how many match, where several may.", "true"),
    query("_elements", Text, "The elements that are shown, by comma; mandatory elements and modifiers are shown with them.", "id,meta"),
    query("_count", Number(0, 1000), "How many matches a page holds; 0: only how many there are.", "20"),
    query("_count", Number(1, 1000), "How many versions a page holds.", "20").called("_count-of-versions"),
    query("_count", Number(1, 1000), "How many resources may be deleted, one unless it is said; if more match, nothing is done.", "1").called("_count-of-deletions"),
    query("_type", Text, "The types that are searched, by comma; every type unless it is said.", "Task,Appointment"),
    query("_total", Words(&["none", "estimate", "accurate"]), "Whether the matches are counted.", "accurate"),
    query("_sort", Text, "The search parameters to sort by, by comma; '-' before one sorts downwards.", "-_lastUpdated"),
    query("_sort", Words(&["_lastUpdated", "-_lastUpdated"]), "Whether the oldest or the newest version comes first; the newest unless it is said.", "_lastUpdated").called("_sort-of-versions"),
    query("_include", Repeated, "What the matches point to and is brought along: Type:parameter or Type:parameter:Target.", "Task:owner"),
    query("_revinclude", Repeated, "What points to the matches and is brought along: Type:parameter.", "Provenance:target"),
    query("_contained", Words(&["false", "true", "both"]), "Whether contained resources match: they alone (true) or too (both). Not with _include and _revinclude.", "false"),
    query("_containedType", Words(&["container", "contained"]), "What is answered where a contained resource matches: what contains it, or itself.", "contained"),
    query("_since", Text, "Only versions from this instant on.", "2021-04-13T00:00:00Z"),
    query("_at", Text, "Only versions that were current at some time of this date or instant.", "2021-04-13"),
    header("If-Match", Text, "The ETag of the version that is changed; if it is no longer the present one, the answer is 412.", "W/\"3\""),
    header("If-None-Match", Text, "An ETag that the caller has; if it is the present one, the answer is 304.", "W/\"3\""),
    header("If-None-Match", Words(&["*"]), "Only if there is nothing yet under this id; otherwise the answer is 412.", "*").called("If-None-Match-any"),
    header("If-Modified-Since", Text, "If there is no later version than this, the answer is 304.", "Tue, 13 Apr 2021 10:00:00 GMT"),
    header("If-None-Exist", Text, "A search; if it matches one resource, that is the answer and nothing is made (conditional create).", "identifier=urn:x-example|7"),
    header("Prefer", Words(&["return=minimal", "return=representation", "return=OperationOutcome"]), "What is answered after a change; the resource unless it is said.", "return=minimal").called("Prefer-return"),
    header("Prefer", Words(&["handling=strict", "handling=lenient"]), "Whether what is not understood is refused, or left out and told.", "handling=lenient").called("Prefer-handling"),
];

/// Adds every parameter as a component.
pub(super) fn add(components: &mut Components) {
    for shared in SHARED {
        components.parameters.insert(shared.component.to_owned(), shared.parameter().into());
    }
    for (name, about, example) in PATH {
        components.parameters.insert(name.to_owned(), in_path(name, about, example).into());
    }
}

/// The names of the parameters that stand in a path.
pub(super) fn in_address(path: &str) -> impl Iterator<Item = &'static str> {
    PATH.into_iter().map(|(name, ..)| name).filter(move |name| path.contains(&format!("{{{name}}}")))
}

/// A reference to a parameter's component.
pub(super) fn reference(name: &str) -> Ref {
    Ref::new(format!("#/components/parameters/{name}"))
}

impl Shared {
    fn parameter(&self) -> Parameter {
        let words = || ObjectBuilder::new().schema_type(Type::String);
        let example = [self.example];
        let schema: RefOr<Schema> = match self.shape {
            Text => words().examples(example).into(),
            Words(valid) => words().enum_values(Some(valid.iter().copied())).examples(example).into(),
            Repeated => ArrayBuilder::new().items(words()).examples([json!(example)]).into(),
            Number(least, most) => ObjectBuilder::new()
                .schema_type(Type::Integer)
                .minimum(Some(least))
                .maximum(Some(most))
                .examples([json!(self.example.parse::<u32>().unwrap_or_default())])
                .into(),
        };
        ParameterBuilder::new()
            .name(self.name)
            .parameter_in(self.place.clone())
            .required(Required::False)
            .description(Some(self.about))
            .schema(Some(schema))
            .build()
    }
}

fn in_path(name: &str, about: &str, example: &str) -> Parameter {
    let text = ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some("^[A-Za-z0-9.-]{1,64}$"))
        .examples([example]);
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(about))
        .schema(Some(text))
        .build()
}

/// A member that is a text; empty where there is none.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}
