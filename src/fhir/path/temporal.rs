//! Dates and times with the precision that they were written with (FHIRPath N1, section 6.2).

use std::cmp::Ordering;
use std::fmt;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use jiff::{Span, Timestamp};

use super::kind::System;

/// A date, a time of day, or a date with a time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Temporal {
    form: Form,
    /// The missing parts stand at their first value.
    at: DateTime,
    precision: Precision,
    /// How many digits the fraction of the second has.
    digits: u8,
    offset: Option<Offset>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Date,
    DateTime,
    Time,
}

/// The smallest part that is written. A second and its fraction are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Precision {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
}

/// How two moments stand to one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// One is before, at or after the other.
    Known(Ordering),
    /// They agree as far as both are written, and one is written further; or only one has an offset.
    Uncertain,
    /// A time of day beside a date.
    Incomparable,
}

impl Temporal {
    /// Reads what follows `@` in an expression.
    pub(super) fn literal(text: &str) -> Option<Self> {
        match text.strip_prefix('T') {
            Some(clock) => Self::time(clock),
            None => Self::date_time(text),
        }
    }

    /// Reads the value of an element of type date, dateTime, instant or time.
    pub(super) fn of_element(text: &str) -> Option<Self> {
        let is_time = text.get(2..3) == Some(":");
        if is_time { Self::time(text) } else { Self::date_time(text) }
    }

    /// A moment in time, in UTC.
    pub(super) fn now(now: Timestamp) -> Self {
        let (at, offset) = (Offset::UTC.to_datetime(now), Some(Offset::UTC));
        Self { form: Form::DateTime, at, precision: Precision::Second, digits: 3, offset }
    }

    /// Reads a time of day: `14:30:14.559`, `14:30`, `14`.
    pub(super) fn time(text: &str) -> Option<Self> {
        let (time, precision, digits) = clock(text)?;
        let at = Date::constant(1, 1, 1).to_datetime(time);
        Some(Self { form: Form::Time, at, precision, digits, offset: None })
    }

    /// Reads `2014`, `2014-01`, `2014-01-25`, with `T` and a time of day and an offset where written.
    pub(super) fn date_time(text: &str) -> Option<Self> {
        let (date, rest) = match text.split_once('T') {
            Some((date, rest)) => (date, Some(rest)),
            None => (text, None),
        };
        let mut parts = date.split('-');
        let year = number(parts.next()?, 4)?;
        let month = parts.next().map(|month| number(month, 2));
        let day = parts.next().map(|day| number(day, 2));
        if parts.next().is_some() {
            return None;
        }
        let part = |part: Option<Option<i16>>| part.map_or(Some(1), |part| i8::try_from(part?).ok());
        let date = Date::new(year, part(month)?, part(day)?).ok()?;
        let precision = match (month, day) {
            (None, _) => Precision::Year,
            (_, None) => Precision::Month,
            _ => Precision::Day,
        };
        let plain = Self { form: Form::Date, at: date.at(0, 0, 0, 0), precision, digits: 0, offset: None };
        let Some(rest) = rest else { return Some(plain) };
        if rest.is_empty() {
            return Some(Self { form: Form::DateTime, ..plain });
        }
        if precision != Precision::Day {
            return None;
        }
        let (written, offset) = split_offset(rest)?;
        let (time, precision, digits) = clock(written)?;
        Some(Self { form: Form::DateTime, at: date.to_datetime(time), precision, digits, offset })
    }

    /// The type of FHIRPath.
    pub(super) fn system(&self) -> System {
        match self.form {
            Form::Date => System::Date,
            Form::DateTime => System::DateTime,
            Form::Time => System::Time,
        }
    }

    /// The day without the time of day.
    pub(super) fn to_date(self) -> Option<Self> {
        let precision = self.precision.min(Precision::Day);
        let at = self.at.date().at(0, 0, 0, 0);
        (self.form != Form::Time).then_some(Self { form: Form::Date, at, precision, digits: 0, offset: None })
    }

    /// The same as a date with a time of day, which need not be known.
    pub(super) fn to_date_time(self) -> Option<Self> {
        (self.form != Form::Time).then_some(Self { form: Form::DateTime, ..self })
    }

    /// The time of day.
    pub(super) fn to_time(self) -> Self {
        let at = Date::constant(1, 1, 1).to_datetime(self.at.time());
        Self { form: Form::Time, at, offset: None, ..self }
    }

    /// How this stands to another.
    pub(super) fn relation(&self, other: &Self) -> Relation {
        if (self.form == Form::Time) != (other.form == Form::Time) {
            return Relation::Incomparable;
        }
        let (left, right) = match (self.timed_offset(), other.timed_offset()) {
            (Some(left), Some(right)) => (in_utc(self.at, left), in_utc(other.at, right)),
            _ => (self.at, other.at),
        };
        let shared = self.precision.min(other.precision);
        let order = cut(left, shared).cmp(&cut(right, shared));
        let has_clock = |one: &Self| one.precision > Precision::Day && one.form == Form::DateTime;
        // Without an offset on one side, times are known to differ only when they are further apart than
        // offsets are.
        let one_sided =
            has_clock(self) && has_clock(other) && self.offset.is_some() != other.offset.is_some();
        if one_sided && left.duration_since(right).as_hours().abs() < 26 {
            return Relation::Uncertain;
        }
        match order {
            Ordering::Equal if self.precision != other.precision => Relation::Uncertain,
            order => Relation::Known(order),
        }
    }

