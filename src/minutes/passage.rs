//! Text put back together from lines. It remembers which line each part came from, so that whatever is
//! found in it can say where it stands in the source.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::draft::Span;

/// A run of text, joined from one or more lines with single spaces.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Passage {
    text: String,
    /// Where in `text` each line begins, and that line's number; ordered by place.
    starts: Vec<(usize, u32)>,
}

impl Passage {
    /// The passage of one line.
    pub(super) fn of_line(number: u32, text: &str) -> Self {
        let mut passage = Self::default();
        passage.push(number, text);
        passage
    }

    /// Appends a line. White space is collapsed; a word or an address that the line break cut is joined again.
    pub(super) fn push(&mut self, number: u32, line: &str) {
        for piece in line.split_whitespace() {
            let parted = self.text.is_empty() || self.text.ends_with('\n');
            if !parted && !self.ends_inside_a_word(number, piece) {
                self.text.push(' ');
            }
            if self.starts.last().is_none_or(|&(_, last)| last != number) {
                self.starts.push((self.text.len(), number));
            }
            self.text.push_str(piece);
        }
    }

    /// Appends another passage as a paragraph of its own.
    pub(super) fn append_paragraph(&mut self, other: &Self) {
        if !self.is_empty() && !other.is_empty() {
            self.text.push('\n');
        }
        self.append(other);
    }

    /// Appends another passage.
    pub(super) fn append(&mut self, other: &Self) {
        for (index, &(start, number)) in other.starts.iter().enumerate() {
            let end = other.starts.get(index + 1).map_or(other.text.len(), |&(next, _)| next);
            self.push(number, other.text.get(start..end).unwrap_or_default());
        }
    }

    /// The text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Whether a line of the source begins at this byte.
    pub(super) fn begins_line(&self, at: usize) -> bool {
        self.starts.binary_search_by_key(&at, |&(start, _)| start).is_ok()
    }

    /// Whether there is no text.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The lines that the text came from.
    pub(super) fn span(&self) -> Span {
        let first = self.starts.first().map_or(0, |&(_, number)| number);
        let last = self.starts.last().map_or(0, |&(_, number)| number);
        Span { first_line: first, last_line: last }
    }

    /// The part of the passage at these bytes, without white space around it. Bytes that do not stand between
    /// characters give an empty passage.
    pub(super) fn slice(&self, range: Range<usize>) -> Self {
        let Some(part) = self.text.get(range.clone()) else {
            return Self::default();
        };
        let begin = range.start + (part.len() - part.trim_start().len());
        let text = part.trim().to_owned();
        if text.is_empty() {
            return Self::default();
        }
        let end = begin + text.len();
        let first_inside = self.starts.partition_point(|&(at, _)| at <= begin);
        let before = first_inside.checked_sub(1).and_then(|index| self.starts.get(index));
        let before = before.map(|&(_, line)| (0, line));
        let inside = self.starts.iter().skip(first_inside).take_while(|&&(at, _)| at < end);
        let inside = inside.map(|&(at, line)| (at - begin, line));
        Self { text, starts: before.into_iter().chain(inside).collect() }
    }

    /// The passage without marks around it that carry no meaning there: dashes, colons, commas.
    pub(super) fn trimmed(&self, marks: &[char]) -> Self {
        let left =
            self.text.len() - self.text.trim_start_matches(|c: char| c == ' ' || marks.contains(&c)).len();
        let kept = self.text.trim_end_matches(|c: char| c == ' ' || marks.contains(&c)).len();
        self.slice(left..kept.max(left))
    }

    /// The words of the passage.
    pub(super) fn words(&self) -> Vec<Word> {
        words(&self.text)
    }

    /// Whether the text stops within something that the next line's first piece completes: an address cut
    /// after its slash, or a word cut after its hyphen.
    fn ends_inside_a_word(&self, number: u32, next: &str) -> bool {
        let same_line = self.starts.last().is_some_and(|&(_, last)| last == number);
        if same_line {
            return false;
        }
        let last = self.text.rsplit([' ', '\n']).next().unwrap_or_default();
        let cut_address = last.ends_with('/') && last.contains('.');
        let letters_before_hyphen =
            last.strip_suffix('-').is_some_and(|stem| stem.ends_with(char::is_alphabetic));
        cut_address || (letters_before_hyphen && next.starts_with(char::is_lowercase))
    }
}

/// A word: a run of letters and digits, folded for comparison, with its place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Lower case, without accents.
    pub(super) folded: String,
    /// The first byte.
    pub(super) start: usize,
    /// The byte after the last one.
    pub(super) end: usize,
}

/// The words of a text. Apostrophes, hyphens and all other marks part words.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut current: Option<Word> = None;
    for (at, character) in text.char_indices() {
        if character.is_alphabetic() || character.is_ascii_digit() || is_combining(character) {
            let word = current.get_or_insert_with(|| Word { folded: String::new(), start: at, end: at });
            fold_into(character, &mut word.folded);
            word.end = at + character.len_utf8();
        } else {
            found.extend(current.take());
        }
    }
    found.extend(current);
    found.retain(|word| !word.folded.is_empty());
    found
}

/// The text as its folded words with one space between them: two texts that fold alike say the same.
pub(super) fn fold(text: &str) -> String {
    let folded: Vec<String> = words(text).into_iter().map(|word| word.folded).collect();
    folded.join(" ")
}

fn fold_into(character: char, folded: &mut String) {
    match character {
        'œ' | 'Œ' => folded.push_str("oe"),
        'æ' | 'Æ' => folded.push_str("ae"),
        _ => folded.extend(character.to_lowercase().nfd().filter(|&part| !is_combining(part))),
    }
}

fn is_combining(character: char) -> bool {
    unicode_normalization::char::is_combining_mark(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(lines: &[&str]) -> Passage {
        let mut passage = Passage::default();
        for (number, line) in (1..).zip(lines) {
            passage.push(number, line);
        }
        passage
    }

    #[test]
    fn lines_are_joined_and_cut_words_healed() {
        let check = |lines: &[&str], expected: &str| assert_eq!(passage(lines).text(), expected);
        check(&["Inviter ", "  openHIE   à"], "Inviter openHIE à");
        check(&["(meet.example.org/", "room)"], "(meet.example.org/room)");
        check(&["demande là-", "dessus"], "demande là-dessus");
        check(&["Dakar -", "visite"], "Dakar - visite");
        check(&["jours/", "semaines"], "jours/ semaines");
    }

    #[test]
    fn paragraphs_are_kept_apart() {
        let mut whole = passage(&["one", "two"]);
        whole.append_paragraph(&Passage::of_line(7, "three"));
        assert_eq!((whole.text(), whole.span()), ("one two\nthree", Span { first_line: 1, last_line: 7 }));
    }

    #[test]
    fn a_slice_knows_its_lines() {
        let whole = passage(&["one two", "three", "four"]);
        let at = whole.text().find("two").unwrap();
        let slice = whole.slice(at..at + "two three".len());
        assert_eq!((slice.text(), slice.span()), ("two three", Span { first_line: 1, last_line: 2 }));
        assert!(whole.slice(3..4).is_empty() && whole.slice(90..99).is_empty());
    }

    #[test]
    fn words_are_folded() {
        assert_eq!(fold("  D’Œuvre, E\u{301}CHANGES: l'été 2021¹ "), "d oeuvre echanges l ete 2021");
    }
}
