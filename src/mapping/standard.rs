//! The standards are the concepts of one CodeSystem.

use serde_json::{Value, json};

use super::canonical::system;
use super::draft::{Draft, written};
use super::view::View;
use crate::error::{Error, Kind, Result};
use crate::fhir::{Resource, ResourceType};
use crate::model::{Localized, Standard, Translation};

/// The id of the CodeSystem.
pub const ID: &str = "interoperability-standard";
/// The type of the resource that holds all standards.
pub const RESOURCE_TYPE: ResourceType = ResourceType::named("CodeSystem");

/// The property of a concept that holds the standard's home page.
const HOME_PAGE: &str = "home-page";

/// The CodeSystem of these standards.
pub fn to_fhir(standards: &[Standard]) -> Resource {
    let property = json!({
        "code": HOME_PAGE,
        "description": "The standard's home page.",
        "type": "string",
    });
    Draft::resource(Some(ID))
        .text("url", system::INTEROPERABILITY_STANDARD)
        .text("name", "InteroperabilityStandard")
        .text("title", "Standards that the platforms speak")
        .text("status", "active")
        .text("content", "complete")
        .set("caseSensitive", Value::Bool(true))
        .set("count", Value::from(standards.len()))
        .list("property", [property])
        .list("concept", standards.iter().map(write_concept))
        .into_resource(RESOURCE_TYPE)
}

/// The standards of the CodeSystem; another resource is refused.
pub fn from_fhir(resource: &Resource) -> Result<Vec<Standard>> {
    let code_system = View::of(resource);
    let right_type = resource.resource_type() == RESOURCE_TYPE;
    if !right_type || code_system.word("url") != Some(system::INTEROPERABILITY_STANDARD) {
        let message = format!("This is not the CodeSystem '{}'.", system::INTEROPERABILITY_STANDARD);
        return Err(Error::new(Kind::Unprocessable, "other-thing", message));
    }
    Ok(code_system.each("concept").filter_map(read_concept).collect())
}

fn write_concept(standard: &Standard) -> Value {
    let names =
        standard.name.translations.iter().map(|name| json!({"language": name.language, "value": name.text}));
    let home_page = standard.url.as_deref().and_then(written);
    Draft::element()
        .text("code", standard.code.as_str())
        .text("display", standard.name.text.as_str())
        .text("definition", standard.definition.as_deref())
        .list("designation", names)
        .list("property", home_page.map(|url| json!({"code": HOME_PAGE, "valueString": url})))
        .into_required()
}

fn read_concept(concept: View<'_>) -> Option<Standard> {
    let names = concept
        .each("designation")
        .filter_map(|name| Some(Translation { language: name.text("language")?, text: name.text("value")? }));
    let home_page = concept.each("property").find(|property| property.word("code") == Some(HOME_PAGE));
    Some(Standard {
        code: concept.text("code")?,
        name: Localized { text: concept.text("display").unwrap_or_default(), translations: names.collect() },
        definition: concept.text("definition"),
        url: home_page.and_then(|property| property.text("valueString")),
    })
}
