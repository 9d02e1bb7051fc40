//! Rules that the content of a resource keeps whichever face wrote it: those that the element tables cannot
//! say. One file for each type that has any.

mod appointment;
mod composition;
mod task;

use crate::error::Issue;
use crate::fhir::Resource;
use crate::kernel::personal;

/// The rules that a resource breaks, given what it says so far (none when it is new).
pub(super) fn broken(fresh: &Resource, stored: Option<&Resource>) -> Vec<Issue> {
    let mut broken = match fresh.resource_type().name() {
        "Appointment" => appointment::broken(fresh),
        "Composition" => composition::broken(fresh, stored),
        "Task" => task::broken(fresh),
        _ => Vec::new(),
    };
    broken.extend(personal::incomplete(fresh, stored));
    broken
}

/// A text member of a resource.
fn text<'a>(resource: &'a Resource, name: &str) -> Option<&'a str> {
    resource.json().get(name).and_then(serde_json::Value::as_str)
}
