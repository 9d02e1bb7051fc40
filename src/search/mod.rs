//! Search as data: what may be searched (registry), what was asked (query), what a resource answers to
//! (extract). Pure; it does not know where rows are kept nor how HTTP spells a request.

pub mod cursor;
pub mod evaluate;
pub mod extract;
pub mod index;
mod kind;
mod own;
pub mod parse;
pub mod query;
pub mod registry;
mod supplied;
mod text;

use jiff::tz::TimeZone;

pub use extract::extract;
pub use index::{IndexRow, IndexValue};
pub use kind::ParameterKind;
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
