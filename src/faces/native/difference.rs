//! In what two states of a thing differ, place by place.

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// A place where two states differ.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = Change)]
pub(super) struct ChangeBody {
    /// The place: a JSON pointer (RFC 6901).
    pointer: String,
    /// What stood there; null where nothing did.
    before: Value,
    /// What stands there now; null where nothing does.
    after: Value,
}

impl ChangeBody {
    /// An example for the documentation.
    pub(super) fn example() -> Self {
        Self {
            pointer: "/title".to_owned(),
            before: json!("Compte rendu de la réunion mensuelle"),
            after: json!("Compte rendu de la réunion bi-mensuelle"),
        }
    }
}

/// The places where two states differ, in the order of the members. What was put into a list, or taken out, in one
/// run is one place for each item; the items around it are the same.
pub(super) fn differences(before: &Value, after: &Value) -> Vec<ChangeBody> {
    let mut changes = Vec::new();
    compare("", before, after, &mut changes);
    changes
}

fn compare(at: &str, before: &Value, after: &Value, changes: &mut Vec<ChangeBody>) {
    match (before, after) {
        (before, after) if before == after => {}
        (Value::Object(was), Value::Object(is)) => {
            let names = was.keys().chain(is.keys().filter(|name| !was.contains_key(*name)));
            for name in names {
                let at = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
                let value =
                    |members: &serde_json::Map<String, Value>| members.get(name).cloned().unwrap_or_default();
                compare(&at, &value(was), &value(is), changes);
            }
        }
        (Value::Array(was), Value::Array(is)) => compare_lists(at, was, is, changes),
        _ => {
            changes.push(ChangeBody { pointer: at.to_owned(), before: before.clone(), after: after.clone() })
        }
    }
}

/// Compares lists between what they begin and end with alike. Places are told in the list as it is now, those of
/// what was only taken out in the list as it was.
fn compare_lists(at: &str, was: &[Value], is: &[Value], changes: &mut Vec<ChangeBody>) {
    let start = was.iter().zip(is).take_while(|(was, is)| was == is).count();
    let rest = was.len().min(is.len()) - start;
    let end = was.iter().rev().zip(is.iter().rev()).take(rest).take_while(|(was, is)| was == is).count();
    let middle = |items: &[Value]| items.get(start..items.len() - end).unwrap_or_default().to_vec();
    let (was, is) = (middle(was), middle(is));
    for place in 0..was.len().max(is.len()) {
        let value = |items: &[Value]| items.get(place).cloned().unwrap_or_default();
        compare(&format!("{at}/{}", start + place), &value(&was), &value(&is), changes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_differ_where_something_changed() {
        let check = |before: Value, after: Value, expected: &[(&str, Value, Value)]| {
            let change = |(pointer, before, after): &(&str, Value, Value)| ChangeBody {
                pointer: (*pointer).to_owned(),
                before: before.clone(),
                after: after.clone(),
            };
            let expected: Vec<_> = expected.iter().map(change).collect();
            assert_eq!(differences(&before, &after), expected, "{before} {after}");
        };
        check(json!({"a": 1}), json!({"a": 1}), &[]);
        check(json!({"a": {"b/c": 1}}), json!({"a": {"b/c": 2}}), &[("/a/b~1c", json!(1), json!(2))]);
        check(
            json!({"a": 1}),
            json!({"b": 2}),
            &[("/a", json!(1), json!(null)), ("/b", json!(null), json!(2))],
        );
        check(json!([1, 2, 3]), json!([1, 9, 2, 3]), &[("/1", json!(null), json!(9))]);
        check(json!([1, 2, 3]), json!([1, 3]), &[("/1", json!(2), json!(null))]);
        check(json!([1, 1]), json!([1, 1, 1]), &[("/2", json!(null), json!(1))]);
        check(json!([{"t": "x"}, 2]), json!([{"t": "y"}, 2]), &[("/0/t", json!("x"), json!("y"))]);
    }
}
