//! How far a task is, and whether it comes from an earlier meeting, as minutes show it.

use std::ops::Range;
use std::sync::LazyLock;

use super::draft::Found;
use super::passage::{Passage, words};
use super::pattern::Pattern;
use crate::model::action_item::Status;

/// The state that a cell or a note gives with its first words.
pub(super) fn of(text: &str) -> Option<Status> {
    if text.trim_start().starts_with(['✓', '✔', '☑', '✅']) {
        return Some(Status::Done);
    }
    let words = words(text);
    STATES
        .iter()
        .find(|(_, patterns)| patterns.iter().any(|pattern| pattern.match_at(&words, 0).is_some()))
        .map(|(status, _)| *status)
}

/// The state that the cell of a status column gives.
pub(super) fn in_cell(cell: &Passage) -> Option<Found<Status>> {
    let text = cell.text();
    let folded = super::passage::fold(text);
    let status = match folded.as_str() {
        "x" | "yes" | "oui" | "ok" | "100" => Some(Status::Done),
        "no" | "non" | "0" => Some(Status::Open),
        "waiting" | "en attente" | "attente" => Some(Status::Blocked),
        _ if text.trim_end().ends_with('%') => Some(Status::InProgress),
        _ => of(text),
    };
    status.map(|status| Found::sure(status, cell.span()))
}

/// Whether the words say that something comes from an earlier meeting.
pub(super) fn carries_over(text: &str) -> bool {
    let words = words(text);
    CARRIED.iter().any(|pattern| pattern.find(&words).is_some())
}

/// Takes the notes out of a text that say how far it is: `… - DONE`, `… (carried over)`, `[fait] …`.
pub(super) fn take(text: &Passage) -> (Passage, Option<Found<Status>>, Option<Found<String>>) {
    let (mut text, mut status, mut carried) = (text.clone(), None, None);
    for _ in 0..3 {
        let Some(note) = notes(text.text()).into_iter().find(|note| says_state(text.text(), note)) else {
            break;
        };
        let words = text.slice(note.inner.clone());
        let state = of(words.text()).filter(|_| is_short(words.text()));
        if status.is_none() {
            status = state.map(|state| Found::sure(state, words.span()));
        }
        if carried.is_none() && carries_over(words.text()) {
            carried = Some(Found::sure(words.text().to_owned(), words.span()));
        }
        let mut rest = text.slice(0..note.whole.start);
        rest.append(&text.slice(note.whole.end..text.text().len()));
        if rest.is_empty() {
            break;
        }
        text = rest;
    }
    (text, status, carried)
}

/// A note in a text: the bytes with its marks, and those of its words.
struct Note {
    whole: Range<usize>,
    inner: Range<usize>,
}

/// The notes in parentheses and brackets, behind a dash at the end, and in front of a colon.
fn notes(text: &str) -> Vec<Note> {
    let mut notes = Vec::new();
    for (open, close) in [('(', ')'), ('[', ']')] {
        let mut from = 0;
        while let Some(begin) = text.get(from..).and_then(|rest| rest.find(open)).map(|at| from + at) {
            let Some(end) = text.get(begin..).and_then(|rest| rest.find(close)).map(|at| begin + at) else {
                break;
            };
            notes.push(Note { whole: begin..end + 1, inner: begin + 1..end });
            from = end + 1;
        }
    }
    for dash in [" - ", " – ", " — ", ": ", " : ", " -> ", " → ", ". ", ", "] {
        if let Some(at) = text.rfind(dash) {
            notes.push(Note { whole: at..text.len(), inner: at + dash.len()..text.len() });
        }
    }
    for dash in [":", " - ", " – ", " — "] {
        if let Some(at) = text.find(dash).filter(|at| *at <= 40) {
            notes.push(Note { whole: 0..at + dash.len(), inner: 0..at });
        }
    }
    notes
}

fn says_state(text: &str, note: &Note) -> bool {
    let inner = text.get(note.inner.clone()).unwrap_or_default();
    (is_short(inner) && of(inner).is_some()) || (inner.len() <= 80 && carries_over(inner))
}

/// A state is said in a few words; longer texts only begin like one.
fn is_short(text: &str) -> bool {
    words(text).len() <= 6
}

