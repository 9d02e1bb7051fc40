//! What every handler shares.

use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use jiff::tz::TimeZone;

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
    /// The CapabilityStatement's text and the registry that it was made from.
    capabilities: Arc<RwLock<Option<Statement>>>,
}

/// A CapabilityStatement's text and the registry that it was made from.
type Statement = (Arc<Registry>, Bytes);

impl Shared {
    /// What handlers share when the server is reached at `base_url` (without a slash at the end).
    pub fn new(kernel: Kernel, base_url: &str, tokens: Tokens, aliases: Vec<Alias>) -> Self {
        Self {
            kernel,
            base_url: base_url.into(),
            tokens: Arc::new(tokens),
            aliases: aliases.into(),
            minutes_zone: None,
            capabilities: Arc::default(),
        }
    }

    /// The same, with a zone for the hours in minutes that do not say theirs.
    pub fn with_minutes_zone(self, zone: Option<TimeZone>) -> Self {
        Self { minutes_zone: zone, ..self }
    }

    /// The CapabilityStatement's text, made anew when what may be searched has changed.
    pub fn capabilities(&self) -> Bytes {
        let registry = self.kernel.registry();
        let kept = self.capabilities.read().unwrap_or_else(PoisonError::into_inner).clone();
        match kept {
            Some((of, text)) if Arc::ptr_eq(&of, &registry) => return text,
            _ => {}
        }
        let statement = self.kernel.capabilities(&self.fhir_base(), self.tokens.are_needed());
        let text = Bytes::from(statement.to_string());
        // While an index is being built the statement says how far it is, so it changes from moment to moment.
        if self.kernel.is_indexed() {
            let mut kept = self.capabilities.write().unwrap_or_else(PoisonError::into_inner);
            *kept = Some((registry, text.clone()));
        }
        text
    }

    /// The base of the FHIR face: `http://127.0.0.1:8080/fhir`.
    pub fn fhir_base(&self) -> String {
        format!("{}/fhir", self.base_url)
    }
}
