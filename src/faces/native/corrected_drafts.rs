//! A draft that a person corrected, handed in with the document that it was read from.

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Deserialize;
use serde_json::json;
use utoipa::openapi::Content;
use utoipa::openapi::schema::{ObjectBuilder, Type};

use crate::error::{Error, Issue, Kind, Result};
use crate::faces::native::body;
use crate::fhir::{Id, Resource, ResourceType};
use crate::kernel::{Context, Kernel, Key};
use crate::mapping::{Mapped, reference};
use crate::minutes::import::Source;
use crate::minutes::{Draft, wire};
use crate::model::SourceDocument;

/// The media type of a draft with its document.
pub(super) const MEDIA_TYPE: &str = "application/vnd.relais.draft+json";

/// What is sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CorrectedBody {
    draft: wire::DraftOut,
    document: DocumentBody,
}

/// The document: one that was handed in before, or its bytes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentBody {
    id: Option<String>,
    name: Option<String>,
    content_type: Option<String>,
    data: Option<String>,
}

/// Whether a draft is sent rather than a document.
pub(super) fn is_sent(headers: &HeaderMap) -> bool {
    let sent = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    sent.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(MEDIA_TYPE)
}

/// Reads a draft and finds its document.
pub(super) async fn read(kernel: &Kernel, context: &Context, bytes: &[u8]) -> Result<(Draft, Source)> {
    let body: CorrectedBody = body::fields(body::json(bytes)?)?;
    let draft = wire::read(body.draft, "/draft")?;
    let source = match body.document {
        DocumentBody { id: Some(id), name: None, content_type: None, data: None } => {
            stored(kernel, context, &id).await?
        }
        DocumentBody { id: None, name, content_type, data: Some(data) } => {
            let message = "'data' is the document in base64.";
            let bytes = BASE64.decode(data).map_err(|_| wrong("/document/data", message))?;
            let text = Source::text(name, "");
            Source { bytes, content_type: content_type.unwrap_or(text.content_type.clone()), ..text }
        }
        _ => {
            let message = "A document is named by 'id' alone, or handed in as 'data' in base64, with 'name' and \
                           'content_type' where they are known.";
            return Err(wrong("/document", message));
        }
    };
    Ok((draft, source))
}

/// A document that was handed in before.
async fn stored(kernel: &Kernel, context: &Context, id: &str) -> Result<Source> {
    let missing = || wrong("/document/id", format!("There is no source document {id} whose bytes are kept."));
    let key = Key::new(SourceDocument::RESOURCE_TYPE, Id::parse(id).map_err(|_| missing())?);
    let found = async |key: Key| -> Result<Resource> {
        let version = kernel.read_many(context, &[key]).await?.pop().ok_or_else(missing)?;
        Resource::stored(&version.body)
    };
    let document = SourceDocument::from_fhir(&found(key).await?)?;
    let file = document.file.as_ref().and_then(reference::key);
    let (resource_type, file) =
        file.filter(|(known, _)| *known == ResourceType::named("Binary")).ok_or_else(missing)?;
    let file = found(Key::new(resource_type, file)).await?;
    let data = file.json().get("data").and_then(serde_json::Value::as_str).ok_or_else(missing)?;
    let text = Source::text(document.title, "");
    Ok(Source {
        bytes: BASE64.decode(data).map_err(|_| missing())?,
        content_type: document.content_type.unwrap_or(text.content_type.clone()),
        ..text
    })
}

/// How the documentation describes it.
pub(super) fn content() -> (&'static str, Content) {
    let part = |text: &str| ObjectBuilder::new().schema_type(Type::Object).description(Some(text)).build();
    let schema = ObjectBuilder::new()
        .schema_type(Type::Object)
        .property("draft", part("What a dry run answered, corrected."))
        .property(
            "document",
            part("`id` of a source document, or `data` in base64 with `name` and `content_type`."),
        )
        .required("draft")
        .required("document")
        .build();
    let example = json!({ "draft": { "language": "fr" }, "document": { "id": super::resource::EXAMPLE_ID } });
    (MEDIA_TYPE, Content::builder().schema(Some(schema)).example(Some(example)).build())
}

fn wrong(at: &str, message: impl Into<String>) -> Error {
    Error::with(Kind::Invalid, Issue::error("invalid-value", message).at_pointer(at))
}
