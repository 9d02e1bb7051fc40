//! How long something takes: "de 02 heures à plusieurs jours", "from two to five days".

use std::sync::LazyLock;

use super::passage::{Passage, Word};
use super::pattern::{Pattern, number};
use crate::model::integration::{Duration, Effort, Unit};

/// The range of time that the passage names. A bound without a number stays absent.
pub(super) fn find(passage: &Passage) -> Option<Effort> {
    static RANGE: LazyLock<Pattern> = LazyLock::new(|| Pattern::new("de|d|from|entre|between"));
    let words = passage.words();
    (0..words.len()).find_map(|from| {
        let first = RANGE.match_at(&words, from)?;
        range(passage, &words, from, first)
    })
}

fn range(passage: &Passage, words: &[Word], from: usize, first: usize) -> Option<Effort> {
    let (low, joiner) = bound(words, first)?;
    let joins = matches!(words.get(joiner)?.folded.as_str(), "a" | "to" | "et" | "and");
    let (high, mut after) = bound(words, joiner + 1).filter(|_| joins)?;
    // "several days/weeks": a second unit behind the first one.
    let slash = |after: usize| {
        let (last, next) = (words.get(after.checked_sub(1)?)?, words.get(after)?);
        (passage.text().get(last.end..next.start)? == "/").then_some(())
    };
    if slash(after).is_some() && words.get(after).is_some_and(|word| unit(&word.folded).is_some()) {
        after += 1;
    }
    // "two to five days": the unit stands once, behind both.
    let unit = high.unit.or(low.unit)?;
    let text = passage.slice(words.get(from)?.start..words.get(after.checked_sub(1)?)?.end);
    let duration = |bound: &Bound| Some(Duration { value: bound.count?, unit: bound.unit.unwrap_or(unit) });
    Some(Effort { low: duration(&low), high: duration(&high), text: Some(text.text().to_owned()) })
}

/// One end of a range: a count if one was said, a unit if one was said.
struct Bound {
    count: Option<u32>,
    unit: Option<Unit>,
}

fn bound(words: &[Word], at: usize) -> Option<(Bound, usize)> {
    let word = words.get(at)?;
    let vague = matches!(word.folded.as_str(), "plusieurs" | "quelques" | "several" | "many" | "some");
    // "a few days" and "une dizaine" are vague as well.
    let few = word.folded == "a" && words.get(at + 1).is_some_and(|next| next.folded == "few");
    let count = if vague || few { None } else { Some(number(&word.folded)?) };
    let next = at + if few { 2 } else { 1 };
    let unit = words.get(next).and_then(|word| unit(&word.folded));
    if count.is_none() && unit.is_none() {
        return None;
    }
    Some((Bound { count, unit }, next + usize::from(unit.is_some())))
}

fn unit(folded: &str) -> Option<Unit> {
    Some(match folded {
        "min" | "minute" | "minutes" => Unit::Minutes,
        "h" | "heure" | "heures" | "hour" | "hours" => Unit::Hours,
        "jour" | "jours" | "day" | "days" => Unit::Days,
        "semaine" | "semaines" | "week" | "weeks" => Unit::Weeks,
        "mois" | "month" | "months" => Unit::Months,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let shown = find(&Passage::of_line(1, text)).map(|effort| {
            let show =
                |bound: Option<Duration>| bound.map_or("?".into(), |d| format!("{} {}", d.value, d.unit));
            format!("{} – {}: {}", show(effort.low), show(effort.high), effort.text.unwrap_or_default())
        });
        assert_eq!(shown.as_deref(), expected, "{text}");
    }

    #[test]
    fn only_bounds_that_were_said_are_given() {
        let said = "de 02 heures à plusieurs jours/semaines";
        check(&format!("cette durée peut aller {said}…"), Some(&format!("2 h – ?: {said}")));
        check("from two hours to three weeks", Some("2 h – 3 wk: from two hours to three weeks"));
        check("entre deux et cinq jours", Some("2 d – 5 d: entre deux et cinq jours"));
        check("from a few days to two months", Some("? – 2 mo: from a few days to two months"));
        check("de 10h à 11h", None);
        check("de Dakar à Thiès", None);
    }
}
