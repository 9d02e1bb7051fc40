//! Lists of names: who was there, who receives the minutes.

use super::draft::{Attendee, Found};
use super::passage::{Passage, fold};
use super::word_lists::begins_with_action;
use crate::model::meeting::Attendance;

/// Reads a list of attendees. "(excusée)" behind a name outweighs the list's label.
pub(super) fn read(value: &Passage, attendance: Attendance) -> Found<Vec<Attendee>> {
    let people = names(value).iter().map(|name| attendee(name, attendance)).collect();
    Found::sure(people, value.span())
}

/// The names in a field of the header, which may hold several.
pub(super) fn names_in(field: &Found<String>) -> Vec<String> {
    let passage = Passage::of_line(field.span.first_line, &field.value);
    names(&passage).into_iter().map(|name| name.text().to_owned()).collect()
}

/// The names of a list, parted by commas, semicolons, bullets or " et ".
pub(super) fn names(value: &Passage) -> Vec<Passage> {
    let text = value.text();
    let mut depth = 0_u32;
    let mut start = 0;
    let mut parts = Vec::new();
    for (at, character) in text.char_indices() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            ',' | ';' | '•' | '·' | '▪' if depth == 0 => {
                parts.push(start..at);
                start = at + character.len_utf8();
            }
            // A list without commas: each name on its line, or followed by its organisation.
            _ if depth == 0 && value.begins_line(at) && ends_a_name(text.get(start..at), character) => {
                parts.push(start..at);
                start = at;
            }
            _ => {}
        }
    }
    parts.push(start..text.len());
    let bare = |part| value.slice(part).trimmed(&['-', '–', '.', ':', '*']);
    parts.into_iter().map(bare).flat_map(|part| split_last(&part)).filter(|name| !name.is_empty()).collect()
}

/// Whether a text looks like the name of a person, a team or an organisation.
pub(super) fn looks_like_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let particle = |word: &str| {
        matches!(
            word,
            "de" | "du"
                | "des"
                | "la"
                | "le"
                | "el"
                | "ben"
                | "van"
                | "von"
                | "et"
                | "&"
                | "of"
                | "and"
                | "the"
                | "d’"
                | "l’"
        )
    };
    let named = |word: &&str| {
        word.starts_with(char::is_uppercase)
            || particle(word)
            || word.starts_with("d’")
            || word.starts_with("l’")
    };
    let plain = |c: char| c.is_alphabetic() || c.is_whitespace() || "-'’.&/".contains(c);
    (1..=6).contains(&words.len())
        && text.chars().count() <= 48
        && words.first().is_some_and(|word| word.starts_with(char::is_uppercase))
        && words.iter().all(named)
        && text.chars().all(plain)
        && !begins_with_action(text)
}

/// Where the colon stands behind a name that begins the text, as in `Awa Diop : préparer la note`.
pub(super) fn name_before_colon(text: &str) -> Option<usize> {
    let colon = text.find(':')?;
    let name = text.get(..colon)?.trim();
    let label =
        matches!(fold(name).as_str(), "action" | "actions" | "note" | "suivi" | "decision" | "important");
    let address = text.get(colon + 1..)?.starts_with('/');
    (looks_like_name(name) && !label && !address).then_some(colon)
}

/// Whether a new line begins a new name: after a bullet, or after an organisation in parentheses.
fn ends_a_name(before: Option<&str>, first: char) -> bool {
    matches!(first, '-' | '–' | '*') || before.is_some_and(|before| before.trim_end().ends_with(')'))
}

/// Parts the last two names of a list, which "et" or "and" joins; an organisation's "and" stays.
fn split_last(part: &Passage) -> Vec<Passage> {
    let text = part.text();
    for joiner in [" et ", " and "] {
        if let Some(at) = text.find(joiner) {
            let (one, other) = (part.slice(0..at), part.slice(at + joiner.len()..text.len()));
            let two_names = [&one, &other].iter().all(|name| {
                let bare = name.text().split(" (").next().unwrap_or_default();
                looks_like_name(bare) && bare.contains(' ')
            });
            if two_names {
                return vec![one, other];
            }
        }
    }
    vec![part.clone()]
}

/// What somebody did at the meeting beside being there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Facilitator,
    Rapporteur,
}

