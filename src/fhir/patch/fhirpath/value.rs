//! Values that a patch brings: of any type, or of a type without a name, given by its elements as parts.

use serde_json::{Map, Value};

use super::place::List;
use super::{inapplicable, unreadable};
use crate::error::Result;
use crate::fhir::definitions::{Element, Structure};

/// A value as the Parameters hold it.
#[derive(Debug)]
pub(super) enum New<'a> {
    /// `valueHumanName`: the type as it is spelled, the value, and what stands beside it.
    Typed { spelled: &'a str, value: Option<&'a Value>, beside: Option<&'a Value> },
    /// A resource.
    Resource(&'a Value),
    /// Parts, each an element with its place in the Parameters.
    Parts(Vec<(&'a str, New<'a>, String)>),
}

/// A value as a resource holds it.
#[derive(Debug, Clone, Default)]
pub(super) struct Made {
    /// The member's name.
    pub(super) member: String,
    pub(super) value: Value,
    pub(super) beside: Value,
}

impl<'a> New<'a> {
    /// Reads a part's value. Parts nest as deep as a body may.
    pub(super) fn read(part: &'a Map<String, Value>, place: &str) -> Result<Self> {
        if let Some(resource) = part.get("resource") {
            return Ok(Self::Resource(resource));
        }
        let spelled = |name: &'a String| {
            let spelled = name.trim_start_matches('_').strip_prefix("value")?;
            (!spelled.is_empty()).then_some(spelled)
        };
        if let Some(spelled) = part.keys().find_map(spelled) {
            let (value, beside) =
                (part.get(&format!("value{spelled}")), part.get(&format!("_value{spelled}")));
            return Ok(Self::Typed { spelled, value, beside });
        }
        let Some(parts) = part.get("part").and_then(Value::as_array) else {
            return Err(unreadable(place, "A value is written as value[x], or as parts."));
        };
        let mut read = Vec::with_capacity(parts.len());
        for (index, part) in parts.iter().enumerate() {
            let place = format!("{place}.part[{index}]");
            let (Some(part), Some(name)) = (part.as_object(), part.get("name").and_then(Value::as_str))
            else {
                return Err(unreadable(&place, "A part has a name, which is that of an element."));
            };
            read.push((name, Self::read(part, &place)?, place));
        }
        Ok(Self::Parts(read))
    }

    /// Puts the value into an object as one of the elements of its structure.
    pub(super) fn put(
        &self,
        members: &mut Map<String, Value>,
        structure: &'static Structure,
        name: &str,
        place: &str,
    ) -> Result<()> {
        let plain = name.strip_suffix("[x]").unwrap_or(name);
        let by_name = structure.children.iter().find(|element| element.answers_to(plain)).copied();
        let element = by_name.or_else(|| structure.member(plain).map(|member| member.element));
        let Some(element) = element else {
            return Err(inapplicable(place, format!("{} has no element '{name}'.", structure.path)));
        };
        let made = self.made(element, place)?;
        if element.repeats() {
            let mut list = List::take(members, &made.member);
            let member = made.member.clone();
            list.insert(list.len(), made);
            list.give_back(members, &member);
            return Ok(());
        }
        let is_taken = members.keys().any(|key| {
            structure
                .member(key.trim_start_matches('_'))
                .is_some_and(|member| std::ptr::eq(member.element, element))
        });
        if is_taken {
            let message = format!("'{plain}' is there already and stands once; replace it.");
            return Err(inapplicable(place, message));
        }
        made.insert(members);
        Ok(())
    }

    /// The value as the JSON of an element.
    pub(super) fn made(&self, element: &'static Element, place: &str) -> Result<Made> {
        let member = match (element.choice(), self) {
            (None, _) => element.name.to_owned(),
            (Some(stem), Self::Typed { spelled, .. }) if element.type_spelled(spelled).is_some() => {
                format!("{stem}{spelled}")
            }
            (Some(stem), _) => {
                let names: Vec<_> = element.types.iter().map(|kind| kind.name).collect();
                let message = format!("'{stem}' is of type {}.", names.join(" or "));
                return Err(inapplicable(place, message));
            }
        };
        let (value, beside) = match self {
            Self::Typed { value, beside, .. } => (value.cloned(), beside.cloned()),
            Self::Resource(resource) => (Some((*resource).clone()), None),
            Self::Parts(parts) => {
                let structure = element.types.first().and_then(|kind| element.content(kind.name));
                let Some(structure) = structure else {
                    return Err(inapplicable(place, format!("'{}' has a value, not parts.", element.name)));
                };
                let mut members = Map::new();
                for (name, part, place) in parts {
                    part.put(&mut members, structure, name, place)?;
                }
                (Some(Value::Object(members)), None)
            }
        };
        Ok(Made { member, value: value.unwrap_or_default(), beside: beside.unwrap_or_default() })
    }
}

impl Made {
    /// Puts the value into an object that does not have it yet.
    fn insert(self, members: &mut Map<String, Value>) {
        if !self.beside.is_null() {
            members.insert(format!("_{}", self.member), self.beside);
        }
        if !self.value.is_null() {
            members.insert(self.member, self.value);
        }
    }

    /// Puts the value where another one was, which may have been of another type.
    pub(super) fn replace(self, members: &mut Map<String, Value>, before: &str) {
        members.shift_remove(&format!("_{before}"));
        if before == self.member && !self.value.is_null() {
            members.insert(self.member.clone(), self.value);
            return Self { value: Value::Null, ..self }.insert_beside(members);
        }
        members.shift_remove(before);
        self.insert(members);
    }

    fn insert_beside(self, members: &mut Map<String, Value>) {
        if !self.beside.is_null() {
            members.insert(format!("_{}", self.member), self.beside);
        }
    }
}
