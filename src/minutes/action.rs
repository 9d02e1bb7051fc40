//! The next-step cell: its lines put back into actions, with their owners and due dates from the cells beside
//! it or from the words themselves.

use super::agenda::stems;
use super::attendees::{looks_like_name, name_before_colon};
use super::cells::{self, Cell};
use super::dates::Calendar;
use super::draft::{Action, Confidence, Found, Point, Warning};
use super::due;
use super::mentions::Names;
use super::passage::{Passage, fold, words};
use super::states;
use super::table::Row;
use super::word_lists::begins_with_action;
use crate::model::Due;
use crate::model::discussion::Kind;

/// What the reader of actions knows of the rest of the document.
pub(super) struct Surroundings<'a> {
    /// The day of the meeting, and how the document writes days.
    pub(super) calendar: Calendar,
    /// The folded names of people and organisations that the header gives.
    pub(super) people: &'a [String],
    /// The catalogue's names.
    pub(super) names: &'a Names<'a>,
}

/// Reads a row's actions. `points` are all points of the draft.
pub(super) fn read(
    row: &Row<'_>,
    subject: usize,
    points: &[Found<Point>],
    around: &Surroundings<'_>,
) -> Vec<Found<Action>> {
    let texts = cells::entries(&row.steps, Cell::Steps);
    let mut actions: Vec<Found<Action>> = texts.iter().map(|text| action(text, subject, around)).collect();
    for (action, text) in actions.iter_mut().zip(&texts) {
        action.value.caused_by = cause(&action.value.text, subject, points);
        action.value.mentions = around.names.find(text);
    }
    assign_owners(&mut actions, &cells::entries(&row.owners, Cell::Owners));
    assign_dues(&mut actions, &cells::entries(&row.dues, Cell::Dues), around.calendar);
    actions
}

/// An action without its cells: the text, and what the text itself says of owner and due date.
fn action(text: &Passage, subject: usize, around: &Surroundings<'_>) -> Found<Action> {
    let (text, status, carried_over) = states::take(text);
    let text = &text;
    // A name alone is no action that this name could own.
    let (rest, owner) = Some(take_owner(text, around.people))
        .filter(|(rest, _)| rest.text().chars().any(char::is_alphanumeric))
        .unwrap_or_else(|| (text.clone(), None));
    let due = due::find(text, around.calendar).unwrap_or_else(|| due::unsaid(text.span()));
    let description = rest.trimmed(&['-', '–', ':', ';', '→']);
    let action = Action {
        subject,
        identifier: None,
        text: description.text().to_owned(),
        owner,
        requester: None,
        due,
        status,
        carried_over,
        caused_by: None,
        mentions: Vec::new(),
    };
    let confidence =
        if begins_with_action(description.text()) { Confidence::High } else { Confidence::Medium };
    Found::new(action, text.span(), confidence)
}

/// Takes the owner out of an action's text: `Awa Diop : …`, `… (Awa Diop)`, `… (Awa Diop, 3 mai)`,
/// `… [Responsable : Awa Diop]`, `… → Awa Diop`.
pub(super) fn take_owner(text: &Passage, people: &[String]) -> (Passage, Option<Found<String>>) {
    let whole = text.text();
    if let Some(colon) = name_before_colon(whole) {
        let owner = text.slice(0..colon);
        let rest = text.slice(colon + 1..whole.len());
        return (rest, Some(Found::sure(owner.text().to_owned(), owner.span())));
    }
    for (open, close) in [('(', ')'), ('[', ']')] {
        let Some(inner) = trailing(whole, open, close) else { continue };
        let owner = inner_owner(&text.slice(inner.clone()), people);
        if let Some(owner) = owner {
            let rest = text.slice(0..inner.start - 1);
            return (rest, Some(owner));
        }
    }
    for arrow in ["→", "=>", " — ", " – "] {
        let Some(at) = whole.rfind(arrow) else { continue };
        let owner = text.slice(at + arrow.len()..whole.len());
        if is_known(owner.text(), people)
            || (arrow.len() <= 3 && !arrow.starts_with(' ') && looks_like_name(owner.text()))
        {
            let found = Found::new(owner.text().to_owned(), owner.span(), Confidence::Medium);
            return (text.slice(0..at), Some(found));
        }
    }
    (text.clone(), None)
}

