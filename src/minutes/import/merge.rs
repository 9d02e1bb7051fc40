//! Three states of one resource become one: what the document said before, what is stored, and what the document
//! says now. What only the document changed is taken over, what only people changed stays, and what both changed
//! stays and is reported.

use serde_json::{Map, Value};

use crate::fhir::Resource;
use crate::mapping::canonical::extension;

/// A part of a resource that changes as a whole, under the name that it has for people.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    elements: &'static [&'static str],
    extensions: &'static [&'static str],
}

const fn element(name: &'static str, elements: &'static [&'static str]) -> Field {
    Field { name, elements, extensions: &[] }
}

const fn extended(name: &'static str, extensions: &'static [&'static str]) -> Field {
    Field { name, elements: &[], extensions }
}

/// What documents say of an action item.
const ACTION: &[Field] = &[
    element("description", &["description"]),
    element("status", &["status"]),
    element("owner", &["owner"]),
    element("requester", &["requester"]),
    Field { name: "due", elements: &["restriction"], extensions: &[extension::DUE_AS_WRITTEN] },
    element("meeting", &["basedOn"]),
    element("reason", &["reasonReference"]),
    extended("concerns", &[extension::CONCERNS]),
    element("opened", &["authoredOn"]),
];

/// What documents say of a discussion point.
const POINT: &[Field] = &[
    element("status", &["status"]),
    element("kind", &["category"]),
    element("text", &["payload"]),
    element("topic", &["topic"]),
    element("meeting", &["partOf"]),
    element("said_at", &["sent"]),
    element("about", &["about"]),
    element("in_response_to", &["inResponseTo"]),
];

/// What documents say of the record.
const MINUTES: &[Field] = &[
    element("title", &["title"]),
    element("date", &["date"]),
    element("authors", &["author"]),
    element("meeting", &["subject"]),
    element("agenda_and_subjects", &["section"]),
];

/// What documents say of a meeting. Its times and its status depend on one another, so they go together.
const MEETING: &[Field] = &[
    element("title", &["description"]),
    element("theme", &["reasonCode"]),
    element("type_as_written", &["appointmentType"]),
    Field {
        name: "status_and_times",
        elements: &["status", "start", "end", "minutesDuration", "requestedPeriod"],
        extensions: &[extension::MEETING_STATUS, extension::TIME_ZONE],
    },
    element("participants", &["participant"]),
    extended("room", &[extension::VIRTUAL_SERVICE]),
    extended("location_as_written", &[extension::LOCATION_AS_WRITTEN]),
    extended("series", &[extension::SERIES]),
    extended("previous_meeting", &[extension::PREVIOUS_APPOINTMENT]),
    extended("distribution_list", &[extension::DISTRIBUTION_LIST]),
    extended("blank_fields", &[extension::BLANK_IN_SOURCE]),
];

/// The fields of a type of resource.
pub(super) fn fields(resource: &Resource) -> &'static [Field] {
    match resource.resource_type().name() {
        "Task" => ACTION,
        "Communication" => POINT,
        "Composition" => MINUTES,
        "Appointment" => MEETING,
        _ => &[],
    }
}

/// A field that people and the document changed both.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Contested {
    pub(super) field: &'static str,
    pub(super) imported: Value,
    pub(super) current: Value,
    pub(super) document: Value,
}

/// What a merge comes to.
#[derive(Debug)]
pub(super) struct Merged {
    /// The resource as it is to be.
    pub(super) resource: Resource,
    /// The fields that were taken over from the document.
    pub(super) updated: Vec<&'static str>,
    pub(super) contested: Vec<Contested>,
}

/// Merges what a document says now into what is stored. `said` is what an import wrote last for it; where that is
/// not known, each difference is contested. The place in the document is taken over with anything else only, so
/// that lines that moved make no version.
pub(super) fn merge(said: Option<&Resource>, current: &Resource, fresh: &Resource) -> Merged {
    let mut merged = Merged { resource: current.clone(), updated: Vec::new(), contested: Vec::new() };
    for field in fields(fresh) {
        let [is, says] = [current, fresh].map(|resource| field.of(resource));
        let was = said.map(|said| field.of(said));
        if is == says || was.as_ref() == Some(&says) {
            continue;
        }
        if was.as_ref() == Some(&is) {
            field.copy(fresh, &mut merged.resource);
            merged.updated.push(field.name);
            continue;
        }
        let imported = was.unwrap_or_default();
        merged.contested.push(Contested { field: field.name, imported, current: is, document: says });
    }
    if !merged.updated.is_empty() {
        extended("", &[extension::SOURCE_SPAN]).copy(fresh, &mut merged.resource);
    }
    merged
}

