//! A StructureDefinition, compiled once for each stored version.

use std::sync::Arc;

use super::code_system::text_of;
use crate::fhir::Resource;
use crate::fhir::validate::profile::Profile;

/// A profile that is held here.
#[derive(Debug)]
pub(in crate::kernel) struct StoredProfile {
    pub(super) url: String,
    pub(super) version: Option<String>,
    /// The profile, or why it cannot be used.
    pub(in crate::kernel) compiled: Result<Arc<Profile>, String>,
}

impl StoredProfile {
    /// Compiles a StructureDefinition resource.
    pub(super) fn read(resource: &Resource) -> Self {
        Self {
            url: text_of(resource.json(), "url").unwrap_or_default(),
            version: text_of(resource.json(), "version"),
            compiled: Profile::compile(resource).map(Arc::new).map_err(|error| error.to_string()),
        }
    }
}
