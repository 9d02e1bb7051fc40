//! From text to draft: finds the parts of the document, has each part read, and draws the conclusions that
//! need several parts.

use super::action::{self, Surroundings};
use super::dates::{self, Calendar, Order};
use super::document::{Document, Format};
use super::draft::{Draft, Field, Found, Language, Span, Subject, Warning};
use super::header;
use super::mentions::{Alias, Names};
use super::passage::{Passage, fold, words};
use super::table::{self, Row};
use super::table_head::{self, Head};
use super::text_layer::{Line, blocks, join};
use super::vocabulary::{Label, agenda_heading};
use super::{agenda, community, discussion, layout, next_meeting, paragraphs, recurrence};
use crate::error::{Error, Result};

/// Reads minutes. `aliases` are the catalogue's names, to be found in the prose.
///
/// Fails with `minutes-not-recognised` where nothing of the layout is.
pub fn read(document: &Document, aliases: &[Alias]) -> Result<Draft> {
    let lines = document.text_lines();
    let parts = Parts::find(lines);
    let language = language(lines);
    if parts.head.is_none() || document.format() != Format::Text {
        let names = Names::new(aliases);
        let read = if document.blocks().is_empty() { None } else { layout::read(document, language, &names) };
        if let Some(draft) = read {
            return Ok(draft);
        }
    }
    let header = header::read(parts.header, parts.order, language);
    if header.labels < 2 && parts.agenda.is_empty() && parts.head.is_none() {
        return Err(not_recognised());
    }
    let community = community::of(header.heading.as_ref(), &header.title);
    let mut draft = header.draft(community, language);
    let names = Names::new(aliases);
    draft.agenda = agenda::read(&parts.agenda);
    agenda::add_mentions(&mut draft.agenda, &names);
    if draft.theme.is_none() {
        draft.theme = agenda::theme(&draft.agenda);
    }
    if let Some(head) = &parts.head {
        read_table(&mut draft, &parts, head, &names);
    }
    conclude(&mut draft, &parts);
    Ok(draft)
}

fn not_recognised() -> Error {
    let message = "Nothing here looks like minutes. Expected are labels with their values ('Titre', 'Date', 'Heure', or \
                   'Title', 'Date', 'Time'), an agenda below 'Agenda' or 'Ordre du jour', or a table below 'Sujet, \
                   Discussion, Prochaine étape' or 'Subject, Discussion, Next step', or headings such as 'Décisions', \
                   'Actions', 'Participants', 'Action items'.";
    Error::invalid("minutes-not-recognised", message)
}

/// The parts of the document.
struct Parts<'a> {
    header: &'a [Line],
    agenda: Vec<Line>,
    head: Option<Head>,
    /// The lines from the table's head on, without what stands below the table.
    table: &'a [Line],
    below: &'a [Line],
    order: Order,
}

impl<'a> Parts<'a> {
    fn find(lines: &'a [Line]) -> Self {
        let head = table_head::find(lines);
        let table_begins = head.as_ref().map_or(lines.len(), |head| head.first);
        let above = lines.get(..table_begins).unwrap_or_default();
        let heading = above.iter().position(|line| agenda_heading(&line.text).is_some());
        let header = above.get(..heading.unwrap_or(above.len())).unwrap_or_default();
        let agenda = heading.and_then(|at| above.get(at..)).map(agenda_lines).unwrap_or_default();
        let (table, below) = split_below(lines, head.as_ref());
        let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        Self { header, agenda, head, table, below, order: dates::order(&texts) }
    }
}

/// The agenda's lines; the heading's own line keeps what follows its colon.
fn agenda_lines(lines: &[Line]) -> Vec<Line> {
    let mut lines = lines.to_vec();
    if let Some(first) = lines.first_mut() {
        let after = agenda_heading(&first.text).unwrap_or(0);
        let rest = first.text.get(after..).unwrap_or_default();
        first.text = rest.trim_start_matches([':', ' ']).to_owned();
    }
    lines
}

/// Parts the table from a list of attendees, or a line on the next meeting, that stands below it.
fn split_below<'a>(lines: &'a [Line], head: Option<&Head>) -> (&'a [Line], &'a [Line]) {
    let Some(head) = head else {
        return (&[], &[]);
    };
    let body = lines.get(head.after..).unwrap_or_default();
    let begins_below = |block: &&[Line]| {
        let first = block.first();
        first.is_some_and(|line| {
            let list = header::label_alone(line).is_some_and(|label| {
                matches!(label, Label::Attendees | Label::Excused | Label::Absent | Label::NextMeeting)
            });
            list && line.text.contains(':')
        })
    };
    let first_below = blocks(body).into_iter().find(begins_below).and_then(|block| block.first());
    let at = first_below.and_then(|first| lines.iter().position(|line| line.number == first.number));
    lines.split_at_checked(at.unwrap_or(lines.len())).unwrap_or((lines, &[]))
}

fn read_table(draft: &mut Draft, parts: &Parts<'_>, head: &Head, names: &Names<'_>) {
    let people = people(draft);
    let table = table::read(parts.table, head, &people);
    for row in &table.rows {
        let subject = draft.subjects.len();
        draft.subjects.push(subject_of(row, draft, names));
        let paragraphs = paragraphs::read(&row.discussion, table.width);
        let points = discussion::read(&paragraphs, subject, draft.points.len(), names);
        draft.points.extend(points);
        let near = draft.date.filled().map(|date| date.value);
        let calendar = Calendar { near, order: parts.order };
        let around = Surroundings { calendar, people: &people, names };
        let actions = action::read(row, subject, &draft.points, &around);
        draft.actions.extend(actions);
    }
}

