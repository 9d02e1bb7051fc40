//! A place in a resource: its JSON, and what R4's tables say of it.

use serde_json::{Map, Value};

use super::term::Name;
use crate::fhir::Resource;
use crate::fhir::definitions::{self, Element, Structure};

/// An element of a resource, or the resource.
#[derive(Debug, Clone, Copy)]
pub struct Node<'a> {
    json: Json<'a>,
    /// What stands beside a primitive value: its id and extensions.
    beside: Option<&'a Map<String, Value>>,
    element: Option<&'static Element>,
    type_name: Option<&'static str>,
}

/// The JSON of a node.
#[derive(Debug, Clone, Copy)]
enum Json<'a> {
    /// A resource by itself, or members of which the structure is known.
    Members(&'a Map<String, Value>, Option<&'static Structure>),
    Value(&'a Value),
    /// A primitive without a value, which has extensions only.
    Absent,
}

impl<'a> Node<'a> {
    /// A resource.
    pub fn resource(resource: &'a Resource) -> Self {
        Self::resource_json(resource.json())
    }

    /// The JSON of a resource, which names its type.
    pub fn resource_json(json: &'a Map<String, Value>) -> Self {
        let name = json.get("resourceType").and_then(Value::as_str);
        Self::within(json, name.and_then(definitions::structure))
    }

    /// Members that follow a structure.
    pub fn within(json: &'a Map<String, Value>, structure: Option<&'static Structure>) -> Self {
        let type_name = structure.map(|structure| structure.path);
        Self { json: Json::Members(json, structure), beside: None, element: None, type_name }
    }

    /// The value of an element, which has this type.
    pub fn element(value: &'a Value, element: &'static Element, type_name: &'static str) -> Self {
        let named = (type_name == "Resource").then(|| value.as_object().and_then(resource_type)).flatten();
        let type_name = Some(named.unwrap_or(type_name));
        Self { json: Json::Value(value), beside: None, element: Some(element), type_name }
    }

    /// A primitive element: its value, what stands beside it, or both.
    pub fn primitive(
        value: Option<&'a Value>,
        beside: Option<&'a Map<String, Value>>,
        element: &'static Element,
        type_name: &'static str,
    ) -> Self {
        let json = value.map_or(Json::Absent, Json::Value);
        Self { json, beside, element: Some(element), type_name: Some(type_name) }
    }