/// Whether people left a resource as an import wrote it.
pub(super) fn is_untouched(said: &Resource, current: &Resource) -> bool {
    fields(said).iter().all(|field| field.of(said) == field.of(current))
        && current.json().get("note") == said.json().get("note")
}

impl Field {
    /// The field's value: the element's own where it is one alone, otherwise an object of what is there.
    fn of(&self, resource: &Resource) -> Value {
        let mut found = Map::new();
        for name in self.elements {
            if let Some(value) = resource.json().get(*name) {
                found.insert((*name).to_owned(), value.clone());
            }
        }
        for url in self.extensions {
            let group: Vec<Value> =
                extensions(resource).filter(|one| address(one) == Some(url)).cloned().collect();
            if !group.is_empty() {
                let name = url.rsplit('/').next().unwrap_or(url);
                found.insert(name.to_owned(), Value::Array(group));
            }
        }
        let alone = self.elements.len() + self.extensions.len() == 1;
        match found.len() {
            0 => Value::Null,
            1 if alone => found.into_iter().next().map(|(_, value)| value).unwrap_or_default(),
            _ => Value::Object(found),
        }
    }

    /// Writes the field as another resource has it.
    fn copy(&self, from: &Resource, to: &mut Resource) {
        for name in self.elements {
            for name in [(*name).to_owned(), format!("_{name}")] {
                match from.json().get(&name) {
                    Some(value) => drop(to.json_mut().insert(name, value.clone())),
                    None => drop(to.json_mut().shift_remove(&name)),
                }
            }
        }
        if self.extensions.is_empty() {
            return;
        }
        let ours = |one: &&Value| address(one).is_some_and(|url| self.extensions.contains(&url));
        let kept = extensions(to).filter(|one| !ours(one));
        let all: Vec<Value> = kept.chain(extensions(from).filter(ours)).cloned().collect();
        if all.is_empty() {
            to.json_mut().shift_remove("extension");
        } else {
            to.json_mut().insert("extension".to_owned(), Value::Array(all));
        }
    }
}

fn extensions(resource: &Resource) -> impl Iterator<Item = &Value> {
    resource.json().get("extension").and_then(Value::as_array).into_iter().flatten()
}

fn address(extension: &Value) -> Option<&str> {
    extension.get("url").and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::Mapped;
    use crate::model::ActionItem;
    use crate::model::action_item::Status;
    use crate::model::{Due, Link};

    fn task(description: &str, owner: &str, status: Status) -> Resource {
        let owner = Some(Link::named(owner));
        ActionItem { owner, status, due: Due::unsaid(), ..ActionItem::new(description) }.to_fhir()
    }

    #[test]
    fn what_one_side_changed_is_kept_and_what_both_changed_is_contested() {
        let said = task("Write", "Awa", Status::Open);
        let current = task("Write", "Issa", Status::Done);
        let fresh = task("Write it down", "Odile", Status::Open);
        let merged = merge(Some(&said), &current, &fresh);
        assert_eq!(merged.updated, ["description"]);
        let item = ActionItem::from_fhir(&merged.resource).unwrap();
        assert_eq!((item.description.as_str(), item.status), ("Write it down", Status::Done));
        assert_eq!(item.owner.as_ref().and_then(Link::name), Some("Issa"));
        let contested: Vec<_> =
            merged.contested.iter().map(|one| (one.field, one.document["display"].as_str())).collect();
        assert_eq!(contested, [("owner", Some("Odile"))]);
        let unknown = merge(None, &current, &fresh);
        assert_eq!((unknown.updated.len(), unknown.contested.len()), (0, 3));
        assert_eq!(unknown.resource, current);
        assert!(merge(Some(&said), &current, &said).contested.is_empty());
    }

    #[test]
    fn a_resource_is_untouched_until_somebody_says_something_else_of_it() {
        let said = task("Write", "Awa", Status::Open);
        assert!(is_untouched(&said, &said.clone()));
        assert!(!is_untouched(&said, &task("Write", "Awa", Status::Done)));
        let mut noted = said.clone();
        noted.json_mut().insert("note".to_owned(), serde_json::json!([{"text": "asked"}]));
        assert!(!is_untouched(&said, &noted));
    }
}
