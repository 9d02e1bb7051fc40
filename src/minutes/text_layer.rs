//! The lines of a document's text, without page furniture, and the blocks that they form.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::passage::{Passage, fold};
use crate::error::{Error, Kind, Result};

/// The largest text that is read, in bytes.
pub const MAX_BYTES: usize = 5_000_000;
/// The largest number of lines that is read.
pub const MAX_LINES: usize = 100_000;

/// One line of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Its number in the source, from 1.
    pub(super) number: u32,
    /// Its text, without white space around it.
    pub(super) text: String,
    /// The page that it stands on, from 0.
    page: u32,
}

impl Line {
    /// A line of a text that was laid out here.
    pub(super) fn new(number: u32, text: &str, page: u32) -> Self {
        Self { number, text: clean(text), page }
    }

    /// How many characters the line has.
    pub(super) fn width(&self) -> usize {
        self.text.chars().count()
    }

    /// Whether there is nothing on it.
    pub(super) fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    /// The line as a passage.
    pub(super) fn passage(&self) -> Passage {
        Passage::of_line(self.number, &self.text)
    }
}

/// Reads a text into lines. Refuses what is too long, and what is not text.
pub(super) fn read(text: &str) -> Result<Vec<Line>> {
    if text.len() > MAX_BYTES {
        let message = format!("The minutes have {} bytes; at most {MAX_BYTES} are read.", text.len());
        return Err(Error::new(Kind::TooLarge, "minutes-too-large", message));
    }
    check_is_text(text)?;
    let text = text.trim_start_matches('\u{feff}');
    let count = text.lines().count();
    if count > MAX_LINES {
        let message = format!("The minutes have {count} lines; at most {MAX_LINES} are read.");
        return Err(Error::new(Kind::TooLarge, "minutes-too-large", message));
    }
    let mut lines = Vec::with_capacity(count);
    let mut page = 0;
    for (number, raw) in (1..).zip(text.lines()) {
        // A form feed before the text of a line puts that line on the next page.
        let (feeds_before, feeds) = count_feeds(raw);
        lines.push(Line { number, text: clean(raw), page: page + feeds_before });
        page += feeds;
    }
    drop_page_furniture(&mut lines);
    Ok(lines)
}

/// The stretches of lines between blank lines and page ends.
pub(super) fn blocks(lines: &[Line]) -> Vec<&[Line]> {
    lines
        .chunk_by(|one, next| one.is_blank() == next.is_blank() && one.page == next.page)
        .filter(|block| block.first().is_some_and(|line| !line.is_blank()))
        .collect()
}

/// The lines as one passage.
pub(super) fn join(lines: &[Line]) -> Passage {
    let mut passage = Passage::default();
    for line in lines {
        passage.push(line.number, &line.text);
    }
    passage
}

/// Refuses what holds control characters, as some other format than text does.
pub(super) fn check_is_text(text: &str) -> Result<()> {
    if is_text(text) {
        return Ok(());
    }
    let message = "This is not text: it holds control characters, as an unknown format does.";
    Err(Error::invalid("minutes-not-text", message))
}

/// White space may be of any kind; other control characters say that this is some binary format.
fn is_text(text: &str) -> bool {
    let control = |c: char| c.is_control() && !c.is_whitespace() && c != '\u{feff}';
    let odd = text.chars().filter(|&c| control(c) || c == '\u{fffd}').count();
    !text.contains('\0') && odd * 100 <= text.chars().count()
}

fn count_feeds(raw: &str) -> (u32, u32) {
    let before = raw.chars().take_while(|c| c.is_whitespace()).filter(|&c| c == '\u{c}').count();
    let feeds = raw.chars().filter(|&c| c == '\u{c}').count();
    (u32::try_from(before).unwrap_or(0), u32::try_from(feeds).unwrap_or(0))
}

fn clean(raw: &str) -> String {
    let composed: Cow<'_, str> = match is_nfc_quick(raw.chars()) {
        IsNormalized::Yes => raw.into(),
        IsNormalized::No | IsNormalized::Maybe => raw.nfc().collect::<String>().into(),
    };
    // The last two are no characters at all, and no resource may hold them.
    let unseen = ['\u{ad}', '\u{200b}', '\u{200e}', '\u{200f}', '\u{feff}', '\u{fffe}', '\u{ffff}'];
    let visible = |c: &char| !unseen.contains(c);
    let spaced = |c: char| if c.is_whitespace() || c.is_control() { ' ' } else { c };
    let text: String = composed.chars().filter(visible).map(spaced).collect();
    text.trim().to_owned()
}

/// Blanks page numbers, which otherwise would stand in the middle of a sentence.
fn drop_page_furniture(lines: &mut [Line]) {
    let last_page = lines.last().map_or(0, |line| line.page);
    let at_page_edge: Vec<bool> = (0..lines.len()).map(|index| stands_at_page_edge(lines, index)).collect();
    for (line, at_edge) in lines.iter_mut().zip(at_page_edge) {
        let bare_number = line.text.len() <= 3 && line.text.bytes().all(|byte| byte.is_ascii_digit());
        if is_page_mark(&line.text) || (bare_number && at_edge && last_page > 0) {
            line.text.clear();
        }
    }
}

/// "Page 2", "Page 2 sur 3", "2 / 3", "- 2 -".
pub(super) fn is_page_mark(text: &str) -> bool {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let is_number = |word: &str| word.len() <= 3 && word.parse::<u32>().is_ok();
    match words.as_slice() {
        ["page", number] => is_number(number),
        ["page", number, of, total] => {
            is_number(number) && matches!(*of, "sur" | "of" | "de") && is_number(total)
        }
        ["page", number, total] => is_number(number) && is_number(total),
        [number, total] => is_number(number) && is_number(total) && text.contains('/') && text.len() <= 9,
        [number] => {
            is_number(number)
                && text.len() <= 7
                && text.starts_with(['-', '–', '—'])
                && text.ends_with(['-', '–', '—'])
        }
        _ => false,
    }
}

/// Whether the line is the first or the last one with text on its page.
fn stands_at_page_edge(lines: &[Line], index: usize) -> bool {
    let Some(line) = lines.get(index).filter(|line| !line.is_blank() && line.text.len() <= 3) else {
        return false;
    };
    let on_same_page = |other: &&Line| !other.is_blank() && other.page == line.page;
    let before =
        lines.iter().take(index).rev().take_while(|other| other.page == line.page).find(on_same_page);
    let after = lines.iter().skip(index + 1).take_while(|other| other.page == line.page).find(on_same_page);
    before.is_none() || after.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_part_blocks_and_their_numbers_vanish() {
        let lines = read("one\n two \n\n12\n\u{c}three\r\nPage 2 sur 3\nfour\n").unwrap();
        let texts: Vec<Vec<(u32, &str)>> = blocks(&lines)
            .iter()
            .map(|block| block.iter().map(|line| (line.number, line.text.as_str())).collect())
            .collect();
        assert_eq!(texts, [vec![(1, "one"), (2, "two")], vec![(5, "three")], vec![(7, "four")]]);
    }

    #[test]
    fn what_is_not_text_is_refused() {
        let check = |text: &str, code: &str| assert_eq!(read(text).unwrap_err().code(), code);
        check("a\0b", "minutes-not-text");
        check("\u{1}\u{2}\u{3}PK", "minutes-not-text");
        check(&"\n".repeat(MAX_LINES + 1), "minutes-too-large");
        check(&"a".repeat(MAX_BYTES + 1), "minutes-too-large");
    }
}
