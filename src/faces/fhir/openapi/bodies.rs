//! The bodies that interactions share: forms of searches, and changes in part.

use serde_json::json;
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type};
use utoipa::openapi::{Components, Content, Ref, Required};

use crate::faces::fhir::openapi::answers;
use crate::faces::fhir::openapi::searching;

/// The component of a form whose fields are not listed.
pub(super) const FORM: &str = "form";

/// The component of a change in part.
pub(super) const PATCH: &str = "patch";

/// Adds the bodies as components, with a form for each of these types.
pub(super) fn add<'a>(components: &mut Components, types: impl Iterator<Item = &'a str>) {
    let any = ObjectBuilder::new()
        .schema_type(Type::Object)
        .additional_properties(Some(ObjectBuilder::new().schema_type(Type::String)))
        .examples([json!({ "_id": "7" })]);
    components.request_bodies.insert(FORM.to_owned(), form(Content::new(Some(any))).into());
    components.request_bodies.insert(PATCH.to_owned(), patch().into());
    for of in types {
        let fields = Content::new(Some(Ref::from_schema_name(searching::criteria_of(of))));
        components.request_bodies.insert(form_of(of), form(fields).into());
    }
}

/// The component of a form that searches a type.
pub(super) fn form_of(of: &str) -> String {
    format!("{of}-{FORM}")
}

/// A reference to a body's component.
pub(super) fn reference(name: &str) -> Ref {
    Ref::new(format!("#/components/requestBodies/{name}"))
}

fn form(fields: Content) -> RequestBody {
    RequestBodyBuilder::new()
        .description(Some("The parameters of the search, as in an address."))
        .content("application/x-www-form-urlencoded", fields)
        .build()
}

/// The body of a change in part: a JSON Patch, an XML Patch, or a FHIRPath Patch as Parameters.
fn patch() -> RequestBody {
    let step = ObjectBuilder::new().schema_type(Type::Object);
    let replace = json!([{ "op": "replace", "path": "/language", "value": "fr" }]);
    let json_patch =
        Content::builder().schema(Some(ArrayBuilder::new().items(step))).example(Some(replace)).build();
    RequestBodyBuilder::new()
        .description(Some(
            "A JSON Patch (RFC 6902), an XML Patch (RFC 5261), or a FHIRPath Patch as Parameters.",
        ))
        .required(Some(Required::True))
        .content("application/json-patch+json", json_patch)
        .content("application/xml-patch+xml", answers::xml())
        .content("application/fhir+json", Content::new(Some(Ref::from_schema_name("Parameters"))))
        .content("application/fhir+xml", answers::xml())
        .build()
}
