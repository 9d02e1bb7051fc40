//! The archive that a DOCX file is, and the parts in it.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::super::{limits, recognise};
use super::damaged;
use super::xml::{self, Step};
use crate::error::Result;

/// The largest file that is read, in bytes.
const MAX_FILE: usize = 50_000_000;
/// The largest part that is read, in bytes once it is unpacked.
const MAX_PART: usize = 50_000_000;
/// How many entries the archive may have.
const MAX_ENTRIES: usize = 10_000;

/// An open archive.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Where the document stands, such as `word/document.xml`.
    document: String,
}

impl<'a> Package<'a> {
    /// Opens an archive that holds a Word document.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self> {
        limits::check(bytes.len(), MAX_FILE, "bytes")?;
        let archive = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| damaged(&format!("its archive cannot be opened ({error})")))?;
        limits::check(archive.len(), MAX_ENTRIES, "entries in its archive")?;
        let mut package = Self { archive, document: "word/document.xml".to_owned() };
        if let Some(relations) = package.part("_rels/.rels")? {
            package.document = main_part(&relations)?.unwrap_or(package.document);
        }
        if package.archive.index_for_name(&package.document).is_none() {
            return Err(recognise::unsupported(package.other()));
        }
        Ok(package)
    }

    /// The document itself.
    pub(super) fn document(&mut self) -> Result<String> {
        let document = self.document.clone();
        self.part(&document)?.ok_or_else(|| damaged("it has no text"))
    }

    /// A part that stands in the document's folder, if there is one.
    pub(super) fn beside(&mut self, name: &str) -> Result<Option<String>> {
        let folder = self.document.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.part(&format!("{folder}/{name}"))
    }

    /// The text of a part. What is written of its size is not believed: only so much is unpacked.
    fn part(&mut self, name: &str) -> Result<Option<String>> {
        let part = match self.archive.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(damaged(&format!("its part {name} cannot be opened ({error})"))),
        };
        let mut bytes = Vec::new();
        let most = u64::try_from(MAX_PART).unwrap_or(u64::MAX);
        part.take(most + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| damaged(&format!("its part {name} cannot be unpacked ({error})")))?;
        limits::check(bytes.len(), MAX_PART, &format!("bytes in its part {name}, unpacked"))?;
        let text = String::from_utf8(bytes).map_err(|_| damaged(&format!("its part {name} is not UTF-8")))?;
        Ok(Some(text))
    }

    /// What an archive without a Word document is.
    fn other(&self) -> &'static str {
        let has = |name: &str| self.archive.index_for_name(name).is_some();
        if has("xl/workbook.xml") {
            "an Excel workbook"
        } else if has("ppt/presentation.xml") {
            "a PowerPoint presentation"
        } else if has("content.xml") && has("mimetype") {
            "an OpenDocument file"
        } else {
            "a ZIP archive without a Word document"
        }
    }
}

/// The part that the package's relations name as its main one.
fn main_part(relations: &str) -> Result<Option<String>> {
    let mut found = None;
    xml::walk(relations, |step| {
        if let Step::Start(element) = step
            && element.name == "Relationship"
            && element.attribute("Type").is_some_and(|kind| kind.ends_with("/officeDocument"))
        {
            found = element.attribute("Target").map(|target| target.trim_start_matches('/').to_owned());
        }
        Ok(())
    })?;
    Ok(found)
}
