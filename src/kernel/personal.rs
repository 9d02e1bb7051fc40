//! People's contact details, and who answered a questionnaire: seen, and asked for, only by callers with the scope for
//! them.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Map, Value};

use crate::error::{Error, Issue, Kind, Result};
use crate::fhir::{Resource, ResourceType, subset};
use crate::kernel::{Caller, Kernel, Scope};
use crate::search::query::{Criterion, Include, Test, Types};
use crate::search::{Parameter, ParameterKind, Query, Registry};
use crate::store::Version;

/// The types that are about a person.
const PERSONAL: [&str; 5] = ["Practitioner", "PractitionerRole", "Patient", "Person", "RelatedPerson"];

/// The type that tells what somebody answered.
pub(super) const ANSWERS: ResourceType = ResourceType::named("QuestionnaireResponse");

/// Its elements that tell who answered; the narrative may repeat them.
const RESPONDENT: [&str; 3] = ["author", "source", "text"];

/// Their elements that hold contact details; the narrative may repeat any of them.
const CONTACT: [&str; 6] = ["telecom", "address", "birthDate", "photo", "contact", "text"];

/// What leads from a resource into others within it, or to elements that are not named.
const ANYWHERE: [&str; 6] = ["contained", "resource", "outcome", "children", "descendants", "repeat"];

impl Kernel {
    /// Refuses to hold something of which a part is hidden from the caller against tests of the caller's own: the
    /// answers would tell it guess by guess.
    pub(super) fn require_whole(caller: &Caller, version: &Version) -> Result<()> {
        if Self::redact(caller, version.clone()).body == version.body {
            return Ok(());
        }
        let message =
            "This resource holds contact details, or says who answered; this needs the scope 'personal'.";
        Err(Error::new(Kind::Forbidden, "missing-scope", message))
    }

    /// Hides contact details from a caller without the scope for them. Only such a caller pays for it:
    /// everybody else gets the stored bytes.
    pub(super) fn redact(caller: &Caller, version: Version) -> Version {
        if caller.may(Scope::Personal) || version.is_deleted() {
            return version;
        }
        let may_hold = version.fragment.is_some() || holds_others(&version.body);
        if !is_personal(version.key.resource_type) && !may_hold {
            return version;
        }
        match without_contacts(&version.body) {
            Some(body) => Version { body, ..version },
            None => version,
        }
    }

    /// The query as the caller may ask it. Refuses a search by contact details to a caller without the scope for
    /// them: also at the end of a chain, as an order, and along references that stand among them. To whose compartment
    /// answers belong does not count for such a caller, so that the rest of the compartment can be read.
    pub(super) fn permitted<'a>(&self, caller: &Caller, query: &'a Query) -> Result<Cow<'a, Query>> {
        if caller.may(Scope::Personal) {
            return Ok(Cow::Borrowed(query));
        }
        let mut permitted = query.clone();
        for criterion in &mut permitted.criteria {
            without_respondents(&mut criterion.test, caller)?;
        }
        self.check_personal(caller, &permitted)?;
        Ok(Cow::Owned(permitted))
    }

    fn check_personal(&self, caller: &Caller, query: &Query) -> Result<()> {
        let registry = self.registry();
        let told = query.parameters().into_iter().any(|parameter| tells_contacts(&registry, parameter));
        let brought = query.includes.iter().any(|include| follows_contacts(&registry, include));
        if told || brought || asks_for_words(&query.criteria, &query.types) {
            return caller.require(Scope::Personal);
        }
        Ok(())
    }
}

/// Leaves out of a test of belonging the parameters that tell who answered. Where nothing else is asked for, it is
/// refused.
fn without_respondents(test: &mut Test, caller: &Caller) -> Result<()> {
    match test {
        Test::Member(belonging) => {
            let before = belonging.parameters.len();
            let tells = |one: &Parameter| one.resource_type == ANSWERS && leads_to_contacts(one);
            belonging.parameters.retain(|parameter| !tells(parameter));
            if belonging.parameters.is_empty() && before > 0 {
                return caller.require(Scope::Personal);
            }
            Ok(())
        }
        Test::Either(parts) | Test::All(parts) => {
            parts.iter_mut().try_for_each(|part| without_respondents(&mut part.test, caller))
        }
        _ => Ok(()),
    }
}

