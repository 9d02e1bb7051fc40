//! What fhirbolt's reader accepts and refuses. It stands outside the crate, which is thus compiled only once.

use second_opinion::read;
use serde_json::Value;

#[test]
fn a_valid_resource_comes_back_equal() {
    let text = r#"{"resourceType":"Task","id":"a","contained":[{"resourceType":"Practitioner","id":"p"}],
        "status":"requested","intent":"plan","input":[{"type":{"text":"t"},"valueDecimal":1.50}]}"#;
    let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    assert_eq!(parse(&read(text).unwrap()), parse(text));
    assert!(read(text).unwrap().contains("1.50"));
}

#[test]
fn what_is_not_r4_is_an_error_and_never_a_panic() {
    let task = |members: &str| format!(r#"{{"resourceType":"Task","intent":"plan"{members}}}"#);
    for members in
        ["", r#","status":"draft","deadline":1"#, r#","status":1"#, r#","status":"draft","note":[]"#]
    {
        assert!(read(&task(members)).is_err(), "{members}");
    }
    assert!(read("").is_err() && read("[]").is_err());
}
