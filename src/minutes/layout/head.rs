//! The header of minutes whose lines, lists or tables label its fields, or whose titles and first sentences
//! tell them.

use jiff::civil::Date;

use super::columns::{self, text};
use super::outline::{Outline, Section, names_meeting};
use super::titles::{Kind, bare, told};
use crate::minutes::clock;
use crate::minutes::community;
use crate::minutes::dates::{self, Calendar, Order};
use crate::minutes::document::{Block, Table};
use crate::minutes::draft::{Confidence, Field, Found, Language, Warning};
use crate::minutes::header::{self, Cell, Header};
use crate::minutes::passage::Passage;
use crate::minutes::vocabulary::{Label, label_at};

/// The header, and what of the head is none: it belongs to what was said.
pub(super) struct Head {
    pub(super) header: Header,
    pub(super) titles: Vec<Passage>,
    pub(super) community: Option<Found<String>>,
    /// The blocks that are no part of the header, by the index of their section.
    pub(super) rest: Vec<(usize, Block)>,
}

/// Reads the head and all fields of the header that stand elsewhere.
pub(super) fn read(outline: &Outline, order: Order, language: Language) -> Head {
    let head =
        Head { header: Header::default(), titles: outline.titles.clone(), community: None, rest: Vec::new() };
    let mut reader = Reader { head, index: 0, order, language };
    for (index, section) in outline.sections.iter().enumerate() {
        reader.section(index, section);
    }
    reader.conclude();
    reader.head
}

struct Reader {
    head: Head,
    /// The section that is being read.
    index: usize,
    order: Order,
    language: Language,
}

impl Reader {
    fn section(&mut self, index: usize, section: &Section) {
        self.index = index;
        match section.kind {
            Kind::Head => {
                for block in &section.blocks {
                    self.block(index, block);
                }
            }
            Kind::Field(label) => self.take(label, &section.title, &joined(&section.blocks)),
            kind => {
                for block in &section.blocks {
                    let Block::Table(table) = block else { continue };
                    if columns::tell(table, kind).kind == columns::Kind::Grid {
                        self.grid(table);
                    }
                }
            }
        }
    }

    fn block(&mut self, index: usize, block: &Block) {
        let taken = match block {
            Block::Paragraph(lines) => self.paragraph(lines),
            Block::Item(item) => self.labelled(&item.text),
            Block::Table(table) if columns::tell(table, Kind::Head).kind == columns::Kind::Grid => {
                self.grid(table);
                true
            }
            Block::Table(_) | Block::Heading { .. } => false,
            Block::Rule => true,
        };
        if !taken {
            self.head.rest.push((index, block.clone()));
        }
    }

    /// A paragraph of the head; each line with a label of its own is a field, or nothing of the record.
    fn paragraph(&mut self, lines: &[Passage]) -> bool {
        let labelled = lines.iter().filter(|line| has_label(line)).count();
        if lines.len() < 2 || labelled < 2 {
            return self.whole(lines);
        }
        for group in lines.chunk_by(|_, next| !has_label(next)) {
            self.whole(group);
        }
        true
    }

    fn whole(&mut self, lines: &[Passage]) -> bool {
        let mut whole = Passage::default();
        lines.iter().for_each(|line| whole.append(line));
        if self.labelled(&whole) {
            return true;
        }
        let short = |line: &Passage| line.text().chars().count() <= 110 && !line.text().ends_with('.');
        let title = self.head.header.labels == 0 && self.head.rest.is_empty();
        if title && lines.len() <= 3 && lines.iter().all(short) {
            self.head.titles.extend(lines.iter().cloned());
            return true;
        }
        false
    }

    /// Takes the fields of a text that begins with a label, and the titles above them.
    fn labelled(&mut self, whole: &Passage) -> bool {
        let cells = header::cells(whole);
        let Some(first) = cells.first() else { return false };
        let sure = |cell: &Cell| {
            let label_end = cell.label_start + cell.label_passage.text().len();
            let behind =
                whole.text().get(label_end..).unwrap_or_default().trim_start_matches(['*', '_', ' ']);
            behind.starts_with([':', '|']) || behind.is_empty() || cell.label == Label::Date
        };
        if !cells.iter().any(sure) && cells.len() < 2 {
            return false;
        }
        let above = whole.slice(0..first.label_start);
        if !above.is_empty() && above.text().len() > 160 {
            return false;
        }
        if !above.is_empty() && self.head.header.labels == 0 {
            self.head.titles.push(above);
        } else if !above.is_empty() {
            self.head.rest.push((self.index, Block::Paragraph(vec![above])));
        }
        for cell in &cells {
            self.take(cell.label, &cell.label_passage, &cell.value);
        }
        true
    }

