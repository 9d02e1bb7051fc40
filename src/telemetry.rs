//! Where log lines go: to standard error, as text for people or JSON for machines. Standard output is left to
//! what a command answers.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::{Log, LogFormat};
use crate::error::{Error, Kind, Result};

/// Starts logging for the whole process; to be called once, before anything is logged.
pub fn start(log: &Log) -> Result<()> {
    let registry = tracing_subscriber::registry().with(filter(&log.filter)?);
    let lines = layer().with_writer(std::io::stderr);
    let started = match log.format {
        LogFormat::Text => registry.with(lines.with_ansi(std::io::stderr().is_terminal())).try_init(),
        LogFormat::Json => {
            registry.with(lines.json().flatten_event(true).with_current_span(false)).try_init()
        }
    };
    started.map_err(|error| Error::internal("Logging was started twice", error))
}

fn filter(text: &str) -> Result<EnvFilter> {
    EnvFilter::try_new(text).map_err(|error| {
        let message =
            format!("The log filter '{text}' cannot be read ({error}): write it as relais=debug,warn.");
        Error::new(Kind::Invalid, "invalid-setting", message)
    })
}

#[cfg(test)]
mod tests {
    use super::filter;

    #[test]
    fn a_filter_is_read_or_refused_with_what_would_be_right() {
        let check = |text: &str, readable: bool| assert_eq!(filter(text).is_ok(), readable, "{text}");
        check("relais=info,warn", true);
        check("debug", true);
        check("relais=loud", false);
        check("relais=debug,=", false);
    }
}
