//! `/fhir/openapi.json`: the FHIR face as an OpenAPI 3.1 document, made from the CapabilityStatement, the table of
//! operations and the element tables, so that it cannot say anything that the statement does not.

mod answers;
mod bodies;
mod compartments;
mod interactions;
mod operations;
mod parameters;
mod path;
mod schemas;
mod searching;
mod system;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use utoipa::openapi::external_docs::ExternalDocsBuilder;
use utoipa::openapi::path::PathsBuilder;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::tag::{Tag, TagBuilder};
use utoipa::openapi::{
    Components, ContactBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, SecurityRequirement,
    ServerBuilder,
};

use crate::faces::fhir::format::NoParameters;
use crate::faces::fhir::metadata;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use parameters::text;

const ABOUT: &str = "Every fact of relais as a versioned FHIR R4 resource. Resources go in and come out as JSON or \
    XML, by the header Accept or `_format`.\n\n\
    **Searches** refuse a parameter, modifier or value that is not known, and say which are. The modifiers and \
    prefixes of each kind of parameter are told in the CapabilityStatement (`/fhir/metadata`), which this document is \
    made from. Repeating a parameter asks for both; commas within a value separate choices.\n\n\
    **Changes** name the version that they change by `If-Match` with the `ETag` that was read.\n\n\
    **Errors** are OperationOutcomes: what is wrong, where (a FHIRPath expression or a parameter), and what would \
    be right.";

/// The tag of what concerns the whole server.
pub(super) const SYSTEM: &str = "System";

pub(super) async fn handle(State(shared): State<Shared>, _: NoParameters) -> Result<Response, Refusal> {
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-cache")];
    Ok((headers, shared.remembered("fhir/openapi.json", text_of).await?.text).into_response())
}

fn text_of(shared: &Shared) -> String {
    // A document of texts and lists always has a text.
    document(&shared.kernel.capabilities(metadata::reached(shared, &shared.fhir_base())))
        .to_json()
        .unwrap_or_default()
}

/// The document of a server that declares itself by this CapabilityStatement.
pub fn document(statement: &Value) -> OpenApi {
    let none = Vec::new();
    let rest = statement.pointer("/rest/0").unwrap_or(&Value::Null);
    let resources = rest["resource"].as_array().unwrap_or(&none);
    let mut components = Components::new();
    schemas::add(&mut components);
    parameters::add(&mut components);
    searching::add(&mut components, rest, resources);
    compartments::add_members(&mut components, rest);
    answers::add(&mut components);
    bodies::add(&mut components, resources.iter().map(|resource| text(resource, "type")));
    operations::add(&mut components);
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(BEARER)).build();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    let mut paths = operations::of_system(system::of_system(PathsBuilder::new(), rest));
    let mut tags = vec![tag(SYSTEM, "What concerns the whole server.", "http.html")];
    for resource in resources {
        let name = text(resource, "type");
        tags.push(tag(
            name,
            &format!("Resources of the type {name}."),
            &format!("{}.html", name.to_lowercase()),
        ));
        paths = operations::of_type(interactions::of_type(paths, rest, resource), name);
    }
    let paths = compartments::add_paths(paths, rest);
    let info = InfoBuilder::new()
        .title("relais, FHIR R4")
        .version(text(statement, "version"))
        .description(Some(ABOUT))
        .contact(Some(
            ContactBuilder::new().name(Some("relais")).url(Some("https://w3id.org/relais")).build(),
        ))
        .license(Some(
            LicenseBuilder::new().name("MIT OR Apache-2.0").identifier(Some("MIT OR Apache-2.0")).build(),
        ));
    OpenApiBuilder::new()
        .info(info.build())
        .servers(Some([ServerBuilder::new().url("/fhir").description(Some("This server")).build()]))
        .paths(paths.build())
        .components(Some(components))
        .tags(Some(tags))
        .security(Some([
            SecurityRequirement::new::<_, _, String>("bearer", []),
            SecurityRequirement::default(),
        ]))
        .build()
}

const BEARER: &str =
    "A token of this server. Without configured tokens the server is open, on loopback only.";

fn tag(name: &str, about: &str, page: &str) -> Tag {
    let docs = ExternalDocsBuilder::new()
        .url(format!("https://hl7.org/fhir/R4/{page}"))
        .description(Some("The page of the standard"))
        .build();
    TagBuilder::new().name(name).description(Some(about)).external_docs(Some(docs)).build()
}
