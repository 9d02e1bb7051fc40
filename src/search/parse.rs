//! From a request's parameters to a query. Not there yet: every parameter is refused.

use crate::error::{Error, Issue, Kind, Result};
use crate::fhir::ResourceType;
use crate::search::query::Position;
use crate::search::{Query, Registry, Settings};

/// A request's parameters, understood.
#[derive(Debug)]
pub struct Parsed {
    /// The search.
    pub query: Query,
    /// Whether the total is wanted.
    pub wants_total: bool,
    /// Whether nothing but the total is wanted.
    pub count_only: bool,
}

impl Parsed {
    /// The cursor of the page that starts after a position.
    pub fn cursor(&self, position: &Position) -> String {
        crate::search::cursor::encode(position, "")
    }
}

/// Reads the parameters of a search in one type.
pub fn parse(
    _registry: &Registry,
    resource_type: ResourceType,
    pairs: &[(String, String)],
    _settings: &Settings,
) -> Result<Parsed> {
    if let Some((name, _)) = pairs.first() {
        let message = format!("'{name}' is not understood.");
        return Err(Error::with(
            Kind::Invalid,
            Issue::error("unknown-parameter", message).at_parameter(name),
        ));
    }
    Ok(Parsed { query: Query::all(resource_type, 50), wants_total: false, count_only: false })
}
