//! `/imports/minutes`: minutes in.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use bytes::Bytes;
use serde_json::json;
use utoipa::openapi::schema::{ObjectBuilder, Type};

use crate::error::{Error, Issue, Kind, Result};
use crate::faces::auth::Writing;
use crate::faces::native::import_answers::{self as answers, ImportOut};
use crate::faces::native::openapi::beside::{Beside, Example};
use crate::faces::native::openapi::parameters;
use crate::faces::native::{Face, corrected_drafts};
use crate::faces::payload::Payload;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::minutes::import::{Accept, Choices, Source};
use crate::minutes::{self, Alias, Document, Draft, Format, import, render};
use crate::model::Moment;

/// The media type of bytes of any format.
const ANY: &str = "application/octet-stream";

/// Serves it.
pub(super) fn add(face: Face) -> Face {
    let flag = ObjectBuilder::new().schema_type(Type::Boolean).default(Some(json!(false)));
    let name = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(255));
    let accept = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(["none", "high", "all"]))
        .default(Some(json!("high")));
    let import = Beside {
        tag: "imports",
        path: "/imports/minutes",
        id: "importMinutes",
        summary: "Reads minutes and writes what they tell: the meeting, its record, what was said, what is to be done.",
        answer: "What was written. With `dry_run=true` nothing is written, and the answer is the draft: each field with \
                 the lines that it was read from, and warnings where the reader was unsure; with `Accept: text/plain` as \
                 a readable text. That draft, corrected, is imported in the document's place as \
                 `application/vnd.relais.draft+json`.",
        parameters: vec![
            parameters::query("dry_run", "Whether to write nothing and show the draft.", flag, json!(true)),
            parameters::query(
                "name",
                "The document's name, such as the file's.",
                name,
                json!("2021-04-13.txt"),
            ),
            parameters::query(
                "accept_matches",
                "Which actions that seem to be open ones of earlier meetings become reviews of these: those of high \
                 confidence, all that are proposed, or none.",
                accept,
                json!("high"),
            ),
        ],
    };
    let mut media_types = Format::ALL.map(Format::media_type).to_vec();
    media_types.push(ANY);
    let document = face.document.tag("imports", "Minutes in.").schema::<ImportOut>().upload(
        import,
        &media_types,
        Some(corrected_drafts::content()),
        Example::of(&answers::example()),
    );
    Face { routes: face.routes.route("/imports/minutes", post(handle)), document }
}

/// What the address asks.
#[derive(Debug, Default, PartialEq)]
struct Asked {
    dry_run: bool,
    accept: Accept,
    name: Option<String>,
}

/// `POST /api/v1/imports/minutes`.
async fn handle(
    State(shared): State<Shared>,
    Writing(context): Writing,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    Payload(bytes): Payload,
) -> Result<Response, Refusal> {
    let asked = asked(query.as_deref().unwrap_or_default())?;
    let corrected = corrected_drafts::is_sent(&headers);
    let (draft, source) = if corrected {
        let (draft, source) = corrected_drafts::read(&shared.kernel, &context, &bytes).await?;
        let name = asked.name.or_else(|| source.name.clone());
        (draft, Source { name, ..source })
    } else {
        let declared = declared(&headers)?;
        let Reading { draft, document, bytes } = read(bytes, declared, Arc::clone(&shared.aliases)).await?;
        (draft, Source::document(asked.name, &document, bytes))
    };
    let source = Source {
        received_at: Some(Moment::of_microsecond(context.now)),
        zone: shared.minutes_zone.clone(),
        ..source
    };
    let choices = Choices { corrected, accept: asked.accept };
    if asked.dry_run {
        let wants_text =
            headers.get(ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"text/plain"));
        if wants_text {
            let text = ([(CONTENT_TYPE, "text/plain; charset=utf-8")], render::to_text(&draft));
            return Ok(text.into_response());
        }
        let matches = import::matches(&shared.kernel, &context, &draft, &source, choices).await?;
        return Ok(axum::Json(answers::DryRunOut::of(&draft, &matches)).into_response());
    }
    let summary = import::import_with(&shared.kernel, &context, &draft, &source, choices).await?;
    let status = if summary.is_unchanged() { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, axum::Json(ImportOut::from(&summary))).into_response())
}

