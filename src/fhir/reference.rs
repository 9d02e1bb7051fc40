//! Literal references (R4, section 2.3.0.1): relative, absolute, `urn:`, and fragments.

use std::fmt;

use crate::fhir::{Id, ResourceType};

/// What a reference's text points to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Reference {
    /// A resource on this server: `Task/7`, with a version if it names one.
    Local {
        /// The type that it names.
        resource_type: ResourceType,
        /// The id that it names.
        id: Id,
        /// The version that it names (`Task/7/_history/2`).
        version: Option<u64>,
    },
    /// A contained resource: `#roof`.
    Fragment(String),
    /// Anything else: another server's URL, `urn:uuid:…`, a canonical.
    Absolute(String),
}

impl Reference {
    /// Reads a reference's text. A URL below `base` (`https://host/fhir`, without a slash at the end) is local.
    pub fn parse(text: &str, base: &str) -> Self {
        if let Some(fragment) = text.strip_prefix('#') {
            return Self::Fragment(fragment.to_owned());
        }
        Self::parse_relative(Self::below(text, base)).unwrap_or_else(|| Self::Absolute(text.to_owned()))
    }

    /// What of a URL stands below `base`, as [`Reference::parse`] has it; all of it where it is not below.
    pub fn below<'t>(text: &'t str, base: &str) -> &'t str {
        let rest = text.strip_prefix(base).filter(|_| !base.is_empty());
        rest.and_then(|rest| rest.strip_prefix('/')).unwrap_or(text)
    }

    /// A reference to the present version of a resource here.
    pub fn local(resource_type: ResourceType, id: Id) -> Self {
        Self::Local { resource_type, id, version: None }
    }

    fn parse_relative(text: &str) -> Option<Self> {
        let mut parts = text.split('/');
        let resource_type = ResourceType::find(parts.next()?)?;
        let id = Id::parse(parts.next()?).ok()?;
        let version = match (parts.next(), parts.next(), parts.next()) {
            (None, _, _) => None,
            (Some("_history"), Some(version), None) => Some(version.parse().ok()?),
            _ => return None,
        };
        Some(Self::Local { resource_type, id, version })
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local { resource_type, id, version: None } => write!(f, "{resource_type}/{id}"),
            Self::Local { resource_type, id, version: Some(version) } => {
                write!(f, "{resource_type}/{id}/_history/{version}")
            }
            Self::Fragment(id) => write!(f, "#{id}"),
            Self::Absolute(url) => f.write_str(url),
        }
    }
}
