//! Which FHIR type each kind of thing is.

use crate::fhir::{Id, Reference, ResourceType};
use crate::model::{Kind, Ref};

const TYPES: [(Kind, ResourceType); 18] = [
    (Kind::Organization, ResourceType::named("Organization")),
    (Kind::Person, ResourceType::named("Practitioner")),
    (Kind::Role, ResourceType::named("PractitionerRole")),
    (Kind::Group, ResourceType::named("Group")),
    (Kind::Series, ResourceType::named("Schedule")),
    (Kind::Meeting, ResourceType::named("Appointment")),
    (Kind::Minutes, ResourceType::named("Composition")),
    (Kind::DiscussionPoint, ResourceType::named("Communication")),
    (Kind::ActionItem, ResourceType::named("Task")),
    (Kind::Platform, ResourceType::named("DeviceDefinition")),
    (Kind::Deployment, ResourceType::named("Device")),
    (Kind::Interface, ResourceType::named("Endpoint")),
    (Kind::Integration, ResourceType::named("Basic")),
    (Kind::Country, ResourceType::named("Location")),
    (Kind::SourceDocument, ResourceType::named("DocumentReference")),
    (Kind::File, ResourceType::named("Binary")),
    (Kind::Survey, ResourceType::named("Questionnaire")),
    (Kind::SurveyResponse, ResourceType::named("QuestionnaireResponse")),
];

/// The FHIR type of a kind; `None` for what lives elsewhere.
pub fn resource_type(kind: Kind) -> Option<ResourceType> {
    TYPES.iter().find(|(known, _)| *known == kind).map(|(_, resource_type)| *resource_type)
}

/// The kind of a FHIR type, where relais has a word for it.
pub fn kind(resource_type: ResourceType) -> Option<Kind> {
    TYPES.iter().find(|(_, known)| *known == resource_type).map(|(kind, _)| *kind)
}

/// The text of a FHIR reference: `Task/7`, or an address elsewhere as it stands.
pub fn write(target: &Ref) -> String {
    match resource_type(target.kind) {
        Some(resource_type) => format!("{resource_type}/{}", target.id),
        None => target.id.clone(),
    }
}

/// Reads the text of a FHIR reference. What is not a plain reference to a thing of ours is elsewhere, and
/// keeps its whole text.
pub fn read(text: &str) -> Ref {
    match Reference::parse(text, "") {
        Reference::Local { resource_type, id, version: None } => match kind(resource_type) {
            Some(kind) => Ref::new(kind, id.as_str()),
            None => Ref::elsewhere(text),
        },
        _ => Ref::elsewhere(text),
    }
}

/// What a reference points to here, as the store names it; `None` for what lives elsewhere or has no valid id.
pub fn key(target: &Ref) -> Option<(ResourceType, Id)> {
    Some((resource_type(target.kind)?, Id::parse(&target.id).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Ref) {
        assert_eq!(read(text), expected);
        assert_eq!(write(&expected), text);
    }

    #[test]
    fn each_kind_has_one_type() {
        for kind_of_ours in Kind::ALL.iter().copied().filter(|kind| *kind != Kind::Elsewhere) {
            let resource_type = resource_type(kind_of_ours).unwrap();
            assert_eq!(kind(resource_type), Some(kind_of_ours));
            assert_eq!(ResourceType::find(resource_type.name()), Some(resource_type));
            check(&format!("{resource_type}/7"), Ref::new(kind_of_ours, "7"));
        }
    }

    #[test]
    fn what_is_no_thing_of_ours_keeps_its_address() {
        for text in
            ["Patient/7", "Task/7/_history/2", "https://example.org/fhir/Task/7", "urn:uuid:1", "#roof"]
        {
            check(text, Ref::elsewhere(text));
        }
    }
}
