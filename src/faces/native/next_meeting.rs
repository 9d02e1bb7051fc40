//! `/series/{id}/next-meeting`: the next meeting of a series, planned by its rule.

use std::collections::HashSet;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use jiff::Span;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::{Error, Kind, Result};
use crate::faces::auth::Writing;
use crate::faces::native::Face;
use crate::faces::native::calendar;
use crate::faces::native::in_path::InPath;
use crate::faces::native::item;
use crate::faces::native::lookup;
use crate::faces::native::meeting_record::AgendaBody;
use crate::faces::native::openapi::beside::{Beside, Example};
use crate::faces::native::openapi::parameters;
use crate::faces::native::resource::{EXAMPLE_ID, Resource};
use crate::faces::native::series::AllSeries;
use crate::faces::native::spelled::{Text, WhenText};
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::fhir::Id;
use crate::kernel::{Context, Kernel};
use crate::mapping::Mapped;
use crate::minutes::import;
use crate::model::meeting::{Participant, Role, Status};
use crate::model::{self, Meeting, Moment, Ref, Series, When};

/// How often it is planned again when somebody else plans it at the same time.
const ATTEMPTS: usize = 4;

/// Serves it.
pub(super) fn add(face: Face) -> Face {
    let path = "/series/{id}/next-meeting";
    let plan = Beside {
        tag: AllSeries::PATH,
        path,
        id: "planNextMeeting",
        summary: "Plans the next meeting of a series by its rule, unless it is planned already. Asking again answers \
                  the same meeting (200).",
        answer: "The meeting that was planned, and its agenda.",
        parameters: vec![parameters::id(AllSeries::ONE)],
    };
    let example = NextMeetingBody {
        meeting_id: EXAMPLE_ID.to_owned(),
        title: "Réunion bi-mensuelle de la communauté".to_owned(),
        start: When::parse("2021-04-27T10:00:00+02:00").ok().map(Text),
        end: When::parse("2021-04-27T11:00:00+02:00").ok().map(Text),
        created: true,
        agenda: AgendaBody::example_of_next(),
    };
    let document = face.document.schema::<NextMeetingBody>().make_once(plan, Example::of(&example));
    Face { routes: face.routes.route(path, post(handle)), document }
}

/// The next meeting of a series.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NextMeeting)]
struct NextMeetingBody {
    /// The meeting, at /meetings.
    meeting_id: String,
    /// Its title.
    title: String,
    /// When it starts.
    start: Option<WhenText>,
    /// When it ends, if that is known.
    end: Option<WhenText>,
    /// Whether it was planned only now.
    created: bool,
    /// What it is to speak of.
    agenda: AgendaBody,
}

