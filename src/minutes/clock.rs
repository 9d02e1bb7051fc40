//! Hours as minutes write them: `10:00-11:00`, `10h-11h30`, `de 10 h à 11 h`, `2 pm to 3 pm`, and the label of
//! the zone behind them.

use std::ops::Range;

use jiff::civil::Time;

use super::draft::{Hours, Zone};
use super::zones;

/// Hours found in a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct HoursFound {
    /// The hours and their zone.
    pub(super) hours: Hours,
    /// The bytes that say them, the zone included.
    pub(super) range: Range<usize>,
}

/// The first hours that the text names.
pub(super) fn find(text: &str) -> Option<HoursFound> {
    let starts = text.char_indices().filter(|&(at, c)| c.is_ascii_digit() && begins_a_number(text, at));
    starts.into_iter().find_map(|(at, _)| hours_at(text, at))
}

fn hours_at(text: &str, at: usize) -> Option<HoursFound> {
    let (start, after_start) = clock_at(text, at)?;
    let end = end_of_range(text, after_start);
    let (end, after) = end.map_or((None, after_start), |(end, after)| (Some(end), after));
    // "2-3 pm" and "2 to 3 pm": the half of the day stands once, behind both.
    let start = match (start, end) {
        (Clock { half: None, .. }, Some(Clock { half: Some(half), .. })) => {
            Clock { half: Some(half), ..start }
        }
        _ => start,
    };
    let (zone, after) =
        zones::label_at(text, after).map_or((None, after), |(zone, after)| (Some(zone), after));
    let end = end.and_then(Clock::time);
    Some(HoursFound { hours: Hours { start: start.time()?, end, zone }, range: at..after })
}

/// The zone that stands alone, where hours stand elsewhere.
pub(super) fn zone_in(text: &str) -> Option<Zone> {
    zones::label_at(text, 0).map(|(zone, _)| zone)
}

#[derive(Debug, Clone, Copy)]
struct Clock {
    hour: i8,
    minute: i8,
    /// Whether it was written as `pm` (true) or `am` (false).
    half: Option<bool>,
}

impl Clock {
    fn time(self) -> Option<Time> {
        let hour = match (self.half, self.hour) {
            (Some(true), 1..=11) => self.hour + 12,
            (Some(false), 12) => 0,
            (_, hour) => hour,
        };
        Time::new(hour, self.minute, 0, 0).ok()
    }
}

/// A time of day that begins at this byte, and the byte after it. A bare number is none.
fn clock_at(text: &str, at: usize) -> Option<(Clock, usize)> {
    let (clock, after, marked) = loose_clock_at(text, at)?;
    // "10-11h", "2 to 3 pm": the mark may stand behind the second number only.
    let marked = marked || end_of_range(text, after).is_some_and(|(end, _)| end.time().is_some());
    (marked && clock.time().is_some()).then_some((clock, after))
}

/// A number that may be a time of day; whether something marks it as one.
fn loose_clock_at(text: &str, at: usize) -> Option<(Clock, usize, bool)> {
    let (hour, after_hour) = two_digits(text, at)?;
    let rest = text.get(after_hour..)?;
    let bare = Clock { hour, minute: 0, half: None };
    if let Some((minute, after)) = rest.strip_prefix(':').and_then(|_| two_digits(text, after_hour + 1)) {
        if after - after_hour != 3 {
            return None;
        }
        let (half, after) = half_at(text, after);
        return Some((Clock { minute, half, ..bare }, after, true));
    }
    // "3.30 pm": a dot parts hours and minutes only where the half of the day follows.
    if let Some((minute, after)) = rest.strip_prefix('.').and_then(|_| two_digits(text, after_hour + 1))
        && after - after_hour == 3
        && let (half @ Some(_), after) = half_at(text, after)
    {
        return Some((Clock { minute, half, ..bare }, after, true));
    }
    let spaces = rest.len() - rest.trim_start_matches(' ').len();
    let marker = after_hour + spaces;
    if text.get(marker..).is_some_and(|rest| rest.starts_with(['h', 'H'])) {
        return french_clock(text, bare, marker + 1);
    }
    let (half, after) = half_at(text, after_hour);
    Some((Clock { half, ..bare }, after, half.is_some()))
}

