//! What is done with the minutes of a meeting on their way: `/meetings/{id}/minutes/submit`, `return`, `approve`,
//! `amend`.

use axum::extract::State as Held;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::{MethodRouter, post};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::error::{At, Error, Issue, Kind, Result};
use crate::faces::auth::Writing;
use crate::faces::native::Face;
use crate::faces::native::body;
use crate::faces::native::calendar;
use crate::faces::native::in_path::InPath;
use crate::faces::native::item;
use crate::faces::native::meeting_record;
use crate::faces::native::meetings::Meetings;
use crate::faces::native::minutes::AllMinutes;
use crate::faces::native::openapi::beside::{Beside, Example};
use crate::faces::native::resource::Resource;
use crate::faces::native::spelled::WhenText;
use crate::faces::native::wire::{self, LinkBody};
use crate::faces::payload::Payload;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::fhir;
use crate::kernel::Context;
use crate::mapping::Mapped;
use crate::model::minutes::{State, Step};
use crate::model::{Link, Minutes};

/// The members of minutes that only a step changes.
const BY_STEPS_ALONE: [&str; 3] = ["state", "steps", "approvals"];

/// Serves them.
pub(super) fn add(mut face: Face) -> Face {
    let steps = [
        (
            "/meetings/{id}/minutes/submit",
            "submitMeetingMinutes",
            "Hands the draft of a meeting's minutes out for review.",
            State::InReview,
        ),
        (
            "/meetings/{id}/minutes/return",
            "returnMeetingMinutes",
            "Takes minutes in review back to draft, and says why.",
            State::Draft,
        ),
        (
            "/meetings/{id}/minutes/approve",
            "approveMeetingMinutes",
            "Approves the minutes of a meeting.",
            State::Approved,
        ),
    ];
    let by = || LinkBody::of(&Link::named("Fatou Camara"));
    for (path, id, summary, to) in steps {
        let example = StepFields { by: by(), at: None, reason: None };
        face.document = face.document.schema::<StepFields>().act(
            beside(path, id, summary),
            Example::of(&example),
            Example::whole::<AllMinutes>(),
        );
        face.routes = face.routes.route(path, leads_to(to));
    }
    let path = "/meetings/{id}/minutes/amend";
    let summary =
        "Changes the approved minutes of a meeting: a JSON Merge Patch of what they say, and the reason.";
    let example = AmendmentFields {
        by: by(),
        at: None,
        reason: "Le titre nommait une autre réunion.".to_owned(),
        changes: Map::from_iter([("title".to_owned(), json!("Compte rendu de la réunion bi-mensuelle"))]),
    };
    face.document = face.document.schema::<AmendmentFields>().act(
        beside(path, "amendMeetingMinutes", summary),
        Example::of(&example),
        Example::whole::<AllMinutes>(),
    );
    face.routes = face.routes.route(path, post(amend));
    face
}

fn beside(path: &'static str, id: &'static str, summary: &'static str) -> Beside {
    Beside::of::<Meetings>(path, id, summary, "The minutes as they are now.")
}

/// Who does something with minutes, when and why.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = MinutesStepFields)]
#[serde(deny_unknown_fields)]
struct StepFields {
    /// Who does it: a party, or only a name.
    by: LinkBody,
    /// When it was done. Now, when left out.
    #[serde(default)]
    at: Option<WhenText>,
    /// Why.
    #[serde(default)]
    reason: Option<String>,
}

/// A change of approved minutes.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = AmendmentFields)]
#[serde(deny_unknown_fields)]
struct AmendmentFields {
    /// Who changes them: a party, or only a name.
    by: LinkBody,
    /// When it was done. Now, when left out.
    #[serde(default)]
    at: Option<WhenText>,
    /// Why.
    #[schema(min_length = 1)]
    reason: String,
    /// What changes: a JSON Merge Patch (RFC 7396) of the minutes. State, steps and approvals change by steps alone.
    #[schema(value_type = Object)]
    changes: Map<String, Value>,
}

