//! What a caller may do.

use crate::error::{Error, Kind, Result};
use crate::fhir::ResourceType;
use crate::kernel::Kernel;
use crate::search::Query;
use crate::search::query::{SortBy, Test};
use crate::store::Version;

/// A right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// To read everything but contact details.
    Read,
    /// To create, change and delete.
    Write,
    /// To see people's contact details.
    Personal,
}

impl Scope {
    /// The right's name in settings and error messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Personal => "personal",
        }
    }
}

/// Somebody with rights.
#[derive(Debug, Clone)]
pub struct Caller {
    /// A name for the log.
    pub name: String,
    scopes: Vec<Scope>,
}

impl Caller {
    /// A caller with these rights.
    pub fn new(name: impl Into<String>, scopes: Vec<Scope>) -> Self {
        Self { name: name.into(), scopes }
    }

    /// The program itself.
    pub fn internal() -> Self {
        Self::new("internal", vec![Scope::Read, Scope::Write, Scope::Personal])
    }

    /// Whether the caller has a right.
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }

    /// Whether nothing of a resource of this type is hidden from the caller.
    pub fn sees_all_of(&self, resource_type: ResourceType) -> bool {
        self.may(Scope::Personal) || !PERSONAL.iter().any(|(personal, _)| *personal == resource_type)
    }

    /// Refuses a caller without the right.
    pub fn require(&self, scope: Scope) -> Result<()> {
        if self.may(scope) {
            return Ok(());
        }
        let message = format!("This needs the scope '{}', which the token does not have.", scope.name());
        Err(Error::new(Kind::Forbidden, "missing-scope", message))
    }
}

/// The elements that hold a person's contact details, by type.
const PERSONAL: [(ResourceType, &[&str]); 5] = [
    (ResourceType::named("Practitioner"), CONTACT),
    (ResourceType::named("PractitionerRole"), CONTACT),
    (ResourceType::named("Patient"), CONTACT),
    (ResourceType::named("Person"), CONTACT),
    (ResourceType::named("RelatedPerson"), CONTACT),
];

const CONTACT: &[&str] = &["telecom", "address", "birthDate", "photo", "contact"];

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
        let personal = PERSONAL.iter().find(|(resource_type, _)| *resource_type == version.key.resource_type);
        match personal {
            Some((_, elements)) => Version { body: without(&version.body, elements), ..version },
            None => version,
        }
    }

    /// Refuses a search by contact details to a caller without the scope for them.
    pub(super) fn check_personal(caller: &Caller, query: &Query) -> Result<()> {
        if caller.sees_all_of(query.resource_type) {
            return Ok(());
        }
        let asked = query.criteria.iter().filter_map(|criterion| parameter(&criterion.test));
        let sorted = query.sort.iter().filter_map(|key| match &key.by {
            SortBy::Parameter(parameter) => Some(parameter.code.as_str()),
            SortBy::LastUpdated | SortBy::Id => None,
        });
        match asked.chain(sorted).find(|code| PERSONAL_PARAMETERS.contains(code)) {
            Some(_) => caller.require(Scope::Personal),
            None => Ok(()),
        }
    }
}

fn parameter(test: &Test) -> Option<&str> {
    match test {
        Test::Id(_) | Test::LastUpdated(_) => None,
        Test::Missing(parameter, _)
        | Test::Token(parameter, _)
        | Test::Text(parameter, _)
        | Test::Date(parameter, _)
        | Test::Number(parameter, _)
        | Test::Quantity(parameter, _)
        | Test::Reference(parameter, _)
        | Test::Uri(parameter, _) => Some(&parameter.code),
    }
}

/// The text without some elements, marked as incomplete (R4, section 6.1.0.3: the tag `SUBSETTED`). Text that
/// cannot be read is withheld altogether.
fn without(body: &[u8], elements: &[&str]) -> bytes::Bytes {
    let Ok(serde_json::Value::Object(mut json)) = serde_json::from_slice(body) else {
        return bytes::Bytes::from_static(b"{}");
    };
    let before = json.len();
    json.retain(|name, _| !elements.contains(&name.trim_start_matches('_')));
    if json.len() == before {
        return bytes::Bytes::copy_from_slice(body);
    }
    let tag = serde_json::json!({
        "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
        "code": "SUBSETTED"
    });
    if let Some(serde_json::Value::Object(meta)) = json.get_mut("meta") {
        let tags = meta.entry("tag").or_insert_with(|| serde_json::Value::Array(Vec::new()));
        if let serde_json::Value::Array(tags) = tags {
            tags.push(tag);
        }
    }
    bytes::Bytes::from(serde_json::Value::Object(json).to_string())
}
