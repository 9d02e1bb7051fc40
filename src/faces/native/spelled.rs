//! Values that the wire writes as text: words of closed lists, dates, times.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::model::{Code, Moment, When};

/// A value that is written as text.
pub(super) trait Spelled: Sized {
    /// The text.
    fn spell(&self) -> String;

    /// The value of a text, or what would be right.
    fn read(text: &str) -> Result<Self, String>;

    /// What the documentation calls such texts.
    fn name() -> String;

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

    /// The module and the type: `ActionItemStatus`.
    fn name() -> String {
        let path = std::any::type_name::<T>();
        let (modules, name) = path.rsplit_once("::").unwrap_or(("", path));
        let words = modules.rsplit("::").next().unwrap_or_default().split('_');
        let capital = |word: &str| {
            let mut letters = word.chars();
            letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
        };
        words.map(capital).chain([name.to_owned()]).collect()
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

    fn name() -> String {
        "Date".to_owned()
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

    fn name() -> String {
        "Instant".to_owned()
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

    fn name() -> String {
        "DateOrTime".to_owned()
    }

    fn describe(schema: ObjectBuilder) -> ObjectBuilder {
        schema.description(Some("A date (`2021-04-13`), or a time with its offset (RFC 3339)."))
    }
}

/// The shapes that wire fields name, because the derived documentation asks for names without parameters.
pub(super) type DateText = Text<Date>;
pub(super) type MomentText = Text<Moment>;
pub(super) type WhenText = Text<When>;

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

        impl<T> PartialSchema for $wrapper<T>
        where
            Self: Spelled,
        {
            fn schema() -> RefOr<Schema> {
                Self::describe(ObjectBuilder::new().schema_type(Type::String)).build().into()
            }
        }

        impl<T> ToSchema for $wrapper<T>
        where
            Self: Spelled,
        {
            fn name() -> Cow<'static, str> {
                Cow::Owned(<Self as Spelled>::name())
            }
        }
    };
}

on_the_wire!(Text);
on_the_wire!(Word);
