//! `/imports/minutes`: minutes in.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use bytes::Bytes;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa::openapi::schema::{ObjectBuilder, Type};

use crate::error::{Error, Issue, Kind, Result};
use crate::faces::auth::Writing;
use crate::faces::native::Face;
use crate::faces::native::openapi::beside::{Beside, Example};
use crate::faces::native::openapi::parameters;
use crate::faces::payload::Payload;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::kernel::Outcome;
use crate::minutes::import::{Conflict, Source, Summary, Thing, Updated, Vanished};
use crate::minutes::wire::DraftOut;
use crate::minutes::{self, Alias, Document, Draft, Format, import, render};
use crate::model::{Moment, Ref};

/// The media type of bytes of any format.
const ANY: &str = "application/octet-stream";

/// Serves it.
pub(super) fn add(face: Face) -> Face {
    let flag = ObjectBuilder::new().schema_type(Type::Boolean).default(Some(json!(false)));
    let name = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(255));
    let import = Beside {
        tag: "imports",
        path: "/imports/minutes",
        id: "importMinutes",
        summary: "Reads minutes and writes what they tell: the meeting, its record, what was said, what is to be done.",
        answer: "What was written. With `dry_run=true` nothing is written, and the answer is the draft: each field with \
                 the lines that it was read from, and warnings where the reader was unsure; with `Accept: text/plain` as \
                 a readable text.",
        parameters: vec![
            parameters::query("dry_run", "Whether to write nothing and show the draft.", flag, json!(true)),
            parameters::query(
                "name",
                "The document's name, such as the file's.",
                name,
                json!("2021-04-13.txt"),
            ),
        ],
    };
    let mut media_types = Format::ALL.map(Format::media_type).to_vec();
    media_types.push(ANY);
    let document = face.document.tag("imports", "Minutes in.").schema::<ImportOut>().upload(
        import,
        &media_types,
        Example::of(&example()),
    );
    Face { routes: face.routes.route("/imports/minutes", post(handle)), document }
}

/// What an import did.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MinutesImport)]
pub struct ImportOut {
    /// `imported`, or `unchanged` when nothing was written.
    outcome: &'static str,
    /// Whether the same document had been imported before.
    known_document: bool,
    /// The meeting's title.
    title: String,
    /// The meeting.
    meeting_id: String,
    /// Its record.
    minutes_id: String,
    /// Who met.
    community_id: String,
    /// The meeting that follows, if the minutes name it.
    next_meeting_id: Option<String>,
    /// The document, as it was handed in.
    source_document_id: String,
    /// How many agenda items were found.
    agenda_items: usize,
    /// How many subjects were found.
    subjects: usize,
    /// How many discussion points were found.
    discussion_points: usize,
    /// How many action items were found.
    action_items: usize,
    /// How many doubts the reader had; a dry run shows them.
    warnings: usize,
    /// How many discussion points and action items an earlier import of the same meeting had made.
    matched: usize,
    /// How many discussion points and action items are new.
    new: usize,
    /// What was there and now says what the document has changed.
    updated: Vec<UpdatedOut>,
    /// What an earlier import made and the document no longer tells.
    vanished: Vec<VanishedOut>,
    /// What people and the document changed both. What people wrote stays.
    conflicts: Vec<ConflictOut>,
    /// Every resource, in the order of writing.
    resources: Vec<ImportedOut>,
}

/// A resource of an import.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportedResource)]
pub(super) struct ImportedOut {
    /// Its FHIR type.
    resource_type: &'static str,
    /// Its id, on both faces.
    id: String,
    /// `created`, `updated` or `unchanged`.
    outcome: &'static str,
}

impl From<&Summary> for ImportOut {
    fn from(summary: &Summary) -> Self {
        let id = |reference: &Ref| reference.id.clone();
        Self {
            outcome: if summary.is_unchanged() { "unchanged" } else { "imported" },
            known_document: summary.known_document,
            title: summary.title.clone(),
            meeting_id: id(&summary.meeting),
            minutes_id: id(&summary.minutes),
            community_id: id(&summary.community),
            next_meeting_id: summary.next_meeting.as_ref().map(id),
            source_document_id: id(&summary.document),
            agenda_items: summary.agenda_items,
            subjects: summary.subjects,
            discussion_points: summary.discussion_points,
            action_items: summary.action_items,
            warnings: summary.warnings,
            matched: summary.matched,
            new: summary.new,
            updated: summary.updated.iter().map(UpdatedOut::from).collect(),
            vanished: summary.vanished.iter().map(VanishedOut::from).collect(),
            conflicts: summary.conflicts.iter().map(ConflictOut::from).collect(),
            resources: summary.things.iter().map(ImportedOut::from).collect(),
        }
    }
}

/// A resource that says something else now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportUpdate)]
struct UpdatedOut {
    /// Its FHIR type.
    resource_type: &'static str,
    /// Its id, on both faces.
    id: String,
    /// The fields that the document changed.
    fields: Vec<&'static str>,
}

