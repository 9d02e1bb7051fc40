//! CapabilityStatement (R4, section 5.2): what the FHIR face does, made from the tables that it works with. The
//! search parameters are those of the registry, the operations those of [`crate::kernel::operations`]; a test walks
//! the whole statement and asks the server for everything in it, and for what is not.

mod of_type;
mod support;
mod terminology;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::fhir::{ResourceType, definitions};
use crate::kernel::operations::{self, Definition, Level};
use crate::kernel::{BuildProgress, Kernel};
use crate::search::{Parameter, Registry, Settings};

pub use terminology::terminology;

/// What can be done with every type, in the standard's words (code system `restful-interaction`).
const TYPE_INTERACTIONS: [&str; 9] = [
    "read",
    "vread",
    "update",
    "patch",
    "delete",
    "history-instance",
    "history-type",
    "create",
    "search-type",
];

/// What can be done with the whole system.
const SYSTEM_INTERACTIONS: [&str; 4] = ["transaction", "batch", "history-system", "search-system"];

/// The forms in which resources come and go.
const FORMATS: [&str; 4] = ["application/fhir+json", "application/fhir+xml", "json", "xml"];

/// The forms of a change in part.
const PATCH_FORMATS: [&str; 4] = [
    "application/json-patch+json",
    "application/xml-patch+xml",
    "application/fhir+json",
    "application/fhir+xml",
];

/// What a search may ask of every type besides the parameters that look at one value: name, kind, meaning.
const EVERYWHERE: [(&str, &str, &str); 4] = [
    ("_filter", "special", "Criteria in one expression, with and, or, not and parentheses."),
    (
        "_has",
        "special",
        "What holds of a resource that points here: _has:Type:parameter:what-is-asked-of-it.",
    ),
    ("_list", "special", "The members of a List, by its id."),
    ("_type", "special", "The types that are searched, where there are several."),
];

/// The date of the last change to what is declared here.
const DATE: &str = "2026-11-25";

/// How a server is reached, and by whom.
#[derive(Debug, Clone, Copy)]
pub struct Reached<'a> {
    /// The FHIR base, such as `https://host/fhir`.
    pub base: &'a str,
    /// Whether callers need a token.
    pub secured: bool,
}

impl Kernel {
    /// The statement of this server.
    pub fn capabilities(&self, reached: Reached<'_>) -> Value {
        let unfinished = |parameter: &Parameter| self.unfinished_index(parameter);
        statement(&self.registry(), self.settings(), reached, &unfinished)
    }
}

/// How far the index of a search parameter is that cannot be searched yet.
pub type Unfinished<'a> = &'a dyn Fn(&Parameter) -> Option<BuildProgress>;

/// The statement of a server that searches by these parameters.
pub fn statement(
    registry: &Registry,
    settings: &Settings,
    reached: Reached<'_>,
    unfinished: Unfinished<'_>,
) -> Value {
    let of_type = |one: ResourceType| of_type::declared(registry, one, unfinished);
    let zone = settings.zone.iana_name().unwrap_or("UTC");
    let mut statement = frame("CapabilityStatement", reached);
    let own = json!({
        "fhirVersion": "4.0.1",
        "format": FORMATS,
        "patchFormat": PATCH_FORMATS,
        "rest": [{
            "extension": support::of_kinds(),
            "mode": "server",
            "documentation": documentation(zone),
            "security": { "cors": false, "description": security(reached.secured) },
            "resource": ResourceType::all().map(of_type).collect::<Vec<_>>(),
            "interaction": codes(&SYSTEM_INTERACTIONS),
            "searchParam": EVERYWHERE.map(everywhere),
            "operation": operations::offered(Level::System).map(operation).collect::<Vec<_>>(),
            "compartment": compartments(),
        }]
    });
    if let (Value::Object(statement), Value::Object(own)) = (&mut statement, own) {
        statement.extend(own);
    }
    without_empty_lists(statement)
}

