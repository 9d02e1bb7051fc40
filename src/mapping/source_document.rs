//! A source document is a DocumentReference; its bytes are a Binary. Which lines of it a thing was read from
//! is an extension of ours on that thing.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use super::canonical::{extension, profile, system};
use super::draft::{Draft, concept, refer, told};
use super::view::View;
use super::{Mapped, Mark, Owned, identified, open, reference};
use crate::error::Result;
use crate::fhir::{Resource, ResourceType};
use crate::model::{SourceDocument, SourceSpan};

impl Mapped for SourceDocument {
    const THING: &'static str = "a source document";
    const PROFILE: &'static str = profile::SOURCE_DOCUMENT;
    const RESOURCE_TYPE: ResourceType = ResourceType::named("DocumentReference");
    const MARK: Option<Mark> = None;
    const OWNED: Owned =
        Owned { elements: &["status", "type", "date", "content", "context"], extensions: &[] };

    identified!();

    fn to_fhir(&self) -> Resource {
        let attachment = Draft::element()
            .text("contentType", self.content_type.as_deref())
            .set("url", self.file.as_ref().map(|file| Value::from(reference::write(file))))
            .set("size", self.size.map(Value::from))
            .set("hash", self.sha1.map(|sha1| Value::from(BASE64.encode(sha1))))
            .text("title", self.title.as_deref());
        Draft::profiled(self.id(), Self::PROFILE)
            .text("status", "current")
            .set("type", concept(system::DOCUMENT_TYPE, "minutes"))
            .set("date", told(self.received_at))
            .list("content", [json!({"attachment": attachment.into_required()})])
            .set("context", Draft::element().list("related", self.meetings.iter().map(refer)).into_value())
            .into_resource(Self::RESOURCE_TYPE)
    }

    fn from_fhir(resource: &Resource) -> Result<Self> {
        let document = open::<Self>(resource)?;
        let attachment = document.at("content").at("attachment");
        Ok(Self {
            id: document.text("id"),
            title: attachment.text("title"),
            content_type: attachment.text("contentType"),
            size: attachment.number("size"),
            sha1: attachment.word("hash").and_then(|hash| BASE64.decode(hash).ok()?.try_into().ok()),
            file: attachment.word("url").map(reference::read),
            meetings: document.at("context").targets("related"),
            received_at: document.moment("date"),
        })
    }
}

/// The same draft with the lines that the thing was read from.
pub(super) fn write_span(draft: Draft, span: Option<&SourceSpan>) -> Draft {
    let Some(span) = span else { return draft };
    let content = Draft::element()
        .extend("document", "valueReference", span.document.as_ref().map(refer))
        .extend("first-line", "valueUnsignedInt", Value::from(span.first_line))
        .extend("last-line", "valueUnsignedInt", Value::from(span.last_line));
    draft.nest(extension::SOURCE_SPAN, content)
}

/// The lines that the thing was read from.
pub(super) fn read_span(thing: View<'_>) -> Option<SourceSpan> {
    let span = thing.extension(extension::SOURCE_SPAN);
    Some(SourceSpan {
        document: span.extension("document").target("valueReference"),
        first_line: span.extension("first-line").number("valueUnsignedInt")?,
        last_line: span.extension("last-line").number("valueUnsignedInt")?,
    })
}
