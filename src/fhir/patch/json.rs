//! JSON Patch (RFC 6902): operations at JSON pointers (RFC 6901), one after the other.
//!
//! An array that the patch has emptied is left out at the end, because FHIR's JSON knows no empty arrays.
//! What a patch may build is bounded: `copy` doubles what it copies, so a few operations could fill the memory.

use serde_json::{Map, Value};

use super::pointer::{Pointer, equal};
use crate::error::{Error, Issue, Kind, Result};
use crate::fhir::Resource;

/// The most operations that are read.
const MOST_OPERATIONS: usize = 10_000;
/// The most values that all `copy` operations together may add.
const MOST_COPIED: usize = 100_000;
/// How deep the patched resource may nest: as deep as a body that is read.
const DEEPEST: usize = 127;

/// Applies a patch to a resource.
pub(super) fn apply(resource: &Resource, patch: &Value) -> Result<Resource> {
    let Some(operations) = patch.as_array() else {
        return Err(Error::invalid("invalid-patch", "A JSON Patch is an array of operations."));
    };
    if operations.len() > MOST_OPERATIONS {
        let message = format!("A patch has at most {MOST_OPERATIONS} operations.");
        return Err(Error::new(Kind::TooLarge, "too-large", message));
    }
    let mut target = Target { document: Value::Object(resource.json().clone()), copied: 0 };
    for (index, operation) in operations.iter().enumerate() {
        let located = |fault: Fault| fault.at(index);
        let operation = Operation::read(operation).map_err(located)?;
        target.run(operation).map_err(located)?;
    }
    drop_emptied(&mut target.document);
    Resource::from_value(target.document)
}

/// Why an operation is refused, and which of its members is meant.
struct Fault {
    kind: Kind,
    code: &'static str,
    member: &'static str,
    message: String,
}

impl Fault {
    /// An operation that does not follow the standard.
    fn unreadable(member: &'static str, message: impl Into<String>) -> Self {
        Self { kind: Kind::Invalid, code: "invalid-patch", member, message: message.into() }
    }

    /// An operation that this resource does not allow.
    fn inapplicable(member: &'static str, message: impl Into<String>) -> Self {
        Self { kind: Kind::Unprocessable, code: "patch-failed", member, message: message.into() }
    }

    fn at(self, index: usize) -> Error {
        let message = format!("Operation {index}: {}", self.message);
        let pointer = match self.member {
            "" => format!("/{index}"),
            member => format!("/{index}/{member}"),
        };
        Error::with(self.kind, Issue::error(self.code, message).at_pointer(pointer))
    }
}

