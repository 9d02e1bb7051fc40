//! `relais reindex`: builds every search index anew.

use clap::Args;
use relais::app::App;
use relais::config::{Config, Flags};
use relais::error::Result;
use relais::telemetry;

use super::output::print;
use super::runtime;

/// The arguments of `relais reindex`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    settings: Flags,
}

/// Builds to the end. A server over the same database may go on meanwhile; whatever ends this command early, the
/// next start of either goes on from there.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let config = Config::load(&arguments.settings)?;
    telemetry::start(&config.log)?;
    runtime()?.block_on(async {
        let app = App::open(&config)?;
        let kernel = app.kernel();
        kernel.adopt_definitions().await?;
        kernel.rebuild_indexes().await?;
        while kernel.advance_indexes().await? {}
        print("Every index has been built anew.\n")
    })
}
