//! The operations that every resource has.

use serde_json::{Map, Value, json};
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{HttpMethod, Operation, OperationBuilder, PathItem, PathsBuilder};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{Content, Header, Ref, Required, SecurityRequirement};

use crate::faces::native::openapi::{errors, parameters};
use crate::faces::native::resource::{EXAMPLE_ID, Resource};

/// How reading a list may fail.
pub(super) const READ: &[u16] = &[400, 401, 403, 503];
/// How reading one thing may fail.
pub(super) const ITEM: &[u16] = &[400, 401, 403, 404, 410, 503];
/// How reading one thing in a form of the caller's choice may fail.
pub(super) const NEGOTIATED: &[u16] = &[400, 401, 403, 404, 406, 410, 422, 503];
/// How reading one thing in one of several formats may fail.
pub(super) const TABLE: &[u16] = &[400, 401, 403, 404, 406, 410, 503];
pub(super) const CREATE: &[u16] = &[400, 401, 403, 413, 415, 422, 503];
/// How adding to a thing may fail.
pub(super) const APPEND: &[u16] = &[400, 401, 403, 404, 410, 413, 415, 422, 503];
/// How doing something to a thing may fail.
pub(super) const ACT: &[u16] = &[400, 401, 403, 404, 409, 410, 412, 413, 415, 422, 503];
const CHANGE: &[u16] = &[400, 401, 403, 404, 410, 412, 413, 415, 422, 428, 503];
const DELETE: &[u16] = &[400, 401, 403, 404, 410, 412, 428, 503];

const IF_MATCH: &str = "The ETag of the version that is changed; needed when the thing exists.";
const IF_NONE_MATCH: &str = "An ETag that the caller has; if it is the present one, the answer is 304.";

/// Adds the paths of the list, of an item and of its history.
pub(super) fn add<R: Resource>(paths: PathsBuilder) -> PathsBuilder {
    let mut list = PathItem::new(HttpMethod::Get, list::<R>());
    list.merge_operations(PathItem::new(HttpMethod::Post, create::<R>()));
    let mut item = PathItem::new(HttpMethod::Get, get::<R>());
    item.merge_operations(PathItem::new(HttpMethod::Put, replace::<R>()));
    item.merge_operations(PathItem::new(HttpMethod::Patch, patch::<R>()));
    item.merge_operations(PathItem::new(HttpMethod::Delete, delete::<R>()));
    let path = format!("/api/v1/{}", R::PATH);
    let history = PathItem::new(HttpMethod::Get, history::<R>());
    paths
        .path(&path, list)
        .path(format!("{path}/{{id}}"), item)
        .path(format!("{path}/{{id}}/history"), history)
}

/// An operation with what all have.
pub(super) fn operation(
    tag: &str,
    id: String,
    summary: String,
    scope: &str,
    failures: &[u16],
) -> OperationBuilder {
    let operation = OperationBuilder::new()
        .tag(tag)
        .operation_id(Some(id))
        .description(Some(format!("{summary} Needs the scope `{scope}`.")))
        .summary(Some(summary.trim_end_matches('.')))
        .security(SecurityRequirement::new::<_, _, String>("bearer", []))
        .security(SecurityRequirement::default());
    errors::of(failures).fold(operation, |operation, (status, answer)| operation.response(status, answer))
}

fn list<R: Resource>() -> Operation {
    let example = json!({ "data": [example::<R>()], "next": null });
    let content = Content::builder()
        .schema(Some(Ref::from_schema_name(format!("{}Page", R::NAME))))
        .example(Some(example));
    let link = header("The address of the next page (RFC 8288), where there is one.");
    let answer = ResponseBuilder::new()
        .description(format!("A page of {}.", R::MANY))
        .content("application/json", content.build())
        .header("Link", link);
    operation(R::PATH, format!("list{}", R::PLURAL), format!("Lists {}.", R::MANY), "read", READ)
        .parameters(Some(parameters::of_list::<R>()))
        .response("200", answer.build())
        .build()
}

fn create<R: Resource>() -> Operation {
    let created = whole::<R>("What was made.").header("Location", header("Where it is read."));
    operation(R::PATH, format!("create{}", R::NAME), format!("Makes {}.", R::ONE), "write", CREATE)
        .request_body(Some(body::<R>()))
        .response("201", created.build())
        .build()
}

fn get<R: Resource>() -> Operation {
    operation(R::PATH, format!("get{}", R::NAME), format!("Reads {}.", R::ONE), "read", ITEM)
        .parameter(parameters::id(R::ONE))
        .parameter(parameters::condition("If-None-Match", IF_NONE_MATCH))
        .response("200", whole::<R>("The thing as it is now.").build())
        .response("304", Response::new("The caller has the present version."))
        .build()
}

