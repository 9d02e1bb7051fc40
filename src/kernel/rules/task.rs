//! The rules of action items.

use serde_json::Value;

use crate::error::Issue;
use crate::fhir::Resource;
use crate::kernel::rules::text;
use crate::mapping::canonical::system;

pub(super) fn broken(task: &Resource) -> Vec<Issue> {
    let mut broken = Vec::new();
    if is_action_item(task) && text(task, "description").is_none() {
        let message = "An action item says what is to be done.";
        broken.push(Issue::error("missing-element", message).at_expression("Task.description"));
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
