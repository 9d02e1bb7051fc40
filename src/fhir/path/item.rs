//! What an expression finds: nodes of a resource, and values that were computed.

use std::borrow::Cow;

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::kind::System;
use super::node::Node;
use super::quantity::Quantity;
use super::temporal::Temporal;

/// One thing that an expression finds.
#[derive(Debug, Clone)]
pub enum Item<'a> {
    /// An element of the resource, or a resource.
    Node(Node<'a>),
    /// A truth value.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Decimal(Decimal),
    /// A text.
    Text(Cow<'a, str>),
    /// A date, a time, or both.
    Moment(Temporal),
    /// A number with a unit.
    Quantity(Quantity<'a>),
    /// What a reference points to, when no more is known of it than its type.
    Target(&'static str),
}

impl<'a> Item<'a> {
    /// The value that operators see: a primitive node's own value, a Quantity's quantity. None for a node that
    /// has none, such as a Patient.
    pub fn computed(&self) -> Option<Self> {
        match self {
            Self::Node(node) => value_of(*node),
            Self::Target(_) => None,
            other => Some(other.clone()),
        }
    }

    /// The type of R4 of a node, or of what a reference points to.
    pub fn type_name(&self) -> Option<&'static str> {
        match self {
            Self::Node(node) => node.type_name(),
            Self::Target(name) => Some(name),
            _ => None,
        }
    }

    /// FHIRPath's own type of a computed value.
    pub(super) fn system(&self) -> Option<System> {
        Some(match self {
            Self::Node(_) | Self::Target(_) => return None,
            Self::Boolean(_) => System::Boolean,
            Self::Integer(_) => System::Integer,
            Self::Decimal(_) => System::Decimal,
            Self::Text(_) => System::String,
            Self::Moment(moment) => moment.system(),
            Self::Quantity(_) => System::Quantity,
        })
    }

    /// The text of a value of type String.
    pub(super) fn text(&self) -> Option<Cow<'a, str>> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Node(node) => match value_of(*node)? {
                Self::Text(text) => Some(text),
                _ => None,
            },
            _ => None,
        }
    }

    /// The value as text (N1, section 5.5.4).
    pub fn shown(&self) -> Option<Cow<'a, str>> {
        Some(match self.computed()? {
            Self::Text(text) => text,
            Self::Boolean(value) => Cow::Borrowed(if value { "true" } else { "false" }),
            Self::Integer(value) => value.to_string().into(),
            Self::Decimal(value) => value.to_string().into(),
            Self::Moment(moment) => moment.to_string().into(),
            Self::Quantity(quantity) => quantity.to_string().into(),
            Self::Node(_) | Self::Target(_) => return None,
        })
    }

    /// A text that two items share exactly when they are equal, so that sets of items cost no comparison of
    /// each with each.
    pub(super) fn key(&self) -> String {
        match self.computed() {
            Some(Self::Text(text)) => format!("s{text}"),
            Some(Self::Integer(value)) => format!("n{value}"),
            Some(Self::Decimal(value)) => format!("n{}", value.normalize()),
            Some(Self::Moment(moment)) => format!("m{}", moment.canonical()),
            Some(Self::Quantity(quantity)) => format!("q{}", quantity.canonical()),
            Some(other) => format!("v{}", other.shown().unwrap_or_default()),
            None => match self {
                Self::Node(node) => {
                    let mut key = String::from("o");
                    // A number may be too large to reckon with, and is still not any other.
                    match (node.members(), node.value()) {
                        (Some(members), _) => object_key(members, &mut key),
                        (None, Some(value)) => value_key(value, &mut key),
                        (None, None) => {}
                    }
                    if let Some(beside) = node.beside() {
                        object_key(beside, &mut key);
                    }
                    key
                }
                _ => format!("t{self:?}"),
            },
        }
    }
}

/// The value of a primitive node or of a Quantity.
fn value_of(node: Node<'_>) -> Option<Item<'_>> {
    match node.value()? {
        Value::Bool(value) => Some(Item::Boolean(*value)),
        Value::Number(number) => {
            let text = number.to_string();
            let is_decimal = node.type_name() == Some("decimal");
            if !is_decimal && let Ok(whole) = text.parse() {
                return Some(Item::Integer(whole));
            }
            parse_decimal(&text).map(Item::Decimal)
        }
        Value::String(text) => Some(match node.type_name() {
            Some("date" | "dateTime" | "instant" | "time") => match Temporal::of_element(text) {
                Some(moment) => Item::Moment(moment),
                None => Item::Text(Cow::Borrowed(text)),
            },
            _ => Item::Text(Cow::Borrowed(text)),
        }),
        Value::Object(members) => {
            let is_quantity = matches!(
                node.type_name(),
                Some("Quantity" | "Age" | "Distance" | "Duration" | "Count" | "SimpleQuantity")
            );
            if is_quantity { Quantity::of_element(members).map(Item::Quantity) } else { None }
        }
        Value::Null | Value::Array(_) => None,
    }
}

/// Reads a number as JSON writes it. Digits beyond the 28th are rounded.
pub(super) fn parse_decimal(text: &str) -> Option<Decimal> {
    text.parse().or_else(|_| Decimal::from_scientific(text)).ok()
}

fn value_key(value: &Value, key: &mut String) {
    match value {
        Value::Number(number) => {
            let text = number.to_string();
            let normal = parse_decimal(&text).map(|number| number.normalize().to_string());
            key.push_str(&normal.unwrap_or(text));
        }
        Value::Array(items) => {
            for item in items {
                value_key(item, key);
                key.push(',');
            }
        }
        Value::Object(members) => object_key(members, key),
        other => key.push_str(&other.to_string()),
    }
}

/// The members in the order of their names, without ids: those name a place, not what stands there.
fn object_key(members: &Map<String, Value>, key: &mut String) {
    let mut sorted: Vec<_> = members.iter().collect();
    sorted.sort_unstable_by_key(|(name, _)| name.as_str());
    key.push('{');
    for (name, value) in sorted {
        key.push_str(name);
        key.push(':');
        value_key(value, key);
        key.push(';');
    }
    key.push('}');
}
