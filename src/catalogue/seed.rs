//! Puts the catalogue into the store.

use super::Catalogue;
use crate::error::Result;
use crate::fhir::Resource;
use crate::kernel::{Context, Entry, Kernel, Key, Operation};

impl Catalogue {
    /// Adds what the store has never held, in one transaction, and says how much that was. What somebody has
    /// changed or deleted since is left as it is.
    pub async fn seed(&self, kernel: &Kernel, context: &Context) -> Result<usize> {
        let key = |resource: &Resource| resource.id().map(|id| Key::new(resource.resource_type(), id));
        let resources = self.resources();
        let keys: Vec<Key> = resources.iter().filter_map(key).collect();
        let made = kernel.ever_made(context, &keys).await?;
        let missing = resources.into_iter().filter(|one| key(one).is_some_and(|key| !made.contains(&key)));
        let entry = |resource| Entry { full_url: None, operation: Operation::Make(resource), place: None };
        let entries: Vec<Entry> = missing.map(entry).collect();
        let added = entries.len();
        if added > 0 {
            kernel.transact(context, entries).await?;
        }
        Ok(added)
    }
}
