//! `relais demo`: example minutes, imported and served.

use std::path::PathBuf;

use clap::Args;
use relais::config::{Config, Flags};
use relais::error::{Error, Kind, Result};
use relais::fhir::Id;
use relais::telemetry;

use super::import::Importer;
use super::output::print;
use super::runtime;
use super::serve::{listen, stop};

/// The minutes of invented communities, by the names of their files.
const EXAMPLES: &[(&str, &str)] = &[
    (
        "grands-fleuves-2026-03-03.fr.txt",
        include_str!("../../fixtures/minutes/grands-fleuves-2026-03-03.fr.txt"),
    ),
    (
        "grands-fleuves-2026-03-17.fr.txt",
        include_str!("../../fixtures/minutes/grands-fleuves-2026-03-17.fr.txt"),
    ),
    (
        "lakes-exchange-2026-05-12.en.txt",
        include_str!("../../fixtures/minutes/lakes-exchange-2026-05-12.en.txt"),
    ),
];

/// The arguments of `relais demo`. The database of the settings is not used, so that examples never land
/// among what is real.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Where to listen [env: RELAIS_LISTEN] [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// The database to use [default: a new one, which is removed in the end]
    #[arg(long, value_name = "DATABASE")]
    database: Option<String>,
}

/// Imports the examples, prints what was found and what to try, and serves.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let scratch = if arguments.database.is_none() { Some(Scratch::new()?) } else { None };
    let database = scratch.as_ref().map(Scratch::database).or_else(|| arguments.database.clone());
    let config = Config::load(&Flags { listen: arguments.listen.clone(), database, ..Flags::default() })?;
    config.check_access()?;
    telemetry::start(&config.log)?;
    runtime()?.block_on(async {
        let (config, listener) = listen(config).await?;
        let mut importer = Importer::new(&config)?;
        let added = importer.open(&config).await?;
        print(&format!(
            "The catalogue of platforms, deployments and integrations: {added} resources added.\n\n"
        ))?;
        for (name, text) in EXAMPLES {
            if let (_, Some(summary)) = importer.import(name, text.as_bytes().to_vec()).await? {
                print(&format!("{name}\n{summary}\n\n"))?;
            }
        }
        print(&to_try(&config.base_url()))?;
        match importer.into_app() {
            Some(app) => app.serve(listener, stop()).await,
            None => Ok(()),
        }
    })
}

fn to_try(base: &str) -> String {
    format!(
        "relais serves at {base} until Ctrl-C. Try:\n\n  \
         curl '{base}/api/v1/action-items?status=open'\n  \
         curl '{base}/fhir/Task?status=requested'\n  \
         curl '{base}/fhir/Appointment?date=ge2021-04-01&_include=Appointment:actor'\n  \
         curl '{base}/fhir/metadata'\n  \
         curl '{base}/openapi.json'\n\n\
         and in a browser {base}/docs/ for the documentation.\n"
    )
}

/// A folder that is removed in the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("relais-demo-{}", Id::fresh()));
        std::fs::create_dir(&folder).map_err(|error| {
            let message =
                format!("The folder {} cannot be made: {error}. Name a --database.", folder.display());
            Error::new(Kind::Unavailable, "cannot-write", message)
        })?;
        Ok(Self(folder))
    }

    fn database(&self) -> String {
        format!("sqlite:{}", self.0.join("relais.db").display())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, folder = %self.0.display(), "the demo's folder could not be removed");
        }
    }
}
