//! What a store remembers of its own index: by which definitions its rows were made, and how far a change of
//! them has come.

use crate::fhir::ResourceType;
use crate::search::{Contained, IndexRow};
use crate::store::Key;

/// The state of every index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Indexes {
    /// Grows whenever a definition changes. A write carries the generation that its rows were extracted by;
    /// one that a later generation has overtaken is not done.
    pub generation: u64,
    /// What is known of each search parameter.
    pub states: Vec<IndexState>,
}

/// What is known of one search parameter of one type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexState {
    /// The type that it searches.
    pub resource_type: ResourceType,
    /// Its name in a query.
    pub code: String,
    /// What its rows are made by.
    pub definition: String,
    /// How far its rows are.
    pub progress: Progress,
}

/// How far the rows of a search parameter are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Every resource has its rows.
    Complete,
    /// Resources that are older than the definition are being read, in the order of their making.
    Building {
        /// The store's number of the last resource that was read; 0 before the first.
        after: i64,
        /// How many were read.
        done: u64,
    },
    /// Nothing is found by it any more, and its rows are being removed.
    Leaving,
}

/// The rows of one version of a resource, extracted anew.
#[derive(Debug, Clone)]
pub struct Refill {
    /// The resource.
    pub key: Key,
    /// The version that the rows were extracted from. If it is no longer the latest, whoever wrote the later
    /// one has written the rows too, and these are passed over.
    pub number: u64,
    /// Its rows of the parameters that are refilled, and of no others; none where it is there only for what it
    /// contains.
    pub rows: Option<Vec<IndexRow>>,
    /// What it contains, with the rows of every parameter.
    pub contained: Vec<Contained>,
}
