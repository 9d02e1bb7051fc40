//! Places in an order as opaque text. Not there yet.

use crate::error::{Error, Result};
use crate::search::query::Position;

/// The text of a position in the search that `fingerprint` tells.
pub fn encode(position: &Position, _fingerprint: &str) -> String {
    position.row.to_string()
}

/// The position of a text.
pub fn decode(_text: &str, _fingerprint: &str) -> Result<Position> {
    Err(Error::invalid("invalid-cursor", "This is not a cursor of this search."))
}
