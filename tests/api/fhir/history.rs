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
