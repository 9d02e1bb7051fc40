//! The names of R4's resource types.

use std::fmt;

use crate::error::{Error, Result};
use crate::fhir::definitions;

/// One of R4's concrete resource types.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ResourceType(&'static str);

impl ResourceType {
    /// Every concrete resource type, in alphabetical order.
    pub fn all() -> impl Iterator<Item = Self> {
        definitions::resource_types().iter().map(|name| Self(name))
    }

    /// Reads a type's name; another word is `unknown-resource-type`.
    pub fn parse(name: &str) -> Result<Self> {
        Self::find(name).ok_or_else(|| {
            let shown: String = name.chars().take(80).collect();
            let message = format!(
                "'{shown}' is not a resource type of FHIR R4. Names are case-sensitive, such as 'Task' or 'Appointment'."
            );
            Error::invalid("unknown-resource-type", message)
        })
    }

    /// The type of this name, if R4 has it.
    pub fn find(name: &str) -> Option<Self> {
        let names = definitions::resource_types();
        names.binary_search(&name).ok().and_then(|found| names.get(found)).map(|name| Self(name))
    }

    /// A type that the program names itself. A test checks that each such name exists.
    pub const fn named(name: &'static str) -> Self {
        Self(name)
    }

    /// The type's name.
    pub fn name(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for ResourceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for ResourceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
