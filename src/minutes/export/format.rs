//! The formats that a meeting is written in.

use crate::error::{Error, Issue, Kind, Result};

/// A format of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Markdown, as GitHub has it.
    Markdown,
    /// One page of HTML that needs nothing else.
    Html,
    /// A document for word processors (WordprocessingML).
    Docx,
    /// A FHIR document: a Bundle that begins with a Composition.
    Fhir,
}

impl Format {
    /// Every format.
    pub const ALL: &'static [Self] = &[Self::Markdown, Self::Html, Self::Docx, Self::Fhir];

    /// Its name in requests and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Docx => "docx",
            Self::Fhir => "fhir",
        }
    }

    /// Its media type, without parameters.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Markdown => "text/markdown",
            Self::Html => "text/html",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Fhir => "application/fhir+json",
        }
    }

    /// Its media type with how its text is encoded.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Markdown => "text/markdown; charset=utf-8; variant=GFM",
            Self::Html => "text/html; charset=utf-8",
            Self::Docx => self.media_type(),
            Self::Fhir => "application/fhir+json; charset=utf-8",
        }
    }

    /// How its files' names end, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Fhir => "fhir.json",
            other => other.code(),
        }
    }

    /// The format of a name. `unknown-format` names those that there are.
    pub fn parse(code: &str) -> Result<Self> {
        Self::ALL.iter().copied().find(|format| format.code() == code).ok_or_else(|| {
            let message = format!("There is no format '{code}'; there are {}.", Self::codes());
            Error::with(Kind::Invalid, Issue::error("unknown-format", message).at_parameter("format"))
        })
    }

    /// The names of all formats, for messages.
    pub fn codes() -> String {
        let codes: Vec<&str> = Self::ALL.iter().map(|format| format.code()).collect();
        codes.join(", ")
    }
}