/// Whether criteria ask for words of people's resources, which are those of their contact details too.
fn asks_for_words(criteria: &[Criterion], types: &Types) -> bool {
    criteria.iter().any(|criterion| match &criterion.test {
        Test::Words(..) => types.each().into_iter().any(is_personal),
        Test::Chain(chain) | Test::Has(chain) => asks_for_words(&chain.criteria, &chain.types),
        Test::Holds(holding) => asks_for_words(&holding.criteria, &holding.types),
        test => asks_for_words(test.parts(), types),
    })
}

/// Whether an include of every reference follows one that stands among contact details. Those of answers are never
/// followed for a caller without the scope ([`Kernel::find`]).
fn follows_contacts(registry: &Registry, include: &Include) -> bool {
    let tells = |one: &Arc<Parameter>| {
        one.kind == ParameterKind::Reference && one.resource_type != ANSWERS && leads_to_contacts(one)
    };
    let from = |source: ResourceType| registry.parameters(source).any(tells);
    match (&include.parameter, include.source) {
        (Some(_), _) => false,
        (None, Some(source)) => from(source),
        (None, None) => ResourceType::all().any(from),
    }
}

/// Whether a search by this parameter tells contact details. What holds a facet has no expression: that of the
/// parameter whose facet it is counts.
fn tells_contacts(registry: &Registry, parameter: &Parameter) -> bool {
    let known = registry.parameter(parameter.resource_type, parameter.asked_as());
    leads_to_contacts(parameter) || known.is_some_and(|known| leads_to_contacts(known))
}

/// Whether a parameter's expression leads to contact details. That of a supplied one may be written in any way, so
/// on a person's type it is taken at its word only when it names elements and nothing else.
fn leads_to_contacts(parameter: &Parameter) -> bool {
    let expression = parameter.expression.as_str();
    let words = || expression.split(|character: char| !character.is_ascii_alphanumeric());
    let names = |wanted: &[&str]| words().any(|word| wanted.contains(&word));
    let is_plain = || expression.chars().all(|one| one.is_ascii_alphanumeric() || ".|() ".contains(one));
    match (is_personal(parameter.resource_type), parameter.supplied_by.is_some()) {
        // What every resource has, such as where it comes from (`meta.source`), is none of them.
        (true, false) => parameter.base != "Resource" && names(hidden(parameter.resource_type.name())),
        (true, true) => names(hidden(parameter.resource_type.name())) || names(&ANYWHERE) || !is_plain(),
        // Elements whose names are written with escapes could be any.
        (false, true) => names(&ANYWHERE) || expression.contains('`'),
        (false, false) => false,
    }
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

/// Whether resources of this type are about a person, or say what a person answered.
pub(super) fn is_personal(resource_type: ResourceType) -> bool {
    !hidden(resource_type.name()).is_empty()
}

/// The elements of a type that are hidden.
fn hidden(type_name: &str) -> &'static [&'static str] {
    match type_name {
        name if PERSONAL.contains(&name) => &CONTACT,
        name if name == ANSWERS.name() => &RESPONDENT,
        _ => &[],
    }
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
    let hidden = json.get("resourceType").and_then(Value::as_str).map_or(&[][..], hidden);
    json.retain(|name, _| !hidden.contains(&name.trim_start_matches('_')));
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The parameters of a type that tell contact details, of those that R4 publishes.
    fn check(name: &'static str, expected: &str) {
        let registry = Registry::standard();
        let telling = registry.parameters(ResourceType::named(name)).filter(|one| leads_to_contacts(one));
        let codes: Vec<_> = telling.map(|one| one.code.as_str()).collect();
        assert_eq!(codes.join(" "), expected, "{name}");
    }

    #[test]
    fn the_parameters_that_tell_contact_details_are_those_that_lead_to_them() {
        let address = "address address-city address-country address-postalcode address-state address-use";
        check("Practitioner", &format!("{address} email phone telecom"));
        check("PractitionerRole", "email phone telecom");
        for name in ["Patient", "Person", "RelatedPerson"] {
            check(name, &format!("{address} birthdate email phone telecom"));
        }
        check("QuestionnaireResponse", "author source");
        check("Organization", "");
        check("Task", "");
    }
}
