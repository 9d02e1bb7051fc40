//! The table of operations: those of terminology.

use super::table::{given, needed, optional, parts, several};
use super::{Action, Definition, Levels, Parameter};

const ON_TYPE: Levels = Levels { system: false, of_type: true, instance: false, version: false };
const ON_TYPE_AND_INSTANCE: Levels = Levels { instance: true, ..ON_TYPE };

const LANGUAGE: Parameter = optional("displayLanguage", "code", "The language of names, such as fr or en");
const JUDGEMENT: &[Parameter] = &[
    given("result", "boolean", "Whether the code is right"),
    optional("message", "string", "What is wrong, or worth to be known"),
    optional("display", "string", "The code's right name"),
];

/// The operations of terminology.
pub(super) const OPERATIONS: &[Definition] = &[
    Definition {
        action: Action::Expand,
        code: "expand",
        url: "http://hl7.org/fhir/OperationDefinition/ValueSet-expand",
        description: "Lists the concepts that a value set holds",
        types: &["ValueSet"],
        levels: ON_TYPE_AND_INSTANCE,
        affects_state: false,
        input: &[
            optional("url", "uri", "The value set's canonical address, with or without |version"),
            optional("valueSet", "ValueSet", "The value set itself"),
            optional("valueSetVersion", "string", "The value set's version; the latest unless it is said"),
            optional(
                "filter",
                "string",
                "Words that stand in a concept's names, or that its code starts with",
            ),
            optional("offset", "integer", "How many concepts come before the page"),
            optional("count", "integer", "How many concepts the page holds; 0 asks for the total alone"),
            optional("includeDesignations", "boolean", "Whether further names are shown"),
            several(
                "designation",
                "string",
                "Which further names: a language, urn:ietf:bcp:47|language, or system|code of a use",
            ),
            optional("includeDefinition", "boolean", "Whether the definition is shown too"),
            optional("activeOnly", "boolean", "Whether concepts that are no longer to be used are left out"),
            optional(
                "excludeNested",
                "boolean",
                "Whether the list is flat, which it is unless this is false and no page is asked for",
            ),
            optional("excludeNotForUI", "boolean", "Whether concepts that only group others are left out"),
            optional(
                "excludePostCoordinated",
                "boolean",
                "Accepted for the standard's sake: there are no such concepts here",
            ),
            LANGUAGE,
            several(
                "exclude-system",
                "canonical",
                "A code system that is left out, as system or system|version",
            ),
            several(
                "system-version",
                "canonical",
                "The version of a code system where the value set names none, as system|version",
            ),
            several(
                "check-system-version",
                "canonical",
                "The only version of a code system that will do, as system|version",
            ),
            several(
                "force-system-version",
                "canonical",
                "The version of a code system whatever the value set names, as system|version",
            ),
        ],
        output: &[given("return", "ValueSet", "The value set with its expansion")],
    },
    Definition {
        action: Action::ValidateInValueSet,
        code: "validate-code",
        url: "http://hl7.org/fhir/OperationDefinition/ValueSet-validate-code",
        description: "Says whether a value set holds a code",
        types: &["ValueSet"],
        levels: ON_TYPE_AND_INSTANCE,
        affects_state: false,
        input: &[
            optional("url", "uri", "The value set's canonical address, with or without |version"),
            optional("valueSet", "ValueSet", "The value set itself"),
            optional("valueSetVersion", "string", "The value set's version; the latest unless it is said"),
            optional("code", "code", "The code, together with 'system'"),
            optional("system", "uri", "The code's system"),
            optional("systemVersion", "string", "The version of the code's system"),
            optional("display", "string", "A name, to be checked too"),
            optional("coding", "Coding", "The code as a Coding"),
            optional(
                "codeableConcept",
                "CodeableConcept",
                "Several codes, one of which has to be in the value set",
            ),
            optional("abstract", "boolean", "Whether a concept that only groups others will do"),
            LANGUAGE,
        ],
        output: JUDGEMENT,
    },
    Definition {
        action: Action::Lookup,
        code: "lookup",
        url: "http://hl7.org/fhir/OperationDefinition/CodeSystem-lookup",
        description: "Says what a code system says about a code",
        types: &["CodeSystem"],
        levels: ON_TYPE,
        affects_state: false,
        input: &[
            optional("code", "code", "The code, together with 'system'"),
            optional("system", "uri", "The code's system"),
            optional("version", "string", "The system's version; the latest unless it is said"),
            optional("coding", "Coding", "The code as a Coding"),
            LANGUAGE,
            several("property", "code", "A property that is wanted; all are shown when none is named"),
        ],
        output: &[
            given("name", "string", "The code system's name"),
            optional("version", "string", "The code system's version"),
            given("display", "string", "The concept's name"),
            parts(
                "designation",
                "A further name",
                &[
                    optional("language", "code", "Its language"),
                    optional("use", "Coding", "What it is for"),
                    given("value", "string", "The name"),
                ],
            ),
            parts(
                "property",
                "A property",
                &[given("code", "code", "Which"), optional("value", "Element", "Its value")],
            ),
        ],
    },
    Definition {
        action: Action::ValidateInCodeSystem,
        code: "validate-code",
        url: "http://hl7.org/fhir/OperationDefinition/CodeSystem-validate-code",
        description: "Says whether a code system has a code",
        types: &["CodeSystem"],
        levels: ON_TYPE_AND_INSTANCE,
        affects_state: false,
        input: &[
            optional("url", "uri", "The code system's canonical address"),
            optional("codeSystem", "CodeSystem", "The code system itself"),
            optional("code", "code", "The code"),
            optional("version", "string", "The system's version; the latest unless it is said"),
            optional("display", "string", "A name, to be checked too"),
            optional("coding", "Coding", "The code as a Coding"),
            optional(
                "codeableConcept",
                "CodeableConcept",
                "Several codes, one of which has to be in the system",
            ),
            optional("abstract", "boolean", "Whether a concept that only groups others will do"),
            LANGUAGE,
        ],
        output: JUDGEMENT,
    },
    Definition {
        action: Action::Subsumes,
        code: "subsumes",
        url: "http://hl7.org/fhir/OperationDefinition/CodeSystem-subsumes",
        description: "Says how two codes of a system lie to each other",
        types: &["CodeSystem"],
        levels: ON_TYPE_AND_INSTANCE,
        affects_state: false,
        input: &[
            optional("codeA", "code", "The first code"),
            optional("codeB", "code", "The second code"),
            optional("system", "uri", "Their system"),
            optional("version", "string", "The system's version; the latest unless it is said"),
            optional("codingA", "Coding", "The first code as a Coding"),
            optional("codingB", "Coding", "The second code as a Coding"),
        ],
        output: &[given("outcome", "code", "equivalent, subsumes, subsumed-by or not-subsumed")],
    },
    Definition {
        action: Action::Translate,
        code: "translate",
        url: "http://hl7.org/fhir/OperationDefinition/ConceptMap-translate",
        description: "Says what a code is in another code system",
        types: &["ConceptMap"],
        levels: ON_TYPE_AND_INSTANCE,
        affects_state: false,
        input: &[
            optional(
                "url",
                "uri",
                "The map's canonical address; all maps that fit are asked when none is named",
            ),
            optional("conceptMap", "ConceptMap", "The map itself"),
            optional("conceptMapVersion", "string", "The map's version; the latest unless it is said"),
            optional("code", "code", "The code, together with 'system'"),
            optional("system", "uri", "The code's system"),
            optional("version", "string", "The version of the code's system"),
            optional("source", "uri", "The value set that the code was chosen from"),
            optional("coding", "Coding", "The code as a Coding"),
            optional("codeableConcept", "CodeableConcept", "Several codes, each of which is translated"),
            optional("target", "uri", "The value set that the answer is wanted from"),
            optional("targetsystem", "uri", "The code system that the answer is wanted from"),
            optional("reverse", "boolean", "Whether what leads to the code is wanted"),
        ],
        output: &[
            given("result", "boolean", "Whether something fits"),
            optional("message", "string", "What was left out, or why nothing was found"),
            parts(
                "match",
                "A concept, or that there is none",
                &[
                    given("equivalence", "code", "How the two lie to each other"),
                    optional("concept", "Coding", "The concept"),
                    parts(
                        "product",
                        "A concept that belongs to it",
                        &[
                            given("element", "uri", "Which element it is for"),
                            needed("concept", "Coding", "The concept"),
                        ],
                    ),
                    optional("source", "uri", "The map that says so"),
                ],
            ),
        ],
    },
];
