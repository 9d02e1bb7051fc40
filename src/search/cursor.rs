//! Cursors: a place in the order of one search, as an opaque text that a client hands back.
//!
//! A cursor carries a fingerprint of its search, so that it cannot be mistaken for a place in another one.
//! It is no secret and no proof: whoever makes one up gets at most another page.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::search::query::{Position, SortValue};

/// The first byte of every cursor; another layout would have another one.
const LAYOUT: u8 = 1;

/// Writes a place in a search as text. `search` is any text that tells the search from others: the same one
/// must be given to [`decode`].
pub fn encode(position: &Position, search: &str) -> String {
    let mut bytes = vec![LAYOUT];
    bytes.extend(fingerprint(search));
    bytes.extend(position.row.to_be_bytes());
    for value in &position.values {
        match value {
            SortValue::Missing => bytes.push(0),
            SortValue::Integer(integer) => {
                bytes.push(1);
                bytes.extend(integer.to_be_bytes());
            }
            SortValue::Real(real) => {
                bytes.push(2);
                bytes.extend(real.to_be_bytes());
            }
            SortValue::Text(text) => {
                bytes.push(3);
                bytes.extend(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
                bytes.extend(text.as_bytes());
            }
        }
    }
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads a place from text; `invalid-cursor` when the text is no cursor or belongs to another search.
pub fn decode(text: &str, search: &str) -> Result<Position> {
    let invalid = |message| Error::invalid("invalid-cursor", message);
    let read = URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| read(&bytes));
    let (position, own) = read.ok_or_else(|| {
        invalid("This is not a cursor: take it as it stands in the previous page's link to the next one.")
    })?;
    if own != fingerprint(search) {
        return Err(invalid(
            "This cursor belongs to another search: keep every filter and the order as they were.",
        ));
    }
    Ok(position)
}

/// The search in a few bytes.
fn fingerprint(search: &str) -> [u8; 8] {
    let mut fingerprint = [0; 8];
    for (byte, hashed) in fingerprint.iter_mut().zip(Sha256::digest(search)) {
        *byte = hashed;
    }
    fingerprint
}

fn read(bytes: &[u8]) -> Option<(Position, [u8; 8])> {
    let (LAYOUT, rest) = bytes.split_first().map(|(first, rest)| (*first, rest))? else { return None };
    let (fingerprint, rest) = rest.split_first_chunk()?;
    let (row, mut rest) = rest.split_first_chunk()?;
    let mut values = Vec::new();
    while let Some((tag, after)) = rest.split_first() {
        let (value, after) = read_value(*tag, after)?;
        values.push(value);
        rest = after;
    }
    Some((Position { values, row: i64::from_be_bytes(*row) }, *fingerprint))
}

fn read_value(tag: u8, bytes: &[u8]) -> Option<(SortValue, &[u8])> {
    if tag == 0 {
        return Some((SortValue::Missing, bytes));
    }
    let (eight, rest) = bytes.split_first_chunk()?;
    match tag {
        1 => Some((SortValue::Integer(i64::from_be_bytes(*eight)), rest)),
        2 => {
            let real = f64::from_be_bytes(*eight);
            real.is_finite().then_some((SortValue::Real(real), rest))
        }
        3 => {
            let length = usize::try_from(u64::from_be_bytes(*eight)).ok()?;
            let (text, rest) = rest.split_at_checked(length)?;
            Some((SortValue::Text(String::from_utf8(text.to_vec()).ok()?), rest))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_position() -> impl Strategy<Value = Position> {
        let value = prop_oneof![
            Just(SortValue::Missing),
            any::<i64>().prop_map(SortValue::Integer),
            prop::num::f64::NORMAL.prop_map(SortValue::Real),
            ".{0,20}".prop_map(SortValue::Text),
        ];
        (prop::collection::vec(value, 0..4), any::<i64>()).prop_map(|(values, row)| Position { values, row })
    }

    #[test]
    fn a_cursor_of_another_search_is_refused() {
        let cursor = encode(&Position { values: Vec::new(), row: 7 }, "status=a");
        let error = decode(&cursor, "status=b").unwrap_err();
        assert_eq!(error.code(), "invalid-cursor");
        assert!(error.to_string().contains("another search"), "{error}");
    }

    proptest! {
        #[test]
        fn every_place_comes_back(position in any_position()) {
            let cursor = encode(&position, "status=a");
            prop_assert_eq!(decode(&cursor, "status=a").unwrap(), position);
        }

        #[test]
        fn what_is_no_cursor_is_refused(text in "[A-Za-z0-9_-]{0,60}|.{0,20}") {
            // A text that happens to be a cursor carries another fingerprint.
            prop_assert_eq!(decode(&text, "").unwrap_err().code(), "invalid-cursor");
        }

        #[test]
        fn garbage_behind_a_true_fingerprint_does_not_panic(tail in prop::collection::vec(prop_oneof![0_u8..5, any::<u8>()], 0..40)) {
            let bytes: Vec<u8> = std::iter::once(LAYOUT).chain(fingerprint("")).chain(tail).collect();
            let _ = decode(&URL_SAFE_NO_PAD.encode(bytes), "");
        }
    }
}
