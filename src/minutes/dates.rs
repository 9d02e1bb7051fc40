//! Days as minutes write them: `13.04.2021`, `13/04/2021`, `2021-04-13`, `27 avril 2021`, `April 27th, 2021`,
//! and, where the meeting's own day is known, `27 avril` and `27/04`.

use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::Date;

use super::passage::Word;

/// A day found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DayFound {
    /// The day.
    pub(super) date: Date,
    /// The bytes that say it.
    pub(super) range: Range<usize>,
    /// Whether the year was written; otherwise it was concluded from the meeting's day.
    pub(super) year_written: bool,
    /// The other day that the same digits may mean (`04/05/2021`: April or May).
    pub(super) other_reading: Option<Date>,
}

/// The first day that the text names. `near` supplies the year where it is not written: the first such day
/// that is not before it.
pub(super) fn find(text: &str, words: &[Word], near: Option<Date>) -> Option<DayFound> {
    (0..words.len()).find_map(|from| at(text, words.get(from..)?, near))
}

/// Every day that the text names.
pub(super) fn find_all(text: &str, words: &[Word], near: Option<Date>) -> Vec<DayFound> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(rest) = words.get(from..).filter(|rest| !rest.is_empty()) {
        let day = at(text, rest, near);
        let end = day.as_ref().map_or(0, |day| day.range.end);
        from += rest.iter().take_while(|word| word.start < end).count().max(1);
        found.extend(day);
    }
    found
}

fn at(text: &str, words: &[Word], near: Option<Date>) -> Option<DayFound> {
    in_digits(text, words, near).or_else(|| in_words(text, words, near))
}

/// `13.04.2021`, `13/4/21`, `2021-04-13`, `27/04`.
fn in_digits(text: &str, words: &[Word], near: Option<Date>) -> Option<DayFound> {
    let (first, second) = (words.first()?, words.get(1)?);
    let separator = mark_between(text, first, second)?;
    let third = words.get(2).filter(|third| mark_between(text, second, third) == Some(separator));
    let (one, two) = (digits(first)?, digits(second)?);
    let Some(third) = third.and_then(|third| Some((third, digits(third)?))) else {
        // Two numbers alone are a day only with a slash: `3.5` and `10-11` say other things.
        let date = if separator == '/' { complete(one, two, near?) } else { None };
        return found(first, second, date?, false);
    };
    let (last, three) = third;
    match (first.folded.len(), last.folded.len()) {
        (4, _) => found(first, last, date(one, two, three)?, true),
        (1 | 2, 4) => day_first(first, last, date(three, two, one), date(three, one, two)),
        (1 | 2, 2) => day_first(first, last, date(2000 + three, two, one), date(2000 + three, one, two)),
        _ => None,
    }
}

/// Takes the day as written first; only if that is no day, the month.
fn day_first(first: &Word, last: &Word, usual: Option<Date>, other: Option<Date>) -> Option<DayFound> {
    let day = found(first, last, usual.or(other)?, true)?;
    let other_reading = other.filter(|other| usual.is_some() && *other != day.date);
    Some(DayFound { other_reading, ..day })
}

/// `27 avril 2021`, `1er mai`, `27th of April 2021`, `April 27, 2021`.
fn in_words(text: &str, words: &[Word], near: Option<Date>) -> Option<DayFound> {
    let first = words.first()?;
    let (day, month, next) = if let Some(month) = month(&first.folded) {
        (ordinal(words.get(1)?)?, month, 2)
    } else {
        let day = ordinal(first)?;
        let next = if words.get(1)?.folded == "of" { 2 } else { 1 };
        (day, month(&words.get(next)?.folded)?, next + 1)
    };
    let year = words.get(next).filter(|word| word.folded.len() == 4).and_then(digits);
    // `April 27 … 2021`: a year further away belongs to something else.
    let last = words.get(next - 1)?;
    let year = year.filter(|_| words.get(next).is_some_and(|word| gap(text, last, word).len() <= 2));
    match year {
        Some(year) => found(first, words.get(next)?, date(year, month, day)?, true),
        None => found(first, last, complete(day, month, near?)?, false),
    }
}

fn found(first: &Word, last: &Word, date: Date, year_written: bool) -> Option<DayFound> {
    Some(DayFound { date, range: first.start..last.end, year_written, other_reading: None })
}

