//! How much of a document is read. What goes beyond is refused by the name of its limit.

pub(super) use super::super::text_layer::{MAX_BYTES, MAX_LINES};
use crate::error::{Error, Kind, Result};

/// The largest number of cells that is read.
pub(super) const MAX_CELLS: usize = 100_000;

/// A count that must not go beyond its limit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    most: usize,
    count: usize,
    /// What is counted, in the plural.
    what: &'static str,
}

impl Limit {
    /// A limit of so many of something.
    pub(super) fn new(most: usize, what: &'static str) -> Self {
        Self { most, count: 0, what }
    }

    /// Counts some more, or refuses.
    pub(super) fn count(&mut self, more: usize) -> Result<()> {
        self.count = self.count.saturating_add(more);
        check(self.count, self.most, self.what)
    }
}

/// Refuses more than the limit of something.
pub(super) fn check(count: usize, most: usize, what: &str) -> Result<()> {
    if count <= most {
        return Ok(());
    }
    let message = format!("The document has more than {most} {what}, the most that is read.");
    Err(Error::new(Kind::TooLarge, "minutes-too-large", message))
}
