//! The fonts of a PDF, as far as they say which text a string shows and how wide it is.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Encoding, Object};

use super::standard;

/// How large a font's table of letters may be, in bytes once it is unpacked.
const MAX_MAP: usize = 1_000_000;

/// A font.
pub(super) struct Font<'a> {
    encoding: Option<Encoding<'a>>,
    widths: BTreeMap<u32, f32>,
    missing_width: Option<f32>,
    /// How many bytes a code has.
    code_bytes: usize,
    /// What a glyph's units are multiplied by.
    scale: f32,
    /// Its name, in lower case.
    name: String,
    pub(super) is_bold: bool,
}

/// A string as it is shown.
pub(super) struct Shown {
    pub(super) text: String,
    /// How wide it is at size 1.
    pub(super) width: f32,
    /// How many codes it has, and how many of them are blanks.
    pub(super) codes: usize,
    pub(super) blanks: usize,
}

impl<'a> Font<'a> {
    /// Reads what is needed of a font.
    pub(super) fn read(font: &'a Dictionary, document: &'a Document) -> Self {
        let kind = font.get(b"Subtype").and_then(Object::as_name).unwrap_or_default();
        let is_composite = kind == b"Type0";
        let below = font.get_deref(b"DescendantFonts", document).and_then(Object::as_array).ok();
        let below = below.and_then(|fonts| fonts.first());
        let below = below
            .and_then(|first| document.dereference(first).ok())
            .and_then(|(_, font)| font.as_dict().ok());
        let described = below.unwrap_or(font);
        let (widths, missing_width) =
            if is_composite { composite_widths(described, document) } else { simple_widths(font, document) };
        let name = font.get(b"BaseFont").and_then(Object::as_name).unwrap_or_default();
        let name = String::from_utf8_lossy(name).to_lowercase();
        let matrix = font.get_deref(b"FontMatrix", document).and_then(Object::as_array).ok();
        let scale = matrix.filter(|_| kind == b"Type3").and_then(|matrix| matrix.first()?.as_float().ok());
        Self {
            encoding: font.get_font_encoding_with_limit(document, MAX_MAP).ok(),
            widths,
            missing_width,
            code_bytes: if is_composite { 2 } else { 1 },
            scale: scale.unwrap_or(0.001),
            is_bold: name.contains("bold") || name.contains("black") || name.contains("heavy"),
            name,
        }
    }

    /// What a string shows.
    pub(super) fn show(&self, bytes: &[u8]) -> Shown {
        let text = match &self.encoding {
            Some(encoding) => encoding.bytes_to_string(bytes).unwrap_or_default(),
            None => bytes.iter().map(|&byte| char::from(byte)).collect(),
        };
        let text = without_ligatures(text);
        let codes = bytes.chunks(self.code_bytes);
        let count = codes.len();
        let units: f32 = codes.map(|code| self.width(code)).sum();
        let blanks =
            if self.code_bytes == 1 { bytes.iter().filter(|&&byte| byte == b' ').count() } else { 0 };
        Shown { text, width: units * self.scale, codes: count, blanks }
    }

    fn width(&self, code: &[u8]) -> f32 {
        let number = code.iter().fold(0_u32, |number, &byte| (number << 8) | u32::from(byte));
        let known = self.widths.get(&number).copied().or(self.missing_width);
        known.unwrap_or_else(|| standard::width(&self.name, number))
    }
}

/// Letters that were drawn as one are two again.
fn without_ligatures(text: String) -> String {
    const LIGATURES: [(char, &str); 5] = [('ﬀ', "ff"), ('ﬁ', "fi"), ('ﬂ', "fl"), ('ﬃ', "ffi"), ('ﬄ', "ffl")];
    if !text.contains(|c| ('ﬀ'..='ﬄ').contains(&c)) {
        return text;
    }
    LIGATURES.iter().fold(text, |text, (drawn, letters)| text.replace(*drawn, letters))
}

fn simple_widths(font: &Dictionary, document: &Document) -> (BTreeMap<u32, f32>, Option<f32>) {
    let first = font.get_deref(b"FirstChar", document).and_then(Object::as_i64).unwrap_or(0);
    let first = u32::try_from(first).unwrap_or(0);
    let widths = font.get_deref(b"Widths", document).and_then(Object::as_array).ok();
    let Some(widths) = widths else { return (BTreeMap::new(), None) };
    let number = |width: &Object| document.dereference(width).ok()?.1.as_float().ok();
    // A simple font has 256 codes.
    let known = (first..256).zip(widths).filter_map(|(code, width)| Some((code, number(width)?)));
    let described = font.get_deref(b"FontDescriptor", document).and_then(Object::as_dict).ok();
    let missing = described.and_then(|font| font.get(b"MissingWidth").ok()?.as_float().ok());
    (known.collect(), Some(missing.unwrap_or(0.0)))
}

/// `W` holds "first [width …]" and "first last width".
fn composite_widths(font: &Dictionary, document: &Document) -> (BTreeMap<u32, f32>, Option<f32>) {
    let missing = font.get_deref(b"DW", document).and_then(Object::as_float).unwrap_or(1000.0);
    let mut known = BTreeMap::new();
    let entries = font.get_deref(b"W", document).and_then(Object::as_array).ok();
    let mut rest = entries.map(Vec::as_slice).unwrap_or_default();
    let code = |object: &Object| object.as_i64().ok().and_then(|code| u32::try_from(code).ok());
    while let [first, second, after @ ..] = rest {
        let Some(first) = code(first) else { break };
        let listed = document.dereference(second).ok().and_then(|(_, second)| second.as_array().ok());
        if let Some(listed) = listed {
            let widths = listed.iter().map(|width| width.as_float().unwrap_or(missing));
            known.extend((first..=u32::from(u16::MAX)).zip(widths));
            rest = after;
        } else {
            let [width, after @ ..] = after else { break };
            let (Some(last), Ok(width)) = (code(second), width.as_float()) else { break };
            let last = last.min(u32::from(u16::MAX));
            // A range over all that a font has is the same as its default.
            known.extend((first..=last).map(|code| (code, width)));
            rest = after;
        }
    }
    (known, Some(missing))
}
