//! What is recorded of one meeting: `/meetings/{id}/agenda` and `/meetings/{id}/minutes`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::{Error, Kind, Result};
use crate::faces::auth::Reading;
use crate::faces::native::Face;
use crate::faces::native::in_path::InPath;
use crate::faces::native::item;
use crate::faces::native::lookup;
use crate::faces::native::meetings::Meetings;
use crate::faces::native::minutes::{AgendaItemBody, AllMinutes};
use crate::faces::native::openapi::beside::{Beside, Example};
use crate::faces::native::openapi::parameters;
use crate::faces::native::resource::{EXAMPLE_ID, Resource};
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::kernel::{Context, Kernel, Version};
use crate::mapping::Mapped;
use crate::model::{Meeting, Minutes};

/// Serves both.
pub(super) fn add(face: Face) -> Face {
    let of_meeting = |path, id, summary, answer| Beside {
        tag: Meetings::PATH,
        path,
        id,
        summary,
        answer,
        parameters: vec![parameters::id(Meetings::ONE)],
    };
    let agenda_read = of_meeting(
        "/meetings/{id}/agenda",
        "getMeetingAgenda",
        "Reads what a meeting planned to speak of.",
        "The agenda that stands in its minutes.",
    );
    let minutes_read = of_meeting(
        "/meetings/{id}/minutes",
        "getMeetingMinutes",
        "Reads the minutes of a meeting.",
        "The minutes; where somebody began twice, those begun last.",
    );
    let minutes_id = EXAMPLE_ID.to_owned();
    let example = AgendaBody { minutes_id, data: AllMinutes::example().into_agenda() };
    let document = face
        .document
        .schema::<AgendaBody>()
        .read(agenda_read, Example::of(&example))
        .read(minutes_read, Example::whole::<AllMinutes>());
    let routes =
        face.routes.route("/meetings/{id}/agenda", get(agenda)).route("/meetings/{id}/minutes", get(minutes));
    Face { routes, document }
}

/// What a meeting planned to speak of.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Agenda)]
struct AgendaBody {
    /// The minutes that the agenda stands in.
    minutes_id: String,
    /// The planned topics, in their order.
    data: Vec<AgendaItemBody>,
}

/// `GET /api/v1/meetings/{id}/agenda`.
async fn agenda(
    State(shared): State<Shared>,
    Reading(context): Reading,
    InPath(id): InPath,
) -> Result<Response, Refusal> {
    let (version, minutes) = record(&shared.kernel, &context, &id).await?;
    let data = AgendaItemBody::all(&minutes.agenda);
    Ok(axum::Json(AgendaBody { minutes_id: version.key.id.to_string(), data }).into_response())
}

/// `GET /api/v1/meetings/{id}/minutes`.
async fn minutes(
    State(shared): State<Shared>,
    Reading(context): Reading,
    InPath(id): InPath,
) -> Result<Response, Refusal> {
    let (version, minutes) = record(&shared.kernel, &context, &id).await?;
    item::answer::<AllMinutes>(&shared.kernel, &context, StatusCode::OK, &version, minutes).await
}

/// The minutes of a meeting: where somebody began twice, those begun last.
async fn record(kernel: &Kernel, context: &Context, id: &str) -> Result<(Version, Minutes)> {
    let key = item::key::<Meetings>(id)?;
    item::present::<Meetings>(kernel, context, &key).await?;
    let records: Vec<Minutes> =
        lookup::pointing(kernel, context, "subject", Meeting::RESOURCE_TYPE, [id]).await?;
    let Some(last) = records.last().and_then(Mapped::id) else {
        let message = format!(
            "There are no minutes of the meeting '{id}'. They are made at /api/v1/minutes with its 'meeting_id'."
        );
        return Err(Error::new(Kind::NotFound, "no-minutes", message));
    };
    item::present::<AllMinutes>(kernel, context, &item::key::<AllMinutes>(last)?).await
}
