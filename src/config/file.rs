//! The settings file: TOML with one key for each setting.

use std::path::Path;

use serde::Deserialize;

use super::token::{Scope, Token};
use super::values::refused;
use crate::error::Result;

/// What a settings file says. A key that is not listed here is refused, so that a misspelt setting does not
/// silently keep its default.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) listen: Option<String>,
    pub(super) database: Option<String>,
    pub(super) base_url: Option<String>,
    pub(super) time_zone: Option<String>,
    pub(super) log: Option<String>,
    pub(super) log_format: Option<String>,
    pub(super) max_body_bytes: Option<u64>,
    pub(super) request_timeout_seconds: Option<u64>,
    tokens: Option<Vec<TokenTable>>,
}

/// One `[[tokens]]` table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenTable {
    name: String,
    scopes: Vec<String>,
    // Any value, so that no parser's message ever quotes one that is not a string.
    secret: Option<toml::Value>,
    secret_sha256: Option<String>,
}

impl File {
    /// Reads a settings file.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            refused(format!("The settings file {} cannot be read: {error}.", path.display()))
        })?;
        Self::parse(&text)
            .map_err(|reason| refused(format!("The settings file {}: {reason}.", path.display())))
    }

    /// Parses the text of a settings file. The reason for a refusal names the line and never quotes it,
    /// because a line may hold a secret.
    fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            format!("line {}: {}", before.matches('\n').count() + 1, error.message())
        })
    }

    /// The tokens of the file; `None` when it does not speak of tokens.
    pub(super) fn tokens(&self) -> Result<Option<Vec<Token>>, String> {
        self.tokens.as_ref().map(|tables| tables.iter().map(TokenTable::token).collect()).transpose()
    }
}

impl TokenTable {
    fn token(&self) -> Result<Token, String> {
        let scopes = self.scopes.iter().map(|scope| Scope::parse(scope)).collect::<Result<Vec<_>, _>>()?;
        match (&self.secret, &self.secret_sha256) {
            (Some(toml::Value::String(secret)), None) => Token::from_secret(&self.name, scopes, secret),
            (None, Some(digest)) => Token::from_digest(&self.name, scopes, digest),
            (Some(_), None) => Err(format!("the secret of the token '{}' must be a string", self.name)),
            _ => Err(format!("the token '{}' needs either secret or secret_sha256", self.name)),
        }
    }
}
