//! When a Task is due: the date in `restriction.period.end`, the words in an extension of ours.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::canonical::extension;
use super::draft::{Draft, refer, written};
use super::view::View;
use crate::model::due::Kind;
use crate::model::{Due, When};

/// The extension's content; empty when the date alone says it all.
pub(super) fn write_as_written(due: &Due) -> Draft {
    let plain = Due { kind: implied(due.on), on: due.on, ..Due::unsaid() };
    if *due == plain {
        return Draft::element();
    }
    Draft::element()
        .extend("kind", "valueCode", Value::from(due.kind.code()))
        .extend("text", "valueString", due.text.as_deref().and_then(written))
        .extend("days", "valueUnsignedInt", due.days.map(Value::from))
        .extend("meeting", "valueReference", due.meeting.as_ref().map(refer))
}

/// `Task.restriction`.
pub(super) fn write_restriction(due: &Due) -> Option<Value> {
    due.on.map(|date| json!({"period": {"end": date.to_string()}}))
}

/// What a Task says of when it is due. A restriction that ends with a month ends on its last day.
pub(super) fn read(task: View<'_>) -> Due {
    let on = task.at("restriction").at("period").when("end").map(When::last_day);
    let said = task.extension(extension::DUE_AS_WRITTEN);
    Due {
        kind: said.extension("kind").word("valueCode").and_then(Kind::parse).unwrap_or(implied(on)),
        text: said.extension("text").text("valueString"),
        on,
        days: said.extension("days").number("valueUnsignedInt"),
        meeting: said.extension("meeting").target("valueReference"),
    }
}

/// The content of the extension that says when something was due after a review: the date stands in it too.
pub(super) fn write_after(due: &Due) -> Draft {
    Draft::element()
        .extend("kind", "valueCode", Value::from(due.kind.code()))
        .extend("text", "valueString", due.text.as_deref().and_then(written))
        .extend("on", "valueDate", due.on.map(|date| Value::from(date.to_string())))
        .extend("days", "valueUnsignedInt", due.days.map(Value::from))
        .extend("meeting", "valueReference", due.meeting.as_ref().map(refer))
}

/// When something was due after a review, if that was said.
pub(super) fn read_after(said: View<'_>) -> Option<Due> {
    let on = said.extension("on").when("valueDate").map(When::last_day);
    let kind = said.extension("kind").word("valueCode").and_then(Kind::parse);
    said.exists().then(|| Due {
        kind: kind.unwrap_or(implied(on)),
        text: said.extension("text").text("valueString"),
        on,
        days: said.extension("days").number("valueUnsignedInt"),
        meeting: said.extension("meeting").target("valueReference"),
    })
}

/// What is said without words.
fn implied(on: Option<Date>) -> Kind {
    if on.is_some() { Kind::Date } else { Kind::None }
}
