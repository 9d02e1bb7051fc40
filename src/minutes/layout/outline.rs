//! A document cut into the parts that minutes have: by headings, by labels in front of lines, and by the lists
//! that stand below such labels.

use super::task::Task;
use super::titles::{Kind, bare, told};
use crate::minutes::document::{Block, Item, Mark};
use crate::minutes::passage::{Passage, words};
use crate::minutes::sentences::is_finished;
use crate::minutes::vocabulary::{Label, label_at};
use crate::minutes::word_lists::begins_with_action;

/// A part of the minutes.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) kind: Kind,
    /// Its heading, without number and colon.
    pub(super) title: Passage,
    pub(super) number: Option<u32>,
    /// Its heading with the hours that were planned for it.
    pub(super) planned: Option<Passage>,
    /// Whether it stands below the subject before it.
    pub(super) within_topic: bool,
    pub(super) blocks: Vec<Block>,
}

/// The parts of a document, from top to bottom. The first is the head, and may be empty.
pub(super) fn cut(blocks: &[Block]) -> Outline {
    let mut cutter = Cutter::new();
    // What stands below the two dashes of an e-mail is a signature.
    let signature = |block: &Block| matches!(block, Block::Paragraph(lines) if lines.first().is_some_and(|line| line.text() == "--"));
    let signed = blocks.iter().position(signature).unwrap_or(blocks.len());
    for (index, block) in blocks.iter().take(signed).enumerate() {
        cutter.take(block, blocks.get(index + 1));
    }
    Outline { titles: cutter.titles, sections: cutter.sections }
}

/// What [`cut`] gives.
#[derive(Debug)]
pub(super) struct Outline {
    /// The headings above everything.
    pub(super) titles: Vec<Passage>,
    pub(super) sections: Vec<Section>,
}

/// When a section ends that a label began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// With the next heading.
    Heading,
    /// With the paragraph that it stands in.
    Paragraph,
    /// With the list below the label, or with the paragraph where there is no list.
    List,
    /// With the next entry that stands as deep as this one.
    Entry(u8),
}

/// Below every level that a heading may have: the level of labels in front of lines.
const LABEL: u8 = 50;

struct Cutter {
    titles: Vec<Passage>,
    sections: Vec<Section>,
    ends: Ends,
    /// What the text goes back to when a labelled section ends.
    outer: Option<(Kind, Passage, bool)>,
    /// The level of the last subject's heading.
    topic: Option<u8>,
    /// Whether a part was met that is no part of the head.
    beyond_head: bool,
}

impl Cutter {
    fn new() -> Self {
        let mut cutter = Self {
            titles: Vec::new(),
            sections: Vec::new(),
            ends: Ends::Heading,
            outer: None,
            topic: None,
            beyond_head: false,
        };
        cutter.open(Kind::Head, Passage::default(), None, false);
        cutter
    }

    fn kind(&self) -> Kind {
        self.sections.last().map_or(Kind::Head, |section| section.kind)
    }

    fn is_empty(&self) -> bool {
        self.sections.last().is_none_or(|section| section.blocks.is_empty())
    }

    fn open(&mut self, kind: Kind, title: Passage, number: Option<u32>, within_topic: bool) {
        self.beyond_head |= !matches!(kind, Kind::Head | Kind::Field(_));
        self.sections.push(Section { kind, title, number, planned: None, within_topic, blocks: Vec::new() });
    }

    fn push(&mut self, block: Block) {
        if let Some(section) = self.sections.last_mut() {
            section.blocks.push(block);
        }
    }

    fn take(&mut self, block: &Block, next: Option<&Block>) {
        match block {
            Block::Heading { level, text } => self.heading(*level, text, next),
            Block::Paragraph(lines) => self.paragraph(lines, next),
            Block::Item(item) => self.item(item, next),
            Block::Table(_) => self.push(block.clone()),
            Block::Rule => {
                if matches!(self.ends, Ends::List) && !self.is_empty() {
                    self.close();
                }
            }
        }
    }

