//! From JSON to XML: a resource's members in the order of the element tables.

use std::fmt::Write;

use serde_json::{Map, Value};

use super::{FHIR, Layout, narrative};
use crate::fhir::definitions::{self, Member, Structure};
use crate::fhir::{Resource, ResourceType};

/// Writes a document with one resource.
pub(super) fn document(resource: &Resource, layout: Layout) -> String {
    let text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    let mut writing = Writing { text, is_indented: layout == Layout::Indented, levels: 0 };
    if let Some(structure) = definitions::structure(resource.resource_type().name()) {
        writing.resource(structure, resource.json(), &format!(" xmlns=\"{FHIR}\""));
    }
    if writing.is_indented {
        writing.text.push('\n');
    }
    writing.text
}

/// A document under construction.
struct Writing {
    text: String,
    is_indented: bool,
    levels: usize,
}

/// A member of a resource's JSON: its name, what it means, and what it and its `_` sibling hold.
struct Present<'j> {
    name: &'j str,
    member: Member,
    value: Option<&'j Value>,
    sibling: Option<&'j Value>,
}

impl Writing {
    fn resource(&mut self, structure: &'static Structure, json: &Map<String, Value>, declaration: &str) {
        self.line();
        let _ = write!(self.text, "<{}{declaration}", structure.path);
        self.content(structure.path, structure, json);
    }

    /// A resource that stands in another, inside the element that holds it.
    fn inner(&mut self, name: &str, json: &Map<String, Value>) {
        let known = json.get("resourceType").and_then(Value::as_str).and_then(ResourceType::find);
        let Some(structure) = known.and_then(|known| definitions::structure(known.name())) else {
            return;
        };
        self.line();
        let _ = write!(self.text, "<{name}>");
        self.levels += 1;
        self.resource(structure, json, "");
        self.close(name);
    }

    /// The rest of an element whose start tag is open, attributes first.
    fn content(&mut self, name: &str, structure: &'static Structure, json: &Map<String, Value>) {
        for element in structure.children.iter().filter(|element| element.is_attribute()) {
            if let Some(value) = json.get(element.name).and_then(Value::as_str) {
                self.attribute(element.name, value);
            }
        }
        let present = present(structure, json);
        if present.is_empty() {
            return self.text.push_str("/>");
        }
        self.text.push('>');
        self.levels += 1;
        for one in &present {
            self.element(one);
        }
        self.close(name);
    }

    fn element(&mut self, one: &Present<'_>) {
        let (values, siblings) = (items(one.value), items(one.sibling));
        for index in 0..values.len().max(siblings.len()) {
            let value = values.get(index).filter(|value| !value.is_null());
            let sibling = siblings.get(index).and_then(Value::as_object);
            match (one.member.kind.name, value) {
                ("xhtml", Some(Value::String(text))) => {
                    self.line();
                    self.text.push_str(&narrative::written(text));
                }
                _ if one.member.is_primitive() => self.primitive(one.name, value, sibling),
                ("Resource", Some(Value::Object(json))) => self.inner(one.name, json),
                (_, Some(Value::Object(json))) => {
                    if let Some(structure) = one.member.structure() {
                        self.line();
                        self.text.push('<');
                        self.text.push_str(one.name);
                        self.content(one.name, structure, json);
                    }
                }
                _ => {}
            }
        }
    }

    fn primitive(&mut self, name: &str, value: Option<&Value>, sibling: Option<&Map<String, Value>>) {
        let number;
        let text = match value {
            Some(Value::String(text)) => Some(text.as_str()),
            Some(Value::Bool(true)) => Some("true"),
            Some(Value::Bool(false)) => Some("false"),
            Some(Value::Number(digits)) => {
                number = digits.to_string();
                Some(number.as_str())
            }
            _ => None,
        };
        if text.is_none() && sibling.is_none() {
            return;
        }
        self.line();
        self.text.push('<');
        self.text.push_str(name);
        if let Some(text) = text {
            self.attribute("value", text);
        }
        match (sibling, definitions::structure("Element")) {
            (Some(json), Some(structure)) => self.content(name, structure, json),
            _ => self.text.push_str("/>"),
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.text.push(' ');
        self.text.push_str(name);
        self.text.push_str("=\"");
        escape(&mut self.text, value);
        self.text.push('"');
    }

    fn close(&mut self, name: &str) {
        self.levels = self.levels.saturating_sub(1);
        self.line();
        let _ = write!(self.text, "</{name}>");
    }

    /// Starts a line where the layout has lines.
    fn line(&mut self) {
        if self.is_indented {
            self.text.push('\n');
            self.text.extend(std::iter::repeat_n("  ", self.levels));
        }
    }
}

/// The members of an object that are elements in XML, in the order of its structure.
fn present<'j>(structure: &'static Structure, json: &'j Map<String, Value>) -> Vec<Present<'j>> {
    let has_siblings = json.keys().any(|key| key.starts_with('_'));
    let mut present = Vec::with_capacity(json.len());
    for (key, value) in json {
        let name = key.strip_prefix('_').unwrap_or(key);
        let is_sibling = name.len() < key.len();
        let Some(member) = structure.member(name).filter(|member| !member.element.is_attribute()) else {
            continue;
        };
        if !is_sibling {
            let sibling = if has_siblings { json.get(&format!("_{name}")) } else { None };
            present.push(Present { name, member, value: Some(value), sibling });
        } else if !json.contains_key(name) {
            present.push(Present { name, member, value: None, sibling: Some(value) });
        }
    }
    present.sort_by_key(|one| one.member.position);
    present
}

/// A value's items: those of an array, or the value itself.
fn items(value: Option<&Value>) -> &[Value] {
    match value {
        Some(Value::Array(items)) => items,
        Some(value) => std::slice::from_ref(value),
        None => &[],
    }
}

/// Writes a text as an attribute's value, or between tags. Line ends and tabs are written as references, since XML reads the characters
/// themselves as blanks; what XML cannot hold at all becomes U+FFFD.
pub(in crate::fhir) fn escape(text: &mut String, value: &str) {
    let mut rest = value;
    let special =
        |letter: char| !is_allowed(letter) || matches!(letter, '&' | '<' | '>' | '"' | '\t' | '\n' | '\r');
    while let Some(position) = rest.find(special) {
        let (plain, from) = rest.split_at(position);
        text.push_str(plain);
        let mut letters = from.chars();
        match letters.next() {
            Some('&') => text.push_str("&amp;"),
            Some('<') => text.push_str("&lt;"),
            Some('>') => text.push_str("&gt;"),
            Some('"') => text.push_str("&quot;"),
            Some(blank @ ('\t' | '\n' | '\r')) => {
                let _ = write!(text, "&#{};", u32::from(blank));
            }
            _ => text.push(char::REPLACEMENT_CHARACTER),
        }
        rest = letters.as_str();
    }
    text.push_str(rest);
}

/// Whether XML may hold a character.
pub(in crate::fhir) fn is_allowed(letter: char) -> bool {
    match letter {
        '\t' | '\n' | '\r' => true,
        _ => letter >= ' ' && !matches!(letter, '\u{fffe}' | '\u{ffff}'),
    }
}
