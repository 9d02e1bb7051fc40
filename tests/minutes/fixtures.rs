//! The fixtures, each against the result that stands beside it. After a change that is meant, write the results
//! anew with `RELAIS_BLESS=1 cargo test --test minutes_reading` and read the difference.

use std::path::Path;

use relais::minutes::wire::DraftOut;
use serde_json::Value;

use crate::aliases;

fn check(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/minutes");
    let text = std::fs::read_to_string(folder.join(format!("{name}.txt"))).unwrap();
    let draft =
        relais::minutes::read(&relais::minutes::Document::text(&text).unwrap(), &aliases::table()).unwrap();
    let seen = serde_json::to_value(DraftOut::from(&draft)).unwrap();
    let path = folder.join(format!("{name}.expected.json"));
    if std::env::var_os("RELAIS_BLESS").is_some() {
        std::fs::write(&path, lines(&seen)).unwrap();
    }
    let expected: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(lines(&seen), lines(&expected), "{name}");
}

/// One line for each field and each member of a list: short, and easy to compare.
fn lines(draft: &Value) -> String {
    let fields = draft.as_object().unwrap().iter().map(|(name, value)| match value {
        Value::Array(members) if !members.is_empty() => {
            let members: Vec<String> = members.iter().map(|member| format!("    {member}")).collect();
            format!("  \"{name}\": [\n{}\n  ]", members.join(",\n"))
        }
        value => format!("  \"{name}\": {value}"),
    });
    format!("{{\n{}\n}}\n", fields.collect::<Vec<_>>().join(",\n"))
}

#[test]
fn the_first_french_meeting_is_read() {
    check("grands-fleuves-2026-03-03.fr");
}

#[test]
fn the_second_french_meeting_is_read() {
    check("grands-fleuves-2026-03-17.fr");
}

#[test]
fn the_english_meeting_is_read() {
    check("lakes-exchange-2026-05-12.en");
}
