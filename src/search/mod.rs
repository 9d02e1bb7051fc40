//! Search as data: what may be searched (registry), what was asked (query), what a resource answers to
//! (extract). Pure; it does not know where rows are kept nor how HTTP spells a request.

pub mod cursor;
pub mod extract;
pub mod index;
pub mod parse;
pub mod query;
pub mod registry;
mod text;

pub use index::{IndexRow, IndexValue};
pub use query::Query;
pub use registry::{Parameter, ParameterKind, Registry};
pub use text::fold;
