//! The table of subjects: its head, its numbered rows, and which block of lines belongs to which cell.
//!
//! A PDF's text layer gives a row's cells one after another, each wrapped to its column's width, and cuts a
//! long discussion cell at the page's end: then the narrow cells beside it stand in the middle of it. What
//! tells the cells apart is their width, their order, and what they say.

use super::attendees::looks_like_name;
use super::cells::{self, Cell};
use super::dates;
use super::draft::{Span, Warning};
use super::marks::{bullet, leading_number};
use super::paragraphs::was_ended_on_purpose;
use super::passage::{Passage, fold, words};
use super::sentences::is_finished;
use super::table_head::{self, Head};
use super::text_layer::{Line, join};
use super::vocabulary::Column;
use super::word_lists::{begins_with_action, is_connector};

/// A row: a subject and the blocks of its cells.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) number: u32,
    /// The line of the number.
    line: u32,
    pub(super) title: Passage,
    pub(super) discussion: Vec<&'a [Line]>,
    pub(super) steps: Vec<&'a [Line]>,
    pub(super) owners: Vec<&'a [Line]>,
    pub(super) dues: Vec<&'a [Line]>,
    pub(super) warnings: Vec<Warning>,
}

/// What a day without a year is looked for with: only whether one stands there matters.
const SOME_DAY: jiff::civil::Date = jiff::civil::date(2000, 1, 1);

impl Row<'_> {
    /// The lines of its title, or where it has none the one of its number.
    pub(super) fn span(&self) -> Span {
        let number = Span { first_line: self.line, last_line: self.line };
        if self.title.is_empty() { number } else { self.title.span() }
    }
}

/// The table's rows.
#[derive(Debug)]
pub(super) struct Table<'a> {
    pub(super) rows: Vec<Row<'a>>,
    /// How many characters a full line of the discussion column has.
    pub(super) width: usize,
}

/// Reads the rows below the head. `people` are the folded names that the header gives.
pub(super) fn read<'a>(lines: &'a [Line], head: &Head, people: &[String]) -> Table<'a> {
    let body = lines.get(head.after..).unwrap_or_default();
    let width = discussion_width(body);
    let mut reader = Reader {
        rows: Vec::new(),
        state: Column::Number,
        columns: &head.columns,
        people,
        dotted: None,
        width,
    };
    let blocks = table_head::blocks_without_heads(body);
    for (index, block) in blocks.iter().enumerate() {
        reader.take(block, blocks.get(index + 1).copied());
    }
    Table { rows: reader.rows, width }
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
    /// Whether the rows' numbers have a dot behind them; numbered actions have, where rows have none.
    dotted: Option<bool>,
    width: usize,
}

