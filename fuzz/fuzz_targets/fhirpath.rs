//! FHIRPath: an expression, compiled and evaluated over resources that have a bit of everything. The three ways to
//! ask (what it finds, whether it holds, what a search parameter sees) agree, and so do the laws that hold of
//! whatever an expression finds.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use relais::error::Kind;
use relais::fhir::Resource;
use relais::fhir::path::{Environment, Expression, Item, Node, Path, Verdict};

/// With more items than this the laws take too long.
const MOST_ITEMS: usize = 100;

static RESOURCES: LazyLock<[Resource; 2]> = LazyLock::new(|| {
    let observation = br##"{"resourceType":"Observation","id":"o","meta":{"versionId":"1","tag":[{"code":"x"}]},
        "contained":[{"resourceType":"Patient","id":"p","active":true,"birthDate":"1974-12"}],
        "extension":[{"url":"urn:x","valueDecimal":1.50},{"url":"urn:x","valueInteger":2}],"status":"final",
        "code":{"coding":[{"system":"urn:s","code":"c"},{"code":"d"}],"text":"Poids"},
        "subject":{"reference":"#p"},"effectiveDateTime":"2021-04","_issued":{"id":"i"},
        "valueQuantity":{"value":72.50,"unit":"kg","system":"http://unitsofmeasure.org","code":"kg"},
        "component":[{"code":{"text":"a"},"valueInteger":1},{"code":{"text":"b"},"valueString":"2021-04-13"},
        {"code":{"text":"A "},"valueTime":"10:00:00"},{"valueQuantity":{"value":1,"comparator":"<"}}]}"##;
    let questions = br#"{"resourceType":"QuestionnaireResponse","id":"q","authored":"2021-04-13T10:00:00.5+02:00",
        "source":{"reference":"Patient/7"},"item":[{"linkId":"1","answer":[{"valueBoolean":true},
        {"valueDate":"2021-04-13"},{"valueDecimal":1.0},{"valueInteger":1}],"item":[{"linkId":"1.1","_text":{"extension":
        [{"url":"urn:y","valueDateTime":"2021-04-13T08:00:00Z"}]}}]},{"linkId":"1","text":"Pourquoi ?"}]}"#;
    let read = |text: &[u8]| Resource::parse(text).expect("the resource of this target is one");
    [read(observation), read(questions)]
});

fuzz_target!(|text: &str| {
    let Ok(expression) = Expression::compile(text) else { return };
    for resource in RESOURCES.iter() {
        let node = Node::resource(resource);
        let environment = Environment::of(node);
        match expression.evaluate(node, &environment) {
            Err(error) => assert_eq!(error.kind(), Kind::Unprocessable, "{error:?}"),
            Ok(items) => {
                judged_alike(&items, expression.holds(node, &environment));
                searched_alike(&items, text, resource);
                keeps_laws(&items, text, node, &environment);
            }
        }
    }
});

/// One item is true unless it is `false`; none is not.
fn judged_alike(items: &[Item<'_>], verdict: Verdict) {
    let agrees = match items {
        [] => verdict != Verdict::Holds,
        [one] => (verdict == Verdict::Broken) == matches!(one.computed(), Some(Item::Boolean(false))),
        _ => verdict == Verdict::Undecided,
    };
    assert!(agrees, "{verdict:?} of {items:?}");
}

/// A search parameter sees the elements and the truth values among the items.
fn searched_alike(items: &[Item<'_>], text: &str, resource: &Resource) {
    let path = Path::compile(resource.resource_type(), text).expect("the expression is one");
    let mut found = 0;
    path.visit(resource.json(), &mut |_| found += 1);
    let is_seen = |item: &&Item<'_>| match item {
        Item::Node(node) => node.value().is_some(),
        item => matches!(item, Item::Boolean(_)),
    };
    assert_eq!(found, items.iter().filter(is_seen).count(), "{items:?}");
}

/// What holds of `items`, which the expression finds.
fn keeps_laws<'a>(items: &[Item<'a>], text: &str, node: Node<'a>, environment: &Environment<'a>) {
    if items.len() > MOST_ITEMS {
        return;
    }
    let ask = |law: &str| answer(&law.replace('E', &format!("({text}\n)")), node, environment);
    let own: Vec<_> = items.iter().map(shown).collect();
    for law in ["E", "E.where(true)", "E.select($this)", "E.take(1).combine(E.skip(1))", "iif(true, E, 1)"] {
        if let Some(answer) = ask(law) {
            assert_eq!(answer, own, "{law}");
        }
    }
    let is = |law: &str, expected: &str| {
        if let Some(answer) = ask(law) {
            assert_eq!(answer, [expected], "{law}");
        }
    };
    is("E.count()", &items.len().to_string());
    is("E.exists()", &(!items.is_empty()).to_string());
    is("E.empty()", &items.is_empty().to_string());
    is("E.isDistinct() = (E.distinct().count() = E.count())", "true");
    is("(E | E).count() = E.distinct().count()", "true");
    is("E.intersect(E).count() = E.distinct().count()", "true");
    is("E.exclude(E).empty()", "true");
    is("E.subsetOf(E) and E.supersetOf(E)", "true");
    is("(E ~ E) = true", "true");
    is("((E = E) = false).empty() or (E = E)", "true");
}

/// What a law's expression finds; none where it is longer, deeper or dearer than is read.
fn answer<'a>(law: &str, node: Node<'a>, environment: &Environment<'a>) -> Option<Vec<String>> {
    let expression = Expression::compile(law).ok()?;
    match expression.evaluate(node, environment) {
        Ok(items) => Some(items.iter().map(shown).collect()),
        Err(error) => {
            assert!(error.to_string().contains("too many steps"), "{error}: {law}");
            None
        }
    }
}

/// A text by which an item is known.
fn shown(item: &Item<'_>) -> String {
    match item.shown() {
        Some(text) => text.into_owned(),
        None => format!("{:?}", item.type_name()),
    }
}
