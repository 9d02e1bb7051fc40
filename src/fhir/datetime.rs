//! FHIR's dates (R4, section 2.24.0.1): partial ones are intervals, and an instant is a number of microseconds
//! since 1970 UTC.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};

/// How many microseconds a day has.
const A_DAY: i64 = 86_400_000_000;

/// A stretch of time in microseconds since 1970 UTC; `high` is the first microsecond after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// The first microsecond.
    pub low: i64,
    /// The first microsecond after it.
    pub high: i64,
}

impl Interval {
    /// Reads `2021`, `2021-04`, `2021-04-13`, `2021-04-13T10:00`, with seconds, fraction and offset where
    /// present. What has no offset is taken in `zone`. `None` for anything else.
    pub fn parse(text: &str, zone: &TimeZone) -> Option<Self> {
        let written = Written::parse(text)?;
        let date = written.first_day()?;
        let Some(clock) = &written.clock else {
            let after = match (written.month, written.day) {
                (None, _) => date.checked_add(1.year()),
                (_, None) => date.checked_add(1.month()),
                _ => date.checked_add(1.day()),
            };
            let start = |date: Date| microseconds(date.to_datetime(Time::midnight()), None, zone);
            let high = match after {
                Ok(after) => start(after)?,
                // The calendar ends with the year 9999, which stands for "for ever" in many resources.
                Err(_) => microseconds(Date::MAX.to_datetime(Time::MAX), None, zone)?.checked_add(1)?,
            };
            let low = start(date)?;
            // A zone that moved across the date line has left out a day; it counts as the day that followed.
            return Some(Self { low, high: if high > low { high } else { low.checked_add(A_DAY)? } });
        };
        let low = microseconds(date.to_datetime(clock.time()?), clock.offset, zone)?;
        Some(Self { low, high: low.checked_add(clock.resolution())? })
    }
}

/// Whether the text is a FHIR `date`: year, month or day precision.
pub fn is_date(text: &str) -> bool {
    Written::parse(text).is_some_and(|written| written.clock.is_none() && written.first_day().is_some())
}

/// Whether the text is a FHIR `dateTime`: a `date`, or a time with seconds and an offset.
pub fn is_date_time(text: &str) -> bool {
    is_date(text) || is_instant(text)
}

/// Whether the text is a FHIR `instant`: a day, a time with seconds, and an offset.
pub fn is_instant(text: &str) -> bool {
    Written::parse(text).is_some_and(|written| {
        let timed =
            |clock: &Clock| clock.second.is_some() && clock.offset.is_some() && clock.time().is_some();
        written.clock.as_ref().is_some_and(timed) && written.first_day().is_some()
    })
}

/// Whether the text is a FHIR `time`: `10:00:00`, with or without a fraction.
pub fn is_time(text: &str) -> bool {
    Clock::parse(text)
        .is_some_and(|clock| clock.second.is_some() && clock.offset.is_none() && clock.time().is_some())
}

/// Writes an instant as 27 characters of RFC 3339 in UTC: `2021-04-13T08:00:00.000000Z`. What lies outside
/// the years that a date can hold becomes the nearest one that it can.
pub fn format_instant(microseconds: i64) -> String {
    let nearest = if microseconds < 0 { Timestamp::MIN } else { Timestamp::MAX };
    let instant = Timestamp::from_microsecond(microseconds).unwrap_or(nearest);
    format!("{instant:.6}")
}

/// The microsecond that an `instant` or a full `dateTime` names.
pub fn parse_instant(text: &str) -> Option<i64> {
    if is_instant(text) { Some(Interval::parse(text, &TimeZone::UTC)?.low) } else { None }
}

fn microseconds(local: DateTime, offset: Option<Offset>, zone: &TimeZone) -> Option<i64> {
    let instant = match offset {
        Some(offset) => offset.to_timestamp(local),
        None => zone.to_ambiguous_timestamp(local).compatible(),
    };
    match instant {
        Ok(instant) => Some(instant.as_microsecond()),
        Err(_) => at_the_edge(local, offset, zone),
    }
}

