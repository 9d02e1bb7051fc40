//! By when something is to be done: from the date cell, or from the words of the action itself.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;

use super::dates;
use super::draft::{Confidence, Found, Span, Warning};
use super::passage::{Passage, Word};
use super::pattern::{Pattern, number};
use crate::model::Due;
use crate::model::due::Kind;

/// Nothing is said; the span is that of the action.
pub(super) fn unsaid(span: Span) -> Found<Due> {
    Found::sure(Due::unsaid(), span)
}

/// Reads a cell that holds nothing but a due date. What is not understood is kept as a milestone.
pub(super) fn read_cell(cell: &Passage, meeting: Option<Date>) -> Found<Due> {
    let cell = cell.trimmed(&['-', '–', '•', ':', ';']);
    find(&cell, meeting).map_or_else(
        || {
            let due = Found::new(Due::said(Kind::Milestone, cell.text()), cell.span(), Confidence::Low);
            let message =
                format!("'{}' was not understood as a date; it is kept as a milestone.", cell.text());
            due.warned(Warning::new("due-not-understood", cell.span(), message))
        },
        |mut due| {
            // The cell's words are kept whole: they say nothing but when.
            due.value.text = Some(cell.text().to_owned());
            due
        },
    )
}

/// The due date that a text names, with its words. `meeting` is the day of the meeting: what is relative
/// counts from it.
pub(super) fn find(text: &Passage, meeting: Option<Date>) -> Option<Found<Due>> {
    let words = text.words();
    meeting_phrase(text, &words)
        .or_else(|| within_days(text, &words, meeting))
        .or_else(|| end_of_month(text, &words, meeting))
        .or_else(|| date(text, &words, meeting))
        .or_else(|| milestone(text, &words))
}

/// "avant la prochaine réunion", "lors d'une prochaine réunion", "at the next meeting".
fn meeting_phrase(text: &Passage, words: &[Word]) -> Option<Found<Due>> {
    MEETINGS.iter().find_map(|(kind, patterns)| {
        // The longest phrase that begins first: "lors d'une prochaine réunion", not only its last words.
        let found = patterns.iter().filter_map(|pattern| pattern.find(words));
        let (from, to) = found.min_by_key(|&(from, to)| (from, usize::MAX - to))?;
        let phrase = slice(text, words, from, to);
        Some(Found::sure(Due::said(*kind, phrase.text()), phrase.span()))
    })
}

/// "d'ici 10 jours", "sous quinzaine", "within two weeks".
fn within_days(text: &Passage, words: &[Word], meeting: Option<Date>) -> Option<Found<Due>> {
    let (from, to) = WITHIN.iter().find_map(|pattern| pattern.find(words))?;
    let counted = words.get(from..to)?;
    let phrase = slice(text, words, from, to);
    let count = counted.iter().rev().find_map(|word| number(&word.folded)).unwrap_or(1);
    let last = counted.last()?.folded.as_str();
    let days = match last {
        "quinzaine" => Some(15),
        "huitaine" => Some(8),
        "fortnight" => Some(14),
        _ if last.starts_with("semaine") || last.starts_with("week") => count.checked_mul(7),
        _ if last.starts_with("mois") || last.starts_with("month") => months_in_days(count, meeting),
        _ => Some(count),
    };
    let due = Due { days, ..Due::said(Kind::WithinDays, phrase.text()) };
    Some(Found::sure(due, phrase.span()))
}

fn months_in_days(count: u32, meeting: Option<Date>) -> Option<u32> {
    let meeting = meeting?;
    let end = meeting.checked_add(jiff::Span::new().try_months(count).ok()?).ok()?;
    u32::try_from(meeting.until(end).ok()?.get_days()).ok()
}

/// "fin avril", "d'ici la fin du mois de mai 2021", "by the end of June".
fn end_of_month(text: &Passage, words: &[Word], meeting: Option<Date>) -> Option<Found<Due>> {
    static END: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
        Pattern::all(&[
            "d? ici? a? la? fin du? de? mois? de? d?",
            "by|before? the? end of?",
            "avant|pour la? fin du? de? mois? de? d?",
        ])
    });
    (0..words.len()).find_map(|from| {
        let month = END.iter().filter_map(|pattern| pattern.match_at(words, from)).max()?;
        let (date, used) = dates::last_day_of_month(words.get(month..)?, meeting)?;
        let phrase = slice(text, words, from, month + used);
        let due = Due { text: Some(phrase.text().to_owned()), ..Due::on(date) };
        Some(Found::new(due, phrase.span(), Confidence::Medium))
    })
}

