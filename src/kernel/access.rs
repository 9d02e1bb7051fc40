//! What a caller may do.

use crate::error::{Error, Kind, Result};
use crate::fhir::ResourceType;
use crate::kernel::personal;

/// A right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// To read everything but contact details.
    Read,
    /// To create, change and delete.
    Write,
    /// To see people's contact details.
    Personal,
}

impl Scope {
    /// The right's name in settings and error messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Personal => "personal",
        }
    }
}

/// Somebody with rights.
#[derive(Debug, Clone)]
pub struct Caller {
    /// A name for the log.
    pub name: String,
    scopes: Vec<Scope>,
}

impl Caller {
    /// A caller with these rights.
    pub fn new(name: impl Into<String>, scopes: Vec<Scope>) -> Self {
        Self { name: name.into(), scopes }
    }

    /// The program itself.
    pub fn internal() -> Self {
        Self::new("internal", vec![Scope::Read, Scope::Write, Scope::Personal])
    }

    /// Whether the caller has a right.
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }

    /// Whether nothing of a resource of this type is hidden from the caller.
    pub fn sees_all_of(&self, resource_type: ResourceType) -> bool {
        self.may(Scope::Personal) || !personal::is_personal(resource_type)
    }

    /// Refuses a caller without the right.
    pub fn require(&self, scope: Scope) -> Result<()> {
        if self.may(scope) {
            return Ok(());
        }
        let message = format!("This needs the scope '{}', which the token does not have.", scope.name());
        Err(Error::new(Kind::Forbidden, "missing-scope", message))
    }
}
