//! A snapshot that is narrowed step by step, and the differential that says by what.

use serde_json::{Map, Value, json};

use crate::conformance::element::{self, Members, R4};
use crate::error::{Error, Result};

/// The elements of a StructureDefinition.
pub(super) struct Snapshot {
    elements: Vec<Members>,
    /// What was changed, by the element's id.
    changes: Map<String, Value>,
}

impl Snapshot {
    /// R4's elements of a type, with words of ours for the whole.
    pub(super) fn of(type_name: &str, title: &str, description: &str) -> Result<Self> {
        let mut snapshot = Self { elements: element::all(type_name), changes: Map::new() };
        snapshot.narrow(type_name, json!({ "short": title, "definition": description }))?;
        Ok(snapshot)
    }

    /// Narrows an element by these members.
    pub(super) fn narrow(&mut self, id: &str, by: Value) -> Result<()> {
        let element = self.elements.iter_mut().find(|element| is(element, id));
        let Some(element) = element else {
            return Err(Error::internal("conformance", format!("there is no element {id}")));
        };
        let by = element::members(by);
        element.extend(by.clone());
        let path = element.get("path").cloned().unwrap_or_default();
        let change = self.changes.entry(id).or_insert_with(|| json!({ "id": id, "path": path }));
        if let Value::Object(change) = change {
            change.extend(by);
        }
        Ok(())
    }

    /// Adds a slice of a repeating element: the element again, under a name, narrowed by these members.
    pub(super) fn slice(&mut self, id: &str, name: &str, by: Value) -> Result<()> {
        let place = self.elements.iter().position(|element| is(element, id));
        let sliced = place.and_then(|place| Some((place, self.elements.get(place)?.clone())));
        let Some((place, mut sliced)) = sliced else {
            return Err(Error::internal("conformance", format!("there is no element {id} to slice")));
        };
        let slice = format!("{id}:{name}");
        sliced.remove("slicing");
        sliced.insert("id".to_owned(), slice.as_str().into());
        sliced.insert("sliceName".to_owned(), name.into());
        let prefix = format!("{id}:");
        let after =
            self.elements.iter().skip(place + 1).take_while(|element| starts(element, &prefix)).count();
        self.elements.insert(place + 1 + after, sliced);
        let mut by = element::members(by);
        by.insert("sliceName".to_owned(), name.into());
        self.narrow(&slice, Value::Object(by))
    }

    /// Adds the elements of the type that an element has, so that they can be narrowed too.
    pub(super) fn open(&mut self, id: &str, type_name: &str) -> Result<()> {
        let Some(place) = self.elements.iter().position(|element| is(element, id)) else {
            return Err(Error::internal("conformance", format!("there is no element {id} to open")));
        };
        let path = self.elements.get(place).and_then(|element| element.get("path")?.as_str());
        let path = path.unwrap_or_default().to_owned();
        let inner = element::all(type_name).into_iter().skip(1).map(|mut inner| {
            for (member, prefix) in [("id", id), ("path", path.as_str())] {
                let below = inner.get(member).and_then(Value::as_str).and_then(|text| text.split_once('.'));
                let moved = below.map(|(_, below)| format!("{prefix}.{below}")).unwrap_or_default();
                inner.insert(member.to_owned(), moved.into());
            }
            inner
        });
        self.elements.splice(place + 1..place + 1, inner.collect::<Vec<_>>());
        Ok(())
    }

    /// Lets an element take the extension of this address.
    pub(super) fn extend(&mut self, id: &str, name: &str, by: Value, url: &str) -> Result<()> {
        let within = format!("{id}.extension");
        if !self.elements.iter().any(|element| is(element, &within)) {
            // What a data type contains is not there before it is opened.
            let type_name = self.type_of(id).unwrap_or_default();
            self.open(id, &type_name)?;
        }
        let id = within;
        let discriminator = json!([{ "type": "value", "path": "url" }]);
        let slicing = json!({ "discriminator": discriminator, "ordered": false, "rules": "open" });
        self.narrow(&id, json!({ "slicing": slicing }))?;
        let mut by = element::members(by);
        by.insert("type".to_owned(), json!([{ "code": "Extension", "profile": [url] }]));
        self.slice(&id, name, Value::Object(by))
    }

    /// The type of an element that has only one.
    fn type_of(&self, id: &str) -> Option<String> {
        let element = self.elements.iter().find(|element| is(element, id))?;
        let [only] = element.get("type")?.as_array()?.as_slice() else { return None };
        only.get("code")?.as_str().map(str::to_owned)
    }

    /// The members `snapshot` and `differential` of a StructureDefinition.
    pub(super) fn finish(mut self) -> (Value, Value) {
        let ids = self.elements.iter().filter_map(|element| element.get("id")?.as_str());
        let changed: Vec<Value> = ids.filter_map(|id| self.changes.remove(id)).collect();
        (json!({ "element": self.elements }), json!({ "element": changed }))
    }
}

fn is(element: &Members, id: &str) -> bool {
    element.get("id").and_then(Value::as_str) == Some(id)
}

fn starts(element: &Members, prefix: &str) -> bool {
    element.get("id").and_then(Value::as_str).is_some_and(|id| id.starts_with(prefix))
}

/// The address of R4's definition of a type.
pub(super) fn base(type_name: &str) -> String {
    format!("{R4}/{type_name}")
}