    /// This moment with an amount of a unit added; the unit is a calendar's or UCUM's. None for other units
    /// and for what no calendar holds.
    pub(super) fn plus(self, amount: i64, unit: &str) -> Option<Self> {
        let span = Span::new();
        let (needed, span) = match unit {
            "year" | "years" | "a" => (Precision::Year, span.try_years(amount)),
            "month" | "months" | "mo" => (Precision::Month, span.try_months(amount)),
            "week" | "weeks" | "wk" => (Precision::Day, span.try_weeks(amount)),
            "day" | "days" | "d" => (Precision::Day, span.try_days(amount)),
            "hour" | "hours" | "h" => (Precision::Hour, span.try_hours(amount)),
            "minute" | "minutes" | "min" => (Precision::Minute, span.try_minutes(amount)),
            "second" | "seconds" | "s" => (Precision::Second, span.try_seconds(amount)),
            "millisecond" | "milliseconds" | "ms" => (Precision::Second, span.try_milliseconds(amount)),
            _ => return None,
        };
        let moved = if self.form == Form::Time {
            if needed < Precision::Hour {
                return None;
            }
            self.at.date().to_datetime(self.at.time().wrapping_add(span.ok()?))
        } else {
            self.at.checked_add(span.ok()?).ok()?
        };
        let digits = if unit.starts_with("ms") || unit.starts_with("milli") {
            self.digits.max(3)
        } else {
            self.digits
        };
        Some(Self { at: cut(moved, self.precision), digits, ..self })
    }

    /// A text that equal moments share.
    pub(super) fn canonical(&self) -> String {
        let at = self.timed_offset().map_or(self.at, |offset| in_utc(self.at, offset));
        format!(
            "{}{}{at}{}",
            self.form as u8 & 2,
            self.precision as u8,
            u8::from(self.timed_offset().is_some())
        )
    }

    fn timed_offset(&self) -> Option<Offset> {
        self.offset.filter(|_| self.precision > Precision::Day)
    }
}

impl fmt::Display for Temporal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.form != Form::Time {
            write!(f, "{:04}", self.at.year())?;
            if self.precision >= Precision::Month {
                write!(f, "-{:02}", self.at.month())?;
            }
            if self.precision >= Precision::Day {
                write!(f, "-{:02}", self.at.day())?;
            }
            if self.form == Form::Date || self.precision <= Precision::Day {
                return Ok(());
            }
            f.write_str("T")?;
        }
        write!(f, "{:02}", self.at.hour())?;
        if self.precision >= Precision::Minute {
            write!(f, ":{:02}", self.at.minute())?;
        }
        if self.precision >= Precision::Second {
            write!(f, ":{:02}", self.at.second())?;
        }
        if self.digits > 0 {
            let fraction = format!("{:09}", self.at.subsec_nanosecond());
            write!(f, ".{}", fraction.get(..usize::from(self.digits.min(9))).unwrap_or(&fraction))?;
        }
        match self.offset {
            Some(offset) if offset == Offset::UTC => f.write_str("Z"),
            Some(offset) => {
                let minutes = offset.seconds() / 60;
                let sign = if minutes < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
            }
            None => Ok(()),
        }
    }
}

/// The moment with everything smaller than the precision at its first value.
fn cut(at: DateTime, precision: Precision) -> DateTime {
    let date = match precision {
        Precision::Year => Date::new(at.year(), 1, 1).unwrap_or(at.date()),
        Precision::Month => at.date().first_of_month(),
        _ => at.date(),
    };
    let (hour, minute) = (at.hour(), at.minute());
    match precision {
        Precision::Second => at,
        Precision::Minute => date.at(hour, minute, 0, 0),
        Precision::Hour => date.at(hour, 0, 0, 0),
        _ => date.at(0, 0, 0, 0),
    }
}

fn in_utc(at: DateTime, offset: Offset) -> DateTime {
    offset.to_timestamp(at).map_or(at, |instant: Timestamp| Offset::UTC.to_datetime(instant))
}

/// A time of day without its offset, its precision, and how many digits its fraction has.
fn clock(text: &str) -> Option<(Time, Precision, u8)> {
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let mut parts = whole.split(':').map(|part| number(part, 2).and_then(|part| i8::try_from(part).ok()));
    let hour = parts.next()??;
    let (minute, second) = (parts.next(), parts.next());
    if parts.next().is_some() || (fraction.is_some() && second.is_none()) {
        return None;
    }
    let precision = match (minute, second) {
        (None, _) => Precision::Hour,
        (_, None) => Precision::Minute,
        _ => Precision::Second,
    };
    let nanoseconds = match fraction {
        Some(digits) if !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()) => {
            digits.chars().chain(std::iter::repeat('0')).take(9).collect::<String>().parse().ok()?
        }
        Some(_) => return None,
        None => 0,
    };
    // A leap second counts as the second before it.
    let second =
        second.map_or(Some(0), |second| second.map(|second| if second == 60 { 59 } else { second }))?;
    let time = Time::new(hour, minute.map_or(Some(0), |minute| minute)?, second, nanoseconds).ok()?;
    Some((time, precision, u8::try_from(fraction.map_or(0, str::len)).unwrap_or(9)))
}

fn split_offset(text: &str) -> Option<(&str, Option<Offset>)> {
    if let Some(clock) = text.strip_suffix('Z') {
        return Some((clock, Some(Offset::UTC)));
    }
    let Some(at) = text.rfind(['+', '-']) else { return Some((text, None)) };
    let (clock, offset) = text.split_at_checked(at)?;
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    let seconds = (i32::from(number(hours, 2)?) * 60 + i32::from(number(minutes, 2)?)) * 60;
    let signed = if offset.starts_with('-') { -seconds } else { seconds };
    Some((clock, Some(Offset::from_seconds(signed).ok()?)))
}

fn number(digits: &str, length: usize) -> Option<i16> {
    let plain = digits.len() == length && digits.bytes().all(|digit| digit.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}
