//! history.

use reqwest::Method;
use serde_json::{Value, json};

use super::{link, put, task};
use crate::server::Server;

fn steps(bundle: &Value) -> Vec<(&str, &str)> {
    let entries = bundle["entry"].as_array().into_iter().flatten();
    entries
        .map(|entry| {
            (entry["request"]["method"].as_str().unwrap(), entry["response"]["etag"].as_str().unwrap())
        })
        .collect()
}

async fn lived(server: &Server) {
    let mut resource = task("first");
    resource["id"] = json!("t");
    put(server, &resource).await.expect(201);
    resource["description"] = json!("second");
    put(server, &resource).await.expect(200);
    server.send(Method::DELETE, "/fhir/Task/t", &[], None).await.expect(204);
    put(server, &resource).await.expect(201);
}

#[tokio::test]
async fn a_life_is_told_newest_first_with_its_tombstone() {
    let server = Server::start().await;
    lived(&server).await;
    let life = server.get("/fhir/Task/t/_history").await.expect(200).json();
    assert_eq!(life["type"], "history");
    let expected = [("PUT", "W/\"4\""), ("DELETE", "W/\"3\""), ("PUT", "W/\"2\""), ("POST", "W/\"1\"")];
    assert_eq!(steps(&life), expected);
    assert!(life["entry"][1].get("resource").is_none(), "a tombstone has no resource");
    assert_eq!(life["entry"][3]["resource"]["description"], "first");
    server.get("/fhir/Task/never/_history").await.expect(404);
}

#[tokio::test]
async fn pages_of_history_neither_repeat_nor_skip() {
    let server = Server::start().await;
    lived(&server).await;
    server
        .post("/fhir/Basic", &json!({ "resourceType": "Basic", "code": { "text": "x" } }))
        .await
        .expect(201);
    let mut seen = Vec::new();
    let mut next = Some("/fhir/_history?_count=2".to_owned());
    while let Some(address) = next {
        let page = server.get(&address).await.expect(200).json();
        seen.extend(steps(&page).into_iter().map(|(method, etag)| format!("{method} {etag}")));
        next = link(&server, &page, "next");
    }
    assert_eq!(seen, ["POST W/\"1\"", "PUT W/\"4\"", "DELETE W/\"3\"", "PUT W/\"2\"", "POST W/\"1\""]);
    let of_type = server.get("/fhir/Task/_history").await.expect(200).json();
    assert_eq!(of_type["entry"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn since_an_instant_only_what_came_then_or_later() {
    let server = Server::start().await;
    lived(&server).await;
    let life = server.get("/fhir/Task/_history").await.expect(200).json();
    let instant = life["entry"][1]["response"]["lastModified"].as_str().unwrap();
    let since = server.get(&format!("/fhir/Task/_history?_since={instant}")).await.expect(200).json();
    assert_eq!(steps(&since), [("PUT", "W/\"4\""), ("DELETE", "W/\"3\"")]);
    server.get("/fhir/Task/_history?_since=yesterday").await.expect(400);
    server.get("/fhir/Task/_history?status=x").await.expect(400);
}

#[tokio::test]
async fn a_history_may_start_with_the_oldest_and_is_then_walked_that_way() {
    let server = Server::start().await;
    lived(&server).await;
    let mut seen = Vec::new();
    let mut next = Some("/fhir/Task/t/_history?_sort=_lastUpdated&_count=3".to_owned());
    while let Some(address) = next {
        let page = server.get(&address).await.expect(200).json();
        seen.extend(steps(&page).into_iter().map(|(method, _)| method.to_owned()));
        next = link(&server, &page, "next");
    }
    assert_eq!(seen, ["POST", "PUT", "DELETE", "PUT"]);
    let newest = server.get("/fhir/Task/t/_history?_sort=-_lastUpdated&_count=1").await.expect(200).json();
    assert_eq!(steps(&newest), [("PUT", "W/\"4\"")]);
}

#[tokio::test]
async fn at_a_time_only_what_was_present_then() {
    let server = Server::start().await;
    lived(&server).await;
    let life = server.get("/fhir/Task/t/_history").await.expect(200).json();
    for (place, etag) in [(0, "W/\"4\""), (2, "W/\"2\""), (3, "W/\"1\"")] {
        let instant = life["entry"][place]["response"]["lastModified"].as_str().unwrap();
        let then = server.get(&format!("/fhir/_history?_at={instant}")).await.expect(200).json();
        assert_eq!(steps(&then).iter().map(|step| step.1).collect::<Vec<_>>(), [etag]);
    }
    let ever = server.get("/fhir/_history?_at=2021").await.expect(200).json();
    assert_eq!(steps(&ever), []);
}

#[tokio::test]
async fn what_a_history_does_not_understand_is_refused() {
    let server = Server::start().await;
    lived(&server).await;
    for query in [
        "_at=now",
        "_at=",
        "_at=ge2021",
        "_sort=status",
        "_sort=",
        "_count=0",
        "_count=1001",
        "_count=two",
        "_since=",
        "_cursor=x",
        "_list=1",
        "_count=1&_count=2",
        "_at=2021&_at=2022",
        "name=x",
        "_total=accurate",
    ] {
        for path in ["/fhir/_history", "/fhir/Task/_history", "/fhir/Task/t/_history"] {
            server.get(&format!("{path}?{query}")).await.expect(400);
        }
    }
}