    fn grid(&mut self, table: &Table) {
        for row in &table.rows {
            let mut cells = row.cells.iter().map(text).peekable();
            while let Some(cell) = cells.next() {
                let words = cell.words();
                let whole = label_at(&words, 0).filter(|(_, _, end)| *end == words.len());
                let label = whole.map(|(label, ..)| label).or_else(|| label_of(&cell));
                match label {
                    Some(label) => {
                        let value = cells.next().unwrap_or_default();
                        self.take(label, &cell, &value);
                    }
                    None if header::cells(&cell).first().is_some_and(|first| first.label_start == 0) => {
                        self.labelled(&cell);
                    }
                    None => {}
                }
            }
        }
    }

    /// Takes a field. Of two values the first one counts; a day may have hours behind it.
    fn take(&mut self, label: Label, label_passage: &Passage, value: &Passage) {
        let value = value.trimmed(&[':', '|', '*', '_']);
        let cell = Cell { label, label_start: 0, label_passage: label_passage.clone(), value };
        let header = &mut self.head.header;
        header.labels += 1;
        let absent = match label {
            Label::Date => header.date.filled().is_none(),
            Label::Hours => header.hours.filled().is_none(),
            Label::Location => header.location.filled().is_none(),
            Label::Facilitator => header.facilitator.filled().is_none(),
            Label::Rapporteur => header.rapporteur.filled().is_none(),
            Label::Title => header.title.filled().is_none(),
            _ => true,
        };
        if absent {
            header.take(&cell, self.order, self.language);
        }
        if label == Label::Date && matches!(header.hours, Field::Absent) {
            let hours = hours_behind_day(&cell.value, self.order);
            header.hours = hours.map_or(Field::Absent, Field::Filled);
        }
    }

    /// What the titles tell where no label did.
    fn conclude(&mut self) {
        let head = &mut self.head;
        let title = head.titles.iter().find(|line| names_meeting(line)).or(head.titles.first());
        let whole = head.titles.iter().fold(Passage::default(), |mut whole, line| {
            whole.append(line);
            whole
        });
        if !whole.is_empty() {
            head.header.heading = Some(Found::sure(whole.text().to_owned(), whole.span()));
        }
        if matches!(head.header.title, Field::Absent)
            && let Some(title) = title
        {
            let written = title.trimmed(&['*', '_', '#']);
            head.header.title =
                Field::Filled(Found::new(written.text().to_owned(), written.span(), Confidence::Medium));
        }
        let labelled = head.header.title.filled();
        let labelled = labelled.map(|found| Passage::of_line(found.span.first_line, &found.value));
        let named: Vec<Passage> =
            if head.titles.is_empty() { labelled.into_iter().collect() } else { head.titles.clone() };
        head.community =
            community_of(&named).or_else(|| community::of(head.header.heading.as_ref(), &head.header.title));
        let lines = head.rest.iter().filter_map(|(_, block)| match block {
            Block::Paragraph(lines) => Some(lines),
            _ => None,
        });
        // Lines of a head that nothing labels are not read as prose: "Thursday 23 April 2026, 16:00–17:00 UTC".
        let short =
            lines.flatten().filter(|line| line.text().chars().count() <= 110 && !line.text().ends_with('.'));
        let lines: Vec<Passage> = named.iter().chain(short).cloned().collect();
        for line in &lines {
            if matches!(head.header.date, Field::Absent) {
                let day = header::day(line, self.order, self.language);
                head.header.date = day.map_or(Field::Absent, Field::Filled);
            }
            if matches!(head.header.hours, Field::Absent) {
                let hours = hours_behind_day(line, self.order);
                head.header.hours = hours.map_or(Field::Absent, Field::Filled);
            }
        }
    }
}

/// Whether a line begins with one to four words and a colon.
fn has_label(line: &Passage) -> bool {
    let colon = line.text().char_indices().take(40).find(|&(_, c)| c == ':').map(|(at, _)| at);
    let label = colon.and_then(|at| line.text().get(..at)).unwrap_or_default();
    (1..=4).contains(&label.split_whitespace().count())
        && !label.contains(|c: char| c.is_ascii_digit() || ".,(".contains(c))
}

/// The label of the header that a cell's words are in other words: "Présents", "Chair".
fn label_of(cell: &Passage) -> Option<Label> {
    use crate::model::meeting::Attendance;
    let (_, title) = bare(cell);
    Some(match told(title.text())? {
        Kind::Field(label) => label,
        Kind::People(Attendance::Present) => Label::Attendees,
        Kind::People(Attendance::Excused) => Label::Excused,
        Kind::People(Attendance::Absent) => Label::Absent,
        _ => return None,
    })
}

