//! Countries.

use crate::model::Localized;

/// A country.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Country {
    /// Its id, once it is stored.
    pub id: Option<String>,
    /// Its ISO 3166-1 alpha-3 code: `GMB`.
    pub iso_code: String,
    /// Its short name.
    pub name: Localized,
    /// Other names that texts use: `Gambie`.
    pub aliases: Vec<String>,
}
