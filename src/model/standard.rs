//! The standards that platforms speak.

use crate::model::Localized;

/// An interoperability standard.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Standard {
    /// Its stable code: `fhir-r4`.
    pub code: String,
    /// Its name.
    pub name: Localized,
    /// What it is, in a sentence.
    pub definition: Option<String>,
    /// Its home page.
    pub url: Option<String>,
}
