//! Every address that the mapping writes: our own below [`BASE`], R5's elements as HL7's cross-version
//! extensions, and the few of HL7's that R4 itself offers.

/// Where our own profiles, extensions and code systems live.
pub const BASE: &str = "https://w3id.org/relais/fhir";

macro_rules! own_extension {
    ($name:literal) => {
        concat!("https://w3id.org/relais/fhir/StructureDefinition/", $name)
    };
}

macro_rules! own_profile {
    ($name:literal) => {
        concat!("https://w3id.org/relais/fhir/StructureDefinition/", $name)
    };
}

macro_rules! own_system {
    ($name:literal) => {
        concat!("https://w3id.org/relais/fhir/CodeSystem/", $name)
    };
}

macro_rules! from_r5 {
    ($element:literal) => {
        concat!("http://hl7.org/fhir/5.0/StructureDefinition/extension-", $element)
    };
}

/// Profiles. Their names start with a capital letter, those of extensions do not.
pub mod profile {
    /// An action item.
    pub const ACTION_ITEM: &str = own_profile!("ActionItem");
    /// A community.
    pub const COMMUNITY: &str = own_profile!("Community");
    /// A country or territory.
    pub const COUNTRY: &str = own_profile!("CountryOrTerritory");
    /// A deployment.
    pub const DEPLOYMENT: &str = own_profile!("PlatformDeployment");
    /// A discussion point.
    pub const DISCUSSION_POINT: &str = own_profile!("DiscussionPoint");
    /// A group.
    pub const GROUP: &str = own_profile!("Group");
    /// An integration.
    pub const INTEGRATION: &str = own_profile!("Integration");
    /// An interface.
    pub const INTERFACE: &str = own_profile!("Interface");
    /// A meeting.
    pub const MEETING: &str = own_profile!("Meeting");
    /// Minutes.
    pub const MINUTES: &str = own_profile!("Minutes");
    /// An observatory.
    pub const OBSERVATORY: &str = own_profile!("Observatory");
    /// Any other organisation.
    pub const ORGANISATION: &str = own_profile!("Organisation");
    /// A person.
    pub const PERSON: &str = own_profile!("Person");
    /// A platform.
    pub const PLATFORM: &str = own_profile!("Platform");
    /// A role.
    pub const ROLE: &str = own_profile!("Role");
    /// A series of meetings.
    pub const SERIES: &str = own_profile!("MeetingSeries");
    /// A source document.
    pub const SOURCE_DOCUMENT: &str = own_profile!("SourceDocument");
    /// A survey.
    pub const SURVEY: &str = own_profile!("Survey");
    /// A response to a survey.
    pub const SURVEY_RESPONSE: &str = own_profile!("SurveyResponse");
}

/// Extensions.
pub mod extension {
    /// The meeting at which a survey was announced (Reference).
    pub const ANNOUNCED_AT: &str = own_extension!("announced-at");
    /// The discussion point that announced a survey (Reference).
    pub const ANNOUNCED_BY: &str = own_extension!("announced-by");
    /// When an integration's status was known (dateTime).
    pub const AS_OF: &str = own_extension!("as-of");
    /// What really happened to a participant (code).
    pub const ATTENDANCE: &str = own_extension!("attendance");
    /// A field that the source shows but leaves blank (code).
    pub const BLANK_IN_SOURCE: &str = own_extension!("blank-in-source");
    /// What an action item concerns (Reference).
    pub const CONCERNS: &str = own_extension!("concerns");
    /// A country (Reference).
    pub const COUNTRY: &str = own_extension!("country");
    /// How far an observatory looks (code).
    pub const COVERAGE: &str = own_extension!("coverage");
    /// The deployment behind an endpoint (Reference).
    pub const DEPLOYMENT: &str = own_extension!("deployment");
    /// Who gets a meeting's minutes (Reference).
    pub const DISTRIBUTION_LIST: &str = own_extension!("distribution-list");
    /// When an action item was due after a note: `kind`, `text`, `on`, `days`, `meeting`.
    pub const DUE_AFTER: &str = own_extension!("due-after");
    /// When something is due, as it was said: `kind`, `text`, `days`, `meeting`.
    pub const DUE_AS_WRITTEN: &str = own_extension!("due-as-written");
    /// What an integration costs: `low`, `high`, `text`.
    pub const EFFORT: &str = own_extension!("effort");
    /// How far an integration is (code).
    pub const INTEGRATION_STATUS: &str = own_extension!("integration-status");
    /// What stands between the ends of an integration (Reference).
    pub const INTERMEDIARY: &str = own_extension!("intermediary");
    /// How an endpoint answered: `when`, `outcome`, `version`, `latency`.
    pub const LAST_PROBE: &str = own_extension!("last-probe");
    /// The place as the source writes it (string).
    pub const LOCATION_AS_WRITTEN: &str = own_extension!("location-as-written");
    /// What was done with minutes: `state`, `at`, `by`, `reason`.
    pub const MINUTES_STEP: &str = own_extension!("minutes-step");
    /// The status of a meeting that R4's rules on times forbid to state (code).
    pub const MEETING_STATUS: &str = own_extension!("meeting-status");
    /// The time that an agenda item is given (Duration).
    pub const MINUTES_ALLOTTED: &str = own_extension!("minutes-allotted");
    /// A remark (string).
    pub const NOTE: &str = own_extension!("note");
    /// How meetings recur: `rule`, `zone`, `first-start`, `label`.
    pub const RECURRENCE: &str = own_extension!("recurrence");
    /// How far a review of preliminary minutes is (code).
    pub const REVIEW_STATE: &str = own_extension!("review-state");
    /// The meeting at which a note was made (Reference).
    pub const REVIEWED_AT: &str = own_extension!("reviewed-at");
    /// The modifiers of a single search parameter, with blanks between them (string).
    pub const SEARCH_MODIFIERS: &str = own_extension!("search-modifiers");
    /// What a type of search parameters understands (parts).
    pub const SEARCH_SUPPORT: &str = own_extension!("search-support");
    /// What a number on a scale means: `value`, `text`.
    pub const SCALE_LABEL: &str = own_extension!("scale-label");
    /// The series of a meeting (Reference).
    pub const SERIES: &str = own_extension!("series");
    /// Where a fact is known from (Reference).
    pub const SOURCE: &str = own_extension!("source");
    /// Lines of a source document: `document`, `first-line`, `last-line`.
    pub const SOURCE_SPAN: &str = own_extension!("source-span");
    /// A standard that an integration speaks (Coding).
    pub const STANDARD: &str = own_extension!("standard");
    /// How far an action item was after a note (code).
    pub const STATUS_AFTER: &str = own_extension!("status-after");
    /// A subject's number as the source writes it (string).
    pub const SUBJECT_NUMBER: &str = own_extension!("subject-number");
    /// A decision that this one replaces (Reference).
    pub const SUPERSEDES: &str = own_extension!("supersedes");
    /// The other end of an integration (Reference).
    pub const TARGET: &str = own_extension!("target");
    /// The time zone as written and as known: `label`, `zone`.
    pub const TIME_ZONE: &str = own_extension!("time-zone");

