//! People's contact details: seen, and asked for, only by callers with the scope for them.

use bytes::Bytes;
use serde_json::{Map, Value};

use crate::error::{Issue, Result};
use crate::fhir::{Resource, ResourceType, subset};
use crate::kernel::{Caller, Kernel, Scope};
use crate::search::query::{Criterion, Test, Types};
use crate::search::{Parameter, Query};
use crate::store::Version;

/// The types that are about a person.
const PERSONAL: [&str; 5] = ["Practitioner", "PractitionerRole", "Patient", "Person", "RelatedPerson"];

/// Their elements that hold contact details; the narrative may repeat any of them.
const CONTACT: [&str; 6] = ["telecom", "address", "birthDate", "photo", "contact", "text"];

/// The search parameters that would tell contact details by asking for them.
const PERSONAL_PARAMETERS: [&str; 10] = [
    "telecom",
    "email",
    "phone",
    "address",
    "address-city",
    "address-country",
    "address-postalcode",
    "address-state",
    "address-use",
    "birthdate",
];

impl Kernel {
    /// Hides contact details from a caller without the scope for them. Only such a caller pays for it:
    /// everybody else gets the stored bytes.
    pub(super) fn redact(caller: &Caller, version: Version) -> Version {
        if caller.may(Scope::Personal) || version.is_deleted() {
            return version;
        }
        if !is_personal(version.key.resource_type) && !holds_others(&version.body) {
            return version;
        }
        match without_contacts(&version.body) {
            Some(body) => Version { body, ..version },
            None => version,
        }
    }

    /// Refuses a search by contact details, also at the end of a chain, to a caller without the scope for them.
    pub(super) fn check_personal(caller: &Caller, query: &Query) -> Result<()> {
        if caller.may(Scope::Personal) {
            return Ok(());
        }
        let told = query.parameters().into_iter().any(tells_contacts);
        if told || asks_for_words(&query.criteria, &query.types) {
            return caller.require(Scope::Personal);
        }
        Ok(())
    }
}

/// Whether criteria ask for words of people's resources, which are those of their contact details too.
fn asks_for_words(criteria: &[Criterion], types: &Types) -> bool {
    criteria.iter().any(|criterion| match &criterion.test {
        Test::Words(..) => types.each().into_iter().any(is_personal),
        Test::Chain(chain) | Test::Has(chain) => asks_for_words(&chain.criteria, &chain.types),
        test => asks_for_words(test.parts(), types),
    })
}

/// Whether a search by this parameter, or by one of its facets, tells contact details.
fn tells_contacts(parameter: &Parameter) -> bool {
    is_personal(parameter.resource_type) && PERSONAL_PARAMETERS.contains(&parameter.asked_as())
}

/// Refuses an incomplete copy as the new content of what is complete: whoever reads without the scope for
/// contact details, changes something and writes it back would otherwise delete what was hidden.
pub(super) fn incomplete(fresh: &Resource, stored: Option<&Resource>) -> Option<Issue> {
    let loses =
        subset::is_marked(fresh.json()) && stored.is_some_and(|stored| !subset::is_marked(stored.json()));
    loses.then(|| {
        let message = "This is an incomplete copy (its tag says SUBSETTED); writing it back would delete what it leaves out. Change a complete one: read it without _summary and _elements; contact details are shown with the scope 'personal'.";
        let place = format!("{}.meta.tag", fresh.resource_type());
        Issue::error("incomplete-copy", message).at_expression(place)
    })
}

/// Whether resources of this type are about a person.
pub(super) fn is_personal(resource_type: ResourceType) -> bool {
    PERSONAL.contains(&resource_type.name())
}

/// Whether a stored text holds further resources: contained ones, or a Bundle's.
fn holds_others(body: &[u8]) -> bool {
    const NAMES_ITS_TYPE: &[u8] = b"\"resourceType\":";
    let mut named = body.windows(NAMES_ITS_TYPE.len()).filter(|window| *window == NAMES_ITS_TYPE);
    named.nth(1).is_some()
}

/// The text without contact details, marked as incomplete; none when it holds none. Text that cannot be read
/// is withheld altogether.
fn without_contacts(body: &[u8]) -> Option<Bytes> {
    let Ok(Value::Object(mut json)) = serde_json::from_slice(body) else {
        return Some(Bytes::from_static(b"{}"));
    };
    if !hide(&mut json) {
        return None;
    }
    subset::mark(&mut json);
    Some(Bytes::from(Value::Object(json).to_string()))
}

/// Removes contact details from a resource and from those within it; tells whether there were any.
fn hide(json: &mut Map<String, Value>) -> bool {
    let before = json.len();
    if json.get("resourceType").and_then(Value::as_str).is_some_and(|name| PERSONAL.contains(&name)) {
        json.retain(|name, _| !CONTACT.contains(&name.trim_start_matches('_')));
    }
    let hidden = json.len() < before;
    hide_within_all(json.values_mut()) || hidden
}

fn hide_within(value: &mut Value) -> bool {
    match value {
        Value::Object(json) => hide(json),
        Value::Array(items) => hide_within_all(items.iter_mut()),
        _ => false,
    }
}

fn hide_within_all<'a>(values: impl Iterator<Item = &'a mut Value>) -> bool {
    let mut hidden = false;
    for value in values {
        hidden |= hide_within(value);
    }
    hidden
}
