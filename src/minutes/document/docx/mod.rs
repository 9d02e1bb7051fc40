//! DOCX: the text as it stands once tracked changes are accepted. Page headers and footers, footnotes, comments
//! and tables of contents are not read: minutes say there what they say elsewhere.

mod body;
mod numbering;
mod package;
mod styles;
mod xml;

use super::super::text_layer::Line;
use super::Block;
use crate::error::{Error, Result};
use numbering::Numbering;
use package::Package;
use styles::Styles;

/// The lines and blocks of a DOCX file. Fails with `minutes-damaged`, `minutes-format-unsupported` where the
/// archive holds something else, or `minutes-too-large` where it goes beyond a limit.
pub(super) fn read(bytes: &[u8]) -> Result<(Vec<Line>, Vec<Block>)> {
    let mut package = Package::open(bytes)?;
    let body = package.document()?;
    let styles = package.beside("styles.xml")?;
    let styles = styles.map(|xml| Styles::read(&xml)).transpose()?.unwrap_or_default();
    let numbering = package.beside("numbering.xml")?;
    let numbering = numbering.map(|xml| Numbering::read(&xml)).transpose()?.unwrap_or_default();
    body::read(&body, styles, numbering)
}

/// The refusal of a file that is cut off or otherwise not as it should be.
fn damaged(what: &str) -> Error {
    let message = format!("The Word document is damaged: {what}. Save it anew and try again.");
    Error::invalid("minutes-damaged", message)
}

#[cfg(test)]
pub(super) mod tests;
