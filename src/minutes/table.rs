//! The table of subjects: its head, its numbered rows, and which block of lines belongs to which cell.
//!
//! A PDF's text layer gives a row's cells one after another, each wrapped to its column's width, and cuts a
//! long discussion cell at the page's end: then the narrow cells beside it stand in the middle of it. What
//! tells the cells apart is their width, their order, and what they say.

use super::attendees::looks_like_name;
use super::cells::{self, Cell};
use super::draft::Warning;
use super::marks::{bullet, leading_number};
use super::paragraphs::was_ended_on_purpose;
use super::passage::{Passage, Word, fold, words};
use super::text_layer::{Line, blocks, join};
use super::vocabulary::{Column, column_at};
use super::word_lists::{begins_with_action, is_connector};

/// Where the table's head stands, and which columns it names.
#[derive(Debug)]
pub(super) struct Head {
    /// The index of its first line.
    pub(super) first: usize,
    /// The index of the line after it.
    pub(super) after: usize,
    columns: Vec<Column>,
}

/// A row: a subject and the blocks of its cells.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) number: u32,
    pub(super) title: Passage,
    pub(super) discussion: Vec<&'a [Line]>,
    pub(super) steps: Vec<&'a [Line]>,
    pub(super) owners: Vec<&'a [Line]>,
    pub(super) dues: Vec<&'a [Line]>,
    pub(super) warnings: Vec<Warning>,
}

/// The table's rows.
#[derive(Debug)]
pub(super) struct Table<'a> {
    pub(super) rows: Vec<Row<'a>>,
    /// How many characters a full line of the discussion column has.
    pub(super) width: usize,
}

/// Finds the table's head: at least three column heads in a row, however the lines break them.
pub(super) fn find_head(lines: &[Line]) -> Option<Head> {
    (0..lines.len()).find_map(|first| head_at(lines, first))
}

/// Reads the rows below the head. `people` are the folded names that the header gives.
pub(super) fn read<'a>(lines: &'a [Line], head: &Head, people: &[String]) -> Table<'a> {
    let body = lines.get(head.after..).unwrap_or_default();
    let width = discussion_width(body);
    let mut reader =
        Reader { rows: Vec::new(), state: Column::Number, columns: &head.columns, people, width };
    for block in without_repeated_heads(body) {
        reader.take(block);
    }
    Table { rows: reader.rows, width }
}

fn head_at(lines: &[Line], first: usize) -> Option<Head> {
    let numbered = lines.get(first)?.text == "#" || lines.get(first)?.text == "N°";
    let begins = !lines.get(first)?.is_blank()
        && (numbered || column_at(&words(&lines.get(first)?.text), 0).is_some());
    if !begins {
        return None;
    }
    let mut passage = Passage::default();
    let window: Vec<(usize, &Line)> =
        lines.iter().enumerate().skip(first).filter(|(_, line)| !line.is_blank()).take(12).collect();
    for (_, line) in &window {
        passage.push(line.number, &line.text);
    }
    let words = passage.words();
    let mut columns: Vec<Column> = Vec::new();
    let mut at = 0;
    while let Some((column, end)) = column_at(&words, at).filter(|(column, _)| !columns.contains(column)) {
        columns.push(column);
        at = end;
    }
    // The head ends with its line; a subject's title after it would begin a new one.
    let line_ends =
        words.get(at).is_none_or(|next| passage.begins_line(next.start) || starts_row(&passage, next));
    let telling = columns.contains(&Column::Discussion) || columns.contains(&Column::NextStep);
    if columns.len() < 3 || !telling || !line_ends {
        return None;
    }
    let last_line = passage.slice(0..words.get(at.checked_sub(1)?)?.end).span().last_line;
    let (last, _) = window.iter().find(|(_, line)| line.number == last_line)?;
    Some(Head { first, after: last + 1, columns })
}

fn starts_row(passage: &Passage, next: &Word) -> bool {
    passage.text().get(next.start..).is_some_and(|rest| leading_number(rest).is_some())
        && passage.begins_line(next.start)
}

/// A head that is repeated on each page says nothing new.
fn without_repeated_heads(body: &[Line]) -> Vec<&[Line]> {
    let mut kept = Vec::new();
    let mut rest = body;
    while let Some(head) = find_head(rest) {
        let (before, after) = rest.split_at(head.first);
        kept.extend(blocks(before));
        rest = after.get(head.after - head.first..).unwrap_or_default();
    }
    kept.extend(blocks(rest));
    kept
}

/// The width of a full line: what most of the wide lines have.
fn discussion_width(body: &[Line]) -> usize {
    let mut widths: Vec<usize> = body.iter().filter(|line| !line.is_blank()).map(Line::width).collect();
    widths.sort_unstable();
    let widest = widths.last().copied().unwrap_or(0);
    widths.retain(|width| width * 2 > widest);
    let typical = widths.get(widths.len() * 3 / 4).or(widths.last()).copied().unwrap_or(0);
    typical.clamp(40, 110)
}

struct Reader<'a, 'h> {
    rows: Vec<Row<'a>>,
    /// The column of the last block.
    state: Column,
    columns: &'h [Column],
    /// The folded names of those whom the header names.
    people: &'h [String],
    width: usize,
}

