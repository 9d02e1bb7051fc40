//! The registry as it is at this moment: searches and extractions take a snapshot and keep to it.

use std::sync::{Arc, PoisonError, RwLock};

use crate::search::Registry;

/// A registry that is replaced as a whole. Whoever has taken a snapshot is not disturbed by that.
#[derive(Debug, Default)]
pub(super) struct Live {
    present: RwLock<Arc<Registry>>,
}

impl Live {
    /// Starts with a registry.
    pub(super) fn new(registry: Arc<Registry>) -> Self {
        Self { present: RwLock::new(registry) }
    }

    /// The registry of this moment.
    pub(super) fn snapshot(&self) -> Arc<Registry> {
        Arc::clone(&self.present.read().unwrap_or_else(PoisonError::into_inner))
    }
}
