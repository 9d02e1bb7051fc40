//! Puts the catalogue into the store.

use super::Catalogue;
use crate::error::{Kind, Result};
use crate::kernel::{Context, Entry, Kernel, Key, Operation};

impl Catalogue {
    /// Adds what the store has never held, in one transaction, and says how much that was. What somebody has
    /// changed or deleted since is left as it is.
    pub async fn seed(&self, kernel: &Kernel, context: &Context) -> Result<usize> {
        let mut entries = Vec::new();
        for resource in self.resources() {
            let Some(id) = resource.id() else { continue };
            match kernel.read(context, &Key::new(resource.resource_type(), id)).await {
                Err(error) if error.kind() == Kind::NotFound => {
                    let operation = Operation::Make(resource);
                    entries.push(Entry { full_url: None, operation, place: None });
                }
                Err(error) if error.kind() != Kind::Gone => return Err(error),
                Ok(_) | Err(_) => {}
            }
        }
        let added = entries.len();
        if added > 0 {
            kernel.transact(context, entries).await?;
        }
        Ok(added)
    }
}
