//! The order of the layers: a flag wins over the environment, that over the file, that over the default.

use std::ffi::OsString;
use std::path::PathBuf;

use super::file::File;
use super::values::{self, refused};
use super::{Config, Flags, Limits, Log, Token, token};
use crate::error::Result;

/// Looks up a variable of the environment.
pub(super) type Environment<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// Reads every setting from the layers.
pub(super) fn resolve(flags: &Flags, environment: Environment<'_>) -> Result<Config> {
    let config = flags.config.clone().or_else(|| variable(environment, "RELAIS_CONFIG").map(PathBuf::from));
    let file = config.as_deref().map(File::read).transpose()?.unwrap_or_default();
    let layers =
        Layers { environment, file_name: config.map(|path| path.display().to_string()).unwrap_or_default() };

    Ok(Config {
        listen: layers
            .setting("listen", &flags.listen, file.listen.clone())
            .or("127.0.0.1:8080", values::listen)?,
        database: layers
            .setting("database", &flags.database, file.database.clone())
            .or("relais.db", values::database)?,
        base_url: layers
            .setting("base-url", &flags.base_url, file.base_url.clone())
            .read(values::base_url)?,
        log: Log {
            filter: layers
                .setting("log", &flags.log, file.log.clone())
                .or("relais=info,warn", values::log_filter)?,
            format: layers
                .setting("log-format", &flags.log_format, file.log_format.clone())
                .or("text", values::log_format)?,
        },
        time_zone: layers
            .setting("time-zone", &flags.time_zone, file.time_zone.clone())
            .read(values::time_zone)?,
        limits: limits(&layers, flags, &file)?,
        tokens: tokens(&layers, &file)?,
    })
}

fn limits(layers: &Layers<'_>, flags: &Flags, file: &File) -> Result<Limits> {
    let body = file.max_body_bytes.map(|bytes| bytes.to_string());
    let timeout = file.request_timeout_seconds.map(|seconds| seconds.to_string());
    Ok(Limits {
        max_body_bytes: layers
            .setting("max-body-bytes", &flags.max_body_bytes, body)
            .or("16777216", values::max_body_bytes)?,
        request_timeout: layers
            .setting("request-timeout-seconds", &flags.request_timeout_seconds, timeout)
            .or("30", values::request_timeout)?,
    })
}

/// The tokens of the environment, else those of the file. What was written is never repeated in a message.
fn tokens(layers: &Layers<'_>, file: &File) -> Result<Vec<Token>> {
    let (origin, tokens) = match variable(layers.environment, "RELAIS_TOKENS") {
        Some(list) => ("RELAIS_TOKENS".to_owned(), token::parse_list(&list.to_string_lossy())),
        None => (format!("tokens in {}", layers.file_name), file.tokens().map(Option::unwrap_or_default)),
    };
    let checked = tokens.and_then(|tokens| token::check_names(&tokens).map(|()| tokens));
    checked.map_err(|reason| refused(format!("{origin}: {reason}.")))
}

/// A variable that is set to something. An empty one counts as not set, as in most shells' idioms.
fn variable(environment: Environment<'_>, name: &str) -> Option<OsString> {
    environment(name).filter(|value| !value.is_empty())
}

struct Layers<'a> {
    environment: Environment<'a>,
    file_name: String,
}

impl Layers<'_> {
    /// The highest layer that sets something. `name` is the flag's, from which the variable's and the key's
    /// follow.
    fn setting(&self, name: &str, flag: &Option<String>, in_file: Option<String>) -> Setting {
        let key = name.replace('-', "_");
        let variable_name = format!("RELAIS_{}", key.to_uppercase());
        let written = if let Some(value) = flag {
            Some((format!("--{name}"), value.clone()))
        } else if let Some(value) = variable(self.environment, &variable_name) {
            Some((variable_name, value.to_string_lossy().into_owned()))
        } else {
            in_file.map(|value| (format!("{key} in {}", self.file_name), value))
        };
        Setting { written }
    }
}

/// What was written for a setting, and where.
struct Setting {
    written: Option<(String, String)>,
}

impl Setting {
    /// Reads the setting, or the default when nothing was written.
    fn or<T>(self, default: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<T> {
        match self.read(&read)? {
            Some(value) => Ok(value),
            None => read(default).map_err(|reason| refused(format!("The default '{default}': {reason}."))),
        }
    }

    /// Reads the setting; `None` when nothing was written.
    fn read<T>(self, read: impl Fn(&str) -> Result<T, String>) -> Result<Option<T>> {
        let Some((origin, text)) = self.written else { return Ok(None) };
        let value = read(text.trim());
        value.map(Some).map_err(|reason| refused(format!("{origin} is '{}': {reason}.", shown(&text))))
    }
}

/// A value as it may be repeated in a message: without the password that an address may hold.
fn shown(text: &str) -> String {
    match (text.split_once("://"), text.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
        _ => text.to_owned(),
    }
}
