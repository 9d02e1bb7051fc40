//! The search parameters that relais adds to R4's.

use crate::search::ParameterKind;
use crate::search::ParameterKind::{Date, Reference, Text, Token, Uri};
use crate::search::own::Place::{Extension, FromR5, Part, Path};

/// A search parameter of our own.
pub(super) struct Own {
    pub(super) resource_type: &'static str,
    pub(super) code: &'static str,
    pub(super) kind: ParameterKind,
    pub(super) place: Place,
    pub(super) targets: &'static [&'static str],
    pub(super) description: &'static str,
}

/// Where a parameter's values stand.
pub(super) enum Place {
    /// An expression in the resource.
    Path(&'static str),
    /// The value of our extension of this name.
    Extension(&'static str),
    /// The value of a part of our extension.
    Part(&'static str, &'static str),
    /// The value of an element that R5 added, by HL7's cross-version extension.
    FromR5(&'static str),
}

/// The base of the canonical addresses of what relais defines.
const BASE: &str = "https://w3id.org/relais/fhir";

impl Own {
    /// The parameter's canonical address.
    pub(super) fn url(&self) -> String {
        format!("{BASE}/SearchParameter/{}-{}", self.resource_type, self.code)
    }

    /// Where its values stand, as FHIRPath.
    pub(super) fn expression(&self) -> String {
        let of = self.resource_type;
        match self.place {
            Path(path) => path.to_owned(),
            Extension(name) => {
                format!("{of}.extension.where(url='{BASE}/StructureDefinition/{name}').value")
            }
            Part(name, part) => format!(
                "{of}.extension.where(url='{BASE}/StructureDefinition/{name}').extension.where(url='{part}').value"
            ),
            FromR5(element) => format!(
                "{of}.extension.where(url='http://hl7.org/fhir/5.0/StructureDefinition/extension-{element}').value"
            ),
        }
    }
}

const fn own(
    resource_type: &'static str,
    code: &'static str,
    kind: ParameterKind,
    place: Place,
    targets: &'static [&'static str],
    description: &'static str,
) -> Own {
    Own { resource_type, code, kind, place, targets, description }
}

/// The ends of an integration and what stands between them.
const ENDS: &str = "Basic.subject \
    | Basic.extension.where(url='https://w3id.org/relais/fhir/StructureDefinition/target').value \
    | Basic.extension.where(url='https://w3id.org/relais/fhir/StructureDefinition/intermediary').value";

/// Every parameter of our own.
#[rustfmt::skip]
pub(super) const PARAMETERS: &[Own] = &[
    own("Appointment", "description", Text, Path("Appointment.description"), &[], "What the meeting is called"),
    own("Appointment", "period", Date, Path("Appointment.start | Appointment.requestedPeriod"), &[], "When the meeting takes place, as far as it is known"),
    own("Appointment", "role", Token, Path("Appointment.participant.type"), &[], "As what someone takes part in the meeting"),
    own("Appointment", "series", Reference, Extension("series"), &["Schedule"], "The series that the meeting belongs to"),
    own("Basic", "country", Reference, Extension("country"), &["Location"], "A country where the integration is found"),
    own("Basic", "integration-status", Token, Extension("integration-status"), &[], "How far the integration is"),
    own("Basic", "intermediary", Reference, Extension("intermediary"), &["DeviceDefinition", "Device"], "What stands between the ends of the integration"),
    own("Basic", "note", Text, Extension("note"), &[], "A remark on the integration"),
    own("Basic", "platform", Reference, Path(ENDS), &["DeviceDefinition", "Device", "Organization"], "Either end of the integration, or what stands between"),
    own("Basic", "standard", Token, Extension("standard"), &[], "A standard that the integration speaks"),
    own("Basic", "target", Reference, Extension("target"), &["DeviceDefinition", "Device", "Organization"], "The end that the integration leads to"),
    own("Communication", "about", Reference, Path("Communication.about"), &[], "What was talked about"),
    own("Communication", "in-response-to", Reference, Path("Communication.inResponseTo"), &["Communication"], "What is answered, such as a question"),
    own("Communication", "supersedes", Reference, Extension("supersedes"), &["Communication"], "The decisions that this one replaces"),
    own("Communication", "text", Text, Path("(Communication.payload.content as string)"), &[], "What was said"),
    own("Communication", "topic", Text, Path("Communication.topic.text"), &[], "The subject under which it was said"),
    own("Device", "definition", Reference, Path("Device.definition"), &["DeviceDefinition"], "The platform that is deployed"),
    own("DeviceDefinition", "name", Text, Path("DeviceDefinition.deviceName.name"), &[], "A name of the platform"),
    own("DocumentReference", "title", Text, Path("DocumentReference.content.attachment.title"), &[], "The name of the document"),
    own("Endpoint", "address", Uri, Path("Endpoint.address"), &[], "The address that the interface answers on"),
    own("Endpoint", "deployment", Reference, Extension("deployment"), &["Device"], "The deployment behind the interface"),
    own("Group", "name", Text, Path("Group.name"), &[], "The name of the group"),
    own("Organization", "country", Reference, Extension("country"), &["Location"], "The country of a national observatory"),
    own("Organization", "coverage", Token, Extension("coverage"), &[], "How far the observatory looks"),
    own("Questionnaire", "announced-at", Reference, Extension("announced-at"), &["Appointment"], "The meeting at which the survey was announced"),
    own("Questionnaire", "announced-by", Reference, Extension("announced-by"), &["Communication"], "The discussion point that announced the survey"),
    own("Questionnaire", "kind", Token, Path("Questionnaire.code"), &[], "What the questionnaire is, such as a survey"),
    own("Schedule", "name", Text, FromR5("Schedule.name"), &[], "The name of the series"),
    own("Task", "concerns", Reference, Extension("concerns"), &["DeviceDefinition", "Device", "Basic", "Location", "Organization"], "What the action item concerns"),
    own("Task", "description", Text, Path("Task.description"), &[], "What is to be done"),
    own("Task", "due", Date, Path("Task.restriction.period.end"), &[], "When it is due"),
    own("Task", "due-kind", Token, Part("due-as-written", "kind"), &[], "In which way the due date was said"),
    own("Task", "owner-name", Text, Path("Task.owner.display"), &[], "The owner's name as written"),
    own("Task", "reason", Reference, Path("Task.reasonReference"), &["Communication"], "The decision or other discussion point that caused the action item"),
];
