//! A list's cursor: opaque to the caller; within, the list's filters and a position in it.

use crate::error::{Error, Issue, Kind, Result};
use crate::search::cursor;
use crate::search::query::Position;

/// Between the filters and the position; it stands in neither.
const SEPARATOR: char = '.';

/// The cursor of a position in the list that these filters make of what is at a path.
pub(super) fn encode(path: &str, filters: &[(String, String)], position: &Position) -> String {
    use base64::Engine;
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(filters).finish();
    let filters = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&query);
    format!("{filters}{SEPARATOR}{}", cursor::encode(position, &bound(path, &query)))
}

/// The filters and the position that a cursor of the list at a path carries.
pub(super) fn decode(path: &str, text: &str) -> Result<(Vec<(String, String)>, Position)> {
    use base64::Engine;
    let parts = text.split_once(SEPARATOR).and_then(|(filters, position)| {
        let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(filters).ok()?;
        let query = String::from_utf8(bytes).ok()?;
        Some((cursor::decode(position, &bound(path, &query)).ok()?, query))
    });
    let Some((position, query)) = parts else {
        let message = "This is not a cursor of this list; take it from 'next' of the page before.";
        return Err(Error::with(
            Kind::Invalid,
            Issue::error("invalid-cursor", message).at_parameter("cursor"),
        ));
    };
    Ok((form_urlencoded::parse(query.as_bytes()).into_owned().collect(), position))
}

/// What a position is bound to: a cursor of another list is none of this one.
fn bound(path: &str, query: &str) -> String {
    format!("{path}?{query}")
}
