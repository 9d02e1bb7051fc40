//! The subjects of the minutes with what was said under them and what is to be done.

use super::head::Head;
use super::outline::{Outline, Section};
use super::talk::{Said, Setting as TalkSetting, is_nothing};
use super::task::Task;
use super::titles::{Kind, bare};
use crate::minutes::action::{self, Surroundings};
use crate::minutes::agenda;
use crate::minutes::dates::Calendar;
use crate::minutes::discussion;
use crate::minutes::document::{Block, Item, Mark};
use crate::minutes::draft::{Confidence, Draft, Found, Span, Subject};
use crate::minutes::mentions::Names;
use crate::minutes::passage::{Passage, fold};
use crate::minutes::reader::people;
use crate::model::discussion::Kind as Point;

/// What the reading of the record needs to know of the document.
#[derive(Clone, Copy)]
pub(super) struct Setting<'a> {
    pub(super) calendar: Calendar,
    pub(super) names: &'a Names<'a>,
    pub(super) width: Option<usize>,
}

/// Reads the record into the draft.
pub(super) fn read(draft: &mut Draft, outline: &Outline, head: &Head, setting: Setting<'_>) {
    let people = people(draft);
    // Each name is looked for in many sentences; nobody checks more of them.
    let people = people.get(..MOST_PEOPLE).unwrap_or(&people);
    let planned = draft.agenda.iter().take(MOST_ITEMS).map(|item| fold(&item.value.title)).collect();
    let mut recorder =
        Recorder { draft, setting, people, planned, topic: None, implied: None, said: Said::default() };
    let mut rest = head.rest.as_slice();
    for (index, section) in outline.sections.iter().enumerate() {
        let (own, further) = rest.split_at(rest.partition_point(|(of, _)| *of <= index));
        rest = further;
        let own: Vec<Block> = own.iter().map(|(_, block)| block.clone()).collect();
        recorder.section(section, &own);
    }
}

/// How many names are looked for in sentences.
const MOST_PEOPLE: usize = 300;
/// How many topics of the agenda are looked for among the lines.
const MOST_ITEMS: usize = 200;

pub(super) struct Recorder<'a> {
    pub(super) draft: &'a mut Draft,
    setting: Setting<'a>,
    people: &'a [String],
    /// The folded titles of the agenda.
    planned: Vec<String>,
    /// The subject whose heading was the last one.
    topic: Option<usize>,
    /// The subject of what stands below no heading.
    implied: Option<usize>,
    pub(super) said: Said,
}

/// What a section's content belongs to.
#[derive(Clone)]
pub(super) enum Owner {
    Subject(usize),
    /// A subject that begins with its first point, below this heading.
    Heading(Passage),
    /// No heading at all.
    Nothing,
}

impl<'a> Recorder<'a> {
    fn section(&mut self, section: &Section, rest: &[Block]) {
        match section.kind {
            Kind::Head => self.talk(rest, Owner::Nothing, None),
            Kind::Field(_) | Kind::People(_) | Kind::Agenda | Kind::NextMeeting | Kind::Aside => {}
            Kind::Topic => {
                let subject = self.begin(section.number, &section.title);
                self.topic = Some(subject);
                self.talk(&section.blocks, Owner::Subject(subject), None);
            }
            Kind::Talk => {
                let owner = self.owner(section);
                self.talk(&section.blocks, owner, None);
            }
            Kind::Points(kind) => {
                let owner = self.owner(section);
                self.talk(&section.blocks, owner, Some(kind));
            }
            Kind::Actions | Kind::PreviousActions | Kind::OpenPoints | Kind::ClosedPoints => {
                let owner = self.owner(section);
                self.tasks(section, owner);
            }
        }
    }

    fn owner(&self, section: &Section) -> Owner {
        match self.topic.filter(|_| section.within_topic) {
            Some(topic) => Owner::Subject(topic),
            None if section.title.is_empty() => Owner::Nothing,
            None => Owner::Heading(section.title.clone()),
        }
    }

    pub(super) fn begin(&mut self, number: Option<u32>, heading: &Passage) -> usize {
        let (_, title) = bare(heading);
        let topic = agenda::item_of(&title, true).map(|item| item.value.title);
        let title_text = topic.unwrap_or_else(|| title.text().to_owned());
        let agenda_item = agenda::item_of_subject(&self.draft.agenda, &title_text);
        let mentions = self.setting.names.find(&title);
        let subject = Subject { number, title: title_text, agenda_item, mentions };
        let span = if title.is_empty() { heading.span() } else { title.span() };
        self.draft.subjects.push(Found::sure(subject, span));
        self.draft.subjects.len() - 1
    }

    /// The subject of what stands below no heading: the meeting's theme, or its title.
    fn implied(&mut self, span: Span) -> usize {
        if let Some(subject) = self.implied {
            return subject;
        }
        let named = self.draft.theme.as_ref().or(self.draft.title.filled()).or(self.draft.heading.as_ref());
        let title = named.map_or_else(|| "Discussion".to_owned(), |found| found.value.clone());
        let subject = Subject { number: None, title, agenda_item: None, mentions: Vec::new() };
        self.draft.subjects.push(Found::new(subject, span, Confidence::Low));
        let at = self.draft.subjects.len() - 1;
        self.implied = Some(at);
        at
    }

    pub(super) fn subject(&mut self, owner: &mut Owner, span: Span) -> usize {
        let subject = match owner {
            Owner::Subject(subject) => *subject,
            Owner::Heading(title) => {
                let title = title.clone();
                self.begin(None, &title)
            }
            Owner::Nothing => self.implied(span),
        };
        *owner = Owner::Subject(subject);
        subject
    }

