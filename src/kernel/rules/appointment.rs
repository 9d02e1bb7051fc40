//! The rule of meetings that no invariant of R4 states: they end after they start.

use crate::error::Issue;
use crate::fhir::{Resource, datetime};
use crate::kernel::rules::text;

pub(super) fn broken(appointment: &Resource) -> Vec<Issue> {
    let (Some(start), Some(end)) = (text(appointment, "start"), text(appointment, "end")) else {
        return Vec::new();
    };
    let order = datetime::parse_instant(start).zip(datetime::parse_instant(end));
    if order.is_none_or(|(start, end)| start <= end) {
        return Vec::new();
    }
    let message = format!("The meeting ends ({end}) before it starts ({start}).");
    vec![Issue::error("end-before-start", message).at_expression("Appointment.end")]
}
