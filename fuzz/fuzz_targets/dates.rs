//! Dates at every precision, in zones of every kind: an interval ends after it starts and lies within those of its
//! year, month and day; what counts as a date is written as R4 says, and has an interval.

#![no_main]

use std::sync::LazyLock;

use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;
use regex::Regex;
use relais::fhir::datetime::{Interval, format_instant, is_date, is_date_time, is_instant, is_time, parse_instant};

/// Zones whose clocks have been set by an hour, by half an hour, by a day, at midnight, and by odd seconds.
static ZONES: LazyLock<Vec<TimeZone>> = LazyLock::new(|| {
    let names = ["Europe/Paris", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "Africa/Monrovia"];
    let named = names.map(|name| TimeZone::get(name).expect("the zone is known"));
    [TimeZone::UTC].into_iter().chain(named).collect()
});

/// R4's patterns for date, dateTime, instant and time (section 2.24.0.1).
static PATTERNS: LazyLock<[Regex; 4]> = LazyLock::new(|| {
    let year = "([0-9]([0-9]([0-9][1-9]|[1-9]0)|[1-9]00)|[1-9]000)";
    let (month, day) = ("(0[1-9]|1[0-2])", "(0[1-9]|[1-2][0-9]|3[0-1])");
    let time = r"([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?";
    let offset = r"(Z|(\+|-)((0[0-9]|1[0-3]):[0-5][0-9]|14:00))";
    [
        format!("^{year}(-{month}(-{day})?)?$"),
        format!("^{year}(-{month}(-{day}(T{time}{offset})?)?)?$"),
        format!("^{year}-{month}-{day}T{time}{offset}$"),
        format!("^{time}$"),
    ]
    .map(|pattern| Regex::new(&pattern).expect("the pattern is one"))
});

fuzz_target!(|text: &str| {
    for (is_one, pattern) in [is_date, is_date_time, is_instant, is_time].iter().zip(PATTERNS.iter()) {
        assert!(!is_one(text) || pattern.is_match(text), "{text} is none by {pattern}");
    }
    for zone in ZONES.iter() {
        match Interval::parse(text, zone) {
            Some(interval) => check(text, interval, zone),
            None => assert!(!is_date(text) && !is_date_time(text), "{text}"),
        }
    }
    if is_instant(text) {
        let instant = parse_instant(text).unwrap_or_else(|| panic!("{text} has no instant"));
        // The first and the last days of the calendar lie outside of what is written.
        if !text.starts_with("0001") && !text.starts_with("9999") {
            assert_eq!(parse_instant(&format_instant(instant)), Some(instant), "{text}");
        }
    }
});

fn check(text: &str, interval: Interval, zone: &TimeZone) {
    assert!(interval.low < interval.high, "{text}: {interval:?}");
    let clock = text.split_once('T').map_or("", |(_, clock)| clock);
    if clock.contains(['Z', '+', '-']) {
        return;
    }
    for length in [4, 7, 10] {
        let Some(part) = text.get(..length).filter(|_| length < text.len()) else { continue };
        let around = Interval::parse(part, zone).unwrap_or_else(|| panic!("{part} of {text} is no date"));
        let holds = around.low <= interval.low && interval.high <= around.high;
        assert!(holds, "{text} is not within {part}: {interval:?}, {around:?} in {zone:?}");
    }
}
