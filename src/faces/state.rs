//! What every handler shares.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;

use crate::error::{Error, Result};
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
    texts: HashMap<&'static str, Arc<OnceCell<Text>>>,
}

/// The text of a cell, made on a thread for work unless somebody has made it or is about to.
async fn once(cell: &OnceCell<Text>, make: impl FnOnce() -> String + Send + 'static) -> Result<Text> {
    let made = || async move {
        let text = tokio::task::spawn_blocking(move || Text::new(make())).await;
        text.map_err(|error| Error::internal("a text of the server could not be made", error))
    };
    cell.get_or_try_init(made).await.cloned()
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
    /// have changed. It takes long enough to be made apart from the threads that answer, and once for all who wait.
    pub async fn remembered(
        &self,
        name: &'static str,
        make: impl FnOnce(&Self) -> String + Send + 'static,
    ) -> Result<Text> {
        // Taken before it is asked how far the indexes are: definitions that change in between have another registry.
        let registry = self.kernel.registry();
        // While an index is being built the statement says how far it is, so it changes from moment to moment.
        let cell = match self.kernel.is_indexed() {
            true => self.cell(&registry, name),
            false => Arc::default(),
        };
        let shared = self.clone();
        once(&cell, move || make(&shared)).await
    }

    /// Where a text of a registry is remembered; what was of another is forgotten.
    fn cell(&self, registry: &Arc<Registry>, name: &'static str) -> Arc<OnceCell<Text>> {
        let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        if remembered.registry.as_ref().is_none_or(|known| !Arc::ptr_eq(known, registry)) {
            *remembered = Remembered { registry: Some(Arc::clone(registry)), texts: HashMap::new() };
        }
        Arc::clone(remembered.texts.entry(name).or_default())
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn who_ask_at_once_wait_for_one_text() {
        let (cell, made) = (OnceCell::new(), Arc::new(AtomicUsize::new(0)));
        let ask = || {
            let made = Arc::clone(&made);
            once(&cell, move || format!("text {}", made.fetch_add(1, Ordering::SeqCst)))
        };
        let (first, second, third) = tokio::join!(ask(), ask(), ask());
        for text in [first, second, third] {
            assert_eq!(text.unwrap().text, "text 0");
        }
        assert_eq!(made.load(Ordering::SeqCst), 1);
    }
}
