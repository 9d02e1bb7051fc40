//! Health observatories, which publish indicators.

use crate::model::code::coded;
use crate::model::{Link, Localized, Ref};

/// A health observatory.
#[derive(Debug, Clone, PartialEq)]
pub struct Observatory {
    /// Its id, once it is stored.
    pub id: Option<String>,
    /// Its name.
    pub name: Localized,
    /// Other names that it goes by.
    pub aliases: Vec<String>,
    /// How far it looks.
    pub coverage: Coverage,
    /// The country of a national one.
    pub country: Option<Ref>,
    /// The organisation that runs it.
    pub part_of: Option<Ref>,
    /// Its web page.
    pub url: Option<String>,
    /// Where this is known from.
    pub sources: Vec<Link>,
}

coded! {
    /// How far an observatory looks.
    pub enum Coverage {
        /// One country.
        National = "national",
        /// A continent or a region of several countries.
        Continental = "continental",
        /// The world.
        Global = "global",
    }
}
