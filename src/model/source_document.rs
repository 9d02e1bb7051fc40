//! The document that minutes were read from.

use crate::model::{Moment, Ref};

/// A document that minutes were read from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SourceDocument {
    /// Its id, once it is stored.
    pub id: Option<String>,
    /// Its name, such as the file's.
    pub title: Option<String>,
    /// Its media type.
    pub content_type: Option<String>,
    /// How many bytes it has.
    pub size: Option<u32>,
    /// The SHA-1 of its bytes.
    pub sha1: Option<[u8; 20]>,
    /// Its bytes, where they are kept.
    pub file: Option<Ref>,
    /// The meetings that it records.
    pub meetings: Vec<Ref>,
    /// When it was handed in.
    pub received_at: Option<Moment>,
}

/// Lines of a source document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceSpan {
    /// The document.
    pub document: Option<Ref>,
    /// The first line, counted from 1.
    pub first_line: u32,
    /// The last line.
    pub last_line: u32,
}
