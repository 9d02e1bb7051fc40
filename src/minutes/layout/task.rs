//! One text that says what is to be done: its label, its name, who does it, how far it is.

use std::sync::LazyLock;

use super::owners;
use crate::minutes::action::Surroundings;
use crate::minutes::draft::{Action, Confidence, Found};
use crate::minutes::due;
use crate::minutes::passage::Passage;
use crate::minutes::pattern::Pattern;
use crate::minutes::states;
use crate::minutes::word_lists::begins_with_action;
use crate::model::action_item::Status;

/// A text that says what is to be done, before it is read.
#[derive(Debug, Clone, Default)]
pub(super) struct Task {
    pub(super) text: Passage,
    pub(super) identifier: Option<String>,
    pub(super) owner: Option<Found<String>>,
    pub(super) requester: Option<Found<String>>,
    /// A cell that says by when.
    pub(super) due: Option<Passage>,
    pub(super) status: Option<Found<Status>>,
    pub(super) carried_over: Option<Found<String>>,
    /// Whether the text stands where nothing but tasks stand, so that one name in front of it is its owner.
    pub(super) certain: bool,
}

impl Task {
    /// A text in a list of tasks.
    pub(super) fn listed(text: &Passage) -> Self {
        let labelled = Self::labelled(text);
        labelled.unwrap_or_else(|| Self { text: text.clone(), certain: true, ..Self::default() })
    }

    /// An entry with a box to tick. An empty box tells that nobody has said that it is done.
    pub(super) fn boxed(text: &Passage, ticked: bool) -> Self {
        let status = ticked.then(|| Found::sure(Status::Done, text.span()));
        Self { status, ..Self::listed(text) }
    }

    /// A text with a label that only tasks have: `ACTION:`, `TODO`, `AP:`, `[ ]`, `→`.
    pub(super) fn labelled(text: &Passage) -> Option<Self> {
        let written = text.text();
        if let Some(rest) = written.strip_prefix("[ ]").or_else(|| written.strip_prefix("[]")) {
            let text = text.slice(written.len() - rest.len()..written.len());
            return Some(Self { text, certain: true, ..Self::default() });
        }
        if written.starts_with("[x]") || written.starts_with("[X]") {
            return Some(Self::boxed(&text.slice(3..written.len()), true));
        }
        let words = text.words();
        let end = LABELS.iter().filter_map(|label| label.match_at(&words, 0)).max()?;
        let last = words.get(end.checked_sub(1)?)?;
        let first = words.first()?;
        let label = text.slice(first.start..last.end);
        let behind = written.get(last.end..)?;
        // "Action 3 :" and "TODO Ibra:" are labels; "Action sociale" is not.
        let capitals = !label.text().chars().any(char::is_lowercase);
        let marked = behind.trim_start_matches([']', ')', ' ', '*', '_']).starts_with([':', '–', '—', '-']);
        let open = written
            .get(..first.start)
            .is_some_and(|before| before.trim_matches(['[', '(', '*', '_', ' ', '→', '>', '-']).is_empty());
        if !open || !(marked || (capitals && words.len() > end)) {
            return None;
        }
        let rest = behind.trim_start_matches([':', '-', '–', '—', ']', ')', '*', '_', ' ']);
        let rest = text.slice(written.len() - rest.len()..written.len());
        let identifier = identifier_in(label.text());
        (!rest.is_empty()).then(|| Self { text: rest, identifier, certain: true, ..Self::default() })
    }

    /// Reads the task. `points` are not known yet: what caused it is told later.
    pub(super) fn read(self, subject: usize, around: &Surroundings<'_>) -> Found<Action> {
        let span = self.text.span();
        let (identifier, text) = match self.identifier {
            Some(identifier) => (Some(identifier), self.text),
            None => take_identifier(&self.text),
        };
        let carried = self.carried_over;
        let (text, status, said_carried) = states::take(&text);
        let taken = owners::take(&text, around.people, self.certain);
        let (rest, owner) = (taken.rest, self.owner.or(taken.owner));
        let requester = self.requester.or(taken.requester);
        let due = match self.due.filter(says_when) {
            Some(cell) => due::read_cell(&cell, around.calendar),
            None => due::find(&rest, around.calendar)
                .or_else(|| due::find(&text, around.calendar))
                .unwrap_or_else(|| due::unsaid(span)),
        };
        let description = rest.trimmed(&['-', '–', '—', ':', ';', '→', '*', '_', '~', '>', '|']);
        let confidence = if self.certain || begins_with_action(description.text()) {
            Confidence::High
        } else {
            Confidence::Medium
        };
        let value = Action {
            subject,
            identifier,
            text: description.text().to_owned(),
            owner,
            requester,
            due,
            status: self.status.or(status),
            carried_over: carried.or(said_carried),
            caused_by: None,
            mentions: around.names.find(&text),
        };
        Found::new(value, span, confidence)
    }
}

/// A sentence that says who will do what, if it does.
///
/// Also whether the sentence says that this was agreed: then it is a decision as well.
pub(super) fn promised(sentence: &Passage, people: &[String]) -> Option<(Task, bool)> {
    let promise = owners::promise(sentence, people)?;
    let task = Task { text: promise.rest, owner: Some(promise.owner), ..Task::default() };
    Some((task, promise.agreed))
}

