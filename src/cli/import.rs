//! `relais import`: brings minutes into the database.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use jiff::tz::Offset;
use relais::app::{self, App};
use relais::catalogue;
use relais::config::{Config, Flags};
use relais::error::{Error, Kind, Result};
use relais::faces::native::ImportOut;
use relais::kernel::Context;
use relais::minutes::import::{Accept, Choices, Source, Summary};
use relais::minutes::wire::{self, DraftOut};
use relais::minutes::{self, Alias, Document, Draft, render};
use relais::model::Moment;
use relais::telemetry;
use serde::Serialize;

use super::output::{complain_of, print, show_progress};
use super::{Ended, runtime};

/// The arguments of `relais import`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Read meeting minutes and keep what they say; the same file again changes nothing
    Minutes(Minutes),
}

#[derive(Debug, Args)]
struct Minutes {
    /// Plain text, Markdown, HTML, DOCX or PDF, told by what stands in the file; in French or English
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Show what was read and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print JSON, one object for each file; with --dry-run it has the lines where each value stands
    #[arg(long)]
    json: bool,
    /// Import this draft, as --dry-run --json printed it and somebody corrected it, in place of what FILE is read as
    #[arg(long, value_name = "JSON")]
    draft: Option<PathBuf>,
    /// Which actions that seem to be open ones of earlier meetings become reviews of these
    #[arg(long, value_name = "WHICH", value_enum, default_value_t = Which::High)]
    accept_matches: Which,
    #[command(flatten)]
    settings: Flags,
}

/// Which proposed matches are accepted.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Which {
    /// None: every action is a new item
    None,
    /// Those of high confidence
    High,
    /// All
    All,
}

/// Imports every file that can be read, and says in the end whether one was refused or left conflicts.
pub(super) fn run(arguments: &Arguments) -> Result<Ended> {
    let What::Minutes(minutes) = &arguments.what;
    if minutes.draft.is_some() && minutes.files.len() != 1 {
        let message = "A corrected draft (--draft) goes with the one document that it was read from.";
        return Err(Error::invalid("one-document", message));
    }
    let config = Config::load(&minutes.settings)?;
    telemetry::start(&config.log)?;
    runtime()?.block_on(async {
        let mut importer = Importer::new(&config)?;
        if !minutes.dry_run {
            importer.open(&config).await?;
        }
        let (mut refused, mut ended) = (0, Ended::Well);
        for (place, file) in (1..).zip(&minutes.files) {
            show_progress(place, minutes.files.len(), &file.display().to_string());
            match importer.carry_out(file, minutes).await {
                Ok(true) => ended = Ended::Conflicts,
                Ok(false) => {}
                Err(error) if error.kind() == Kind::Internal => return Err(error),
                Err(error) => {
                    complain_of("error", &format!("{}: {error}", file.display()));
                    refused += 1;
                }
            }
        }
        if refused == 0 {
            return Ok(ended);
        }
        complain_of("error", &format!("{refused} of {} were not imported.", minutes.files.len()));
        Ok(Ended::SomeRefused)
    })
}

/// Reads minutes with the catalogue's names, and writes them once it has been given a database.
#[derive(Debug)]
pub(super) struct Importer {
    aliases: Vec<Alias>,
    zone: Option<jiff::tz::TimeZone>,
    app: Option<App>,
}

impl Importer {
    /// An importer that only reads.
    pub(super) fn new(config: &Config) -> Result<Self> {
        let aliases = app::aliases(catalogue::load()?.mentions());
        Ok(Self { aliases, zone: config.time_zone.clone(), app: None })
    }

    /// Opens the database, and adds what it lacks of the catalogue, to which minutes point. Says how much that
    /// was.
    pub(super) async fn open(&mut self, config: &Config) -> Result<usize> {
        let app = App::open(config)?;
        app.prepare(&context(Timestamp::now())).await?;
        let added = app.load_catalogue(&context(Timestamp::now())).await?;
        self.app = Some(app);
        Ok(added)
    }

    /// The open database, to serve it.
    pub(super) fn into_app(self) -> Option<App> {
        self.app
    }

    /// Imports a document of any format under its name.
    pub(super) async fn import(&self, name: &str, bytes: Vec<u8>) -> Result<(Draft, Option<Summary>)> {
        self.import_as(name, bytes, None, Choices::default()).await
    }

    async fn import_as(
        &self,
        name: &str,
        bytes: Vec<u8>,
        corrected: Option<Draft>,
        choices: Choices,
    ) -> Result<(Draft, Option<Summary>)> {
        let document = Document::open(&bytes)?;
        let draft = corrected.map_or_else(|| minutes::read(&document, &self.aliases), Ok)?;
        let Some(app) = &self.app else { return Ok((draft, None)) };
        let now = Timestamp::now();
        let mut source = Source::document(Some(name.to_owned()), &document, bytes);
        source.received_at = Some(Moment::new(now, Offset::UTC));
        source.zone = self.zone.clone();
        let summary =
            minutes::import::import_with(app.kernel(), &context(now), &draft, &source, choices).await?;
        Ok((draft, Some(summary)))
    }

    /// Imports a file and prints what came of it. Says whether people's changes stay where the file says otherwise.
    async fn carry_out(&self, file: &Path, arguments: &Minutes) -> Result<bool> {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let corrected = arguments.draft.as_deref().map(corrected).transpose()?;
        let accept = match arguments.accept_matches {
            Which::None => Accept::None,
            Which::High => Accept::High,
            Which::All => Accept::All,
        };
        let choices = Choices { corrected: corrected.is_some(), accept };
        let (draft, summary) = self.import_as(&name, read(file)?, corrected, choices).await?;
        let conflicts = summary.as_ref().is_some_and(|summary| !summary.conflicts.is_empty());
        let answer = Answer {
            file: file.display().to_string(),
            draft: arguments.dry_run.then(|| DraftOut::from(&draft)),
            import: summary.as_ref().map(ImportOut::from),
        };
        if arguments.json {
            let json = serde_json::to_string_pretty(&answer);
            let json = json.map_err(|error| Error::internal("an answer is not JSON", error))?;
            print(&format!("{json}\n"))?;
            return Ok(conflicts);
        }
        match summary {
            Some(summary) => print(&format!("{}\n{summary}\n", answer.file)),
            None => print(&format!("{}\n{}", answer.file, render::to_text(&draft))),
        }?;
        Ok(conflicts)
    }
}

/// What is said of a file in JSON.
#[derive(Serialize)]
struct Answer {
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    draft: Option<DraftOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    import: Option<ImportOut>,
}

fn context(now: Timestamp) -> Context {
    Context::internal(now.as_microsecond())
}

/// A draft that somebody corrected: alone, or as the member `draft` of what a dry run printed.
fn corrected(file: &Path) -> Result<Draft> {
    let refuse = |message: String| Error::new(Kind::Unprocessable, "draft-not-understood", message);
    let mut json: serde_json::Value = serde_json::from_slice(&read(file)?)
        .map_err(|error| refuse(format!("{} is not JSON: {error}.", file.display())))?;
    let inner = json.get_mut("draft").map(serde_json::Value::take);
    let out: DraftOut = serde_path_to_error::deserialize(inner.unwrap_or(json))
        .map_err(|error| refuse(format!("{}: at {}: {}.", file.display(), error.path(), error.inner())))?;
    wire::read(out, "")
}

/// The bytes of a file.
fn read(file: &Path) -> Result<Vec<u8>> {
    std::fs::read(file).map_err(|error| {
        let message = format!("The file cannot be read: {error}.");
        Error::new(Kind::Unprocessable, "cannot-read", message)
    })
}
