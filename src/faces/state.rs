//! What every handler shares.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use jiff::tz::TimeZone;

use crate::faces::auth::Tokens;
use crate::kernel::Kernel;
use crate::minutes::Alias;

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
    /// The CapabilityStatement's text, made when first asked for.
    capabilities: Arc<OnceLock<Bytes>>,
}

impl Shared {
    /// What handlers share when the server is reached at `base_url` (without a slash at the end).
    pub fn new(kernel: Kernel, base_url: &str, tokens: Tokens, aliases: Vec<Alias>) -> Self {
        let capabilities = Arc::new(OnceLock::new());
        Self {
            kernel,
            base_url: base_url.into(),
            tokens: Arc::new(tokens),
            aliases: aliases.into(),
            minutes_zone: None,
            capabilities,
        }
    }

    /// The same, with a zone for the hours in minutes that do not say theirs.
    pub fn with_minutes_zone(self, zone: Option<TimeZone>) -> Self {
        Self { minutes_zone: zone, ..self }
    }

    /// The CapabilityStatement's text.
    pub fn capabilities(&self) -> Bytes {
        let make = || {
            let statement = self.kernel.capabilities(&self.fhir_base(), self.tokens.are_needed());
            Bytes::from(statement.to_string())
        };
        self.capabilities.get_or_init(make).clone()
    }

    /// The base of the FHIR face: `http://127.0.0.1:8080/fhir`.
    pub fn fhir_base(&self) -> String {
        format!("{}/fhir", self.base_url)
    }
}