/// Minutes that have been read.
struct Reading {
    draft: Draft,
    document: Document,
    bytes: Vec<u8>,
}

/// Reads minutes aside, so that a long document does not hold up other requests.
async fn read(bytes: Bytes, declared: Option<Format>, aliases: Arc<[Alias]>) -> Result<Reading> {
    let reading = tokio::task::spawn_blocking(move || {
        let document = Document::open(&bytes)?;
        check_declared(declared, document.format())?;
        let draft = minutes::read(&document, &aliases)?;
        Ok(Reading { draft, document, bytes: bytes.into() })
    });
    reading.await.map_err(|error| Error::internal("reading minutes", error))?
}

fn asked(query: &str) -> Result<Asked> {
    let mut asked = Asked::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match (name.as_ref(), value.as_ref()) {
            ("dry_run", "true") => asked.dry_run = true,
            ("dry_run", "false") => asked.dry_run = false,
            ("dry_run", _) => return Err(wrong(&name, "'dry_run' is 'true' or 'false'.")),
            ("accept_matches", "none") => asked.accept = Accept::None,
            ("accept_matches", "high") => asked.accept = Accept::High,
            ("accept_matches", "all") => asked.accept = Accept::All,
            ("accept_matches", _) => {
                return Err(wrong(&name, "'accept_matches' is 'none', 'high' or 'all'."));
            }
            ("name", "") => return Err(wrong(&name, "'name' has no value.")),
            ("name", text) if text.chars().count() > 255 => {
                return Err(wrong(&name, "'name' has at most 255 characters."));
            }
            ("name", text) => asked.name = Some(text.to_owned()),
            _ => {
                let message = format!(
                    "There is no parameter '{name}' here; there are dry_run, name and accept_matches."
                );
                let issue = Issue::error("unknown-parameter", message).at_parameter(name.as_ref());
                return Err(Error::with(Kind::Invalid, issue));
            }
        }
    }
    Ok(asked)
}

fn wrong(name: &str, message: &str) -> Error {
    let issue = Issue::error("invalid-parameter-value", message).at_parameter(name);
    Error::with(Kind::Invalid, issue)
}

/// The format that the request declares; none for `application/octet-stream`, which leaves it to the content.
fn declared(headers: &HeaderMap) -> Result<Option<Format>> {
    let sent = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let bare = sent.split(';').next().unwrap_or_default().trim();
    let declared = Format::ALL.into_iter().find(|format| bare.eq_ignore_ascii_case(format.media_type()));
    if declared.is_some() || bare.eq_ignore_ascii_case(ANY) {
        return Ok(declared);
    }
    let known = Format::ALL.map(Format::media_type).join(", ");
    Err(wrong_type(&format!(
        "Minutes are read from {known} or {ANY}, not from '{bare}'; a corrected draft is {}.",
        corrected_drafts::MEDIA_TYPE
    )))
}

/// Refuses a body that is not what the request says: one of the two is a mistake.
fn check_declared(declared: Option<Format>, found: Format) -> Result<()> {
    match declared.filter(|declared| !declared.admits(found)) {
        None => Ok(()),
        Some(declared) => Err(wrong_type(&format!(
            "The Content-Type says {}, but the body is {}. Send it as that, or as application/octet-stream.",
            declared.media_type(),
            found.media_type()
        ))),
    }
}

fn wrong_type(message: &str) -> Error {
    let issue = Issue::error("unsupported-media-type", message).at_parameter("Content-Type");
    Error::with(Kind::UnsupportedMediaType, issue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_address_asks_is_understood_or_refused() {
        let check = |query: &str, expected: Option<Asked>| assert_eq!(asked(query).ok(), expected, "{query}");
        check("", Some(Asked::default()));
        check(
            "dry_run=true&name=a+b",
            Some(Asked { dry_run: true, name: Some("a b".to_owned()), ..Asked::default() }),
        );
        check("accept_matches=all", Some(Asked { accept: Accept::All, ..Asked::default() }));
        check("accept_matches=some", None);
        check("dry_run=yes", None);
        check("name=", None);
        check("dryrun=true", None);
    }
}
