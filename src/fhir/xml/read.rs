//! From XML to JSON: one pass, guided by the element tables.

use serde_json::{Map, Number, Value};

use super::tokens::{Fault, Space, Tag, Token, Tokens};
use super::{FHIR, XHTML};
use crate::error::{Error, Issue, Kind, Result};
use crate::fhir::definitions::{self, Element, Member, Structure};
use crate::fhir::validate::place::{Place, Step};
use crate::fhir::validate::{format, nearest};
use crate::fhir::{Resource, ResourceType};

/// How many levels of elements are read, as many as the validator reads.
const MOST_LEVELS: usize = 64;

/// After how many issues no more are noted.
const MOST_ISSUES: usize = 100;

/// Reads a document with one resource.
pub(super) fn resource(text: &[u8]) -> Result<Resource> {
    let broken = |fault: Fault| Error::with(Kind::Invalid, issue(fault.code, &fault.message, fault.line));
    let mut tokens = Tokens::new(text).map_err(broken)?;
    let root = root(&mut tokens).map_err(broken)?;
    let resource_type = ResourceType::parse(root.name())?;
    let place = Place::new(resource_type.name());
    let mut reading = Reading { tokens, place, levels: 0, issues: Vec::new() };
    let json = reading.document(resource_type, &root);
    if let Err(fault) = &json {
        let broken = issue(fault.code, &fault.message, fault.line);
        reading.issues.push(broken.at_expression(reading.place.to_string()));
    }
    if let Some(error) = Error::from_issues(Kind::Invalid, reading.issues) {
        return Err(error);
    }
    Resource::from_value(Value::Object(json.unwrap_or_default()))
}

/// The document's outermost element.
fn root<'i>(tokens: &mut Tokens<'i>) -> Result<Tag<'i>, Fault> {
    match tokens.next()? {
        Token::Open(tag) => Ok(tag),
        _ => Err(tokens.ends_early()),
    }
}

fn issue(code: &'static str, message: &str, line: Option<usize>) -> Issue {
    let place = line.map(|line| format!(" (line {line})")).unwrap_or_default();
    Issue::error(code, format!("{message}{place}"))
}

/// What has been read of an element, repetition by repetition: values, and what stands beside them. Null stands
/// for neither.
struct Repetitions {
    name: String,
    member: Member,
    values: Vec<Value>,
    siblings: Vec<Value>,
}

impl Repetitions {
    /// Puts the element into the JSON of what it stands in.
    fn close(self, json: &mut Map<String, Value>) {
        let sibling = format!("_{}", self.name);
        for (name, mut items) in [(self.name, self.values), (sibling, self.siblings)] {
            if items.iter().all(Value::is_null) {
                continue;
            }
            let value = match self.member.element.repeats() {
                true => Value::Array(items),
                false => items.pop().unwrap_or_default(),
            };
            json.insert(name, value);
        }
    }
}

/// One pass over a text.
struct Reading<'i> {
    tokens: Tokens<'i>,
    place: Place<'static>,
    levels: usize,
    issues: Vec<Issue>,
}

impl<'i> Reading<'i> {
    fn document(&mut self, resource_type: ResourceType, root: &Tag<'i>) -> Result<Map<String, Value>, Fault> {
        self.check_space(root, Space::Fhir);
        let json = self.resource(resource_type, root)?;
        loop {
            match self.tokens.next()? {
                Token::Text(offset) => self.note_text(offset),
                Token::Open(tag) => {
                    let message = "A document has one resource; several stand in a Bundle.";
                    self.note(tag.offset, "too-many", message);
                    self.tokens.skip()?;
                }
                Token::Close => {}
                Token::End => return Ok(json),
            }
        }
    }

    fn resource(&mut self, resource_type: ResourceType, tag: &Tag<'i>) -> Result<Map<String, Value>, Fault> {
        let mut json = Map::new();
        json.insert("resourceType".to_owned(), resource_type.name().into());
        self.attributes(&[], tag, false)?;
        match definitions::structure(resource_type.name()) {
            Some(structure) => self.content(structure, json),
            None => self.tokens.skip().map(|()| json),
        }
    }

