//! The conditions that a request states in its headers (R4, sections 3.1.0.1.5, 3.1.0.5 and 3.1.0.8.1).

use axum::http::HeaderMap;
use axum::http::header::{self, HeaderName, IF_MATCH, IF_NONE_MATCH};

use crate::error::{At, Error, Issue, Kind, Result};
use crate::faces::fhir::format::without_format;
use crate::faces::state::Shared;
use crate::fhir::{ResourceType, datetime};
use crate::kernel::{Condition, Context, Version};

/// FHIR's own condition, for create.
pub(super) const IF_NONE_EXIST: HeaderName = HeaderName::from_static("if-none-exist");

/// Every header that makes a request conditional.
const ALL: [HeaderName; 6] = [
    IF_MATCH,
    IF_NONE_MATCH,
    header::IF_MODIFIED_SINCE,
    header::IF_UNMODIFIED_SINCE,
    header::IF_RANGE,
    IF_NONE_EXIST,
];

/// Refuses every condition that an interaction does not understand: to ignore one would be to do something else
/// than what was asked.
pub(super) fn only(headers: &HeaderMap, understood: &[HeaderName]) -> Result<()> {
    let stated = |name: &&HeaderName| headers.contains_key(*name) && !understood.contains(*name);
    let all = ALL;
    let Some(name) = all.iter().find(stated) else {
        return Ok(());
    };
    let message = match understood {
        [] => format!("The condition {name} is not offered for this interaction; it takes none."),
        some => {
            let names: Vec<&str> = some.iter().map(HeaderName::as_str).collect();
            format!(
                "The condition {name} is not offered for this interaction; it takes {}.",
                names.join(", ")
            )
        }
    };
    Err(Error::with(Kind::Invalid, Issue::error("not-supported", message).at_parameter(name.as_str())))
}

/// The version that `If-Match` asks for; none when the header is absent.
pub(super) fn if_match(headers: &HeaderMap) -> Result<Option<u64>> {
    match text(headers, &IF_MATCH)? {
        Some(value) => version_of(value).map(Some),
        None => Ok(None),
    }
}

/// The version that an ETag names: `W/"3"`, `"3"` or `3`.
pub(super) fn version_of(etag: &str) -> Result<u64> {
    let bare = etag.trim().trim_start_matches("W/").trim_matches('"');
    bare.parse().map_err(|_| {
        let message = format!("'{etag}' is not a version of this server; an ETag looks like W/\"3\".");
        Error::with(Kind::PreconditionFailed, Issue::error("stale", message).at_parameter("If-Match"))
    })
}

/// What a reader has already (R4, section 3.1.0.2.1: conditional read).
#[derive(Debug, Default)]
pub(super) struct Unless {
    /// `If-None-Match`: the versions that it has.
    pub(super) etags: Option<String>,
    /// `If-Modified-Since`: when it read, in microseconds since 1970 UTC. It counts only where no version is named
    /// (RFC 9110, section 13.1.3).
    pub(super) since: Option<i64>,
}

impl Unless {
    /// What the headers of a request say.
    pub(super) fn of(headers: &HeaderMap) -> Result<Self> {
        let etags = text(headers, &IF_NONE_MATCH)?.map(str::to_owned);
        let since = text(headers, &header::IF_MODIFIED_SINCE)?.map(http_date).transpose()?;
        Ok(Self { etags, since })
    }

    /// Whether the reader says that it has anything.
    pub(super) fn is_stated(&self) -> bool {
        self.etags.is_some() || self.since.is_some()
    }

    /// Whether the reader has this version. Dates in headers are whole seconds, so whole seconds are compared.
    pub(super) fn holds(&self, version: &Version) -> bool {
        const SECOND: i64 = 1_000_000;
        let is_it = |etag: &str| etag == "*" || version_of(etag).ok() == Some(version.number);
        match (&self.etags, self.since) {
            (Some(etags), _) => etags.split(',').map(str::trim).any(is_it),
            (None, Some(since)) => version.at.div_euclid(SECOND) <= since.div_euclid(SECOND),
            (None, None) => false,
        }
    }
}

fn http_date(text: &str) -> Result<i64> {
    let read = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text.trim());
    read.map(jiff::Timestamp::as_microsecond).map_err(|_| {
        let message = format!("'{text}' is not a date such as 'Tue, 13 Apr 2021 10:00:00 GMT'.");
        let issue = Issue::error("invalid-header", message).at_parameter("If-Modified-Since");
        Error::with(Kind::Invalid, issue)
    })
}

/// The instant that an entry's `ifModifiedSince` names.
pub(super) fn instant(text: &str) -> Result<i64> {
    datetime::parse_instant(text).ok_or_else(|| {
        let message = format!("'{text}' is not an instant such as '2021-04-13T10:00:00Z'.");
        Error::with(Kind::Invalid, Issue::error("invalid-value", message).at_parameter("ifModifiedSince"))
    })
}

/// Whether `If-None-Match` names a text by its digest.
pub(super) fn names(headers: &HeaderMap, digest: &str) -> Result<bool> {
    let asked = text(headers, &IF_NONE_MATCH)?.unwrap_or_default();
    let bare = |etag: &str| etag.trim().trim_start_matches("W/").trim_matches('"').to_owned();
    Ok(asked.split(',').any(|etag| etag.trim() == "*" || bare(etag) == digest))
}

/// Whether an update says `If-None-Match: *`: only if there is nothing yet. No other value means anything for it.
pub(super) fn must_be_new(headers: &HeaderMap) -> Result<bool> {
    match text(headers, &IF_NONE_MATCH)?.map(str::trim) {
        None => Ok(false),
        Some("*") => Ok(true),
        Some(other) => Err(not_a_star(other, "If-None-Match")),
    }
}

/// A condition on what is not there, with which a change can do nothing.
pub(super) fn not_a_star(other: &str, name: &str) -> Error {
    let message = format!("{name} is '*' for a change, not '{other}': only if there is nothing yet.");
    Error::with(Kind::Invalid, Issue::error("invalid-header", message).at_parameter(name))
}

/// The condition that `If-None-Exist` states for a create.
pub(super) fn if_none_exist(
    shared: &Shared,
    context: &Context,
    resource_type: ResourceType,
    headers: &HeaderMap,
) -> Result<Option<Condition>> {
    let Some(value) = text(headers, &IF_NONE_EXIST)? else {
        return Ok(None);
    };
    let pairs: Vec<_> = form_urlencoded::parse(value.as_bytes()).into_owned().collect();
    let condition = shared.kernel.condition(context, resource_type, &pairs)?;
    Ok(Some(condition.at(At::Parameter("If-None-Exist".to_owned()))))
}

/// The condition that the parameters of an address state.
pub(super) fn in_address(
    shared: &Shared,
    context: &Context,
    resource_type: ResourceType,
    pairs: Vec<(String, String)>,
) -> Result<Condition> {
    shared.kernel.condition(context, resource_type, &without_format(pairs))
}

/// The text of a header that stands once at most.
pub(super) fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>> {
    let wrong = |message: String| {
        let issue = Issue::error("invalid-header", message).at_parameter(name.as_str());
        Error::with(Kind::Invalid, issue)
    };
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(_), Some(_)) => Err(wrong(format!("The header {name} stands more than once."))),
        (Some(value), None) => {
            value.to_str().map(Some).map_err(|_| wrong(format!("The header {name} is not readable.")))
        }
    }
}
