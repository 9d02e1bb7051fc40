//! The words of the layout in French and English: the labels of the header grid, the headings, the heads of
//! the table's columns. Cues of the prose stand beside what reads them.

use std::sync::LazyLock;

use super::passage::{Word, words};
use super::pattern::{Pattern, any_begins, any_stands_in};

/// A label of the header grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Label {
    Title,
    Theme,
    Date,
    Hours,
    Location,
    Organiser,
    MeetingType,
    Facilitator,
    Rapporteur,
    DistributionList,
    Attendees,
    Excused,
    Absent,
    NextMeeting,
}

/// Where a label may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Behind another field's value on the same line, too.
    Anywhere,
    /// At the beginning of a line only, because its word is common in values.
    LineStart,
    /// In front of a colon only.
    BeforeColon,
}

/// The label that begins at this word, where the longest one wins, and the index of the word after it.
pub(super) fn label_at(words: &[Word], at: usize) -> Option<(Label, Place, usize)> {
    let matches = LABELS.iter().filter_map(|(label, place, patterns)| {
        let end = patterns.iter().filter_map(|pattern| pattern.match_at(words, at)).max()?;
        Some((*label, *place, end))
    });
    matches.max_by_key(|&(_, _, end)| end)
}

static LABELS: LazyLock<Vec<(Label, Place, Vec<Pattern>)>> = LazyLock::new(|| {
    use Label as L;
    use Place::{Anywhere, BeforeColon, LineStart};
    let table: [(Label, Place, &[&str]); 25] = [
        (L::Title, Anywhere, &["titre de? la? reunion?", "intitule de? la? reunion?", "meeting? title"]),
        (L::Title, LineStart, &["objet", "subject", "meeting name"]),
        (L::Theme, LineStart, &["theme du? jour?", "theme de la reunion|seance"]),
        (L::Date, Anywhere, &["date de? la? reunion?|seance?", "meeting date", "date of meeting"]),
        (L::Date, LineStart, &["jour", "day"]),
        (L::Hours, Anywhere, &["heure*", "horaire*", "meeting? time", "start time"]),
        (L::Hours, LineStart, &["hour*"]),
        (L::Location, Anywhere, &["location", "lieu de? la? reunion?", "venue", "meeting place"]),
        (L::Location, LineStart, &["endroit", "place", "where", "salle"]),
        (
            L::Organiser,
            Anywhere,
            &[
                "reunion|seance|rencontre organisee par",
                "organise|organisee par",
                "convoque|convoquee par",
                "organisateur|organisatrice",
                "meeting? called|organised|organized|convened|hosted by",
                "organiser|organizer",
            ],
        ),
        (L::MeetingType, Anywhere, &["type de reunion|seance|rencontre", "type of meeting", "meeting type"]),
        (L::MeetingType, LineStart, &["type"]),
        (
            L::Facilitator,
            Anywhere,
            &[
                "facilitateur|facilitatrice",
                "animateur|animatrice",
                "moderateur|moderatrice",
                "facilitator",
                "moderator",
            ],
        ),
        (
            L::Facilitator,
            LineStart,
            &["anime|animee par", "president* de seance", "chair|chairperson|chaired by?"],
        ),
        (
            L::Rapporteur,
            Anywhere,
            &[
                "rapporteur|rapporteuse|rapporteure|rapporteurs",
                "secretaire de seance",
                "note taker",
                "notetaker",
                "minutes taker",
                "minute taker",
            ],
        ),
        (L::Rapporteur, LineStart, &["secretaire", "secretary", "recorder", "minutes by", "redige par"]),
        (
            L::DistributionList,
            Anywhere,
            &["liste de distribution|diffusion", "distribution list", "mailing list", "circulation list"],
        ),
        (L::DistributionList, LineStart, &["diffusion", "distribution"]),
        (
            L::Attendees,
            LineStart,
            &[
                "liste? des? participant*",
                "membres? present|presents|presentes",
                "personnes presentes",
                "list? of? attendees",
                "attendance",
                "attendee*",
            ],
        ),
        (L::Excused, LineStart, &["absents? excuses", "membres? excuse*", "excused", "apologies", "regrets"]),
        (L::Location, BeforeColon, &["link|url|lien|visio|zoom|join", "dial in"]),
        (
            L::Rapporteur,
            BeforeColon,
            &[
                "de|from|redacteur|redactrice|notes|minutes|scribe|secretariat",
                "notes taken by",
                "compte rendu",
            ],
        ),
        (
            L::Facilitator,
            BeforeColon,
            &["host|presidence|president|presidente|animation|facilitation", "led by"],
        ),
        (L::Absent, LineStart, &["membres? absent*", "not present"]),
        (
            L::NextMeeting,
            LineStart,
            &["prochaine reunion|rencontre|seance", "date de la prochaine reunion", "next meeting"],
        ),
    ];
    table.into_iter().map(|(label, place, texts)| (label, place, Pattern::all(texts))).collect()
});

