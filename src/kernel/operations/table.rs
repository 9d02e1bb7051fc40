//! The table of operations: those on any resource. Those of terminology stand in [`super::terminology`].

use super::{Action, Definition, Levels, Parameter};

/// The operations on any resource. Those of the standard take what its OperationDefinitions name, in so far as it
/// is done.
pub(super) const GENERAL: &[Definition] = &[
    Definition {
        action: Action::Validate,
        code: "validate",
        url: "http://hl7.org/fhir/OperationDefinition/Resource-validate",
        description: "Says what a write of the resource would say, and whether it keeps the profiles that it or the caller names",
        types: &[],
        levels: Levels { system: true, of_type: true, instance: true, version: false },
        affects_state: false,
        input: &[
            optional(
                "resource",
                "Resource",
                "What is looked at; needed unless the mode is delete or an instance is meant",
            ),
            optional(
                "mode",
                "code",
                "What would be done with it: create, update, delete, or profile for none of them",
            ),
            optional("profile", "uri", "A profile that it has to keep, by its canonical address"),
        ],
        output: &[given("return", "OperationOutcome", "What is wrong, or that nothing is")],
    },
    Definition {
        action: Action::Document,
        code: "document",
        url: "http://hl7.org/fhir/OperationDefinition/Composition-document",
        description: "Puts a Composition, what it points to and what that points to into one Bundle",
        types: &["Composition"],
        levels: Levels { system: false, of_type: true, instance: true, version: false },
        affects_state: false,
        input: &[
            optional("id", "uri", "Which Composition, where the call is on the type: its id or address"),
            optional(
                "persist",
                "boolean",
                "Whether the Bundle is kept, which only a call by POST may ask for",
            ),
        ],
        output: &[given("return", "Bundle", "The document")],
    },
    Definition {
        url: "http://hl7.org/fhir/OperationDefinition/Patient-everything",
        description: "Shows a patient, or all patients, with all that belongs to them and what that points to, other patients aside",
        types: &["Patient"],
        levels: Levels { system: false, of_type: true, instance: true, version: false },
        input: &[START, END, SINCE, TYPE, COUNT, CURSOR],
        ..EVERYTHING
    },
    Definition {
        url: "http://hl7.org/fhir/OperationDefinition/Group-everything",
        description: "Shows a group with its members, all that belongs to those who are patients, and what that points to, other patients aside",
        types: &["Group"],
        input: &[START, END, SINCE, TYPE, COUNT, CURSOR],
        ..EVERYTHING
    },
    EVERYTHING,
    Definition {
        url: "https://w3id.org/relais/fhir/OperationDefinition/Appointment-everything",
        description: "Shows a meeting with all that points to it, such as its minutes, discussion points, action items and documents, and what they and the meeting point to, such as people, platforms and the series",
        types: &["Appointment"],
        ..EVERYTHING
    },
    Definition {
        action: Action::Meta,
        code: "meta",
        url: "http://hl7.org/fhir/OperationDefinition/Resource-meta",
        description: "Shows the profiles, tags and security labels of a resource, or all that are used in a type or on the server",
        types: &[],
        levels: Levels { system: true, of_type: true, instance: true, version: true },
        affects_state: false,
        input: &[],
        output: &[given("return", "Meta", "The profiles, tags and security labels")],
    },
    Definition {
        action: Action::MetaAdd,
        code: "meta-add",
        url: "http://hl7.org/fhir/OperationDefinition/Resource-meta-add",
        description: "Adds profiles, tags and security labels to a resource, which makes a new version of it",
        types: &[],
        levels: Levels { system: false, of_type: false, instance: true, version: false },
        affects_state: true,
        input: &[needed("meta", "Meta", "What is added; what is there already stays as it is")],
        output: &[given("return", "Meta", "What the resource has now")],
    },
    Definition {
        action: Action::MetaDelete,
        code: "meta-delete",
        url: "http://hl7.org/fhir/OperationDefinition/Resource-meta-delete",
        description: "Takes profiles, tags and security labels from a resource, which makes a new version of it",
        types: &[],
        levels: Levels { system: false, of_type: false, instance: true, version: false },
        affects_state: true,
        input: &[needed("meta", "Meta", "What is taken away; what is not there is no error")],
        output: &[given("return", "Meta", "What the resource has now")],
    },
    Definition {
        action: Action::IndexStatus,
        code: "index-status",
        url: "https://w3id.org/relais/fhir/OperationDefinition/SearchParameter-index-status",
        description: "Says whether one can search by what a SearchParameter defines, and how far its index is built",
        types: &["SearchParameter"],
        levels: Levels { system: false, of_type: false, instance: true, version: false },
        affects_state: false,
        input: &[],
        output: &[
            given("status", "code", "searchable; building, while any of its indexes is; not-searchable"),
            Parameter {
                name: "index",
                min: 0,
                max: None,
                kind: "",
                description: "How it stands with one of the types that it searches",
                parts: &[
                    given("type", "code", "The resource type"),
                    given("code", "code", "The parameter's name in a search"),
                    given("status", "code", "searchable or building"),
                    optional("done", "decimal", "How many resources have been read, while it is building"),
                    optional("total", "decimal", "How many there are, while it is building"),
                ],
            },
        ],
    },
];

/// An encounter's `$everything`, to which the others are alike.
const EVERYTHING: Definition = Definition {
    action: Action::Everything,
    code: "everything",
    url: "http://hl7.org/fhir/OperationDefinition/Encounter-everything",
    description: "Shows an encounter with all that belongs to it and what that points to",
    types: &["Encounter"],
    levels: Levels { system: false, of_type: false, instance: true, version: false },
    affects_state: false,
    input: &[SINCE, TYPE, COUNT, CURSOR],
    output: &[given(
        "return",
        "Bundle",
        "A searchset: matches are what belongs to it, includes what that points to",
    )],
};

const START: Parameter = optional(
    "start",
    "date",
    "Only what happened then or later; what has no search parameter 'date', or no value for it, is not asked",
);

const END: Parameter = optional(
    "end",
    "date",
    "Only what happened then or earlier; what has no search parameter 'date', or no value for it, is not asked",
);

const SINCE: Parameter = optional("_since", "instant", "Only what was last changed at this instant or later");

const TYPE: Parameter = several("_type", "code", "Only these resource types, with commas between several");

const COUNT: Parameter = optional(
    "_count",
    "integer",
    "How many matches a page holds at most, 1 to 1000; 1000 unless it is said. What they point to is not counted",
);

const CURSOR: Parameter = optional("_cursor", "string", "The page, as the previous one's link to it has it");

/// A parameter that may stand any number of times.
pub(super) const fn several(name: &'static str, kind: &'static str, description: &'static str) -> Parameter {
    Parameter { max: None, ..optional(name, kind, description) }
}

/// A parameter that is made of parts.
pub(super) const fn parts(
    name: &'static str,
    description: &'static str,
    parts: &'static [Parameter],
) -> Parameter {
    Parameter { parts, ..several(name, "", description) }
}

/// A parameter that may be left out.
pub(super) const fn optional(name: &'static str, kind: &'static str, description: &'static str) -> Parameter {
    Parameter { name, min: 0, max: Some(1), kind, description, parts: &[] }
}

/// A parameter that must be there.
pub(super) const fn needed(name: &'static str, kind: &'static str, description: &'static str) -> Parameter {
    Parameter { min: 1, ..optional(name, kind, description) }
}

/// A result that is always there.
pub(super) const fn given(name: &'static str, kind: &'static str, description: &'static str) -> Parameter {
    needed(name, kind, description)
}
