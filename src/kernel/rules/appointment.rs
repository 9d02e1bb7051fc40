//! The rules of meetings (R4, section 12.11.4: app-2, app-3, app-4) and of time.

use crate::error::Issue;
use crate::fhir::{Resource, datetime};
use crate::kernel::rules::text;

pub(super) fn broken(appointment: &Resource) -> Vec<Issue> {
    let status = text(appointment, "status").unwrap_or_default();
    let (start, end) = (text(appointment, "start"), text(appointment, "end"));
    let mut broken = Vec::new();
    match (start, end) {
        (Some(_), None) | (None, Some(_)) => {
            let missing = if start.is_some() { "end" } else { "start" };
            let message =
                format!("A meeting with a time has both start and end; '{missing}' is missing (app-2).");
            broken.push(
                Issue::error("missing-element", message).at_expression(format!("Appointment.{missing}")),
            );
        }
        (None, None) if !matches!(status, "proposed" | "cancelled" | "waitlist" | "entered-in-error") => {
            let message = format!(
                "A meeting with the status '{status}' has a start and an end; only proposed, cancelled and waitlist ones may lack them (app-3)."
            );
            broken.push(Issue::error("missing-element", message).at_expression("Appointment.start"));
        }
        (Some(start), Some(end)) => {
            let order = datetime::parse_instant(start).zip(datetime::parse_instant(end));
            if order.is_some_and(|(start, end)| end < start) {
                let message = format!("The meeting ends ({end}) before it starts ({start}).");
                broken.push(Issue::error("end-before-start", message).at_expression("Appointment.end"));
            }
        }
        (None, None) => {}
    }
    if appointment.json().contains_key("cancelationReason") && !matches!(status, "cancelled" | "noshow") {
        let message = "A reason for cancelling belongs to a cancelled meeting only (app-4).";
        broken.push(Issue::error("not-cancelled", message).at_expression("Appointment.cancelationReason"));
    }
    broken
}
