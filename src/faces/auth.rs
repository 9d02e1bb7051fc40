//! Who asks. A handler takes [`Reading`] or [`Writing`] as an argument, so one that forgot to ask cannot call
//! the kernel: it has no context.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::error::{Error, Kind, Result};
use crate::faces::state::Shared;
use crate::fhir::Id;
use crate::kernel::{Caller, Context, Scope};

/// The bearer tokens that open the server; none at all means that it is open to whoever reaches it, which
/// is allowed on loopback only.
#[derive(Debug, Default)]
pub struct Tokens {
    known: Vec<Token>,
}

/// A token: what it stands for, and the SHA-256 of its secret.
struct Token {
    caller: Caller,
    digest: [u8; 32],
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Token").field("caller", &self.caller).finish_non_exhaustive()
    }
}

impl Tokens {
    /// Adds a token by the SHA-256 of its secret.
    pub fn add(&mut self, caller: Caller, digest: [u8; 32]) {
        self.known.push(Token { caller, digest });
    }

    /// Whether callers need one of the tokens.
    pub fn are_needed(&self) -> bool {
        !self.known.is_empty()
    }

    /// Who sends this `Authorization` header.
    fn caller(&self, header: Option<&str>) -> Result<Caller> {
        if self.known.is_empty() {
            return Ok(Caller::new("anyone", vec![Scope::Read, Scope::Write, Scope::Personal]));
        }
        // The scheme is written in any case (RFC 9110, section 11.1).
        let words = header.and_then(|header| header.split_once(' '));
        let bearer = words.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let secret = bearer.map(|(_, secret)| secret.trim());
        let digest: Option<[u8; 32]> = secret.map(|secret| Sha256::digest(secret.as_bytes()).into());
        // Digests are compared, not secrets: how long that takes tells nothing about a secret.
        let known = self.known.iter().find(|token| Some(token.digest) == digest);
        known.map(|token| token.caller.clone()).ok_or_else(|| {
            let message = "Send a token that this server knows: 'Authorization: Bearer …'.";
            Error::new(Kind::Unauthenticated, "unauthenticated", message)
        })
    }
}

/// The request's own name: the caller's `X-Request-Id` if it is short and plain, otherwise a new one.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

impl RequestId {
    /// Takes or makes the name of a request.
    pub fn of(header: Option<&str>) -> Self {
        let plain = |id: &&str| {
            (1..=64).contains(&id.len())
                && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
        };
        Self(header.filter(plain).map_or_else(|| Id::fresh().to_string(), str::to_owned))
    }
}

fn context(parts: &Parts, shared: &Shared, scope: Scope) -> Result<Context> {
    let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let caller = shared.tokens.caller(header)?;
    caller.require(scope)?;
    let request_id = parts.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    Ok(Context { caller, now: Timestamp::now().as_microsecond(), request_id })
}

/// A caller who may read.
#[derive(Debug)]
pub struct Reading(pub Context);

/// A caller who may change things.
#[derive(Debug)]
pub struct Writing(pub Context);

impl Reading {
    /// Finds out who asks; refuses whoever may not read.
    pub fn of(parts: &Parts, shared: &Shared) -> Result<Self> {
        context(parts, shared, Scope::Read).map(Self)
    }
}

impl Writing {
    /// Finds out who asks; refuses whoever may not write.
    pub fn of(parts: &Parts, shared: &Shared) -> Result<Self> {
        context(parts, shared, Scope::Write).map(Self)
    }
}

impl FromRequestParts<Shared> for Reading {
    type Rejection = crate::faces::reply::Refusal;

    async fn from_request_parts(
        parts: &mut Parts,
        shared: &Shared,
    ) -> std::result::Result<Self, Self::Rejection> {
        Self::of(parts, shared).map_err(Into::into)
    }
}

impl FromRequestParts<Shared> for Writing {
    type Rejection = crate::faces::reply::Refusal;

    async fn from_request_parts(
        parts: &mut Parts,
        shared: &Shared,
    ) -> std::result::Result<Self, Self::Rejection> {
        Self::of(parts, shared).map_err(Into::into)
    }
}
