//! The blocks that a plain text shows: what is underlined, marked or set in columns was meant as something.

mod headings;
mod tables;

use super::super::passage::Passage;
use super::super::text_layer::{Line, blocks as stretches};
use super::marked::{Depths, Marked, mark};
use super::{Block, Item};
use crate::error::Result;
use headings::{Underline, is_rule, underline};

/// A line with what the source has and `Line` drops: where it begins, and its columns.
#[derive(Debug, Clone, Copy)]
struct Seen<'a> {
    line: &'a Line,
    /// The line as it is written.
    raw: &'a str,
    /// How many columns it is indented.
    indent: usize,
}

/// The blocks of lines, each of which is also given as it was written. Fails with `minutes-too-large` where they
/// have too many cells.
pub(super) fn blocks(raws: &[&str], lines: &[Line]) -> Result<Vec<Block>> {
    let first = lines.first().map_or(1, |line| line.number);
    let mut reader = Reader { blocks: Vec::new(), depths: Depths::default(), cells: tables::limit() };
    let stretches = stretches(lines);
    let mut seen: Vec<Vec<Seen<'_>>> = Vec::with_capacity(stretches.len());
    for stretch in &stretches {
        let see = |line: &'_ Line| {
            let at = usize::try_from(line.number.saturating_sub(first)).unwrap_or(usize::MAX);
            raws.get(at).copied().unwrap_or_default()
        };
        seen.push(stretch.iter().map(|line| Seen::new(line, see(line))).collect());
    }
    for (index, stretch) in seen.iter().enumerate() {
        reader.stretch(stretch, seen.get(index + 1).and_then(|next| next.first()))?;
    }
    Ok(reader.blocks)
}

impl<'a> Seen<'a> {
    fn new(line: &'a Line, raw: &'a str) -> Self {
        let blank = raw.chars().take_while(|c| c.is_whitespace());
        let indent = blank.map(|c| if c == '\t' { 4 } else { 1 }).sum();
        Self { line, raw, indent }
    }
}

struct Reader {
    blocks: Vec<Block>,
    depths: Depths,
    cells: super::limits::Limit,
}