/// The bytes within a parenthesis that ends the text.
fn trailing(text: &str, open: char, close: char) -> Option<std::ops::Range<usize>> {
    let body = text.trim_end_matches(['.', ';', ' ']).strip_suffix(close)?;
    let at = body.rfind(open)?;
    Some(at + 1..body.len())
}

/// The owner within a parenthesis: after "Responsable :", or a name known from the header, or what looks
/// like a first and a last name.
fn inner_owner(inner: &Passage, people: &[String]) -> Option<Found<String>> {
    let text = inner.text();
    let labelled = text.split_once(':').filter(|(label, _)| {
        matches!(
            fold(label).as_str(),
            "responsable" | "resp" | "owner" | "porteur" | "par" | "who" | "responsible" | "qui"
        )
    });
    let from = labelled.map_or(0, |(label, _)| label.len() + 1);
    let upto = text.get(from..)?.find(',').map_or(text.len(), |comma| from + comma);
    let name = inner.slice(from..upto);
    let two_words = name.text().split_whitespace().count() >= 2;
    let likely = two_words && looks_like_name(name.text());
    let confidence = if labelled.is_some() || is_known(name.text(), people) {
        Confidence::High
    } else if likely {
        Confidence::Medium
    } else {
        return None;
    };
    (!name.is_empty()).then(|| Found::new(name.text().to_owned(), name.span(), confidence))
}

/// Whether the header names this person, or somebody with this first or last name.
pub(super) fn is_known(name: &str, people: &[String]) -> bool {
    let folded = fold(name);
    let is_one = |person: &String| *person == folded || person.split(' ').any(|part| part == folded);
    folded.len() >= 3 && people.iter().any(is_one)
}

/// Gives the actions their owners from the owner cell.
fn assign_owners(actions: &mut [Found<Action>], cells: &[Passage]) {
    let lacking: Vec<bool> = actions.iter().map(|action| action.value.owner.is_none()).collect();
    for (action, assigned) in actions.iter_mut().zip(assign(cells, &lacking)) {
        match assigned {
            Assigned::Cell(cell, confidence) => {
                let name = cell.trimmed(&['-', '–', '•', ':', ';', ',', '.']);
                action.value.owner = Some(Found::new(name.text().to_owned(), name.span(), confidence));
            }
            Assigned::Unclear => {
                action.warnings.push(ambiguous("owner-ambiguous", "owners", cells, lacking.len()))
            }
            Assigned::Nothing => {}
        }
    }
}

/// Gives the actions their due dates from the date cell; the words of the action count where the cell is
/// empty.
fn assign_dues(actions: &mut [Found<Action>], cells: &[Passage], calendar: Calendar) {
    let lacking: Vec<bool> = actions.iter().map(|action| action.value.due.value == Due::unsaid()).collect();
    for (action, assigned) in actions.iter_mut().zip(assign(cells, &lacking)) {
        match assigned {
            Assigned::Cell(cell, confidence) => {
                let mut said = due::read_cell(cell, calendar);
                said.confidence = said.confidence.min(confidence);
                let before = std::mem::replace(&mut action.value.due, said);
                let differs =
                    before.value != Due::unsaid() && before.value.kind != action.value.due.value.kind;
                if let Some(text) = before.value.text.filter(|_| differs) {
                    let message =
                        "The date cell and the words of the action say different things; the cell counts.";
                    action.value.due.warnings.push(Warning::new("due-twice", before.span, message).or(text));
                }
            }
            Assigned::Unclear => {
                action.warnings.push(ambiguous("due-ambiguous", "dates", cells, lacking.len()))
            }
            Assigned::Nothing => {}
        }
    }
}

/// What of a cell belongs to an action.
enum Assigned<'a> {
    Cell(&'a Passage, Confidence),
    Unclear,
    Nothing,
}

