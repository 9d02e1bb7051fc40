//! How meetings recur: the parts of iCalendar's recurrence rules (RFC 5545, section 3.3.10) that name days.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use crate::error::{Error, Kind, Result};
use crate::model::series::Recurrence;
use crate::model::{Moment, When};

/// How many days after the first one are looked at: a hundred years.
const LONGEST: i32 = 36_525;

impl Recurrence {
    /// When the first meeting after a day takes place that the rule gives and that none of `skipped` is. The hour is
    /// the first meeting's on the clocks of the zone, so that it stays when these are changed. `no-recurrence` where
    /// the rule or its start is not known, `recurrence-not-understood` where it says what is not read here.
    pub fn next(&self, after: Date, skipped: &[Date]) -> Result<When> {
        let (Some(rule), Some(first)) = (self.rule.as_deref(), self.first_start) else {
            return Err(unknown(
                "The series does not say by which rule its meetings recur and when the first one starts.",
            ));
        };
        let zone = self.zone(first)?;
        let (date, time) = match first {
            When::Day(day) => (day, None),
            When::At(moment) => {
                let local = zone.to_datetime(moment.timestamp());
                (local.date(), Some(local.time()))
            }
            When::Year(_) | When::Month(_) => {
                return Err(unknown("The series does not say on which day its first meeting is."));
            }
        };
        let rule = Rule::parse(rule, date)?;
        let day = rule.days().find(|day| *day > after && !skipped.contains(day));
        let day = day.ok_or_else(|| unknown("By its rule the series has no further meeting."))?;
        let Some(time) = time else { return Ok(When::Day(day)) };
        // An hour that the clocks skip is the one after the gap.
        let instant = zone.to_ambiguous_timestamp(day.to_datetime(time)).compatible();
        let instant = instant.map_err(|_| unknown("The next meeting lies beyond the calendar."))?;
        Ok(When::At(Moment::new(instant, zone.to_offset(instant))))
    }

    /// The zone on whose clocks the rule is counted: the one that is named, or else the offset of the first meeting.
    fn zone(&self, first: When) -> Result<TimeZone> {
        match (&self.zone, first) {
            (Some(name), _) => TimeZone::get(name)
                .map_err(|_| unreadable(&format!("'{name}' is not a time zone such as 'Europe/Paris'."))),
            (None, When::At(moment)) => Ok(TimeZone::fixed(moment.offset())),
            (None, _) => Ok(TimeZone::UTC),
        }
    }
}

/// How long a period of a rule is.
#[derive(Clone, Copy, PartialEq)]
enum Every {
    Day,
    Week,
    Month,
    Year,
}

/// A rule, understood.
struct Rule {
    first: Date,
    every: Every,
    interval: i32,
    count: Option<usize>,
    until: Option<Date>,
    /// Days of the week, each with its number in the month where that is said: the second one, the last one.
    weekdays: Vec<(Option<i8>, Weekday)>,
    month_days: Vec<i8>,
    months: Vec<i8>,
    week_start: Weekday,
}

