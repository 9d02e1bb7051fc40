//! The native face as a client sees it.

#![expect(clippy::indexing_slicing, reason = "what an answer lacks reads as null, and fails the test")]

mod action_items;
mod bulk;
mod carry_over;
mod conditions;
mod discussion;
mod documented;
mod lists;
mod meetings;
mod minutes;
mod parties;
mod reviews;
mod standards;
mod surveys;

use serde_json::Value;

use crate::server::Server;

/// Makes a thing and tells its id.
async fn make(server: &Server, path: &str, body: &Value) -> String {
    let made = server.post(path, body).await.expect(201);
    text(&made.json(), "id")
}

/// A text member of an answer.
fn text(answer: &Value, name: &str) -> String {
    answer.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The ids in a list's answer, in its order.
async fn ids(server: &Server, path: &str) -> Vec<String> {
    let list = server.get(path).await.expect(200).json();
    let items = list.get("data").and_then(Value::as_array).cloned().unwrap_or_default();
    items.iter().map(|item| text(item, "id")).collect()
}

/// A refusal's code, and where it points: the first error's pointer or parameter.
fn refusal(problem: &Value) -> (String, String) {
    let first = problem.pointer("/errors/0").cloned().unwrap_or_default();
    let place = ["pointer", "parameter", "expression"].iter().find_map(|name| first.get(*name)?.as_str());
    (text(problem, "code"), place.unwrap_or_default().to_owned())
}