/// One operation of a patch.
enum Operation<'a> {
    Add(Pointer, &'a Value),
    Remove(Pointer),
    Replace(Pointer, &'a Value),
    Move { from: Pointer, to: Pointer },
    Copy { from: Pointer, to: Pointer },
    Test(Pointer, &'a Value),
}

impl<'a> Operation<'a> {
    fn read(operation: &'a Value) -> Result<Self, Fault> {
        let Some(members) = operation.as_object() else {
            return Err(Fault::unreadable("", "an operation is an object with 'op' and 'path'."));
        };
        let path = || pointer(members, "path");
        let value = || {
            members.get("value").ok_or_else(|| Fault::unreadable("", "it needs a 'value'; null is one too."))
        };
        match members.get("op").and_then(Value::as_str) {
            Some("add") => Ok(Self::Add(path()?, value()?)),
            Some("remove") => Ok(Self::Remove(path()?)),
            Some("replace") => Ok(Self::Replace(path()?, value()?)),
            Some("move") => Ok(Self::Move { from: pointer(members, "from")?, to: path()? }),
            Some("copy") => Ok(Self::Copy { from: pointer(members, "from")?, to: path()? }),
            Some("test") => Ok(Self::Test(path()?, value()?)),
            _ => Err(Fault::unreadable("op", "'op' is one of add, remove, replace, move, copy, test.")),
        }
    }
}

fn pointer(members: &Map<String, Value>, name: &'static str) -> Result<Pointer, Fault> {
    members.get(name).and_then(Value::as_str).and_then(Pointer::parse).ok_or_else(|| {
        let message = format!("'{name}' is a JSON pointer, such as /name/0/given.");
        Fault::unreadable(if members.contains_key(name) { name } else { "" }, message)
    })
}

/// The document while it is patched.
struct Target {
    document: Value,
    copied: usize,
}

impl Target {
    fn run(&mut self, operation: Operation<'_>) -> Result<(), Fault> {
        match operation {
            Operation::Add(path, value) => self.add(&path, value.clone()),
            Operation::Remove(path) => self.remove(&path, "path").map(drop),
            Operation::Replace(path, value) => {
                fits(&path, value)?;
                *path.find_mut(&mut self.document).ok_or_else(|| absent(&path, "path"))? = value.clone();
                Ok(())
            }
            Operation::Move { from, to } => {
                if to.is_below(&from) {
                    let message = format!("{from} cannot be moved into itself, to {to}.");
                    return Err(Fault::inapplicable("path", message));
                }
                let value = self.remove(&from, "from")?;
                self.add(&to, value)
            }
            Operation::Copy { from, to } => {
                let value = from.find(&self.document).ok_or_else(|| absent(&from, "from"))?;
                self.copied += size(value);
                if self.copied > MOST_COPIED {
                    let message = format!("a patch copies at most {MOST_COPIED} values.");
                    return Err(Fault {
                        kind: Kind::TooLarge,
                        code: "too-large",
                        ..Fault::unreadable("", message)
                    });
                }
                let value = value.clone();
                self.add(&to, value)
            }
            Operation::Test(path, expected) => {
                let found = path.find(&self.document).ok_or_else(|| absent(&path, "path"))?;
                if equal(found, expected) {
                    return Ok(());
                }
                Err(Fault::inapplicable("value", format!("the value at {path} is another one.")))
            }
        }
    }

    fn add(&mut self, path: &Pointer, value: Value) -> Result<(), Fault> {
        fits(path, &value)?;
        let Some((parent, name)) = path.split_last() else {
            self.document = value;
            return Ok(());
        };
        match parent.find_mut(&mut self.document) {
            Some(Value::Object(members)) => {
                members.insert(name.to_owned(), value);
                Ok(())
            }
            Some(Value::Array(items)) => {
                let place = if name == "-" { Some(items.len()) } else { Pointer::index(name) };
                let place = place.filter(|place| *place <= items.len()).ok_or_else(|| {
                    let message =
                        format!("{parent} has {} items, so there is no place '{name}'.", items.len());
                    Fault::inapplicable("path", message)
                })?;
                items.insert(place, value);
                Ok(())
            }
            _ => Err(absent(&parent, "path")),
        }
    }

    fn remove(&mut self, path: &Pointer, member: &'static str) -> Result<Value, Fault> {
        let missing = || absent(path, member);
        let Some((parent, name)) = path.split_last() else {
            return Err(Fault::inapplicable(member, "the resource as a whole is not removed by a patch."));
        };
        match parent.find_mut(&mut self.document) {
            Some(Value::Object(members)) => members.shift_remove(name).ok_or_else(missing),
            Some(Value::Array(items)) => match Pointer::index(name) {
                Some(place) if place < items.len() => Ok(items.remove(place)),
                _ => Err(missing()),
            },
            _ => Err(missing()),
        }
    }
}

fn absent(path: &Pointer, member: &'static str) -> Fault {
    Fault::inapplicable(member, format!("nothing stands at {path}."))
}

/// Refuses a value that would nest too deep where it is put.
fn fits(path: &Pointer, value: &Value) -> Result<(), Fault> {
    if path.depth() + depth(value) > DEEPEST {
        return Err(Fault::inapplicable("path", format!("values nest at most {DEEPEST} levels deep.")));
    }
    Ok(())
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

/// Leaves out arrays without items.
fn drop_emptied(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.values_mut().for_each(drop_emptied);
            members.retain(|_, member| !member.as_array().is_some_and(Vec::is_empty));
        }
        Value::Array(items) => items.iter_mut().for_each(drop_emptied),
        _ => {}
    }
}
