//! `relais import`: brings minutes into the database.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use jiff::Timestamp;
use jiff::tz::Offset;
use relais::app::{self, App};
use relais::catalogue;
use relais::config::{Config, Flags};
use relais::error::{Error, Kind, Result};
use relais::faces::native::ImportOut;
use relais::kernel::Context;
use relais::minutes::import::{Source, Summary};
use relais::minutes::wire::DraftOut;
use relais::minutes::{self, Alias, Document, Draft, render};
use relais::model::Moment;
use relais::telemetry;
use serde::Serialize;

use super::output::{complain_of, print};
use super::runtime;

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
    #[command(flatten)]
    settings: Flags,
}

/// Imports every file that can be read, and fails in the end when one was refused.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let What::Minutes(minutes) = &arguments.what;
    let config = Config::load(&minutes.settings)?;
    telemetry::start(&config.log)?;
    runtime()?.block_on(async {
        let mut importer = Importer::new(&config)?;
        if !minutes.dry_run {
            importer.open(&config).await?;
        }
        let mut refused = 0;
        for file in &minutes.files {
            if let Err(error) = importer.carry_out(file, minutes).await {
                complain_of("error", &format!("{}: {error}", file.display()));
                refused += 1;
            }
        }
        if refused == 0 {
            return Ok(());
        }
        let message = format!("{refused} of {} were not imported.", minutes.files.len());
        Err(Error::new(Kind::Unprocessable, "not-imported", message))
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
        let document = Document::open(&bytes)?;
        let draft = minutes::read(&document, &self.aliases)?;
        let Some(app) = &self.app else { return Ok((draft, None)) };
        let now = Timestamp::now();
        let mut source = Source::document(Some(name.to_owned()), &document, bytes);
        source.received_at = Some(Moment::new(now, Offset::UTC));
        source.zone = self.zone.clone();
        let summary = minutes::import::import(app.kernel(), &context(now), &draft, &source).await?;
        Ok((draft, Some(summary)))
    }

    async fn carry_out(&self, file: &Path, arguments: &Minutes) -> Result<()> {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let (draft, summary) = self.import(&name, read(file)?).await?;
        let answer = Answer {
            file: file.display().to_string(),
            draft: arguments.dry_run.then(|| DraftOut::from(&draft)),
            import: summary.as_ref().map(ImportOut::from),
        };
        if arguments.json {
            let json = serde_json::to_string_pretty(&answer);
            let json = json.map_err(|error| Error::internal("an answer is not JSON", error))?;
            return print(&format!("{json}\n"));
        }
        match summary {
            Some(summary) => print(&format!("{}\n{summary}\n", answer.file)),
            None => print(&format!("{}\n{}", answer.file, render::to_text(&draft))),
        }
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

/// The bytes of a file.
fn read(file: &Path) -> Result<Vec<u8>> {
    std::fs::read(file).map_err(|error| {
        let message = format!("The file cannot be read: {error}.");
        Error::new(Kind::Unprocessable, "cannot-read", message)
    })
}
