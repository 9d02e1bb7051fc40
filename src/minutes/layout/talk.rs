//! What was said, from headings, paragraphs, lists and tables whose cells are whole: the blocks are put into
//! paragraphs, and the lines that say what is to be done are taken out.

use super::task::{self, Task};
use crate::minutes::document::{Block, Cell, Item, Mark};
use crate::minutes::paragraphs::{Break, Paragraph, was_ended_on_purpose};
use crate::minutes::passage::Passage;
use std::sync::LazyLock;

use crate::minutes::passage::{fold, words};
use crate::minutes::pattern::{Pattern, any_begins};
use crate::minutes::sentences;
use crate::minutes::{cues, marks};

/// How the lines of a document are to be understood.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting<'a> {
    /// How many characters a full line has; `None` where every break of a line was meant.
    pub(super) width: Option<usize>,
    /// The folded names of those whom the header names.
    pub(super) people: &'a [String],
}

/// What a stretch of blocks says: paragraphs, and what is to be done.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) paragraphs: Vec<Paragraph>,
    pub(super) tasks: Vec<Task>,
}

impl Said {
    /// Adds what a block says. `previous` is the block before it.
    pub(super) fn take(&mut self, block: &Block, previous: Option<&Block>, setting: Setting<'_>) {
        match block {
            Block::Heading { text, .. } => self.push(text, Break::Block, true, false, false),
            Block::Paragraph(lines) => {
                for (index, text) in unwrap(lines, setting.width).iter().enumerate() {
                    let before = if index == 0 { Break::Block } else { Break::LooseParagraph };
                    self.paragraph(text, before, false, false, setting);
                }
            }
            Block::Item(item) => self.item(item, previous, setting),
            Block::Table(table) => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    self.cell(cell, setting);
                }
            }
            Block::Rule => {}
        }
    }

    /// Adds what stands in a cell.
    pub(super) fn cell(&mut self, cell: &Cell, setting: Setting<'_>) {
        let mut previous = None;
        for block in &cell.blocks {
            self.take(block, previous, setting);
            previous = Some(block);
        }
    }

    fn item(&mut self, item: &Item, previous: Option<&Block>, setting: Setting<'_>) {
        let below = matches!(previous, Some(Block::Item(last)) if last.depth < item.depth);
        if let Mark::Box { ticked } = item.mark {
            self.tasks.push(Task::boxed(&item.text, ticked));
            return;
        }
        for (index, part) in paragraphs_of(&item.text).iter().enumerate() {
            let before = if index == 0 { Break::Block } else { Break::Paragraph };
            self.paragraph(part, before, index == 0, below && index == 0, setting);
        }
    }

    /// Adds a paragraph; its sentences that promise something become tasks.
    fn paragraph(
        &mut self,
        text: &Passage,
        before: Break,
        bulleted: bool,
        below: bool,
        setting: Setting<'_>,
    ) {
        if let Some(task) = Task::labelled(text) {
            self.tasks.push(task);
            return;
        }
        if cues::is_bare_heading(text.text()) && text.text().ends_with(':') {
            return self.push(text, Break::Block, true, false, false);
        }
        let mut kept = Passage::default();
        for sentence in sentences::split(text) {
            if let Some((task, agreed)) = task::promised(&sentence, setting.people) {
                self.tasks.push(task);
                if !agreed {
                    continue;
                }
            }
            kept.append(&sentence);
        }
        self.push(&kept, before, false, bulleted, below);
    }

    fn push(&mut self, text: &Passage, before: Break, is_heading: bool, bulleted: bool, below: bool) {
        let says = text.text().chars().any(char::is_alphabetic) && !is_nothing(text.text());
        if says && !is_courtesy(text.text()) {
            self.paragraphs.push(Paragraph { before, is_heading, bulleted, below, text: text.clone() });
        }
    }
}

/// The paragraphs of an entry.
fn paragraphs_of(text: &Passage) -> Vec<Passage> {
    let mut parts = Vec::new();
    let mut start = 0;
    for part in text.text().split('\n') {
        let end = start + part.len();
        parts.push(text.slice(start..end));
        start = end + 1;
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Puts wrapped lines together again: a line goes on where the next word would not have fitted on it.
pub(super) fn unwrap(lines: &[Passage], width: Option<usize>) -> Vec<Passage> {
    let Some(width) = width else { return lines.to_vec() };
    let mut whole: Vec<Passage> = Vec::new();
    let mut last_width = 0;
    for line in lines {
        let text = line.text();
        let labelled = cues::leading_label(text).is_some()
            || Task::labelled(line).is_some()
            || whole.last().is_some_and(|last| is_courtesy(last.text()));
        let bulleted = marks::bullet(text).is_some()
            || marks::leading_number(text).is_some_and(|(_, from)| {
                text.get(from..).is_some_and(|rest| rest.starts_with(char::is_uppercase))
            });
        let ended = was_ended_on_purpose(last_width, text, width);
        let finished = whole.last().is_some_and(|last| sentences::is_finished(last.text()));
        let capital = text.starts_with(|c: char| c.is_uppercase() || matches!(c, '«' | '"' | '“'));
        let begins = whole.is_empty() || labelled || bulleted || (ended && (capital || finished));
        match whole.last_mut().filter(|_| !begins) {
            Some(last) => last.append(line),
            None => whole.push(line.clone()),
        }
        last_width = text.chars().count();
    }
    whole
}

/// Whether a text only says that there is nothing.
pub(super) fn is_nothing(text: &str) -> bool {
    const NOTHING: [&str; 16] = [
        "none",
        "neant",
        "aucun",
        "aucune",
        "nothing",
        "rien",
        "n a",
        "na",
        "nil",
        "ras",
        "no notes",
        "no actions",
        "aucune action",
        "tbd",
        "rien a signaler",
        "nothing to report",
    ];
    text.len() <= 60 && NOTHING.contains(&fold(text).as_str())
}

/// Whether a line greets or takes leave, as e-mails do.
pub(super) fn is_courtesy(text: &str) -> bool {
    static COURTESY: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
        Pattern::all(&[
            "bonjour|bonsoir|hello|hi|dear|cher|chers|chere|cheres",
            "bonne journee|soiree",
            "cordialement|amicalement|salutations",
            "bien cordialement|a vous",
            "best|kind|warm regards|wishes",
            "regards|cheers|thanks|merci",
        ])
    });
    let words = words(text);
    words.len() <= 6 && any_begins(&COURTESY, &words) && !text.trim_end().ends_with('.')
}
