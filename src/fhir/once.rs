//! Members that stand twice in one JSON object. JSON's readers keep the last one and say nothing, so what was
//! sent first would be lost; RFC 8259, section 4, leaves to the receiver what to make of it.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use crate::error::{Error, Issue, Kind};

/// A member that stands twice, by the steps that lead to it from the outermost value.
#[derive(Debug)]
pub struct Repeated(Vec<Step>);

/// A step into a JSON value.
#[derive(Debug)]
enum Step {
    Member(String),
    Item(usize),
}

/// The first member of JSON text that repeats one of its object.
pub fn repeated(text: &[u8]) -> Option<Repeated> {
    let found = RefCell::new(None);
    let walk = Walk { at: &Place::Root, found: &found };
    // What is not JSON was told by whoever read the text before.
    let _ = walk.deserialize(&mut serde_json::Deserializer::from_slice(text));
    found.into_inner()
}

impl Repeated {
    /// Where it stands, as the end of an expression: `.name[0].family`.
    pub(super) fn expression(&self) -> String {
        let step = |step: &Step| match step {
            Step::Member(name) => format!(".{name}"),
            Step::Item(number) => format!("[{number}]"),
        };
        self.0.iter().map(step).collect()
    }

    /// Where it stands, as a JSON pointer (RFC 6901): `/name/0/family`.
    pub fn pointer(&self) -> String {
        let step = |step: &Step| match step {
            Step::Member(name) => format!("/{}", name.replace('~', "~0").replace('/', "~1")),
            Step::Item(number) => format!("/{number}"),
        };
        self.0.iter().map(step).collect()
    }

    /// The refusal of a text in which it stands, which is no resource.
    pub fn refused(&self) -> Error {
        let pointer = self.pointer();
        let message = format!("The member '{pointer}' stands twice in its object; send it once.");
        Error::with(Kind::Invalid, Issue::error("invalid-json", message).at_pointer(pointer))
    }
}

/// Where a value stands.
enum Place<'p> {
    Root,
    Member(&'p Place<'p>, &'p str),
    Item(&'p Place<'p>, usize),
}

impl Place<'_> {
    fn steps(&self) -> Vec<Step> {
        let (mut steps, last) = match self {
            Self::Root => return Vec::new(),
            Self::Member(of, name) => (of.steps(), Step::Member((*name).to_owned())),
            Self::Item(of, number) => (of.steps(), Step::Item(*number)),
        };
        steps.push(last);
        steps
    }
}

/// A walk through a value, which ends at the first member that stands twice.
struct Walk<'p> {
    at: &'p Place<'p>,
    found: &'p RefCell<Option<Repeated>>,
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
                *self.found.borrow_mut() = Some(Repeated(at.steps()));
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

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_that_stands_twice_is_found_with_its_place() {
        let check = |text: &str, expected: Option<&str>| {
            let found = repeated(text.as_bytes()).map(|found| found.expression());
            assert_eq!(found.as_deref(), expected, "{text}");
        };
        check(r#"{"a":1.50,"b":[{"a":null},{"a":true}],"c":"a","d":-3}"#, None);
        check(r#"{"active":"true","active":true}"#, Some(".active"));
        check(r#"{"active":true,"\u0061ctive":true}"#, Some(".active"));
        check(r#"{"name":[{"family":"a"},{"family":"b","family":"c"}]}"#, Some(".name[1].family"));
        check(r#"{"name":[],"name":[]} and no JSON"#, Some(".name"));
    }
    #[test]
    fn the_place_is_told_as_a_pointer_too() {
        let found = repeated(br#"[{"a/b":[{"c~":1,"c~":2}]}]"#);
        assert_eq!(found.map(|found| found.pointer()).as_deref(), Some("/0/a~1b/0/c~0"));
    }
}