impl<'a> Reader<'a, '_> {
    fn take(&mut self, block: &'a [Line], next: Option<&[Line]>) {
        if let Some((before, rest)) = self.next_row_within(block).and_then(|at| block.split_at_checked(at)) {
            self.take(before, Some(rest));
            return self.take(rest, next);
        }
        if let Some((number, from)) = self.row_begins(block) {
            self.begin_row(number, from, block);
            return;
        }
        let column = self.column_of(block, next);
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

    /// Where the next row begins within a block, when no blank line parts the rows: at the very number that
    /// is due, with a short title behind it, after the end of a sentence.
    fn next_row_within(&self, block: &[Line]) -> Option<usize> {
        let last = self.row_begins(block).map(|(number, _)| number);
        let last = last.or(self.rows.last().map(|row| row.number))?;
        (1..block.len()).find(|&at| {
            let (Some(before), Some(rest)) = (block.get(at - 1), block.get(at..)) else { return false };
            let row = self.row_begins(rest).filter(|(number, from)| *number == last + 1 && *from > 0);
            let short = rest.first().is_some_and(|line| self.is_narrow(line) && line.width() > 3);
            row.is_some() && short && is_finished(&before.text)
        })
    }

    /// Whether the block begins a row: it stands below a number that follows the last one's, and what is
    /// behind the number is a title.
    fn row_begins(&self, block: &[Line]) -> Option<(u32, usize)> {
        let line = block.first()?;
        // "4 November 2025" is a due date, not the fourth row.
        if dates::find(&line.text, &words(&line.text), Some(SOME_DAY)).is_some_and(|day| day.range.start == 0)
        {
            return None;
        }
        let (number, from) = leading_number(&line.text)?;
        let last = self.rows.last().map_or(0, |row| row.number);
        let follows = number > last && number <= last + 5;
        let same_style = self.dotted.is_none_or(|dotted| dotted == is_dotted(&line.text));
        let title = line.text.get(from..)?;
        let names = title.is_empty() || title.starts_with(|c: char| c.is_uppercase() || !c.is_ascii());
        let next = number == last + 1 || self.is_narrow(line);
        (follows && same_style && names && next).then_some((number, from))
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
        self.dotted = self.dotted.or(block.first().map(|line| is_dotted(&line.text)));
        let mut row = Row {
            number,
            line: block.first().map_or(0, |line| line.number),
            title,
            discussion: Vec::new(),
            steps: Vec::new(),
            owners: Vec::new(),
            dues: Vec::new(),
            warnings: Vec::new(),
        };
        if number > last + 1 {
            let message = format!("Subject {number} follows subject {last}: a subject may be missing.");
            row.warnings.push(Warning::new("subject-number-gap", row.span(), message));
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

    fn column_of(&self, block: &[Line], next: Option<&[Line]>) -> Column {
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
        if acts || wrapped_narrow || self.stands_before_due(&text, next) {
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

    /// Whether a phrase is followed by a date cell: then it is the next step that the date belongs to.
    fn stands_before_due(&self, text: &Passage, next: Option<&[Line]>) -> bool {
        let is_phrase = !is_finished(text.text()) && text.text().starts_with(char::is_uppercase);
        let due_follows =
            next.is_some_and(|next| next.iter().all(|line| self.is_narrow(line)) && cells::is_due(next));
        self.columns.contains(&Column::Due) && is_phrase && due_follows
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

/// Whether a dot or a parenthesis stands behind the number that begins the line.
fn is_dotted(line: &str) -> bool {
    line.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(['.', ')'])
}

fn bare(block: &[Line]) -> &str {
    block.first().map_or("", |line| bare_text(&line.text))
}

fn bare_text(text: &str) -> &str {
    let from = bullet(text).map(|(_, from)| from);
    let from = from.or_else(|| leading_number(text).map(|(_, from)| from)).unwrap_or(0);
    text.get(from..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each row as `number title | discussion | steps | owners | dues`, blocks parted by slashes.
    fn check(body: &str, expected: &[&str]) {
        let head = "Sujet Discussion Prochaine étape Responsable Date\n\n";
        let text = format!("{head}{body}");
        let lines = super::super::text_layer::read(&text).unwrap();
        let table = read(&lines, &table_head::find(&lines).unwrap(), &[]);
        let cell = |blocks: &[&[Line]]| {
            let texts: Vec<String> = blocks.iter().map(|block| join(block).text().to_owned()).collect();
            texts.join(" / ")
        };
        let row = |row: &Row<'_>| {
            let cells = [&row.discussion, &row.steps, &row.owners, &row.dues].map(|blocks| cell(blocks));
            format!("{} {} | {}", row.number, row.title.text(), cells.join(" | "))
        };
        let seen: Vec<String> = table.rows.iter().map(row).collect();
        assert_eq!(seen, expected, "{body}");
    }

    const SAID: &str = "Le serveur du ministère a été mis à jour pendant la nuit.";

    #[test]
    fn cells_are_told_apart() {
        check(
            &format!("1 Serveur\ncentral\n\n{SAID}\n\nTester le\nserveur\n\nAwa Diop\n\n3 mai\n2021\n"),
            &[&format!("1 Serveur central | {SAID} | Tester le serveur | Awa Diop | 3 mai 2021")],
        );
        check(
            &format!("1 Serveur\n\n{SAID}\n\nEnvoi de la note\n\n03/05/2021\n"),
            &[&format!("1 Serveur | {SAID} | Envoi de la note |  | 03/05/2021")],
        );
    }

    #[test]
    fn a_page_break_does_not_end_a_discussion() {
        check(
            &format!("1 Serveur\n\n{SAID}\n\nTester le\nserveur\n\n\u{c}{SAID}\n"),
            &[&format!("1 Serveur | {SAID} / {SAID} | Tester le serveur |  | ")],
        );
    }

    #[test]
    fn numbered_steps_are_no_rows_and_rows_need_no_blank_line() {
        check(
            &format!("1 Serveur\n\n{SAID}\n\n1. Tester\nle serveur\n\n2. Écrire\nla note\n"),
            &[&format!("1 Serveur | {SAID} | 1. Tester le serveur / 2. Écrire la note |  | ")],
        );
        check(
            &format!("1 Serveur\n{SAID}\n2 Divers\n{SAID}\n"),
            &[&format!("1 Serveur | {SAID} |  |  | "), &format!("2 Divers | {SAID} |  |  | ")],
        );
    }
}