    /// Reads elements up to the end of what they stand in.
    fn content(
        &mut self,
        structure: &'static Structure,
        mut json: Map<String, Value>,
    ) -> Result<Map<String, Value>, Fault> {
        self.levels += 1;
        let mut open = None;
        loop {
            match self.tokens.next()? {
                Token::Open(tag) if self.levels > MOST_LEVELS => {
                    return Err(self.tokens.too_deep(tag.offset));
                }
                Token::Open(tag) => self.element(structure, &tag, &mut json, &mut open)?,
                Token::Text(offset) => self.note_text(offset),
                Token::Close => break,
                Token::End => return Err(self.tokens.ends_early()),
            }
        }
        if let Some(open) = open {
            open.close(&mut json);
        }
        self.levels -= 1;
        Ok(json)
    }

    /// Reads an element of a structure. `open` is the one before it, of which this may be another repetition.
    fn element(
        &mut self,
        structure: &'static Structure,
        tag: &Tag<'i>,
        json: &mut Map<String, Value>,
        open: &mut Option<Repetitions>,
    ) -> Result<(), Fault> {
        let Some(member) = self.member(structure, tag) else {
            return self.tokens.skip();
        };
        let before = open.take_if(|open| open.name != tag.name());
        if let Some(before) = before {
            self.check_order(&before.member, &member, tag);
            before.close(json);
        }
        let open = open.get_or_insert_with(|| Repetitions {
            name: tag.name().to_owned(),
            member,
            values: Vec::new(),
            siblings: Vec::new(),
        });
        let element = member.element;
        let count = open.values.len();
        if count > 0 && !element.repeats() {
            let message = format!("'{}' stands at most once.", element.name);
            self.note_at(element.name, tag.offset, "too-many", &message);
            return self.tokens.skip();
        }
        self.place.enter(Step::Element(element.choice().unwrap_or(element.name)));
        if element.repeats() {
            self.place.enter(Step::Repetition(count));
        }
        let (value, sibling) = self.value(&member, tag)?;
        open.values.push(value);
        open.siblings.push(sibling);
        if element.repeats() {
            self.place.leave();
        }
        self.place.leave();
        Ok(())
    }

    /// The element that a tag means; `None`, with an issue noted, when it means none.
    fn member(&mut self, structure: &'static Structure, tag: &Tag<'i>) -> Option<Member> {
        let name = tag.name();
        match structure.member(name) {
            Some(member) if member.element.is_attribute() => {
                let message = format!("In XML '{name}' is an attribute: {name}=\"…\".");
                self.note_at(name, tag.offset, "unknown-element", &message);
                None
            }
            Some(member) => {
                let space = if member.kind.name == "xhtml" { Space::Xhtml } else { Space::Fhir };
                self.check_space(tag, space).then_some(member)
            }
            None if structure.path == "Element" => {
                let message =
                    format!("A primitive value has extensions and nothing else in it, so no '{name}'.");
                self.note_at(name, tag.offset, "unknown-element", &message);
                None
            }
            None => {
                let message = nearest::unknown_element(structure, name);
                self.note_at(name, tag.offset, "unknown-element", &message);
                None
            }
        }
    }

    /// What an element holds: its value, and what stands beside a primitive's.
    fn value(&mut self, member: &Member, tag: &Tag<'i>) -> Result<(Value, Value), Fault> {
        if member.kind.name == "xhtml" {
            return Ok((Value::String(self.tokens.narrative(tag)?), Value::Null));
        }
        if member.is_primitive() {
            return self.primitive(member, tag);
        }
        let Some(structure) = member.structure().filter(|_| member.kind.name != "Resource") else {
            return Ok((self.container(tag)?, Value::Null));
        };
        let (json, _) = self.attributes(&structure.children, tag, false)?;
        Ok((Value::Object(self.content(structure, json)?), Value::Null))
    }

    fn primitive(&mut self, member: &Member, tag: &Tag<'i>) -> Result<(Value, Value), Fault> {
        let Some(structure) = definitions::structure("Element") else {
            return self.tokens.skip().map(|()| (Value::Null, Value::Null));
        };
        let (json, text) = self.attributes(&structure.children, tag, true)?;
        let json = self.content(structure, json)?;
        if json.is_empty() && text.is_none() {
            let message = format!("'{}' has a value=\"…\" or extensions.", member.element.name);
            self.note(tag.offset, "empty", &message);
        }
        let value = text.map_or(Value::Null, |text| self.typed(member.kind.name, text, tag.offset));
        Ok((value, if json.is_empty() { Value::Null } else { Value::Object(json) }))
    }

