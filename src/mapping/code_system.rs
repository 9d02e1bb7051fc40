//! Our code systems. Lists that grow (the standards, the names of OpenHIE's components) are written from what
//! the catalogue holds; closed lists are written from the domain's own words.

use serde_json::{Value, json};

use super::canonical::system;
use super::draft::{Draft, written};
use super::view::View;
use crate::error::{Error, Kind, Result};
use crate::fhir::{Resource, ResourceType};
use crate::model::platform::ComponentName;
use crate::model::{Localized, Standard, Translation, discussion, meeting};

/// The type of the resources that hold such lists.
pub const RESOURCE_TYPE: ResourceType = ResourceType::named("CodeSystem");
/// The id of the CodeSystem of standards.
pub const STANDARDS_ID: &str = "interoperability-standard";
/// The id of the CodeSystem of OpenHIE's components.
pub const COMPONENTS_ID: &str = "openhie-component";

/// The property of a concept that holds a home page.
const HOME_PAGE: &str = "home-page";

/// The CodeSystem of these standards.
pub fn standards(standards: &[Standard]) -> Resource {
    let property = json!({"code": HOME_PAGE, "description": "The standard's home page.", "type": "string"});
    head(STANDARDS_ID, system::INTEROPERABILITY_STANDARD)
        .text("name", "InteroperabilityStandard")
        .text("title", "Standards that the platforms speak")
        .set("count", Value::from(standards.len()))
        .list("property", [property])
        .list("concept", standards.iter().map(write_standard))
        .into_resource(RESOURCE_TYPE)
}

/// The standards of their CodeSystem; another resource is refused.
pub fn read_standards(resource: &Resource) -> Result<Vec<Standard>> {
    let code_system = View::of(resource);
    let right_type = resource.resource_type() == RESOURCE_TYPE;
    if !right_type || code_system.word("url") != Some(system::INTEROPERABILITY_STANDARD) {
        let message = format!("This is not the CodeSystem '{}'.", system::INTEROPERABILITY_STANDARD);
        return Err(Error::new(Kind::Unprocessable, "other-thing", message));
    }
    Ok(code_system.each("concept").filter_map(read_standard).collect())
}

/// The CodeSystem of OpenHIE's components.
pub fn components(names: &[ComponentName]) -> Resource {
    let concepts = names
        .iter()
        .map(|name| concept(name.component.code(), &name.name, name.definition.as_deref()).into_required());
    head(COMPONENTS_ID, system::OPENHIE_COMPONENT)
        .text("name", "OpenHieComponent")
        .text("title", "Places of the OpenHIE architecture, and what stands beside them")
        .set("count", Value::from(names.len()))
        .list("concept", concepts)
        .into_resource(RESOURCE_TYPE)
}

/// The code systems whose words are fixed by the program.
pub fn closed() -> Vec<Resource> {
    let kinds = discussion::Kind::ALL.iter().map(|kind| (kind.code(), kind.definition()));
    let roles = meeting::Role::ALL.iter().map(|role| (role.code(), role.definition()));
    vec![
        list("discussion-kind", system::DISCUSSION_KIND, "DiscussionKind", kinds),
        list("meeting-role", system::MEETING_ROLE, "MeetingRole", roles),
        list("basic-type", system::BASIC_TYPE, "BasicType", BASIC_TYPES),
        list("document-type", system::DOCUMENT_TYPE, "DocumentType", DOCUMENT_TYPES),
        list("organization-type", system::ORGANIZATION_TYPE, "OrganizationType", ORGANIZATION_TYPES),
        list("questionnaire-type", system::QUESTIONNAIRE_TYPE, "QuestionnaireType", QUESTIONNAIRE_TYPES),
        list("section-type", system::SECTION_TYPE, "SectionType", SECTION_TYPES),
        list("task-type", system::TASK_TYPE, "TaskType", TASK_TYPES),
    ]
}

const BASIC_TYPES: [(&str, &str); 1] = [("integration", "A link between two platforms.")];
const DOCUMENT_TYPES: [(&str, &str); 1] = [("minutes", "The record of a meeting.")];
const ORGANIZATION_TYPES: [(&str, &str); 3] = [
    ("community", "A group that meets."),
    ("observatory", "A health observatory."),
    ("organization", "Any other organisation."),
];
const QUESTIONNAIRE_TYPES: [(&str, &str); 1] = [("survey", "Questions to the members of a community.")];
const SECTION_TYPES: [(&str, &str); 2] = [
    ("agenda-item", "A planned topic of a meeting."),
    ("subject", "A subject that was spoken of, with what was said."),
];
const TASK_TYPES: [(&str, &str); 1] = [("action-item", "Something that somebody is to do.")];

fn list<'a>(
    id: &str,
    url: &str,
    name: &str,
    words: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Resource {
    let words = words.into_iter().map(|(code, definition)| json!({"code": code, "definition": definition}));
    head(id, url).text("name", name).list("concept", words).into_resource(RESOURCE_TYPE)
}

fn head(id: &str, url: &str) -> Draft {
    Draft::resource(Some(id))
        .text("url", url)
        .text("status", "active")
        .text("content", "complete")
        .set("caseSensitive", Value::Bool(true))
}

fn concept(code: &str, name: &Localized, definition: Option<&str>) -> Draft {
    let translations = name.translations.iter();
    Draft::element()
        .text("code", code)
        .text("display", name.text.as_str())
        .text("definition", definition)
        .list("designation", translations.map(|name| json!({"language": name.language, "value": name.text})))
}

fn write_standard(standard: &Standard) -> Value {
    let home_page = standard.url.as_deref().and_then(written);
    concept(&standard.code, &standard.name, standard.definition.as_deref())
        .list("property", home_page.map(|url| json!({"code": HOME_PAGE, "valueString": url})))
        .into_required()
}

fn read_standard(concept: View<'_>) -> Option<Standard> {
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