/// The first such day that is not before `near`.
fn complete(day: i16, month: i16, near: Date) -> Option<Date> {
    let this_year = date(near.year(), month, day);
    this_year.filter(|date| *date >= near).or_else(|| date(near.year().checked_add(1)?, month, day))
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    if !(1900..=2200).contains(&year) {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn digits(word: &Word) -> Option<i16> {
    let plain = word.folded.len() <= 4 && word.folded.bytes().all(|byte| byte.is_ascii_digit());
    if plain { word.folded.parse().ok() } else { None }
}

/// `27`, `1er`, `2nd`, `27th`.
fn ordinal(word: &Word) -> Option<i16> {
    let ending = word.folded.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = word.folded.strip_suffix(ending)?;
    let known = matches!(ending, "" | "er" | "e" | "st" | "nd" | "rd" | "th");
    if known && (1..=2).contains(&number.len()) { number.parse().ok() } else { None }
}

/// The last day of the month that stands at the beginning of these words ("avril 2021", "mai").
pub(super) fn last_day_of_month(words: &[Word], near: Option<Date>) -> Option<(Date, usize)> {
    let month = month(&words.first()?.folded)?;
    let year = words.get(1).filter(|word| word.folded.len() == 4).and_then(digits);
    let (first, used) = match year {
        Some(year) => (date(year, month, 1)?, 2),
        None => {
            let start = near?.first_of_month();
            (complete(1, month, start)?, 1)
        }
    };
    let last = first.checked_add(1.month()).ok()?.yesterday().ok()?;
    Some((last, used))
}

/// The number of the month that the word names.
pub(super) fn month(folded: &str) -> Option<i16> {
    let names = MONTHS.iter().position(|names| names.contains(&folded))?;
    i16::try_from(names + 1).ok()
}

const MONTHS: [&[&str]; 12] = [
    &["janvier", "january", "janv", "jan"],
    &["fevrier", "february", "fevr", "fev", "feb"],
    &["mars", "march"],
    &["avril", "april", "avr", "apr"],
    &["mai", "may"],
    &["juin", "june", "jun"],
    &["juillet", "july", "juil", "jul"],
    &["aout", "august", "aug"],
    &["septembre", "september", "sept", "sep"],
    &["octobre", "october", "oct"],
    &["novembre", "november", "nov"],
    &["decembre", "december", "dec"],
];

/// The single mark between two words, if it parts the numbers of a date.
fn mark_between(text: &str, one: &Word, next: &Word) -> Option<char> {
    let mut marks = gap(text, one, next).chars();
    match (marks.next(), marks.next()) {
        (Some(mark @ ('.' | '/' | '-')), None) => Some(mark),
        _ => None,
    }
}

fn gap<'a>(text: &'a str, one: &Word, next: &Word) -> &'a str {
    text.get(one.end..next.start).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::passage::words;
    use super::*;

    fn check(text: &str, expected: &str) {
        let near = jiff::civil::date(2021, 4, 13);
        let found = find(text, &words(text), Some(near));
        let shown = found.map_or("-".to_owned(), |found| found.date.to_string());
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn days_are_read_in_both_languages() {
        check("13.04.2021", "2021-04-13");
        check("le 13/04/2021 à Dakar", "2021-04-13");
        check("13-4-21", "2021-04-13");
        check("2021-04-27", "2021-04-27");
        check("mardi 27 avril 2021, 10h-11h", "2021-04-27");
        check("1er mai 2021", "2021-05-01");
        check("Tuesday 27 April 2021", "2021-04-27");
        check("April 27th, 2021", "2021-04-27");
        check("the 3rd of May 2021", "2021-05-03");
        check("04/27/2021", "2021-04-27");
    }

    #[test]
    fn a_missing_year_is_the_next_such_day() {
        check("le 27 avril", "2021-04-27");
        check("pour le 10/05", "2021-05-10");
        check("le 12 avril", "2022-04-12");
        check("13 avril", "2021-04-13");
    }

    #[test]
    fn what_is_no_day_is_not_read() {
        for text in
            ["ODD 3.8", "DHIS 2", "31.02.2021", "10-11", "99/99/9999", "mai", "avril 2021", "version 2.36.1"]
        {
            check(text, "-");
        }
    }

    #[test]
    fn digits_that_allow_two_days_say_so() {
        let other = |text: &str| find(text, &words(text), None).unwrap().other_reading;
        assert_eq!(other("04/05/2021"), Some(jiff::civil::date(2021, 4, 5)));
        assert_eq!(other("13/05/2021"), None);
    }

    #[test]
    fn all_days_are_found_once() {
        let text = "du 13/04/2021 au 27 avril 2021";
        let days: Vec<_> = find_all(text, &words(text), None).into_iter().map(|day| day.date.day()).collect();
        assert_eq!(days, [13, 27]);
    }
}