/// `10h`, `10h30`, `10 h 30`, from the byte after the `h`.
fn french_clock(text: &str, bare: Clock, after_mark: usize) -> Option<(Clock, usize, bool)> {
    let rest = text.get(after_mark..)?;
    let spaces = rest.len() - rest.trim_start_matches(' ').len();
    if let Some((minute, after)) = two_digits(text, after_mark + spaces)
        && after == after_mark + spaces + 2
        && spaces <= 1
    {
        return Some((Clock { minute, ..bare }, after, true));
    }
    // "2 heures" and "3 hours" are a length of time, "2h" alone may be an hour of the day.
    let letter_follows = rest.starts_with(char::is_alphabetic);
    (!letter_follows).then_some((bare, after_mark, true))
}

fn half_at(text: &str, at: usize) -> (Option<bool>, usize) {
    let rest = text.get(at..).unwrap_or_default();
    let trimmed = rest.trim_start_matches(' ');
    let begin = at + (rest.len() - trimmed.len());
    for (written, half) in [("am", false), ("a.m.", false), ("pm", true), ("p.m.", true)] {
        let matches = trimmed.get(..written.len()).is_some_and(|head| head.eq_ignore_ascii_case(written));
        let ends = trimmed.get(written.len()..).is_some_and(|tail| !tail.starts_with(char::is_alphanumeric));
        if matches && ends {
            return (Some(half), begin + written.len());
        }
    }
    (None, at)
}

/// The second time of a range that continues at this byte: `-11:00`, ` à 11h`, ` to 3 pm`.
fn end_of_range(text: &str, at: usize) -> Option<(Clock, usize)> {
    let rest = text.get(at..)?.trim_start_matches(' ');
    let joiners =
        ["-", "–", "—", "à ", "a ", "to ", "until ", "till ", "jusqu’à ", "jusqu'à ", "and ", "et "];
    let rest = joiners.iter().find_map(|joiner| rest.strip_prefix(joiner))?.trim_start_matches(' ');
    let begin = text.len() - rest.len();
    let (clock, after, marked) = loose_clock_at(text, begin)?;
    (marked && clock.time().is_some()).then_some((clock, after))
}

fn two_digits(text: &str, at: usize) -> Option<(i8, usize)> {
    let digits = text.get(at..)?.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 2 {
        return None;
    }
    let after = at + digits;
    Some((text.get(at..after)?.parse().ok()?, after))
}

fn begins_a_number(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | ':' | '/' | '+'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let shown = find(text).map_or("-".to_owned(), |found| {
            let Hours { start, end, zone } = found.hours;
            let end = end.map_or("?".to_owned(), |end| end.strftime("%H:%M").to_string());
            let zone = zone.map_or("?".to_owned(), |zone| zone.label);
            format!("{} {end} {zone}", start.strftime("%H:%M"))
        });
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn hours_are_read_in_both_languages() {
        check("1 10:00-11:00     CEST", "10:00 11:00 CEST");
        check("10h-11h CEST", "10:00 11:00 CEST");
        check("27 avril 2021, 10h-11h CEST", "10:00 11:00 CEST");
        check("10h30", "10:30 ? ?");
        check("de 10 h à 11 h 30 (GMT)", "10:00 11:30 GMT");
        check("10h00 – 12h00 heure de Dakar", "10:00 12:00 heure de Dakar");
        check("2 pm to 3:30 pm WAT", "14:00 15:30 WAT");
        check("2-3 pm UTC+2", "14:00 15:00 UTC+2");
        check("9:00 a.m. - 10:00 a.m. EAT", "09:00 10:00 EAT");
        check("10-11h", "10:00 11:00 ?");
        check("from 2 to 3.30 pm (EST)", "14:00 15:30 EST");
        check("14:00 à 15:30 Africa/Dakar", "14:00 15:30 Africa/Dakar");
    }

    #[test]
    fn what_is_no_hour_is_not_read() {
        for text in [
            "13.04.2021",
            "02 heures",
            "3 hours",
            "10",
            "25:00",
            "ODD 3.8",
            "v1.10:00",
            "2 à 3 jours",
            "10:5",
        ] {
            check(text, "-");
        }
    }
}
