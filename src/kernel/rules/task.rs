//! The rules of action items: they say what is to be done, move only where they may, and say when they were closed.

use std::borrow::Cow;

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::error::Issue;
use crate::fhir::Resource;
use crate::fhir::datetime::Interval;
use crate::kernel::rules::text;
use crate::mapping::{self, Mapped};
use crate::model::action_item::Status;
use crate::model::{ActionItem, Moment};

pub(super) fn broken(task: &Resource, stored: Option<&Resource>) -> Vec<Issue> {
    let mut broken = Vec::new();
    if !is_action_item(task) {
        return broken;
    }
    if text(task, "description").is_none() {
        let message = "An action item says what is to be done.";
        broken.push(Issue::error("missing-element", message).at_expression("Task.description"));
    }
    let is = status(task);
    if let Some(was) = stored.filter(|stored| is_action_item(stored)).map(status)
        && !was.may_become(is)
        && text(task, "status") != Some("entered-in-error")
    {
        broken.push(unlawful(was, is).at_expression("Task.status"));
    }
    if is.is_pending() && end(task).is_some() {
        let message = format!("It says when it was closed, and yet it is {is}: one of them is wrong.");
        broken.push(Issue::error("closed-while-open", message).at_expression("Task.executionPeriod.end"));
    }
    broken
}

/// What to say of a move that is not lawful.
fn unlawful(was: Status, is: Status) -> Issue {
    let allowed: Vec<&str> = was.moves().iter().map(|next| next.code()).collect();
    let message = format!(
        "An action item that is {was} cannot become {is}. From there it may go to: {}.",
        allowed.join(", ")
    );
    Issue::error("unlawful-move", message)
}

/// The item with what follows from a move: closing it sets when that was, reopening it takes that away, and every
/// move says when the item was last changed. What the caller says anew of these stands.
pub(super) fn completed<'a>(
    task: Cow<'a, Resource>,
    stored: Option<&Resource>,
    now: i64,
) -> Cow<'a, Resource> {
    let Some(stored) = stored.filter(|stored| is_action_item(stored) && is_action_item(&task)) else {
        return task;
    };
    let (was, is) = (status(stored), status(&task));
    // What was entered by mistake was never closed.
    if was == is || text(&task, "status") == Some("entered-in-error") {
        return task;
    }
    let mut task = task.into_owned();
    // Spelled as the mapping does: what the native face sends back unchanged is then no change.
    let now = Value::from(Moment::of_microsecond(now).to_string());
    let said = text(&task, "lastModified");
    if said.is_none() || said == text(stored, "lastModified") {
        task.json_mut().insert("lastModified".to_owned(), now.clone());
    }
    match (was.is_pending(), is.is_pending()) {
        (true, false) if end(&task).is_none() => close(&mut task, now),
        (false, true) if end(&task) == end(stored) => reopen(&mut task),
        _ => {}
    }
    Cow::Owned(task)
}

fn close(task: &mut Resource, now: Value) {
    let period = task.json_mut().entry("executionPeriod").or_insert_with(|| json!({}));
    if let Value::Object(period) = period {
        // The start may be a day, a month or a year, of which the first moment counts.
        let begins = |time: Option<&Value>| Some(Interval::parse(time?.as_str()?, &TimeZone::UTC)?.low);
        let start = begins(period.get("start"));
        let begins_later = start.is_some() && start > begins(Some(&now));
        // A period that ended before it began would not be one (invariant per-1).
        if !begins_later {
            period.insert("end".to_owned(), now);
        }
    }
}

fn reopen(task: &mut Resource) {
    let left = match task.json_mut().get_mut("executionPeriod") {
        Some(Value::Object(period)) => {
            period.shift_remove("end");
            period.shift_remove("_end");
            !period.is_empty()
        }
        _ => true,
    };
    if !left {
        task.json_mut().shift_remove("executionPeriod");
    }
}

fn end(task: &Resource) -> Option<&str> {
    task.json().get("executionPeriod")?.get("end")?.as_str()
}

fn status(task: &Resource) -> Status {
    mapping::status_of(text(task, "status").unwrap_or_default())
}

fn is_action_item(task: &Resource) -> bool {
    ActionItem::MARK.is_some_and(|mark| mark.marks(task))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_620_000_000_120_000;

    fn task(status: &str, more: &Value) -> Resource {
        let coding =
            json!([{"system": "https://w3id.org/relais/fhir/CodeSystem/task-type", "code": "action-item"}]);
        let mut task = json!({
            "resourceType": "Task", "id": "a", "status": status, "intent": "plan",
            "code": {"coding": coding}, "description": "Relire",
        });
        task.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        Resource::from_value(task).unwrap()
    }

    #[test]
    fn what_begins_later_does_not_end_now() {
        let nothing = json!({});
        for (start, ends) in [
            ("2030", false),
            ("2021-06", false),
            ("2021-05-04", false),
            ("2021-05-03T00:00:01Z", false),
            ("2021", true),
            ("2021-05-03", true),
        ] {
            let begun = json!({"executionPeriod": {"start": start}});
            let closed =
                completed(Cow::Owned(task("completed", &begun)), Some(&task("requested", &nothing)), NOW);
            assert_eq!(end(&closed).is_some(), ends, "{start}");
        }
    }

    #[test]
    fn a_move_says_when_it_was_unless_the_caller_does() {
        let at = |time: &str| json!({"lastModified": time});
        let (old, new) = ("2021-01-01T00:00:00Z", "2021-05-02T00:00:00Z");
        let moved = |said: &Value| {
            let moved =
                completed(Cow::Owned(task("in-progress", said)), Some(&task("requested", &at(old))), NOW);
            text(&moved, "lastModified").map(str::to_owned)
        };
        let now = Some(Moment::of_microsecond(NOW).to_string());
        assert_eq!(moved(&json!({})), now);
        assert_eq!(moved(&at(old)), now);
        assert_eq!(moved(&at(new)).as_deref(), Some(new));
    }

    #[test]
    fn a_closing_is_spelled_as_the_mapping_spells_it() {
        let nothing = json!({});
        let closed =
            completed(Cow::Owned(task("completed", &nothing)), Some(&task("requested", &nothing)), 1_000_120);
        let item = ActionItem::from_fhir(&closed).unwrap();
        assert_eq!(end(&closed), item.closed.map(|closed| closed.to_string()).as_deref());
    }
}
