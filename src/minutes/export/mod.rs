//! A meeting as a document: in the layout of the minutes that communities write, as Markdown, HTML or DOCX, and
//! as a FHIR document.
//!
//! What is stored is gathered into a [`record::Record`], laid out once as a [`page::Page`] that knows no format,
//! and written by one renderer for each format. Labels and marks are those that the reader of minutes knows, so
//! that the import of an export gives the same meeting.

mod compose;
mod discussion;
mod docx;
mod due_words;
mod format;
mod grid;
mod html;
mod labels;
mod markdown;
mod markup;
mod page;
mod record;

use sha2::{Digest, Sha256};

pub use format::Format;

use self::record::Record;
use crate::error::{Error, Kind, Result};
use crate::fhir::Id;
use crate::kernel::{Context, Kernel};
use crate::minutes::draft::Language;
use crate::minutes::passage::fold;

/// A document that was made of a meeting.
#[derive(Debug, Clone)]
pub struct Export {
    /// In which format it is.
    pub format: Format,
    /// A name for its file, of plain ASCII letters, digits, dashes and dots.
    pub file_name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What tells it from any other content, as hexadecimal digits.
    pub digest: String,
}

/// Makes the document of a meeting, in its minutes' own language unless another one is wanted. A meeting without
/// minutes gives its header: an invitation. Fails with `not-found` or `deleted` where there is no such meeting, and
/// with `no-minutes` where a FHIR document is wanted of a meeting without minutes.
pub async fn export(
    kernel: &Kernel,
    context: &Context,
    meeting: &Id,
    format: Format,
    language: Option<Language>,
) -> Result<Export> {
    let record = Record::gather(kernel, context, meeting).await?;
    let language = language.unwrap_or_else(|| record.language());
    let bytes = match format {
        Format::Fhir => fhir(kernel, context, &record, meeting).await?,
        Format::Markdown => markdown::render(&compose::page(&record, language)).into_bytes(),
        Format::Html => html::render(&compose::page(&record, language)).into_bytes(),
        Format::Docx => docx::render(&compose::page(&record, language))?,
    };
    let digest = digest(format, &bytes);
    Ok(Export { format, file_name: file_name(&record, format), bytes, digest })
}

async fn fhir(kernel: &Kernel, context: &Context, record: &Record, meeting: &Id) -> Result<Vec<u8>> {
    let Some(minutes) = record.minutes.as_ref().and_then(|minutes| minutes.id.as_deref()) else {
        let message = format!(
            "There are no minutes of the meeting '{meeting}', and a FHIR document is made of minutes. Other formats \
             give an invitation."
        );
        return Err(Error::new(Kind::NotFound, "no-minutes", message));
    };
    kernel.document(context, &Id::parse(minutes)?).await
}

/// A digest of what a document says. A FHIR document's head has an identifier and an instant of its own each time;
/// its entries are what counts.
fn digest(format: Format, bytes: &[u8]) -> String {
    const ENTRIES: &[u8] = br#","entry":["#;
    let begins = bytes.windows(ENTRIES.len()).position(|window| window == ENTRIES);
    let from = begins.filter(|_| format == Format::Fhir).unwrap_or(0);
    let hash = Sha256::digest(bytes.get(from..).unwrap_or_default());
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// `2021-04-13-sous-communaute-francophone.md`.
fn file_name(record: &Record, format: Format) -> String {
    const MOST: usize = 60;
    let ascii = |word: &str| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let title = fold(&record.meeting.title);
    let day = record.meeting.date().map(|day| day.to_string());
    let mut name = day.unwrap_or_default();
    for word in title.split(' ').map(ascii).filter(|word| !word.is_empty()) {
        if name.len() + word.len() >= MOST {
            break;
        }
        if !name.is_empty() {
            name.push('-');
        }
        name.push_str(&word);
    }
    if name.is_empty() {
        "meeting".clone_into(&mut name);
    }
    format!("{name}.{}", format.extension())
}
