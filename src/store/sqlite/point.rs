//! Reads of one row, done where the caller runs: they take microseconds, less than any hand-over would.

use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::Connection;

use crate::error::Result;
use crate::store::sqlite::connection;

thread_local! {
    static CONNECTIONS: RefCell<HashMap<u64, Connection>> = RefCell::new(HashMap::new());
}

/// One reading connection for each thread that asks.
#[derive(Debug)]
pub(super) struct PointReads {
    store: u64,
    path: PathBuf,
}

impl PointReads {
    /// Point reads of this file; connections are opened when first needed.
    pub(super) fn new(path: &Path) -> Self {
        static STORES: AtomicU64 = AtomicU64::new(0);
        Self { store: STORES.fetch_add(1, Ordering::Relaxed), path: path.to_owned() }
    }

    /// Runs a read with this thread's connection.
    pub(super) fn with<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        CONNECTIONS.with_borrow_mut(|connections| {
            let connection = match connections.entry(self.store) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(connection::open_for_reading(&self.path)?),
            };
            read(connection)
        })
    }
}
