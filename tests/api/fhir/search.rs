//! search.

use reqwest::Method;
use serde_json::{Value, json};

use super::{ids, link, put};
use crate::server::Server;

/// Four tasks that differ in everything that is asked for.
async fn tasks() -> Server {
    let server = Server::start().await;
    put(&server, &json!({ "resourceType": "Organization", "id": "desk", "name": "Coordination Desk" }))
        .await
        .expect(201);
    let task = |id: &str, status: &str, description: &str, more: Value| {
        let mut task = json!({
            "resourceType": "Task", "id": id, "status": status, "intent": "plan", "description": description,
        });
        task.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        task
    };
    let all = [
        task(
            "a",
            "requested",
            "Inviter l'équipe",
            json!({
                "authoredOn": "2021-04-13", "owner": { "reference": "Organization/desk" },
                "identifier": [{ "system": "urn:x", "value": "1" }],
            }),
        ),
        task(
            "b",
            "requested",
            "Écrire le guide",
            json!({
                "authoredOn": "2021-04-27T10:00:00+02:00", "identifier": [{ "value": "1" }],
            }),
        ),
        task(
            "c",
            "completed",
            "Inviter la presse",
            json!({
                "authoredOn": "2021-05", "owner": { "reference": "https://elsewhere.example/fhir/Organization/desk" },
            }),
        ),
        task("d", "on-hold", "Écouter", json!({})),
    ];
    for resource in all {
        put(&server, &resource).await.expect(201);
    }
    server
}

#[tokio::test]
async fn each_kind_of_parameter_finds_what_it_should_and_nothing_else() {
    let server = tasks().await;
    let check = |query: &'static str, expected: &'static [&'static str]| {
        let server = &server;
        async move {
            let found = server.get(&format!("/fhir/Task?{query}")).await.expect(200).json();
            assert_eq!(ids(&found, "match"), expected, "{query}");
        }
    };
    check("status=requested", &["a", "b"]).await;
    check("status=completed,on-hold", &["c", "d"]).await;
    check("status:not=requested", &["c", "d"]).await;
    check("identifier=1", &["a", "b"]).await;
    check("identifier=urn:x|1", &["a"]).await;
    check("identifier=|1", &["b"]).await;
    check("identifier=urn:x|", &["a"]).await;
    check("description=ecri", &["b"]).await;
    check("description=INVITER&status=completed", &["c"]).await;
    check("description:contains=la", &["c"]).await;
    check("description:contains=quipe", &["a"]).await;
    check("description:exact=Écouter", &["d"]).await;
    check("description:exact=écouter", &[]).await;
    check("authored-on=2021-04", &["a", "b"]).await;
    check("authored-on=2021-04-27", &["b"]).await;
    check("authored-on=2021-05", &["c"]).await;
    check("authored-on=2021-05-10", &[]).await;
    check("authored-on=gt2021-04-13", &["b", "c"]).await;
    check("authored-on=ge2021-04-13", &["a", "b", "c"]).await;
    check("authored-on=lt2021-04-27", &["a"]).await;
    check("authored-on=le2021-04-27", &["a", "b"]).await;
    check("authored-on=sa2021-04-13", &["b", "c"]).await;
    check("authored-on=eb2021-05-01", &["a", "b"]).await;
    check("authored-on=ne2021-04-13", &["b", "c"]).await;
    check("authored-on=ge2021-04-14&authored-on=lt2021-05-01", &["b"]).await;
    check("authored-on:missing=true", &["d"]).await;
    check("authored-on:missing=false", &["a", "b", "c"]).await;
    check("owner=Organization/desk", &["a"]).await;
    check("owner=desk", &["a"]).await;
    check("owner:Organization=desk", &["a"]).await;
    check("owner=https://elsewhere.example/fhir/Organization/desk", &["c"]).await;
    check("_id=a,d", &["a", "d"]).await;
    check("_lastUpdated=gt2020", &["a", "b", "c", "d"]).await;
    check("_lastUpdated=lt2020", &[]).await;
    let absolute = format!("/fhir/Task?owner={}/fhir/Organization/desk", server.base);
    assert_eq!(ids(&server.get(&absolute).await.expect(200).json(), "match"), ["a"]);
}

#[tokio::test]
async fn numbers_and_quantities_are_compared_with_their_precision() {
    let server = Server::start().await;
    for (id, value, unit) in [("a", "5.4", "mg"), ("b", "5.44", "mg"), ("c", "5.4", "g"), ("d", "12", "mg")] {
        let text = format!(
            r#"{{"resourceType":"Observation","id":"{id}","status":"final","code":{{"text":"t"}},"valueQuantity":{{"value":{value},"unit":"{unit}","system":"http://unitsofmeasure.org","code":"{unit}"}}}}"#
        );
        server.send(Method::PUT, &format!("/fhir/Observation/{id}"), &[], Some(text)).await.expect(201);
    }
    let check = |query: &'static str, expected: &'static [&'static str]| {
        let server = &server;
        async move {
            let found = server.get(&format!("/fhir/Observation?{query}")).await.expect(200).json();
            assert_eq!(ids(&found, "match"), expected, "{query}");
        }
    };
    check("value-quantity=5.4", &["a", "b", "c"]).await;
    check("value-quantity=5.40", &["a", "c"]).await;
    check("value-quantity=5.4||mg", &["a", "b"]).await;
    check("value-quantity=5.40|http://unitsofmeasure.org|g", &["c"]).await;
    check("value-quantity=gt5.4||mg", &["b", "d"]).await;
    check("value-quantity=le5.4", &["a", "c"]).await;
    check("value-quantity=ap11||mg", &["d"]).await;
}

