//! search by what is described: codes that a terminology knows, hierarchies, words.

use reqwest::Method;
use serde_json::{Value, json};

use super::{code, ids, put};
use crate::server::Server;

/// A server that holds resources.
async fn holding(resources: &[Value]) -> Server {
    let server = Server::start().await;
    for resource in resources {
        put(&server, resource).await.expect(201);
    }
    server
}

async fn check(server: &Server, searches: &[(&str, &[&str])]) {
    for (search, expected) in searches {
        let found = server.get(&format!("/fhir/{search}")).await.expect(200).json();
        assert_eq!(ids(&found, "match"), *expected, "{search}");
    }
}

async fn check_refused(server: &Server, searches: &[(&str, &str)]) {
    for (search, expected) in searches {
        let outcome = server.get(&format!("/fhir/{search}")).await.expect(400).json();
        assert_eq!(code(&outcome), *expected, "{search}: {outcome}");
    }
}

fn condition(id: &str, code: &str) -> Value {
    json!({"resourceType": "Condition", "id": id, "subject": {"reference": "Patient/none"},
        "code": {"coding": [{"system": "http://codes.example.org", "code": code}]}})
}

/// A code system in which flu and cold are below infection, and a value set of the two.
async fn conditions() -> Server {
    holding(&[
        json!({"resourceType": "CodeSystem", "id": "codes", "url": "http://codes.example.org", "status": "active",
            "content": "complete", "hierarchyMeaning": "is-a", "concept": [
                {"code": "infection", "concept": [{"code": "flu"}, {"code": "cold"}]}, {"code": "fracture"}]}),
        json!({"resourceType": "ValueSet", "id": "seasonal", "url": "http://sets.example.org/seasonal",
            "status": "active", "compose": {"include": [{"system": "http://codes.example.org",
                "concept": [{"code": "flu"}, {"code": "cold"}]}]}}),
        condition("flu", "flu"),
        condition("infection", "infection"),
        condition("fracture", "fracture"),
        json!({"resourceType": "Condition", "id": "none", "subject": {"reference": "Patient/none"}}),
    ])
    .await
}

#[tokio::test]
async fn codes_are_found_by_value_set_and_by_what_stands_above_and_below() {
    let server = conditions().await;
    check(
        &server,
        &[
            ("Condition?code:in=http://sets.example.org/seasonal", &["flu"]),
            ("Condition?code:in=ValueSet/seasonal", &["flu"]),
            ("Condition?code:not-in=ValueSet/seasonal", &["infection", "fracture", "none"]),
            ("Condition?code:below=http://codes.example.org|infection", &["flu", "infection"]),
            ("Condition?code:above=http://codes.example.org|flu", &["flu", "infection"]),
            ("Condition?code:below=http://codes.example.org|fracture", &["fracture"]),
            ("Condition?code:in=ValueSet/seasonal&code:missing=false", &["flu"]),
        ],
    )
    .await;
    check_refused(
        &server,
        &[
            ("Condition?code:in=http://sets.example.org/unknown", "unknown-value-set"),
            ("Condition?code:in=ValueSet/unknown", "unknown-value-set"),
            ("Condition?code:below=http://unknown.example.org|x", "unknown-code-system"),
            ("Condition?code:below=http://codes.example.org|unknown", "unknown-code"),
            ("Condition?code:below=flu", "invalid-parameter-value"),
            ("Condition?subject:below=Patient/none", "no-hierarchy"),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_condition_of_a_write_may_name_a_value_set() {
    let server = conditions().await;
    let mut fresh = condition("x", "cold");
    fresh.as_object_mut().unwrap().remove("id");
    let create = |by: &'static str| {
        let headers = [("if-none-exist", by)];
        let (server, body) = (&server, fresh.to_string());
        async move { server.send(Method::POST, "/fhir/Condition", &headers, Some(body)).await }
    };
    create("code:in=ValueSet/seasonal").await.expect(200);
    create("code:in=ValueSet/unknown").await.expect(400);
    create("code:below=http://codes.example.org|cold").await.expect(201);
}

#[tokio::test]
async fn a_hierarchy_of_places_is_walked_both_ways() {
    let place = |id: &str, within: Option<&str>| {
        let mut place = json!({"resourceType": "Location", "id": id});
        if let Some(within) = within {
            place["partOf"] = json!({"reference": format!("Location/{within}")});
        }
        place
    };
    let role = |id: &str, at: &str| json!({"resourceType": "PractitionerRole", "id": id, "location": [{"reference": format!("Location/{at}")}]});
    let server = holding(&[
        place("country", None),
        place("region", Some("country")),
        place("town", Some("region")),
        place("abroad", None),
        role("national", "country"),
        role("regional", "region"),
        role("local", "town"),
        role("other", "abroad"),
    ])
    .await;
    check(
        &server,
        &[
            ("PractitionerRole?location:below=Location/region", &["regional", "local"]),
            ("PractitionerRole?location:below=country", &["national", "regional", "local"]),
            ("PractitionerRole?location:above=Location/region", &["national", "regional"]),
            ("PractitionerRole?location:below=Location/abroad", &["other"]),
            ("Location?partof:below=country", &["region", "town"]),
        ],
    )
    .await;
    // Two places that are part of each other end no walk.
    put(&server, &place("country", Some("town"))).await.expect(200);
    check(&server, &[("PractitionerRole?location:above=town", &["national", "regional", "local"])]).await;
}

#[tokio::test]
async fn words_follow_the_present_version() {
    let task = |words: &str| json!({"resourceType": "Task", "id": "t", "status": "requested", "intent": "plan", "description": words});
    let server = holding(&[task("Préparer les réunions")]).await;
    check(&server, &[("Task?_content=reunion", &["t"]), ("Task?_content=budget", &[])]).await;
    put(&server, &task("Voter le budget")).await.expect(200);
    check(&server, &[("Task?_content=reunion", &[]), ("Task?_content=budgets vote", &["t"])]).await;
    server.send(Method::DELETE, "/fhir/Task/t", &[], None).await.expect(204);
    check(&server, &[("Task?_content=budget", &[])]).await;
}
