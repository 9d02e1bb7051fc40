//! When a text that was found is the one that the label means: the rules are few and stand here.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The letters and digits in lower case without accents, all else as one space: wrapped lines, quotes and
/// bullets make no difference.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::new();
    for character in text.nfkd().filter(|&part| !is_combining_mark(part)) {
        match character {
            'œ' | 'Œ' => folded.push_str("oe"),
            'æ' | 'Æ' => folded.push_str("ae"),
            _ if character.is_alphanumeric() => folded.extend(character.to_lowercase()),
            _ if folded.ends_with(' ') || folded.is_empty() => {}
            _ => folded.push(' '),
        }
    }
    folded.trim_end().to_owned()
}

/// Whether the text contains the excerpt and is not much longer: at most twice as long and 80 characters,
/// which leaves room for an owner, a date, a label and half a sentence.
pub(crate) fn says(text: &str, excerpt: &str) -> bool {
    contains(text, excerpt, 80)
}

/// The same for a field, which leaves less room.
pub(crate) fn names(text: &str, label: &str) -> bool {
    contains(text, label, 20)
}

fn contains(text: &str, excerpt: &str, room: usize) -> bool {
    let (text, excerpt) = (fold(text), fold(excerpt));
    !excerpt.is_empty() && text.contains(&excerpt) && text.len() <= 2 * excerpt.len() + room
}

/// Whether two texts name the same people: the same words, whatever joins them and whatever their order.
pub(crate) fn same_people(one: &str, other: &str) -> bool {
    const JOINING: [&str; 12] =
        ["and", "et", "with", "avec", "the", "le", "la", "les", "l", "mr", "mme", "ms"];
    let words = |text: &str| {
        let folded = fold(text);
        let mut words: Vec<String> =
            folded.split(' ').filter(|word| !JOINING.contains(word)).map(str::to_owned).collect();
        words.sort();
        words
    };
    words(one) == words(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_found_in_a_text_that_is_not_much_longer() {
        assert!(says("- L’été :  relancer\n le service", "l'ete : relancer le service"));
        assert!(says("ACTION: Yaw to send the list by Friday", "send the list"));
        assert!(!says(&"send the list, and more ".repeat(9), "send the list"));
        assert!(!says("send a list", "send the list"));
    }

    #[test]
    fn people_are_the_same_in_any_order() {
        assert!(same_people("Silas and Yaw", "Yaw, Silas"));
        assert!(!same_people("Silas", "Silas Otemba"));
    }
}
