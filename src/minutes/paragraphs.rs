//! The lines of a discussion cell put back into paragraphs. A line break is a paragraph's end where the next
//! word would still have fitted on the line, or where a bullet follows.

use super::cues;
use super::marks::bullet;
use super::passage::Passage;
use super::sentences::is_finished;
use super::text_layer::Line;

/// What parts a paragraph from what stands before it, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Break {
    /// Nothing but a sentence's end.
    Sentence,
    /// A new paragraph below a bullet.
    Paragraph,
    /// A new paragraph where there are no bullets.
    LooseParagraph,
    /// A bullet, a heading or a blank line.
    Block,
}

/// A paragraph of a discussion cell.
#[derive(Debug)]
pub(super) struct Paragraph {
    pub(super) before: Break,
    pub(super) is_heading: bool,
    pub(super) bulleted: bool,
    /// Whether it is an entry below the paragraph before it.
    pub(super) below: bool,
    pub(super) text: Passage,
}

/// Puts the blocks of a cell back into paragraphs. `width` is how many characters a full line of the cell has.
pub(super) fn read(blocks: &[&[Line]], width: usize) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut in_bullet = false;
    let mut last_width = 0;
    for block in blocks {
        let mut block_begins = true;
        for line in *block {
            let mark = bullet(&line.text);
            let text = mark.and_then(|(_, from)| line.text.get(from..)).unwrap_or(&line.text);
            let place = Place { block_begins, bulleted: mark.is_some(), in_bullet, last_width, width };
            match place.before(paragraphs.last(), text) {
                None => {
                    if let Some(paragraph) = paragraphs.last_mut() {
                        paragraph.text.push(line.number, text);
                    }
                }
                Some(before) => {
                    in_bullet = mark.is_some() || (in_bullet && before < Break::Block);
                    let text = Passage::of_line(line.number, text);
                    paragraphs.push(Paragraph {
                        before,
                        is_heading: false,
                        bulleted: mark.is_some(),
                        below: false,
                        text,
                    });
                }
            }
            last_width = line.width();
            block_begins = false;
        }
    }
    mark_headings(&mut paragraphs, width);
    paragraphs.retain(|paragraph| paragraph.text.text().chars().any(char::is_alphanumeric));
    paragraphs
}

/// Whether the next word would still have fitted on a line of this width: then the line was ended on purpose.
pub(super) fn was_ended_on_purpose(line_width: usize, next: &str, width: usize) -> bool {
    let word = next.split_whitespace().next().map_or(0, |word| word.chars().count());
    // Letters differ in width; a line within a seventh of the full one counts as full.
    (line_width + 1 + word) * 7 <= width * 6
}

/// Where a line stands.
struct Place {
    block_begins: bool,
    bulleted: bool,
    in_bullet: bool,
    last_width: usize,
    width: usize,
}

impl Place {
    /// What parts this line from the paragraph before it; `None` where it continues that paragraph.
    fn before(&self, last: Option<&Paragraph>, text: &str) -> Option<Break> {
        let Some(last) = last else {
            return Some(Break::Block);
        };
        if self.bulleted {
            return Some(Break::Block);
        }
        let finished = is_finished(last.text.text());
        if finished && cues::leading_label(text).is_some() {
            return Some(Break::Block);
        }
        let small = !text.starts_with(|c: char| c.is_uppercase() || matches!(c, '«' | '"' | '“'));
        // A page may end in the middle of a sentence.
        if self.block_begins {
            return if small && !finished { None } else { Some(Break::Block) };
        }
        let heading_above = last.text.text().ends_with(':') && self.last_width * 2 < self.width * 3;
        let own_paragraph = if self.in_bullet { Break::Paragraph } else { Break::LooseParagraph };
        if heading_above && was_ended_on_purpose(self.last_width, text, self.width) {
            return Some(Break::Block);
        }
        let ended = was_ended_on_purpose(self.last_width, text, self.width);
        (!small && ended).then_some(own_paragraph)
    }
}

/// A short paragraph that ends with a colon, or that is nothing but a heading's word, heads what follows.
fn mark_headings(paragraphs: &mut [Paragraph], width: usize) {
    let count = paragraphs.len();
    for (index, paragraph) in paragraphs.iter_mut().enumerate() {
        let text = paragraph.text.text();
        let short = text.chars().count() <= width.max(60) && !text.contains(['.', '?', '!']);
        let known = cues::of_heading(text).is_some() || cues::is_bare_heading(text);
        let colon = text.ends_with(':') && !paragraph.bulleted && (known || paragraph.before == Break::Block);
        paragraph.is_heading = index + 1 < count && short && (colon || cues::is_bare_heading(text));
    }
    let mut after_heading = false;
    for paragraph in paragraphs {
        if after_heading || paragraph.is_heading {
            paragraph.before = Break::Block;
        }
        after_heading = paragraph.is_heading;
    }
}
