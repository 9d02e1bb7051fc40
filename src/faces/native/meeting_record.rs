//! What is recorded of one meeting: `/meetings/{id}/agenda` and `/meetings/{id}/minutes`.

use axum::extract::State;
use axum::http::header::VARY;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::{Error, Kind, Result};
use crate::faces::auth::Reading;
use crate::faces::native::Face;
use crate::faces::native::carry_over::ReviewOfActionsBody;
use crate::faces::native::exports;
use crate::faces::native::in_path::InPath;
use crate::faces::native::item;
use crate::faces::native::lookup;
use crate::faces::native::meetings::Meetings;
use crate::faces::native::minutes::{AgendaItemBody, AllMinutes};
use crate::faces::native::openapi::beside::{Beside, Example};
use crate::faces::native::resource::{EXAMPLE_ID, Resource};
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::kernel::{Context, Kernel, Version};
use crate::mapping::Mapped;
use crate::model::{Meeting, Minutes};

/// Serves both.
pub(super) fn add(face: Face) -> Face {
    let agenda_read = Beside::of::<Meetings>(
        "/meetings/{id}/agenda",
        "getMeetingAgenda",
        "Reads what a meeting planned to speak of.",
        "The agenda that stands in its minutes, and the action items that it takes over.",
    );
    let minutes_read = Beside::of::<Meetings>(
        "/meetings/{id}/minutes",
        "getMeetingMinutes",
        "Reads the minutes of a meeting.",
        "The minutes; where somebody began twice, those begun last. Whoever accepts a document gets the meeting as \
         `/exports/minutes/{id}` writes it.",
    );
    let example = AgendaBody {
        minutes_id: Some(EXAMPLE_ID.to_owned()),
        data: AllMinutes::example().into_agenda(),
        review_of_actions: ReviewOfActionsBody::example(),
    };
    let document = face.document.schema::<AgendaBody>().read(agenda_read, Example::of(&example)).negotiated(
        minutes_read,
        Example::whole::<AllMinutes>(),
        &exports::media_types(),
    );
    let routes =
        face.routes.route("/meetings/{id}/agenda", get(agenda)).route("/meetings/{id}/minutes", get(minutes));
    Face { routes, document }
}

/// What a meeting plans to speak of.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Agenda)]
pub(super) struct AgendaBody {
    /// The minutes that the agenda stands in; null while nobody has begun them.
    minutes_id: Option<String>,
    /// The planned topics, in their order.
    data: Vec<AgendaItemBody>,
    /// The action items that the meeting takes over from those before it.
    review_of_actions: ReviewOfActionsBody,
}

impl AgendaBody {
    /// The agenda of a meeting.
    pub(super) async fn of(kernel: &Kernel, context: &Context, meeting: &Meeting) -> Result<Self> {
        let records = records(kernel, context, meeting.id().unwrap_or_default()).await?;
        let minutes = records.last();
        Ok(Self {
            minutes_id: minutes.and_then(Mapped::id).map(str::to_owned),
            data: minutes.map(|minutes| AgendaItemBody::all(&minutes.agenda)).unwrap_or_default(),
            review_of_actions: ReviewOfActionsBody::of(kernel, context, meeting).await?,
        })
    }

    /// The agenda of a meeting whose minutes nobody has begun, for the documentation.
    pub(super) fn example_of_next() -> Self {
        Self { minutes_id: None, data: Vec::new(), review_of_actions: ReviewOfActionsBody::example() }
    }
}

/// `GET /api/v1/meetings/{id}/agenda`.
async fn agenda(
    State(shared): State<Shared>,
    Reading(context): Reading,
    InPath(id): InPath,
) -> Result<Response, Refusal> {
    let key = item::key::<Meetings>(&id)?;
    let (_, meeting) = item::present::<Meetings>(&shared.kernel, &context, &key).await?;
    Ok(axum::Json(AgendaBody::of(&shared.kernel, &context, &meeting).await?).into_response())
}

/// `GET /api/v1/meetings/{id}/minutes`: as JSON, or as the document that the caller accepts.
async fn minutes(
    State(shared): State<Shared>,
    Reading(context): Reading,
    InPath(id): InPath,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    if let Some(format) = exports::accepted(&headers)? {
        return Ok(exports::document(&shared.kernel, &context, &id, format, None, &headers).await?);
    }
    let (version, minutes) = record(&shared.kernel, &context, &id).await?;
    let answer = item::answer::<AllMinutes>(&shared.kernel, &context, StatusCode::OK, &version, minutes);
    let mut answer = answer.await?;
    answer.headers_mut().insert(VARY, HeaderValue::from_static("Accept"));
    Ok(answer)
}

/// The minutes of a meeting: where somebody began twice, those begun last.
pub(super) async fn record(kernel: &Kernel, context: &Context, id: &str) -> Result<(Version, Minutes)> {
    let key = item::key::<Meetings>(id)?;
    item::present::<Meetings>(kernel, context, &key).await?;
    let records = records(kernel, context, id).await?;
    let Some(last) = records.last().and_then(Mapped::id) else {
        let message = format!(
            "There are no minutes of the meeting '{id}'. They are made at /api/v1/minutes with its 'meeting_id'."
        );
        return Err(Error::new(Kind::NotFound, "no-minutes", message));
    };
    item::present::<AllMinutes>(kernel, context, &item::key::<AllMinutes>(last)?).await
}

/// All minutes of a meeting, in the order of their making.
async fn records(kernel: &Kernel, context: &Context, id: &str) -> Result<Vec<Minutes>> {
    lookup::pointing(kernel, context, "subject", Meeting::RESOURCE_TYPE, [id]).await
}
