//! The settings as flags of the command line.

use std::path::PathBuf;

use clap::Args;

/// Settings given on the command line; each wins over the environment and the settings file. Access tokens
/// have no flag, because a command line can be read by everybody on the machine.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Settings")]
pub struct Flags {
    /// A TOML file with settings [env: RELAIS_CONFIG]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Where to listen [env: RELAIS_LISTEN] [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,
    /// The database, sqlite:PATH or a bare path [env: RELAIS_DATABASE] [default: relais.db]
    #[arg(long, value_name = "DATABASE")]
    pub database: Option<String>,
    /// The address under which others reach this server [env: RELAIS_BASE_URL] [default: where it listens]
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// The zone of dates that name none [env: RELAIS_TIME_ZONE] [default: UTC]
    #[arg(long, value_name = "ZONE")]
    pub time_zone: Option<String>,
    /// Which lines to log [env: RELAIS_LOG] [default: relais=info,warn]
    #[arg(long, value_name = "FILTER")]
    pub log: Option<String>,
    /// How log lines look, text or json [env: RELAIS_LOG_FORMAT] [default: text]
    #[arg(long, value_name = "FORMAT")]
    pub log_format: Option<String>,
    /// The most bytes of a request's body [env: RELAIS_MAX_BODY_BYTES] [default: 16777216]
    #[arg(long, value_name = "BYTES")]
    pub max_body_bytes: Option<String>,
    /// How long a request may take [env: RELAIS_REQUEST_TIMEOUT_SECONDS] [default: 30]
    #[arg(long, value_name = "SECONDS")]
    pub request_timeout_seconds: Option<String>,
}
