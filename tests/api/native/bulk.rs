//! One change of many action items.

use serde_json::{Value, json};

use super::{ids, make, refusal};
use crate::server::Server;

const LIST: &str = "/api/v1/action-items";
const BULK: &str = "/api/v1/action-items/bulk";

async fn with_items(descriptions: &[&str]) -> (Server, Vec<String>) {
    let server = Server::start().await;
    let mut made = Vec::new();
    for description in descriptions {
        made.push(make(&server, LIST, &json!({"description": description})).await);
    }
    (server, made)
}

#[tokio::test]
async fn many_items_change_in_one_commit() {
    let (server, items) = with_items(&["A", "B", "C"]).await;
    let meeting = json!({"title": "Réunion", "start": "2021-04-27", "status": "held"});
    let meeting = make(&server, "/api/v1/meetings", &meeting).await;
    let body = json!({
        "ids": [items[1], items[0]],
        "change": {"status": "done", "owner": {"name": "Fatou"}, "priority": "high", "due": {"on": "2021-05-01"}},
        "review": {"text": "Fait", "meeting_id": meeting},
    });
    let dry =
        json!({"dry_run": true, "ids": body["ids"], "change": body["change"], "review": body["review"]});
    let answer = server.post(BULK, &dry).await.expect(200).json();
    assert_eq!((&answer["changed"], &answer["data"][0]["version"]), (&json!(2), &json!(1)));
    assert_eq!(ids(&server, &format!("{LIST}?status=open")).await, items, "a dry run does nothing");

    let problem = server.post(&format!("{BULK}?dry_run=true"), &body).await.expect(400).json();
    assert_eq!(refusal(&problem).0, "unknown-parameter");
    assert_eq!(ids(&server, &format!("{LIST}?status=open")).await, items, "what is refused does nothing");

    let answer = server.post(BULK, &body).await.expect(200).json();
    let expected = json!([
        {"id": items[1], "changed": true, "version": 2},
        {"id": items[0], "changed": true, "version": 2},
    ]);
    assert_eq!(answer["data"], expected);
    let item = server.get(&format!("{LIST}/{}", items[0])).await.expect(200).json();
    let found =
        json!([item["status"], item["closed"], item["owner"]["name"], item["priority"], item["due"]["on"]]);
    assert_eq!(found, json!(["done", "2021-04-27", "Fatou", "high", "2021-05-01"]));
    assert_eq!(item["reviews"][0]["status_after"], "done");
    assert_eq!(ids(&server, &format!("{LIST}?status=open")).await, [items[2].clone()]);

    let history = server.get("/fhir/_history?_count=2").await.expect(200).json();
    let at = |place: usize| history["entry"][place]["resource"]["meta"]["lastUpdated"].clone();
    assert_eq!(at(0), at(1), "one commit");
}

#[tokio::test]
async fn a_filter_says_which_items_change() {
    let (server, items) = with_items(&["Inviter A", "Inviter B", "Traduire"]).await;
    let change = json!({"owner": {"name": "Fatou"}});
    let body = json!({"filter": {"q": "inviter", "unowned": true}, "change": change});
    assert_eq!(server.post(BULK, &body).await.expect(200).json()["changed"], 2);
    assert_eq!(ids(&server, &format!("{LIST}?unowned=true")).await, [items[2].clone()]);
    assert_eq!(server.post(BULK, &body).await.expect(200).json()["changed"], 0);
    let body = json!({"filter": {"status": "open"}, "change": {"owner": null}});
    assert_eq!(server.post(BULK, &body).await.expect(200).json()["changed"], 2);
}

#[tokio::test]
async fn what_hinders_one_item_is_told_of_each_and_nothing_is_done() {
    let (server, items) = with_items(&["A", "B", "C"]).await;
    for (item, status) in items.iter().zip(["done", "open", "cancelled"]) {
        server.post(BULK, &json!({"ids": [item], "change": {"status": status}})).await.expect(200);
    }
    let body = json!({"ids": items, "change": {"status": "blocked"}});
    let problem = server.post(BULK, &body).await.expect(422).json();
    let pointers: Vec<&Value> =
        problem["errors"].as_array().into_iter().flatten().map(|error| &error["pointer"]).collect();
    assert_eq!(pointers, [&json!("/ids/0"), &json!("/ids/2")]);
    assert_eq!(ids(&server, &format!("{LIST}?status=blocked")).await, [""; 0]);

    let check = async |body: Value, status: u16, code: &str, place: &str| {
        let problem = server.post(BULK, &body).await.expect(status).json();
        assert_eq!(refusal(&problem), (code.to_owned(), place.to_owned()), "{body}");
    };
    check(json!({}), 400, "missing-field", "/ids").await;
    check(json!({"ids": ["nothing"]}), 422, "not-found", "/ids/0").await;
    check(json!({"ids": ["é"]}), 400, "invalid-id", "/ids/0").await;
    check(json!({"ids": [items[0], items[0]]}), 400, "duplicate-identity", "/ids/1").await;
    check(json!({"ids": vec!["a"; 201]}), 422, "too-many", "/ids").await;
    check(json!({"filter": {"colour": "red"}}), 400, "unknown-parameter", "/filter/colour").await;
    check(json!({"filter": {"limit": "3"}}), 400, "invalid-value", "/filter/limit").await;
    check(json!({"ids": [], "change": {"title": "x"}}), 400, "unknown-field", "/change/title").await;
    let review = json!({"text": "x", "status_after": "done"});
    check(json!({"ids": [], "review": review}), 400, "invalid-value", "/review").await;
    let owner = json!({"kind": "person", "id": "nobody"});
    let body = json!({"ids": [items[0]], "change": {"owner": owner}});
    assert_eq!(refusal(&server.post(BULK, &body).await.expect(422).json()).0, "unknown-reference");
}
