//! Operations whose answers are documents.

use serde_json::Value;
use utoipa::openapi::Content;
use utoipa::openapi::path::{HttpMethod, OperationBuilder};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Type};

use crate::faces::native::openapi::beside::{Beside, Example};
use crate::faces::native::openapi::{Document, operations};

impl Document {
    /// Adds the reading of a document, in one of these media types.
    pub(in crate::faces::native) fn download(self, beside: Beside, media_types: &[&str]) -> Self {
        let answer = documents(ResponseBuilder::new().description(beside.answer), media_types);
        self.get(&beside, answer)
    }

    /// Adds the reading of something as JSON, or as a document of one of these media types.
    pub(in crate::faces::native) fn negotiated(
        self,
        beside: Beside,
        example: Example,
        media_types: &[&str],
    ) -> Self {
        let answer = ResponseBuilder::new().description(beside.answer);
        let answer = documents(answer.content("application/json", example.content()), media_types);
        self.get(&beside, answer)
    }

    fn get(self, beside: &Beside, answer: ResponseBuilder) -> Self {
        let (id, summary) = (beside.id.to_owned(), beside.summary.to_owned());
        let operation: OperationBuilder =
            operations::operation(beside.tag, id, summary, "read", operations::NEGOTIATED)
                .parameters(Some(beside.parameters.clone()))
                .response("200", answer.build());
        self.put(beside.path, HttpMethod::Get, operation.build())
    }
}

/// The same answer in further media types, with what tells their bytes from others.
fn documents(answer: ResponseBuilder, media_types: &[&str]) -> ResponseBuilder {
    let answer = answer
        .header("ETag", operations::header("What tells the content from any other."))
        .header("Content-Disposition", operations::header("A name for the file of a document."));
    media_types.iter().fold(answer, |answer, media_type| answer.content(*media_type, content(media_type)))
}

fn content(media_type: &str) -> Content {
    let text = ObjectBuilder::new().schema_type(Type::String);
    let (schema, example) = match media_type {
        "application/fhir+json" => {
            let bundle = ObjectBuilder::new().schema_type(Type::Object);
            (bundle, Some(serde_json::json!({ "resourceType": "Bundle", "type": "document" })))
        }
        "text/markdown" => (text, Some(Value::from("# Réunion de la communauté : compte rendu\n"))),
        "text/html" => (text, Some(Value::from("<!DOCTYPE html>\n<html lang=\"fr\">…</html>\n"))),
        other => (text.content_media_type(other), None),
    };
    Content::builder().schema(Some(schema.build())).example(example).build()
}