/// What both statements of a server begin with.
fn frame(resource_type: &str, reached: Reached<'_>) -> Value {
    let name = if resource_type == "CapabilityStatement" { "Relais" } else { "RelaisTerminology" };
    json!({
        "resourceType": resource_type,
        "id": "relais",
        "url": format!("{}/metadata", reached.base),
        "version": env!("CARGO_PKG_VERSION"),
        "name": name,
        "title": "relais: meetings, decisions and action items of digital-health communities",
        "status": "active",
        "date": DATE,
        "publisher": "relais",
        "kind": "instance",
        "software": { "name": "relais", "version": env!("CARGO_PKG_VERSION") },
        "implementation": { "description": "relais FHIR R4 server", "url": reached.base },
    })
}

/// The compartments that can be searched; the standard's addresses begin the names of types with a small letter.
fn compartments() -> BTreeSet<String> {
    let named = definitions::compartments().iter().map(|one| {
        let (first, rest) = one.of.split_at(1);
        format!("http://hl7.org/fhir/CompartmentDefinition/{}{rest}", first.to_ascii_lowercase())
    });
    named.collect()
}

fn documentation(zone: &str) -> String {
    format!(
        "Unknown parameters, modifiers and values are refused, unless \
         Prefer: handling=lenient asks for them to be left out, which the answer then says. A code that no value can have, \
         because a required binding excludes it, finds nothing, and a warning in the answer names the codes. A date without an offset is taken in \
         the time zone {zone}. Matches come in the order of their making unless _sort says otherwise; pages are \
         linked by keyset, so later writes do not disturb them. Pages hold 50 matches, at most 1000. _summary and \
         _elements are understood by read, vread, search, history and metadata; _elements names elements at the top of a \
         resource, or Type.element for what a search brings along. _contained=true and both search contained resources, \
         _containedType says whether they or what contains them is answered; not in compartments, not with _include and \
         _revinclude, and sorted by _id and _lastUpdated only where the containers are answered. A conditional delete ends one resource, or as \
         many as _count allows.\n\n{}",
        support::in_words()
    )
}

fn security(secured: bool) -> &'static str {
    if secured {
        "Every request but metadata and openapi.json needs a bearer token with the scope read or write; contact details of people are \
         shown, and searched by, with the scope personal only."
    } else {
        "Open: the server listens on loopback only and asks for no token."
    }
}

fn codes(interactions: &[&str]) -> Vec<Value> {
    interactions.iter().map(|code| json!({ "code": code })).collect()
}

fn everywhere((name, kind, meaning): (&str, &str, &str)) -> Value {
    json!({ "name": name, "type": kind, "documentation": meaning })
}

fn operation(definition: &Definition) -> Value {
    json!({
        "name": definition.code,
        "definition": definition.url,
        "documentation": definition.description,
    })
}

/// The elements of a CapabilityStatement that R4 publishes for trial use; `mode=normative` leaves them out.
const TRIAL_USE: [&str; 12] = [
    "security",
    "supportedProfile",
    "versioning",
    "readHistory",
    "updateCreate",
    "conditionalCreate",
    "conditionalRead",
    "conditionalUpdate",
    "conditionalDelete",
    "referencePolicy",
    "searchInclude",
    "searchRevInclude",
];

/// What of a statement is normative content of R4.
pub fn normative(mut statement: Value) -> Value {
    for rest in statement.get_mut("rest").and_then(Value::as_array_mut).into_iter().flatten() {
        leave_out_trial_use(rest);
        for resource in rest.get_mut("resource").and_then(Value::as_array_mut).into_iter().flatten() {
            leave_out_trial_use(resource);
        }
    }
    statement
}

fn leave_out_trial_use(value: &mut Value) {
    if let Some(members) = value.as_object_mut() {
        members.retain(|name, _| !TRIAL_USE.contains(&name.as_str()));
    }
}

/// FHIR has no empty lists.
fn without_empty_lists(mut value: Value) -> Value {
    if let Some(members) = value.as_object_mut() {
        members.retain(|_, member| member.as_array().is_none_or(|list| !list.is_empty()));
        for member in members.values_mut() {
            for item in member.as_array_mut().into_iter().flatten() {
                *item = without_empty_lists(item.take());
            }
        }
    }
    value
}
