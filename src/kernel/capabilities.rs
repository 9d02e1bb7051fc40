//! CapabilityStatement (R4, section 5.2): what the FHIR face does, made from the tables that it works with.

use serde_json::{Value, json};

use crate::fhir::ResourceType;
use crate::kernel::{BuildProgress, Kernel};
use crate::search::{Parameter, ParameterKind, Registry};

/// What can be done with every type, in the standard's words (code system `restful-interaction`).
pub const TYPE_INTERACTIONS: [&str; 8] =
    ["read", "vread", "update", "delete", "history-instance", "history-type", "create", "search-type"];

/// What can be done with the whole system.
pub const SYSTEM_INTERACTIONS: [&str; 3] = ["transaction", "batch", "history-system"];

/// The date of the last change to what is declared here.
const DATE: &str = "2026-11-23";

impl Kernel {
    /// The statement of a server that is reached at `base`, such as `https://host/fhir`. `secured` says
    /// whether callers need a token.
    pub fn capabilities(&self, base: &str, secured: bool) -> Value {
        let security = if secured {
            "Every request but metadata needs a bearer token with the scope read or write."
        } else {
            "Open: the server listens on loopback only and asks for no token."
        };
        let registry = self.registry();
        let zone = self.settings().zone.iana_name().unwrap_or("UTC");
        json!({
            "resourceType": "CapabilityStatement",
            "id": "relais",
            "url": format!("{base}/metadata"),
            "version": env!("CARGO_PKG_VERSION"),
            "name": "Relais",
            "title": "relais: meetings, decisions and action items of digital-health communities",
            "status": "active",
            "date": DATE,
            "publisher": "relais",
            "kind": "instance",
            "software": { "name": "relais", "version": env!("CARGO_PKG_VERSION") },
            "implementation": { "description": "relais FHIR R4 server", "url": base },
            "fhirVersion": "4.0.1",
            "format": ["application/fhir+json", "application/fhir+xml", "json", "xml"],
            "rest": [{
                "mode": "server",
                "documentation": format!(
                    "Unknown parameters, modifiers and values are refused, never ignored. A date without an \
                     offset is taken in the time zone {zone}. Matches come in the order of their making unless \
                     _sort says otherwise; pages are linked by keyset, so later writes do not disturb them. \
                     Pages hold 50 matches, at most 1000."
                ),
                "security": { "description": security },
                "resource": ResourceType::all().map(|one| self.resource(&registry, one)).collect::<Vec<_>>(),
                "interaction": codes(&SYSTEM_INTERACTIONS),
                "searchParam": [],
            }]
        })
        .without_empty_lists()
    }

    fn resource(&self, registry: &Registry, resource_type: ResourceType) -> Value {
        let parameters = || registry.parameters(resource_type);
        let include = |parameter: &Parameter| format!("{resource_type}:{}", parameter.code);
        let references = parameters().filter(|parameter| parameter.kind == ParameterKind::Reference);
        let includes: Vec<String> = references.map(|parameter| include(parameter)).collect();
        let own = [
            json!({
                "name": "_id", "type": "token",
                "definition": "http://hl7.org/fhir/SearchParameter/Resource-id",
                "documentation": "The logical id."
            }),
            json!({
                "name": "_lastUpdated", "type": "date",
                "definition": "http://hl7.org/fhir/SearchParameter/Resource-lastUpdated",
                "documentation": "When the present version was committed."
            }),
        ];
        let search: Vec<Value> =
            own.into_iter().chain(parameters().map(|parameter| self.search_parameter(parameter))).collect();
        json!({
            "type": resource_type.name(),
            "profile": format!("http://hl7.org/fhir/StructureDefinition/{resource_type}"),
            "interaction": codes(&TYPE_INTERACTIONS),
            "versioning": "versioned",
            "readHistory": true,
            "updateCreate": true,
            "conditionalCreate": false,
            "conditionalRead": "not-match",
            "conditionalUpdate": false,
            "conditionalDelete": "not-supported",
            "referencePolicy": ["literal"],
            "searchInclude": includes,
            "searchParam": search,
        })
        .without_empty_lists()
    }

    fn search_parameter(&self, parameter: &Parameter) -> Value {
        let mut documentation = parameter.description.to_string();
        if let Some(BuildProgress { done, total }) = self.unfinished_index(parameter) {
            documentation
                .push_str(&format!(" (not searchable yet: {done} of {total} resources are indexed)"));
        }
        json!({
            "name": parameter.code,
            "definition": parameter.url,
            "type": parameter.kind.name(),
            "documentation": documentation,
        })
    }
}

fn codes(interactions: &[&str]) -> Vec<Value> {
    interactions.iter().map(|code| json!({ "code": code })).collect()
}

/// FHIR has no empty lists.
trait WithoutEmptyLists {
    fn without_empty_lists(self) -> Self;
}

impl WithoutEmptyLists for Value {
    fn without_empty_lists(mut self) -> Self {
        if let Some(members) = self.as_object_mut() {
            members.retain(|_, member| member.as_array().is_none_or(|list| !list.is_empty()));
            for member in members.values_mut() {
                for item in member.as_array_mut().into_iter().flatten() {
                    *item = item.take().without_empty_lists();
                }
            }
        }
        self
    }
}
