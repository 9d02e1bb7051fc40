//! A code that no value can have is told, and everything else is answered.

use serde_json::Value;

use super::{ids, put, task};
use crate::server::Server;

/// What the answer says about the search.
fn remarks(found: &Value) -> Vec<&str> {
    let entries = found["entry"].as_array().into_iter().flatten();
    let outcomes = entries.filter(|entry| entry["search"]["mode"] == "outcome");
    let issues = outcomes.flat_map(|entry| entry["resource"]["issue"].as_array().into_iter().flatten());
    issues.map(|issue| issue["diagnostics"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_code_outside_a_required_binding_is_told() {
    let server = Server::start().await;
    let mut resource = task("x");
    resource["id"] = Value::from("a");
    put(&server, &resource).await.expect(201);
    for (query, expected, told) in [
        ("status=nonsense", &[][..], 1),
        ("status=Requested", &[], 1),
        ("status:not=nonsense", &["a"], 1),
        ("status=nonsense,requested,absurd", &["a"], 2),
        ("status=urn:other|requested", &[], 1),
        ("status=urn:other|", &[], 1),
        ("status=http://hl7.org/fhir/task-status|nonsense", &[], 1),
        ("_filter=status%20ne%20nonsense", &["a"], 1),
        ("subject:Patient.gender=nonsense", &[], 1),
        ("status=draft", &[], 0),
        ("status=|requested", &["a"], 0),
        ("status=http://hl7.org/fhir/task-status|requested", &["a"], 0),
        ("status=http://hl7.org/fhir/task-status|", &["a"], 0),
        ("status:code-text=nons", &[], 0),
        ("code=nonsense", &[], 0),
        ("_tag=nonsense", &[], 0),
    ] {
        let found = server.get(&format!("/fhir/Task?{query}")).await.expect(200).json();
        assert_eq!(ids(&found, "match"), expected, "{query}");
        assert_eq!(remarks(&found).len(), told, "{query}: {found:#}");
    }
    let found = server.get("/fhir/Task?status=nonsense").await.expect(200).json();
    let outcome = &found["entry"][0]["resource"];
    assert_eq!(outcome["issue"][0]["severity"], "warning");
    assert_eq!(outcome["issue"][0]["location"][0], "http:status");
    let said = remarks(&found)[0];
    assert!(said.contains("'nonsense'") && said.contains("accepted, cancelled, completed, draft"), "{said}");
}
