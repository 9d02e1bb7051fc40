//! Every setting of relais: from a flag, else from the environment, else from the settings file, else the
//! documented default. It is the one place that reads the environment, and knows nothing of what the settings
//! steer.

mod file;
mod flags;
mod layers;
#[cfg(test)]
mod tests;
mod token;
mod values;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use jiff::tz::TimeZone;

use crate::error::{Error, Kind, Result};

pub use flags::Flags;
pub use token::{Scope, Token};

/// The settings, each checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen (`RELAIS_LISTEN`).
    pub listen: SocketAddr,
    /// Where resources are kept (`RELAIS_DATABASE`).
    pub database: Database,
    /// The address under which others reach this server (`RELAIS_BASE_URL`), without a slash at its end.
    /// [`Config::base_url`] says what holds when it is not set.
    pub base_url: Option<String>,
    /// What to log, and how.
    pub log: Log,
    /// The zone of dates that name none (`RELAIS_TIME_ZONE`). [`Config::time_zone`] says what holds when it is
    /// not set.
    pub time_zone: Option<TimeZone>,
    /// What one request may take.
    pub limits: Limits,
    /// Who may come in (`RELAIS_TOKENS`). Without any, everybody on this machine may.
    pub tokens: Vec<Token>,
}

/// Where resources are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// In an SQLite file, which is made when it is not there.
    Sqlite(PathBuf),
}

/// What to log, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// Which lines (`RELAIS_LOG`), such as `relais=debug,warn`.
    pub filter: String,
    /// How a line looks (`RELAIS_LOG_FORMAT`).
    pub format: LogFormat,
}

/// How a log line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// As text for people.
    Text,
    /// As one JSON object for machines.
    Json,
}

/// What one request may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes that a request's body may have (`RELAIS_MAX_BODY_BYTES`).
    pub max_body_bytes: usize,
    /// How long a request may take (`RELAIS_REQUEST_TIMEOUT_SECONDS`).
    pub request_timeout: Duration,
}

impl Config {
    /// Reads the settings of this process. A setting that cannot be read is an error that says which, where
    /// it was set and what would be right.
    pub fn load(flags: &Flags) -> Result<Self> {
        layers::resolve(flags, &|name| std::env::var_os(name))
    }

    /// The address under which others reach this server: as set, else the one where it listens.
    pub fn base_url(&self) -> String {
        self.base_url.clone().unwrap_or_else(|| values::base_url_of(self.listen))
    }

    /// The zone of dates that name none: as set, else UTC.
    pub fn time_zone(&self) -> TimeZone {
        self.time_zone.clone().unwrap_or(TimeZone::UTC)
    }

    /// Refuses to listen to other machines when nobody has been given a token.
    pub fn check_access(&self) -> Result<()> {
        if self.listen.ip().is_loopback() || !self.tokens.is_empty() {
            return Ok(());
        }
        let message = format!(
            "Listening on {} would let every machine on the network read and change everything. Configure an \
             access token, for example RELAIS_TOKENS='desk:read+write+personal:SECRET' with a secret of at \
             least {} characters, or listen on 127.0.0.1 only.",
            self.listen,
            token::SHORTEST_SECRET
        );
        Err(Error::new(Kind::Invalid, "open-to-everyone", message))
    }
}
