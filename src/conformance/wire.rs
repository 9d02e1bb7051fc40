//! The files of `fixtures/ig` as they are written. An unknown field is an error, so that a slip of the pen is
//! found by the tests.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// What the files say.
pub(super) struct Written {
    pub(super) extensions: Vec<ExtensionIn>,
    pub(super) profiles: Vec<ProfileIn>,
}

/// Reads the embedded files. They are the program's own, so an error in them is a fault of ours.
pub(super) fn read() -> Result<Written> {
    let extensions: ExtensionsIn = parse(include_str!("../../fixtures/ig/extensions.toml"))?;
    let profiles: ProfilesIn = parse(include_str!("../../fixtures/ig/profiles.toml"))?;
    Ok(Written { extensions: extensions.extension, profiles: profiles.profile })
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T> {
    toml::from_str(text).map_err(|error| Error::internal("a file of fixtures/ig cannot be read", error))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExtensionsIn {
    extension: Vec<ExtensionIn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfilesIn {
    profile: Vec<ProfileIn>,
}

/// An extension.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExtensionIn {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) description: String,
    /// The elements that may carry it.
    pub(super) context: Vec<String>,
    /// Whether one element may carry several.
    #[serde(default)]
    pub(super) repeats: bool,
    /// Its value, where it has no parts.
    pub(super) value: Option<ValueIn>,
    /// Its parts, where it has no value.
    #[serde(default)]
    pub(super) part: Vec<PartIn>,
}

/// A part of an extension.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartIn {
    pub(super) name: String,
    pub(super) description: String,
    /// How often it stands at least.
    #[serde(default)]
    pub(super) min: u32,
    /// Whether it may stand more than once.
    #[serde(default)]
    pub(super) repeats: bool,
    pub(super) value: ValueIn,
}

/// A value.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ValueIn {
    /// Its type.
    pub(super) r#type: String,
    /// The list that its codes come from.
    pub(super) list: Option<String>,
}

/// A profile.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProfileIn {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) description: String,
    /// The extensions that must be there.
    #[serde(default)]
    pub(super) required: Vec<String>,
    #[serde(default)]
    pub(super) element: Vec<ElementIn>,
    #[serde(default)]
    pub(super) extension: Vec<NestedIn>,
}

/// What is narrower of an element than in R4.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ElementIn {
    /// Below the resource: `participant.type`.
    pub(super) path: String,
    pub(super) min: Option<u32>,
    /// The code that it always has.
    pub(super) code: Option<String>,
    /// The truth value that it always has.
    pub(super) boolean: Option<bool>,
    /// The list of ours that its codes come from, where one fits.
    pub(super) binding: Option<String>,
}

/// Extensions of an element below the resource.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NestedIn {
    pub(super) path: String,
    pub(super) names: Vec<String>,
}
