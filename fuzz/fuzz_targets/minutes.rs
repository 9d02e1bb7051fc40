//! Minutes: whatever the text, each place of the draft lies within it, the same text gives the same draft, and what
//! a draft becomes is valid and stands under ids of its own.

#![no_main]

use std::collections::HashSet;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use relais::catalogue;
use relais::fhir::validate::validate;
use relais::minutes::import::{self, Source};
use relais::minutes::wire::DraftOut;
use relais::minutes::{Alias, Document, read, render};
use serde_json::Value;

static ALIASES: LazyLock<Vec<Alias>> = LazyLock::new(|| {
    let catalogue = catalogue::load().expect("the catalogue can be read");
    let alias = |mention: &catalogue::Mention| Alias::new(&mention.name, mention.thing, &mention.id);
    catalogue.mentions().iter().map(alias).collect()
});

fuzz_target!(|text: &str| {
    let Ok(document) = Document::text(text) else { return };
    let Ok(draft) = read(&document, &ALIASES) else { return };
    assert_eq!(Some(&draft), read(&document, &ALIASES).ok().as_ref(), "the draft is another one");
    render::to_text(&draft);
    let shown = serde_json::to_value(DraftOut::from(&draft)).expect("a draft can be written");
    check_places(&shown, u64::try_from(document.lines().count()).unwrap_or(u64::MAX));
    let mut keys = HashSet::new();
    for resource in import::resources(&draft, &Source::text(None, text)).into_iter().flatten() {
        let issues = validate(&resource);
        assert!(issues.is_empty(), "{issues:?}: {:?}", resource.json());
        let id = resource.id().expect("each has an id");
        assert!(keys.insert((resource.resource_type(), id)), "{:?} stands twice", resource.json());
    }
});

/// Checks that all `lines`, at whatever depth, are a first and a last line of the document.
fn check_places(shown: &Value, last_line: u64) {
    match shown {
        Value::Object(members) => {
            if let Some(lines) = members.get("lines") {
                let line = |place: usize| lines.get(place).and_then(Value::as_u64).unwrap_or_default();
                let (first, last) = (line(0), line(1));
                assert!(1 <= first && first <= last && last <= last_line, "{lines} of {last_line}: {shown}");
            }
            members.values().for_each(|member| check_places(member, last_line));
        }
        Value::Array(items) => items.iter().for_each(|item| check_places(item, last_line)),
        _ => {}
    }
}
