//! Access tokens: who may come in, and what for.

use std::fmt;

use sha2::{Digest, Sha256};

/// The fewest characters of a secret.
pub(super) const SHORTEST_SECRET: usize = 16;

/// What a token allows.
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
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        match text.trim() {
            "read" => Ok(Self::Read),
            "write" => Ok(Self::Write),
            "personal" => Ok(Self::Personal),
            other => Err(format!("'{other}' is not a scope: the scopes are read, write and personal")),
        }
    }
}

/// An access token. Its secret is not kept, only the SHA-256 by which it is recognised.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    name: String,
    scopes: Vec<Scope>,
    digest: [u8; 32],
}

impl Token {
    /// A token by its secret; the reason when the name, the secret or the scopes do not do.
    pub fn from_secret(name: &str, scopes: Vec<Scope>, secret: &str) -> Result<Self, String> {
        let secret = secret.trim();
        if secret.chars().count() < SHORTEST_SECRET {
            return Err(format!(
                "the secret of the token '{name}' has fewer than {SHORTEST_SECRET} characters"
            ));
        }
        Self::new(name, scopes, Sha256::digest(secret.as_bytes()).into())
    }

    /// A token by the SHA-256 of its secret, as 64 hexadecimal digits.
    pub(super) fn from_digest(name: &str, scopes: Vec<Scope>, hex: &str) -> Result<Self, String> {
        let refusal = || format!("secret_sha256 of the token '{name}' must have 64 hexadecimal digits");
        let digits: Option<Vec<u8>> = hex
            .trim()
            .chars()
            .map(|digit| digit.to_digit(16).and_then(|value| u8::try_from(value).ok()))
            .collect();
        let digits = digits.ok_or_else(refusal)?;
        let bytes: Vec<u8> =
            digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
        if digits.len() != 64 {
            return Err(refusal());
        }
        Self::new(name, scopes, bytes.try_into().map_err(|_| refusal())?)
    }

    fn new(name: &str, scopes: Vec<Scope>, digest: [u8; 32]) -> Result<Self, String> {
        let name = name.trim();
        if name.is_empty() {
            return Err("a token needs a name, which appears in the log".to_owned());
        }
        if scopes.is_empty() {
            return Err(format!(
                "the token '{name}' needs at least one of the scopes read, write and personal"
            ));
        }
        Ok(Self { name: name.to_owned(), scopes, digest })
    }

    /// Who holds the token, for the log.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the token allows.
    pub fn scopes(&self) -> &[Scope] {
        &self.scopes
    }

    /// The SHA-256 of the secret.
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Token");
        shown.field("name", &self.name).field("scopes", &self.scopes).field("digest", &"[redacted]").finish()
    }
}

/// Reads `name:scopes:secret;…`, where scopes are joined by `+`. What follows the second colon is the secret.
pub(super) fn parse_list(text: &str) -> Result<Vec<Token>, String> {
    let entries = text.split(';').map(str::trim).filter(|entry| !entry.is_empty());
    entries.enumerate().map(|(place, entry)| parse_entry(place + 1, entry)).collect()
}

fn parse_entry(place: usize, entry: &str) -> Result<Token, String> {
    let mut parts = entry.splitn(3, ':');
    let (Some(name), Some(scopes), Some(secret)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(format!(
            "entry {place} has not the form name:scopes:secret, such as desk:read+write:SECRET"
        ));
    };
    let scopes = scopes.split('+').filter(|scope| !scope.trim().is_empty()).map(Scope::parse);
    Token::from_secret(name, scopes.collect::<Result<_, _>>()?, secret)
}

/// Refuses two tokens of one name, which the log could not tell apart.
pub(super) fn check_names(tokens: &[Token]) -> Result<(), String> {
    for (place, token) in tokens.iter().enumerate() {
        if tokens.iter().skip(place + 1).any(|other| other.name == token.name) {
            return Err(format!("two tokens have the name '{}'", token.name));
        }
        if let Some(other) = tokens.iter().skip(place + 1).find(|other| other.digest == token.digest) {
            return Err(format!("the tokens '{}' and '{}' have the same secret", token.name, other.name));
        }
    }
    Ok(())
}
