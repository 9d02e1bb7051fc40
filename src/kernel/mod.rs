//! What may happen: reading, finding, and the one door for change. Every face goes through here, so a rule
//! holds whichever face was used. It does not know HTTP, nor SQL.

pub mod access;
pub mod capabilities;
mod conditional;
pub mod context;
mod definitions;
mod find;
mod intent;
mod live;
pub mod operations;
mod patch;
mod personal;
mod place;
mod pointing;
mod read;
mod references;
mod reindex;
mod resolve;
mod rewire;
mod rules;
mod stamp;
mod surveys;
pub mod terminology;
mod transact;
mod write;

use std::sync::Arc;

use crate::search::Registry;
use crate::search::Settings;
use crate::store::SharedStore;

pub use access::{Caller, Scope};
pub use conditional::Condition;
pub use context::Context;
pub use find::Found;
pub use live::BuildProgress;
use live::Live;
pub use transact::Entry;
pub use write::{Operation, Outcome, Written};

/// The store's words that a face needs to speak of versions; the store itself is behind the kernel.
pub use crate::store::{HistoryQuery, Key, Method, Scope as HistoryScope, Version};

/// The one way to the store.
#[derive(Clone)]
pub struct Kernel {
    store: SharedStore,
    live: Arc<Live>,
    settings: Arc<Settings>,
    terminology: Arc<terminology::Terminology>,
}

impl Kernel {
    /// A kernel over a store. `settings` say in which zone dates without offset lie, and which absolute
    /// references are local.
    pub fn new(store: SharedStore, registry: Arc<Registry>, settings: Settings) -> Self {
        Self {
            store,
            live: Arc::new(Live::new(registry)),
            settings: Arc::new(settings),
            terminology: Arc::default(),
        }
    }

    /// What may be searched, at this moment: a search or an extraction takes it once and keeps to it.
    pub fn registry(&self) -> Arc<Registry> {
        Arc::clone(&self.live.snapshot().registry)
    }

    /// How searches and references are read.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }
}

impl std::fmt::Debug for Kernel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Kernel")
    }
}
