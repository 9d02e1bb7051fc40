//! The narrow cells of a row cut into their entries: one action, one owner, one due date each.

use jiff::civil::Date;

use super::attendees::{looks_like_name, name_before_colon};
use super::due;
use super::marks::{bullet, leading_number};
use super::passage::{Passage, fold, words};
use super::sentences::is_finished;
use super::text_layer::Line;
use super::word_lists::{begins_with_action, is_connector};

/// Which cell is being cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    Steps,
    Owners,
    Dues,
}

/// Cuts a cell into its entries: at bullets and numbers, at blank lines, and where a new one plainly begins.
pub(super) fn entries(blocks: &[&[Line]], cell: Cell) -> Vec<Passage> {
    let mut entries: Vec<Passage> = Vec::new();
    for block in blocks {
        for (index, line) in block.iter().enumerate() {
            let from = mark(&line.text, cell);
            let text = from.and_then(|from| line.text.get(from..)).unwrap_or(&line.text);
            let begins = from.is_some()
                || entries.last().is_none_or(|last| begins_entry(last, text, index == 0, cell));
            match entries.last_mut().filter(|_| !begins) {
                Some(last) => last.push(line.number, text),
                None => entries.push(Passage::of_line(line.number, text)),
            }
        }
    }
    entries.retain(|text| text.text().chars().any(char::is_alphanumeric));
    entries
}

/// Whether a block says nothing but by when, in each of its entries.
pub(super) fn is_due(block: &[Line]) -> bool {
    let entries = entries(&[block], Cell::Dues);
    !entries.is_empty() && entries.iter().all(is_whole_due)
}

/// The byte after a bullet or an action's number.
fn mark(line: &str, cell: Cell) -> Option<usize> {
    let numbered = cell == Cell::Steps && line.contains(['.', ')']);
    let number = leading_number(line).filter(|_| numbered);
    bullet(line).map(|(_, from)| from).or(number.map(|(_, from)| from))
}

/// Whether a line without a mark begins a new entry.
fn begins_entry(last: &Passage, text: &str, block_begins: bool, cell: Cell) -> bool {
    let last_word = last.text().rsplit([' ', '\'', '’']).next().unwrap_or_default();
    let open = is_connector(&fold(last_word)) || last.text().ends_with([',', '(', ':']);
    if open {
        return false;
    }
    let capital = text.starts_with(char::is_uppercase);
    match cell {
        Cell::Steps => {
            let acts = begins_with_action(text) || name_before_colon(text).is_some();
            capital && (acts || (block_begins && is_finished(last.text())))
        }
        // "Lakes Health" and "Desk" may be one wrapped name; two whole names are two.
        Cell::Owners => capital && (block_begins || (is_whole_name(last.text()) && is_whole_name(text))),
        Cell::Dues => is_whole_due(last) && (is_whole_due(&Passage::of_line(1, text)) || begins_as_due(text)),
    }
}

/// Longer texts are neither a name nor a due date; looking at each of their beginnings would take long.
const LONGEST_SAYING: usize = 200;

fn is_whole_name(text: &str) -> bool {
    text.len() <= LONGEST_SAYING && text.split_whitespace().count() >= 2 && looks_like_name(text)
}

/// Whether most of the words say by when. The year does not matter here, only that one could be concluded.
fn is_whole_due(text: &Passage) -> bool {
    const SOME_DAY: Date = jiff::civil::date(2000, 1, 1);
    if text.text().len() > LONGEST_SAYING {
        return false;
    }
    let said = due::find(text, Some(SOME_DAY)).and_then(|found| found.value.text);
    let said = said.map_or(0, |said| words(&said).len());
    said > 0 && said * 3 >= text.words().len() * 2
}

/// Whether the line begins as another due date does, although it goes on below.
fn begins_as_due(text: &str) -> bool {
    const BEGINNINGS: [&str; 14] = [
        "avant",
        "d",
        "sous",
        "lors",
        "a",
        "fin",
        "pour",
        "by",
        "before",
        "within",
        "at",
        "end",
        "next",
        "prochaine",
    ];
    words(text).first().is_some_and(|word| BEGINNINGS.contains(&word.folded.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cell: Cell, text: &str, expected: &[&str]) {
        let lines = super::super::text_layer::read(text).unwrap();
        let entries = entries(&super::super::text_layer::blocks(&lines), cell);
        let seen: Vec<&str> = entries.iter().map(Passage::text).collect();
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn steps_are_cut_where_an_action_begins() {
        check(Cell::Steps, "Inviter\nOpenHIE à\nprésenter", &["Inviter OpenHIE à présenter"]);
        check(
            Cell::Steps,
            "Rédiger la\nnote\nInviter le\nministère",
            &["Rédiger la note", "Inviter le ministère"],
        );
        check(Cell::Steps, "- Envoi de\nla note\n- Suivi", &["Envoi de la note", "Suivi"]);
        check(Cell::Steps, "1. Share the\nnotes\n2. Test", &["Share the notes", "Test"]);
        check(
            Cell::Steps,
            "Awa Diop : écrire\nIssa Sow : relire",
            &["Awa Diop : écrire", "Issa Sow : relire"],
        );
        check(Cell::Steps, "Inviter le\n\nMinistère", &["Inviter le Ministère"]);
        check(Cell::Steps, "Awa Diop :\nRédiger la\nnote", &["Awa Diop : Rédiger la note"]);
    }

    #[test]
    fn owners_and_dues_are_cut_where_another_one_begins() {
        check(Cell::Owners, "Ruth Bikoula\nOdile Ravelo", &["Ruth Bikoula", "Odile Ravelo"]);
        check(Cell::Owners, "Lakes Health\nInformatics\nDesk", &["Lakes Health Informatics Desk"]);
        check(Cell::Dues, "20/03/2026\nsous\nquinzaine", &["20/03/2026", "sous quinzaine"]);
        check(
            Cell::Dues,
            "27 avril\n2026\navant la\nprochaine\nréunion",
            &["27 avril 2026", "avant la prochaine réunion"],
        );
    }
}