/// Hours that stand behind a day in the same text.
fn hours_behind_day(text: &Passage, order: Order) -> Option<Found<crate::minutes::draft::Hours>> {
    let day = dates::find(
        text.text(),
        &text.words(),
        Calendar { near: Some(jiff::civil::date(2000, 1, 1)), order },
    )?;
    let behind = text.slice(day.range.end..text.text().len());
    clock::find(behind.text())?;
    header::hours(&behind)
}

/// What the blocks say, as one passage.
pub(super) fn joined(blocks: &[Block]) -> Passage {
    let cell = crate::minutes::document::Cell { columns: 1, blocks: blocks.to_vec() };
    text(&cell)
}

/// Who meets: the title that names neither meeting nor day, or the part of one that does not.
fn community_of(titles: &[Passage]) -> Option<Found<String>> {
    let bare = titles.iter().map(|line| line.trimmed(&['*', '_', '#'])).collect::<Vec<_>>();
    let own = bare.iter().find(|line| !names_meeting(line) && line.text().chars().any(char::is_alphabetic));
    if let Some(own) = own {
        let found = Found::new(own.text().to_owned(), own.span(), Confidence::Medium);
        return Some(found.map(|name| community::named_in(&name).unwrap_or(name)));
    }
    bare.iter().find_map(|line| {
        let parts = parts(line);
        let own = parts.iter().find(|part| parts.len() > 1 && !names_meeting(part));
        if let Some(own) = own {
            return Some(Found::new(own.text().to_owned(), own.span(), Confidence::Medium));
        }
        let without = without_day(line);
        let name = community::named_in(&without).unwrap_or(without);
        let telling = name.split_whitespace().any(|word| !is_meeting_word(word));
        telling.then(|| Found::new(name, line.span(), Confidence::Medium))
    })
}

fn is_meeting_word(word: &str) -> bool {
    let passage = Passage::of_line(1, word);
    names_meeting(&passage)
        || crate::minutes::word_lists::is_function_word(
            passage.words().first().map_or("", |word| &word.folded),
        )
}

/// The parts of a title between its dashes and colons.
fn parts(line: &Passage) -> Vec<Passage> {
    let text = line.text();
    let mut parts = Vec::new();
    let mut start = 0;
    for mark in [" -- ", " – ", " — ", " - ", " | ", " : ", ": "] {
        let Some(at) = text.find(mark) else { continue };
        parts.push(line.slice(start..at));
        start = at + mark.len();
        parts.push(line.slice(start..text.len()));
        break;
    }
    parts.retain(|part| !part.is_empty());
    if parts.is_empty() { vec![line.clone()] } else { parts }
}

/// The title without its day and the little words before it.
fn without_day(line: &Passage) -> String {
    let words = line.words();
    let near = Some(jiff::civil::date(2000, 1, 1));
    let Some(day) = dates::find(line.text(), &words, near) else { return line.text().to_owned() };
    let mut from = day.range.start;
    for word in words.iter().rev().filter(|word| word.end <= day.range.start) {
        let little =
            matches!(word.folded.as_str(), "du" | "le" | "of" | "on" | "the" | "held" | "tenue" | "de");
        if !little && dates::weekday(&word.folded).is_none() {
            break;
        }
        from = word.start;
    }
    let text = line.text();
    let before = text.get(..from).unwrap_or_default();
    let after = text.get(day.range.end..).unwrap_or_default();
    let kept = if before.chars().any(char::is_alphanumeric) { before } else { after };
    kept.trim_matches([' ', ',', '-', '–', '—', ':', '(', ')', '|']).to_owned()
}

/// The day of a text that has no year, in the year that the document's other days give: the nearest to them,
/// and the one whose day of the week is the one that is written.
pub(super) fn day_without_year(text: &Passage, known: &[Date], order: Order) -> Option<Found<Date>> {
    let words = text.words();
    let anchor = known.first().copied()?;
    let mut candidates = Vec::new();
    let mut weekday = None;
    for year in [anchor.year(), anchor.year() - 1, anchor.year() + 1] {
        let near = Date::new(year, 1, 1).ok()?;
        let day = dates::find(text.text(), &words, Calendar { near: Some(near), order })?;
        weekday = day.weekday;
        candidates.push((day.date, text.slice(day.range.clone()).span()));
    }
    let distance = |date: &Date| anchor.since(*date).map_or(i32::MAX, |span| span.get_days().abs());
    let fits = |date: &Date| weekday.is_none_or(|weekday| weekday == date.weekday());
    candidates.sort_by_key(|(date, _)| (!fits(date), distance(date)));
    let ((date, span), others) = candidates.split_first()?;
    let message =
        format!("The year is not written; {date} was concluded from the other days of the document.");
    let warning =
        others.iter().fold(Warning::new("year-concluded", *span, message), |warning, (other, _)| {
            warning.or(other.to_string())
        });
    Some(Found::sure(*date, *span).warned(warning))
}
