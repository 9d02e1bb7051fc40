//! Resources and questions, made by hand.

use std::sync::{Arc, LazyLock};

use relais::fhir::datetime::format_instant;
use relais::fhir::{Id, ResourceType};
use relais::search::query::{Position, Query, SortBy, SortKey};
use relais::search::{Contained, IndexRow, IndexValue, Parameter, ParameterKind, Words, fold};
use relais::store::{Body, Change, Committed, Expect, Key, SharedStore, Version, Write};

/// The type of all resources here.
pub(crate) const TASK: ResourceType = ResourceType::named("Task");

/// One parameter of each kind.
pub(crate) struct Parameters {
    pub(crate) token: Arc<Parameter>,
    pub(crate) text: Arc<Parameter>,
    pub(crate) date: Arc<Parameter>,
    pub(crate) number: Arc<Parameter>,
    pub(crate) quantity: Arc<Parameter>,
    pub(crate) reference: Arc<Parameter>,
    pub(crate) uri: Arc<Parameter>,
    pub(crate) position: Arc<Parameter>,
    pub(crate) narrative: Arc<Parameter>,
    pub(crate) content: Arc<Parameter>,
    pub(crate) composite: Arc<Parameter>,
}

static PARAMETERS: LazyLock<Parameters> = LazyLock::new(|| {
    let parameter = |code: &str, kind| Arc::new(Parameter::new(TASK, code, kind));
    Parameters {
        token: parameter("a-token", ParameterKind::Token),
        text: parameter("a-text", ParameterKind::Text),
        date: parameter("a-date", ParameterKind::Date),
        number: parameter("a-number", ParameterKind::Number),
        quantity: parameter("a-quantity", ParameterKind::Quantity),
        reference: parameter("a-reference", ParameterKind::Reference),
        uri: parameter("a-uri", ParameterKind::Uri),
        position: parameter("a-position", ParameterKind::Position),
        narrative: parameter("a-narrative", ParameterKind::Narrative),
        content: parameter("a-content", ParameterKind::Content),
        composite: parameter("a-composite", ParameterKind::Composite),
    }
});

pub(crate) fn parameters() -> &'static Parameters {
    &PARAMETERS
}

pub(crate) fn id(text: &str) -> Id {
    Id::parse(text).unwrap()
}

pub(crate) fn key(text: &str) -> Key {
    Key::new(TASK, id(text))
}

/// A resource's text that says `words`.
pub(crate) fn body(id: &str, words: &str) -> Body {
    let before = format!(r#"{{"resourceType":"Task","id":"{id}","meta":{{"lastUpdated":""#);
    let text = format!(r#"{before}{}"}},"description":"{words}"}}"#, Body::PLACEHOLDER);
    Body { text: text.into_bytes(), stamp: before.len() }
}

/// The text that a store must answer for [`body`] when it was committed at this instant.
pub(crate) fn stored(id: &str, words: &str, at: i64) -> String {
    String::from_utf8(body(id, words).text).unwrap().replace(Body::PLACEHOLDER, &format_instant(at))
}

pub(crate) fn put(id: &str, expect: Expect, words: &str, rows: Vec<IndexRow>) -> Write {
    Write {
        key: key(id),
        expect,
        change: Change::Put { body: body(id, words), rows, contained: Vec::new(), indexed_by: 0 },
    }
}

/// The same write of a resource that contains others.
pub(crate) fn containing(write: Write, contained: Vec<Contained>) -> Write {
    match write.change {
        Change::Put { body, rows, indexed_by, .. } => {
            Write { change: Change::Put { body, rows, contained, indexed_by }, ..write }
        }
        Change::Delete => write,
    }
}

pub(crate) fn delete(id: &str, expect: Expect) -> Write {
    Write { key: key(id), expect, change: Change::Delete }
}

/// Commits writes that must succeed.
pub(crate) async fn done(store: &SharedStore, writes: Vec<Write>, now: i64) -> Vec<Version> {
    match store.commit(writes, now).await.unwrap() {
        Committed::Done(versions) => versions,
        ended => panic!("{ended:?}"),
    }
}

fn row(parameter: &Arc<Parameter>, value: IndexValue) -> IndexRow {
    IndexRow { parameter: Arc::clone(parameter), value }
}

pub(crate) fn token(system: Option<&str>, code: &str) -> IndexRow {
    let value = IndexValue::Token { system: system.map(str::to_owned), code: code.to_owned() };
    row(&parameters().token, value)
}

pub(crate) fn text(exact: &str) -> IndexRow {
    row(&parameters().text, IndexValue::Text { folded: fold(exact), exact: exact.to_owned() })
}

pub(crate) fn date(low: i64, high: i64) -> IndexRow {
    row(&parameters().date, IndexValue::Date { low, high })
}

pub(crate) fn number(value: f64) -> IndexRow {
    numbers(value, value)
}

pub(crate) fn numbers(low: f64, high: f64) -> IndexRow {
    row(&parameters().number, IndexValue::Number { low, high })
}

pub(crate) fn quantity(value: f64, system: Option<&str>, code: Option<&str>, unit: Option<&str>) -> IndexRow {
    row(&parameters().quantity, quantity_value(value, value, system, code, unit))
}

pub(crate) fn quantity_value(
    low: f64,
    high: f64,
    system: Option<&str>,
    code: Option<&str>,
    unit: Option<&str>,
) -> IndexValue {
    let own = |text: Option<&str>| text.map(str::to_owned);
    IndexValue::Quantity { low, high, system: own(system), code: own(code), unit: own(unit) }
}

pub(crate) fn position(latitude: f64, longitude: f64) -> IndexRow {
    row(&parameters().position, IndexValue::Position { latitude, longitude })
}

/// Words as their stems, in one language and in the other.
pub(crate) fn words(english: &str, french: &str) -> Words {
    let split = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    Words { english: split(english), french: split(french) }
}

pub(crate) fn narrative(words: Words) -> IndexRow {
    row(&parameters().narrative, IndexValue::Words(words))
}

pub(crate) fn content(words: Words) -> IndexRow {
    row(&parameters().content, IndexValue::Words(words))
}

pub(crate) fn composite(values: Vec<(u8, IndexValue)>) -> IndexRow {
    row(&parameters().composite, IndexValue::Composite(values))
}

pub(crate) fn reference(resource_type: &'static str, target: &str) -> IndexRow {
    row(&parameters().reference, IndexValue::Reference { resource_type, target: target.to_owned() })
}

pub(crate) fn uri(address: &str) -> IndexRow {
    row(&parameters().uri, IndexValue::Uri(address.to_owned()))
}

pub(crate) fn by(parameter: &Arc<Parameter>, descending: bool) -> SortKey {
    SortKey { by: SortBy::Parameter(Arc::clone(parameter)), descending }
}

/// The ids that a query finds, page after page; those of contained resources after the one of what contains them.
pub(crate) async fn walk(store: &SharedStore, query: &Query) -> Vec<String> {
    let mut query = query.clone();
    let mut found = Vec::new();
    loop {
        let page = store.search(&query).await.unwrap();
        assert!(page.versions.len() <= query.limit);
        found.extend(page.versions.iter().map(|Version { key, fragment, .. }| match fragment {
            None => key.id.to_string(),
            Some(fragment) => format!("{}#{fragment}", key.id),
        }));
        match page.next {
            None => return found,
            next @ Some(Position { .. }) => query.after = next,
        }
        assert!(found.len() < 10_000, "the pages do not end");
    }
}