impl Reader {
    /// Reads the lines between two blank ones; `next` is the first line of what follows.
    fn stretch(&mut self, lines: &[Seen<'_>], next: Option<&Seen<'_>>) -> Result<()> {
        let mut rest = lines;
        let mut begins = true;
        while let Some((seen, after)) = rest.split_first() {
            if let Some((table, taken)) = tables::take(rest, begins, &mut self.cells)? {
                self.push(Block::Table(table));
                rest = rest.get(taken..).unwrap_or_default();
            } else if let Some(taken) = self.overlined(rest) {
                rest = rest.get(taken..).unwrap_or_default();
            } else {
                self.line(seen, after.first(), begins && lines.len() == 1, begins, next);
                rest = if underline(seen, after.first()).is_some() {
                    after.get(1..).unwrap_or_default()
                } else {
                    after
                };
            }
            begins = false;
        }
        Ok(())
    }

    /// A heading between two lines drawn alike.
    fn overlined(&mut self, lines: &[Seen<'_>]) -> Option<usize> {
        let [above, title, below, ..] = lines else { return None };
        let level = underline(title, Some(below))?.level();
        (is_rule(&above.line.text) && above.line.text.get(..1) == below.line.text.get(..1)).then(|| {
            self.push(Block::Heading { level, text: title.line.passage() });
            3
        })
    }

    /// Reads one line. `alone` tells that blank lines stand around it, `begins` that one stands before it.
    fn line(
        &mut self,
        seen: &Seen<'_>,
        below: Option<&Seen<'_>>,
        alone: bool,
        begins: bool,
        next: Option<&Seen<'_>>,
    ) {
        let text = &seen.line.text;
        let passage = seen.line.passage();
        if let Some(underline) = underline(seen, below) {
            return self.push(Block::Heading { level: underline.level(), text: passage });
        }
        if is_rule(text) {
            return self.push(Block::Rule);
        }
        if let Some(marked) = mark(text) {
            let follows = below.or(next);
            if alone && headings::is_numbered(&marked, text) && !self.is_counted_list(&marked, follows) {
                return self.push(Block::Heading { level: headings::level(&marked), text: passage });
            }
            return self.item(seen, marked);
        }
        let goes_on = !begins && self.goes_on();
        if begins && headings::is_capital(text) && !goes_on {
            return self.push(Block::Heading { level: Underline::Thin.level(), text: passage });
        }
        let outside = self.depths.indent().is_none_or(|indent| seen.indent <= indent);
        let introduces = below.or(next).is_some() && headings::is_label(text);
        let free = begins || (matches!(self.blocks.last(), Some(Block::Item(_))) && below.is_some());
        if introduces && free && outside {
            return self.push(Block::Heading { level: headings::LABEL, text: passage });
        }
        self.prose(seen, passage, begins);
    }

    /// Whether a line without a mark belongs to what stands above it.
    fn goes_on(&self) -> bool {
        matches!(self.blocks.last(), Some(Block::Item(_) | Block::Paragraph(_)))
    }

    /// Whether entries of the same list stand before or after: then the number counts entries, not chapters.
    fn is_counted_list(&self, marked: &Marked, next: Option<&Seen<'_>>) -> bool {
        let next = next.and_then(|next| mark(&next.line.text));
        let goes_on = next.is_some_and(|next| headings::follows(marked, &next.mark));
        let went_before = match self.blocks.last() {
            Some(Block::Item(item)) => headings::precedes(marked, &item.mark),
            _ => false,
        };
        goes_on || went_before
    }

    fn item(&mut self, seen: &Seen<'_>, marked: Marked) {
        let depth = self.depths.enter(seen.indent, &marked);
        let text = seen.line.text.get(marked.from..).unwrap_or_default();
        let text = Passage::of_line(seen.line.number, text);
        self.blocks.push(Block::Item(Item { depth, mark: marked.mark, text }));
    }

    fn prose(&mut self, seen: &Seen<'_>, passage: Passage, begins: bool) {
        let within = self.depths.indent().is_some_and(|indent| seen.indent >= indent + 2);
        match self.blocks.last_mut() {
            Some(Block::Item(item)) if !begins => item.text.append(&passage),
            Some(Block::Item(item)) if within => item.text.append_paragraph(&passage),
            Some(Block::Paragraph(lines)) if !begins => lines.push(passage),
            _ => self.push(Block::Paragraph(vec![passage])),
        }
    }

    /// Adds what is no entry of a list, and so ends the list.
    fn push(&mut self, block: Block) {
        self.depths.leave();
        self.blocks.push(block);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Document;
    use super::super::sketch::{sketch, sketch_with_lines};

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(sketch(&Document::text(text).unwrap()), expected, "{text}");
    }

    #[test]
    fn headings_are_underlined_capital_numbered_or_labels() {
        check("Minutes\n=======\n\nAgenda\n---\ntext\n", &["# Minutes", "## Agenda", "text"]);
        check("======\nMinutes\n======\n\n-----\n\ntext", &["# Minutes", "----", "text"]);
        check("RELEVÉ DE DÉCISIONS\nIl est convenu.\n", &["## RELEVÉ DE DÉCISIONS", "Il est convenu."]);
        check("3. Pilote\n\nLe pilote avance.\n", &["## 3. Pilote", "Le pilote avance."]);
        check("3.1 Pilote\n\nLe pilote avance.\n", &["### 3.1 Pilote", "Le pilote avance."]);
        check(
            "Présents :\n- Awa\n- Issa\nExcusés :\n- Ruth\n",
            &["### Présents :", "- Awa", "- Issa", "### Excusés :", "- Ruth"],
        );
        check("FHIR.\n\nNOTE\n", &["FHIR.", "NOTE"]);
    }

    #[test]
    fn a_list_that_counts_is_no_row_of_headings() {
        check(
            "1. Accueil\n\n2. Pilote\n\n3. Divers\n\nAu revoir.",
            &["1. Accueil", "2. Pilote", "3. Divers", "Au revoir."],
        );
    }

    #[test]
    fn paragraphs_keep_their_lines_and_entries_join_them() {
        check("un\ndeux\n\ntrois", &["un / deux", "trois"]);
        check(
            "- un\n  deux\n\n  trois\n- [x] quatre\n  1) cinq\n\nsix",
            &["- un deux ¶ trois", "[x] quatre", "  1. cinq", "six"],
        );
        let document = Document::text("\nun\ndeux\n\n- trois\nquatre").unwrap();
        assert_eq!(sketch_with_lines(&document), ["un / deux @2-2 3-3", "- trois quatre @5-6"]);
    }

    #[test]
    fn pages_part_paragraphs() {
        check("un\n\u{c}deux\nPage 2 sur 3\ntrois", &["un", "deux", "trois"]);
    }
}
