//! The rules of minutes: they move only where they may, and an approved record changes only by amendment.

use crate::error::Issue;
use crate::fhir::Resource;
use crate::kernel::rules::text;
use crate::mapping::Mapped;
use crate::model::Minutes;
use crate::model::minutes::State;

pub(super) fn broken(fresh: &Resource, stored: Option<&Resource>) -> Vec<Issue> {
    let Some(was) = stored.filter(|stored| is_minutes(stored)).and_then(state) else {
        return Vec::new();
    };
    // Minutes that were entered by mistake say so, whatever they were.
    if text(fresh, "status") == Some("entered-in-error") {
        return Vec::new();
    }
    let is = if is_minutes(fresh) { state(fresh) } else { None };
    let approved = matches!(was, State::Approved | State::Amended);
    if approved && is != Some(State::Amended) {
        let is = text(fresh, "status").unwrap_or_default();
        let message = format!(
            "These minutes have been approved; they change only by amendment: their status becomes 'amended', not '{is}'."
        );
        return vec![Issue::error("approved-record", message).at_expression("Composition.status")];
    }
    let Some(is) = is.filter(|is| !was.may_become(*is)) else {
        return Vec::new();
    };
    let allowed: Vec<&str> =
        State::ALL.iter().filter(|next| was.may_become(**next)).map(|next| next.code()).collect();
    let message = format!("Minutes that are {was} cannot become {is}. They may be: {}.", allowed.join(", "));
    vec![Issue::error("unlawful-move", message).at_expression("Composition.status")]
}

fn state(composition: &Resource) -> Option<State> {
    Some(Minutes::from_fhir(composition).ok()?.state)
}

fn is_minutes(composition: &Resource) -> bool {
    Minutes::MARK.is_some_and(|mark| mark.marks(composition))
}
