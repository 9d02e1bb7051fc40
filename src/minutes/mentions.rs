//! Names from the catalogue that the prose mentions, however they are spelled.

use std::collections::HashMap;

use super::draft::{Confidence, Found, Mention};
use super::passage::{Passage, fold, words};

/// A spelling of something in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// The spelling. Case, accents, blanks and hyphens do not matter, except that a spelling of at most four
    /// capitals is found in capitals only: MUSE is not the French verb.
    pub text: String,
    /// What is meant: `platform`, `standard`, `country`, `organization` …
    pub kind: String,
    /// The id in the catalogue.
    pub id: String,
}

impl Alias {
    /// An alias.
    pub fn new(text: impl Into<String>, kind: impl Into<String>, id: impl Into<String>) -> Self {
        Self { text: text.into(), kind: kind.into(), id: id.into() }
    }
}

/// Aliases, ready to be looked for.
#[derive(Debug)]
pub(super) struct Names<'a> {
    /// By the spelling's letters and digits without blanks.
    by_letters: HashMap<String, &'a Alias>,
    /// The most words that a spelling may be written in.
    most_words: usize,
}

impl<'a> Names<'a> {
    /// Prepares the aliases. Of two with the same spelling the first one counts.
    pub(super) fn new(aliases: &'a [Alias]) -> Self {
        let mut by_letters = HashMap::new();
        let mut most_words = 0;
        for alias in aliases {
            let letters = fold(&alias.text).replace(' ', "");
            if letters.len() >= 2 {
                // "DHIS2" may be written "DHIS 2": one word more than the spelling has.
                most_words = most_words.max(words(&alias.text).len() + 1);
                by_letters.entry(letters).or_insert(alias);
            }
        }
        Self { by_letters, most_words }
    }

    /// What the passage mentions, each thing once, in the order of the text.
    pub(super) fn find(&self, passage: &Passage) -> Vec<Found<Mention>> {
        let words = passage.words();
        let mut found: Vec<Found<Mention>> = Vec::new();
        let mut from = 0;
        while from < words.len() {
            let longest = (1..=self.most_words).rev().find_map(|count| {
                let run = words.get(from..from + count)?;
                let letters: String = run.iter().map(|word| word.folded.as_str()).collect();
                let alias = self.by_letters.get(&letters)?;
                let part = passage.slice(run.first()?.start..run.last()?.end);
                is_written_as(alias, part.text()).then_some((*alias, part, count))
            });
            let Some((alias, part, count)) = longest else {
                from += 1;
                continue;
            };
            from += count;
            if found.iter().all(|seen| seen.value.id != alias.id || seen.value.kind != alias.kind) {
                let mention =
                    Mention { text: part.text().to_owned(), kind: alias.kind.clone(), id: alias.id.clone() };
                found.push(Found::new(mention, part.span(), Confidence::High));
            }
        }
        found
    }
}

/// Short spellings in capitals must be written in capitals; a run of words must not cross a sentence's end.
fn is_written_as(alias: &Alias, written: &str) -> bool {
    let acronym = alias.text.chars().count() <= 4 && !alias.text.chars().any(char::is_lowercase);
    let capitals = !written.chars().any(char::is_lowercase);
    let one_phrase = !written.contains(['.', ',', ';', ':', '?', '!', '(', ')']) || alias.text.contains('.');
    one_phrase && (!acronym || capitals)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let aliases = [
            Alias::new("openIMIS", "platform", "openimis"),
            Alias::new("DHIS2", "platform", "dhis2"),
            Alias::new("MUSE", "platform", "muse"),
            Alias::new("Gambie", "country", "GMB"),
            Alias::new("African Health Observatory", "organization", "aho"),
        ];
        let found = Names::new(&aliases).find(&Passage::of_line(1, text));
        let seen: Vec<&str> = found.iter().map(|mention| mention.value.text.as_str()).collect();
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn spellings_are_recognised() {
        check("d’openIMIS, Open IMIS et open-imis", &["openIMIS"]);
        check("DHIS 2 et DHIS2", &["DHIS 2"]);
        check("Dhis-2 en gambie.", &["Dhis-2", "gambie"]);
        check("il muse ; logiciel MUSE", &["MUSE"]);
        check("the African Health Observatory", &["African Health Observatory"]);
        check("openimisation, IMIS ouvert, DHIS. 2", &[]);
    }
}
