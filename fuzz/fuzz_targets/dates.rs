//! Dates at every precision: an interval ends after it starts, and what is a date has one.

#![no_main]

use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;
use relais::fhir::datetime::{Interval, format_instant, is_date, is_date_time, is_instant, is_time, parse_instant};

fuzz_target!(|text: &str| {
    let paris = TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC);
    for zone in [&TimeZone::UTC, &paris] {
        match Interval::parse(text, zone) {
            Some(interval) => assert!(interval.low < interval.high, "{text}: {interval:?}"),
            None => assert!(!is_date(text) && !is_date_time(text), "{text}"),
        }
    }
    let _ = is_time(text);
    if is_instant(text)
        && let Some(instant) = parse_instant(text)
    {
        assert_eq!(parse_instant(&format_instant(instant)), Some(instant), "{text}");
    }
});
