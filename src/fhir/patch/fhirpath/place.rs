//! Places in the JSON of a resource, to change what stands there.

use serde_json::{Map, Value};

use super::value::Made;
use crate::fhir::path::Step;

/// The object that holds the element of the last step, and that step; none for the resource itself.
pub(super) fn parent_of<'d, 's>(
    document: &'d mut Map<String, Value>,
    steps: &'s [Step],
) -> Option<(&'d mut Map<String, Value>, &'s Step)> {
    let (last, before) = steps.split_last()?;
    Some((members_at(document, before)?, last))
}

/// The members of what stands at the end of some steps: of an object, or of what stands beside a primitive,
/// which is made where it is not there.
pub(super) fn members_at<'d>(
    document: &'d mut Map<String, Value>,
    steps: &[Step],
) -> Option<&'d mut Map<String, Value>> {
    steps.iter().try_fold(document, |members, step| {
        let is_object = match (members.get(&step.member), step.index) {
            (Some(Value::Array(items)), Some(index)) => items.get(index).is_some_and(Value::is_object),
            (value, _) => value.is_some_and(Value::is_object),
        };
        if is_object {
            let value = members.get_mut(&step.member)?;
            return match step.index {
                Some(index) => value.get_mut(index)?.as_object_mut(),
                None => value.as_object_mut(),
            };
        }
        let beside = members.entry(format!("_{}", step.member)).or_insert(Value::Null);
        let own = match step.index {
            None => beside,
            Some(index) => {
                if !beside.is_array() {
                    *beside = Value::Array(Vec::new());
                }
                let items = beside.as_array_mut()?;
                if items.len() <= index {
                    items.resize(index + 1, Value::Null);
                }
                items.get_mut(index)?
            }
        };
        if own.is_null() {
            *own = Value::Object(Map::new());
        }
        own.as_object_mut()
    })
}

/// The items of a list, each with what stands beside it: two arrays in JSON, which are changed as one.
#[derive(Debug)]
pub(super) struct List {
    items: Vec<(Value, Value)>,
}

impl List {
    /// Takes a list's items out of what holds it. Its members keep their places until they are given back.
    pub(super) fn take(members: &mut Map<String, Value>, member: &str) -> Self {
        let mut take = |name: &str| match members.get_mut(name).map(Value::take) {
            Some(Value::Array(items)) => items,
            _ => Vec::new(),
        };
        let (mut values, mut besides) = (take(member), take(&format!("_{member}")));
        let length = values.len().max(besides.len());
        values.resize(length, Value::Null);
        besides.resize(length, Value::Null);
        Self { items: values.into_iter().zip(besides).collect() }
    }

    /// Puts the items back; a list without items is left out.
    pub(super) fn give_back(self, members: &mut Map<String, Value>, member: &str) {
        let (values, besides): (Vec<_>, Vec<_>) = self.items.into_iter().unzip();
        let mut give = |name: String, items: Vec<Value>| {
            if items.iter().all(Value::is_null) {
                members.shift_remove(&name);
            } else {
                members.insert(name, Value::Array(items));
            }
        };
        give(member.to_owned(), values);
        give(format!("_{member}"), besides);
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    pub(super) fn remove(&mut self, index: usize) -> Option<Made> {
        if index >= self.items.len() {
            return None;
        }
        let (value, beside) = self.items.remove(index);
        Some(Made { value, beside, ..Made::default() })
    }

    pub(super) fn insert(&mut self, index: usize, made: Made) {
        self.items.insert(index.min(self.items.len()), (made.value, made.beside));
    }

    pub(super) fn set(&mut self, index: usize, made: Made) {
        if let Some(item) = self.items.get_mut(index) {
            *item = (made.value, made.beside);
        }
    }
}
