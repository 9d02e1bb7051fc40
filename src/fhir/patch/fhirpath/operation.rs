//! Reads an operation out of its parameter.

use serde_json::{Map, Value};

use super::unreadable;
use super::value::New;
use crate::error::{Error, Result};

/// An operation of a patch.
#[derive(Debug, Clone)]
pub(super) struct Operation<'a> {
    pub(super) action: Action,
    pub(super) path: &'a str,
    /// Where it stands in the Parameters.
    pub(super) place: String,
    pub(super) parts: &'a [Value],
}

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Action {
    Add,
    Insert,
    Delete,
    Replace,
    Move,
}

impl<'a> Operation<'a> {
    /// Reads `{"name": "operation", "part": […]}`.
    pub(super) fn read(parameter: &'a Value, place: &str) -> Result<Self> {
        if parameter.get("name").and_then(Value::as_str) != Some("operation") {
            return Err(unreadable(place, "Each parameter of a FHIRPath Patch is named 'operation'."));
        }
        let parts = parameter.get("part").and_then(Value::as_array).map_or(&[] as &[Value], Vec::as_slice);
        let mut operation = Self { action: Action::Add, path: "", place: place.to_owned(), parts };
        for (index, part) in parts.iter().enumerate() {
            let known = ["type", "path", "name", "value", "index", "source", "destination"];
            let name = part.get("name").and_then(Value::as_str).unwrap_or_default();
            if !known.contains(&name) {
                let message =
                    format!("An operation has no part '{name}'; its parts are {}.", known.join(", "));
                return Err(unreadable(&format!("{place}.part[{index}]"), message));
            }
        }
        operation.action = match operation.text("type") {
            Some("add") => Action::Add,
            Some("insert") => Action::Insert,
            Some("delete") => Action::Delete,
            Some("replace") => Action::Replace,
            Some("move") => Action::Move,
            _ => {
                let message = "The part 'type' is a code: add, insert, delete, replace or move.";
                return Err(unreadable(&operation.place_of("type"), message));
            }
        };
        operation.path =
            operation.text("path").ok_or_else(|| operation.missing("path", "a string of FHIRPath"))?;
        Ok(operation)
    }

    /// The name of the element that is added.
    pub(super) fn name(&self) -> Result<&'a str> {
        self.text("name").ok_or_else(|| self.missing("name", "the name of an element"))
    }

    /// A place in a list.
    pub(super) fn number(&self, name: &str) -> Result<usize> {
        let number = self.part(name).and_then(|(_, part)| part.get("valueInteger")).and_then(Value::as_u64);
        number
            .and_then(|number| usize::try_from(number).ok())
            .ok_or_else(|| self.missing(name, "an integer from 0 up"))
    }

    /// The value that is put somewhere.
    pub(super) fn value(&self) -> Result<New<'a>> {
        let Some((index, part)) = self.part("value") else {
            return Err(self.missing("value", "a value of any type, or parts for the elements of one"));
        };
        New::read(part, &format!("{}.part[{index}]", self.place))
    }

    /// Where a part stands; the operation itself where it has none of this name.
    pub(super) fn place_of(&self, name: &str) -> String {
        match self.part(name) {
            Some((index, _)) => format!("{}.part[{index}]", self.place),
            None => self.place.clone(),
        }
    }

    fn part(&self, name: &str) -> Option<(usize, &'a Map<String, Value>)> {
        let is_named = |part: &Value| part.get("name").and_then(Value::as_str) == Some(name);
        let (index, part) = self.parts.iter().enumerate().find(|(_, part)| is_named(part))?;
        Some((index, part.as_object()?))
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        let (_, part) = self.part(name)?;
        part.get("valueString").or_else(|| part.get("valueCode")).and_then(Value::as_str)
    }

    fn missing(&self, name: &str, what: &str) -> Error {
        unreadable(&self.place_of(name), format!("This operation needs a part '{name}': {what}."))
    }
}
