//! Logical ids (R4, section 2.24.0.1: `[A-Za-z0-9\-\.]{1,64}`).

use std::fmt;
use std::sync::Arc;

use crate::error::{Error, Result};

/// A resource's logical id: 1 to 64 letters, digits, hyphens and dots.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(Arc<str>);

impl Id {
    /// Reads an id; anything else than 1 to 64 letters, digits, `-` and `.` is `invalid-id`.
    pub fn parse(text: &str) -> Result<Self> {
        if Self::is_valid(text) {
            return Ok(Self(text.into()));
        }
        let shown: String = text.chars().take(80).collect();
        let message = format!(
            "'{shown}' is not an id: an id has 1 to 64 characters out of A-Z, a-z, 0-9, '-' and '.'."
        );
        Err(Error::invalid("invalid-id", message))
    }

    /// Whether the text is an id.
    pub fn is_valid(text: &str) -> bool {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
        (1..=64).contains(&text.len()) && text.bytes().all(allowed)
    }

    /// A new id made by the server: a UUIDv7, so ids sort by the time of their making.
    pub fn fresh() -> Self {
        Self(uuid::Uuid::now_v7().to_string().into())
    }

    /// The same id for the same name, always: a UUIDv5 in relais's own namespace. What is imported twice
    /// keeps its id.
    pub fn derived(name: &str) -> Self {
        let namespace = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, b"https://w3id.org/relais");
        Self(uuid::Uuid::new_v5(&namespace, name.as_bytes()).to_string().into())
    }

    /// The id's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({})", self.0)
    }
}
