//! Which lines of a plain text are headings.

use super::super::Mark;
use super::super::marked::Marked;
use super::Seen;

/// The level of a line such as `Present:`, which lies below all others.
pub(super) const LABEL: u8 = 3;

/// How a heading is underlined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Underline {
    Thick,
    Thin,
}

impl Underline {
    pub(super) fn level(self) -> u8 {
        match self {
            Self::Thick => 1,
            Self::Thin => 2,
        }
    }
}

/// How the line is underlined by the one below it. A list's entry is not: what stands below it is a rule.
pub(super) fn underline(seen: &Seen<'_>, below: Option<&Seen<'_>>) -> Option<Underline> {
    let below = &below?.line.text;
    let titled = seen.line.text.contains(char::is_alphanumeric) && seen.line.width() <= 120;
    let bulleted = super::mark(&seen.line.text).is_some_and(|marked| !matches!(marked.mark, Mark::Number(_)));
    if !titled || bulleted || !is_rule(below) {
        return None;
    }
    match below.chars().next()? {
        '=' => Some(Underline::Thick),
        '-' | '~' | '—' | '–' | '─' | '¯' => Some(Underline::Thin),
        _ => None,
    }
}

/// Whether the line is drawn: three or more of the same mark.
pub(super) fn is_rule(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let drawn = matches!(first, '-' | '=' | '_' | '*' | '~' | '—' | '–' | '─' | '━' | '═' | '#' | '¯');
    let count = text.chars().filter(|&c| c == first).count();
    drawn && count >= 3 && text.chars().all(|c| c == first || c == ' ')
}

/// Whether the line is all in capitals: several words, or one long one, that end no sentence.
pub(super) fn is_capital(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let words = text.split_whitespace().count();
    let long = letters >= 4 && (words >= 2 || letters >= 6);
    long && text.chars().count() <= 80
        && !text.chars().any(char::is_lowercase)
        && !text.ends_with(['.', ',', ';'])
        && !text.contains("  ")
        && text.starts_with(char::is_alphabetic)
}

/// Whether the line is short and ends with a colon.
pub(super) fn is_label(text: &str) -> bool {
    let label = text.strip_suffix(':').map(str::trim_end).unwrap_or_default();
    let words = label.split_whitespace().count();
    (1..=6).contains(&words)
        && label.chars().count() <= 60
        && label.starts_with(char::is_uppercase)
        && !label.contains([':', '.', '?', ';', '|', '\t'])
        && !label.contains("  ")
}

/// Whether a numbered line reads as a title: short, and no sentence.
pub(super) fn is_numbered(marked: &Marked, text: &str) -> bool {
    let title = text.get(marked.from..).unwrap_or_default();
    let counted =
        matches!(&marked.mark, Mark::Number(number) if number.starts_with(|c: char| c.is_ascii_digit()));
    counted
        && title.chars().count() <= 80
        && title.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && !title.ends_with(['.', ';', ',', '?'])
}

/// The level of a numbered heading: `3` lies above `3.1`.
pub(super) fn level(marked: &Marked) -> u8 {
    match &marked.mark {
        Mark::Number(number) => 2 + u8::try_from(number.matches('.').count()).unwrap_or(u8::MAX).min(4),
        Mark::Bullet | Mark::Box { .. } => LABEL,
    }
}

/// Whether the other mark counts on from this one.
pub(super) fn follows(marked: &Marked, next: &Mark) -> bool {
    one_more(&marked.mark, next)
}

/// Whether this mark counts on from the other.
pub(super) fn precedes(marked: &Marked, last: &Mark) -> bool {
    one_more(last, &marked.mark)
}

fn one_more(one: &Mark, next: &Mark) -> bool {
    let (Mark::Number(one), Mark::Number(next)) = (one, next) else { return false };
    let parted = |number: &'_ str| match number.rsplit_once('.') {
        Some((chapter, last)) => (chapter.to_owned(), last.parse::<u32>().ok()),
        None => (String::new(), number.parse::<u32>().ok()),
    };
    let ((chapter, one), (same, next)) = (parted(one), parted(next));
    chapter == same && one.zip(next).is_some_and(|(one, next)| next == one + 1)
}
