//! Search as data: what may be searched (registry), what was asked (query), what a resource answers to
//! (extract). Pure; it does not know where rows are kept nor how HTTP spells a request.

mod area;
pub mod canonical;
mod compare;
pub mod contained;
pub mod cursor;
pub mod evaluate;
pub mod extract;
mod fulltext;
pub mod index;
mod kind;
mod own;
mod parameter;
pub mod parse;
pub mod query;
pub mod registry;
mod supplied;
mod text;
mod value_types;

use jiff::tz::TimeZone;

pub use area::Area;
pub use contained::Contained;
pub use extract::extract;
pub use index::{IndexRow, IndexValue, Words};
pub use kind::{Facet, ParameterKind};
pub use query::Query;
pub use registry::{Parameter, Registry};
pub use text::fold;

/// What must be known of the server to read references and dates.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The server's FHIR base, `https://host/fhir` without a slash at the end: references below it are local.
    pub base: String,
    /// The zone that dates without an offset are taken in.
    pub zone: TimeZone,
}