/// `POST /api/v1/series/{id}/next-meeting`.
async fn handle(
    State(shared): State<Shared>,
    Writing(context): Writing,
    InPath(id): InPath,
) -> Result<Response, Refusal> {
    let key = item::key::<AllSeries>(&id)?;
    let (_, series) = item::present::<AllSeries>(&shared.kernel, &context, &key).await?;
    let (meeting, created) = planned(&shared.kernel, &context, &series).await?;
    let agenda = AgendaBody::of(&shared.kernel, &context, &meeting).await?;
    let body = NextMeetingBody {
        meeting_id: meeting.id.clone().unwrap_or_default(),
        title: meeting.title,
        start: meeting.start.map(Text),
        end: meeting.end.map(Text),
        created,
        agenda,
    };
    let place = format!("{}/api/v1/meetings/{}", shared.base_url, body.meeting_id);
    let status = if created { StatusCode::CREATED } else { StatusCode::OK };
    let mut response = (status, axum::Json(body)).into_response();
    if let (true, Ok(place)) = (created, HeaderValue::from_str(&place)) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

/// The next meeting of a series, and whether it was made only now.
async fn planned(kernel: &Kernel, context: &Context, series: &Series) -> Result<(Meeting, bool)> {
    let id = series.id().unwrap_or_default();
    let today = calendar::today(kernel, context);
    for _ in 0..ATTEMPTS {
        let meetings: Vec<Meeting> =
            lookup::pointing(kernel, context, "series", Series::RESOURCE_TYPE, [id]).await?;
        if let Some(next) = already_planned(&meetings, today) {
            return Ok((next.clone(), false));
        }
        let meeting = by_rule(series, &meetings, today)?;
        match kernel.make(context, meeting.to_fhir()).await {
            Ok(_) => return Ok((meeting, true)),
            // Somebody else has just planned it.
            Err(error) if error.kind() == Kind::PreconditionFailed => {}
            Err(error) => return Err(error),
        }
    }
    let message =
        "The day that the rule gives is taken by a meeting of another series, or others keep changing it.";
    Err(Error::new(Kind::Conflict, "conflict", message))
}

/// The first planned meeting that is not past: of several the earliest, those without a day last.
fn already_planned(meetings: &[Meeting], today: Date) -> Option<&Meeting> {
    let planned = meetings.iter().filter(|meeting| meeting.status == Status::Planned);
    let ahead = planned.filter(|meeting| meeting.date().is_none_or(|day| day >= today));
    ahead.min_by_key(|meeting| (meeting.date().is_none(), meeting.date()))
}

/// The next meeting by the series' rule, in the manner of the one before it: after the last one and not in the past.
fn by_rule(series: &Series, meetings: &[Meeting], today: Date) -> Result<Meeting> {
    let mut taken_place: Vec<&Meeting> = meetings.iter().filter(|meeting| meeting.takes_place()).collect();
    taken_place.sort_by_key(|meeting| meeting.date());
    let before = taken_place.last().copied();
    let yesterday = today.checked_sub(Span::new().days(1)).unwrap_or(today);
    let last = before.and_then(Meeting::date).map_or(yesterday, |last| last.max(yesterday));
    let (id, start) = free_day(series, meetings, last)?;
    let title = before.map(|meeting| meeting.title.clone()).or_else(|| series.name.clone());
    let organisers = series.organisers.iter().cloned();
    Ok(Meeting {
        id: Some(id),
        type_as_written: before.and_then(|before| before.type_as_written.clone()),
        start: Some(start),
        end: before.and_then(|before| end(before, start)),
        zone: series.recurrence.zone.clone(),
        room: before.and_then(|before| before.room.clone()),
        location_as_written: before.and_then(|before| before.location_as_written.clone()),
        participants: organisers.map(|organiser| Participant::new(Role::Organiser, organiser)).collect(),
        series: series.id.clone().map(|id| Ref::new(model::Kind::Series, id)),
        previous: before.and_then(|before| before.id.clone()).map(|id| Ref::new(model::Kind::Meeting, id)),
        distribution_list: before.and_then(|before| before.distribution_list.clone()),
        ..Meeting::new(title.unwrap_or_else(|| "Meeting".to_owned()), Status::Planned)
    })
}

/// The first start after a day that the rule gives and that no meeting of the series has taken, and the id of the
/// meeting then. A meeting that was called off takes its day; one that was moved keeps the day that it was planned for,
/// since its id follows from that.
fn free_day(series: &Series, meetings: &[Meeting], last: Date) -> Result<(String, When)> {
    let taken: HashSet<&str> = meetings.iter().filter_map(Mapped::id).collect();
    let called_off = meetings.iter().filter(|meeting| !meeting.takes_place());
    let mut skipped: Vec<Date> = called_off.filter_map(Meeting::date).collect();
    loop {
        let start = series.recurrence.next(last, &skipped)?;
        let id = identity(series, start.first_day());
        if !taken.contains(id.as_str()) {
            return Ok((id, start));
        }
        skipped.push(start.first_day());
    }
}

/// When a meeting ends that lasts as long as the one before it.
fn end(before: &Meeting, start: When) -> Option<When> {
    let (from, to, start) = (before.start?.moment()?, before.end?.moment()?, start.moment()?);
    let lasts = from.timestamp().until(to.timestamp()).ok()?;
    Some(When::At(Moment::new(start.timestamp().checked_add(lasts).ok()?, start.offset())))
}

/// The id of a series' meeting on a day: the same however often it is planned, and the one that its minutes will
/// find.
fn identity(series: &Series, day: Date) -> String {
    import::meeting_of_series(series, day).unwrap_or_else(|| {
        let series = series.id().unwrap_or_default();
        Id::derived(&format!("series|{series}|{day}")).as_str().to_owned()
    })
}
