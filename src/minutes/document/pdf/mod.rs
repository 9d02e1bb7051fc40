//! PDF: words by their places on the page. Where lines are drawn around cells they make a table; the rest is read
//! as the plain text that it looks like.

mod aligned;
mod columns;
mod content;
mod fonts;
mod lines;
mod matrix;
mod page;
mod ruled;
mod standard;
mod writing;

use lopdf::{Document, LoadOptions, Object};

use super::super::text_layer::Line;
use super::limits::{self, Limit};
use super::{Block, recognise};
use crate::error::{Error, Result};
use content::Fonts;
use page::Writer;

/// The largest file that is read, in bytes.
const MAX_FILE: usize = 50_000_000;
/// The largest stream that is read, in bytes once it is unpacked.
const MAX_STREAM: usize = 20_000_000;
/// How many objects a file may have.
const MAX_OBJECTS: usize = 200_000;
/// How many pages are read.
const MAX_PAGES: usize = 1_000;
/// How many drawing operations are followed.
const MAX_STEPS: usize = 5_000_000;

/// The lines and blocks of a PDF. Fails with `minutes-scanned` where it has pictures and no text, with
/// `minutes-damaged`, or with `minutes-too-large` where it goes beyond a limit.
pub(super) fn read(bytes: &[u8]) -> Result<(Vec<Line>, Vec<Block>)> {
    limits::check(bytes.len(), MAX_FILE, "bytes")?;
    let options = LoadOptions { max_decompressed_size: Some(MAX_STREAM), ..LoadOptions::default() };
    let mut document = Document::load_mem_with_options(bytes, options).map_err(|error| damaged(&error))?;
    if document.is_encrypted() {
        return Err(recognise::unsupported("a PDF with a password"));
    }
    limits::check(document.objects.len(), MAX_OBJECTS, "objects")?;
    prefer_maps(&mut document);
    let mut steps = Limit::new(MAX_STEPS, "drawing operations");
    let mut fonts = Fonts::new();
    let mut writer = Writer::default();
    let mut has_pictures = false;
    for (index, page) in document.page_iter().enumerate() {
        limits::check(index + 1, MAX_PAGES, "pages")?;
        let shown = content::read(&document, page, &mut fonts, &mut steps)?;
        has_pictures |= shown.has_pictures;
        writer.page(shown)?;
    }
    if writer.is_blank() {
        return Err(without_text(has_pictures));
    }
    writer.finish()
}

/// What a font says outright of the letters that its codes mean goes before what its encoding is called.
fn prefer_maps(document: &mut Document) {
    for object in document.objects.values_mut() {
        let Object::Dictionary(font) = object else { continue };
        let simple = font.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind != b"Type0");
        if simple && font.has(b"ToUnicode") {
            font.remove(b"Encoding");
        }
    }
}

/// The refusal of a file that is cut off or otherwise not as it should be.
fn damaged(error: &lopdf::Error) -> Error {
    let message = format!("The PDF is damaged: {error}. Export it anew and try again.");
    Error::invalid("minutes-damaged", message)
}

fn without_text(has_pictures: bool) -> Error {
    let message = if has_pictures {
        "The PDF has pictures of text and no text, as a scan does. Hand in the document that it was printed from, or \
         have its text recognised (OCR) first."
    } else {
        "The PDF has no text."
    };
    Error::invalid("minutes-scanned", message)
}

#[cfg(test)]
pub(super) mod tests;
