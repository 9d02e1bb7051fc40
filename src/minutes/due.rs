//! By when something is to be done: from the date cell, or from the words of the action itself.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;

use super::dates::{self, Calendar};
use super::draft::{Confidence, Found, Span, Warning};
use super::due_weekday;
use super::due_words::{MEETINGS, MILESTONES, PERIODS, VAGUE, WITHIN};
use super::passage::{Passage, Word};
use super::pattern::{Pattern, number};
use crate::model::Due;
use crate::model::due::Kind;

/// Nothing is said; the span is that of the action.
pub(super) fn unsaid(span: Span) -> Found<Due> {
    Found::sure(Due::unsaid(), span)
}

/// Reads a cell that holds nothing but a due date. What is not understood is kept as a milestone.
pub(super) fn read_cell(cell: &Passage, calendar: Calendar) -> Found<Due> {
    let cell = cell.trimmed(&['-', '–', '•', ':', ';']);
    find(&cell, calendar).map_or_else(
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

/// The due date that a text names, with its words. What is relative counts from
/// the meeting's day, which the calendar has.
pub(super) fn find(text: &Passage, calendar: impl Into<Calendar>) -> Option<Found<Due>> {
    let calendar = calendar.into();
    let words = text.words();
    meeting_phrase(text, &words)
        .or_else(|| within_days(text, &words, calendar))
        .or_else(|| days_after(text, &words))
        .or_else(|| end_of_month(text, &words, calendar))
        .or_else(|| end_of_period(text, &words, calendar))
        .or_else(|| date(text, &words, calendar))
        .or_else(|| due_weekday::find(text, &words, calendar))
        .or_else(|| vague(text, &words))
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
fn within_days(text: &Passage, words: &[Word], calendar: Calendar) -> Option<Found<Due>> {
    let (from, to) = WITHIN.iter().find_map(|pattern| pattern.find(words))?;
    let counted = words.get(from..to)?;
    let phrase = slice(text, words, from, to);
    let count = counted.iter().rev().find_map(|word| number(&word.folded)).unwrap_or(1);
    let last = counted.last()?.folded.as_str();
    let days = match last {
        "quinzaine" => Some(15),
        "tomorrow" | "demain" => Some(1),
        "week" | "semaine" | "prochaine" => Some(count.checked_mul(7)?),
        _ if last.starts_with("heure") || last.starts_with("hour") => Some(count.div_ceil(24)),
        "huitaine" => Some(8),
        "fortnight" => Some(14),
        _ if last.starts_with("semaine") || last.starts_with("week") => count.checked_mul(7),
        _ if last.starts_with("mois") || last.starts_with("month") => months_in_days(count, calendar),
        _ => Some(count),
    };
    let due = Due { days, ..Due::said(Kind::WithinDays, phrase.text()) };
    Some(Found::sure(due, phrase.span()))
}

fn months_in_days(count: u32, calendar: Calendar) -> Option<u32> {
    let meeting = calendar.near?;
    let end = meeting.checked_add(jiff::Span::new().try_months(count).ok()?).ok()?;
    u32::try_from(meeting.until(end).ok()?.get_days()).ok()
}

/// "fin avril", "d'ici la fin du mois de mai 2021", "by the end of June".
fn end_of_month(text: &Passage, words: &[Word], calendar: Calendar) -> Option<Found<Due>> {
    static END: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
        Pattern::all(&[
            "d? ici? a? la? fin du? de? mois? de? d?",
            "by|before? the? end of?",
            "avant|pour la? fin du? de? mois? de? d?",
        ])
    });
    (0..words.len()).find_map(|from| {
        let month = END.iter().filter_map(|pattern| pattern.match_at(words, from)).max()?;
        let (date, used) = dates::last_day_of_month(words.get(month..)?, calendar.near)?;
        let phrase = slice(text, words, from, month + used);
        let due = Due { text: Some(phrase.text().to_owned()), ..Due::on(date) };
        Some(Found::new(due, phrase.span(), Confidence::Medium))
    })
}

/// "T+15", "J+15", "D+10": days that are counted from the meeting.
fn days_after(text: &Passage, words: &[Word]) -> Option<Found<Due>> {
    words.windows(2).enumerate().find_map(|(at, pair)| {
        let [mark, count] = pair else { return None };
        let plus = text.text().get(mark.end..count.start)?.trim() == "+";
        let days =
            number(&count.folded).filter(|_| plus && matches!(mark.folded.as_str(), "t" | "j" | "d"))?;
        let phrase = slice(text, words, at, at + 2);
        Some(Found::sure(
            Due { days: Some(days), ..Due::said(Kind::WithinDays, phrase.text()) },
            phrase.span(),
        ))
    })
}

/// "fin du mois", "by the end of Q2", "before the end of the year": the last day of the meeting's own month or
/// year, or of the quarter that is named.
fn end_of_period(text: &Passage, words: &[Word], calendar: Calendar) -> Option<Found<Due>> {
    let (from, to) =
        PERIODS.iter().filter_map(|pattern| pattern.find(words)).max_by_key(|&(from, to)| to - from)?;
    let last = words.get(to.checked_sub(1)?)?.folded.as_str();
    let written =
        words.get(to).and_then(|word| word.folded.parse().ok()).filter(|year| (2000..2100).contains(year));
    let named = last.parse::<i16>().ok().filter(|year| (2000..2100).contains(year));
    let meeting = calendar.near;
    let year = named.or(written).or(meeting.map(Date::year))?;
    let date = if let Some(quarter) = quarter(last) {
        let this = Date::new(year, quarter * 3, 1).ok()?.last_of_month();
        let past = written.is_none() && meeting.is_some_and(|meeting| this < meeting);
        if past { this.checked_add(1.year()).ok()?.last_of_month() } else { this }
    } else if last.starts_with("mo") {
        meeting?.last_of_month()
    } else {
        Date::new(year, 12, 31).ok()?
    };
    let to = to + usize::from(written.is_some());
    let phrase = slice(text, words, from, to);
    let due = Due { text: Some(phrase.text().to_owned()), ..Due::on(date) };
    Some(Found::new(due, phrase.span(), Confidence::Medium))
}

/// `q2`, `t2`: the second quarter.
fn quarter(folded: &str) -> Option<i8> {
    let number = folded.strip_prefix(['q', 't'])?.parse().ok()?;
    (1..=4).contains(&number).then_some(number)
}

/// "ASAP", "mi-mai", "courant juin", "next month": words that no honest day follows from.
fn vague(text: &Passage, words: &[Word]) -> Option<Found<Due>> {
    let found = VAGUE.iter().filter_map(|pattern| pattern.find(words));
    let month = (1..words.len()).find_map(|at| {
        dates::month(&words.get(at)?.folded)?;
        let (from, before) = (at - 1, words.get(at - 1)?.folded.as_str());
        matches!(before, "mi" | "mid" | "debut" | "courant" | "early" | "late" | "during")
            .then_some((from, at + 1))
    });
    let (from, to) = found.chain(month).min_by_key(|&(from, to)| (from, usize::MAX - to))?;
    let phrase = slice(text, words, from, to);
    Some(Found::new(Due::said(Kind::Milestone, phrase.text()), phrase.span(), Confidence::Medium))
}

/// Any day, with the little words before it.
fn date(text: &Passage, words: &[Word], calendar: Calendar) -> Option<Found<Due>> {
    let day = dates::find(text.text(), words, calendar)?;
    let mut from = words.iter().position(|word| word.start == day.range.start)?;
    while let Some(before) = from.checked_sub(1).filter(|&before| is_before_a_date(words, before)) {
        from = before;
    }
    let to = words.iter().take_while(|word| word.end <= day.range.end).count();
    let phrase = slice(text, words, from, to);
    let due = Found::sure(Due { text: Some(phrase.text().to_owned()), ..Due::on(day.date) }, phrase.span());
    let due = day.doubts(phrase.span()).into_iter().fold(due, Found::warned);
    if day.year_written {
        return Some(due);
    }
    let message = format!("The year is not written; {} is the first such day after the meeting.", day.date);
    let year_later = day.date.checked_add(1.year()).ok();
    let warning = Warning::new("year-concluded", phrase.span(), message);
    let warning = year_later.into_iter().fold(warning, |warning, date| warning.or(date.to_string()));
    Some(due.warned(warning))
}

pub(super) fn is_before_a_date(words: &[Word], at: usize) -> bool {
    const BEFORE: [&str; 38] = [
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
        "cob",
        "eob",
        "due",
        "till",
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

pub(super) fn slice(text: &Passage, words: &[Word], from: usize, to: usize) -> Passage {
    let start = words.get(from).map_or(0, |word| word.start);
    let end = to.checked_sub(1).and_then(|last| words.get(last)).map_or(start, |word| word.end);
    text.slice(start..end)
}

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
    fn ends_of_periods_are_days() {
        check("d’ici la fin du mois", "date 2021-04-30: d’ici la fin du mois");
        check("by the end of the month", "date 2021-04-30: by the end of the month");
        check("by end of Q2", "date 2021-06-30: by end of Q2");
        check("fin T1", "date 2022-03-31: fin T1");
        check("before the end of the year", "date 2021-12-31: before the end of the year");
        check("fin 2022", "date 2022-12-31: fin 2022");
        check("T+15", "within-days 15d: T+15");
        check("within 48 hours", "within-days 2d: within 48 hours");
        check("next week", "within-days 7d: next week");
        check("la semaine prochaine", "within-days 7d: la semaine prochaine");
    }

    #[test]
    fn weekdays_are_those_that_follow_the_meeting() {
        // The meeting was on a Tuesday.
        check("d’ici vendredi", "date 2021-04-16: d’ici vendredi");
        check("by COB Friday", "date 2021-04-16: by COB Friday");
        check("pour lundi", "date 2021-04-19: pour lundi");
        check("by Tuesday", "date 2021-04-20: by Tuesday");
        check("Le comité se réunit le vendredi", "-");
        let found = find(&Passage::of_line(1, "next Friday"), Some(jiff::civil::date(2021, 4, 13))).unwrap();
        assert_eq!(found.warnings[0].alternatives, ["2021-04-23"]);
    }

    #[test]
    fn what_no_day_follows_from_keeps_its_words() {
        check("Relancer le fournisseur ASAP", "milestone: ASAP");
        check("dès que possible", "milestone: dès que possible");
        check("mi-mai", "milestone: mi-mai");
        check("mid-May", "milestone: mid-May");
        check("courant juin", "milestone: courant juin");
        check("next month", "milestone: next month");
        check("before the release", "milestone: before the release");
        check("avant la mise en production", "milestone: avant la mise en production");
    }

    #[test]
    fn a_weekday_that_contradicts_its_day_is_warned_of() {
        let found = find(&Passage::of_line(1, "avant le lundi 30 avril 2021"), None::<Date>).unwrap();
        assert_eq!(found.value.text.as_deref(), Some("avant le lundi 30 avril 2021"));
        assert_eq!((found.warnings[0].code, found.confidence), ("weekday-contradicted", Confidence::Medium));
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
            let found = read_cell(&Passage::of_line(1, text), Calendar::default());
            (found.value.kind, found.value.text.unwrap_or_default(), found.warnings.len())
        };
        assert_eq!(
            cell("- Au plus tard le 3 mai 2021"),
            (Kind::Date, "Au plus tard le 3 mai 2021".into(), 0)
        );
        assert_eq!(cell("En continu"), (Kind::Milestone, "En continu".into(), 1));
    }
}
