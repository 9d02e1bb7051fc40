//! `Prefer: return=…` (R4, section 3.1.0.1.6; RFC 7240): what a caller wants back after a change.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;

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
        let values = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split([',', ';'])).find_map(|one| {
            let (name, value) = one.split_once('=')?;
            let value = value.trim().trim_matches('"');
            let known = [Self::Minimal, Self::Representation, Self::OperationOutcome];
            let is_return = name.trim().eq_ignore_ascii_case("return");
            known.into_iter().find(|known| is_return && value == known.name())
        })
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
        const APPLIED: HeaderName = HeaderName::from_static("preference-applied");
        if let Some(asked) = asked
            && let Ok(value) = HeaderValue::from_str(&format!("return={}", asked.name()))
        {
            response.headers_mut().insert(APPLIED, value);
        }
        response
    }
}
