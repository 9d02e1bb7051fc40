//! The language as its standard describes it, in tables: an expression and what it comes to.

mod functions;
mod language;
mod odd_values;
mod search;

use serde_json::{Value, json};

use super::{Environment, Expression, Item, Node};
use crate::fhir::Resource;

/// What the tables are evaluated on.
fn patient() -> Resource {
    Resource::from_value(json!({
        "resourceType": "Patient", "id": "p", "active": true, "birthDate": "1974-12-25",
        "_birthDate": {"extension": [{"url": "http://a.test/time", "valueDateTime": "1974-12-25T14:35:45-05:00"}]},
        "extension": [{"url": "http://a.test/x", "valueCode": "a"}, {"url": "http://a.test/y", "valueInteger": 7}],
        "contained": [{"resourceType": "Organization", "id": "o", "name": "Observatory"}],
        "name": [
            {"use": "official", "family": "Ba", "given": ["Awa", "Fatou"]},
            {"use": "usual", "given": ["Awa"]},
            {"use": "maiden", "family": "Sow", "given": ["Awa", "Fatou"], "period": {"end": "2002"}}],
        "telecom": [{"system": "phone", "value": "1", "rank": 2}, {"system": "email", "value": "b", "rank": 1}],
        "deceasedBoolean": false, "multipleBirthInteger": 2,
        "managingOrganization": {"reference": "#o"},
        "generalPractitioner": [{"reference": "Practitioner/7"}, {"display": "somebody"}],
        "maritalStatus": {"coding": [{"system": "http://a.test/s", "code": "M"}]},
    }))
    .unwrap()
}

/// Evaluates an expression on the patient; an error begins with `!`.
fn evaluated(text: &str) -> String {
    let patient = patient();
    let node = Node::resource(&patient);
    let environment = Environment { now: "2021-04-13T10:00:00Z".parse().ok(), ..Environment::of(node) };
    let expression = match Expression::compile(text) {
        Ok(expression) => expression,
        Err(error) => return format!("! {error}"),
    };
    match expression.evaluate(node, &environment) {
        Ok(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        Err(error) => format!("! {error}"),
    }
}

fn shown(item: &Item<'_>) -> String {
    match item {
        Item::Node(node) if node.members().is_some() => {
            let members: Value = node.members().cloned().unwrap().into();
            item.shown().map_or_else(|| members.to_string(), Into::into)
        }
        Item::Target(name) => format!("-> {name}"),
        _ => item.shown().unwrap_or_default().into(),
    }
}

/// Checks what expressions come to.
fn check(table: &[(&str, &str)]) {
    for (text, expected) in table {
        assert_eq!(evaluated(text), *expected, "{text}");
    }
}

/// Checks that expressions are refused when they are evaluated, for these reasons.
fn check_refused(table: &[(&str, &str)]) {
    for (text, why) in table {
        let found = evaluated(text);
        assert!(
            found.starts_with("! The expression cannot be evaluated") && found.contains(why),
            "{text}: {found}"
        );
    }
}
