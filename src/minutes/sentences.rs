//! Where sentences end.

use super::passage::Passage;

/// The sentences of a passage.
pub(super) fn split(passage: &Passage) -> Vec<Passage> {
    let text = passage.text();
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, character) in text.char_indices() {
        let after = at + character.len_utf8();
        if matches!(character, '.' | '?' | '!' | '…') && ends_here(text, at, after) {
            sentences.push(passage.slice(start..after));
            start = after;
        }
    }
    sentences.push(passage.slice(start..text.len()));
    sentences.retain(|sentence| sentence.text().chars().any(char::is_alphanumeric));
    sentences
}

/// Whether the text stops as a whole sentence does.
pub(super) fn is_finished(text: &str) -> bool {
    text.trim_end_matches([' ', '»', '"', ')', '”']).ends_with(['.', '?', '!', '…', ':', ';'])
}

/// A mark ends a sentence where a blank and a capital follow, unless it ends an abbreviation or an initial.
fn ends_here(text: &str, at: usize, after: usize) -> bool {
    let rest = text.get(after..).unwrap_or_default();
    let next =
        rest.trim_start_matches([' ', '«', '"', '“', '(', '-', '–', '—', '>', '→', '*', '_', '’', '=']);
    // An arrow or a dash behind a question leads to its answer.
    let led = text.get(at..after) == Some("?") && rest.trim_start().starts_with(['-', '–', '—', '→', '=']);
    let new_sentence =
        rest.starts_with(' ') && next.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let before = text.get(..at).unwrap_or_default();
    let word = before.rsplit([' ', '(', '\'', '’']).next().unwrap_or_default();
    (new_sentence || (led && rest.starts_with(' ') && !next.is_empty()))
        && !(text.get(at..after) == Some(".") && is_abbreviation(word))
}

fn is_abbreviation(word: &str) -> bool {
    const ABBREVIATIONS: [&str; 18] = [
        "M", "MM", "Mme", "Mlle", "Dr", "Pr", "Mr", "Mrs", "Ms", "Prof", "St", "ex", "cf", "p", "No", "art",
        "i.e", "e.g",
    ];
    let initial = word.chars().count() == 1 && word.starts_with(char::is_uppercase);
    initial || ABBREVIATIONS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_a_new_one_begins() {
        let check = |text: &str, expected: &[&str]| {
            let sentences = split(&Passage::of_line(1, text));
            let seen: Vec<&str> = sentences.iter().map(Passage::text).collect();
            assert_eq!(seen, expected);
        };
        check("Oui. Non ? « Peut-être »", &["Oui.", "Non ?", "« Peut-être »"]);
        check("L’ODD 3.8 est cité (p. ex. ici). Fin", &["L’ODD 3.8 est cité (p. ex. ici).", "Fin"]);
        check(
            "Mme. Sow et J. Kodjo, électricité etc. présentes",
            &["Mme. Sow et J. Kodjo, électricité etc. présentes"],
        );
        check("qui paie ? -> Ibra: personne", &["qui paie ?", "-> Ibra: personne"]);
        check("plusieurs jours…", &["plusieurs jours…"]);
    }
}