    fn heading(&mut self, level: u8, text: &Passage, next: Option<&Block>) {
        let (number, title) = bare(text);
        if title.is_empty() {
            return;
        }
        let kind = told(title.text());
        let only_head = !self.beyond_head;
        let first = self.sections.len() == 1 && self.is_empty()
            || only_head && level == 1 && self.titles.is_empty() && kind.is_none();
        if first && (kind.is_none() || self.titles.is_empty() && is_page_title(text, next)) {
            let further = !self.titles.is_empty() && number.is_none() && !names_meeting(text);
            if !further {
                self.titles.push(text.clone());
                return;
            }
        }
        if kind.is_none()
            && let Some((kind, title, rest)) = lead(text, false)
            && !rest.is_empty()
        {
            self.ends = Ends::Heading;
            self.outer = None;
            self.open(kind, title, number, self.topic.is_some());
            self.push(Block::Paragraph(vec![rest]));
            return;
        }
        let kind = kind.unwrap_or(Kind::Topic);
        let timed = crate::minutes::agenda::without_hours(&title);
        let (kind, title, planned) = match timed {
            Some(bare_title) => (told(bare_title.text()).unwrap_or(Kind::Topic), bare_title, Some(title)),
            None => (kind, title, None),
        };
        if self.topic.is_some_and(|topic| level <= topic) {
            self.topic = None;
        }
        let within = self.topic.is_some();
        if kind == Kind::Topic && !within {
            self.topic = Some(level);
        }
        self.ends = if text.text().ends_with(':') { Ends::List } else { Ends::Heading };
        self.outer = None;
        // A heading within a subject heads a part of it.
        if kind == Kind::Topic && within {
            self.push(Block::Heading { level, text: title });
            return;
        }
        self.open(kind, title, number, within);
        if let Some(section) = self.sections.last_mut() {
            section.planned = planned;
        }
    }

    /// Begins a section below a label, which ends as `ends` says.
    fn label(&mut self, kind: Kind, title: Passage, ends: Ends) {
        let current = self.sections.last().map(|section| (section.kind, section.title.clone()));
        if self.outer.is_none() {
            self.outer = current.map(|(kind, title)| (kind, title, self.topic.is_some()));
        }
        let within = self.topic.is_some_and(|topic| topic < LABEL);
        self.open(kind, title, None, within);
        self.ends = ends;
    }

    /// Goes back to what stood around a labelled section; below a heading of its own, to what was said.
    fn close(&mut self) {
        self.ends = Ends::Heading;
        let outer = self.outer.take().unwrap_or((Kind::Talk, Passage::default(), self.topic.is_some()));
        // A part of the same subject goes on, without a heading of its own.
        let kind = if outer.0 == Kind::Topic { Kind::Talk } else { outer.0 };
        self.open(kind, Passage::default(), None, outer.2);
    }

    fn paragraph(&mut self, lines: &[Passage], next: Option<&Block>) {
        if self.ends == Ends::Paragraph || matches!(self.ends, Ends::Entry(_)) {
            self.close();
        }
        let list = matches!(self.kind(), Kind::People(_) | Kind::Agenda) || self.ends == Ends::List;
        if list && !self.is_empty() && !self.goes_on(lines) {
            self.close();
        }
        let mut run: Vec<Passage> = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            let last = index + 1 == lines.len();
            let below = if last { next } else { None };
            if line.text() == "--" {
                break;
            }
            let goes_on = run.last().is_some_and(|before| !is_finished(before.text()))
                && line.text().starts_with(char::is_lowercase);
            let led = if goes_on { None } else { lead(line, last && below.is_none()) };
            let Some((kind, title, rest)) = led else {
                run.push(line.clone());
                continue;
            };
            self.flush(&mut run);
            if self.ends != Ends::Heading {
                self.close();
            }
            let field = matches!(kind, Kind::Field(_));
            let ends = if rest.is_empty() && !field { Ends::List } else { Ends::Paragraph };
            self.label(kind, title, ends);
            if !rest.is_empty() {
                run.push(rest);
            }
            if field {
                self.flush(&mut run);
                self.close();
            }
        }
        self.flush(&mut run);
    }

    fn flush(&mut self, run: &mut Vec<Passage>) {
        if !run.is_empty() {
            let lines = std::mem::take(run);
            self.push(Block::Paragraph(lines));
        }
    }

    /// Whether a paragraph still belongs to the list of names or topics above it.
    fn goes_on(&self, lines: &[Passage]) -> bool {
        let short = |line: &Passage| {
            let text = line.text();
            text.chars().count() <= 90 && !text.ends_with(['.', '?', '!'])
        };
        match self.kind() {
            Kind::People(_) | Kind::Agenda => lines.iter().all(short),
            kind if kind.holds_actions() => {
                let listed = matches!(
                    self.sections.last().and_then(|section| section.blocks.last()),
                    Some(Block::Item(_))
                );
                !listed || lines.iter().all(is_task)
            }
            _ => false,
        }
    }

    fn item(&mut self, item: &Item, next: Option<&Block>) {
        if let Ends::Entry(depth) = self.ends
            && item.depth <= depth
        {
            self.close();
        }
        if self.ends == Ends::Paragraph {
            self.close();
        }
        let deeper = matches!(next, Some(Block::Item(next)) if next.depth > item.depth);
        let boxed = matches!(item.mark, Mark::Box { .. });
        let led = lead(&item.text, false).filter(|_| !boxed);
        match led {
            Some((kind, title, rest)) if rest.is_empty() && deeper => {
                self.label(kind, title, Ends::Entry(item.depth));
            }
            Some((kind, title, rest)) if !rest.is_empty() && self.may_hold(kind) => {
                if self.ends != Ends::Heading {
                    self.close();
                }
                self.label(kind, title, Ends::Paragraph);
                self.push(Block::Paragraph(vec![rest]));
            }
            _ => self.push(Block::Item(item.clone())),
        }
    }

    /// Whether an entry that begins with a label is a part of the head, rather than an entry of a list.
    fn may_hold(&self, kind: Kind) -> bool {
        match self.kind() {
            Kind::Head | Kind::People(_) => true,
            // The agenda may plan to speak of the next meeting, and name its day.
            Kind::Agenda => false,
            _ => kind == Kind::NextMeeting,
        }
    }
}

