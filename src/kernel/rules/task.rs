//! The rules of action items.

use serde_json::Value;

use crate::error::Issue;
use crate::fhir::Resource;
use crate::fhir::datetime::Interval;
use crate::kernel::rules::text;
use crate::mapping::canonical::system;

pub(super) fn broken(task: &Resource) -> Vec<Issue> {
    let period = task.json().get("executionPeriod");
    let bound = |name: &str| {
        let written = period?.get(name)?.as_str()?;
        Interval::parse(written, &jiff::tz::TimeZone::UTC)
    };
    let mut broken = Vec::new();
    if is_action_item(task) && text(task, "description").is_none() {
        let message = "An action item says what is to be done.";
        broken.push(Issue::error("missing-element", message).at_expression("Task.description"));
    }
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

fn is_action_item(task: &Resource) -> bool {
    let codings = task.json().get("code").and_then(|code| code.get("coding")).and_then(Value::as_array);
    codings.into_iter().flatten().any(|coding| {
        coding.get("system").and_then(Value::as_str) == Some(system::TASK_TYPE)
            && coding.get("code").and_then(Value::as_str) == Some("action-item")
    })
}
