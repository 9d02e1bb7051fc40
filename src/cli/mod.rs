//! The command line: one file for each command. A command reads its arguments, calls the house, and prints;
//! answers go to standard output, complaints and log lines to standard error.

mod actions;
mod demo;
mod export;
mod find_meeting;
mod import;
mod openapi;
mod output;
mod reindex;
mod serve;

use clap::{Parser, Subcommand};
use relais::error::{Error, Result};
use tokio::runtime::Runtime;

pub(crate) use output::complain;

/// What was asked for on the command line.
#[derive(Debug, Parser)]
#[command(name = "relais", version, about = ABOUT, long_about = None, after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const ABOUT: &str = "Turns what a digital-health community decides in its meetings into data that other \
                     systems can pull, as FHIR R4 and as plain JSON.";

const AFTER_HELP: &str = "Start with 'relais demo': it imports example minutes into a database of its own and \
                          prints addresses to try. Settings come from flags, RELAIS_… variables and a TOML \
                          file, in this order; 'relais serve --help' lists them.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the database over HTTP until stopped
    Serve(serve::Arguments),
    /// Import example minutes into a fresh database, serve it, and print addresses to try
    Demo(demo::Arguments),
    /// Print the register of action items as a table, JSON or CSV
    Actions(actions::Arguments),
    /// Bring data in
    Import(import::Arguments),
    /// Write data out
    Export(export::Arguments),
    /// Build every search index anew, as after a change of the time zone
    Reindex(reindex::Arguments),
    /// Print the OpenAPI document of the plain JSON interface, or of the FHIR one
    Openapi(openapi::Arguments),
}

/// Carries out a command.
pub(crate) fn run(arguments: &Arguments) -> Result<Ended> {
    let done = match &arguments.command {
        Command::Serve(arguments) => serve::run(arguments),
        Command::Demo(arguments) => demo::run(arguments),
        Command::Export(arguments) => export::run(arguments),
        Command::Actions(arguments) => actions::run(arguments),
        Command::Import(arguments) => return import::run(arguments),
        Command::Reindex(arguments) => reindex::run(arguments),
        Command::Openapi(arguments) => openapi::run(arguments),
    };
    done.map(|()| Ended::Well)
}

/// How a command that did its work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// All was done.
    Well,
    /// Some files were refused; the others were done.
    SomeRefused,
    /// All was done, and people's changes stay where a document says otherwise.
    Conflicts,
}

impl Ended {
    /// The code that the process ends with.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Well => 0,
            Self::SomeRefused => 3,
            Self::Conflicts => 4,
        }
    }
}

/// What asynchronous work runs on.
fn runtime() -> Result<Runtime> {
    Runtime::new().map_err(|error| Error::internal("the threads that serve could not be started", error))
}
