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
    /// Text files, as a PDF's text layer gives them; in French or English
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

    /// Imports a text under its name.
    pub(super) async fn import(&self, name: &str, text: &str) -> Result<(Draft, Option<Summary>)> {
        let draft = minutes::read(&Document::text(text)?, &self.aliases)?;
        let Some(app) = &self.app else { return Ok((draft, None)) };
        let now = Timestamp::now();
        let mut source = Source::text(Some(name.to_owned()), text);
        source.received_at = Some(Moment::new(now, Offset::UTC));
        source.zone = self.zone.clone();
        let summary = minutes::import::import(app.kernel(), &context(now), &draft, &source).await?;
        Ok((draft, Some(summary)))
    }

    async fn carry_out(&self, file: &Path, arguments: &Minutes) -> Result<()> {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let (draft, summary) = self.import(&name, &read(file)?).await?;
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

/// The text of a file. What is not text is refused with the way to make it one.
fn read(file: &Path) -> Result<String> {
    let refuse = |code, message: String| Error::new(Kind::Unprocessable, code, message);
    let bytes = std::fs::read(file)
        .map_err(|error| refuse("cannot-read", format!("The file cannot be read: {error}.")))?;
    if bytes.starts_with(b"%PDF-") {
        let message = "This is a PDF; its text is needed, as 'pdftotext -layout FILE.pdf' writes it.";
        return Err(refuse("minutes-not-text", message.to_owned()));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        refuse("minutes-not-text", format!("The file is not UTF-8 text: byte {at} belongs to no character."))
    })
}
