//! How texts are compared: without case, accents and repeated blanks.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds a text for comparison: lower case, no combining marks, single blanks, trimmed. `œ` and `æ` are
/// spelled out, typographic apostrophes become plain ones.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut blank = true;
    for character in text.nfkd().filter(|character| !is_combining_mark(*character)) {
        if character.is_whitespace() {
            if !blank {
                folded.push(' ');
            }
            blank = true;
            continue;
        }
        blank = false;
        match character {
            'œ' | 'Œ' => folded.push_str("oe"),
            'æ' | 'Æ' => folded.push_str("ae"),
            '\u{2019}' | '\u{2018}' => folded.push('\''),
            other => folded.extend(other.to_lowercase()),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn folding_drops_case_accents_and_repeated_blanks() {
        assert_eq!(fold("  Réunion  de\nl’ŒUVRE "), "reunion de l'oeuvre");
    }
}