/// Which entry of a cell belongs to which action: one to each, or one to all, or one to each action whose own
/// words lack it.
fn assign<'a>(cells: &'a [Passage], lacking: &[bool]) -> Vec<Assigned<'a>> {
    let lacking_count = lacking.iter().filter(|lacks| **lacks).count();
    let mut rest = cells.iter();
    lacking
        .iter()
        .map(|lacks| match cells {
            [] => Assigned::Nothing,
            _ if cells.len() == lacking.len() => rest.next().map_or(Assigned::Nothing, sure),
            [only] => Assigned::Cell(only, Confidence::Medium),
            _ if cells.len() == lacking_count && !lacks => Assigned::Nothing,
            _ if cells.len() == lacking_count => rest.next().map_or(Assigned::Nothing, likely),
            _ => Assigned::Unclear,
        })
        .collect()
}

fn sure(cell: &Passage) -> Assigned<'_> {
    Assigned::Cell(cell, Confidence::High)
}

fn likely(cell: &Passage) -> Assigned<'_> {
    Assigned::Cell(cell, Confidence::Medium)
}

fn ambiguous(code: &'static str, what: &str, cells: &[Passage], count: usize) -> Warning {
    let span = cells.iter().map(Passage::span).reduce(super::draft::Span::and).unwrap_or_default();
    let message = format!("{} {what} stand beside {count} actions; none was assigned.", cells.len());
    cells.iter().fold(Warning::new(code, span, message), |warning, cell| warning.or(cell.text()))
}

/// A subject with more decisions is no honest one; comparing each with each action would take long.
const MOST_DECISIONS: usize = 200;

/// The decision of the same subject that shares most of the action's words.
pub(super) fn cause(action: &str, subject: usize, points: &[Found<Point>]) -> Option<usize> {
    let wanted = stems(action);
    let decisions = points
        .iter()
        .enumerate()
        .filter(|(_, point)| point.value.subject == subject && point.value.kind == Kind::Decision)
        .take(MOST_DECISIONS);
    let scored = decisions.filter_map(|(index, point)| {
        let offered = stems(&point.value.text);
        let shared = wanted.iter().filter(|stem| offered.contains(stem)).count();
        (shared >= 2 || (shared == 1 && words(action).len() <= 4)).then_some((shared, index))
    });
    // Of equals the first one: `max_by_key` would take the last.
    scored.collect::<Vec<_>>().into_iter().rev().max_by_key(|&(shared, _)| shared).map(|(_, index)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str, owner: Option<&str>) {
        let people = ["issa tandina".to_owned()];
        let names = Names::new(&[]);
        let around = Surroundings { calendar: Calendar::default(), people: &people, names: &names };
        let found = action(&Passage::of_line(1, text), 0, &around).value;
        assert_eq!(
            (found.text.as_str(), found.owner.as_ref().map(|owner| owner.value.as_str())),
            (expected, owner)
        );
    }

    #[test]
    fn owners_are_taken_out_of_the_text() {
        check("Awa Diop : rédiger la note", "rédiger la note", Some("Awa Diop"));
        check("Rédiger la note (Awa Diop)", "Rédiger la note", Some("Awa Diop"));
        check("Rédiger la note (Issa, 3 mai 2021).", "Rédiger la note", Some("Issa"));
        check("Rédiger la note [Responsable : comité]", "Rédiger la note", Some("comité"));
        check("Rédiger la note → Awa Diop", "Rédiger la note", Some("Awa Diop"));
        check("Rédiger la note – Issa Tandina", "Rédiger la note", Some("Issa Tandina"));
    }

    #[test]
    fn what_is_no_owner_stays_in_the_text() {
        check("Relier les sites (DHIS2)", "Relier les sites (DHIS2)", None);
        check("Action : rédiger la note", "Action : rédiger la note", None);
        check("Awa Diop :", "Awa Diop", None);
        check("(Awa Diop)", "(Awa Diop)", None);
    }
}
