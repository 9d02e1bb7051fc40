//! Members that stand twice in one JSON object. JSON's readers keep the last one and say nothing, so what was
//! sent first would be lost; RFC 8259, section 4, leaves to the receiver what to make of it.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// The first member of JSON text that repeats one of its object, as the end of an expression: `.name[0].family`.
pub(super) fn repeated(text: &[u8]) -> Option<String> {
    let found = RefCell::new(None);
    let walk = Walk { at: &Place::Root, found: &found };
    // What is not JSON was told by whoever read the text before.
    let _ = walk.deserialize(&mut serde_json::Deserializer::from_slice(text));
    found.into_inner()
}

/// Where a value stands.
enum Place<'p> {
    Root,
    Member(&'p Place<'p>, &'p str),
    Item(&'p Place<'p>, usize),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Member(of, name) => write!(f, "{of}.{name}"),
            Self::Item(of, number) => write!(f, "{of}[{number}]"),
        }
    }
}

/// A walk through a value, which ends at the first member that stands twice.
struct Walk<'p> {
    at: &'p Place<'p>,
    found: &'p RefCell<Option<String>>,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut seen = HashSet::new();
        while let Some(name) = members.next_key::<Cow<'de, str>>()? {
            let at = Place::Member(self.at, &name);
            if seen.contains(&name) {
                *self.found.borrow_mut() = Some(at.to_string());
                return Err(A::Error::custom("a member stands twice"));
            }
            members.next_value_seed(Walk { at: &at, found: self.found })?;
            seen.insert(name);
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let mut number = 0;
        while items
            .next_element_seed(Walk { at: &Place::Item(self.at, number), found: self.found })?
            .is_some()
        {
            number += 1;
        }
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_that_stands_twice_is_found_with_its_place() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(repeated(text.as_bytes()).as_deref(), expected, "{text}");
        };
        check(r#"{"a":1.50,"b":[{"a":null},{"a":true}],"c":"a","d":-3}"#, None);
        check(r#"{"active":"true","active":true}"#, Some(".active"));
        check(r#"{"active":true,"\u0061ctive":true}"#, Some(".active"));
        check(r#"{"name":[{"family":"a"},{"family":"b","family":"c"}]}"#, Some(".name[1].family"));
        check(r#"{"name":[],"name":[]} and no JSON"#, Some(".name"));
    }
}
