//! `Prefer: handling`.

use reqwest::Method;
use serde_json::Value;

use super::{ids, link, put, task};
use crate::server::Server;

const LENIENT: &[(&str, &str)] = &[("prefer", "handling=lenient")];

#[tokio::test]
async fn a_lenient_search_names_what_it_leaves_out_and_links_to_what_it_did() {
    let server = Server::start().await;
    for id in ["a", "b"] {
        let mut resource = task("x");
        resource["id"] = Value::from(id);
        put(&server, &resource).await.expect(201);
    }
    let asked =
        "/fhir/Task?status=requested&colour=red&status:exact=x&_include=Task:nonsense&_sort=shape&_count=1";
    let strict = server.get(asked).await.expect(400).json();
    assert_eq!(strict["issue"].as_array().unwrap().len(), 4, "{strict:#}");
    let answer = server.send(Method::GET, asked, LENIENT, None).await.expect(200);
    assert_eq!(answer.header("preference-applied"), "handling=lenient");
    let found = answer.json();
    let first = &found["entry"][0];
    assert_eq!(
        (&first["search"]["mode"], &first["resource"]["resourceType"]),
        (&"outcome".into(), &"OperationOutcome".into())
    );
    let issues = first["resource"]["issue"].as_array().unwrap();
    let places: Vec<_> = issues.iter().map(|issue| issue["location"][0].as_str().unwrap()).collect();
    assert_eq!(places, ["http:colour", "http:status:exact", "http:_include", "http:_sort"]);
    assert!(issues.iter().all(|issue| issue["severity"] == "warning"), "{issues:#?}");
    assert_eq!(ids(&found, "match"), ["a"]);
    assert_eq!(link(&server, &found, "self").unwrap(), "/fhir/Task?status=requested&_count=1");
    // The next page is asked for without what was left out, so it needs no leniency.
    let next = server.get(&link(&server, &found, "next").unwrap()).await.expect(200).json();
    assert_eq!(ids(&next, "match"), ["b"]);
    let back = server.get(&link(&server, &next, "first").unwrap()).await.expect(200).json();
    assert_eq!(ids(&back, "match"), ["a"]);
}

#[tokio::test]
async fn a_lenient_search_that_is_understood_says_nothing() {
    let server = Server::start().await;
    let found =
        server.send(Method::GET, "/fhir/Task?status=requested", LENIENT, None).await.expect(200).json();
    assert!(found.get("entry").is_none(), "{found:#}");
}

#[tokio::test]
async fn what_concerns_the_whole_search_is_never_left_out() {
    let server = Server::start().await;
    let many = format!("/fhir/Task?{}", "status=x&".repeat(65));
    for asked in ["/fhir/Task?_cursor=nonsense", &many] {
        server.send(Method::GET, asked, LENIENT, None).await.expect(400);
    }
}

#[tokio::test]
async fn strict_is_the_default_and_can_be_asked_for() {
    let server = Server::start().await;
    for headers in [&[][..], &[("prefer", "handling=strict")], &[("prefer", "return=minimal")]] {
        server.send(Method::GET, "/fhir/Task?colour=red", headers, None).await.expect(400);
    }
}

#[tokio::test]
async fn a_lenient_history_names_what_it_leaves_out_and_links_to_what_it_did() {
    let server = Server::start().await;
    for description in ["x", "y"] {
        let mut resource = task(description);
        resource["id"] = Value::from("a");
        put(&server, &resource).await;
    }
    let asked = "colour=red&_count=1&_count=2&_at=noon&_summary=shape&_format=json";
    for path in ["/fhir/Task/a/_history", "/fhir/Task/_history", "/fhir/_history"] {
        let address = format!("{path}?{asked}");
        server.get(&address).await.expect(400);
        let answer = server.send(Method::GET, &address, LENIENT, None).await.expect(200);
        assert_eq!(answer.header("preference-applied"), "handling=lenient");
        let history = answer.json();
        let said = &history["entry"][0];
        assert_eq!(said["request"]["method"], "GET");
        let issues = said["response"]["outcome"]["issue"].as_array().unwrap();
        let places: Vec<_> = issues.iter().map(|issue| issue["location"][0].as_str().unwrap()).collect();
        assert_eq!(places, ["http:_summary", "http:colour", "http:_count", "http:_at"], "{history:#}");
        assert!(issues.iter().all(|issue| issue["severity"] == "warning"), "{issues:#?}");
        assert_eq!(history["entry"][1]["resource"]["description"], "y");
        assert_eq!(link(&server, &history, "self").unwrap(), format!("{path}?_count=1&_format=json"));
        let next = server.get(&link(&server, &history, "next").unwrap()).await.expect(200).json();
        assert_eq!(next["entry"][0]["resource"]["description"], "x");
        let fault = server.post("/fhir/Bundle/$validate", &history).await.expect(200).json();
        assert!(!fault["issue"].to_string().contains("\"error\""), "{fault:#}");
        server.send(Method::GET, &format!("{path}?_cursor=x"), LENIENT, None).await.expect(400);
    }
    let plain = server.send(Method::GET, "/fhir/Task/a/_history", LENIENT, None).await.expect(200).json();
    assert_eq!(plain["entry"].as_array().map(Vec::len), Some(2), "nothing is said where nothing is left out");
}
