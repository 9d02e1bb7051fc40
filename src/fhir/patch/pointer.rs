//! JSON pointers (RFC 6901), and when two JSON values are the same (RFC 6902, section 4.6).

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde_json::Value;

/// A place in a JSON document.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pointer {
    names: Vec<String>,
}

impl Pointer {
    /// Reads `/name/0/given`; `~1` stands for a slash and `~0` for a tilde.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self { names: Vec::new() });
        }
        let names: Option<Vec<_>> = text.strip_prefix('/')?.split('/').map(unescaped).collect();
        Some(Self { names: names? })
    }

    /// How many steps lead there.
    pub(super) fn depth(&self) -> usize {
        self.names.len()
    }

    /// The place that this one stands in, and its name there; none for the whole document.
    pub(super) fn split_last(&self) -> Option<(Self, &str)> {
        let (name, parent) = self.names.split_last()?;
        Some((Self { names: parent.to_vec() }, name))
    }

    /// Whether this place stands inside another.
    pub(super) fn is_below(&self, other: &Self) -> bool {
        self.names.len() > other.names.len() && self.names.starts_with(&other.names)
    }

    /// What stands there.
    pub(super) fn find<'a>(&self, document: &'a Value) -> Option<&'a Value> {
        self.names.iter().try_fold(document, |value, name| match value {
            Value::Object(members) => members.get(name),
            Value::Array(items) => items.get(Self::index(name)?),
            _ => None,
        })
    }

    /// What stands there, to change.
    pub(super) fn find_mut<'a>(&self, document: &'a mut Value) -> Option<&'a mut Value> {
        self.names.iter().try_fold(document, |value, name| match value {
            Value::Object(members) => members.get_mut(name),
            Value::Array(items) => items.get_mut(Self::index(name)?),
            _ => None,
        })
    }

    /// The place of an array's item, written without leading zeros.
    pub(super) fn index(name: &str) -> Option<usize> {
        let plain =
            name.bytes().all(|byte| byte.is_ascii_digit()) && (name.len() == 1 || !name.starts_with('0'));
        if plain { name.parse().ok() } else { None }
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.names.is_empty() {
            return f.write_str("the resource itself");
        }
        self.names.iter().try_for_each(|name| write!(f, "/{}", name.replace('~', "~0").replace('/', "~1")))
    }
}

fn unescaped(name: &str) -> Option<String> {
    let mut parts = name.split('~');
    let mut text = parts.next()?.to_owned();
    for part in parts {
        let (escaped, rest) = part
            .strip_prefix('0')
            .map(|rest| ('~', rest))
            .or_else(|| part.strip_prefix('1').map(|rest| ('/', rest)))?;
        text.push(escaped);
        text.push_str(rest);
    }
    Some(text)
}

/// Whether two values are the same: numbers by what they count, objects whatever the order of their members.
pub(super) fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            let number =
                |text: String| Decimal::from_str(&text).or_else(|_| Decimal::from_scientific(&text)).ok();
            left == right
                || number(left.to_string())
                    .zip(number(right.to_string()))
                    .is_some_and(|(left, right)| left == right)
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| equal(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(name, left)| right.get(name).is_some_and(|right| equal(left, right)))
        }
        _ => left == right,
    }
}