impl Rule {
    fn parse(text: &str, first: Date) -> Result<Self> {
        let mut every = None;
        let mut rule = Self {
            first,
            every: Every::Day,
            interval: 1,
            count: None,
            until: None,
            weekdays: Vec::new(),
            month_days: Vec::new(),
            months: Vec::new(),
            week_start: Weekday::Monday,
        };
        for part in text.trim().trim_start_matches("RRULE:").split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            if name == "FREQ" {
                every = frequency(value);
            } else if rule.set(name, value).is_none() {
                return Err(not_understood(part));
            }
        }
        let every = every.ok_or_else(|| not_understood(text))?;
        // The number of a weekday is read within a month.
        if every != Every::Month && rule.weekdays.iter().any(|(number, _)| number.is_some()) {
            return Err(not_understood(text));
        }
        Ok(Self { every, ..rule })
    }

    /// Takes a part of the rule; nothing when it is not understood.
    fn set(&mut self, name: &str, value: &str) -> Option<()> {
        let numbers = |limit: i8| -> Option<Vec<i8>> {
            let number = |text: &str| text.parse().ok().filter(|one: &i8| *one != 0 && one.abs() <= limit);
            value.split(',').map(number).collect()
        };
        match name {
            "INTERVAL" => {
                self.interval = value.parse().ok().filter(|interval| (1..=1000).contains(interval))?
            }
            "COUNT" => self.count = Some(value.parse().ok().filter(|count| *count > 0)?),
            "UNTIL" => self.until = Some(Date::strptime("%Y%m%d", value.get(..8)?).ok()?),
            "BYDAY" => self.weekdays = value.split(',').map(numbered_weekday).collect::<Option<_>>()?,
            "BYMONTHDAY" => self.month_days = numbers(31)?,
            "BYMONTH" => self.months = numbers(12)?,
            "WKST" => self.week_start = weekday(value)?,
            _ => return None,
        }
        Some(())
    }

    /// The days of the meetings, in their order.
    fn days(&self) -> impl Iterator<Item = Date> {
        let day = |ahead: i32| self.first.checked_add(jiff::Span::new().try_days(ahead).ok()?).ok();
        let days = (0..LONGEST).map_while(day).take_while(|day| self.until.is_none_or(|until| *day <= until));
        // The first meeting counts even where the rule does not give it (RFC 5545, section 3.8.5.3).
        days.filter(|day| *day == self.first || self.gives(*day)).take(self.count.unwrap_or(usize::MAX))
    }

    fn gives(&self, day: Date) -> bool {
        let in_period = self.periods_to(day).is_some_and(|periods| periods % self.interval == 0);
        let month = self.months.is_empty() || self.months.contains(&day.month());
        in_period && month && self.has_weekday(day) && self.has_month_day(day)
    }

    /// How many periods begin after that of the first meeting, up to that of a day.
    fn periods_to(&self, day: Date) -> Option<i32> {
        let days_between = |from: Date, to: Date| from.until(to).ok().map(|span| span.get_days());
        let months = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month());
        match self.every {
            Every::Day => days_between(self.first, day),
            Every::Week => {
                let week = |day: Date| {
                    let since = i32::from(day.weekday().since(self.week_start));
                    day.checked_sub(jiff::Span::new().try_days(since).ok()?).ok()
                };
                Some(days_between(week(self.first)?, week(day)?)? / 7)
            }
            Every::Month => Some(months(day) - months(self.first)),
            Every::Year => Some(i32::from(day.year()) - i32::from(self.first.year())),
        }
    }

    fn has_weekday(&self, day: Date) -> bool {
        if self.weekdays.is_empty() {
            return self.every != Every::Week || day.weekday() == self.first.weekday();
        }
        let from_end = -((day.days_in_month() - day.day()) / 7 + 1);
        let from_start = (day.day() - 1) / 7 + 1;
        self.weekdays.iter().any(|(number, weekday)| {
            *weekday == day.weekday()
                && number.is_none_or(|number| number == from_start || number == from_end)
        })
    }

    fn has_month_day(&self, day: Date) -> bool {
        if self.month_days.is_empty() {
            let same_day = day.day() == self.first.day();
            return match self.every {
                Every::Day | Every::Week => true,
                Every::Month => !self.weekdays.is_empty() || same_day,
                Every::Year => {
                    let same_month = !self.months.is_empty() || day.month() == self.first.month();
                    same_month && (!self.weekdays.is_empty() || same_day)
                }
            };
        }
        let from_end = day.day() - day.days_in_month() - 1;
        self.month_days.iter().any(|number| *number == day.day() || *number == from_end)
    }
}

fn frequency(word: &str) -> Option<Every> {
    match word {
        "DAILY" => Some(Every::Day),
        "WEEKLY" => Some(Every::Week),
        "MONTHLY" => Some(Every::Month),
        "YEARLY" => Some(Every::Year),
        _ => None,
    }
}

/// `TU`, `2TU`, `-1FR`.
fn numbered_weekday(text: &str) -> Option<(Option<i8>, Weekday)> {
    let (number, day) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let number = match number {
        "" => None,
        number => Some(number.parse().ok().filter(|number: &i8| *number != 0 && number.abs() <= 5)?),
    };
    Some((number, weekday(day)?))
}

fn weekday(text: &str) -> Option<Weekday> {
    match text {
        "MO" => Some(Weekday::Monday),
        "TU" => Some(Weekday::Tuesday),
        "WE" => Some(Weekday::Wednesday),
        "TH" => Some(Weekday::Thursday),
        "FR" => Some(Weekday::Friday),
        "SA" => Some(Weekday::Saturday),
        "SU" => Some(Weekday::Sunday),
        _ => None,
    }
}

fn unknown(message: &str) -> Error {
    Error::new(Kind::Unprocessable, "no-recurrence", message)
}

fn unreadable(message: &str) -> Error {
    Error::new(Kind::Unprocessable, "recurrence-not-understood", message)
}

