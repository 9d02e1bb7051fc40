//! The group that meets.

use crate::model::{Localized, Ref};

/// A group that meets; it may be part of a larger one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Community {
    /// Its id, once it is stored.
    pub id: Option<String>,
    /// Its name.
    pub name: Localized,
    /// Other names that it goes by.
    pub aliases: Vec<String>,
    /// The larger community.
    pub part_of: Option<Ref>,
}
