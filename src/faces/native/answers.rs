//! `/questions/{id}/answers`: what was answered, at the same meeting or a later one.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{Error, Result};
use crate::faces::auth::{Reading, Writing};
use crate::faces::native::Face;
use crate::faces::native::body;
use crate::faces::native::in_path::InPath;
use crate::faces::native::item;
use crate::faces::native::lookup;
use crate::faces::native::openapi::beside::{Beside, Example};
use crate::faces::native::questions::{AnswerBody, Questions};
use crate::faces::native::resource::EXAMPLE_ID;
use crate::faces::native::spelled::WhenText;
use crate::faces::native::wire::{self, LinkBody, RefBody};
use crate::faces::payload::Payload;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::fhir;
use crate::mapping::Mapped;
use crate::model::discussion::Kind;
use crate::model::{self, DiscussionPoint, Meeting, Ref};

/// Serves them.
pub(super) fn add(face: Face) -> Face {
    let path = "/questions/{id}/answers";
    let read = Beside::of::<Questions>(
        path,
        "listQuestionAnswers",
        "Lists what was answered to a question.",
        "The answers, in order.",
    );
    let append = Beside::of::<Questions>(
        path,
        "createQuestionAnswer",
        "Answers a question, at its own meeting or a later one. The answer is a discussion point.",
        "The answer that was made.",
    );
    let said = AnswerFields { text: "Oui, depuis mars.".to_owned(), ..AnswerFields::default() };
    let answer = || {
        AnswerBody::of(&DiscussionPoint {
            id: Some(EXAMPLE_ID.to_owned()),
            ..DiscussionPoint::new(Kind::Answer, "Oui, depuis mars.")
        })
    };
    let document = face
        .document
        .schema::<AnswersBody>()
        .schema::<AnswerFields>()
        .read(read, Example::of(&AnswersBody { data: vec![answer()] }))
        .append(append, Example::of(&said), Example::of(&answer()));
    Face { routes: face.routes.route(path, get(list).post(create)), document }
}

/// What was answered to a question, in the order of making.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Answers)]
struct AnswersBody {
    /// The answers.
    data: Vec<AnswerBody>,
}

/// An answer to a question.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AnswerFields {
    /// The words.
    #[schema(min_length = 1)]
    text: String,
    /// The meeting at which it was given.
    #[serde(default)]
    meeting_id: Option<String>,
    /// When it was given. The start of its meeting when left out.
    #[serde(default)]
    said_at: Option<WhenText>,
    /// Who gave it.
    #[serde(default)]
    sender: Option<LinkBody>,
    /// What it is about: platforms, countries, organisations.
    #[serde(default)]
    about: Vec<RefBody>,
}

/// `GET /api/v1/questions/{id}/answers`.
async fn list(
    State(shared): State<Shared>,
    Reading(context): Reading,
    InPath(id): InPath,
) -> Result<Response, Refusal> {
    item::present::<Questions>(&shared.kernel, &context, &item::key::<Questions>(&id)?).await?;
    let target = DiscussionPoint::RESOURCE_TYPE;
    let answers: Vec<DiscussionPoint> =
        lookup::pointing_not_in_error(&shared.kernel, &context, "in-response-to", target, [id.as_str()])
            .await?;
    Ok(axum::Json(AnswersBody { data: answers.iter().map(AnswerBody::of).collect() }).into_response())
}

/// `POST /api/v1/questions/{id}/answers`.
async fn create(
    State(shared): State<Shared>,
    Writing(context): Writing,
    InPath(id): InPath,
    headers: HeaderMap,
    Payload(bytes): Payload,
) -> Result<Response, Refusal> {
    let key = item::key::<Questions>(&id)?;
    let (_, question) = item::present::<Questions>(&shared.kernel, &context, &key).await?;
    let answer = body::read::<AnswerFields>(&headers, &bytes)?.answer(&question)?;
    let meetings: Vec<Meeting> =
        lookup::these(&shared.kernel, &context, answer.meeting.iter().filter(|_| answer.said_at.is_none()))
            .await?;
    let said_at = answer.said_at.or_else(|| meetings.first()?.start);
    let resource = DiscussionPoint { said_at, ..answer }.to_fhir();
    shared.kernel.require_targets(&context, &resource).await?;
    let written = shared.kernel.create(&context, resource).await?;
    let version = written.version.ok_or_else(|| Error::internal("write", "a change has no version"))?;
    let answer = DiscussionPoint::from_fhir(&fhir::Resource::stored(&version.body)?)?;
    let place = format!("{}/api/v1/discussion-points/{}", shared.base_url, version.key.id);
    let mut response = (StatusCode::CREATED, axum::Json(AnswerBody::of(&answer))).into_response();
    if let Ok(place) = HeaderValue::from_str(&place) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

impl AnswerFields {
    /// The answer to a question; it belongs to the same subject.
    fn answer(self, question: &DiscussionPoint) -> Result<DiscussionPoint> {
        Ok(DiscussionPoint {
            topic: question.topic.clone(),
            meeting: wire::optional_reference(model::Kind::Meeting, self.meeting_id, "/meeting_id")?,
            said_at: self.said_at.map(|when| when.0),
            sender: LinkBody::optional(self.sender, "/sender")?,
            about: RefBody::references(self.about, "/about")?,
            in_response_to: question.id().map(|id| Ref::new(model::Kind::DiscussionPoint, id)),
            ..DiscussionPoint::new(Kind::Answer, wire::filled(self.text, "/text")?)
        })
    }
}
