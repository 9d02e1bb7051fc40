//! What every handler shares.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};

use crate::faces::auth::Tokens;
use crate::kernel::Kernel;
use crate::minutes::Alias;
use crate::search::Registry;

/// The kernel, and how this server is reached.
#[derive(Debug, Clone)]
pub struct Shared {
    /// The way to the data.
    pub kernel: Kernel,
    /// Where the server is reached, without a slash at the end: `http://127.0.0.1:8080`.
    pub base_url: Arc<str>,
    /// Who may come in.
    pub tokens: Arc<Tokens>,
    /// The catalogue's names, which the minutes reader looks for.
    pub aliases: Arc<[Alias]>,
    /// The zone that hours in minutes lie in when the minutes do not say.
    pub minutes_zone: Option<TimeZone>,
    /// What has been made from the registry of search parameters, until that changes.
    remembered: Arc<Mutex<Remembered>>,
}

/// Texts that follow from a registry.
#[derive(Debug, Default)]
struct Remembered {
    registry: Option<Arc<Registry>>,
    texts: HashMap<&'static str, Text>,
}

/// A text that is made once, and what tells it from others.
#[derive(Debug, Clone)]
pub struct Text {
    /// The text.
    pub text: Bytes,
    /// The start of its SHA-256, in hexadecimal digits.
    pub digest: Arc<str>,
}

impl Shared {
    /// What handlers share when the server is reached at `base_url` (without a slash at the end).
    pub fn new(kernel: Kernel, base_url: &str, tokens: Tokens, aliases: Vec<Alias>) -> Self {
        Self {
            kernel,
            base_url: base_url.into(),
            tokens: Arc::new(tokens),
            aliases: aliases.into(),
            minutes_zone: None,
            remembered: Arc::default(),
        }
    }

    /// The same, with a zone for the hours in minutes that do not say theirs.
    pub fn with_minutes_zone(self, zone: Option<TimeZone>) -> Self {
        Self { minutes_zone: zone, ..self }
    }

    /// A text that says what the server does, made when it is first asked for and again when the search parameters
    /// have changed.
    pub fn remembered(&self, name: &'static str, make: impl FnOnce() -> String) -> Text {
        let registry = self.kernel.registry();
        if let Some(text) = self.texts(&registry).texts.get(name) {
            return text.clone();
        }
        // Two who ask at once may both make it; nobody waits meanwhile.
        let text = Text::new(make());
        // While an index is being built the statement says how far it is, so it changes from moment to moment.
        if self.kernel.is_indexed() {
            self.texts(&registry).texts.insert(name, text.clone());
        }
        text
    }

    /// What is remembered of a registry; what was of another is forgotten.
    fn texts(&self, registry: &Arc<Registry>) -> std::sync::MutexGuard<'_, Remembered> {
        let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        if remembered.registry.as_ref().is_none_or(|known| !Arc::ptr_eq(known, registry)) {
            *remembered = Remembered { registry: Some(Arc::clone(registry)), texts: HashMap::new() };
        }
        remembered
    }

    /// The base of the FHIR face: `http://127.0.0.1:8080/fhir`.
    pub fn fhir_base(&self) -> String {
        format!("{}/fhir", self.base_url)
    }
}

impl Text {
    fn new(text: String) -> Self {
        let digest = Sha256::digest(text.as_bytes());
        let digits: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Self { text: text.into(), digest: digits.into() }
    }
}