static STATES: LazyLock<Vec<(Status, Vec<Pattern>)>> = LazyLock::new(|| {
    let table: [(Status, &[&str]); 6] = [
        (
            Status::Open,
            &[
                "not yet? done|started|begun|closed|finished|completed",
                "non|pas encore? fait|faite|demarre|demarree|commence|commencee|realise|realisee",
                "still? open",
                "ouvert|ouverte|new|nouveau|nouvelle|todo|pending",
                "to do",
                "a faire|demarrer|lancer",
                "toujours ouvert|ouverte",
            ],
        ),
        (
            Status::InProgress,
            &[
                "in progress|work",
                "en cours",
                "ongoing|started|wip|underway|begun|entame|entamee|demarre|demarree|commence|commencee",
                "under way",
                "partly|partially|partiellement done|fait|faite|realise|realisee|complete",
                "half done",
            ],
        ),
        (
            Status::Blocked,
            &[
                "blocked|bloque|bloquee|suspendu|suspendue|stuck|suspended",
                "on hold",
                "en suspens|pause",
                "waiting for|on",
            ],
        ),
        (
            Status::Cancelled,
            &[
                "cancelled|canceled|annule|annulee|abandonne|abandonnee|dropped|obsolete|withdrawn|supprime|supprimee",
                "sans objet",
                "no longer needed|required|relevant",
                "not needed any? more|anymore?",
                "n est plus necessaire",
                "plus necessaire",
            ],
        ),
        (Status::InProgress, &["done partly|partially|in part"]),
        (
            Status::Done,
            &[
                "done|closed|completed|complete|finished|resolved|delivered|solved",
                "fait|faite|clos|close|cloture|cloturee|termine|terminee|acheve|achevee|realise|realisee|effectue|effectuee|regle|reglee",
                "has|have been done|closed|completed|sent",
                "a ete fait|faite|realise|realisee|clos|close|cloture|cloturee|envoye|envoyee",
            ],
        ),
    ];
    table.into_iter().map(|(status, texts)| (status, Pattern::all(texts))).collect()
});

static CARRIED: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    Pattern::all(&[
        "carried over|forward",
        "carry over|forward",
        "rolled over",
        "reporte|reportee|reportes|reportees|reconduit|reconduite|repris|reprise",
        "from|since|of the? last|previous|earlier meeting|call|session|time|month|week",
        "de|depuis la derniere|precedente reunion|rencontre|seance|session",
        "de la? reunion|rencontre|seance precedente",
        "action precedente|anterieure|ancienne",
        "still open|pending|outstanding",
        "toujours en? attente|ouvert|ouverte|cours",
        "reste ouvert|ouverte",
        "already on the list",
        "deja demande|demandee|prevu|prevue",
    ])
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_told_by_their_words() {
        let check = |text: &str, expected: Option<Status>| assert_eq!(of(text), expected, "{text}");
        check("DONE", Some(Status::Done));
        check("Fait le 3 mai", Some(Status::Done));
        check("Non fait", Some(Status::Open));
        check("En cours", Some(Status::InProgress));
        check("in progress", Some(Status::InProgress));
        check("on hold", Some(Status::Blocked));
        check("dropped, not needed any more", Some(Status::Cancelled));
        check("sans objet", Some(Status::Cancelled));
        check("Relire la note", None);
    }

    #[test]
    fn notes_are_taken_out_of_the_text() {
        let check = |text: &str, rest: &str, status: Option<Status>, carried: bool| {
            let (seen, found, words) = take(&Passage::of_line(1, text));
            assert_eq!(
                (seen.text(), found.map(|found| found.value), words.is_some()),
                (rest, status, carried),
                "{text}"
            );
        };
        check("Write the note - DONE", "Write the note", Some(Status::Done), false);
        check("Écrire la note (reporté)", "Écrire la note", None, true);
        check("[fait] Écrire la note", "Écrire la note", Some(Status::Done), false);
        check("Carried over: write the note", "write the note", None, true);
        check(
            "Write the note (carried over) – in progress",
            "Write the note",
            Some(Status::InProgress),
            true,
        );
        check("Rename the channel dropped", "Rename the channel dropped", None, false);
        check("Write the note (see annex)", "Write the note (see annex)", None, false);
    }
}
