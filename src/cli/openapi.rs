//! `relais openapi`: the OpenAPI document, for tools that want it as a file.

use std::path::PathBuf;

use clap::Args;
use relais::error::{Error, Kind, Result};
use relais::faces::native;

use super::output::print;

/// The arguments of `relais openapi`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Write into this file instead of printing
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Prints the document or writes it into a file.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let document = native::document().to_pretty_json();
    let mut text = document.map_err(|error| Error::internal("the OpenAPI document is not JSON", error))?;
    text.push('\n');
    let Some(path) = &arguments.output else { return print(&text) };
    std::fs::write(path, text).map_err(|error| {
        let message = format!("The file {} cannot be written: {error}.", path.display());
        Error::new(Kind::Invalid, "cannot-write", message)
    })
}
