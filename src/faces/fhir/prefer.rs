//! `Prefer` (R4, section 3.1.0.1.6; RFC 7240): what a caller wants back after a change, and what becomes of search
//! parameters that are not understood.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;

use crate::search::parse::Handling;

/// Tells a caller which preference was heeded.
const APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// What a change answers with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Return {
    /// Nothing but status and headers.
    Minimal,
    /// The resource as it is now.
    Representation,
    /// An OperationOutcome that says what was done.
    OperationOutcome,
}

impl Return {
    /// What the headers ask for, if they do. The first that is known counts; RFC 7240 lets a server pass over what
    /// it does not know, and `Preference-Applied` tells the caller what was heeded.
    pub(super) fn asked(headers: &HeaderMap) -> Option<Self> {
        let known = [Self::Minimal, Self::Representation, Self::OperationOutcome];
        values(headers, "return").find_map(|value| known.into_iter().find(|known| value == known.name()))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Minimal => "minimal",
            Self::Representation => "representation",
            Self::OperationOutcome => "OperationOutcome",
        }
    }

    /// Says in a response that the preference was heeded.
    pub(super) fn applied(asked: Option<Self>, mut response: Response) -> Response {
        if let Some(asked) = asked
            && let Ok(value) = HeaderValue::from_str(&format!("return={}", asked.name()))
        {
            response.headers_mut().insert(APPLIED, value);
        }
        response
    }
}

/// What becomes of search parameters that are not understood: the search is refused, unless the caller prefers
/// that they be left out.
pub(super) fn handling(headers: &HeaderMap) -> Handling {
    let known = values(headers, "handling").find_map(|value| match value {
        "lenient" => Some(Handling::Lenient),
        "strict" => Some(Handling::Strict),
        _ => None,
    });
    known.unwrap_or(Handling::Strict)
}

/// Says in a response that parameters were left out where that was needed.
pub(super) fn handled(handling: Handling, mut response: Response) -> Response {
    if handling == Handling::Lenient {
        response.headers_mut().insert(APPLIED, HeaderValue::from_static("handling=lenient"));
    }
    response
}

/// The values of a preference, in order.
fn values<'a>(headers: &'a HeaderMap, preference: &'a str) -> impl Iterator<Item = &'a str> {
    let written = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
    written.flat_map(|value| value.split([',', ';'])).filter_map(move |one| {
        let (name, value) = one.split_once('=')?;
        let is_it = name.trim().eq_ignore_ascii_case(preference);
        is_it.then(|| value.trim().trim_matches('"'))
    })
}
