//! Rules that the content of a resource keeps whichever face wrote it: those that the element tables cannot
//! say. One file for each type that has any.

mod appointment;
mod communication;
mod composition;
mod task;

use std::borrow::Cow;

use crate::error::Issue;
use crate::fhir::Resource;
use crate::kernel::personal;

/// The rules that a resource breaks, given what it says so far (none when it is new).
pub(super) fn broken(fresh: &Resource, stored: Option<&Resource>) -> Vec<Issue> {
    let mut broken = match fresh.resource_type().name() {
        "Appointment" => appointment::broken(fresh),
        "Communication" => communication::broken(fresh),
        "Composition" => composition::broken(fresh, stored),
        "Task" => task::broken(fresh, stored),
        _ => Vec::new(),
    };
    broken.extend(personal::incomplete(fresh, stored));
    broken
}

/// The resource with what follows from a change that it makes in what is stored, at `now` (microseconds since 1970
/// UTC): when an action item was closed.
pub(super) fn completed<'a>(
    fresh: Cow<'a, Resource>,
    stored: Option<&Resource>,
    now: i64,
) -> Cow<'a, Resource> {
    match fresh.resource_type().name() {
        "Task" => task::completed(fresh, stored, now),
        _ => fresh,
    }
}

/// A text member of a resource.
fn text<'a>(resource: &'a Resource, name: &str) -> Option<&'a str> {
    resource.json().get(name).and_then(serde_json::Value::as_str)
}
