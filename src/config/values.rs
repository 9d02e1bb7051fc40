//! What each setting's text means. A refusal says what would be right; it is completed by what was written and
//! where.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use jiff::tz::TimeZone;

use super::{Database, LogFormat};
use crate::error::{Error, Kind};

/// A setting that cannot be used.
pub(super) fn refused(message: String) -> Error {
    Error::new(Kind::Invalid, "invalid-setting", message)
}

pub(super) fn listen(text: &str) -> Result<SocketAddr, String> {
    let address = text.replacen("localhost:", "127.0.0.1:", 1);
    address.parse().map_err(|_| "an IP address and a port are needed, such as 127.0.0.1:8080".to_owned())
}

pub(super) fn database(text: &str) -> Result<Database, String> {
    let path = text.strip_prefix("sqlite:").unwrap_or(text);
    if ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme)) {
        return Err("PostgreSQL is not supported yet; use sqlite:PATH".to_owned());
    }
    if path.is_empty() || path == ":memory:" || path.contains("://") {
        return Err("the path of an SQLite file is needed, such as sqlite:relais.db".to_owned());
    }
    Ok(Database::Sqlite(PathBuf::from(path)))
}

pub(super) fn base_url(text: &str) -> Result<String, String> {
    let refusal = || "an http or https address is needed, such as https://relais.example.org".to_owned();
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or_else(refusal)?;
    let host = rest.split('/').next().unwrap_or_default();
    let is_plain = |part: char| !part.is_whitespace() && !matches!(part, '?' | '#' | '@' | '\\');
    if host.is_empty() || host.starts_with(':') || !rest.chars().all(is_plain) {
        return Err(refusal());
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// The address that a browser on this machine would use.
pub(super) fn base_url_of(listen: SocketAddr) -> String {
    let every_interface = match listen.ip() {
        IpAddr::V4(address) => address.is_unspecified(),
        IpAddr::V6(address) => address.is_unspecified(),
    };
    if every_interface { format!("http://localhost:{}", listen.port()) } else { format!("http://{listen}") }
}

pub(super) fn time_zone(text: &str) -> Result<TimeZone, String> {
    TimeZone::get(text).map_err(|_| "the name of an IANA zone is needed, such as Europe/Brussels".to_owned())
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, String> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err("the formats are text and json".to_owned()),
    }
}

pub(super) fn log_filter(text: &str) -> Result<String, String> {
    Ok(text.to_owned())
}

pub(super) fn max_body_bytes(text: &str) -> Result<usize, String> {
    let bytes = text.parse().ok().filter(|bytes| *bytes > 0);
    bytes.ok_or_else(|| "a number of bytes above 0 is needed, such as 16777216".to_owned())
}

pub(super) fn request_timeout(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|seconds| (1..=3600).contains(seconds));
    let refusal = || "a number of seconds from 1 to 3600 is needed, such as 30".to_owned();
    seconds.map(Duration::from_secs).ok_or_else(refusal)
}
