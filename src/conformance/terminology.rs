//! Our code systems and value sets: the closed lists of words of the domain. The lists that grow (standards,
//! components of OpenHIE) are kept by the catalogue; here they have a value set only.

use serde_json::{Value, json};

use crate::conformance::artifact::{Head, url};
use crate::fhir::Resource;
use crate::mapping::canonical::system;
use crate::mapping::code_system;
use crate::model::{action_item, due, integration, interface, meeting, minutes, observatory};

/// A list of words.
struct List {
    id: &'static str,
    title: &'static str,
    description: &'static str,
    /// Each with what it means.
    words: Vec<(&'static str, &'static str)>,
}

/// The words of an enum of the domain.
macro_rules! words {
    ($of:path) => {{
        use $of as Words;
        Words::ALL.iter().map(|word| (word.code(), word.definition())).collect()
    }};
}

/// The lists that extensions of type `code` draw on.
#[rustfmt::skip]
fn lists() -> Vec<List> {
    vec![
        List { id: "action-item-status", title: "Status of an action item", description: "How far an action item is.", words: words!(action_item::Status) },
        List { id: "attendance", title: "Attendance", description: "Whether someone came to a meeting.", words: words!(meeting::Attendance) },
        List { id: "coverage", title: "Coverage", description: "How far an observatory looks.", words: words!(observatory::Coverage) },
        List { id: "due-kind", title: "Kinds of due dates", description: "Ways of saying when something is due.", words: words!(due::Kind) },
        List { id: "integration-status", title: "Status of an integration", description: "How far an integration is.", words: words!(integration::Status) },
        List { id: "meeting-status", title: "Status of a meeting", description: "Whether a meeting takes place.", words: words!(meeting::Status) },
        List { id: "minutes-field", title: "Fields of minutes", description: "Fields in the head of minutes.", words: words!(meeting::Field) },
        List { id: "minutes-state", title: "State of minutes", description: "How far minutes are.", words: words!(minutes::State) },
        List { id: "probe-outcome", title: "Outcome of a probe", description: "What came of asking an interface.", words: words!(interface::Outcome) },
    ]
}

/// Systems whose codes are made by those who use them.
const OPEN: [(&str, &str, &str); 3] = [
    (
        "connection-type",
        "Ways to connect",
        "How one connects to an interface, where HL7 has no code. Communities choose the codes.",
    ),
    (
        "issue",
        "Reasons of refusals",
        "What went wrong with a request, more finely than HL7's issue types. Each release may add codes; the outcome's text says what each means.",
    ),
    (
        "virtual-service-type",
        "Rooms on the net",
        "Kinds of rooms on the net, such as jitsi. Communities choose the codes.",
    ),
];

/// Lists whose code system the catalogue keeps.
const GROWING: [(&str, &str); 2] = [
    (code_system::STANDARDS_ID, "Standards that platforms speak"),
    (code_system::COMPONENTS_ID, "Places in the OpenHIE architecture"),
];

/// Every code system but those that grow.
pub(super) fn code_systems() -> Vec<Resource> {
    let mut all: Vec<Resource> = lists().iter().map(written).collect();
    all.extend(code_system::closed().iter().filter_map(adopted));
    all.extend(OPEN.iter().map(|(id, title, description)| {
        let head = Head { resource_type: "CodeSystem", id, title, description };
        head.with(json!({ "caseSensitive": true, "content": "not-present" }))
    }));
    all
}

/// A value set for each of these code systems whose codes are held, of all its codes.
pub(super) fn value_sets(systems: &[Resource]) -> Vec<Resource> {
    let whole = |id: &str, title: &str, system: &str| {
        let description = format!("All codes of the code system: {title}.");
        let head = Head { resource_type: "ValueSet", id, title, description: &description };
        head.with(json!({ "immutable": false, "compose": { "include": [{ "system": system }] } }))
    };
    let mut all: Vec<Resource> = Vec::new();
    for system in systems {
        let text = |name: &str| system.json().get(name).and_then(Value::as_str).unwrap_or_default();
        if text("content") == "complete" {
            all.push(whole(text("id"), text("title"), text("url")));
        }
    }
    all.extend(GROWING.iter().map(|(id, title)| whole(id, title, &url("CodeSystem", id))));
    all
}

fn written(list: &List) -> Resource {
    let List { id, title, description, words } = list;
    let concepts: Vec<Value> =
        words.iter().map(|(code, definition)| json!({ "code": code, "definition": definition })).collect();
    complete(&Head { resource_type: "CodeSystem", id, title, description }, concepts.into())
}

/// A closed list of the mapping, with a head like all others.
fn adopted(list: &Resource) -> Option<Resource> {
    let text = |name: &str| list.json().get(name).and_then(Value::as_str);
    let (id, url) = (text("id")?, text("url")?);
    let (title, description) =
        TITLES.iter().find(|(known, ..)| *known == url).map(|(_, title, words)| (title, words))?;
    let head = Head { resource_type: "CodeSystem", id, title, description };
    Some(complete(&head, list.json().get("concept").cloned().unwrap_or_default()))
}

/// What the mapping's closed lists are called.
const TITLES: [(&str, &str, &str); 8] = [
    (system::BASIC_TYPE, "Kinds of Basic", "What a Basic is."),
    (system::DISCUSSION_KIND, "Kinds of discussion points", "In which way something was said."),
    (system::DOCUMENT_TYPE, "Kinds of documents", "What a Composition or DocumentReference is."),
    (system::MEETING_ROLE, "Roles in a meeting", "As what someone takes part in a meeting."),
    (system::ORGANIZATION_TYPE, "Kinds of organisations", "What an Organization is."),
    (system::QUESTIONNAIRE_TYPE, "Kinds of questionnaires", "What a Questionnaire is."),
    (system::SECTION_TYPE, "Kinds of sections", "What a section of minutes is."),
    (system::TASK_TYPE, "Kinds of tasks", "What a Task is."),
];

fn complete(head: &Head<'_>, concepts: Value) -> Resource {
    let count = concepts.as_array().map_or(0, Vec::len);
    head.with(json!({
        "caseSensitive": true,
        "valueSet": url("ValueSet", head.id),
        "content": "complete",
        "count": count,
        "concept": concepts,
    }))
}
