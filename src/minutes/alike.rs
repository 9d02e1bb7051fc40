//! How alike two texts are: by the stems of the words that say something, each with a weight.

use std::collections::BTreeMap;

use rust_stemmers::{Algorithm, Stemmer};

use super::draft::Language;
use super::passage::{fold, words};
use super::word_lists::is_function_word;

/// Texts that are at least this much alike say much the same.
pub(super) const MUCH_THE_SAME: u32 = 60;

/// What a text is about: its stems with their weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Gist {
    stems: BTreeMap<String, u32>,
    weight: u32,
}

/// Words that tell how an action fares, not what it is: they come and go from one meeting to the next.
const PASSING: &str = "\
    carried over carry still pending ongoing reminder action item items todo again reporte reportee reconduit \
    reconduite encore toujours rappel cours attente relancer relance precedente previous previously";

/// What a word weighs that names somebody or something, by a capital within the text or a digit.
const NAME: u32 = 3;
/// What any other word weighs.
const WORD: u32 = 2;
/// What the first word weighs: the verb, which changes while the thing that is to be done stays.
const VERB: u32 = 1;

impl Gist {
    /// What a text is about. Words are cut down to their stems as the language has them.
    pub(super) fn of(text: &str, language: Language) -> Self {
        let algorithm = match language {
            Language::French => Algorithm::French,
            Language::English => Algorithm::English,
        };
        let stemmer = Stemmer::create(algorithm);
        let mut stems = BTreeMap::new();
        let says_something =
            |folded: &str| !is_function_word(folded) || folded.bytes().all(|b| b.is_ascii_digit());
        let kept = words(text).into_iter().filter(|word| says_something(&word.folded));
        let kept = kept.filter(|word| !is_passing(&word.folded));
        for (place, word) in kept.enumerate() {
            let written = text.get(word.start..word.end).unwrap_or_default();
            let named = written.bytes().any(|byte| byte.is_ascii_digit())
                || (place > 0 && written.chars().any(char::is_uppercase))
                || written.chars().skip(1).any(char::is_uppercase);
            let weight = match (named, place) {
                (true, _) => NAME,
                (false, 0) => VERB,
                (false, _) => WORD,
            };
            let stem = stemmer.stem(&word.folded).into_owned();
            let known = stems.entry(stem).or_insert(0);
            *known = weight.max(*known);
        }
        let weight = stems.values().sum();
        Self { stems, weight }
    }

    /// How much of a hundred two texts are alike: the mean of what they share of both and of the shorter one. A
    /// stem weighs what it weighs in the text where it weighs less.
    pub(super) fn likeness(&self, other: &Self) -> u32 {
        let shared: u32 = self
            .stems
            .iter()
            .filter_map(|(stem, weight)| other.stems.get(stem).map(|with| weight.min(with)))
            .sum();
        let shorter = self.weight.min(other.weight);
        if shared == 0 || shorter == 0 {
            return 0;
        }
        let of_both = 200 * shared / (self.weight + other.weight);
        let of_shorter = 100 * shared / shorter;
        (of_both + of_shorter) / 2
    }

    /// The stems, to find others that share one.
    pub(super) fn stems(&self) -> impl Iterator<Item = &str> {
        self.stems.keys().map(String::as_str)
    }
}

/// The words of a text in small letters without accents, and without those that only tell how an action fares.
pub(super) fn lasting(text: &str) -> String {
    let folded = fold(text);
    let kept: Vec<&str> = folded.split(' ').filter(|word| !is_passing(word)).collect();
    kept.join(" ")
}

fn is_passing(folded: &str) -> bool {
    PASSING.split(' ').any(|passing| passing == folded)
}
