//! Values that the wire writes as text: words of closed lists, dates, times.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::openapi::schema::{Array, KnownFormat, Object, ObjectBuilder, SchemaFormat, SchemaType, Type};

use crate::model::{Code, Moment, When};

/// A value that is written as text.
pub(super) trait Spelled: Sized {
    /// The text.
    fn spell(&self) -> String;

    /// The value of a text, or what would be right.
    fn read(text: &str) -> Result<Self, String>;

    /// What the documentation says of the text.
    fn describe(schema: ObjectBuilder) -> ObjectBuilder;
}

/// A value on the wire.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Text<T>(pub(super) T);

/// A word of a closed list on the wire.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Word<T>(pub(super) T);

impl<T: Code> Spelled for Word<T> {
    fn spell(&self) -> String {
        self.0.code().to_owned()
    }

    fn read(text: &str) -> Result<Self, String> {
        let words = || T::ALL.iter().map(|one| one.code()).collect::<Vec<_>>().join(", ");
        T::parse(text).map(Self).ok_or_else(|| format!("'{text}' is not one of: {}", words()))
    }

    fn describe(schema: ObjectBuilder) -> ObjectBuilder {
        schema.enum_values(Some(T::ALL.iter().map(|one| one.code())))
    }
}

impl Spelled for Text<Date> {
    fn spell(&self) -> String {
        self.0.to_string()
    }

    fn read(text: &str) -> Result<Self, String> {
        let date = if text.len() == 10 { text.parse().ok() } else { None };
        date.map(Self).ok_or_else(|| format!("'{text}' is not a date such as 2021-04-13"))
    }

    fn describe(schema: ObjectBuilder) -> ObjectBuilder {
        schema.format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
    }
}

impl Spelled for Text<Moment> {
    fn spell(&self) -> String {
        self.0.to_string()
    }

    fn read(text: &str) -> Result<Self, String> {
        Moment::parse(text).map(Self).map_err(|error| error.to_string())
    }

    fn describe(schema: ObjectBuilder) -> ObjectBuilder {
        schema.format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
    }
}

impl Spelled for Text<When> {
    fn spell(&self) -> String {
        self.0.to_string()
    }

    fn read(text: &str) -> Result<Self, String> {
        When::parse(text).map(Self).map_err(|error| error.to_string())
    }

    fn describe(schema: ObjectBuilder) -> ObjectBuilder {
        schema.description(Some("A date (`2021-04-13`), or a time with its offset (RFC 3339)."))
    }
}

/// The schema of a value that is always there.
pub(super) fn always<T: Spelled>() -> Object {
    T::describe(ObjectBuilder::new().schema_type(Type::String)).build()
}

/// The schema of a value that may be null.
pub(super) fn or_null<T: Spelled>() -> Object {
    let mut schema = always::<T>();
    schema.schema_type = SchemaType::from_iter([Type::String, Type::Null]);
    if let Some(words) = &mut schema.enum_values {
        words.push(serde_json::Value::Null);
    }
    schema
}

/// The schema of a list of values.
pub(super) fn each<T: Spelled>() -> Array {
    Array::new(always::<T>())
}

macro_rules! on_the_wire {
    ($wrapper:ident) => {
        impl<T> Serialize for $wrapper<T>
        where
            Self: Spelled,
        {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.spell())
            }
        }

        impl<'de, T> Deserialize<'de> for $wrapper<T>
        where
            Self: Spelled,
        {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = Cow::<'de, str>::deserialize(deserializer)?;
                Self::read(&text).map_err(de::Error::custom)
            }
        }
    };
}

on_the_wire!(Text);
on_the_wire!(Word);
