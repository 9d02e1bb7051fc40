//! Rules that the content of a resource keeps whichever face wrote it: those that the element tables cannot
//! say. One file for each type that has any.

mod appointment;
mod communication;
mod composition;
mod questionnaire;
mod questionnaire_response;
mod task;

use std::borrow::Cow;

use crate::error::Issue;
use crate::fhir::Resource;
use crate::kernel::personal;
use crate::model::When;

/// What decides beside what a resource says and said.
pub(super) struct Beside<'a> {
    /// The survey that it responds to, if it responds to one that is here.
    pub(super) survey: Option<&'a Resource>,
    /// The present moment, in the server's time zone.
    pub(super) now: When,
}

/// The rules that a resource breaks, given what it says so far (none when it is new).
pub(super) fn broken(fresh: &Resource, stored: Option<&Resource>, beside: &Beside<'_>) -> Vec<Issue> {
    let mut broken = match fresh.resource_type().name() {
        "Appointment" => appointment::broken(fresh),
        "Communication" => communication::broken(fresh),
        "Composition" => composition::broken(fresh, stored),
        "Questionnaire" => questionnaire::broken(fresh),
        "QuestionnaireResponse" => questionnaire_response::broken(fresh, stored, beside),
        "Task" => task::broken(fresh, stored),
        _ => Vec::new(),
    };
    broken.extend(personal::incomplete(fresh, stored));
    broken
}

/// The resource with what follows from a change that it makes in what is stored, at `now` (microseconds since 1970
/// UTC): when an action item was closed; and with the address of a survey.
pub(super) fn completed<'a>(
    fresh: Cow<'a, Resource>,
    stored: Option<&Resource>,
    now: i64,
) -> Cow<'a, Resource> {
    match fresh.resource_type().name() {
        "Questionnaire" => questionnaire::completed(fresh),
        "Task" => task::completed(fresh, stored, now),
        _ => fresh,
    }
}

/// A text member of a resource.
fn text<'a>(resource: &'a Resource, name: &str) -> Option<&'a str> {
    resource.json().get(name).and_then(serde_json::Value::as_str)
}
