//! `/action-items/{id}/reviews`: what later meetings said of an action item.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::{Kind, Result};
use crate::faces::auth::{Reading, Writing};
use crate::faces::native::Face;
use crate::faces::native::action_items::{ActionItems, ReviewBody};
use crate::faces::native::body;
use crate::faces::native::calendar;
use crate::faces::native::in_path::InPath;
use crate::faces::native::item;
use crate::faces::native::lookup;
use crate::faces::native::openapi::beside::{Beside, Example};
use crate::faces::payload::Payload;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::kernel::{Context, Kernel};
use crate::model::action_item::{Review, Status};
use crate::model::{Due, Meeting, due};

/// How often a review is added again when others change the item at the same time.
const ATTEMPTS: usize = 8;

/// Serves them.
pub(super) fn add(face: Face) -> Face {
    let path = "/action-items/{id}/reviews";
    let read = Beside::of::<ActionItems>(
        path,
        "listActionItemReviews",
        "Lists what later meetings said of an action item.",
        "The reviews, in the order of saying.",
    );
    let append = Beside::of::<ActionItems>(
        path,
        "createActionItemReview",
        "Adds what was said of an action item at a meeting; the item's status and due change with it in one commit, \
         unless a later review has spoken of them.",
        "The review that was added.",
    );
    let review = || {
        ReviewBody::of(&Review {
            text: "À moitié fait".to_owned(),
            at: None,
            author: None,
            meeting: None,
            status_after: Some(Status::InProgress),
            due_after: Some(Due::said(due::Kind::NextMeeting, "à la prochaine réunion")),
        })
    };
    let document = face
        .document
        .schema::<ReviewsBody>()
        .read(read, Example::of(&ReviewsBody { data: vec![review()] }))
        .append(append, Example::of(&review()), Example::of(&review()));
    Face { routes: face.routes.route(path, get(list).post(create)), document }
}

/// What was said of an action item, in the order of saying.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reviews)]
struct ReviewsBody {
    /// The reviews.
    data: Vec<ReviewBody>,
}

/// `GET /api/v1/action-items/{id}/reviews`.
async fn list(
    State(shared): State<Shared>,
    Reading(context): Reading,
    InPath(id): InPath,
) -> Result<Response, Refusal> {
    let key = item::key::<ActionItems>(&id)?;
    let (_, action) = item::present::<ActionItems>(&shared.kernel, &context, &key).await?;
    let data = action.reviews.iter().map(ReviewBody::of).collect();
    Ok(axum::Json(ReviewsBody { data }).into_response())
}

/// Where the elements of an action item that a review changes stand in the review.
const PLACES: &[(&str, &str)] = &[("Task.status", "/status_after")];

/// `POST /api/v1/action-items/{id}/reviews`: adds one, and changes the item with it. It takes no condition, because
/// it takes nothing away: a review that is written down long after it was said finds its place before later ones.
async fn create(
    State(shared): State<Shared>,
    Writing(context): Writing,
    InPath(id): InPath,
    headers: HeaderMap,
    Payload(bytes): Payload,
) -> Result<Response, Refusal> {
    let key = item::key::<ActionItems>(&id)?;
    let review = body::read::<ReviewBody>(&headers, &bytes)?.review("")?;
    let review = dated(&shared.kernel, &context, review).await?;
    let now = calendar::now(&context);
    let mut attempt = 1;
    loop {
        let (version, mut action) = item::present::<ActionItems>(&shared.kernel, &context, &key).await?;
        action.review(review.clone(), now);
        match item::lay_over(&shared, &context, &version, action, version.number).await {
            Ok(_) => return Ok((StatusCode::CREATED, axum::Json(ReviewBody::of(&review))).into_response()),
            Err(error) if error.kind() == Kind::PreconditionFailed && attempt < ATTEMPTS => attempt += 1,
            Err(error) => return Err(item::pointed(error, PLACES).into()),
        }
    }
}

/// The review with the time of its meeting, where it does not say when it was said; where that is not known either it
/// is said now.
pub(super) async fn dated(kernel: &Kernel, context: &Context, review: Review) -> Result<Review> {
    if review.at.is_some() {
        return Ok(review);
    }
    let meetings: Vec<Meeting> = lookup::these(kernel, context, &review.meeting).await?;
    let start = meetings.first().and_then(|meeting| meeting.start);
    Ok(Review { at: Some(start.unwrap_or_else(|| calendar::now(context))), ..review })
}