/// Any day, with the little words before it.
fn date(text: &Passage, words: &[Word], meeting: Option<Date>) -> Option<Found<Due>> {
    let day = dates::find(text.text(), words, meeting)?;
    let mut from = words.iter().position(|word| word.start == day.range.start)?;
    while let Some(before) = from.checked_sub(1).filter(|&before| is_before_a_date(words, before)) {
        from = before;
    }
    let to = words.iter().take_while(|word| word.end <= day.range.end).count();
    let phrase = slice(text, words, from, to);
    let due = Found::sure(Due { text: Some(phrase.text().to_owned()), ..Due::on(day.date) }, phrase.span());
    if day.year_written {
        return Some(due);
    }
    let message = format!("The year is not written; {} is the first such day after the meeting.", day.date);
    let year_later = day.date.checked_add(1.year()).ok();
    let warning = Warning::new("year-concluded", phrase.span(), message);
    let warning = year_later.into_iter().fold(warning, |warning, date| warning.or(date.to_string()));
    Some(due.warned(warning))
}

fn is_before_a_date(words: &[Word], at: usize) -> bool {
    const BEFORE: [&str; 34] = [
        "avant",
        "pour",
        "d",
        "ici",
        "au",
        "a",
        "le",
        "plus",
        "tard",
        "jusqu",
        "du",
        "by",
        "before",
        "on",
        "until",
        "no",
        "later",
        "than",
        "the",
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "echeance",
    ];
    words.get(at).is_some_and(|word| BEFORE.contains(&word.folded.as_str()))
}

/// "après la phase pilote", "dès que le serveur est prêt", "once the server runs": up to the clause's end.
fn milestone(text: &Passage, words: &[Word]) -> Option<Found<Due>> {
    let (from, _) = MILESTONES.iter().filter_map(|pattern| pattern.find(words)).min()?;
    let start = words.get(from)?.start;
    let clause = text.text().get(start..)?;
    let end = start + clause.find(['.', ';', ',', '!', '?']).unwrap_or(clause.len());
    let phrase = text.slice(start..end);
    Some(Found::new(Due::said(Kind::Milestone, phrase.text()), phrase.span(), Confidence::Medium))
}

fn slice(text: &Passage, words: &[Word], from: usize, to: usize) -> Passage {
    let start = words.get(from).map_or(0, |word| word.start);
    let end = to.checked_sub(1).and_then(|last| words.get(last)).map_or(start, |word| word.end);
    text.slice(start..end)
}

static MEETINGS: LazyLock<[(Kind, Vec<Pattern>); 3]> = LazyLock::new(|| {
    let before = [
        "avant la|notre prochaine reunion|rencontre|seance|session",
        "d ici a? la|notre prochaine reunion|rencontre|seance|session",
        "before|by the|our next meeting|session|call",
        "ahead of the|our next meeting|session|call",
        "prior to the|our next meeting|session|call",
    ];
    let coming = [
        "lors|pendant|durant d? une? des? prochaine|prochaines reunion*|rencontre*|seance*|session*",
        "lors|pendant|durant de prochaines reunions|rencontres|seances|sessions",
        "lors|pendant|durant|a|dans d? l? une des? prochain* reunion*|rencontre*|seance*|session*",
        "au cours d une? des? prochain* reunion*|rencontre*|seance*|session*",
        "a|lors? d? une reunion|rencontre|seance|session ulterieure|prochaine",
        "reunion*|rencontre*|seance*|session* a venir",
        "des? prochaines reunions|rencontres|seances|sessions",
        "at|in|during|for? a|an|some coming|future|upcoming|later|subsequent|forthcoming meeting|session|call",
        "at|in|during|for? one of the|our coming|future|upcoming|next meetings|sessions|calls",
        "at|in|during|for? coming|future|upcoming|later meetings|sessions|calls",
    ];
    let next = [
        "lors de la|notre prochaine reunion|rencontre|seance|session",
        "a|pour|pendant|durant? la|notre? prochaine reunion|rencontre|seance|session",
        "reunion|rencontre|seance|session suivante",
        "at|for|in|during|to|until? the|our? next meeting|session|call",
    ];
    [
        (Kind::BeforeNextMeeting, Pattern::all(&before)),
        // "lors de la prochaine réunion" must not be read as "lors (d'une) prochaine réunion", which the
        // articles keep apart.
        (Kind::AComingMeeting, Pattern::all(&coming)),
        (Kind::NextMeeting, Pattern::all(&next)),
    ]
});

