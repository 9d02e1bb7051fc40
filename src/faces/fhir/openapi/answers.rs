//! The answers that interactions share: resources, Bundles, and OperationOutcomes for what is refused.

use serde_json::{Value, json};
use utoipa::openapi::example::Example;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{Components, Content, Ref, RefOr, Required};

use crate::faces::fhir::openapi::schemas;
use crate::fhir::{ResourceType, example};

/// The media types of bodies.
const JSON: &str = "application/fhir+json";
const XML: &str = "application/fhir+xml";

/// The component of an answer that is a Bundle of any kind.
pub(super) const BUNDLE: &str = "Bundles";

/// The refusals that an interaction's own description names, because a caller goes on differently after each.
const DISTINGUISHED: [u16; 5] = [404, 409, 410, 412, 422];

/// How a request may be refused: status, the name of its example, title, the issue's type and code, and an example sentence.
#[rustfmt::skip]
const REFUSALS: [(u16, &str, &str, &str, &str, &str); 12] = [
    (400, "BadRequest", "The request is not understood", "not-supported", "unknown-parameter", "'statu' is not a search parameter of Task. Did you mean 'status'?"),
    (401, "Unauthorized", "A token is needed", "login", "unauthenticated", "Send a token that this server knows: 'Authorization: Bearer …'."),
    (403, "Forbidden", "Not allowed", "forbidden", "missing-scope", "This needs the scope 'write', which the token does not have."),
    (404, "NotFound", "Not found", "not-found", "not-found", "There is no Task with the id '7'."),
    (406, "NotAcceptable", "No such form", "not-supported", "not-acceptable", "'text/html' is not offered; the FHIR face answers application/fhir+json and application/fhir+xml, in FHIR 4.0 and UTF-8."),
    (409, "Conflict", "In conflict with another change", "conflict", "conflict", "The resource changed while this was done; try again."),
    (410, "Gone", "Deleted", "deleted", "deleted", "Task/7 has been deleted."),
    (412, "PreconditionFailed", "A condition does not hold", "conflict", "stale", "Task/7 is at version 4 by now, not 3."),
    (413, "TooLarge", "Too large", "too-long", "too-large", "The body is larger than this server takes (setting max_body_bytes)."),
    (415, "UnsupportedMediaType", "Media type not supported", "not-supported", "unsupported-media-type", "A body of type 'text/plain' is not understood: send application/fhir+json or application/fhir+xml."),
    (422, "Unprocessable", "The content breaks a rule", "business-rule", "end-before-start", "The meeting ends before it starts."),
    (503, "Unavailable", "Unavailable for the moment", "transient", "busy", "Too many searches are waiting. Try again shortly."),
];

/// What may go wrong with every request: what stands for many a status, and its title.
const MANY: [(&str, &str); 2] = [
    ("4XX", "The request is refused: an OperationOutcome says why, where, and what would be right."),
    ("5XX", "The server cannot answer, for the moment or by a fault of its own."),
];

/// The component of a deletion's answer.
pub(super) const DELETED: &str = "Deleted";

/// The component of the answer that says what was done, for those who prefer that.
pub(super) const DONE: &str = "Done";

/// The component of the answer to who has the present version already.
const UNCHANGED: &str = "Unchanged";

/// Adds the answers, headers and examples as components, and the body and answer of each resource type.
pub(super) fn add(components: &mut Components) {
    for (name, about) in HEADERS {
        let text = ObjectBuilder::new().schema_type(Type::String);
        let header = HeaderBuilder::new().schema(Some(text)).description(Some(*about)).build();
        components.headers.insert((*name).to_owned(), header.into());
    }
    for (status, name, title, kind, code, sentence) in REFUSALS {
        let mut shown = Example::new();
        shown.summary = format!("{status}: {title}");
        shown.value = Some(outcome(status, kind, code, sentence));
        components.examples.insert(name.to_owned(), shown.into());
        if DISTINGUISHED.contains(&status) {
            components.responses.insert(status.to_string(), refusal(title, [name]).into());
        }
    }
    for (range, about) in MANY {
        let within = REFUSALS.iter().filter(|(status, ..)| range.starts_with(&(status / 100).to_string()));
        let answer = refusal(about, within.map(|(_, name, ..)| *name));
        components.responses.insert(range.to_owned(), answer.into());
    }
    let done = Content::builder().schema(Some(Ref::from_schema_name("OperationOutcome")));
    let done = ResponseBuilder::new()
        .description("What was done, where Prefer: return=OperationOutcome asks for it.")
        .content(JSON, done.build())
        .content(XML, xml());
    components.responses.insert(DONE.to_owned(), done.build().into());
    for (name, about) in [
        (DELETED, "It is gone; its history can still be read."),
        (UNCHANGED, "The caller has the present version."),
    ] {
        components.responses.insert(name.to_owned(), Response::new(about).into());
    }
    let bundle = Content::builder().schema(Some(Ref::from_schema_name("Bundle"))).example(Some(searchset()));
    let answer =
        ResponseBuilder::new().description("A Bundle.").content(JSON, bundle.build()).content(XML, xml());
    components.responses.insert(BUNDLE.to_owned(), answer.build().into());
    for resource_type in ResourceType::all() {
        add_type(components, resource_type);
    }
}

