//! References by canonical address (R4, references.html#canonical): the names that a resource answers to, and what
//! points to them. A reference to `url|version` means that version, one to `url` alone every version that is here.

use std::sync::LazyLock;

use serde_json::Value;

use crate::fhir::{Resource, ResourceType};
use crate::search::{IndexValue, Parameter, ParameterKind};

/// The type of a reference that is a canonical address, in the rows of a reference parameter: it stands there as it is
/// written, the version included.
pub const REFERENCE: &str = "canonical";

/// Holds the names of every resource that has a canonical address: `url`, and `url|version` where it has a version.
/// No client can ask for it, because of its colon.
pub static NAMES: LazyLock<std::sync::Arc<Parameter>> = LazyLock::new(|| {
    let of_any = ResourceType::named("StructureDefinition");
    let parameter = Parameter::new(of_any, "url:names", ParameterKind::Uri);
    std::sync::Arc::new(Parameter { base: "DomainResource", ..parameter })
});

/// The names of a resource.
pub(super) fn names(resource: &Resource) -> impl Iterator<Item = IndexValue> {
    let text = |name| resource.json().get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let url = text("url");
    let versioned = url.zip(text("version")).map(|(url, version)| format!("{url}|{version}"));
    url.map(str::to_owned).into_iter().chain(versioned).map(IndexValue::Uri)
}