static WITHIN: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    Pattern::all(&[
        "d ici a? # jour*|semaine*|mois",
        "sous|dans les? un? delai? de? # jour*|semaine*|mois",
        "sous|dans la|une? quinzaine|huitaine",
        "within|in the? next? a? # working? day*|week*|month*",
        "within|in a fortnight",
    ])
});

static MILESTONES: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    Pattern::all(&[
        "apres la|le|les|l",
        "des la|le|les|l|reception|validation|qu",
        "une fois",
        "a la fin de|du|des",
        "a l issue de|du|des",
        "avant la|le|les|l",
        "after|before|upon|once the",
        "upon",
        "as soon as the|we|it",
        "at the end of",
    ])
});

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let meeting = Some(jiff::civil::date(2021, 4, 13));
        let shown = find(&Passage::of_line(1, text), meeting).map_or("-".to_owned(), |found| {
            let due = found.value;
            let date = due.on.map(|date| format!(" {date}")).unwrap_or_default();
            let days = due.days.map(|days| format!(" {days}d")).unwrap_or_default();
            format!("{}{date}{days}: {}", due.kind, due.text.unwrap_or_default())
        });
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn meetings_are_told_apart() {
        check(
            "Présenter leur travail lors d’une prochaine réunion",
            "a-coming-meeting: lors d’une prochaine réunion",
        );
        check("lors d'une des prochaines réunions", "a-coming-meeting: lors d'une des prochaines réunions");
        check("lors des prochaines rencontres", "a-coming-meeting: lors des prochaines rencontres");
        check("à une réunion ultérieure", "a-coming-meeting: à une réunion ultérieure");
        check("Present it at a coming meeting.", "a-coming-meeting: at a coming meeting");
        check("show it at one of the next meetings", "a-coming-meeting: at one of the next meetings");
        check("lors de la prochaine réunion", "next-meeting: lors de la prochaine réunion");
        check("Prochaine réunion", "next-meeting: Prochaine réunion");
        check("report at the next meeting", "next-meeting: at the next meeting");
        check("avant la prochaine réunion", "before-next-meeting: avant la prochaine réunion");
        check("d’ici la prochaine rencontre", "before-next-meeting: d’ici la prochaine rencontre");
        check("by the next meeting", "before-next-meeting: by the next meeting");
    }

    #[test]
    fn days_and_dates_are_read() {
        check("d’ici 10 jours", "within-days 10d: d’ici 10 jours");
        check("sous quinzaine", "within-days 15d: sous quinzaine");
        check("dans un délai de deux semaines", "within-days 14d: dans un délai de deux semaines");
        check("within two weeks", "within-days 14d: within two weeks");
        check("d'ici un mois", "within-days 30d: d'ici un mois");
        check("Envoyer la note avant le 30 avril 2021", "date 2021-04-30: avant le 30 avril 2021");
        check("30/04/2021", "date 2021-04-30: 30/04/2021");
        check("by 5 May", "date 2021-05-05: by 5 May");
        check("d’ici fin mai", "date 2021-05-31: d’ici fin mai");
        check("by the end of June 2021", "date 2021-06-30: by the end of June 2021");
    }

    #[test]
    fn events_are_milestones() {
        check("Former les agents après la phase pilote, puis", "milestone: après la phase pilote");
        check("once the server is up", "milestone: once the server is up");
        check("Inviter openHIE", "-");
    }

    #[test]
    fn a_cell_keeps_its_words() {
        let cell = |text: &str| {
            let found = read_cell(&Passage::of_line(1, text), None);
            (found.value.kind, found.value.text.unwrap_or_default(), found.warnings.len())
        };
        assert_eq!(
            cell("- Au plus tard le 3 mai 2021"),
            (Kind::Date, "Au plus tard le 3 mai 2021".into(), 0)
        );
        assert_eq!(cell("En continu"), (Kind::Milestone, "En continu".into(), 1));
    }
}