/// The same for the first and last days of the calendar, which the library's instants leave out.
fn at_the_edge(local: DateTime, offset: Option<Offset>, zone: &TimeZone) -> Option<i64> {
    let nearest = if local.year() < 1970 { Timestamp::MIN } else { Timestamp::MAX };
    let offset = offset.unwrap_or_else(|| zone.to_offset(nearest));
    let since = local.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0));
    let microseconds = i64::try_from(since.as_micros()).ok()?;
    microseconds.checked_sub(i64::from(offset.seconds()).checked_mul(1_000_000)?)
}

/// A date and time as its characters say, not yet checked against the calendar.
struct Written {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
    clock: Option<Clock>,
}

impl Written {
    fn parse(text: &str) -> Option<Self> {
        let (date, clock) = match text.split_once('T') {
            Some((date, clock)) => (date, Some(Clock::parse(clock)?)),
            None => (text, None),
        };
        let mut parts = date.split('-');
        let year = digits(parts.next()?, 4)?;
        let month = absent_or_read(parts.next().map(|month| digits(month, 2)))?;
        let day = absent_or_read(parts.next().map(|day| digits(day, 2)))?;
        let complete = parts.next().is_none() && (clock.is_none() || day.is_some()) && year > 0;
        complete.then_some(Self {
            year,
            month: month.and_then(|month| i8::try_from(month).ok()),
            day: day.and_then(|day| i8::try_from(day).ok()),
            clock,
        })
    }

    fn first_day(&self) -> Option<Date> {
        Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).ok()
    }
}

/// A time of day as its characters say.
struct Clock {
    hour: i8,
    minute: i8,
    second: Option<i8>,
    /// The fraction in nanoseconds, and how many digits it was written with.
    fraction: Option<(i32, u32)>,
    offset: Option<Offset>,
}

impl Clock {
    fn parse(text: &str) -> Option<Self> {
        let (clock, offset) = split_offset(text)?;
        let (whole, fraction) = match clock.split_once('.') {
            Some((whole, fraction)) => (whole, Some(parse_fraction(fraction)?)),
            None => (clock, None),
        };
        let mut parts = whole.split(':');
        let hour = digits(parts.next()?, 2)?;
        let minute = digits(parts.next()?, 2)?;
        let second = absent_or_read(parts.next().map(|second| digits(second, 2)))?;
        let complete = parts.next().is_none() && (fraction.is_none() || second.is_some());
        complete.then_some(Self {
            hour: i8::try_from(hour).ok()?,
            minute: i8::try_from(minute).ok()?,
            second: second.and_then(|second| i8::try_from(second).ok()),
            fraction,
            offset,
        })
    }

    /// The time of day. A leap second counts as the second before it.
    fn time(&self) -> Option<Time> {
        let second = match self.second.unwrap_or(0) {
            60 => 59,
            second => second,
        };
        Time::new(self.hour, self.minute, second, self.fraction.map_or(0, |(nanoseconds, _)| nanoseconds))
            .ok()
    }

    /// How long the written precision lasts, in microseconds: a minute, a second, or a fraction of it.
    fn resolution(&self) -> i64 {
        match (self.second, self.fraction) {
            (None, _) => 60_000_000,
            (Some(_), None) => 1_000_000,
            (Some(_), Some((_, digits))) => 10_i64.pow(6_u32.saturating_sub(digits)),
        }
    }
}

fn split_offset(text: &str) -> Option<(&str, Option<Offset>)> {
    if let Some(clock) = text.strip_suffix('Z') {
        return Some((clock, Some(Offset::UTC)));
    }
    let Some(at) = text.rfind(['+', '-']) else {
        return Some((text, None));
    };
    let (clock, offset) = text.split_at_checked(at)?;
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
    // No clock is further from UTC than 14 hours.
    if minutes > 59 || hours * 60 + minutes > 14 * 60 {
        return None;
    }
    let seconds = (i32::from(hours) * 60 + i32::from(minutes)) * 60;
    let signed = if offset.starts_with('-') { -seconds } else { seconds };
    Some((clock, Some(Offset::from_seconds(signed).ok()?)))
}

