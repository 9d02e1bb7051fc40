//! The rule of minutes: an approved record changes only by amendment.

use crate::error::Issue;
use crate::fhir::Resource;
use crate::kernel::rules::text;

pub(super) fn broken(fresh: &Resource, stored: Option<&Resource>) -> Vec<Issue> {
    let was = stored.and_then(|stored| text(stored, "status"));
    let is = text(fresh, "status").unwrap_or_default();
    let approved = matches!(was, Some("final" | "amended"));
    if !approved || matches!(is, "amended" | "entered-in-error") {
        return Vec::new();
    }
    let message = format!(
        "These minutes have been approved; they change only by amendment: their status becomes 'amended', not '{is}'."
    );
    vec![Issue::error("approved-record", message).at_expression("Composition.status")]
}