/// Whether a due cell says anything: not "-", "TBD", "à définir".
fn says_when(cell: &Passage) -> bool {
    let folded = crate::minutes::passage::fold(cell.text());
    !matches!(
        folded.as_str(),
        "" | "tbd"
            | "tbc"
            | "n a"
            | "na"
            | "none"
            | "a definir"
            | "a determiner"
            | "a fixer"
            | "a preciser"
            | "neant"
            | "non defini"
    )
}

/// `A3`, `AI-12`, `#4`, `Action 3`: what a label or a cell calls the task, if it is a name with a number.
pub(super) fn identifier_in(label: &str) -> Option<String> {
    let label = label.trim_matches(['[', ']', '(', ')', ':', ' ', '.', '*']);
    let short = label.chars().count() <= 16 && label.chars().any(|c| c.is_ascii_digit());
    let plain = label.chars().all(|c| c.is_alphanumeric() || "-_./#°".contains(c));
    (short && plain).then(|| label.to_owned())
}

/// Takes an identifier in front of the text: `A3. Write …`, `AI-12: write …`, `[A3] write …`.
fn take_identifier(text: &Passage) -> (Option<String>, Passage) {
    let written = text.text();
    let none = (None, text.clone());
    let Some((first, rest)) = written.split_once(' ') else { return none };
    let bare = first.trim_end_matches([':', '.', ')', ']']).trim_start_matches(['[', '(', '*', '#']);
    let letters = bare.chars().take_while(|c| c.is_ascii_uppercase()).count();
    let rest_of_name = bare.get(letters..).unwrap_or_default();
    let digits = rest_of_name.trim_start_matches(['-', '#', '.']);
    let named = (1..=4).contains(&letters)
        && !digits.is_empty()
        && digits.len() <= 4
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    let marked = first.len() > bare.len() || rest.starts_with([':', '-', '–', '—']);
    if !(named && marked) {
        return none;
    }
    let text = text.slice(first.len()..written.len()).trimmed(&[':', '-', '–', '—']);
    (Some(bare.to_owned()), text)
}

static LABELS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    Pattern::all(&[
        "action item|point? #?",
        "action requise|required",
        "new|nouvelle action #?",
        "actions?",
        "ap #?",
        "ai #?",
        "todo",
        "to do",
        "a faire",
        "tache #?",
        "task #?",
        "point d action #?",
        "next step",
        "follow up",
    ])
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::minutes::dates::Calendar;
    use crate::minutes::mentions::Names;

    /// A task as `[identifier] text | owner | status | carried`.
    fn check(text: &str, expected: &str) {
        let names = Names::new(&[]);
        let people = ["wanda ochipenga".to_owned(), "tindo m".to_owned()];
        let calendar = Calendar::from(Some(jiff::civil::date(2026, 4, 14)));
        let around = Surroundings { calendar, people: &people, names: &names };
        let seen = Task::listed(&Passage::of_line(1, text)).read(0, &around).value;
        let part = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        let shown = format!(
            "{} {} | {} | {} | {}",
            part(seen.identifier),
            seen.text,
            part(seen.owner.map(|owner| owner.value)),
            part(seen.status.map(|status| status.value.code().to_owned())),
            part(seen.carried_over.map(|words| words.value)),
        );
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn tasks_are_read_from_one_line() {
        check("Wanda to circulate the list - DONE", "- circulate the list | Wanda | done | -");
        check(
            "Yaw to ask the ministry (carried over, still waiting for a reply)",
            "- ask the ministry | Yaw | - | carried over, still waiting for a reply",
        );
        check("ACTION: Silas and Yaw to visit the sites", "- visit the sites | Silas and Yaw | - | -");
        check("TODO Ibra: find out about the log", "- find out about the log | Ibra | - | -");
        check("TODO clean the disk every week - Tindo", "- clean the disk every week | Tindo | - | -");
        check(
            "TODO (carried over from April) move the certificates",
            "- move the certificates | - | - | carried over from April",
        );
        check("@Clarisse ask for a second server", "- ask for a second server | Clarisse | - | -");
        check("AI-12: Write the guide (Awa Diop)", "AI-12 Write the guide | Awa Diop | - | -");
        check("A3. Rédiger la note – fait", "A3 Rédiger la note | - | done | -");
        check("AP Wanda: relire la note", "- relire la note | Wanda | - | -");
        check("Awa Diop s’engage à écrire la note", "- écrire la note | Awa Diop | - | -");
        check("Awa Diop enverra la note", "- enverra la note | Awa Diop | - | -");
        check("[ ] @Nadège write it down", "- write it down | Nadège | - | -");
        check("Publier la table — Wanda", "- Publier la table | Wanda | - | -");
        check("Publier la table → Wanda", "- Publier la table | Wanda | - | -");
        check(
            "Écrire au ministère (Responsable : Awa Diop, échéance : 3 mai 2026)",
            "- Écrire au ministère | Awa Diop | - | -",
        );
        check("Connect the sites to DHIS2", "- Connect the sites to DHIS2 | - | - | -");
        check("Compare results of Lab A and Lab B", "- Compare results of Lab A and Lab B | - | - | -");
        check("write a guide (owner to be found)", "- write a guide (owner to be found) | - | - | -");
    }

    #[test]
    fn what_is_no_label_is_no_task() {
        for text in [
            "Action sociale du district",
            "To do so we need time",
            "Tasks are many",
            "Actions taken: none so far",
        ] {
            assert!(Task::labelled(&Passage::of_line(1, text)).is_none(), "{text}");
        }
    }
}
