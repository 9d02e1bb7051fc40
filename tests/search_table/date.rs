//! Date (R4, section 3.1.1.4.7). The server's zone is an hour ahead of UTC.

use serde_json::{Value, json};

use crate::check;

fn observation(id: &str, effective: (&str, Value)) -> Value {
    json!({"resourceType": "Observation", "id": id, effective.0: effective.1})
}

/// Values of every precision.
fn observations() -> Vec<Value> {
    vec![
        observation("year", ("effectiveDateTime", json!("2013"))),
        observation("month", ("effectiveDateTime", json!("2013-01"))),
        observation("day", ("effectiveDateTime", json!("2013-01-14"))),
        observation("second", ("effectiveDateTime", json!("2013-01-14T10:00:00+01:00"))),
        observation("instant", ("effectiveInstant", json!("2013-01-14T09:00:00.250Z"))),
        observation("period", ("effectivePeriod", json!({"start": "2013-01-14", "end": "2013-01-16"}))),
        observation("since", ("effectivePeriod", json!({"start": "2013-01-14"}))),
        observation("until", ("effectivePeriod", json!({"end": "2013-01-14"}))),
        observation("timing", ("effectiveTiming", json!({"event": ["2013-01-15", "2013-01-10"]}))),
        observation("none", ("valueString", json!("no date"))),
    ]
}

#[tokio::test]
async fn each_prefix_compares_a_day_with_every_precision() {
    let searches = [
        ("date=2013-01-14", "day second instant"),
        ("date=eq2013-01-14", "day second instant"),
        ("date=ne2013-01-14", "year month period since until timing"),
        ("date=gt2013-01-14", "year month period since timing"),
        ("date=lt2013-01-14", "year month until timing"),
        ("date=ge2013-01-14", "year month day second instant period since timing"),
        ("date=le2013-01-14", "year month day second instant until timing"),
        ("date=sa2013-01-13", "day second instant period since"),
        ("date=sa2013-01-14", ""),
        ("date=eb2013-01-15", "day second instant until"),
        ("date=eb2013-01-14", ""),
        ("date=ap2013-01-14", "year month day second instant period since until timing"),
        ("date:missing=true", "none"),
        ("date=2013-01-14,2013", "year month day second instant period timing"),
        ("date=ge2013-01-15&date=le2013-01-15", "year month period since"),
    ];
    check(&observations(), &searches).await;
}

#[tokio::test]
async fn each_precision_can_be_asked_for() {
    let searches = [
        ("date=2013", "year month day second instant period timing"),
        ("date=2013-01", "month day second instant period timing"),
        ("date=2013-01-14T09:00Z", "second instant"),
        ("date=2013-01-14T10:00", "second instant"),
        ("date=2013-01-14T10:00:00", "second instant"),
        ("date=2013-01-14T10:00:00+01:00", "second instant"),
        ("date=2013-01-14T09:00:00.25Z", "instant"),
        ("date=2013-01-14T09:00:00.250Z", "instant"),
        ("date=2013-01-14T09:00:00.251Z", ""),
        ("date=lt2013-01-14T10:00", "year month day period since until timing"),
        ("date=gt2013-01-14T10:00:00", "year month day period since until timing"),
        // A day begins at midnight of the server's zone.
        ("date=sa2013-01-13T22:59:59Z", "day second instant period since"),
        ("date=sa2013-01-13T23:00:00Z", "second instant"),
        ("date=2013-13", "refused"),
        ("date=2013-01-14T10", "refused"),
        ("date=xx2013", "refused"),
        ("date=", "refused"),
        ("date:exact=2013", "refused"),
    ];
    check(&observations(), &searches).await;
}

#[tokio::test]
async fn the_end_of_the_calendar_is_a_date_like_others() {
    let observations = [
        observation("forever", ("effectivePeriod", json!({"start": "2020-01-01", "end": "9999-12-31"}))),
        observation("last", ("effectiveDateTime", json!("9999-12-31"))),
    ];
    let searches = [
        ("date=9999-12-31", "last"),
        ("date=9999", "last"),
        ("date=gt9999-12-30", "forever last"),
        ("date=sa2021", "last"),
    ];
    check(&observations, &searches).await;
}