    /// The value, unless this is a resource by itself or a primitive without one.
    pub fn value(self) -> Option<&'a Value> {
        match self.json {
            Json::Value(value) => Some(value),
            Json::Members(..) | Json::Absent => None,
        }
    }

    /// The members of what is no primitive.
    pub fn members(self) -> Option<&'a Map<String, Value>> {
        match self.json {
            Json::Members(members, _) => Some(members),
            Json::Value(value) => value.as_object(),
            Json::Absent => None,
        }
    }

    /// What stands beside a primitive value.
    pub fn beside(self) -> Option<&'a Map<String, Value>> {
        self.beside
    }

    /// The element of R4 that this is a value of, where that is known.
    pub fn definition(self) -> Option<&'static Element> {
        self.element
    }

    /// The type, where that is known; `BackboneElement` for what has elements of its own.
    pub fn type_name(self) -> Option<&'static str> {
        self.type_name
    }

    /// The structure of what may stand in it: for a primitive, that of an id and extensions.
    pub fn structure_of_parts(self) -> Option<&'static Structure> {
        match self.type_name {
            Some(name) if definitions::is_primitive(name) => definitions::structure("Element"),
            _ => self.structure(),
        }
    }

    /// Whether this is a resource, by itself or inside another.
    pub(super) fn is_resource(self) -> bool {
        self.members().is_some_and(|members| members.contains_key("resourceType"))
            && self.structure().is_none_or(|structure| structure.kind == definitions::StructureKind::Resource)
    }

    /// What R4 says of the content.
    pub fn structure(self) -> Option<&'static Structure> {
        match (self.json, self.element) {
            (Json::Members(_, structure), _) => structure,
            (_, Some(element)) => element.content(self.type_name?),
            (_, None) => definitions::structure(self.type_name?),
        }
    }

    /// Whether two nodes are the same place, not only equal.
    pub(in crate::fhir) fn is_same(self, other: Self) -> bool {
        match (self.members(), other.members(), self.value(), other.value()) {
            (Some(left), Some(right), ..) => std::ptr::eq(left, right),
            (None, None, Some(left), Some(right)) => std::ptr::eq(left, right),
            (None, None, None, None) => match (self.beside, other.beside) {
                (Some(left), Some(right)) => std::ptr::eq(left, right),
                _ => false,
            },
            _ => false,
        }
    }

    /// Hands each item of an element to `found`.
    pub(super) fn each_child<E>(
        self,
        name: &Name,
        found: &mut dyn FnMut(Self) -> Result<(), E>,
    ) -> Result<(), E> {
        let Some(members) = self.members() else {
            return self.each_beside(&name.name, found);
        };
        let (value, beside) = (members.get(&name.name), members.get(&name.beside));
        if value.is_none() && beside.is_none() && !name.may_be_choice {
            return Ok(());
        }
        let Some(structure) = self.structure() else {
            // Nothing is known of what holds it: the JSON speaks for itself.
            return each_item(value, beside, None, None, &mut |_, node| found(node));
        };
        let Some(element) = structure.children.iter().find(|element| element.answers_to(&name.name)) else {
            return Ok(());
        };
        match element.choice() {
            None => {
                let type_name = element.types.first().map(|kind| kind.name);
                each_item(value, beside, Some(element), type_name, &mut |_, node| found(node))
            }
            Some(_) => each_choice(members, element, found),
        }
    }

    /// The items of an element, by its name in FHIRPath: `value`, not `valueQuantity`.
    pub fn named(self, name: &str) -> Vec<Self> {
        let mut found = Vec::new();
        let _: Result<(), ()> = self.each_child(&Name::of(name), &mut |child| {
            found.push(child);
            Ok(())
        });
        found
    }

    /// Hands everything that stands in this to `found`, at whatever depth.
    pub fn each(self, found: &mut dyn FnMut(Self)) {
        let _: Result<(), ()> = self.children(&mut |child| {
            found(child);
            child.each(found);
            Ok(())
        });
    }

    /// Hands every item of every element to `found`, in the order of the JSON.
    pub(super) fn children<E>(self, found: &mut dyn FnMut(Self) -> Result<(), E>) -> Result<(), E> {
        self.steps(&mut |_, node| found(node))
    }

    /// Hands every item of every element to `found`, each with the step that leads there.
    pub(super) fn steps<E>(self, found: &mut dyn FnMut(Step<'a>, Self) -> Result<(), E>) -> Result<(), E> {
        let Some(members) = self.members() else { return self.steps_beside(found) };
        let structure = self.structure();
        let has_siblings = members.keys().any(|key| key.starts_with('_'));
        for (key, value) in members {
            if key == "resourceType" && self.is_resource() {
                continue;
            }
            let name = key.strip_prefix('_').unwrap_or(key);
            let is_beside = name.len() < key.len();
            if is_beside && members.contains_key(name) {
                continue;
            }
            let member = structure.and_then(|structure| structure.member(name));
            let (element, type_name) = member.map(|member| (member.element, member.kind.name)).unzip();
            let (value, beside) = match is_beside {
                true => (None, Some(value)),
                false if has_siblings => (Some(value), members.get(&format!("_{name}"))),
                false => (Some(value), None),
            };
            let repeats = value.or(beside).is_some_and(Value::is_array);
            each_item(value, beside, element, type_name, &mut |place, node| {
                found(Step { name, element, index: repeats.then_some(place) }, node)
            })?;
        }
        Ok(())
    }

    /// The `id` or the extensions of a primitive.
    fn each_beside<E>(self, name: &str, found: &mut dyn FnMut(Self) -> Result<(), E>) -> Result<(), E> {
        self.steps_beside(&mut |step, node| if step.name == name { found(node) } else { Ok(()) })
    }

    fn steps_beside<E>(self, found: &mut dyn FnMut(Step<'a>, Self) -> Result<(), E>) -> Result<(), E> {
        let Some(beside) = self.beside else { return Ok(()) };
        Self::within(beside, definitions::structure("Element")).steps(found)
    }
}

/// A step from a node to one that stands in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step<'a> {
    /// The member's name in JSON, without the `_` of what stands beside a value.
    pub(super) name: &'a str,
    pub(super) element: Option<&'static Element>,
    /// Which item it is, where JSON holds several.
    pub(super) index: Option<usize>,
}

/// Hands the items of an element to `found`: each with its place, and with what stands beside it.
fn each_item<'a, E>(
    value: Option<&'a Value>,
    beside: Option<&'a Value>,
    element: Option<&'static Element>,
    type_name: Option<&'static str>,
    found: &mut dyn FnMut(usize, Node<'a>) -> Result<(), E>,
) -> Result<(), E> {
    let items = |json: Option<&'a Value>| match json {
        Some(Value::Array(items)) => items.as_slice(),
        Some(value) => std::slice::from_ref(value),
        None => &[],
    };
    let (values, besides) = (items(value), items(beside));
    for place in 0..values.len().max(besides.len()) {
        let value = values.get(place).filter(|value| !value.is_null());
        let beside = besides.get(place).and_then(Value::as_object);
        let node = match (value, element, type_name) {
            (None, _, _) if beside.is_none() => continue,
            (Some(value), Some(element), Some("Resource")) => Node::element(value, element, "Resource"),
            (value, element, type_name) => {
                Node { json: value.map_or(Json::Absent, Json::Value), beside, element, type_name }
            }
        };
        found(place, node)?;
    }
    Ok(())
}

/// Hands a choice element to `found`, whichever type it stands as.
fn each_choice<'a, E>(
    members: &'a Map<String, Value>,
    element: &'static Element,
    found: &mut dyn FnMut(Node<'a>) -> Result<(), E>,
) -> Result<(), E> {
    let Some(stem) = element.choice() else { return Ok(()) };
    for (key, value) in members {
        let name = key.strip_prefix('_').unwrap_or(key);
        let Some(kind) = name.strip_prefix(stem).and_then(|suffix| element.type_spelled(suffix)) else {
            continue;
        };
        let type_name = Some(kind.name);
        if name.len() == key.len() {
            let beside = members.get(&format!("_{name}"));
            each_item(Some(value), beside, Some(element), type_name, &mut |_, node| found(node))?;
        } else if !members.contains_key(name) {
            each_item(None, Some(value), Some(element), type_name, &mut |_, node| found(node))?;
        }
    }
    Ok(())
}

fn resource_type(json: &Map<String, Value>) -> Option<&'static str> {
    let name = json.get("resourceType").and_then(Value::as_str)?;
    definitions::structure(name).map(|structure| structure.path)
}
