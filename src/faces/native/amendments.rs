//! `/meetings/{id}/minutes/amendments`: what changed in minutes after they had been approved.

use axum::extract::State as Held;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::error::Result;
use crate::faces::auth::Reading;
use crate::faces::native::Face;
use crate::faces::native::difference::{ChangeBody, differences};
use crate::faces::native::in_path::InPath;
use crate::faces::native::item;
use crate::faces::native::meeting_record;
use crate::faces::native::meetings::Meetings;
use crate::faces::native::minutes::AllMinutes;
use crate::faces::native::openapi::beside::{Beside, Example};
use crate::faces::native::openapi::parameters;
use crate::faces::native::resource::{EXAMPLE_ID, Resource};
use crate::faces::native::spelled::{Text, WhenText};
use crate::faces::native::wire::LinkBody;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::kernel::{Context, HistoryQuery, HistoryScope, Kernel, Key, Version};
use crate::model::minutes::State;
use crate::model::{Link, Minutes, Moment, When};

/// How many versions are read at once.
const PAGE: usize = 200;

/// The members of minutes that tell of steps, and not of what the minutes say.
const ABOUT_STEPS: [&str; 3] = ["state", "steps", "approvals"];

/// Serves them.
pub(super) fn add(face: Face) -> Face {
    let path = "/meetings/{id}/minutes/amendments";
    let read = Beside {
        tag: Meetings::PATH,
        path,
        id: "listMeetingMinutesAmendments",
        summary: "Shows what changed in the minutes of a meeting after they had been approved: by whom, when and why.",
        answer: "The amendments, in the order of making; none when the minutes are as they were approved.",
        parameters: vec![parameters::id(Meetings::ONE)],
    };
    let document =
        face.document.schema::<AmendmentsBody>().read(read, Example::of(&AmendmentsBody::example()));
    Face { routes: face.routes.route(path, get(list)), document }
}

/// What changed in minutes after they had been approved.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Amendments)]
struct AmendmentsBody {
    /// The minutes.
    minutes_id: String,
    /// The amendments, in the order of making.
    data: Vec<AmendmentBody>,
}

/// One amendment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Amendment)]
struct AmendmentBody {
    /// The version that it made.
    version: u64,
    /// Who made it, where that was said.
    by: Option<LinkBody>,
    /// When it was made.
    at: WhenText,
    /// Why, where that was said.
    reason: Option<String>,
    /// What changed.
    changes: Vec<ChangeBody>,
}

impl AmendmentsBody {
    fn example() -> Self {
        let at = When::parse("2021-04-20T09:00:00+02:00").unwrap_or(When::Year(2021));
        let amendment = AmendmentBody {
            version: 4,
            by: Some(LinkBody::of(&Link::named("Fatou Camara"))),
            at: Text(at),
            reason: Some("Le titre nommait une autre réunion.".to_owned()),
            changes: vec![ChangeBody::example()],
        };
        Self { minutes_id: EXAMPLE_ID.to_owned(), data: vec![amendment] }
    }
}

/// `GET /api/v1/meetings/{id}/minutes/amendments`.
async fn list(
    Held(shared): Held<Shared>,
    Reading(context): Reading,
    InPath(id): InPath,
) -> Result<Response, Refusal> {
    let (version, _) = meeting_record::record(&shared.kernel, &context, &id).await?;
    let versions = versions(&shared.kernel, &context, &version.key).await?;
    let mut data = Vec::new();
    for pair in versions.windows(2) {
        if let [before, after] = pair {
            data.extend(amendment(before, after)?);
        }
    }
    Ok(axum::Json(AmendmentsBody { minutes_id: version.key.id.to_string(), data }).into_response())
}

/// Every version of minutes, oldest first.
async fn versions(kernel: &Kernel, context: &Context, key: &Key) -> Result<Vec<(Version, Option<Minutes>)>> {
    let mut query = HistoryQuery::all(HistoryScope::Instance(key.clone()), PAGE);
    let mut versions = Vec::new();
    loop {
        let page = kernel.history(context, &query).await?;
        for version in page.versions {
            let minutes = if version.is_deleted() { None } else { item::thing::<AllMinutes>(&version)? };
            versions.push((version, minutes));
        }
        match page.next {
            Some(next) => query.after = Some(next),
            None => break,
        }
    }
    versions.reverse();
    Ok(versions)
}

/// What a version amended, if it did.
fn amendment(
    before: &(Version, Option<Minutes>),
    after: &(Version, Option<Minutes>),
) -> Result<Option<AmendmentBody>> {
    let ((_, Some(was)), (version, Some(is))) = (before, after) else { return Ok(None) };
    if was.state != State::Approved && was.state != State::Amended {
        return Ok(None);
    }
    let changes = differences(&said(was)?, &said(is)?);
    if changes.is_empty() {
        return Ok(None);
    }
    // A version that was written without a step says only when it was written.
    let step = is.steps.last().filter(|_| is.steps.len() > was.steps.len());
    let written = Moment::parse(&crate::fhir::datetime::format_instant(version.at)).ok().map(When::At);
    let at = step.and_then(|step| step.at).or(written).unwrap_or(is.date);
    Ok(Some(AmendmentBody {
        version: version.number,
        by: step.and_then(|step| step.by.as_ref()).map(LinkBody::of),
        at: Text(at),
        reason: step.and_then(|step| step.reason.clone()),
        changes,
    }))
}

/// What minutes say, without what tells of their steps.
fn said(minutes: &Minutes) -> Result<Value> {
    let mut fields = item::value(&AllMinutes::fields(minutes))?;
    if let Value::Object(members) = &mut fields {
        members.retain(|name, _| !ABOUT_STEPS.contains(&name.as_str()));
    }
    Ok(fields)
}
