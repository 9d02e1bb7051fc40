//! transaction (R4, section 3.1.0.11.2): several changes in one commit, pointing to one another by the URLs
//! under which they were handed in.

use crate::error::Result;
use crate::kernel::intent::Intent;
use crate::kernel::{Context, Kernel, Operation, Written};

/// One change of a transaction.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The URL by which other entries point to this one's resource: `urn:uuid:…`, or an absolute one.
    pub full_url: Option<String>,
    /// The change.
    pub operation: Operation,
    /// Where the resource stands in the caller's input, as a FHIRPath expression, for what is said about it.
    pub place: Option<String>,
}

impl Kernel {
    /// Carries out all changes, or none. References to an entry's URL are rewired to the id that its resource
    /// gets. The answers stand in the order of the entries.
    pub async fn transact(&self, context: &Context, entries: Vec<Entry>) -> Result<Vec<Written>> {
        let intents = entries
            .into_iter()
            .map(|Entry { full_url, operation, place }| Intent::of(operation, full_url, place))
            .collect::<Result<Vec<_>>>()?;
        self.carry_out(context, &intents).await
    }
}