fn not_understood(part: &str) -> Error {
    let part: String = part.chars().take(80).collect();
    unreadable(&format!(
        "'{part}' is not understood in the series' rule. It has FREQ=DAILY, WEEKLY, MONTHLY or YEARLY, and beside it INTERVAL, \
         COUNT, UNTIL, BYDAY (numbered in a month), BYMONTHDAY, BYMONTH, WKST."
    ))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn recurrence(rule: &str, zone: Option<&str>, first: &str) -> Recurrence {
        Recurrence {
            label: None,
            rule: Some(rule.to_owned()),
            zone: zone.map(str::to_owned),
            first_start: Some(When::parse(first).unwrap()),
        }
    }

    #[test]
    fn the_next_meeting_follows_from_the_rule() {
        let check = |rule: &str, after: Date, expected: &str| {
            let found = recurrence(rule, None, "2021-04-13").next(after, &[]).unwrap();
            assert_eq!(found.to_string(), expected, "{rule}");
        };
        check("FREQ=WEEKLY;INTERVAL=2", date(2021, 4, 13), "2021-04-27");
        check("FREQ=WEEKLY;INTERVAL=2", date(2021, 4, 26), "2021-04-27");
        check("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", date(2021, 4, 15), "2021-04-27");
        check("FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,TU", date(2021, 4, 13), "2021-04-25");
        check("FREQ=MONTHLY;BYDAY=2TU", date(2021, 4, 13), "2021-05-11");
        check("FREQ=MONTHLY;BYDAY=-1FR", date(2021, 4, 13), "2021-04-30");
        check("FREQ=MONTHLY", date(2021, 4, 13), "2021-05-13");
        check("FREQ=MONTHLY;BYMONTHDAY=-1", date(2021, 4, 30), "2021-05-31");
        check("FREQ=YEARLY", date(2021, 4, 13), "2022-04-13");
        check("FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=1", date(2021, 4, 13), "2021-09-01");
        check("RRULE:FREQ=DAILY;INTERVAL=10", date(2021, 12, 31), "2022-01-08");
        check("FREQ=WEEKLY", date(2021, 4, 1), "2021-04-13");
    }

    #[test]
    fn the_hour_stays_when_the_clocks_change() {
        let series = recurrence("FREQ=WEEKLY;INTERVAL=2", Some("Europe/Paris"), "2021-10-19T10:00:00+02:00");
        let next = series.next(date(2021, 10, 19), &[]).unwrap();
        assert_eq!(next.to_string(), "2021-11-02T10:00:00+01:00");
        let unnamed = Recurrence { zone: None, ..series };
        assert_eq!(unnamed.next(date(2021, 10, 19), &[]).unwrap().to_string(), "2021-11-02T10:00:00+02:00");
    }

    #[test]
    fn a_day_that_was_called_off_is_passed_over() {
        let next =
            recurrence("FREQ=WEEKLY", None, "2021-04-13").next(date(2021, 4, 13), &[date(2021, 4, 20)]);
        assert_eq!(next.unwrap().to_string(), "2021-04-27");
    }

    #[test]
    fn what_does_not_lead_to_a_meeting_says_why() {
        let check = |recurrence: Recurrence, code: &str, words: &str| {
            let error = recurrence.next(date(2021, 4, 13), &[]).unwrap_err();
            assert_eq!(error.code(), code, "{error}");
            assert!(error.to_string().contains(words), "{error}");
        };
        let of = |rule: &str| recurrence(rule, None, "2021-04-13");
        check(Recurrence::default(), "no-recurrence", "by which rule");
        check(recurrence("FREQ=WEEKLY", None, "2021-04"), "no-recurrence", "on which day");
        check(of("FREQ=WEEKLY;COUNT=1"), "no-recurrence", "no further meeting");
        check(of("FREQ=WEEKLY;UNTIL=20210415T000000Z"), "no-recurrence", "no further meeting");
        check(of("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30"), "no-recurrence", "no further meeting");
        for rule in [
            "",
            "FREQ=HOURLY",
            "FREQ=WEEKLY;BYSETPOS=1",
            "FREQ=WEEKLY;INTERVAL=0",
            "FREQ=WEEKLY;BYDAY=2TU",
            "FREQ=WEEKLY;BYDAY=É",
            "FREQ=WEEKLY;UNTIL=é",
        ] {
            check(of(rule), "recurrence-not-understood", "FREQ=");
        }
        check(recurrence("FREQ=WEEKLY", Some("Paris"), "2021-04-13"), "recurrence-not-understood", "'Paris'");
    }
}