/// A resource of which the document no longer speaks.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportVanished)]
struct VanishedOut {
    /// Its FHIR type.
    resource_type: &'static str,
    /// Its id, on both faces.
    id: String,
    /// What it said.
    text: String,
    /// `entered-in-error`, or `kept` where somebody has worked on it since.
    outcome: &'static str,
}

/// A field that people and the document changed both.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportConflict)]
struct ConflictOut {
    /// The FHIR type of the resource.
    resource_type: &'static str,
    /// Its id, on both faces.
    id: String,
    /// The field.
    field: &'static str,
    /// What the last import wrote, as FHIR has it.
    imported: Value,
    /// What is there now, and stays.
    current: Value,
    /// What the document says now.
    document: Value,
}

impl From<&Updated> for UpdatedOut {
    fn from(updated: &Updated) -> Self {
        Self {
            resource_type: updated.resource_type.name(),
            id: updated.id.to_string(),
            fields: updated.fields.clone(),
        }
    }
}

impl From<&Vanished> for VanishedOut {
    fn from(vanished: &Vanished) -> Self {
        Self {
            resource_type: vanished.resource_type.name(),
            id: vanished.id.to_string(),
            text: vanished.text.clone(),
            outcome: if vanished.retired { "entered-in-error" } else { "kept" },
        }
    }
}

impl From<&Conflict> for ConflictOut {
    fn from(conflict: &Conflict) -> Self {
        Self {
            resource_type: conflict.resource_type.name(),
            id: conflict.id.to_string(),
            field: conflict.field,
            imported: conflict.imported.clone(),
            current: conflict.current.clone(),
            document: conflict.document.clone(),
        }
    }
}

impl From<&Thing> for ImportedOut {
    fn from(thing: &Thing) -> Self {
        let (resource_type, id) = (thing.resource_type.name(), thing.id.to_string());
        Self { resource_type, id, outcome: word(thing.outcome) }
    }
}

/// An import as an example.
fn example() -> ImportOut {
    let id = |last: u8| format!("7a3c5a2e-0b1d-5c55-9d7e-2f6b8a90c1{last:02}");
    ImportOut {
        outcome: "imported",
        known_document: false,
        title: "Sous-communauté francophone".to_owned(),
        meeting_id: id(1),
        minutes_id: id(2),
        community_id: id(3),
        next_meeting_id: Some(id(4)),
        source_document_id: id(5),
        agenda_items: 3,
        subjects: 3,
        discussion_points: 14,
        action_items: 1,
        warnings: 1,
        matched: 13,
        new: 2,
        updated: vec![UpdatedOut { resource_type: "Communication", id: id(6), fields: vec!["text"] }],
        vanished: vec![VanishedOut {
            resource_type: "Communication",
            id: id(7),
            text: "Thanks to all.".to_owned(),
            outcome: "entered-in-error",
        }],
        conflicts: vec![ConflictOut {
            resource_type: "Task",
            id: id(8),
            field: "description",
            imported: json!("Invite the registry team"),
            current: json!("Invite the registry team and the vendor"),
            document: json!("Invite the registry teams"),
        }],
        resources: vec![ImportedOut { resource_type: "Appointment", id: id(1), outcome: "created" }],
    }
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Created => "created",
        Outcome::Updated => "updated",
        Outcome::Unchanged => "unchanged",
        Outcome::Deleted => "deleted",
    }
}

/// What the address asks.
#[derive(Debug, Default, PartialEq)]
struct Asked {
    dry_run: bool,
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
    let declared = declared(&headers)?;
    let Reading { draft, document, bytes } = read(bytes, declared, Arc::clone(&shared.aliases)).await?;
    if asked.dry_run {
        let wants_text =
            headers.get(ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"text/plain"));
        return Ok(if wants_text {
            ([(CONTENT_TYPE, "text/plain; charset=utf-8")], render::to_text(&draft)).into_response()
        } else {
            axum::Json(DraftOut::from(&draft)).into_response()
        });
    }
    let received_at = jiff::Timestamp::from_microsecond(context.now).ok();
    let source = Source {
        received_at: received_at.map(|at| Moment::new(at, jiff::tz::Offset::UTC)),
        zone: shared.minutes_zone.clone(),
        ..Source::document(asked.name, &document, bytes)
    };
    let summary = import::import(&shared.kernel, &context, &draft, &source).await?;
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
            ("name", "") => return Err(wrong(&name, "'name' has no value.")),
            ("name", text) if text.chars().count() > 255 => {
                return Err(wrong(&name, "'name' has at most 255 characters."));
            }
            ("name", text) => asked.name = Some(text.to_owned()),
            _ => {
                let message = format!("There is no parameter '{name}' here; there are dry_run and name.");
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
    Err(wrong_type(&format!("Minutes are read from {known} or {ANY}, not from '{bare}'.")))
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
        check("dry_run=true&name=a+b", Some(Asked { dry_run: true, name: Some("a b".to_owned()) }));
        check("dry_run=yes", None);
        check("name=", None);
        check("dryrun=true", None);
    }
}
