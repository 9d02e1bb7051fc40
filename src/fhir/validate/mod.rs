//! Validation against R4's element tables: one strict pass over a resource's JSON.
//!
//! Each issue says what is wrong, where (a FHIRPath expression) and what would be right. It does not
//! know what else is stored: whether a referenced resource exists is not asked here, and profiles are looked at by
//! [`profile`] alone.
//!
//! | code | what is wrong |
//! |---|---|
//! | `unknown-element` | the structure has no element of this name |
//! | `missing-element` | an element that must stand there does not |
//! | `too-many` | a choice stands as two types at once, or an extension has a value and extensions |
//! | `wrong-type` | another kind of JSON value than the element's type is written as |
//! | `empty` | an empty array, object or string, or `null` where there is nothing else |
//! | `invalid-value` | a text or number that is no value of the element's type |
//! | `unknown-code` | a code outside the value set that the element requires |
//! | `wrong-reference-target` | a reference to a type that the element does not point to |
//! | `unresolved-reference` | a `#` reference to nothing that is contained |
//! | `unknown-resource-type`, `missing-resource-type` | a resource inside another without a known type |
//! | `contained-content` | a contained resource that contains another, or that has no id or not one of its own |
//! | `invariant` | an invariant of R4 is broken; the message starts with its key |
//! | `too-deep` | more levels of elements than are read |

use crate::error::{Issue, Kind, Severity};
use crate::fhir::Resource;

mod binding;
mod contained;
mod extension;
pub(in crate::fhir) mod format;
mod invariant;
mod narrative;
pub(in crate::fhir) mod nearest;
pub(in crate::fhir) mod place;
mod primitive;
pub mod profile;
mod reference;
mod structure;
#[cfg(test)]
mod tests;
mod walk;

/// Whether a text is a narrative: well-formed XHTML in one `div`, without anything that acts (txt-1, txt-2).
pub fn is_narrative(text: &str) -> bool {
    narrative::check(text).is_ok()
}

/// Everything that is wrong with a resource, in the order of its JSON; nothing if it is valid R4. After the
/// first hundred issues no more are looked for.
pub fn validate(resource: &Resource) -> Vec<Issue> {
    issues(walk::Walk::new(resource.json()), resource)
}

/// What R4 advises against in a valid resource: breaches of the invariants that it calls warnings. They hinder
/// no write.
pub fn advice(resource: &Resource) -> Vec<Issue> {
    let mut advice = issues(walk::Walk::advising(resource.json()), resource);
    advice.retain(|issue| issue.severity == Severity::Warning);
    advice
}

/// What kind of refusal the issues of a resource are: one whose form is right, but which breaks R4's rules, can
/// be read and yet not be processed.
pub fn kind(issues: &[Issue]) -> Kind {
    let only_rules =
        issues.iter().all(|issue| issue.code == "invariant" || issue.severity == Severity::Warning);
    if only_rules { Kind::Unprocessable } else { Kind::Invalid }
}

fn issues<'a>(mut walk: walk::Walk<'a>, resource: &'a Resource) -> Vec<Issue> {
    structure::check_resource(&mut walk, resource.json());
    walk.into_issues()
}
