//! Values that are odd and may stand in a resource all the same: primitives without a value, numbers that are too
//! large to reckon with, quantities that are bounds.

use super::{Environment, Expression, Node, shown};
use crate::fhir::Resource;

const OBSERVATION: &str = r#"{"resourceType":"Observation","_issued":{"id":"i"},"_effectiveDateTime":{"extension":[
    {"url":"urn:a","valueDecimal":1e400},{"url":"urn:a","valueDecimal":1e401},{"url":"urn:a","valueDecimal":1e400}]},
    "component":[{"valueQuantity":{"value":1.0,"comparator":"<"}},{"valueQuantity":{"value":1.00,"comparator":"<"}},
    {"valueQuantity":{"value":2.1,"comparator":"<"}}]}"#;

fn check(table: &[(&str, &str)]) {
    let observation = Resource::parse(OBSERVATION.as_bytes()).unwrap();
    let node = Node::resource(&observation);
    for (text, expected) in table {
        let expression = Expression::compile(text).unwrap();
        let items = expression.evaluate(node, &Environment::of(node)).unwrap();
        assert_eq!(items.iter().map(shown).collect::<Vec<_>>().join(", "), *expected, "{text}");
    }
}

#[test]
fn everything_is_equivalent_to_itself() {
    check(&[
        ("descendants().all($this ~ $this)", "true"),
        ("issued ~ issued", "true"),
        ("issued ~ effective", "false"),
        ("descendants() ~ descendants()", "true"),
    ]);
}

#[test]
fn numbers_too_large_to_reckon_with_are_told_apart() {
    check(&[
        ("effective.extension[0].value = effective.extension[1].value", "false"),
        ("effective.extension[0].value = effective.extension[2].value", "true"),
        ("effective.extension.value.distinct().count()", "2"),
    ]);
}

#[test]
fn bounds_are_equivalent_as_their_numbers_are() {
    check(&[
        ("component[0].value = component[1].value", "true"),
        ("component[0].value ~ component[1].value", "true"),
        ("component[0].value ~ component[2].value", "false"),
    ]);
}
