//! Tables whose cells are whole: rows of actions, of subjects, of decisions, of questions.

use super::columns::{self, Column, Headed};
use super::lists::Inherited;
use super::record::{Owner, Recorder};
use super::task::{Task, identifier_in};
use super::titles::{Kind, bare};
use crate::minutes::attendees;
use crate::minutes::dates;
use crate::minutes::discussion;
use crate::minutes::document::{Block, Row, Table};
use crate::minutes::draft::Found;
use crate::minutes::paragraphs::{Break, Paragraph};
use crate::minutes::passage::Passage;
use crate::minutes::states;
use crate::model::discussion::Kind as Point;

impl Recorder<'_> {
    /// Reads a table that stands in a discussion.
    pub(super) fn table(&mut self, table: &Table, owner: &mut Owner, kind: Option<Point>) {
        let part = kind.map_or(Kind::Talk, Kind::Points);
        self.table_in(table, part, &Inherited::nothing(part), owner, kind);
    }

    /// Reads a table in a part of the minutes.
    pub(super) fn table_in(
        &mut self,
        table: &Table,
        part: Kind,
        inherited: &Inherited,
        owner: &mut Owner,
        kind: Option<Point>,
    ) {
        let headed = columns::tell(table, part);
        match headed.kind {
            columns::Kind::Grid | columns::Kind::People | columns::Kind::Agenda => {}
            columns::Kind::Actions => self.actions(&headed, inherited, owner),
            columns::Kind::Subjects => self.subjects(&headed, inherited),
            columns::Kind::Decisions => self.rows_of_points(&headed, Point::Decision, owner),
            columns::Kind::Questions => self.questions(&headed, owner),
            columns::Kind::Plain if part.holds_actions() => self.plain_actions(table, inherited, owner),
            columns::Kind::Plain => {
                let setting = self.talk_setting();
                self.said.take(&Block::Table(table.clone()), None, setting);
                self.flush(owner, kind);
            }
        }
    }

    fn actions(&mut self, headed: &Headed<'_>, inherited: &Inherited, owner: &mut Owner) {
        for row in headed.rows {
            let text = self.action_text(headed, row);
            let tasks = steps(&text);
            for text in tasks {
                let task = self.row_task(headed, row, text);
                self.said.tasks.push(inherited.give(task));
            }
        }
        self.flush(owner, None);
    }

    /// The text of a row's action; where there is no such column, its subject.
    fn action_text(&self, headed: &Headed<'_>, row: &Row) -> Passage {
        let action = headed.text(row, Column::Action);
        if action.is_empty() && !headed.has(Column::Action) {
            headed.text(row, Column::Subject)
        } else {
            action
        }
    }

    /// A task with what the other cells of its row say of it.
    fn row_task(&self, headed: &Headed<'_>, row: &Row, text: Passage) -> Task {
        let cell = |column| headed.text(row, column);
        let name = |column| {
            let cell = cell(column).trimmed(&['@', '-', '–', '*', '?', ':', ';', ',', '.']);
            let named = cell.text().chars().any(char::is_alphabetic) && !is_unknown(cell.text());
            named.then(|| Found::sure(cell.text().replace('\n', ", "), cell.span()))
        };
        let number = cell(Column::Number);
        let comment = cell(Column::Comment);
        let status = states::in_cell(&cell(Column::Status));
        let status =
            status.or_else(|| states::of(comment.text()).map(|status| Found::sure(status, comment.span())));
        let since = cell(Column::Since);
        let carried = [&cell(Column::Status), &comment]
            .into_iter()
            .find(|cell| states::carries_over(cell.text()))
            .cloned();
        let carried = carried.or_else(|| self.is_earlier(&since).then_some(since));
        let listed = Task::listed(&text);
        let letters = |name: &String| name.chars().any(|c| c.is_ascii_alphabetic());
        let due = cell(Column::Due);
        Task {
            identifier: listed.identifier.clone().or(identifier_in(number.text()).filter(letters)),
            owner: name(Column::Owner),
            requester: name(Column::Requester),
            due: (!due.is_empty()).then_some(due),
            status,
            carried_over: carried.map(|words| Found::sure(words.text().to_owned(), words.span())),
            ..listed
        }
    }

    /// Whether a cell names a day before the meeting.
    fn is_earlier(&self, since: &Passage) -> bool {
        let calendar = self.calendar();
        let undated = dates::Calendar { near: None, ..calendar };
        let day = dates::find(since.text(), &since.words(), undated);
        day.zip(calendar.near).is_some_and(|(day, meeting)| day.date < meeting)
    }

    /// Rows without a head that is known: the longest cell says what is to be done.
    fn plain_actions(&mut self, table: &Table, inherited: &Inherited, owner: &mut Owner) {
        for row in table.rows.iter().filter(|row| !row.is_head) {
            let cells: Vec<Passage> =
                row.cells.iter().map(columns::text).filter(|cell| !cell.is_empty()).collect();
            let Some(longest) =
                (0..cells.len()).max_by_key(|at| cells.get(*at).map_or(0, |cell| cell.text().len()))
            else {
                continue;
            };
            let mut task = Task::listed(cells.get(longest).unwrap_or(&Passage::default()));
            for (_, cell) in cells.iter().enumerate().filter(|(at, _)| *at != longest) {
                let bare = cell.trimmed(&['(', ')', '@', '-', '–']);
                if let Some(status) = states::in_cell(&bare).filter(|_| task.status.is_none()) {
                    task.status = Some(status);
                } else if attendees::looks_like_name(bare.text()) && task.owner.is_none() {
                    task.owner = Some(Found::sure(bare.text().to_owned(), bare.span()));
                } else if bare.text().chars().any(char::is_alphabetic) || bare.text().contains(['.', '/']) {
                    task.due.get_or_insert(bare);
                }
            }
            self.said.tasks.push(inherited.give(task));
        }
        self.flush(owner, None);
    }

    /// Rows of a table of subjects: what was said, decided, asked and is to be done, each in its cell.
    fn subjects(&mut self, headed: &Headed<'_>, inherited: &Inherited) {
        for row in headed.rows {
            let number = headed.text(row, Column::Number);
            let title = headed.text(row, Column::Subject);
            let (own, title) = bare(&title);
            let number = number.text().trim_end_matches('.').parse().ok().or(own);
            let said = headed.text(row, Column::Discussion);
            if title.is_empty() && self.draft.subjects.is_empty() && said.is_empty() {
                continue;
            }
            let subject = if title.is_empty() { self.draft.subjects.len().checked_sub(1) } else { None };
            let subject = subject.unwrap_or_else(|| self.begin(number, &title));
            let mut owner = Owner::Subject(subject);
            let setting = self.talk_setting();
            for (column, cell) in headed.cells(row) {
                match column {
                    Column::Discussion | Column::Comment | Column::Question | Column::Answer => {
                        self.said.cell(cell, setting);
                        self.flush(&mut owner, None);
                    }
                    Column::Decision => {
                        self.said.cell(cell, setting);
                        self.flush(&mut owner, Some(Point::Decision));
                    }
                    _ => {}
                }
            }
            self.row_steps(headed, row, inherited, &mut owner);
        }
    }

    /// The actions of a subject's row; several steps stand beside as many owners and dates, or share them.
    fn row_steps(&mut self, headed: &Headed<'_>, row: &Row, inherited: &Inherited, owner: &mut Owner) {
        let steps = steps(&headed.text(row, Column::Action));
        let parts = |column| lines_of(&headed.text(row, column));
        let (owners, dues) = (parts(Column::Owner), parts(Column::Due));
        let count = steps.len();
        for (index, text) in steps.into_iter().enumerate() {
            let mut task = self.row_task(headed, row, text);
            if owners.len() == count && count > 1 {
                task.owner = owners.get(index).map(|name| Found::sure(name.text().to_owned(), name.span()));
            }
            if dues.len() == count && count > 1 {
                task.due = dues.get(index).cloned();
            }
            self.said.tasks.push(inherited.give(task));
        }
        self.flush(owner, None);
    }

    fn rows_of_points(&mut self, headed: &Headed<'_>, kind: Point, owner: &mut Owner) {
        for row in headed.rows {
            let own = headed.text(row, Column::Decision);
            let text = if own.is_empty() { longest(row) } else { own };
            self.point(&text, kind, owner);
        }
    }

    fn questions(&mut self, headed: &Headed<'_>, owner: &mut Owner) {
        for row in headed.rows {
            let question = headed.text(row, Column::Question);
            let answer = headed.text(row, Column::Answer);
            if question.is_empty() {
                continue;
            }
            self.point(&question, Point::Question, owner);
            let asked = self.draft.points.len().checked_sub(1);
            if answer.text().chars().any(char::is_alphanumeric) {
                self.point(&answer, Point::Answer, owner);
                if let Some(point) = self.draft.points.last_mut() {
                    point.value.in_response_to = asked;
                }
            }
        }
    }

    /// Adds one point of a kind that the table gives.
    fn point(&mut self, text: &Passage, kind: Point, owner: &mut Owner) {
        if !text.text().chars().any(char::is_alphanumeric) {
            return;
        }
        let subject = self.subject(owner, text.span());
        let paragraph = Paragraph {
            before: Break::Block,
            is_heading: false,
            bulleted: true,
            below: false,
            text: text.clone(),
        };
        let mut points =
            discussion::read_as(Some(kind), &[paragraph], subject, self.draft.points.len(), self.names());
        points.truncate(1);
        for point in &mut points {
            point.value.kind = kind;
            point.value.text = text.text().to_owned();
            point.value.mentions = self.names().find(text);
            point.span = text.span();
        }
        self.draft.points.extend(points);
    }
}

/// The steps of a cell: one for each of its paragraphs.
fn steps(text: &Passage) -> Vec<Passage> {
    let mut steps = lines_of(text);
    steps.retain(|step| step.text().chars().any(char::is_alphanumeric));
    steps
}

fn lines_of(text: &Passage) -> Vec<Passage> {
    let mut parts = Vec::new();
    let mut start = 0;
    for part in text.text().split('\n') {
        let end = start + part.len();
        parts.push(text.slice(start..end).trimmed(&['-', '–', '•', ';']));
        start = end + 1;
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn longest(row: &Row) -> Passage {
    let cells = row.cells.iter().map(columns::text);
    cells.max_by_key(|cell| cell.text().len()).unwrap_or_default()
}

/// Whether a cell says that the name is not known.
fn is_unknown(text: &str) -> bool {
    let folded = crate::minutes::passage::fold(text);
    matches!(
        folded.as_str(),
        "tbd"
            | "tbc"
            | "a definir"
            | "a determiner"
            | "n a"
            | "na"
            | "none"
            | "nobody"
            | "personne"
            | "a designer"
            | "non defini"
            | "inconnu"
            | "unknown"
            | "open"
    )
}
