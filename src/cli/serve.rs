//! `relais serve`: answers HTTP requests until it is told to stop.

use std::net::SocketAddr;

use clap::Args;
use jiff::Timestamp;
use relais::app::App;
use relais::config::{Config, Flags};
use relais::error::{Error, Kind, Result};
use relais::kernel::Context;
use relais::telemetry;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::runtime;

/// The arguments of `relais serve`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    settings: Flags,
}

/// Serves until SIGTERM or Ctrl-C.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let config = Config::load(&arguments.settings)?;
    config.check_access()?;
    telemetry::start(&config.log)?;
    runtime()?.block_on(async {
        let (config, listener) = listen(config).await?;
        let app = App::open(&config)?;
        app.prepare(&Context::internal(Timestamp::now().as_microsecond())).await?;
        tracing::info!(address = %config.listen, base_url = config.base_url(), "listening");
        app.serve(listener, stop()).await?;
        tracing::info!("stopped");
        Ok(())
    })
}

/// Opens the port. Port 0 becomes the one that the system chose.
pub(super) async fn listen(mut config: Config) -> Result<(Config, TcpListener)> {
    let listener =
        TcpListener::bind(config.listen).await.map_err(|error| cannot_listen(config.listen, &error))?;
    config.listen = listener.local_addr().map_err(|error| cannot_listen(config.listen, &error))?;
    Ok((config, listener))
}

fn cannot_listen(address: SocketAddr, error: &std::io::Error) -> Error {
    let message = format!("Cannot listen on {address} ({error}). Choose another address with --listen.");
    Error::new(Kind::Unavailable, "cannot-listen", message)
}

/// Waits for SIGTERM or Ctrl-C. Where a signal cannot be waited for, it keeps its usual effect.
pub(super) async fn stop() {
    let wait_for = async |kind| match signal(kind) {
        Ok(mut signals) => drop(signals.recv().await),
        Err(error) => {
            tracing::warn!(%error, "a signal cannot be waited for; it will end relais at once");
            std::future::pending().await
        }
    };
    tokio::select! {
        () = wait_for(SignalKind::terminate()) => {}
        () = wait_for(SignalKind::interrupt()) => {}
    }
}