fn subject_of(row: &Row<'_>, draft: &Draft, names: &Names<'_>) -> Found<Subject> {
    let title = row.title.trimmed(&[':', '-', '–']).text().to_owned();
    let agenda_item = agenda::item_of_subject(&draft.agenda, &title);
    let mentions = names.find(&row.title);
    let subject = Subject { number: Some(row.number), title, agenda_item, mentions };
    let mut found = Found::sure(subject, row.span());
    found.warnings.extend(row.warnings.iter().cloned());
    found
}

/// The folded names of everyone whom the header names.
pub(super) fn people(draft: &Draft) -> Vec<String> {
    let single = [&draft.facilitator, &draft.rapporteur, &draft.organiser];
    let mut people: Vec<String> =
        single.iter().filter_map(|field| field.filled()).map(|found| fold(&found.value)).collect();
    for attendee in draft.attendees.filled().map(|found| found.value.as_slice()).unwrap_or_default() {
        people.push(fold(&attendee.name));
        people.extend(attendee.organization.as_deref().map(fold));
    }
    people
}

/// What needs several parts: the list of attendees below the table, the next meeting, the recurrence, and what
/// is missing altogether.
fn conclude(draft: &mut Draft, parts: &Parts<'_>) {
    if matches!(draft.attendees, Field::Absent) {
        draft.attendees = header::read(parts.below, parts.order, draft.language).attendees;
    }
    let around = if parts.below.is_empty() { parts.header } else { parts.below };
    let around: Vec<Passage> = blocks(around).into_iter().map(join).collect();
    draft.next_meeting = next_meeting::read(draft, &[], &around, parts.order);
    let date = draft.date.filled().map(|found| found.value);
    let next = draft.next_meeting.as_ref().map(|next| next.value.date);
    let written = draft.meeting_type.filled().or(draft.title.filled());
    draft.recurrence = written.and_then(|written| recurrence::read(written, date, next));
    let whole = Span { first_line: 1, last_line: 1 };
    let missing = [
        (date.is_none(), "date-absent", "No day of the meeting was found."),
        (draft.hours.filled().is_none(), "hours-absent", "No hours of the meeting were found."),
        (draft.agenda.is_empty(), "agenda-absent", "No agenda was found."),
        (draft.subjects.is_empty(), "subjects-absent", "No table of subjects was found."),
    ];
    let warnings = missing.into_iter().filter(|(missing, ..)| *missing);
    draft.warnings.extend(warnings.map(|(_, code, message)| Warning::new(code, whole, message)));
    draft.warnings.extend(columns_side_by_side(parts.table));
}

/// Some tools keep a table's columns side by side on each line. Such cells cannot be told apart here, and the
/// reader must not pretend that it could.
fn columns_side_by_side(table: &[Line]) -> Option<Warning> {
    let written = || table.iter().filter(|line| !line.is_blank());
    let gaps = written().filter(|line| line.text.contains("   ")).count();
    let span = table.first().zip(table.last())?;
    let message = "The table's columns stand side by side on many lines, so its cells may be mixed up. Extract the text \
                   without keeping the page's layout.";
    let span = Span { first_line: span.0.number, last_line: span.1.number };
    (gaps >= 5 && gaps * 3 >= written().count()).then(|| Warning::new("columns-side-by-side", span, message))
}

/// The language that more of the little words belong to.
fn language(lines: &[Line]) -> Language {
    language_of(lines.iter().map(|line| line.text.as_str()))
}

/// The same of texts that are not lines of a document.
pub(super) fn language_of<'t>(texts: impl Iterator<Item = &'t str>) -> Language {
    const FRENCH: [&str; 10] = ["le", "la", "les", "des", "du", "et", "une", "est", "pour", "reunion"];
    const ENGLISH: [&str; 10] = ["the", "of", "and", "is", "to", "in", "for", "was", "are", "meeting"];
    let mut english = 0;
    let mut french = 0;
    for word in texts.flat_map(words) {
        english += usize::from(ENGLISH.contains(&word.folded.as_str()));
        french += usize::from(FRENCH.contains(&word.folded.as_str()));
    }
    if english > french { Language::English } else { Language::French }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::minutes::text_layer;

    fn check(text: &str, expected: &[&str]) {
        let draft = read(&Document::text(text).unwrap(), &[]).unwrap();
        let codes: Vec<&str> = draft.warnings.iter().map(|warning| warning.code).collect();
        assert_eq!(codes, expected, "{text}");
    }

    const HEADER: &str = "Titre Groupe Date 13.04.2021\nHeure 10h-11h GMT\nAgenda\n- Accueil\n";

    #[test]
    fn what_is_missing_is_said() {
        check(
            "Titre Groupe\nLieu Dakar\n",
            &["date-absent", "hours-absent", "agenda-absent", "subjects-absent"],
        );
        check(HEADER, &["subjects-absent"]);
        check(&format!("{HEADER}Sujet Discussion Date\n\n1 Accueil\n\nMot de bienvenue.\n"), &[]);
    }

    #[test]
    fn columns_side_by_side_are_not_read_in_silence() {
        let row = "reliées à la             Inviter le           3 mai\n".repeat(6);
        check(
            &format!(
                "{HEADER}Sujet   Discussion   Prochaine étape   Date\n1 Accueil     Mot     Inviter\n{row}"
            ),
            &["columns-side-by-side"],
        );
    }

    #[test]
    fn the_language_follows_the_little_words() {
        let check = |text: &str, expected| assert_eq!(language(&text_layer::read(text).unwrap()), expected);
        check("the agenda\nof the meeting", Language::English);
        check("le point de\nla réunion", Language::French);
    }
}
