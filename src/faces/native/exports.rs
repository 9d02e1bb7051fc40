//! `/exports/minutes/{id}`: a meeting as a document. `/meetings/{id}/minutes` answers the same to whoever accepts
//! documents.

use axum::extract::{Path, RawQuery, State};
use axum::http::header::{self, ACCEPT, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;
use utoipa::openapi::schema::{ObjectBuilder, Type};

use crate::error::{Error, Issue, Kind, Result};
use crate::faces::auth::Reading;
use crate::faces::native::Face;
use crate::faces::native::item;
use crate::faces::native::meetings::Meetings;
use crate::faces::native::openapi::beside::Beside;
use crate::faces::native::openapi::parameters;
use crate::faces::native::resource::Resource;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::kernel::{Context, Kernel};
use crate::minutes::draft::Language;
use crate::minutes::export::{self, Format};

/// Serves it.
pub(super) fn add(face: Face) -> Face {
    let word = |words: &[&str]| {
        let words: Vec<_> = words.iter().map(|word| json!(word)).collect();
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words))
    };
    let formats: Vec<&str> = Format::ALL.iter().map(|format| format.code()).collect();
    let beside = Beside {
        tag: "exports",
        path: "/exports/minutes/{id}",
        id: "exportMinutes",
        summary: "Writes a meeting as a document: header, agenda, subjects with what was said and what is to be done.",
        answer: "The document. A meeting without minutes gives its header: an invitation. People are named, and never \
                 said how to reach.",
        parameters: vec![
            parameters::id(Meetings::ONE),
            parameters::query(
                "format",
                "The format. When it is left out, `Accept` decides, and Markdown is the answer to whoever accepts \
                 everything.",
                word(&formats),
                json!("html"),
            ),
            parameters::query(
                "lang",
                "The language of the layout's words. When it is left out, it is that of the minutes.",
                word(&["fr", "en"]),
                json!("fr"),
            ),
        ],
    };
    let document = face.document.tag("exports", "Minutes out.").download(beside, &media_types());
    Face { routes: face.routes.route("/exports/minutes/{id}", get(handle)), document }
}

/// The media types of all formats.
pub(super) fn media_types() -> Vec<&'static str> {
    Format::ALL.iter().map(|format| format.media_type()).collect()
}

/// `GET /api/v1/exports/minutes/{id}`.
async fn handle(
    State(shared): State<Shared>,
    Reading(context): Reading,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (format, language) = asked(query.as_deref().unwrap_or_default())?;
    let format = match format {
        Some(format) => format,
        None => accepted(&headers)?.unwrap_or(Format::Markdown),
    };
    Ok(document(&shared.kernel, &context, &id, format, language, &headers).await?)
}

/// The document of a meeting as an answer, or that the caller has it already.
pub(super) async fn document(
    kernel: &Kernel,
    context: &Context,
    id: &str,
    format: Format,
    language: Option<Language>,
    headers: &HeaderMap,
) -> Result<Response> {
    let key = item::key::<Meetings>(id)?;
    item::present::<Meetings>(kernel, context, &key).await?;
    let export = export::export(kernel, context, &key.id, format, language).await?;
    let etag = format!("\"{}\"", export.digest);
    let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut response = if known.split(',').any(|one| item::is_or_any(one, &etag)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = export.bytes.into_response();
        insert(&mut response, header::CONTENT_TYPE, format.content_type());
        // A browser shows what it can, and keeps the rest under this name.
        let shown = if format == Format::Docx { "attachment" } else { "inline" };
        let disposition = format!("{shown}; filename=\"{}\"", export.file_name);
        insert(&mut response, header::CONTENT_DISPOSITION, &disposition);
        response
    };
    insert(&mut response, header::ETAG, &etag);
    insert(&mut response, header::VARY, "Accept");
    Ok(response)
}

fn insert(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// What the address asks.
fn asked(query: &str) -> Result<(Option<Format>, Option<Language>)> {
    let (mut format, mut language) = (None, None);
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match name.as_ref() {
            "format" => format = Some(Format::parse(&value)?),
            "lang" => language = Some(language_of(&value)?),
            _ => {
                let message = format!("There is no parameter '{name}' here; there are format and lang.");
                let issue = Issue::error("unknown-parameter", message).at_parameter(name.as_ref());
                return Err(Error::with(Kind::Invalid, issue));
            }
        }
    }
    Ok((format, language))
}

fn language_of(code: &str) -> Result<Language> {
    Language::parse(code).ok_or_else(|| {
        let message = format!("'{code}' is no language of documents; there are fr and en.");
        Error::with(Kind::Invalid, Issue::error("invalid-parameter-value", message).at_parameter("lang"))
    })
}

/// The format of documents that the caller likes best; `None` where that is JSON, or everything alike.
pub(super) fn accepted(headers: &HeaderMap) -> Result<Option<Format>> {
    let accept = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let accept = accept.collect::<Vec<_>>().join(",");
    if accept.trim().is_empty() {
        return Ok(None);
    }
    let mut ranges: Vec<(f32, &str)> = accept.split(',').filter_map(range).collect();
    // The sort is stable: of equals the one named first counts.
    ranges.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (_, wanted) in ranges {
        if matches!(wanted, "*/*" | "application/*" | "application/json") {
            return Ok(None);
        }
        let fits = |format: &&Format| {
            let group = format.media_type().split('/').next().unwrap_or_default();
            wanted == format.media_type() || wanted.strip_suffix("/*") == Some(group)
        };
        if let Some(format) = Format::ALL.iter().find(fits) {
            return Ok(Some(*format));
        }
    }
    let message = format!(
        "None of '{accept}' can be answered; there are application/json, {}.",
        media_types().join(", ")
    );
    let issue = Issue::error("not-acceptable", message).at_parameter("Accept");
    Err(Error::with(Kind::NotAcceptable, issue))
}

/// A media range with its weight; none where it is not wanted at all.
fn range(text: &str) -> Option<(f32, &str)> {
    let mut parts = text.split(';').map(str::trim);
    let range = parts.next().filter(|range| !range.is_empty())?;
    let weight =
        parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |weight| weight.parse().ok())?;
    (weight > 0.0).then_some((weight, range))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_of_what_is_accepted_is_answered() {
        let check = |accept: &str, expected: Option<Option<Format>>| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, accept.parse().unwrap());
            assert_eq!(accepted(&headers).ok(), expected, "{accept}");
        };
        check("*/*", Some(None));
        check("application/json", Some(None));
        check("text/markdown", Some(Some(Format::Markdown)));
        check("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Some(Some(Format::Html)));
        check("text/html;q=0.3, application/fhir+json;q=0.8", Some(Some(Format::Fhir)));
        check("text/*", Some(Some(Format::Markdown)));
        check("application/json;q=0.2, text/html;q=0", Some(None));
        check("image/png", None);
    }
}
