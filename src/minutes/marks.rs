//! The marks that begin a line: bullets and numbers.

/// A bullet at the beginning of a line: which, and the byte after it and its spaces.
pub(super) fn bullet(line: &str) -> Option<(char, usize)> {
    let mark = line.chars().next()?;
    let rest = line.get(mark.len_utf8()..)?;
    let spaced = rest.starts_with(char::is_whitespace);
    let known = match mark {
        '•' | '◦' | '▪' | '▫' | '●' | '○' | '■' | '□' | '‣' | '⁃' | '\u{f0b7}' | '\u{f0a7}' | '➢' | '✓'
        | '→' => true,
        '-' | '–' | '—' | '*' | '·' | 'o' => spaced,
        _ => false,
    };
    let text = rest.trim_start();
    known.then_some((mark, line.len() - text.len()))
}

/// A number that begins a line, such as `2.` or `2)`, or `2 ` alone; the byte after it and its spaces.
pub(super) fn leading_number(line: &str) -> Option<(u32, usize)> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let number = line.get(..digits).filter(|_| (1..=3).contains(&digits))?.parse().ok()?;
    let rest = line.get(digits..)?;
    let unmarked = rest.trim_start_matches(['.', ')', '°']);
    let parted = unmarked.is_empty() || unmarked.starts_with(char::is_whitespace);
    parted.then_some((number, line.len() - unmarked.trim_start().len()))
}

/// A box to tick that begins a line: whether it is ticked, and the byte after it and its spaces.
pub(super) fn check_box(line: &str) -> Option<(bool, usize)> {
    const BOXES: [(&str, bool); 12] = [
        ("[ ]", false),
        ("[]", false),
        ("[_]", false),
        ("☐", false),
        ("⬜", false),
        ("[x]", true),
        ("[X]", true),
        ("☑", true),
        ("☒", true),
        ("✅", true),
        ("✔", true),
        ("✓", true),
    ];
    let (rest, ticked) = BOXES.iter().find_map(|&(mark, ticked)| Some((line.strip_prefix(mark)?, ticked)))?;
    let text = rest.trim_start_matches('\u{fe0f}').trim_start();
    Some((ticked, line.len() - text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_ticked_or_not() {
        assert_eq!(check_box("[ ] write"), Some((false, 4)));
        assert_eq!(check_box("☑ write"), Some((true, 4)));
        assert_eq!(check_box("[see] write"), None);
    }

    #[test]
    fn marks_begin_lines() {
        assert_eq!(bullet("• Thème"), Some(('•', 4)));
        assert_eq!(bullet("o Présentation"), Some(('o', 2)));
        assert_eq!(bullet("openIMIS"), None);
        assert_eq!(bullet("-5 degrés"), None);
        assert_eq!(leading_number("2 Collecte des"), Some((2, 2)));
        assert_eq!(leading_number("12.  Points"), Some((12, 5)));
        assert_eq!(leading_number("3.8 des ODD"), None);
        assert_eq!(leading_number("2021 sera"), None);
    }
}
