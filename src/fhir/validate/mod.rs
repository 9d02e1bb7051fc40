//! Validation against R4's element tables: one strict pass over a resource's JSON.
//!
//! Each issue says what is wrong, where (a FHIRPath expression) and what would be right. It does not know
//! profiles, nor what else is stored: whether a referenced resource exists is not asked here.
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
//! | `too-deep` | more levels of elements than are read |

use crate::error::Issue;
use crate::fhir::Resource;

mod binding;
mod extension;
pub(in crate::fhir) mod format;
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
    let mut walk = walk::Walk::new(resource.json());
    structure::check_resource(&mut walk, resource.json());
    walk.into_issues()
}