/// The part that a line begins with its label: the kind, the label, and what follows it on the line. `alone`
/// tells that nothing stands below the line.
fn lead(line: &Passage, alone: bool) -> Option<(Kind, Passage, Passage)> {
    let text = line.text();
    let colon = text.char_indices().take(60).find(|&(_, c)| c == ':').map(|(at, _)| at);
    if let Some(colon) = colon {
        let (_, label) = bare(&line.slice(0..colon));
        let rest = line.slice(colon + 1..text.len()).trimmed(&['*', '_']);
        let kind = told(label.text())?;
        // "Notes: Awa Diop" names who wrote them.
        let named = kind == Kind::Talk && crate::minutes::attendees::looks_like_name(rest.text());
        let kind = if named { Kind::Field(Label::Rapporteur) } else { kind };
        let several = matches!(kind, Kind::Field(_)) && crate::minutes::header::cells(line).len() > 1;
        if several {
            return None;
        }
        let alone = alone && rest.is_empty();
        return (heads_line(kind, rest.is_empty()) && !alone).then_some((kind, label, rest));
    }
    let (_, label) = bare(line);
    let kind = told(label.text()).filter(|kind| !matches!(kind, Kind::Field(_)) && !text.ends_with('.'))?;
    // A word alone may be anything; what heads a list stands above one.
    let telling = words(label.text()).len() >= 2 || text.starts_with(char::is_uppercase);
    (heads_line(kind, true) && telling && !alone).then(|| (kind, label, Passage::default()))
}

/// Whether such a part may begin with a label in a line, with (`empty` is false) or without text behind it.
fn heads_line(kind: Kind, empty: bool) -> bool {
    match kind {
        Kind::People(_) | Kind::NextMeeting | Kind::Agenda => true,
        Kind::Actions
        | Kind::PreviousActions
        | Kind::OpenPoints
        | Kind::ClosedPoints
        | Kind::Points(_)
        | Kind::Talk => empty,
        Kind::Field(Label::Facilitator | Label::Rapporteur) => true,
        Kind::Field(_) | Kind::Head | Kind::Topic | Kind::Aside => false,
    }
}

/// Whether a document's first heading names the document rather than its first part: "Minutes", "Compte rendu".
fn is_page_title(text: &Passage, next: Option<&Block>) -> bool {
    let kind = told(bare(text).1.text());
    let names_all = kind == Some(Kind::Talk);
    let field = words(text.text());
    names_all && label_at(&field, 0).is_none() && next.is_some()
}

/// Whether a heading names the meeting or its record.
pub(super) fn names_meeting(text: &Passage) -> bool {
    const WORDS: [&str; 16] = [
        "minutes",
        "meeting",
        "reunion",
        "rencontre",
        "seance",
        "session",
        "call",
        "notes",
        "compte",
        "rendu",
        "report",
        "rapport",
        "releve",
        "proces",
        "verbal",
        "atelier",
    ];
    let words = words(text.text());
    let dated = crate::minutes::dates::find(text.text(), &words, None).is_some();
    dated || words.iter().any(|word| WORDS.contains(&word.folded.as_str()))
}

/// Whether a line below a list of tasks is one of them.
fn is_task(line: &Passage) -> bool {
    let owned = crate::minutes::attendees::name_before_colon(line.text()).is_some();
    begins_with_action(line.text()) || owned || Task::labelled(line).is_some()
}
