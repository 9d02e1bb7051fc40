//! The conditions that a request states in its headers (R4, sections 3.1.0.1.5 and 3.1.0.5).

use axum::http::HeaderMap;
use axum::http::header::{HeaderName, IF_MATCH, IF_NONE_MATCH};

use crate::error::{Error, Issue, Kind, Result};

/// The version that `If-Match` asks for; none when the header is absent.
pub(super) fn if_match(headers: &HeaderMap) -> Result<Option<u64>> {
    let Some(value) = text(headers, &IF_MATCH)? else {
        return Ok(None);
    };
    version_of(value).map(Some)
}

/// The version that an ETag names: `W/"3"`, `"3"` or `3`.
pub(super) fn version_of(etag: &str) -> Result<u64> {
    let bare = etag.trim().trim_start_matches("W/").trim_matches('"');
    bare.parse().map_err(|_| {
        let message = format!("'{etag}' is not a version of this server; an ETag looks like W/\"3\".");
        Error::with(Kind::PreconditionFailed, Issue::error("stale", message).at_parameter("If-Match"))
    })
}

/// Whether `If-None-Match` says that the caller has this version already.
pub(super) fn has_already(headers: &HeaderMap, number: u64) -> Result<bool> {
    let Some(value) = text(headers, &IF_NONE_MATCH)? else {
        return Ok(false);
    };
    Ok(value.split(',').map(str::trim).any(|etag| etag == "*" || version_of(etag).ok() == Some(number)))
}

/// Refuses a header that changes what a request means and is not understood here; to ignore it would be to
/// do something else than what was asked.
pub(super) fn refuse_conditional_create(headers: &HeaderMap) -> Result<()> {
    if headers.contains_key("if-none-exist") {
        let message = "Conditional create is not offered: send the request without If-None-Exist.";
        let issue = Issue::error("not-supported", message).at_parameter("If-None-Exist");
        return Err(Error::with(Kind::Invalid, issue));
    }
    Ok(())
}

/// Refuses a condition that an interaction does not understand.
pub(super) fn refuse(headers: &HeaderMap, name: &HeaderName) -> Result<()> {
    if !headers.contains_key(name) {
        return Ok(());
    }
    let message = format!("The condition {name} is not offered for this interaction.");
    Err(Error::with(Kind::Invalid, Issue::error("not-supported", message).at_parameter(name.as_str())))
}

/// What a caller wants back after a change (`Prefer: return=…`; R4, section 3.1.0.1.6). The resource, unless
/// it says `minimal`.
pub(super) fn wants_resource(headers: &HeaderMap) -> bool {
    let preferences = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
    !preferences.flat_map(|value| value.split([',', ';'])).any(|one| one.trim() == "return=minimal")
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>> {
    let Some(value) = headers.get(name) else {
        return Ok(None);
    };
    value.to_str().map(Some).map_err(|_| {
        let issue = Issue::error("invalid-header", format!("The header {name} is not readable."));
        Error::with(Kind::Invalid, issue.at_parameter(name.as_str()))
    })
}
