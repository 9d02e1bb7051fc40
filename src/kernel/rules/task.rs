//! The rules of action items.

use crate::error::Issue;
use crate::fhir::Resource;
use crate::fhir::datetime::Interval;
use crate::kernel::rules::text;

pub(super) fn broken(task: &Resource) -> Vec<Issue> {
    let period = task.json().get("executionPeriod");
    let bound = |name: &str| {
        let written = period?.get(name)?.as_str()?;
        Interval::parse(written, &jiff::tz::TimeZone::UTC)
    };
    let mut broken = Vec::new();
    if let (Some(opened), Some(closed)) = (bound("start"), bound("end"))
        && closed.high <= opened.low
    {
        let message = "The action was closed before it was started.";
        broken.push(Issue::error("end-before-start", message).at_expression("Task.executionPeriod.end"));
    }
    // inv-1: lastModified is not before authoredOn.
    let authored = text(task, "authoredOn").and_then(|at| Interval::parse(at, &jiff::tz::TimeZone::UTC));
    let modified = text(task, "lastModified").and_then(|at| Interval::parse(at, &jiff::tz::TimeZone::UTC));
    if let (Some(authored), Some(modified)) = (authored, modified)
        && modified.high <= authored.low
    {
        let message = "The action was last changed before it was written down (inv-1).";
        broken.push(Issue::error("end-before-start", message).at_expression("Task.lastModified"));
    }
    broken
}
