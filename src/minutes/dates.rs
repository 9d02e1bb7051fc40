//! Days as minutes write them: `13.04.2021`, `13/04/2021`, `2021-04-13`, `27 avril 2021`, `April 27th, 2021`,
//! and, where the meeting's own day is known, `27 avril` and `27/04`.

use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::draft::{Span, Warning};
use super::passage::Word;

/// What a document tells of its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Calendar {
    /// The day of the meeting: a day without a year is the first such day that is not before it.
    pub(super) near: Option<Date>,
    pub(super) order: Order,
}

/// Which of the numbers of `04/05/2021` is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Order {
    /// Nothing in the document tells; the day is taken to stand first.
    #[default]
    Unsure,
    DayFirst,
    MonthFirst,
}

impl From<Option<Date>> for Calendar {
    fn from(near: Option<Date>) -> Self {
        Self { near, order: Order::default() }
    }
}

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
    /// The day of the week that stands before it.
    pub(super) weekday: Option<Weekday>,
}

impl DayFound {
    /// What is doubtful about the day, but for the year: the order of its digits, and its day of the week.
    pub(super) fn doubts(&self, span: Span) -> Vec<Warning> {
        let order = self.other_reading.map(|other| {
            let message = format!("The day was read as {}, with the day before the month.", self.date);
            Warning::new("date-ambiguous", span, message).or(other.to_string())
        });
        let contradicted = self.weekday.filter(|weekday| *weekday != self.date.weekday()).map(|weekday| {
            let message = format!(
                "The source says {}, yet {} is a {}.",
                weekday_name(weekday),
                self.date,
                weekday_name(self.date.weekday())
            );
            let nearest = [self.date.nth_weekday(-1, weekday), self.date.nth_weekday(1, weekday)];
            let warning = Warning::new("weekday-contradicted", span, message);
            nearest.into_iter().flatten().fold(warning, |warning, date| warning.or(date.to_string()))
        });
        [order, contradicted].into_iter().flatten().collect()
    }
}

fn weekday_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// The day of the week that a word names, in French or English, also shortened.
pub(super) fn weekday(folded: &str) -> Option<Weekday> {
    const NAMES: [(Weekday, &[&str]); 7] = [
        (Weekday::Monday, &["lundi", "lun", "monday", "mon"]),
        (Weekday::Tuesday, &["mardi", "mar", "tuesday", "tue", "tues"]),
        (Weekday::Wednesday, &["mercredi", "mer", "wednesday", "wed"]),
        (Weekday::Thursday, &["jeudi", "jeu", "thursday", "thu", "thur", "thurs"]),
        (Weekday::Friday, &["vendredi", "ven", "friday", "fri"]),
        (Weekday::Saturday, &["samedi", "sam", "saturday", "sat"]),
        (Weekday::Sunday, &["dimanche", "dim", "sunday", "sun"]),
    ];
    NAMES.iter().find(|(_, names)| names.contains(&folded)).map(|(weekday, _)| *weekday)
}

/// Which number is the day in the dates of a document: one that allows one order only tells for all of them.
pub(super) fn order(texts: &[&str]) -> Order {
    let mut seen = Order::Unsure;
    for text in texts.iter().filter(|text| text.contains(['/', '-'])) {
        let words = super::passage::words(text);
        for at in 0..words.len() {
            let Some(order) = words.get(at..).and_then(|words| order_of(text, words)) else { continue };
            if seen != Order::Unsure && seen != order {
                return Order::Unsure;
            }
            seen = order;
        }
    }
    seen
}

/// The order that a date in digits shows.
fn order_of(text: &str, words: &[Word]) -> Option<Order> {
    let (first, second, third) = (words.first()?, words.get(1)?, words.get(2)?);
    let separator = mark_between(text, first, second).filter(|mark| *mark != '.')?;
    let whole = mark_between(text, second, third) == Some(separator) && matches!(third.folded.len(), 2 | 4);
    let (one, two) = (digits(first)?, digits(second)?);
    digits(third)?;
    match (one, two) {
        _ if !whole || first.folded.len() > 2 || second.folded.len() > 2 => None,
        (13..=31, 1..=12) => Some(Order::DayFirst),
        (1..=12, 13..=31) => Some(Order::MonthFirst),
        _ => None,
    }
}

/// The first day that the text names. `near` supplies the year where it is not written: the first such day
/// that is not before it.
pub(super) fn find(text: &str, words: &[Word], calendar: impl Into<Calendar>) -> Option<DayFound> {
    let calendar = calendar.into();
    (0..words.len()).find_map(|from| at(text, words, from, calendar))
}

/// Every day that the text names.
pub(super) fn find_all(text: &str, words: &[Word], calendar: impl Into<Calendar>) -> Vec<DayFound> {
    let calendar = calendar.into();
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(rest) = words.get(from..).filter(|rest| !rest.is_empty()) {
        let day = at(text, words, from, calendar);
        let end = day.as_ref().map_or(0, |day| day.range.end);
        from += rest.iter().take_while(|word| word.start < end).count().max(1);
        found.extend(day);
    }
    found
}