    /// Reads what was said below a heading. Numbered lines with text below them, and lines that repeat a topic
    /// of the agenda, begin subjects of their own.
    pub(super) fn talk(&mut self, blocks: &[Block], mut owner: Owner, kind: Option<Point>) {
        let may_part = !matches!(owner, Owner::Subject(_)) && kind.is_none();
        let mut previous = None;
        for (index, block) in blocks.iter().enumerate() {
            if let Block::Table(table) = block {
                self.flush(&mut owner, kind);
                self.table(table, &mut owner, kind);
                previous = None;
                continue;
            }
            let begun = if may_part { self.subject_line(block, blocks.get(index + 1)) } else { None };
            if let Some((number, title, rest)) = begun {
                self.flush(&mut owner, kind);
                let subject = self.begin(number, &title);
                owner = Owner::Subject(subject);
                self.topic = Some(subject);
                let setting = self.talk_setting();
                rest.iter().for_each(|rest| self.said.take(rest, None, setting));
                previous = None;
                continue;
            }
            let setting = self.talk_setting();
            self.said.take(block, previous, setting);
            previous = Some(block);
        }
        self.flush(&mut owner, kind);
    }

    /// Puts what was said so far into the draft.
    pub(super) fn flush(&mut self, owner: &mut Owner, kind: Option<Point>) {
        let Said { paragraphs, tasks } = std::mem::take(&mut self.said);
        let first = paragraphs.iter().map(|paragraph| paragraph.text.span());
        let Some(span) = first.chain(tasks.iter().map(|task| task.text.span())).reduce(Span::and) else {
            return;
        };
        let subject = self.subject(owner, span);
        let points =
            discussion::read_as(kind, &paragraphs, subject, self.draft.points.len(), self.setting.names);
        self.draft.points.extend(points);
        for task in tasks {
            self.task(task, subject);
        }
    }

    pub(super) fn task(&mut self, task: Task, subject: usize) {
        let around =
            Surroundings { calendar: self.setting.calendar, people: self.people, names: self.setting.names };
        let mut action = task.read(subject, &around);
        if !action.value.text.chars().any(char::is_alphanumeric) || is_nothing(&action.value.text) {
            return;
        }
        action.value.caused_by = action::cause(&action.value.text, subject, &self.draft.points);
        self.draft.actions.push(action);
    }
}

impl<'a> Recorder<'a> {
    pub(super) fn talk_setting(&self) -> TalkSetting<'a> {
        TalkSetting { width: self.setting.width, people: self.people }
    }

    pub(super) fn names(&self) -> &'a Names<'a> {
        self.setting.names
    }

    pub(super) fn calendar(&self) -> Calendar {
        self.setting.calendar
    }

    /// A block that begins a subject: its number, its title, and what follows the title in the same block.
    fn subject_line(
        &self,
        block: &Block,
        next: Option<&Block>,
    ) -> Option<(Option<u32>, Passage, Option<Block>)> {
        match block {
            Block::Item(Item { depth: 0, mark: Mark::Number(number), text }) => {
                let below = match next {
                    Some(Block::Item(next)) => next.depth > 0 || !matches!(next.mark, Mark::Number(_)),
                    Some(Block::Paragraph(_) | Block::Table(_)) => true,
                    _ => false,
                };
                let title = text.text();
                let short =
                    title.chars().count() <= 90 && !title.ends_with(['.', '?', ';']) && !title.contains('\n');
                let known = self.is_planned(text);
                let titled = (below && short && Task::labelled(text).is_none()) || known;
                titled.then(|| (number.parse().ok(), text.clone(), None))
            }
            Block::Item(Item { depth: 0, text, .. }) => {
                let below = matches!(next, Some(Block::Item(next)) if next.depth > 0);
                (below && self.is_planned(text)).then(|| (None, text.clone(), None))
            }
            Block::Paragraph(lines) => self.planned_paragraph(lines),
            _ => None,
        }
    }

    /// A paragraph whose first line or first sentence is a topic of the agenda.
    fn planned_paragraph(&self, lines: &[Passage]) -> Option<(Option<u32>, Passage, Option<Block>)> {
        let (first, more) = lines.split_first()?;
        if self.is_planned(first) {
            let (number, title) = bare(first);
            let rest = (!more.is_empty()).then(|| Block::Paragraph(more.to_vec()));
            return Some((number, title, rest));
        }
        let end = first.text().find(['.', ':'])?;
        let title = first.slice(0..end);
        if !self.is_planned(&title) {
            return None;
        }
        let mut rest = vec![first.slice(end + 1..first.text().len())];
        rest.extend(more.iter().cloned());
        rest.retain(|line| !line.is_empty());
        Some((None, title, Some(Block::Paragraph(rest))))
    }

    /// Whether a text is the title of a planned topic, in whole or without its first words.
    fn is_planned(&self, text: &Passage) -> bool {
        if self.planned.is_empty() || text.text().len() > 160 {
            return false;
        }
        let (_, title) = bare(text);
        let title = fold(title.text());
        let same = |item: &String| {
            *item == title
                || (title.len() >= 8 && item.ends_with(&title))
                || (item.len() >= 8 && title.starts_with(item.as_str()) && title.len() <= item.len() + 12)
        };
        title.len() >= 3 && self.planned.iter().any(same)
    }
}
