//! Lists and lines that hold nothing but what is to be done.

use super::outline::Section;
use super::record::{Owner, Recorder};
use super::talk::{is_courtesy, unwrap};
use super::task::Task;
use super::titles::Kind;
use crate::minutes::document::{Block, Item, Mark};
use crate::minutes::draft::Found;
use crate::minutes::passage::{Passage, words};
use crate::minutes::states;
use crate::minutes::vocabulary::speaks_of_next_meeting;
use crate::minutes::word_lists::begins_with_action;
use crate::minutes::{cues, marks};
use crate::model::action_item::Status;

impl Recorder<'_> {
    /// Reads a section of tasks.
    pub(super) fn tasks(&mut self, section: &Section, mut owner: Owner) {
        let inherited = Inherited::of(section);
        let mut group: Option<(u8, Found<String>)> = None;
        let mut previous: Option<&Block> = None;
        for (index, block) in section.blocks.iter().enumerate() {
            match block {
                Block::Item(item) => {
                    if group.as_ref().is_some_and(|(depth, _)| item.depth <= *depth) {
                        group = None;
                    }
                    let next = section.blocks.get(index + 1);
                    match group_of(item, next) {
                        Some(name) => group = Some((item.depth, name)),
                        None => self.entry(item, previous, group.as_ref().map(|(_, name)| name), &inherited),
                    }
                }
                Block::Paragraph(lines) => {
                    for line in unwrap(lines, self.talk_setting().width) {
                        let (_, line) = marks::leading_number(line.text())
                            .map_or((0, line.clone()), |(number, from)| {
                                (number, line.slice(from..line.text().len()))
                            });
                        self.line(&line, &inherited);
                    }
                }
                Block::Heading { text, .. } => {
                    let name = text.trimmed(&[':']);
                    group = Some((0, Found::sure(name.text().to_owned(), name.span())));
                }
                Block::Table(table) => self.table_in(table, section.kind, &inherited, &mut owner, None),
                Block::Rule => {}
            }
            previous = Some(block);
        }
        self.flush(&mut owner, None);
    }

    fn entry(
        &mut self,
        item: &Item,
        previous: Option<&Block>,
        group: Option<&Found<String>>,
        inherited: &Inherited,
    ) {
        let question = item.text.text().trim_end().ends_with('?') || is_aside(&item.text);
        let untold = inherited.part == Kind::OpenPoints && !is_task(&item.text);
        let boxed = matches!(item.mark, Mark::Box { .. });
        if !boxed && (question || untold) {
            // An open point that nobody is to see to is a question, or a piece of information.
            let setting = self.talk_setting();
            self.said.take(&Block::Item(item.clone()), previous, setting);
            return;
        }
        if self.detail(item, previous) {
            return;
        }
        let task = match item.mark {
            Mark::Box { ticked } => Task::boxed(&item.text, ticked),
            Mark::Bullet | Mark::Number(_) => Task::listed(&item.text),
        };
        let task = Task { owner: task.owner.clone().or(group.cloned()), ..task };
        self.said.tasks.push(inherited.give(task));
    }

    /// A line below a task that names its owner, its due date or its state.
    fn detail(&mut self, item: &Item, previous: Option<&Block>) -> bool {
        let below = matches!(previous, Some(Block::Item(last)) if last.depth < item.depth || last.depth == item.depth && item.depth > 0);
        let Some(last) = self.said.tasks.last_mut().filter(|_| below) else { return false };
        let Some(colon) = item.text.text().find(':') else { return false };
        let value = item.text.slice(colon + 1..item.text.text().len());
        let label = words(item.text.text().get(..colon).unwrap_or_default());
        let Some(first) = label.first().map(|word| word.folded.as_str()).filter(|_| label.len() <= 3) else {
            return false;
        };
        match first {
            "owner" | "responsable" | "who" | "qui" | "assignee" | "porteur" | "assigned" | "lead" => {
                last.owner = Some(Found::sure(value.text().to_owned(), value.span()));
            }
            "due" | "echeance" | "deadline" | "when" | "quand" | "date" | "delai" | "by" => {
                last.due = Some(value)
            }
            "status" | "statut" | "etat" => last.status = states::in_cell(&value),
            _ => return false,
        }
        true
    }

    fn line(&mut self, line: &Passage, inherited: &Inherited) {
        let text = line.text();
        let introduces =
            text.ends_with(':') || (!is_task(line) && text.ends_with('.') && words(text).len() > 25);
        let untold = text.ends_with('?') || is_aside(line);
        if introduces || untold {
            let setting = self.talk_setting();
            self.said.take(&Block::Paragraph(vec![line.clone()]), None, setting);
            return;
        }
        self.said.tasks.push(inherited.give(Task::listed(line)));
    }
}

/// What a section's heading says of all tasks below it.
pub(super) struct Inherited {
    pub(super) part: Kind,
    carried_over: Option<Found<String>>,
    status: Option<Found<Status>>,
}

impl Inherited {
    /// Nothing is said of all tasks.
    pub(super) fn nothing(part: Kind) -> Self {
        Self { part, carried_over: None, status: None }
    }

    fn of(section: &Section) -> Self {
        let title = Found::sure(section.title.text().to_owned(), section.title.span());
        let previous = section.kind == Kind::PreviousActions;
        let closed = section.kind == Kind::ClosedPoints;
        Self {
            part: section.kind,
            carried_over: (previous && !title.value.is_empty()).then(|| title.clone()),
            status: closed.then(|| title.map(|_| Status::Done)),
        }
    }

    /// The task with what the heading says of it; where its own words say more, those count.
    pub(super) fn give(&self, task: Task) -> Task {
        let own = states::take(&task.text).1;
        Task {
            carried_over: task.carried_over.or(self.carried_over.clone()),
            status: task.status.or(own).or(self.status.clone()),
            ..task
        }
    }
}

/// An entry that names who is to do what stands below it.
fn group_of(item: &Item, next: Option<&Block>) -> Option<Found<String>> {
    let below = matches!(next, Some(Block::Item(next)) if next.depth > item.depth);
    let name = item.text.trimmed(&[':', '@', '*', '_']);
    let named = crate::minutes::attendees::looks_like_name(name.text());
    (below && named).then(|| Found::sure(name.text().to_owned(), name.span()))
}

/// Whether a line among tasks says something else: when the next meeting is, a greeting, a labelled point.
fn is_aside(line: &Passage) -> bool {
    let text = line.text();
    let next = line.words();
    let meeting = speaks_of_next_meeting(next.get(..next.len().min(4)).unwrap_or_default())
        && !begins_with_action(text);
    meeting || is_courtesy(text) || cues::leading_label(text).is_some()
}

/// Whether an open point says what is to be done: it begins with a verb, or somebody is to do it.
fn is_task(text: &Passage) -> bool {
    begins_with_action(text.text()) || Task::labelled(text).is_some() || states::take(text).1.is_some() || {
        let taken = super::owners::take(text, &[], true);
        taken.owner.is_some()
    }
}