impl<'a> Reader<'a, '_> {
    fn take(&mut self, block: &'a [Line]) {
        if let Some((number, from)) = self.row_begins(block) {
            self.begin_row(number, from, block);
            return;
        }
        let column = self.column_of(block);
        let Some(row) = self.rows.last_mut() else {
            return;
        };
        // A title may be parted from its number.
        if row.title.is_empty() {
            row.title = join(block);
            self.state = Column::Subject;
            return;
        }
        match column {
            Column::NextStep => row.steps.push(block),
            Column::Owner => row.owners.push(block),
            Column::Due => row.dues.push(block),
            Column::Number | Column::Subject | Column::Discussion => row.discussion.push(block),
        }
        self.state = column;
    }

    /// Whether the block begins a row: it stands below a number that follows the last one's, and what is
    /// behind the number is a title.
    fn row_begins(&self, block: &[Line]) -> Option<(u32, usize)> {
        let line = block.first()?;
        let (number, from) = leading_number(&line.text)?;
        let last = self.rows.last().map_or(0, |row| row.number);
        let follows = number > last && number <= last + 5;
        let title = line.text.get(from..)?;
        let names = title.is_empty() || title.starts_with(|c: char| c.is_uppercase() || !c.is_ascii());
        let next = number == last + 1 || self.is_narrow(line);
        (follows && names && next).then_some((number, from))
    }

    fn begin_row(&mut self, number: u32, from: usize, block: &'a [Line]) {
        let mut title = Passage::default();
        let mut used = 0;
        for (index, line) in block.iter().enumerate() {
            let text = if index == 0 { line.text.get(from..).unwrap_or_default() } else { &line.text };
            // The discussion may follow without a blank line: it is wider, or it begins with a bullet.
            let belongs = index == 0 || (self.is_narrow(line) && bullet(&line.text).is_none());
            let complete = index > 0 && !title.is_empty() && self.is_new_cell(&title, block, index);
            if !belongs || complete {
                break;
            }
            title.push(line.number, text);
            used = index + 1;
        }
        let last = self.rows.last().map_or(0, |row| row.number);
        let mut row = Row {
            number,
            title,
            discussion: Vec::new(),
            steps: Vec::new(),
            owners: Vec::new(),
            dues: Vec::new(),
            warnings: Vec::new(),
        };
        if number > last + 1 {
            let message = format!("Subject {number} follows subject {last}: a subject may be missing.");
            row.warnings.push(Warning::new("subject-number-gap", row.title.span(), message));
        }
        let rest = block.get(used..).unwrap_or_default();
        self.state = if row.title.is_empty() { Column::Number } else { Column::Subject };
        if !rest.is_empty() {
            row.discussion.push(rest);
            self.state = Column::Discussion;
        }
        self.rows.push(row);
    }

    /// Whether a title is over and wide text follows: the next word would have fitted beside the title's
    /// words, and what follows is a whole sentence.
    fn is_new_cell(&self, title: &Passage, block: &[Line], index: usize) -> bool {
        let next_is_wide = block.get(index + 1).is_some_and(|next| !self.is_narrow(next));
        let capital = block.get(index).is_some_and(|line| line.text.starts_with(char::is_uppercase));
        next_is_wide && capital && !title.text().ends_with(char::is_lowercase)
    }

    fn column_of(&self, block: &[Line]) -> Column {
        let before_discussion = matches!(self.state, Column::Number | Column::Subject);
        let text = join(block);
        let narrow = block.iter().all(|line| self.is_narrow(line));
        if !narrow {
            return Column::Discussion;
        }
        let wrapped_narrow = self.is_wrapped_narrow(block);
        let acts = begins_with_action(bare(block));
        if before_discussion {
            return if wrapped_narrow && acts { Column::NextStep } else { Column::Discussion };
        }
        let after_steps = matches!(self.state, Column::NextStep | Column::Owner | Column::Due);
        if after_steps && self.columns.contains(&Column::Owner) && self.names_owner(block) {
            return Column::Owner;
        }
        // Next to the discussion a bare date is a sentence of it, not a due date.
        if after_steps && self.columns.contains(&Column::Due) && !acts && cells::is_due(block) {
            return Column::Due;
        }
        if acts || wrapped_narrow {
            return Column::NextStep;
        }
        let goes_on = text.text().starts_with(char::is_lowercase) || bullet(text.text()).is_some();
        if after_steps && goes_on && self.state == Column::NextStep {
            return Column::NextStep;
        }
        Column::Discussion
    }

    fn is_narrow(&self, line: &Line) -> bool {
        line.width() * 100 <= self.width * 58
    }

    /// Whether a sentence is wrapped within the block although the next word would have fitted in the
    /// discussion column: then the block stands in a narrower one.
    fn is_wrapped_narrow(&self, block: &[Line]) -> bool {
        block.windows(2).any(|pair| {
            let [line, next] = pair else { return false };
            let goes_on = next.text.starts_with(char::is_lowercase)
                || words(&line.text).last().is_some_and(|word| is_connector(&word.folded));
            let heading = line.text.ends_with(':');
            goes_on && !heading && was_ended_on_purpose(line.width(), &next.text, self.width)
        })
    }

    /// Whether the block says nothing but who: people of the header, or what looks like names.
    fn names_owner(&self, block: &[Line]) -> bool {
        let owners = cells::entries(&[block], Cell::Owners);
        let is_owner = |owner: &Passage| {
            self.people.contains(&fold(owner.text()))
                || looks_like_name(owner.text().trim_end_matches([',', ';']))
        };
        !owners.is_empty() && owners.iter().all(is_owner)
    }
}

fn bare(block: &[Line]) -> &str {
    block.first().map_or("", |line| bare_text(&line.text))
}

fn bare_text(text: &str) -> &str {
    let from = bullet(text).map(|(_, from)| from);
    let from = from.or_else(|| leading_number(text).map(|(_, from)| from)).unwrap_or(0);
    text.get(from..).unwrap_or_default()
}
