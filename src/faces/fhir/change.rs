//! The answer to a change, whichever interaction made it.

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use bytes::Bytes;

use crate::error::{Issue, Kind};
use crate::faces::fhir::outcome;
use crate::faces::fhir::prefer::Return;
use crate::faces::fhir::reply::Reply;
use crate::faces::state::Shared;
use crate::kernel::{Outcome, Written};

/// The response to a change that came alone.
pub(super) fn respond(shared: &Shared, headers: &HeaderMap, written: Written) -> Response {
    let asked = Return::asked(headers);
    Return::applied(asked, reply(written, asked).into_response(&shared.fhir_base()))
}

/// The answer to a change: the resource as it is now, unless the caller asked for something else. A deletion leaves
/// nothing to show.
pub(super) fn reply(written: Written, asked: Option<Return>) -> Reply {
    let told = (asked == Some(Return::OperationOutcome)).then(|| told(&written));
    let Written { version, outcome, .. } = written;
    let status = match outcome {
        Outcome::Created => StatusCode::CREATED,
        Outcome::Deleted if told.is_none() => StatusCode::NO_CONTENT,
        Outcome::Updated | Outcome::Unchanged | Outcome::Deleted => StatusCode::OK,
    };
    let Some(version) = version else {
        return Reply { told: told.is_some(), body: told.unwrap_or_default(), ..Reply::empty(status) };
    };
    let place = version.clone();
    let mut reply = Reply::version(status, version);
    if let Some(told) = told {
        reply = Reply { told: true, body: told, ..reply };
    } else if asked == Some(Return::Minimal) {
        reply.body = Bytes::new();
    }
    match outcome {
        Outcome::Created | Outcome::Updated | Outcome::Unchanged => reply.located(&place),
        Outcome::Deleted => reply,
    }
}

/// What was done, as an OperationOutcome.
fn told(written: &Written) -> Bytes {
    let what = written.version.as_ref().map(|version| {
        let key = &version.key;
        (format!("{}/{}", key.resource_type, key.id), version.number)
    });
    let message = match (written.outcome, what) {
        (Outcome::Created, Some((name, number))) => format!("{name} was created; it is at version {number}."),
        (Outcome::Updated, Some((name, number))) => format!("{name} was changed; it is at version {number}."),
        (Outcome::Unchanged, Some((name, number))) => {
            format!("{name} stays as it was; it is at version {number}.")
        }
        (Outcome::Deleted, _) if written.resources > 1 => {
            format!("{} resources were deleted.", written.resources)
        }
        (Outcome::Deleted, Some((name, _))) if written.resources == 1 => format!("{name} was deleted."),
        (_, _) => "There was nothing to delete.".to_owned(),
    };
    // The kind counts for refusals alone.
    let issue = Issue::information("done", message);
    Bytes::from(outcome::of_issues([(Kind::Invalid, &issue)].into_iter()).to_string())
}