    /// R5's Appointment.previousAppointment (Reference).
    pub const PREVIOUS_APPOINTMENT: &str = from_r5!("Appointment.previousAppointment");
    /// R5's Appointment.virtualService: `channelType`, `addressUrl`.
    pub const VIRTUAL_SERVICE: &str = from_r5!("Appointment.virtualService");
    /// R5's DeviceDefinition.description (markdown).
    pub const DEVICE_DESCRIPTION: &str = from_r5!("DeviceDefinition.description");
    /// R5's Schedule.name (string).
    pub const SCHEDULE_NAME: &str = from_r5!("Schedule.name");

    /// HL7's least value of an answer (here integer).
    pub const MIN_VALUE: &str = "http://hl7.org/fhir/StructureDefinition/minValue";
    /// HL7's most value of an answer (here integer).
    pub const MAX_VALUE: &str = "http://hl7.org/fhir/StructureDefinition/maxValue";
    /// HL7's translation of a text: `lang`, `content`.
    pub const TRANSLATION: &str = "http://hl7.org/fhir/StructureDefinition/translation";
    /// HL7's reason why a required value is absent (code).
    pub const DATA_ABSENT_REASON: &str = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
}

/// Code systems and identifier systems.
pub mod system {
    /// What a Basic is.
    pub const BASIC_TYPE: &str = own_system!("basic-type");
    /// How one connects to an interface, where HL7 has no code.
    pub const CONNECTION_TYPE: &str = own_system!("connection-type");
    /// Kinds of discussion points.
    pub const DISCUSSION_KIND: &str = own_system!("discussion-kind");
    /// What a Composition or a DocumentReference is.
    pub const DOCUMENT_TYPE: &str = own_system!("document-type");
    /// The standards that platforms speak.
    pub const INTEROPERABILITY_STANDARD: &str = own_system!("interoperability-standard");
    /// As what someone takes part in a meeting.
    pub const MEETING_ROLE: &str = own_system!("meeting-role");
    /// Places in the OpenHIE architecture.
    pub const OPENHIE_COMPONENT: &str = own_system!("openhie-component");
    /// What an Organization is.
    pub const ORGANIZATION_TYPE: &str = own_system!("organization-type");
    /// What a Questionnaire is.
    pub const QUESTIONNAIRE_TYPE: &str = own_system!("questionnaire-type");
    /// What a section of minutes is.
    pub const SECTION_TYPE: &str = own_system!("section-type");
    /// What a Task is.
    pub const TASK_TYPE: &str = own_system!("task-type");
    /// Kinds of rooms on the net.
    pub const VIRTUAL_SERVICE_TYPE: &str = own_system!("virtual-service-type");

    /// HL7's reasons why a value is absent.
    pub const DATA_ABSENT_REASON: &str = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
    /// HL7's ways to connect to an endpoint.
    pub const HL7_CONNECTION_TYPE: &str = "http://terminology.hl7.org/CodeSystem/endpoint-connection-type";
    /// HL7's payloads of an endpoint.
    pub const HL7_PAYLOAD_TYPE: &str = "http://terminology.hl7.org/CodeSystem/endpoint-payload-type";
    /// HL7's physical kinds of places.
    pub const LOCATION_PHYSICAL_TYPE: &str = "http://terminology.hl7.org/CodeSystem/location-physical-type";
    /// The codes of ISO 3166.
    pub const ISO_3166: &str = "urn:iso:std:iso:3166";
    /// Units of measure (UCUM).
    pub const UCUM: &str = "http://unitsofmeasure.org";
}
