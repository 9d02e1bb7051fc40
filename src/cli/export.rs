//! `relais export`: writes a meeting as a document.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use relais::app::App;
use relais::config::{Config, Flags};
use relais::error::{Error, Kind, Result};
use relais::kernel::Context;
use relais::minutes::draft;
use relais::minutes::export::{self, Format};
use relais::telemetry;

use super::find_meeting;
use super::runtime;

/// The arguments of `relais export`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Write a meeting as a document: header, agenda, what was said, what is to be done
    Minutes(Minutes),
}

#[derive(Debug, Args)]
struct Minutes {
    /// The meeting: its id, its day (2021-04-13), or words of its title or of its series, as far as they name one
    meeting: String,
    /// The format of the document
    #[arg(long, value_enum, default_value = "md")]
    format: FormatName,
    /// The language of the layout's words [default: that of the minutes]
    #[arg(long, value_name = "LANGUAGE", value_enum)]
    lang: Option<LanguageName>,
    /// Write into this file instead of printing
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    settings: Flags,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatName {
    /// Markdown
    Md,
    /// One page that needs nothing else
    Html,
    /// For word processors
    Docx,
    /// A FHIR document Bundle
    Fhir,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LanguageName {
    /// French
    Fr,
    /// English
    En,
}

/// Finds the meeting, and prints its document or writes it into a file.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let What::Minutes(minutes) = &arguments.what;
    let format = match minutes.format {
        FormatName::Md => Format::Markdown,
        FormatName::Html => Format::Html,
        FormatName::Docx => Format::Docx,
        FormatName::Fhir => Format::Fhir,
    };
    let language = minutes.lang.map(|language| match language {
        LanguageName::Fr => draft::Language::French,
        LanguageName::En => draft::Language::English,
    });
    if format == Format::Docx && minutes.output.is_none() && io::stdout().is_terminal() {
        let message = "A DOCX document is not for a terminal: name a file with --output FILE.";
        return Err(Error::invalid("output-needed", message));
    }
    let config = Config::load(&minutes.settings)?;
    telemetry::start(&config.log)?;
    let document = runtime()?.block_on(async {
        let app = App::open(&config)?;
        let context = Context::internal(Timestamp::now().as_microsecond());
        app.prepare(&context).await?;
        let meeting = find_meeting::find(app.kernel(), &context, &minutes.meeting).await?;
        export::export(app.kernel(), &context, &meeting, format, language).await
    })?;
    match &minutes.output {
        Some(path) => std::fs::write(path, &document.bytes).map_err(|error| {
            let message = format!("The file {} cannot be written: {error}.", path.display());
            Error::new(Kind::Invalid, "cannot-write", message)
        }),
        None => print(&document.bytes),
    }
}

/// Prints the bytes. Whoever closes the pipe early, as `head` does, has had enough; that is no failure.
fn print(bytes: &[u8]) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::internal("standard output cannot be written to", error))
        }
        _ => Ok(()),
    }
}
