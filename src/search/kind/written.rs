//! How values are written in a search: separators, and the backslash that takes their meaning away
//! (R4, section 3.1.1.4.7).

/// Splits at each separator that no backslash stands before. The parts keep their backslashes.
pub(in crate::search) fn split(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        if character == separator && !escaped {
            parts.push(text.get(start..at).unwrap_or_default());
            start = at + separator.len_utf8();
        }
        escaped = character == '\\' && !escaped;
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts
}

/// Takes the backslash from `\,`, `\|`, `\$` and `\\`; elsewhere it is a character like others.
pub(in crate::search) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let next = if character == '\\' { characters.next_if(|next| ",|$\\".contains(*next)) } else { None };
        plain.push(next.unwrap_or(character));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let parts: Vec<_> = split(text, ',').into_iter().map(unescape).collect();
        assert_eq!(parts, expected, "{text}");
    }

    #[test]
    fn a_backslash_takes_the_meaning_from_a_separator() {
        check("a,b", &["a", "b"]);
        check(r"a\,b,c", &["a,b", "c"]);
        check(r"a\\,b", &[r"a\", "b"]);
        check(r"a\|b\$c\d\", &[r"a|b$c\d\"]);
        check(",é,", &["", "é", ""]);
    }
}