fn parse_fraction(digits: &str) -> Option<(i32, u32)> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let kept: String = digits.chars().chain(std::iter::repeat('0')).take(9).collect();
    Some((kept.parse().ok()?, u32::try_from(digits.len()).ok()?))
}

fn digits(text: &str, length: usize) -> Option<i16> {
    let plain = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

/// Keeps "absent" and "read" apart from "there, but not readable", which fails the whole.
fn absent_or_read<T>(part: Option<Option<T>>) -> Option<Option<T>> {
    part.map_or(Some(None), |read| read.map(Some))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, low: &str, high: &str) {
        let zone = TimeZone::get("Africa/Banjul").unwrap();
        let interval = Interval::parse(text, &zone).unwrap_or_else(|| panic!("{text} is not read"));
        assert_eq!((format_instant(interval.low), format_instant(interval.high)), (low.into(), high.into()));
    }

    #[test]
    fn every_precision_is_an_interval() {
        check("2021", "2021-01-01T00:00:00.000000Z", "2022-01-01T00:00:00.000000Z");
        check("2021-02", "2021-02-01T00:00:00.000000Z", "2021-03-01T00:00:00.000000Z");
        check("2021-12-31", "2021-12-31T00:00:00.000000Z", "2022-01-01T00:00:00.000000Z");
        check("2021-04-13T10:00", "2021-04-13T10:00:00.000000Z", "2021-04-13T10:01:00.000000Z");
        check("2021-04-13T10:00:00+02:00", "2021-04-13T08:00:00.000000Z", "2021-04-13T08:00:01.000000Z");
        check("2021-04-13T10:00:00.5Z", "2021-04-13T10:00:00.500000Z", "2021-04-13T10:00:00.600000Z");
    }

    #[test]
    fn the_last_days_of_the_calendar_are_dates_like_others() {
        let interval = |text: &str| Interval::parse(text, &TimeZone::UTC).unwrap();
        let day = 86_400_000_000;
        let (last, before) = (interval("9999-12-31"), interval("9999-12-30"));
        assert_eq!((last.low, last.high - last.low), (before.high, day));
        assert_eq!(interval("9999-12").high, last.high);
        assert_eq!(interval("9999").high, last.high);
        assert_eq!(interval("9999-12-31T23:59:59Z").high, last.high);
        assert_eq!(interval("9999-12-31T23:59:59-05:00").high, last.high + day / 24 * 5);
        assert!(interval("0001").low < interval("0002").low);
    }

    #[test]
    fn a_day_that_a_zone_has_left_out_counts_as_the_one_that_followed() {
        let zone = TimeZone::get("Pacific/Apia").unwrap();
        let interval = |text: &str| Interval::parse(text, &zone).unwrap();
        assert_eq!(interval("2011-12-30"), interval("2011-12-31"));
        assert_eq!(interval("2011-12-29").high, interval("2011-12-30").low);
        assert_eq!(interval("2011-12-30T10:00").low, interval("2011-12-31T10:00").low);
    }

    #[test]
    fn what_is_no_date_is_not_read() {
        for text in [
            "",
            "21",
            "2021-",
            "2021-13",
            "2021-02-30",
            "2021-4-1",
            "2021-04T10:00",
            "2021-04-13T25:00:00Z",
            "2021-04-13T10",
            "2021-04-13T10:00:00+2:00",
            "2021-04-13T10:00:00+14:01",
            "2021-04-13T10:00.5",
            "0000-01-01",
            "+021-01-01",
        ] {
            assert_eq!(Interval::parse(text, &TimeZone::UTC), None, "{text}");
        }
    }

    #[test]
    fn each_type_has_its_own_form() {
        assert!(is_date("2021-04") && !is_date("2021-04-13T10:00:00Z"));
        assert!(
            is_date_time("2021")
                && is_date_time("2021-04-13T10:00:00Z")
                && !is_date_time("2021-04-13T10:00:00")
        );
        assert!(is_instant("2021-04-13T10:00:00.123Z") && !is_instant("2021-04-13"));
        assert!(is_time("10:00:00") && !is_time("10:00") && !is_time("24:00:00") && !is_time("10:00:00Z"));
    }
}
