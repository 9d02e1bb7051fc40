//! FHIR's operations (`$…`), from the kernel's table: by POST, and by GET where they change nothing.

use utoipa::openapi::path::{HttpMethod, Parameter, ParameterBuilder, ParameterIn, PathsBuilder};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type};
use utoipa::openapi::{Components, Required};

use crate::faces::fhir::openapi::path::{self, Operation, add as add_path};
use crate::faces::fhir::openapi::{SYSTEM, answers, bodies, parameters};
use crate::fhir::ResourceType;
use crate::fhir::definitions;
use crate::kernel::operations::{self, Definition, Level};

/// Adds the query parameters and bodies of all operations as components.
pub(super) fn add(components: &mut Components) {
    for definition in operations::all() {
        for taken in in_query(definition) {
            components.parameters.insert(component(definition, taken.name), parameter(taken).into());
        }
        components.request_bodies.insert(body_name(definition), body(definition).into());
        components.responses.insert(body_name(definition), answer(definition).into());
    }
}

/// Adds the paths of the operations on the whole server.
pub(super) fn of_system(paths: PathsBuilder) -> PathsBuilder {
    add_level(paths, "", SYSTEM, Level::System)
}

/// Adds the paths of the operations on a type and its resources.
pub(super) fn of_type(paths: PathsBuilder, name: &str) -> PathsBuilder {
    let Some(resource_type) = ResourceType::find(name) else { return paths };
    let paths = add_level(paths, &format!("/{name}"), name, Level::Type(resource_type));
    let one = format!("/{name}/{{id}}");
    let paths = add_level(paths, &one, name, Level::Instance(resource_type));
    add_level(paths, &format!("{one}/_history/{{vid}}"), name, Level::Version(resource_type))
}

fn add_level(paths: PathsBuilder, path: &str, tag: &str, level: Level) -> PathsBuilder {
    operations::offered(level).fold(paths, |paths, definition| {
        add_path(paths, format!("{path}/${}", definition.code), offered(definition, tag, level))
    })
}

/// An operation by the methods that it answers to.
fn offered(definition: &Definition, tag: &str, level: Level) -> Vec<Operation> {
    let of = if tag == SYSTEM { "" } else { tag };
    let (place, failures): (_, &[u16]) = match level {
        Level::System | Level::Type(_) => ("", &[]),
        Level::Instance(_) => ("Instance", &[404, 410]),
        Level::Version(_) => ("Version", &[404, 410]),
    };
    let id = format!("{}{of}{place}", camel(definition.code));
    let built = |id: String, summary: String| {
        path::operation(tag, id, summary, &[], failures)
            .response("200", answers::reference(&body_name(definition)))
    };
    let summary = definition.description.trim_end_matches('.').to_owned();
    let by_post =
        built(id.clone(), summary).request_body_ref(Some(bodies::reference(&body_name(definition))));
    let mut all = vec![(HttpMethod::Post, by_post)];
    if !definition.affects_state {
        let by_get = built(format!("{id}ByGet"), format!("${} by its address alone", definition.code));
        let by_get = in_query(definition).fold(by_get, |operation, taken| {
            operation.parameter_ref(parameters::reference(&component(definition, taken.name)))
        });
        all.push((HttpMethod::Get, by_get));
    }
    all
}

/// The parameters that fit into an address: those whose values are primitive.
fn in_query(definition: &Definition) -> impl Iterator<Item = &operations::Parameter> {
    definition.input.iter().filter(|taken| !definition.affects_state && definitions::is_primitive(taken.kind))
}

fn parameter(taken: &operations::Parameter) -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String);
    let parameter = ParameterBuilder::new()
        .name(taken.name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(taken.description));
    match taken.max {
        Some(1) => parameter.schema(Some(text)).build(),
        _ => parameter.schema(Some(ArrayBuilder::new().items(text))).build(),
    }
}

fn body(definition: &Definition) -> RequestBody {
    let takes: Vec<&str> = definition.input.iter().map(|taken| taken.name).collect();
    let about = match definition.bare() {
        Some(bare) => format!("Parameters of {}; or {} by itself.", takes.join(", "), bare.name),
        None if takes.is_empty() => "Parameters, of which there are none.".to_owned(),
        None => format!("Parameters of {}.", takes.join(", ")),
    };
    RequestBodyBuilder::new()
        .description(Some(about))
        .required(Some(Required::False))
        .content("application/fhir+json", answers::any())
        .content("application/fhir+xml", answers::xml())
        .build()
}

/// A single result that is a resource is the answer itself; anything else stands in Parameters.
fn answer(definition: &Definition) -> utoipa::openapi::response::Response {
    let resource = match definition.output {
        [only] if only.is_resource() => only,
        _ => return answers::answer(definition.description, Some("Parameters")),
    };
    let name = Some(resource.kind).filter(|kind| *kind != "Resource");
    answers::answer(resource.description, name)
}

fn component(definition: &Definition, name: &str) -> String {
    format!("{}-{name}", body_name(definition))
}

fn body_name(definition: &Definition) -> String {
    let types = definition.types.first().copied().unwrap_or_default();
    format!("operation-{types}{}", definition.code)
}

/// `meta-add` as `metaAdd`.
fn camel(code: &str) -> String {
    let mut parts = code.split('-');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| definitions::spelled(&name, part))
}