/// What a note behind a name says of the part that its bearer played: `Awa Diop (chair)`.
pub(super) fn function_in(text: &str) -> Option<Function> {
    let (_, notes) = text.split_once('(')?;
    notes.split(['(', ')', ',', ';']).find_map(|note| match fold(note).as_str() {
        "chair"
        | "chairperson"
        | "chairs"
        | "facilitator"
        | "facilitateur"
        | "facilitatrice"
        | "moderator"
        | "moderateur"
        | "moderatrice"
        | "animateur"
        | "animatrice"
        | "president"
        | "presidente"
        | "president de seance"
        | "presidente de seance"
        | "host" => Some(Function::Facilitator),
        "notes"
        | "minutes"
        | "note taker"
        | "notetaker"
        | "scribe"
        | "rapporteur"
        | "rapporteure"
        | "rapporteuse"
        | "secretaire"
        | "secretaire de seance"
        | "minute taker"
        | "minutes taker" => Some(Function::Rapporteur),
        _ => None,
    })
}

/// Whether a note behind a name says how somebody was there rather than for whom.
fn is_manner(note: &str) -> bool {
    const MANNERS: [&str; 14] = [
        "late",
        "en retard",
        "remote",
        "remotely",
        "online",
        "en ligne",
        "a distance",
        "by phone",
        "par telephone",
        "partly",
        "part time",
        "en partie",
        "guest",
        "invite",
    ];
    MANNERS.contains(&fold(note).as_str()) || function_in(&format!("({note})")).is_some()
}

/// One person, from a name with what stands behind it: `Awa Diop (Clinic)`, `Awa Diop – Clinic`, `Awa Diop/Clinic`.
pub(super) fn attendee(name: &Passage, attendance: Attendance) -> Attendee {
    let text = name.text();
    let (person, mut notes) = match text.split_once(" (") {
        Some((person, notes)) => (person, notes.replace(['(', ')'], ",")),
        None => (text, String::new()),
    };
    let parted = [" – ", " — ", " - "].into_iter().find_map(|dash| person.split_once(dash));
    let slash = person.split_once('/').filter(|(person, _)| looks_like_name(person.trim()));
    let person = match parted.or(slash) {
        Some((person, organization)) => {
            notes = format!("{organization},{notes}");
            person
        }
        None => person,
    };
    let person = person.trim_matches(['~', '*', '_', ' ', '@']);
    let mut attendee = Attendee { name: person.trim().to_owned(), organization: None, attendance };
    let mut organization: Vec<&str> = Vec::new();
    for note in notes.split(',').map(str::trim).filter(|note| !note.is_empty()) {
        match fold(note).as_str() {
            "excuse" | "excusee" | "excused" | "absent excuse" | "absente excusee" | "excuses"
            | "apologies" | "regrets" => attendee.attendance = Attendance::Excused,
            "absent" | "absente" => attendee.attendance = Attendance::Absent,
            "present" | "presente" => attendee.attendance = Attendance::Present,
            _ if is_manner(note) => {}
            _ => organization.push(note),
        }
    }
    attendee.organization = (!organization.is_empty()).then(|| organization.join(", "));
    attendee
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, Option<&str>, Attendance)]) {
        let found = read(&Passage::of_line(1, text), Attendance::Present).value;
        let seen: Vec<_> = found
            .iter()
            .map(|one| (one.name.as_str(), one.organization.as_deref(), one.attendance))
            .collect();
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn lists_of_people_are_read() {
        use Attendance::{Excused, Present};
        check("Awa Diop, Jean Kodjo", &[("Awa Diop", None, Present), ("Jean Kodjo", None, Present)]);
        check(
            "Awa Diop (Ministère, Dakar) ; Jean Kodjo (excusé) et Binta Sow",
            &[
                ("Awa Diop", Some("Ministère, Dakar"), Present),
                ("Jean Kodjo", None, Excused),
                ("Binta Sow", None, Present),
            ],
        );
        check("Awa Diop/OMS", &[("Awa Diop", Some("OMS"), Present)]);
        check(
            "Awa Diop (late), Jean Kodjo (chair)",
            &[("Awa Diop", None, Present), ("Jean Kodjo", None, Present)],
        );
        check("• Awa Diop – Clinique du Lac", &[("Awa Diop", Some("Clinique du Lac"), Present)]);
    }

    #[test]
    fn names_look_like_names() {
        for name in ["Awa Diop", "Équipe Données", "Jean-Marc N’Guessan", "Ministère de la Santé"] {
            assert!(looks_like_name(name), "{name}");
        }
        for other in ["Inviter Awa", "la note", "Note du 3 mai", "Une phrase complète. Fin", ""] {
            assert!(!looks_like_name(other), "{other}");
        }
    }
}
