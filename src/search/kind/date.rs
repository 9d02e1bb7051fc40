//! Date parameters (R4, section 3.1.1.4.7): every value is an interval.

use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use crate::fhir::datetime::Interval;
use crate::fhir::path::Found;
use crate::search::IndexValue;
use crate::search::kind::{Emit, prefix};
use crate::search::query::{DateTest, Prefix};

/// Indexes a date, a dateTime, an instant, a Period, or the outer limits of a Timing.
pub(super) fn index(found: Found<'_>, zone: &TimeZone, emit: &mut Emit<'_>) {
    let interval = match found.value {
        Value::String(text) => Interval::parse(text, zone).map(|interval| match found.type_name {
            // An instant is a point in time: as narrow as anything here.
            Some("instant") => Interval { high: interval.low.saturating_add(1), ..interval },
            _ => interval,
        }),
        Value::Object(object) if object.contains_key("start") || object.contains_key("end") => {
            period(object, zone)
        }
        Value::Object(object) => timing(object, zone),
        _ => None,
    };
    if let Some(Interval { low, high }) = interval {
        emit(None, IndexValue::Date { low, high });
    }
}

/// Reads `2021-04`, `ge2021-04-13T10:00Z` and the like; refusals are sentences for the caller. `ap` widens the
/// interval by a tenth of its distance to `now`, in microseconds since 1970 UTC.
pub(in crate::search) fn read(text: &str, zone: &TimeZone, now: i64) -> Result<DateTest, String> {
    let (prefix, date) = prefix::split(text)?;
    let Some(Interval { low, high }) = Interval::parse(date, zone) else {
        let hint = if date.contains(' ') { "; in a URL the '+' of an offset is written %2B" } else { "" };
        return Err(format!(
            "a date is written 2021, 2021-04, 2021-04-13 or 2021-04-13T10:00:00Z, with a prefix such as ge before it{hint}"
        ));
    };
    if prefix != Prefix::Ap {
        return Ok(DateTest { prefix, low, high });
    }
    let distance = if now < low { low.saturating_sub(now) } else { now.saturating_sub(high).max(0) };
    let margin = distance / 10;
    Ok(DateTest { prefix, low: low.saturating_sub(margin), high: high.saturating_add(margin) })
}

/// A Period; an end that is absent is open. A period with an unreadable end is none.
fn period(object: &Map<String, Value>, zone: &TimeZone) -> Option<Interval> {
    let end_of = |member: &str, open: Interval| match object.get(member) {
        None => Some(open),
        Some(written) => Interval::parse(written.as_str()?, zone),
    };
    let open = Interval { low: i64::MIN, high: i64::MAX };
    Some(Interval { low: end_of("start", open)?.low, high: end_of("end", open)?.high })
}

/// From the first to the last moment that a Timing names; its repetition in between does not matter. A length
/// that bounds it (`boundsDuration`, `boundsRange`) says how long it goes on after it was first done, which
/// nothing tells, so what has no moment but a length is not found by date.
fn timing(object: &Map<String, Value>, zone: &TimeZone) -> Option<Interval> {
    let events = object.get("event").and_then(Value::as_array).into_iter().flatten();
    let events = events.filter_map(|event| Interval::parse(event.as_str()?, zone));
    let bounds =
        object.get("repeat").and_then(|repeat| repeat.get("boundsPeriod")).and_then(Value::as_object);
    let bounds = bounds.and_then(|bounds| period(bounds, zone));
    events
        .chain(bounds)
        .reduce(|all, next| Interval { low: all.low.min(next.low), high: all.high.max(next.high) })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fhir::datetime::parse_instant;

    fn at(text: &str) -> i64 {
        match text {
            "-" => i64::MIN,
            "+" => i64::MAX,
            text => parse_instant(&format!("{text}T00:00:00Z")).unwrap(),
        }
    }

    fn check_index(value: Value, expected: Option<(&str, &str)>) {
        let expected = expected.map(|(low, high)| IndexValue::Date { low: at(low), high: at(high) });
        assert_eq!(indexed(Found::bare(&value)), expected, "{value}");
    }

    fn indexed(found: Found<'_>) -> Option<IndexValue> {
        let mut interval = None;
        index(found, &TimeZone::UTC, &mut |_, value| interval = Some(value));
        interval
    }

    #[test]
    fn an_instant_is_a_point() {
        let value = json!("2021-04-13T00:00:00Z");
        let instant = Found { type_name: Some("instant"), ..Found::bare(&value) };
        let low = at("2021-04-13");
        assert_eq!(indexed(instant), Some(IndexValue::Date { low, high: low + 1 }));
        assert_eq!(indexed(Found::bare(&value)), Some(IndexValue::Date { low, high: low + 1_000_000 }));
    }

    #[test]
    fn every_type_is_an_interval() {
        check_index(json!("2021-04"), Some(("2021-04-01", "2021-05-01")));
        check_index(json!({"start": "2021-04-13", "end": "2021-04-13"}), Some(("2021-04-13", "2021-04-14")));
        check_index(json!({"start": "2021"}), Some(("2021-01-01", "+")));
        check_index(json!({"end": "2021"}), Some(("-", "2022-01-01")));
        check_index(json!({"event": ["2021-04-13", "2021-02"]}), Some(("2021-02-01", "2021-04-14")));
        let bounds = json!({"repeat": {"boundsPeriod": {"start": "2021-03"}}, "event": ["2021-01-01"]});
        check_index(bounds, Some(("2021-01-01", "+")));
        for nothing in [json!("soon"), json!({}), json!({"start": "soon"}), json!({"value": 5}), json!(5)] {
            check_index(nothing, None);
        }
    }

    fn check_read(text: &str, prefix: Prefix, low: &str, high: &str) {
        let test = DateTest { prefix, low: at(low), high: at(high) };
        assert_eq!(read(text, &TimeZone::UTC, at("2021-01-01")), Ok(test), "{text}");
    }

    #[test]
    fn a_prefix_stands_before_a_date() {
        check_read("2021-04-13", Prefix::Eq, "2021-04-13", "2021-04-14");
        check_read("ge2021", Prefix::Ge, "2021-01-01", "2022-01-01");
        check_read("sa2021-04", Prefix::Sa, "2021-04-01", "2021-05-01");
        for wrong in ["", "ge", "xx2021", "soon", "2021-4", "2021-02-30", "2021-04-13T10:00:00 02:00"] {
            assert!(read(wrong, &TimeZone::UTC, 0).is_err(), "{wrong}");
        }
        assert!(read("2021-04-13T10:00:00 02:00", &TimeZone::UTC, 0).unwrap_err().contains("%2B"));
    }

    #[test]
    fn approximately_reaches_a_tenth_of_the_way_to_now() {
        // Now is 2021-01-01: 100 days before 2021-04-11, and 100 days after 2020-09-22.
        check_read("ap2021-04-11", Prefix::Ap, "2021-04-01", "2021-04-22");
        check_read("ap2020-09-22", Prefix::Ap, "2020-09-12", "2020-10-03");
        check_read("ap2021-01-01", Prefix::Ap, "2021-01-01", "2021-01-02");
    }
}
