//! `/meetings/{id}/attendance`: who came.

use axum::extract::State as Held;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{Kind, Result};
use crate::faces::auth::{Reading, Writing};
use crate::faces::native::Face;
use crate::faces::native::body;
use crate::faces::native::in_path::InPath;
use crate::faces::native::item;
use crate::faces::native::meetings::{Meetings, ParticipantBody};
use crate::faces::native::openapi::beside::{Beside, Example};
use crate::faces::native::spelled::Word;
use crate::faces::native::wire::LinkBody;
use crate::faces::payload::Payload;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::model::meeting::{Attendance, Participant, Role};
use crate::model::{Link, Meeting};

type AttendanceWord = Word<Attendance>;

/// How often it is noted again when others change the meeting at the same time.
const ATTEMPTS: usize = 8;

/// Serves it.
pub(super) fn add(face: Face) -> Face {
    let path = "/meetings/{id}/attendance";
    let read = Beside::of::<Meetings>(
        path,
        "getMeetingAttendance",
        "Lists who takes part in a meeting, and who came.",
        "The participants.",
    );
    let note = Beside::of::<Meetings>(
        path,
        "noteMeetingAttendance",
        "Notes who came to a meeting. Whoever is not named stays as noted; whoever was not expected is added.",
        "The participants as they are now.",
    );
    let participant = Participant {
        attendance: Some(Attendance::Present),
        ..Participant::new(Role::Attendee, Link::named("Fatou Camara"))
    };
    let came =
        CameBody { actor: LinkBody::of(&participant.actor), attendance: participant.attendance.map(Word) };
    let answer = || AttendanceBody { data: vec![ParticipantBody::of(&participant)] };
    let document = face
        .document
        .schema::<AttendanceBody>()
        .schema::<AttendanceFields>()
        .read(read, Example::of(&answer()))
        .act(note, Example::of(&AttendanceFields { data: vec![came] }), Example::of(&answer()));
    Face { routes: face.routes.route(path, get(list).post(note_down)), document }
}

/// Who takes part in a meeting.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Attendance)]
struct AttendanceBody {
    /// The participants.
    data: Vec<ParticipantBody>,
}

/// Who came.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AttendanceFields {
    /// Those of whom it is known.
    data: Vec<CameBody>,
}

/// Whether someone came.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Came)]
#[serde(deny_unknown_fields)]
struct CameBody {
    /// Who: a role, a person, or only a name.
    actor: LinkBody,
    /// Whether they came; null takes back what was noted.
    #[serde(default)]
    attendance: Option<AttendanceWord>,
}

/// `GET /api/v1/meetings/{id}/attendance`.
async fn list(
    Held(shared): Held<Shared>,
    Reading(context): Reading,
    InPath(id): InPath,
) -> Result<Response, Refusal> {
    let (_, meeting) =
        item::present::<Meetings>(&shared.kernel, &context, &item::key::<Meetings>(&id)?).await?;
    Ok(answer(&meeting))
}

/// `POST /api/v1/meetings/{id}/attendance`. It takes no condition, because it changes nothing of those whom it does not
/// name.
async fn note_down(
    Held(shared): Held<Shared>,
    Writing(context): Writing,
    InPath(id): InPath,
    headers: HeaderMap,
    Payload(bytes): Payload,
) -> Result<Response, Refusal> {
    let key = item::key::<Meetings>(&id)?;
    let noted = body::read::<AttendanceFields>(&headers, &bytes)?.read()?;
    let mut attempt = 1;
    loop {
        let (version, mut meeting) = item::present::<Meetings>(&shared.kernel, &context, &key).await?;
        for (actor, attendance) in &noted {
            note(&mut meeting, actor, *attendance);
        }
        match item::lay_over(&shared, &context, &version, meeting.clone(), version.number).await {
            Ok(_) => return Ok(answer(&meeting)),
            Err(error) if error.kind() == Kind::PreconditionFailed && attempt < ATTEMPTS => attempt += 1,
            Err(error) => return Err(error.into()),
        }
    }
}

impl AttendanceFields {
    fn read(self) -> Result<Vec<(Link, Option<Attendance>)>> {
        let read = |(place, came): (usize, CameBody)| {
            let actor = came.actor.link(&format!("/data/{place}/actor"))?;
            Ok((actor, came.attendance.map(|attendance| attendance.0)))
        };
        self.data.into_iter().enumerate().map(read).collect()
    }
}

/// Notes of one participant whether they came.
fn note(meeting: &mut Meeting, actor: &Link, attendance: Option<Attendance>) {
    let is_meant = |participant: &&mut Participant| match actor.target() {
        Some(target) => participant.actor.target() == Some(target),
        None => participant.actor.name() == actor.name(),
    };
    match meeting.participants.iter_mut().find(is_meant) {
        Some(participant) => participant.attendance = attendance,
        None => {
            let unexpected = Participant::new(Role::Attendee, actor.clone());
            meeting.participants.push(Participant { attendance, ..unexpected });
        }
    }
}

fn answer(meeting: &Meeting) -> Response {
    axum::Json(AttendanceBody { data: meeting.participants.iter().map(ParticipantBody::of).collect() })
        .into_response()
}
