//! Platforms running somewhere for someone.

use crate::model::code::coded;
use crate::model::{Link, Ref};

/// A platform running somewhere for someone.
#[derive(Debug, Clone, PartialEq)]
pub struct Deployment {
    /// Its id, once it is stored.
    pub id: Option<String>,
    /// What it is called: `Bahmni, Nepal`.
    pub name: Option<String>,
    /// The platform that runs.
    pub platform: Option<Ref>,
    /// Its version.
    pub version: Option<String>,
    /// For whom it runs: an organisation, or only its name.
    pub owner: Option<Link>,
    /// The country where it runs.
    pub country: Option<Ref>,
    /// Its address for people.
    pub url: Option<String>,
    /// Whether it runs.
    pub status: Status,
    /// What it is used for, and other remarks.
    pub notes: Vec<String>,
    /// Where this is known from.
    pub sources: Vec<Link>,
}

coded! {
    /// Whether a deployment runs, in FHIR's words.
    pub enum Status {
        /// It runs.
        Active = "active",
        /// It does not run.
        Inactive = "inactive",
        /// It was entered by mistake.
        EnteredInError = "entered-in-error",
        /// Nobody has said.
        Unknown = "unknown",
    }
}
