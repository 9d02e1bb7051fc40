//! Patterns of words. They say in one line what a turn of phrase looks like, in the folded words that
//! [`words`](super::passage::words) gives:
//!
//! - `a ete retenu*`: a `*` at the end accepts any ending;
//! - `reunion*|rencontre*`: either;
//! - `une des? prochain*`: a `?` at the end makes a word optional;
//! - `d ici # jour*`: `#` is a number in digits or a number word up to thirty.

use super::passage::Word;

/// A turn of phrase, ready to be looked for.
#[derive(Debug)]
pub(super) struct Pattern {
    elements: Vec<Element>,
}

#[derive(Debug)]
struct Element {
    choices: Vec<Choice>,
    optional: bool,
}

#[derive(Debug)]
enum Choice {
    Whole(&'static str),
    Beginning(&'static str),
    Number,
}

impl Pattern {
    /// Reads a pattern's text.
    pub(super) fn new(text: &'static str) -> Self {
        Self { elements: text.split_whitespace().map(Element::new).collect() }
    }

    /// Reads several patterns.
    pub(super) fn all(texts: &[&'static str]) -> Vec<Self> {
        texts.iter().map(|text| Self::new(text)).collect()
    }

    /// The first place where the pattern stands: the index of its first word and the one after its last.
    pub(super) fn find(&self, words: &[Word]) -> Option<(usize, usize)> {
        (0..words.len()).find_map(|from| self.match_at(words, from).map(|to| (from, to)))
    }

    /// Where the pattern ends if it begins at this word.
    pub(super) fn match_at(&self, words: &[Word], from: usize) -> Option<usize> {
        match_elements(&self.elements, words, from)
    }
}

/// Whether any of the patterns stands somewhere in the words.
pub(super) fn any_stands_in(patterns: &[Pattern], words: &[Word]) -> bool {
    patterns.iter().any(|pattern| pattern.find(words).is_some())
}

/// Whether any of the patterns begins the words.
pub(super) fn any_begins(patterns: &[Pattern], words: &[Word]) -> bool {
    patterns.iter().any(|pattern| pattern.match_at(words, 0).is_some())
}

/// The number that a word says, in digits or in French or English letters up to thirty.
pub(super) fn number(folded: &str) -> Option<u32> {
    if !folded.is_empty() && folded.bytes().all(|byte| byte.is_ascii_digit()) {
        return folded.parse().ok();
    }
    NUMBER_WORDS.iter().find(|(word, _)| *word == folded).map(|&(_, value)| value)
}

const NUMBER_WORDS: [(&str, u32); 38] = [
    ("un", 1),
    ("une", 1),
    ("one", 1),
    ("a", 1),
    ("deux", 2),
    ("two", 2),
    ("trois", 3),
    ("three", 3),
    ("quatre", 4),
    ("four", 4),
    ("cinq", 5),
    ("five", 5),
    ("six", 6),
    ("sept", 7),
    ("seven", 7),
    ("huit", 8),
    ("eight", 8),
    ("huitaine", 8),
    ("neuf", 9),
    ("nine", 9),
    ("dix", 10),
    ("ten", 10),
    ("onze", 11),
    ("eleven", 11),
    ("douze", 12),
    ("dozen", 12),
    ("twelve", 12),
    ("treize", 13),
    ("thirteen", 13),
    ("quatorze", 14),
    ("fourteen", 14),
    ("quinze", 15),
    ("quinzaine", 15),
    ("fifteen", 15),
    ("vingt", 20),
    ("twenty", 20),
    ("trente", 30),
    ("thirty", 30),
];

impl Element {
    fn new(text: &'static str) -> Self {
        let (text, optional) = match text.strip_suffix('?') {
            Some(text) => (text, true),
            None => (text, false),
        };
        let choice = |text: &'static str| match (text, text.strip_suffix('*')) {
            ("#", _) => Choice::Number,
            (_, Some(beginning)) => Choice::Beginning(beginning),
            (whole, None) => Choice::Whole(whole),
        };
        Self { choices: text.split('|').map(choice).collect(), optional }
    }

    fn accepts(&self, word: &Word) -> bool {
        self.choices.iter().any(|choice| match choice {
            Choice::Whole(whole) => word.folded == *whole,
            Choice::Beginning(beginning) => word.folded.starts_with(beginning),
            Choice::Number => number(&word.folded).is_some(),
        })
    }
}

fn match_elements(elements: &[Element], words: &[Word], at: usize) -> Option<usize> {
    let Some((element, rest)) = elements.split_first() else {
        return Some(at);
    };
    let taken = match words.get(at) {
        Some(word) if element.accepts(word) => match_elements(rest, words, at + 1),
        _ => None,
    };
    match taken {
        None if element.optional => match_elements(rest, words, at),
        taken => taken,
    }
}

#[cfg(test)]
mod tests {
    use super::super::passage::words;
    use super::*;

    fn check(pattern: &'static str, text: &str, expected: Option<(usize, usize)>) {
        assert_eq!(Pattern::new(pattern).find(&words(text)), expected, "{pattern} in {text}");
    }

    #[test]
    fn patterns_find_turns_of_phrase() {
        check("a ete retenu*", "La proposition a été retenue.", Some((2, 5)));
        check("une des? prochain* reunion*|rencontre*", "lors d’une prochaine rencontre", Some((2, 5)));
        check("une des? prochain* reunion*", "l’une des prochaines réunions", Some((1, 5)));
        check("d ici # jour*", "d'ici dix jours", Some((0, 4)));
        check("d ici # jour*", "d'ici peu de jours", None);
        check("retenu", "retenue", None);
    }
}