#[tokio::test]
async fn matches_are_sorted_and_pages_neither_repeat_nor_skip() {
    let server = tasks().await;
    let check = |sort: &'static str, expected: &'static [&'static str]| {
        let server = &server;
        async move {
            let mut seen = Vec::new();
            let mut next = Some(format!("/fhir/Task?_count=1&_sort={sort}"));
            while let Some(address) = next {
                let page = server.get(&address).await.expect(200).json();
                seen.extend(ids(&page, "match"));
                next = link(server, &page, "next");
            }
            assert_eq!(seen, expected, "{sort}");
        }
    };
    check("authored-on", &["a", "b", "c", "d"]).await;
    check("-authored-on", &["c", "b", "a", "d"]).await;
    check("status,-description", &["c", "d", "a", "b"]).await;
    check("-_id", &["d", "c", "b", "a"]).await;
    check("-_lastUpdated", &["d", "c", "b", "a"]).await;
}

#[tokio::test]
async fn a_page_is_not_disturbed_by_later_writes() {
    let server = tasks().await;
    let first = server.get("/fhir/Task?_count=2").await.expect(200).json();
    assert_eq!(ids(&first, "match"), ["a", "b"]);
    let moved = json!({ "resourceType": "Task", "id": "c", "status": "requested", "intent": "plan" });
    put(&server, &moved).await.expect(200);
    server.send(Method::DELETE, "/fhir/Task/a", &[], None).await.expect(204);
    let second = server.get(&link(&server, &first, "next").unwrap()).await.expect(200).json();
    assert_eq!(ids(&second, "match"), ["c", "d"]);
    assert_eq!(link(&server, &second, "next"), None);
}

#[tokio::test]
async fn what_matches_point_to_comes_along_once() {
    let server = tasks().await;
    let found = server.get("/fhir/Task?status=requested&_include=Task:owner").await.expect(200).json();
    assert_eq!(
        (ids(&found, "match"), ids(&found, "include")),
        (vec!["a".into(), "b".into()], vec!["desk".into()])
    );
    let other = server.get("/fhir/Task?_include=Task:owner:Practitioner").await.expect(200).json();
    assert!(ids(&other, "include").is_empty());
    server.get("/fhir/Task?_include=Task:nonsense").await.expect(400);
    server.get("/fhir/Task?_include=Appointment:actor").await.expect(400);
}

#[tokio::test]
async fn a_search_by_post_is_the_same_search() {
    let server = tasks().await;
    let form = &[("content-type", "application/x-www-form-urlencoded")];
    let body = Some("status=requested&description%3Acontains=guide".to_owned());
    let found = server.send(Method::POST, "/fhir/Task/_search", form, body).await.expect(200).json();
    assert_eq!(ids(&found, "match"), ["b"]);
    let both =
        server.send(Method::POST, "/fhir/Task/_search?status=requested", form, Some("_id=a".into())).await;
    assert_eq!(ids(&both.expect(200).json(), "match"), ["a"]);
}

#[tokio::test]
async fn the_number_of_matches_is_told_when_asked() {
    let server = tasks().await;
    let counted = server.get("/fhir/Task?status=requested&_total=accurate&_count=1").await.expect(200).json();
    assert_eq!((counted["total"].as_u64(), ids(&counted, "match").len()), (Some(2), 1));
    let only = server.get("/fhir/Task?_summary=count").await.expect(200).json();
    assert_eq!((only["total"].as_u64(), ids(&only, "match").len()), (Some(4), 0));
    let silent = server.get("/fhir/Task").await.expect(200).json();
    assert!(silent.get("total").is_none());
}

#[tokio::test]
async fn every_wrong_parameter_is_named_with_what_would_be_right() {
    let server = tasks().await;
    let outcome =
        server.get("/fhir/Task?stat=x&authored-on=soon&_sort=colour&_count=many").await.expect(400).json();
    let issues = outcome["issue"].as_array().unwrap();
    let places: Vec<&str> = issues.iter().filter_map(|issue| issue["location"][0].as_str()).collect();
    assert_eq!(places, ["http:stat", "http:authored-on", "http:_sort", "http:_count"]);
    assert!(issues[0]["diagnostics"].as_str().unwrap().contains("status"), "{outcome:#}");
}