/// A refusal, with these examples.
fn refusal(about: &str, examples: impl IntoIterator<Item = &'static str>) -> Response {
    let content = Content::builder()
        .schema(Some(Ref::from_schema_name("OperationOutcome")))
        .examples_from_iter(examples.into_iter().map(|name| (name, example_of(name))));
    ResponseBuilder::new().description(about).content(JSON, content.build()).content(XML, xml()).build()
}

fn example_of(name: &str) -> RefOr<Example> {
    RefOr::Ref(Ref::new(format!("#/components/examples/{name}")))
}

#[rustfmt::skip]
const HEADERS: &[(&str, &str)] = &[
    ("ETag", "The version, to quote in If-Match."),
    ("Last-Modified", "When the version was written."),
    ("Location", "Where the version is read; after a change."),
];

fn add_type(components: &mut Components, resource_type: ResourceType) {
    let name = resource_type.name();
    let smallest = Value::Object(example::smallest(resource_type));
    let mut shown = Example::new();
    shown.summary = format!("The smallest {name}");
    shown.value = Some(smallest);
    components.examples.insert(name.to_owned(), shown.into());
    let body = RequestBodyBuilder::new()
        .description(Some(format!("The {name}.")))
        .required(Some(Required::True))
        .content(JSON, resource(name))
        .content(XML, xml());
    components.request_bodies.insert(name.to_owned(), body.build().into());
    let about = format!("The {name}; nothing after a change with Prefer: return=minimal.");
    let answer = HEADERS.iter().fold(
        ResponseBuilder::new().description(about).content(JSON, resource(name)).content(XML, xml()),
        |answer, (name, _)| answer.header_ref(*name, Ref::new(format!("#/components/headers/{name}"))),
    );
    components.responses.insert(name.to_owned(), answer.build().into());
}

/// A resource in JSON, with the type's example.
pub(super) fn resource(name: &str) -> Content {
    Content::builder()
        .schema(Some(Ref::from_schema_name(name)))
        .examples_from_iter([("smallest", example_of(name))])
        .build()
}

/// A resource of any type, in JSON.
pub(super) fn any() -> Content {
    Content::new(Some(Ref::from_schema_name(schemas::RESOURCE)))
}

/// A resource in XML.
pub(super) fn xml() -> Content {
    Content::new(Some(Ref::from_schema_name(schemas::XML)))
}

/// An answer that is a resource of a type or, without one, of any.
pub(super) fn answer(about: &str, name: Option<&str>) -> Response {
    let content = name.map_or_else(any, resource);
    ResponseBuilder::new().description(about).content(JSON, content).content(XML, xml()).build()
}

/// A reference to an answer's component.
pub(super) fn reference(name: &str) -> RefOr<Response> {
    RefOr::Ref(Ref::from_response_name(name))
}

/// The answer to who has the present version already.
pub(super) fn unchanged() -> RefOr<Response> {
    reference(UNCHANGED)
}

/// References to the refusals of these statuses, and to those that stand for all others.
pub(super) fn refusals(statuses: &[u16]) -> impl Iterator<Item = (String, RefOr<Response>)> {
    let known = statuses.iter().map(u16::to_string);
    let many = MANY.iter().map(|(range, _)| (*range).to_owned());
    known.chain(many).map(|status| (status.clone(), reference(&status)))
}

fn outcome(status: u16, kind: &str, code: &str, sentence: &str) -> Value {
    let coding = json!([{ "system": "https://w3id.org/relais/fhir/CodeSystem/issue", "code": code }]);
    let mut issue = json!({
        "severity": "error",
        "code": kind,
        "details": { "coding": coding, "text": sentence },
        "diagnostics": sentence,
    });
    if let (400, Some(issue)) = (status, issue.as_object_mut()) {
        issue.insert("location".to_owned(), json!(["http:statu"]));
    }
    json!({ "resourceType": "OperationOutcome", "id": "018f3a5e-7c1b-7d7e-9a51-3c7d5a2f1b10", "issue": [issue] })
}

fn searchset() -> Value {
    json!({
        "resourceType": "Bundle",
        "type": "searchset",
        "total": 1,
        "link": [{ "relation": "self", "url": "https://relais.example.org/fhir/Task?status=requested" }],
        "entry": [{
            "fullUrl": "https://relais.example.org/fhir/Task/7",
            "resource": {
                "resourceType": "Task", "id": "7", "status": "requested", "intent": "plan",
                "description": "Relire le compte rendu",
            },
            "search": { "mode": "match" },
        }],
    })
}