fn replace<R: Resource>() -> Operation {
    let created = whole::<R>("What was made.").header("Location", header("Where it is read."));
    let summary = format!("Replaces {}, or makes it under this id.", R::ONE);
    operation(R::PATH, format!("replace{}", R::NAME), summary, "write", CHANGE)
        .parameter(parameters::id(R::ONE))
        .parameter(parameters::condition("If-Match", IF_MATCH))
        .request_body(Some(body::<R>()))
        .response("200", whole::<R>("What it is now.").build())
        .response("201", created.build())
        .build()
}

fn patch<R: Resource>() -> Operation {
    let fields = serde_json::to_value(R::example()).unwrap_or_default();
    let first = fields.as_object().and_then(|fields| fields.iter().next());
    let example: Map<String, Value> =
        first.into_iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    let content = Content::builder()
        .schema(Some(Ref::from_schema_name(format!("{}Patch", R::NAME))))
        .example(Some(Value::Object(example)))
        .build();
    let body = RequestBodyBuilder::new()
        .required(Some(Required::True))
        .content("application/merge-patch+json", content)
        .build();
    operation(R::PATH, format!("update{}", R::NAME), format!("Changes {} in part.", R::ONE), "write", CHANGE)
        .parameter(parameters::id(R::ONE))
        .parameter(parameters::condition("If-Match", IF_MATCH))
        .request_body(Some(body))
        .response("200", whole::<R>("What it is now.").build())
        .build()
}

fn delete<R: Resource>() -> Operation {
    operation(R::PATH, format!("delete{}", R::NAME), format!("Deletes {}.", R::ONE), "write", DELETE)
        .parameter(parameters::id(R::ONE))
        .parameter(parameters::condition("If-Match", IF_MATCH))
        .response("204", Response::new("It is gone; its history stays readable through FHIR."))
        .build()
}

fn history<R: Resource>() -> Operation {
    let fields = serde_json::to_value(R::example()).unwrap_or_default();
    let example = json!({
        "data": [{
            "version": 1,
            "updated_at": "2021-04-14T09:30:00.000000Z",
            "deleted": false,
            "changed": fields.as_object().and_then(|fields| fields.keys().next()).into_iter().collect::<Vec<_>>(),
            "fields": fields,
        }],
        "next": null,
    });
    let content = Content::builder()
        .schema(Some(Ref::from_schema_name(format!("{}History", R::NAME))))
        .example(Some(example));
    let answer = ResponseBuilder::new()
        .description("The versions, newest first.")
        .content("application/json", content.build());
    let summary = format!("Reads the history of {}: what it was, version by version.", R::ONE);
    operation(R::PATH, format!("get{}History", R::NAME), summary, "read", ITEM)
        .parameter(parameters::id(R::ONE))
        .parameter(parameters::limit())
        .parameter(parameters::cursor("The `next` of the page before."))
        .response("200", answer.build())
        .build()
}

fn body<R: Resource>() -> RequestBody {
    let example = serde_json::to_value(R::example()).unwrap_or_default();
    let content = Content::builder()
        .schema(Some(Ref::from_schema_name(format!("{}Fields", R::NAME))))
        .example(Some(example))
        .build();
    RequestBodyBuilder::new().required(Some(Required::True)).content("application/json", content).build()
}

fn whole<R: Resource>(description: &str) -> ResponseBuilder {
    let content =
        Content::builder().schema(Some(Ref::from_schema_name(R::NAME))).example(Some(example::<R>()));
    ResponseBuilder::new()
        .description(description)
        .content("application/json", content.build())
        .header("ETag", header("The version, to quote in If-Match."))
}

/// A whole thing as an example.
pub(super) fn example<R: Resource>() -> Value {
    let mut members = Map::new();
    members.insert("id".to_owned(), json!(EXAMPLE_ID));
    let parts = [serde_json::to_value(R::example()), serde_json::to_value(R::Computed::default())];
    for part in parts.into_iter().flatten() {
        if let Value::Object(part) = part {
            members.extend(part);
        }
    }
    members.insert("version".to_owned(), json!(3));
    members.insert("updated_at".to_owned(), json!("2021-04-14T09:30:00.000000Z"));
    Value::Object(members)
}

pub(super) fn header(description: &str) -> Header {
    let text = ObjectBuilder::new().schema_type(Type::String).build();
    HeaderBuilder::new().schema(Some(text)).description(Some(description)).build()
}
