//! Writing FHIR: a resource or an element that is being put together. What is absent or blank is left out,
//! because FHIR has neither empty texts nor empty lists.

use std::fmt::Display;

use serde_json::{Map, Value, json};

use crate::fhir::{Resource, ResourceType};
use crate::mapping::canonical::{extension, system};
use crate::mapping::reference;
use crate::model::{Link, Localized, Ref};

/// A resource or an element that is being put together. Extensions come before all other members.
pub(super) struct Draft {
    head: Map<String, Value>,
    extensions: Vec<Value>,
    body: Map<String, Value>,
}

impl Draft {
    /// The members of a resource; [`Draft::into_resource`] names its type.
    pub(super) fn resource(id: Option<&str>) -> Self {
        let mut draft = Self::element();
        if let Some(id) = id.filter(|id| !is_blank(id)) {
            draft.head.insert("id".to_owned(), id.into());
        }
        draft
    }

    /// The members of a resource that keeps a profile of ours, and says so.
    pub(super) fn profiled(id: Option<&str>, profile: &str) -> Self {
        let mut draft = Self::resource(id);
        draft.head.insert("meta".to_owned(), json!({ "profile": [profile] }));
        draft
    }

    /// An element without anything.
    pub(super) fn element() -> Self {
        Self { head: Map::new(), extensions: Vec::new(), body: Map::new() }
    }

    /// The same with a member.
    pub(super) fn set(mut self, name: &str, value: impl Into<Option<Value>>) -> Self {
        if let Some(value) = value.into() {
            self.body.insert(name.to_owned(), value);
        }
        self
    }

    /// The same with a text or a code.
    pub(super) fn text<'a>(self, name: &str, text: impl Into<Option<&'a str>>) -> Self {
        self.set(name, text.into().filter(|text| !is_blank(text)).map(Value::from))
    }

    /// The same with a text and its translations.
    pub(super) fn localized(self, name: &str, text: &Localized) -> Self {
        let translations = text.translations.iter().fold(Self::element(), |all, translation| {
            let one = Self::element().extend("lang", "valueCode", written(&translation.language)).extend(
                "content",
                "valueString",
                written(&translation.text),
            );
            all.nest(extension::TRANSLATION, one)
        });
        self.text(name, text.text.as_str()).set(&format!("_{name}"), translations.into_value())
    }

    /// The same with a list.
    pub(super) fn list(self, name: &str, values: impl IntoIterator<Item = Value>) -> Self {
        let values: Vec<Value> = values.into_iter().collect();
        let present = if values.is_empty() { None } else { Some(Value::Array(values)) };
        self.set(name, present)
    }

    /// The same with a list of texts.
    pub(super) fn texts(self, name: &str, texts: &[String]) -> Self {
        self.list(name, texts.iter().filter_map(|text| written(text)))
    }

    /// The same with an extension that holds one value.
    pub(super) fn extend(mut self, url: &str, kind: &str, value: impl Into<Option<Value>>) -> Self {
        if let Some(value) = value.into() {
            let members = [("url".to_owned(), Value::from(url)), (kind.to_owned(), value)];
            self.extensions.push(Value::Object(Map::from_iter(members)));
        }
        self
    }

    /// The same with one extension for each value.
    pub(super) fn extend_each(self, url: &str, kind: &str, values: impl IntoIterator<Item = Value>) -> Self {
        values.into_iter().fold(self, |draft, value| draft.extend(url, kind, value))
    }

    /// The same with an extension that holds what `content` holds: its extensions, or its one value. Without
    /// content there is no extension.
    pub(super) fn nest(mut self, url: &str, content: Self) -> Self {
        if let Some(Value::Object(mut members)) = content.into_value() {
            members.insert("url".to_owned(), url.into());
            self.extensions.push(Value::Object(members));
        }
        self
    }

    /// The whole as a value; `None` when there is nothing in it.
    pub(super) fn into_value(self) -> Option<Value> {
        let members = self.members();
        if members.is_empty() { None } else { Some(Value::Object(members)) }
    }

    /// The whole as an element that must be there: when nothing is known, it says so.
    pub(super) fn into_required(self) -> Value {
        self.into_value().unwrap_or_else(absent)
    }

    /// The whole as a resource.
    pub(super) fn into_resource(self, resource_type: ResourceType) -> Resource {
        let mut resource = Resource::new(resource_type);
        resource.json_mut().extend(self.members());
        resource
    }

    fn members(self) -> Map<String, Value> {
        let mut members = self.head;
        if !self.extensions.is_empty() {
            members.insert("extension".to_owned(), Value::Array(self.extensions));
        }
        members.extend(self.body);
        members
    }
}

/// A text as a value, unless it is blank.
pub(super) fn written(text: &str) -> Option<Value> {
    if is_blank(text) { None } else { Some(text.into()) }
}

/// A date or a time as a value.
pub(super) fn told(time: Option<impl Display>) -> Option<Value> {
    time.map(|time| Value::from(time.to_string()))
}

/// A code of a system.
pub(super) fn coding(system: &str, code: &str) -> Value {
    json!({"system": system, "code": code})
}

/// A concept that is one code.
pub(super) fn concept(system: &str, code: &str) -> Value {
    json!({"coding": [coding(system, code)]})
}

/// A concept that is only told in words.
pub(super) fn concept_in_words(text: Option<&str>) -> Option<Value> {
    text.and_then(written).map(|text| json!({"text": text}))
}

/// A Reference element.
pub(super) fn refer(target: &Ref) -> Value {
    json!({"reference": reference::write(target)})
}

/// A Reference element with or without a name, or a name alone.
pub(super) fn link(link: &Link) -> Option<Value> {
    let target = link.target().map(|target| Value::from(reference::write(target)));
    Draft::element().set("reference", target).text("display", link.name()).into_value()
}

/// A Reference element for each link.
pub(super) fn links(all: &[Link]) -> impl Iterator<Item = Value> {
    all.iter().filter_map(link)
}

/// A Duration or another Quantity in a unit of UCUM.
pub(super) fn quantity(value: u32, unit: &str, code: &str) -> Value {
    json!({"value": value, "unit": unit, "system": system::UCUM, "code": code})
}

/// An element that must be there but of which nothing is known.
pub(super) fn absent() -> Value {
    json!({"extension": [{"url": extension::DATA_ABSENT_REASON, "valueCode": "unknown"}]})
}

/// Whether FHIR would take the text for empty.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}
