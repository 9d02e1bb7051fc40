//! capabilities (R4, section 3.1.0.9): open to everybody, so that a client can find out how to come in.

use axum::extract::State;
use axum::http::header::{ETAG, HeaderValue};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use crate::error::{Error, Issue, Kind, Result};
use crate::faces::fhir::format::{parameters, unknown, without_format};
use crate::faces::fhir::preconditions;
use crate::faces::fhir::reply::Reply;
use crate::faces::fhir::view::View;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::fhir::ResourceType;
use crate::kernel::capabilities::{Reached, normative};

/// What is told of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Everything.
    Full,
    /// What of it is normative content of R4.
    Normative,
    /// What the operations on terminology do.
    Terminology,
}

pub(super) async fn handle(
    State(shared): State<Shared>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Refusal> {
    let mut pairs = without_format(parameters(&uri));
    let mode = Mode::take(&mut pairs)?;
    let view = View::take(&mut pairs, &[mode.resource_type()])?;
    if let Some((name, _)) = pairs.first() {
        return Err(unknown(name, "metadata takes mode, _summary, _elements, _format and _pretty").into());
    }
    let statement = shared.remembered(mode.name(), move |shared| mode.text(shared)).await?;
    let tag = HeaderValue::from_str(&format!("W/\"{}\"", statement.digest));
    let tagged = |mut response: Response| {
        if let Ok(tag) = tag {
            response.headers_mut().insert(ETAG, tag);
        }
        response
    };
    if preconditions::names(&headers, &statement.digest)? {
        return Ok(tagged(StatusCode::NOT_MODIFIED.into_response()));
    }
    let shown = view.of_text(statement.text)?;
    Ok(tagged(Reply::resource(shown).into_response(&shared.fhir_base())))
}

impl Mode {
    fn take(pairs: &mut Vec<(String, String)>) -> Result<Self> {
        let mut mode = Self::Full;
        for (_, value) in pairs.extract_if(.., |(name, _)| name == "mode") {
            mode = match value.as_str() {
                "full" => Self::Full,
                "normative" => Self::Normative,
                "terminology" => Self::Terminology,
                _ => return Err(unknown_mode(&value)),
            };
        }
        Ok(mode)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Normative => "normative",
            Self::Terminology => "terminology",
        }
    }

    fn resource_type(self) -> ResourceType {
        match self {
            Self::Full | Self::Normative => ResourceType::named("CapabilityStatement"),
            Self::Terminology => ResourceType::named("TerminologyCapabilities"),
        }
    }

    fn text(self, shared: &Shared) -> String {
        let base = shared.fhir_base();
        let reached = reached(shared, &base);
        let statement = match self {
            Self::Full => shared.kernel.capabilities(reached),
            Self::Normative => normative(shared.kernel.capabilities(reached)),
            Self::Terminology => shared.kernel.terminology(reached),
        };
        statement.to_string()
    }
}

/// How this server is reached.
pub(super) fn reached<'a>(shared: &Shared, base: &'a str) -> Reached<'a> {
    Reached { base, secured: shared.tokens.are_needed() }
}

fn unknown_mode(value: &str) -> Error {
    let shown: String = value.chars().take(80).collect();
    let message = format!("'{shown}' is not a mode of metadata: it is full, normative or terminology.");
    Error::with(Kind::Invalid, Issue::error("invalid-parameter-value", message).at_parameter("mode"))
}
