//! From bytes to text, where the encoding is certain.

use std::borrow::Cow;

use super::limits::{self, MAX_BYTES};
use crate::error::{Error, Result};

/// A text, and the name of the encoding that it came in.
#[derive(Debug, PartialEq)]
pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) charset: &'static str,
}

/// The text that the bytes are. UTF-8, UTF-16 with its mark, and windows-1252 where nothing else would make
/// sense. Fails with `minutes-not-text`, and before decoding with `minutes-too-large`.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded<'_>> {
    limits::check(bytes.len(), MAX_BYTES, "bytes")?;
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Decoded { text: Cow::Borrowed(text), charset: "utf-8" }),
            Err(error) => windows_1252(bytes).map(|text| owned(text, "windows-1252")).ok_or_else(|| {
                let at = error.valid_up_to();
                let message = format!(
                    "The text is not UTF-8: the byte at {at} does not belong there. Save the document as UTF-8."
                );
                Error::invalid("minutes-not-text", message)
            }),
        },
    }
}

fn owned(text: String, charset: &'static str) -> Decoded<'static> {
    Decoded { text: Cow::Owned(text), charset }
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Decoded<'static>> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|&pair| unit(pair));
    let text: std::result::Result<String, _> = char::decode_utf16(units).collect();
    match text {
        Ok(text) if rest.is_empty() => Ok(owned(text, "utf-16")),
        _ => {
            let message = "The text begins as UTF-16 and is none. Save the document as UTF-8.";
            Err(Error::invalid("minutes-not-text", message))
        }
    }
}

/// What the bytes 0x80 to 0x9f are in windows-1252; above them it agrees with Unicode.
const TYPOGRAPHIC: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“',
    '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// The text in windows-1252, if its bytes beyond ASCII are what French and English are written with: else it
/// may as well be another encoding, or no text at all.
fn windows_1252(bytes: &[u8]) -> Option<String> {
    const WRITTEN: &str = "ÀÂÄÆÇÈÉÊËÎÏÔÖÙÛÜàâäæçèéêëîïôöùûüÿŒœŸñáíóú«»‹›“”‘’–—…•·°€©®£§²³½\u{a0}";
    let beyond_ascii = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    if beyond_ascii * 3 > bytes.len() {
        return None;
    }
    let mut text = String::with_capacity(bytes.len() + beyond_ascii * 2);
    for &byte in bytes {
        let character = match byte {
            0x80..=0x9f => *TYPOGRAPHIC.get(usize::from(byte - 0x80))?,
            _ => char::from(byte),
        };
        let known = character.is_ascii() || WRITTEN.contains(character);
        let control = character.is_ascii_control() && !character.is_ascii_whitespace();
        if !known || control {
            return None;
        }
        text.push(character);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: &str, charset: &'static str) {
        assert_eq!(decode(bytes).unwrap(), Decoded { text: expected.into(), charset });
    }

    #[test]
    fn encodings_are_told_by_their_bytes() {
        check("Réunion".as_bytes(), "Réunion", "utf-8");
        check(b"R\xe9union \x96 d\x92\xe9t\xe9", "Réunion – d’été", "windows-1252");
        check(b"\xff\xfeR\0\xe9\0", "Ré", "utf-16");
        check(b"\xfe\xff\0R\0\xe9", "Ré", "utf-16");
    }

    #[test]
    fn what_is_uncertain_is_refused() {
        let refused = |bytes: &[u8]| decode(bytes).unwrap_err().code().to_owned();
        assert_eq!(refused(b"\x93\xfa\x96{"), "minutes-not-text");
        assert_eq!(refused(b"R\xe9union\0"), "minutes-not-text");
        assert_eq!(refused(b"\xff\xfeR"), "minutes-not-text");
        assert_eq!(refused(b"\xff\xfe\0\xd8"), "minutes-not-text");
        assert_eq!(refused(&vec![b'a'; MAX_BYTES + 1]), "minutes-too-large");
    }
}
