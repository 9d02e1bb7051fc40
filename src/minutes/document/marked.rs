//! Lines that begin with a mark become entries of a list; how deep an entry stands is told from how far its mark
//! is indented and from which marks stand around it.

use super::super::marks::{bullet, check_box};
use super::super::passage::Passage;
use super::{Block, Item, Mark};

/// A mark at the beginning of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marked {
    pub(super) mark: Mark,
    /// The byte at which the text after it begins.
    pub(super) from: usize,
    /// What marks of the same list have in common: the bullet's character, or `1` or `a` for a number.
    kind: char,
}

/// The mark that begins a line, if something is written after it.
pub(super) fn mark(line: &str) -> Option<Marked> {
    let marked = boxed(line, 0, '☐').or_else(|| bulleted(line)).or_else(|| numbered(line))?;
    line.get(marked.from..).is_some_and(|rest| !rest.is_empty()).then_some(marked)
}

fn boxed(line: &str, from: usize, kind: char) -> Option<Marked> {
    let (ticked, after) = check_box(line.get(from..)?)?;
    Some(Marked { mark: Mark::Box { ticked }, from: from + after, kind })
}

fn bulleted(line: &str) -> Option<Marked> {
    let (kind, from) = bullet(line)?;
    Some(boxed(line, from, kind).unwrap_or(Marked { mark: Mark::Bullet, from, kind }))
}

/// `3.`, `3)`, `2.1`, `2.1.`, `a)`. A number with nothing behind it is none: it may count days or people. Times
/// and dates are none either.
fn numbered(line: &str) -> Option<Marked> {
    let end = line.find(char::is_whitespace)?;
    let written = line.get(..end)?;
    let number = written.trim_end_matches(['.', ')']);
    let closed = number.len() < written.len() && written.len() - number.len() <= 2;
    let mut parts = number.trim_start_matches('(').split('.');
    let first = parts.next()?;
    let digits = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let letter = first.len() == 1 && first.bytes().all(|byte| byte.is_ascii_lowercase());
    let mut deeper = 0;
    let regular = parts.inspect(|_| deeper += 1).all(|part| digits(part, 1));
    let is_number = digits(first, 2) && regular && (closed || (deeper > 0 && !number.starts_with('(')));
    let is_letter = letter && deeper == 0 && written.ends_with(')');
    if !is_number && !is_letter {
        return None;
    }
    let rest = line.get(end..)?.trim_start();
    let kind = if is_letter { 'a' } else { char::from_digit(1 + deeper, 10).unwrap_or('9') };
    let number = number.trim_start_matches('(').to_owned();
    Some(Marked { mark: Mark::Number(number), from: line.len() - rest.len(), kind })
}

/// The open entries of a list, from the outermost.
#[derive(Debug, Default)]
pub(super) struct Depths {
    open: Vec<(usize, char)>,
}

impl Depths {
    /// How deep lists may stand within one another; what is deeper counts as this deep.
    const MOST: usize = 32;

    /// How deep an entry with this indent and mark stands, which becomes the innermost one.
    pub(super) fn enter(&mut self, indent: usize, marked: &Marked) -> u8 {
        let same = |&(other, kind): &(usize, char)| kind == marked.kind && other.abs_diff(indent) <= 1;
        if let Some(at) = self.open.iter().rposition(same) {
            self.open.truncate(at + 1);
        } else {
            while self.open.last().is_some_and(|&(other, _)| other > indent + 1) {
                self.open.pop();
            }
            let below = self.open.last().is_none_or(|&(other, kind)| {
                indent > other + 1 || (is_outer(kind, marked.kind) && self.open.len() < Self::MOST)
            });
            if !below || self.open.len() >= Self::MOST {
                self.open.pop();
            }
            self.open.push((indent, marked.kind));
        }
        u8::try_from(self.open.len().saturating_sub(1)).unwrap_or(u8::MAX)
    }

    /// How far the innermost entry is indented.
    pub(super) fn indent(&self) -> Option<usize> {
        self.open.last().map(|&(indent, _)| indent)
    }

    /// Ends the list.
    pub(super) fn leave(&mut self) {
        self.open.clear();
    }
}

/// Whether entries of the second mark stand within those of the first, where both are indented alike, as in the
/// text layer of a PDF.
fn is_outer(outer: char, inner: char) -> bool {
    let counted = outer.is_ascii_digit();
    let deeper = counted && inner.is_ascii_digit() && inner > outer;
    let thick = matches!(outer, '•' | '●' | '■' | '\u{f0b7}' | '➢');
    deeper
        || (counted && !inner.is_ascii_digit())
        || (thick && matches!(inner, 'o' | '◦' | '○' | '▪' | '-' | '–'))
}

/// Lines as blocks: an entry for each line with a mark, with the lines that follow it; paragraphs otherwise.
pub(super) fn blocks(lines: Vec<Passage>) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut depths = Depths::default();
    for line in lines.into_iter().filter(|line| !line.is_empty()) {
        if let Some(marked) = mark(line.text()) {
            let depth = depths.enter(0, &marked);
            let text = line.slice(marked.from..line.text().len());
            found.push(Block::Item(Item { depth, mark: marked.mark, text }));
        } else if let Some(Block::Paragraph(paragraph)) = found.last_mut() {
            paragraph.push(line);
        } else {
            depths.leave();
            found.push(Block::Paragraph(vec![line]));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_from_numbers_that_count() {
        let check = |line: &str, expected: Option<Mark>| {
            assert_eq!(mark(line).map(|marked| marked.mark), expected, "{line}");
        };
        let number = |number: &str| Some(Mark::Number(number.to_owned()));
        check("- [ ] @awa écrire", Some(Mark::Box { ticked: false }));
        check("☑ écrire", Some(Mark::Box { ticked: true }));
        check("• Thème", Some(Mark::Bullet));
        check("3. Divers", number("3"));
        check("(3) Divers", number("3"));
        check("2.1 Bilan", number("2.1"));
        check("2.1.3. Bilan", number("2.1.3"));
        check("b) Bilan", number("b"));
        check("3 personnes", None);
        check("10.30 Accueil", None);
        check("13.04.2021 Dakar", None);
        check("3.", None);
        check("J. Dupont", None);
    }

    #[test]
    fn depth_follows_indents_or_the_kinds_of_marks() {
        let check = |lines: &[(usize, &str)], expected: &[u8]| {
            let mut depths = Depths::default();
            let seen: Vec<u8> =
                lines.iter().map(|&(indent, line)| depths.enter(indent, &mark(line).unwrap())).collect();
            assert_eq!(seen, expected, "{lines:?}");
        };
        check(&[(0, "- a"), (2, "- b"), (4, "- c"), (2, "- d"), (0, "- e")], &[0, 1, 2, 1, 0]);
        check(&[(0, "• a"), (0, "o b"), (0, "o c"), (0, "• d")], &[0, 1, 1, 0]);
        check(&[(0, "1. a"), (0, "- b"), (0, "2. c")], &[0, 1, 0]);
        check(&[(0, "- a"), (0, "* b")], &[0, 0]);
        check(&[(4, "- a"), (0, "- b")], &[0, 0]);
        let deep: Vec<(usize, &str)> = (0..100).map(|depth| (depth * 2, "- a")).collect();
        let mut depths = Depths::default();
        let deepest = deep.iter().map(|&(indent, line)| depths.enter(indent, &mark(line).unwrap())).max();
        assert_eq!(deepest, Some(31));
    }
}