/// If the line is the agenda's heading: the byte after it, where a first item may follow a colon.
pub(super) fn agenda_heading(line: &str) -> Option<usize> {
    static HEADINGS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
        Pattern::all(&[
            "points? a? l? ordre du jour propose?",
            "proposed? meeting? agenda items?",
            "programme",
        ])
    });
    let words = words(line);
    let end = HEADINGS.iter().filter_map(|heading| heading.match_at(&words, 0)).max()?;
    let after = words.get(end.checked_sub(1)?)?.end;
    let rest = line.get(after..)?.trim_start();
    (rest.is_empty() || rest.starts_with(':')).then_some(after + (line.len() - after - rest.len()))
}

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Column {
    Number,
    Subject,
    Discussion,
    NextStep,
    Owner,
    Due,
}

/// The column whose head begins at this word, where the longest one wins, and the index of the word after it.
pub(super) fn column_at(words: &[Word], at: usize) -> Option<(Column, usize)> {
    let matches = COLUMNS.iter().filter_map(|(column, patterns)| {
        let end = patterns.iter().filter_map(|pattern| pattern.match_at(words, at)).max()?;
        Some((*column, end))
    });
    matches.max_by_key(|&(_, end)| end)
}

static COLUMNS: LazyLock<Vec<(Column, Vec<Pattern>)>> = LazyLock::new(|| {
    let table: [(Column, &[&str]); 6] = [
        (Column::Number, &["n", "no", "nr", "num", "numero", "number"]),
        (
            Column::Subject,
            &["sujet*|subject*|topic*", "theme*|item*|point*", "agenda item*", "point* de l ordre du jour"],
        ),
        (
            Column::Discussion,
            &[
                "discussion*",
                "discussion* points?",
                "points de discussion",
                "echanges",
                "deliberation*",
                "resume des? discussions|echanges",
                "summary of? discussion?",
                "notes",
                "key points",
            ],
        ),
        (
            Column::NextStep,
            &[
                "prochaine|prochaines etape|etapes",
                "next step|steps",
                "action|actions items?",
                "action* a mener|entreprendre|suivre",
                "suivi|suites",
                "follow up actions?",
                "a faire",
            ],
        ),
        (
            Column::Owner,
            &[
                "responsable*",
                "porteur*",
                "owner*",
                "person? responsible person?",
                "who",
                "par? qui",
                "en charge",
                "lead",
                "assigned to",
            ],
        ),
        (
            Column::Due,
            &[
                "date|dates limite?",
                "date d echeance",
                "date butoir",
                "echeance*|delai*",
                "due date?",
                "deadline*",
                "target date",
                "when|timeline",
                "quand",
            ],
        ),
    ];
    table.into_iter().map(|(column, texts)| (column, Pattern::all(texts))).collect()
});

/// Whether the words speak of a meeting that follows, in the singular.
pub(super) fn speaks_of_next_meeting(words: &[Word]) -> bool {
    static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
        Pattern::all(&[
            "prochaine reunion|rencontre|seance|session",
            "reunion|rencontre|seance suivante|prochaine",
            "next meeting|session|call",
            "following meeting",
            "next one",
            "prochain point|appel|atelier|comite",
        ])
    });
    any_stands_in(&PATTERNS, words)
}

/// Whether the text begins with "Thème" or "Theme".
pub(super) fn begins_with_theme(words: &[Word]) -> bool {
    static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| Pattern::all(&["theme", "theme du jour"]));
    any_begins(&PATTERNS, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agenda_headings_stand_alone_or_before_a_colon() {
        let check =
            |line: &str, expected: Option<usize>| assert_eq!(agenda_heading(line), expected, "{line}");
        check("Agenda", Some(6));
        check("Ordre du jour :", Some("Ordre du jour ".len()));
        check("Points à l’ordre du jour", Some("Points à l’ordre du jour".len()));
        check("Agenda: 1. Welcome", Some(6));
        check("Agenda santé", None);
        check("Le programme", None);
    }
}