fn at(text: &str, all: &[Word], from: usize, calendar: Calendar) -> Option<DayFound> {
    let words = all.get(from..)?;
    let day = in_digits(text, words, calendar).or_else(|| in_words(text, words, calendar.near))?;
    let article = |word: &&Word| matches!(word.folded.as_str(), "le" | "the");
    let before = all.get(..from)?.iter().rev().find(|word| !article(word));
    let weekday = before.filter(|word| text.get(word.end..day.range.start).is_some_and(|gap| gap.len() <= 6));
    Some(DayFound { weekday: weekday.and_then(|word| self::weekday(&word.folded)), ..day })
}

/// `13.04.2021`, `13/4/21`, `2021-04-13`, `27/04`.
fn in_digits(text: &str, words: &[Word], calendar: Calendar) -> Option<DayFound> {
    let (first, second) = (words.first()?, words.get(1)?);
    let separator = mark_between(text, first, second)?;
    let third = words.get(2).filter(|third| mark_between(text, second, third) == Some(separator));
    let (one, two) = (digits(first)?, digits(second)?);
    let Some(third) = third.and_then(|third| Some((third, digits(third)?))) else {
        // Two numbers alone are a day only with a slash: `3.5` and `10-11` say other things.
        let (day, month) = if calendar.order == Order::MonthFirst { (two, one) } else { (one, two) };
        let date = if separator == '/' { complete(day, month, calendar.near?) } else { None };
        return found(first, second, date?, false);
    };
    let (last, three) = third;
    match (first.folded.len(), last.folded.len()) {
        (4, _) => found(first, last, date(one, two, three)?, true),
        (1 | 2, 4) => {
            two_orders(first, last, [date(three, two, one), date(three, one, two)], separator, calendar)
        }
        (1 | 2, 2) => {
            let year = 2000 + three;
            two_orders(first, last, [date(year, two, one), date(year, one, two)], separator, calendar)
        }
        _ => None,
    }
}

/// Takes the day as written first, or the month where the document writes it first; if that is no day, the
/// other way. Dots always have the day first.
fn two_orders(
    first: &Word,
    last: &Word,
    days: [Option<Date>; 2],
    separator: char,
    calendar: Calendar,
) -> Option<DayFound> {
    let [day_first, month_first] = days;
    let order = if separator == '.' { Order::DayFirst } else { calendar.order };
    let (usual, other) =
        if order == Order::MonthFirst { (month_first, day_first) } else { (day_first, month_first) };
    let day = found(first, last, usual.or(other)?, true)?;
    let doubtful = order == Order::Unsure && usual.is_some();
    let other_reading = other.filter(|other| doubtful && *other != day.date);
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
    Some(DayFound { date, range: first.start..last.end, year_written, other_reading: None, weekday: None })
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
        let other = |text: &str| find(text, &words(text), Calendar::default()).unwrap().other_reading;
        assert_eq!(other("04/05/2021"), Some(jiff::civil::date(2021, 4, 5)));
        assert_eq!(other("13/05/2021"), None);
    }

    #[test]
    fn one_date_tells_the_order_of_all() {
        let check = |texts: &[&str], expected| assert_eq!(order(texts), expected, "{texts:?}");
        check(&["Report of 9/15/2025"], Order::MonthFirst);
        check(&["since 06/02/2021", "due 13/03/2021"], Order::DayFirst);
        check(&["03/04/2021", "2021-04-13", "13.04.2021"], Order::Unsure);
        check(&["9/15/2025", "15/9/2025"], Order::Unsure);
        let american = Calendar { near: None, order: Order::MonthFirst };
        let text = "10/20/2025 and 9/8/2025";
        let days: Vec<String> =
            find_all(text, &words(text), american).iter().map(|day| day.date.to_string()).collect();
        assert_eq!(days, ["2025-10-20", "2025-09-08"]);
    }

    #[test]
    fn a_weekday_that_contradicts_its_day_is_a_doubt() {
        let doubts = |text: &str| {
            let found = find(text, &words(text), Calendar::default()).unwrap();
            found
                .doubts(Span::default())
                .into_iter()
                .map(|doubt| (doubt.code, doubt.alternatives))
                .collect::<Vec<_>>()
        };
        let others = vec!["2026-04-07".to_owned(), "2026-04-14".to_owned()];
        assert_eq!(doubts("mardi 13 avril 2026"), [("weekday-contradicted", others)]);
        assert_eq!(doubts("Monday, 13 April 2026"), []);
        assert_eq!(doubts("lundi 13.04.2026"), []);
        assert_eq!(doubts("lundi matin, le 14.04.2026"), []);
    }

    #[test]
    fn all_days_are_found_once() {
        let text = "du 13/04/2021 au 27 avril 2021";
        let days: Vec<_> =
            find_all(text, &words(text), Calendar::default()).into_iter().map(|day| day.date.day()).collect();
        assert_eq!(days, [13, 27]);
    }
}
