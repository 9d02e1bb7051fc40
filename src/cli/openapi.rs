//! `relais openapi`: the OpenAPI documents, for tools that want them as files.

use std::path::PathBuf;

use clap::Args;
use relais::error::{Error, Kind, Result};
use relais::faces::{fhir, native};
use relais::kernel::capabilities::{Reached, statement};
use relais::search::{Registry, Settings};

use super::output::print;

/// The arguments of `relais openapi`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Write into this file instead of printing
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The document of the FHIR interface instead of that of the plain JSON interface
    #[arg(long)]
    fhir: bool,
}

/// Prints the document or writes it into a file.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let document = if arguments.fhir { of_fhir() } else { native::document().to_pretty_json() };
    let mut text = document.map_err(|error| Error::internal("the OpenAPI document is not JSON", error))?;
    text.push('\n');
    let Some(path) = &arguments.output else { return print(&text) };
    std::fs::write(path, text).map_err(|error| {
        let message = format!("The file {} cannot be written: {error}.", path.display());
        Error::new(Kind::Invalid, "cannot-write", message)
    })
}

/// The FHIR face's document, as a server at its usual place would answer it.
fn of_fhir() -> serde_json::Result<String> {
    let base = "http://127.0.0.1:8080/fhir";
    let settings = Settings { base: base.to_owned(), zone: jiff::tz::TimeZone::UTC };
    fhir::openapi::document(&statement(
        &Registry::standard(),
        &settings,
        Reached { base, secured: false },
        &|_| None,
    ))
    .to_json()
}
