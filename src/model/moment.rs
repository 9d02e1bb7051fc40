//! When something is: an instant with the offset that it was written with, or a date of any precision.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;

use crate::error::{Error, Result};

/// The furthest offset from UTC that FHIR can write, in seconds.
const FURTHEST_OFFSET: i32 = 14 * 3600;

/// An instant, and the offset from UTC that it is told in. Two moments are equal when both are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Moment {
    timestamp: Timestamp,
    offset: Offset,
}

impl Moment {
    /// An instant told in an offset of whole minutes. An offset that nobody can write down (more than
    /// fourteen hours, or with seconds) is replaced by UTC; the instant stays the same.
    pub fn new(timestamp: Timestamp, offset: Offset) -> Self {
        let writable = offset.seconds().abs() <= FURTHEST_OFFSET && offset.seconds() % 60 == 0;
        Self { timestamp, offset: if writable { offset } else { Offset::UTC } }
    }

    /// The instant so many microseconds after 1970, told in UTC.
    pub fn of_microsecond(microsecond: i64) -> Self {
        Self::new(Timestamp::from_microsecond(microsecond).unwrap_or(Timestamp::UNIX_EPOCH), Offset::UTC)
    }

    /// Reads RFC 3339 with an offset: `2021-04-13T10:00:00+02:00`. Anything else is `invalid-instant`.
    pub fn parse(text: &str) -> Result<Self> {
        Self::read(text).ok_or_else(|| {
            let shown: String = text.chars().take(80).collect();
            let message =
                format!("'{shown}' is not a time with an offset, such as '2021-04-13T10:00:00+02:00'.");
            Error::invalid("invalid-instant", message)
        })
    }

    /// The instant.
    pub fn timestamp(self) -> Timestamp {
        self.timestamp
    }

    /// The offset that it is told in.
    pub fn offset(self) -> Offset {
        self.offset
    }

    /// The day on a calendar that hangs where the offset is from.
    pub fn date(self) -> Date {
        self.offset.to_datetime(self.timestamp).date()
    }

    /// How many whole minutes pass until another moment; negative when that one is earlier.
    pub fn minutes_until(self, end: Self) -> i64 {
        let seconds = end.timestamp.as_second() - self.timestamp.as_second();
        seconds.div_euclid(60)
    }

    fn read(text: &str) -> Option<Self> {
        // A zone in brackets is more than RFC 3339 says.
        if text.contains('[') || !text.contains('T') {
            return None;
        }
        let pieces = Pieces::parse(text).ok()?;
        let offset = pieces.to_numeric_offset()?;
        let local = pieces.date().to_datetime(pieces.time()?);
        Some(Self::new(offset.to_timestamp(local).ok()?, offset))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.offset == Offset::UTC {
            return write!(f, "{}", self.timestamp);
        }
        write!(f, "{}", self.timestamp.display_with_offset(self.offset))
    }
}

/// A time as exactly as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// Only the year.
    Year(i16),
    /// A month, told by its first day.
    Month(Date),
    /// A day.
    Day(Date),
    /// An instant.
    At(Moment),
}

impl When {
    /// The month that a day lies in.
    pub fn month_of(day: Date) -> Self {
        Self::Month(day.first_of_month())
    }

    /// Reads `2021`, `2021-04`, `2021-04-13` or a [`Moment`]. Anything else is `invalid-date`.
    pub fn parse(text: &str) -> Result<Self> {
        Self::read(text).ok_or_else(|| {
            let shown: String = text.chars().take(80).collect();
            let message = format!(
                "'{shown}' is not a date ('2021-04-13') or a time with an offset ('2021-04-13T10:00:00+02:00')."
            );
            Error::invalid("invalid-date", message)
        })
    }

    /// The first day that it may mean.
    pub fn first_day(self) -> Date {
        match self {
            Self::Year(year) => Date::new(year, 1, 1).unwrap_or(Date::ZERO),
            Self::Month(day) | Self::Day(day) => day,
            Self::At(moment) => moment.date(),
        }
    }

    /// The last day that it may mean.
    pub fn last_day(self) -> Date {
        match self {
            Self::Year(_) => self.first_day().last_of_year(),
            Self::Month(day) => day.last_of_month(),
            Self::Day(_) | Self::At(_) => self.first_day(),
        }
    }

    /// The day, when it is known that exactly.
    pub fn day(self) -> Option<Date> {
        match self {
            Self::Year(_) | Self::Month(_) => None,
            Self::Day(_) | Self::At(_) => Some(self.first_day()),
        }
    }

    /// Whether it is surely before another time, as far as both are known.
    pub fn is_before(self, other: Self) -> bool {
        match (self, other) {
            (Self::At(one), Self::At(other)) => one.timestamp() < other.timestamp(),
            _ => self.last_day() < other.first_day(),
        }
    }

    /// The moment, when it is known that exactly.
    pub fn moment(self) -> Option<Moment> {
        match self {
            Self::At(moment) => Some(moment),
            _ => None,
        }
    }

    fn read(text: &str) -> Option<Self> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        match text.len() {
            4 if digits => {
                let year = text.parse().ok().filter(|year| (1..=9999).contains(year))?;
                Some(Self::Year(year))
            }
            7 if digits => {
                let day: Date = format!("{text}-01").parse().ok()?;
                Some(Self::Month(day))
            }
            10 if digits => Some(Self::Day(text.parse().ok()?)),
            _ => Moment::read(text).map(Self::At),
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(day) => write!(f, "{:04}-{:02}", day.year(), day.month()),
            Self::Day(day) => write!(f, "{day}"),
            Self::At(moment) => write!(f, "{moment}"),
        }
    }
}

impl From<Date> for When {
    fn from(day: Date) -> Self {
        Self::Day(day)
    }
}

impl From<Moment> for When {
    fn from(moment: Moment) -> Self {
        Self::At(moment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, first: &str, last: &str) {
        let when = When::parse(text).unwrap();
        assert_eq!(when.to_string(), text);
        assert_eq!((when.first_day().to_string(), when.last_day().to_string()), (first.into(), last.into()));
    }

    #[test]
    fn a_time_is_kept_as_exactly_as_it_was_written() {
        check("2021", "2021-01-01", "2021-12-31");
        check("2020-02", "2020-02-01", "2020-02-29");
        check("2021-04-13", "2021-04-13", "2021-04-13");
        check("2021-04-13T10:00:00+02:00", "2021-04-13", "2021-04-13");
        check("2021-04-13T00:30:00.25-05:30", "2021-04-13", "2021-04-13");
        check("2021-04-13T10:00:00Z", "2021-04-13", "2021-04-13");
    }

    #[test]
    fn what_is_no_time_is_refused() {
        let wrong =
            ["", "21", "0000", "2021-13", "2021-02-30", "20210413", "2021-04-13T10:00:00", "13.04.2021"];
        for text in wrong {
            assert_eq!(When::parse(text).unwrap_err().code(), "invalid-date", "{text}");
        }
        assert!(Moment::parse("2021-04-13T10:00:00+02:00[Europe/Paris]").is_err());
    }

    #[test]
    fn a_moment_counts_minutes_and_knows_its_offset() {
        let start = Moment::parse("2021-04-13T10:00:00+02:00").unwrap();
        let end = Moment::parse("2021-04-13T09:00:00Z").unwrap();
        assert_eq!((start.minutes_until(end), end.minutes_until(start)), (60, -60));
        assert_ne!(start, Moment::parse("2021-04-13T08:00:00Z").unwrap());
    }
}
