//! `/source-documents`: the documents that minutes were read from.

use std::fmt::Write;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{Error, Issue, Kind as ErrorKind, Result};
use crate::faces::native::resource::{Filter, Nothing, Resource, nothing};
use crate::faces::native::spelled::{MomentText, Text};
use crate::faces::native::wire;
use crate::kernel::{Context, Kernel};
use crate::model::{Kind, Moment, SourceDocument};

/// The source documents.
pub(super) struct SourceDocuments;

/// A document that minutes were read from.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceDocumentFields {
    /// Its name, such as the file's.
    #[serde(default)]
    title: Option<String>,
    /// Its media type.
    #[serde(default)]
    content_type: Option<String>,
    /// How many bytes it has.
    #[serde(default)]
    size: Option<u32>,
    /// The SHA-1 of its bytes, in hexadecimal.
    #[schema(pattern = "^[0-9A-Fa-f]{40}$")]
    #[serde(default)]
    sha1: Option<String>,
    /// Its bytes, where they are kept: a Binary on the FHIR face.
    #[serde(default)]
    file_id: Option<String>,
    /// The meetings that it records.
    #[serde(default)]
    meeting_ids: Vec<String>,
    /// When it was handed in.
    #[serde(default)]
    received_at: Option<MomentText>,
}

impl Resource for SourceDocuments {
    type Model = SourceDocument;
    type Fields = SourceDocumentFields;
    type Computed = Nothing;

    const PATH: &'static str = "source-documents";
    const NAME: &'static str = "SourceDocument";
    const PLURAL: &'static str = "SourceDocuments";
    const ONE: &'static str = "a source document";
    const MANY: &'static str = "source documents";
    const ABOUT: &'static str = "The documents that minutes were read from.";
    const FILTERS: &'static [Filter] = &[
        Filter::ids("meeting", "related", "Appointment", "They record this meeting."),
        Filter::days("received", "date", "They were handed in."),
        Filter::exactly("content_type", "contenttype", "text/markdown", "The media type."),
        Filter::contains("q", "title", "compte rendu", "The name contains this text."),
    ];
    const SORTS: &'static [(&'static str, &'static str)] = &[("received_at", "date"), ("title", "title")];

    fn fields(document: &SourceDocument) -> SourceDocumentFields {
        SourceDocumentFields {
            title: document.title.clone(),
            content_type: document.content_type.clone(),
            size: document.size,
            sha1: document.sha1.as_ref().map(hexadecimal),
            file_id: wire::id_of(Kind::File, document.file.as_ref()),
            meeting_ids: wire::ids_of(Kind::Meeting, &document.meetings),
            received_at: document.received_at.map(Text),
        }
    }

    fn model(fields: SourceDocumentFields) -> Result<SourceDocument> {
        Ok(SourceDocument {
            id: None,
            title: wire::optional(fields.title),
            content_type: wire::optional(fields.content_type),
            size: fields.size,
            sha1: fields.sha1.map(|text| bytes(&text)).transpose()?,
            file: wire::optional_reference(Kind::File, fields.file_id, "/file_id")?,
            meetings: wire::references(Kind::Meeting, fields.meeting_ids, "/meeting_ids")?,
            received_at: fields.received_at.map(|moment| moment.0),
        })
    }

    async fn compute(_: &Kernel, _: &Context, documents: &[SourceDocument]) -> Result<Vec<Nothing>> {
        Ok(nothing(documents))
    }

    fn example() -> SourceDocumentFields {
        Self::fields(&SourceDocument {
            title: Some("compte-rendu-2021-04-13.md".to_owned()),
            content_type: Some("text/markdown".to_owned()),
            size: Some(4096),
            received_at: Moment::parse("2021-04-14T09:30:00+02:00").ok(),
            ..SourceDocument::default()
        })
    }
}

fn hexadecimal(bytes: &[u8; 20]) -> String {
    bytes.iter().fold(String::with_capacity(40), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn bytes(text: &str) -> Result<[u8; 20]> {
    let mut bytes = [0; 20];
    let digits: Option<Vec<u8>> =
        text.chars().map(|digit| digit.to_digit(16).and_then(|value| u8::try_from(value).ok())).collect();
    match digits {
        Some(digits) if digits.len() == 40 => {
            for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
                *byte = pair.iter().fold(0, |value, digit| value << 4 | digit);
            }
            Ok(bytes)
        }
        _ => {
            let message = "A SHA-1 has 40 hexadecimal digits.";
            Err(Error::with(ErrorKind::Invalid, Issue::error("invalid-value", message).at_pointer("/sha1")))
        }
    }
}