    /// A value as JSON has it. Blanks around a boolean or a number do not count, as XML Schema has it.
    fn typed(&mut self, type_name: &str, text: String, offset: usize) -> Value {
        let bare = text.trim();
        let value = match type_name {
            "boolean" => match bare {
                "true" => Some(Value::Bool(true)),
                "false" => Some(Value::Bool(false)),
                _ => None,
            },
            "decimal" | "integer" | "unsignedInt" | "positiveInt" => {
                serde_json::from_str::<Number>(bare).ok().map(Value::Number)
            }
            _ => return Value::String(text),
        };
        value.unwrap_or_else(|| {
            let fault = format::invalid(type_name, &text);
            self.note(offset, fault.code, &fault.message);
            Value::Null
        })
    }

    /// Reads the one resource that stands in an element.
    fn container(&mut self, tag: &Tag<'i>) -> Result<Value, Fault> {
        self.attributes(&[], tag, false)?;
        let mut found = None;
        loop {
            match self.tokens.next()? {
                Token::Open(inner) if found.is_some() => {
                    self.note(inner.offset, "too-many", "One resource stands in this element.");
                    self.tokens.skip()?;
                }
                Token::Open(inner) => found = Some(self.inner(&inner)?),
                Token::Text(offset) => self.note_text(offset),
                Token::Close => break,
                Token::End => return Err(self.tokens.ends_early()),
            }
        }
        if found.is_none() {
            self.note(tag.offset, "empty", "A resource stands in this element.");
        }
        Ok(found.unwrap_or_default())
    }

    fn inner(&mut self, tag: &Tag<'i>) -> Result<Value, Fault> {
        let Some(resource_type) = ResourceType::find(tag.name()) else {
            let shown: String = tag.name().chars().take(80).collect();
            let message = format!("'{shown}' is not a resource type of FHIR R4.");
            self.note(tag.offset, "unknown-resource-type", &message);
            return self.tokens.skip().map(|()| Value::Null);
        };
        self.check_space(tag, Space::Fhir);
        Ok(Value::Object(self.resource(resource_type, tag)?))
    }

    /// A tag's attributes: those of the elements that XML writes so, and the value of a primitive.
    fn attributes(
        &mut self,
        elements: &[&'static Element],
        tag: &Tag<'i>,
        takes_value: bool,
    ) -> Result<(Map<String, Value>, Option<String>), Fault> {
        let mut json = Map::new();
        let mut value = None;
        for attribute in self.tokens.attributes(tag)? {
            let name = attribute.name;
            if takes_value && name == "value" {
                value = Some(attribute.value.into_owned());
            } else if elements.iter().any(|element| element.is_attribute() && element.name == name) {
                json.insert(name.to_owned(), Value::String(attribute.value.into_owned()));
            } else {
                let message = format!("<{}> has no attribute '{name}' here.", tag.name());
                self.note_at(name, tag.offset, "unknown-attribute", &message);
            }
        }
        Ok((json, value))
    }

    /// Checks a tag's namespace.
    fn check_space(&mut self, tag: &Tag<'i>, expected: Space) -> bool {
        if tag.space != expected {
            let space = if expected == Space::Xhtml { XHTML } else { FHIR };
            let message = format!("<{}> is in another namespace than xmlns=\"{space}\".", tag.name());
            self.note(tag.offset, "wrong-namespace", &message);
        }
        tag.space == expected
    }

    fn check_order(&mut self, before: &Member, member: &Member, tag: &Tag<'i>) {
        if member.position < before.position {
            let (name, after) = (member.element.name, before.element.name);
            let message = format!("'{name}' stands before '{after}': XML keeps the order of the standard.");
            self.note_at(name, tag.offset, "wrong-order", &message);
        }
    }

    fn note_text(&mut self, offset: usize) {
        let message = "No text stands here: values are attributes, such as value=\"…\".";
        self.note(offset, "unexpected-text", message);
    }

    fn note(&mut self, offset: usize, code: &'static str, message: &str) {
        if self.issues.len() < MOST_ISSUES {
            let issue = issue(code, message, self.tokens.line(offset));
            self.issues.push(issue.at_expression(self.place.to_string()));
        }
    }

    fn note_at(&mut self, name: &str, offset: usize, code: &'static str, message: &str) {
        if self.issues.len() < MOST_ISSUES {
            let shown: String = name.chars().take(80).collect();
            let issue = issue(code, message, self.tokens.line(offset));
            self.issues.push(issue.at_expression(format!("{}.{shown}", self.place)));
        }
    }
}