async fn amend(
    Held(shared): Held<Shared>,
    Writing(context): Writing,
    InPath(id): InPath,
    headers: HeaderMap,
    Payload(bytes): Payload,
) -> Result<Response, Refusal> {
    let AmendmentFields { by, at, reason, changes } = body::read(&headers, &bytes)?;
    let reason = Some(wire::filled(reason, "/reason")?);
    let step = StepFields { by, at, reason }.step(&context, State::Amended)?;
    take(&shared, &context, &id, &headers, step, |minutes| amended(minutes, changes)).await
}

/// The handler of a step that changes nothing else.
fn leads_to(to: State) -> MethodRouter<Shared> {
    post(
        async move |Held(shared): Held<Shared>,
                    Writing(context): Writing,
                    InPath(id): InPath,
                    headers: HeaderMap,
                    Payload(bytes): Payload| {
            let step = body::read::<StepFields>(&headers, &bytes)?.step(&context, to)?;
            take(&shared, &context, &id, &headers, step, Ok).await
        },
    )
}

impl StepFields {
    fn step(self, context: &Context, state: State) -> Result<Step> {
        let at = self.at.map_or_else(|| calendar::now(context), |when| when.0);
        let by = Some(self.by.link("/by")?);
        Ok(Step { state, at: Some(at), by, reason: wire::optional(self.reason) })
    }
}

/// Takes a step with the minutes of a meeting, and changes what it changes besides, in one commit. A step that leads
/// nowhere, such as the approval of what has been approved, is refused.
async fn take(
    shared: &Shared,
    context: &Context,
    id: &str,
    headers: &HeaderMap,
    step: Step,
    change: impl FnOnce(Minutes) -> Result<Minutes>,
) -> Result<Response, Refusal> {
    let (version, minutes) = meeting_record::record(&shared.kernel, context, id).await?;
    let expected = if headers.contains_key(header::IF_MATCH) {
        item::if_match(headers, &version)?
    } else {
        version.number
    };
    refuse_standstill(minutes.state, step.state)?;
    let mut minutes = change(minutes)?;
    minutes.take(step);
    let written = item::lay_over(shared, context, &version, minutes, expected).await?;
    let version = written.version.ok_or_else(|| Error::internal("write", "a change has no version"))?;
    let minutes = Minutes::from_fhir(&fhir::Resource::stored(&version.body)?)?;
    item::answer::<AllMinutes>(&shared.kernel, context, StatusCode::OK, &version, minutes).await
}

/// Refuses a step that may not be taken from where the minutes are.
fn refuse_standstill(was: State, to: State) -> Result<()> {
    let moves = was != to || to == State::Amended;
    if moves && was.may_become(to) {
        return Ok(());
    }
    let ahead: Vec<&str> = State::ALL
        .iter()
        .filter(|next| was.may_become(**next) && (**next != was || was == State::Amended))
        .map(|next| next.code())
        .collect();
    let message =
        format!("Minutes that are {was} cannot become {to}. They may become: {}.", ahead.join(", "));
    Err(Error::with(Kind::Unprocessable, Issue::error("unlawful-move", message)))
}

/// The minutes with the changes of an amendment.
fn amended(minutes: Minutes, changes: Map<String, Value>) -> Result<Minutes> {
    if let Some(name) = BY_STEPS_ALONE.into_iter().find(|name| changes.contains_key(*name)) {
        let message = format!("An amendment changes what the minutes say; '{name}' follows from it.");
        let issue = Issue::error("not-amendable", message).at_pointer(format!("/changes/{name}"));
        return Err(Error::with(Kind::Invalid, issue));
    }
    let mut fields = item::value(&AllMinutes::fields(&minutes))?;
    body::merge(&mut fields, Value::Object(changes));
    let within = |error: Error| {
        error.map_places(|at| match at {
            Some(At::Pointer(pointer)) => Some(At::Pointer(format!("/changes{pointer}"))),
            at => at,
        })
    };
    let changed = body::fields(fields).and_then(AllMinutes::model).map_err(within)?;
    let changed = Minutes { id: minutes.id.clone(), ..changed };
    if changed == minutes {
        let message = "The minutes say this already; an amendment changes something.";
        let issue = Issue::error("nothing-amended", message).at_pointer("/changes");
        return Err(Error::with(Kind::Unprocessable, issue));
    }
    Ok(changed)
}
