//! What becomes of an action item: its moves, and what later meetings said of it.

use reqwest::Method;
use serde_json::{Value, json};

use super::{ids, make, refusal, text};
use crate::server::Server;

const LIST: &str = "/api/v1/action-items";

/// Changes an item in part, whatever its version is.
async fn patch(server: &Server, id: &str, patch: Value, status: u16) -> Value {
    let path = format!("{LIST}/{id}");
    server
        .send(Method::PATCH, &path, &[("if-match", "*")], Some(patch.to_string()))
        .await
        .expect(status)
        .json()
}

async fn meeting(server: &Server, series: &str, start: &str, status: &str) -> String {
    let body = json!({"title": "Réunion", "series_id": series, "start": start, "status": status});
    make(server, "/api/v1/meetings", &body).await
}

#[tokio::test]
async fn what_is_closed_is_reopened_before_anything_else_happens_to_it() {
    let server = Server::start().await;
    let id = make(&server, LIST, &json!({"description": "Inviter OpenHIE"})).await;
    let done = patch(&server, &id, json!({"status": "done"}), 200).await;
    assert!(done["closed"].is_string(), "{done}");
    let problem = patch(&server, &id, json!({"status": "blocked"}), 422).await;
    assert_eq!(refusal(&problem), ("unlawful-move".to_owned(), "/status".to_owned()));
    assert!(text(&problem, "detail").ends_with("it may go to: open."), "{problem}");

    let mut task = server.get(&format!("/fhir/Task/{id}")).await.expect(200).json();
    assert_eq!(task["executionPeriod"]["end"], done["closed"]);
    task["status"] = json!("in-progress");
    let put = async |task: &Value, status: u16| {
        let path = format!("/fhir/Task/{id}");
        server.send(Method::PUT, &path, &[], Some(task.to_string())).await.expect(status).json()
    };
    let outcome = put(&task, 422).await;
    assert_eq!(outcome["issue"][0]["expression"], json!(["Task.status"]));
    task["status"] = json!("accepted");
    let task = put(&task, 200).await;
    assert_eq!(task["executionPeriod"], Value::Null);
    let reopened = server.get(&format!("{LIST}/{id}")).await.expect(200).json();
    assert_eq!((&reopened["status"], &reopened["closed"]), (&json!("open"), &Value::Null));
    assert_ne!(reopened["changed"], done["changed"]);
    let history = server.get(&format!("{LIST}/{id}/history")).await.expect(200).json();
    assert_eq!(history["data"][0]["changed"], json!(["status", "changed", "closed"]));
}

#[tokio::test]
async fn an_item_that_is_to_be_done_has_not_been_closed() {
    let server = Server::start().await;
    let body = json!({"description": "Inviter OpenHIE", "closed": "2021-04-27"});
    let problem = server.post(LIST, &body).await.expect(422).json();
    assert_eq!(refusal(&problem), ("closed-while-open".to_owned(), "/closed".to_owned()));
    let body = json!({"description": "Inviter OpenHIE", "status": "done"});
    let made = server.post(LIST, &body).await.expect(201).json();
    assert_eq!(made["closed"], Value::Null, "nobody knows when it was done");
}

#[tokio::test]
async fn an_item_changes_with_its_review() {
    let server = Server::start().await;
    let series = make(&server, "/api/v1/series", &json!({"name": "Réunions"})).await;
    let second = meeting(&server, &series, "2021-04-27", "held").await;
    let third = meeting(&server, &series, "2021-05-11", "held").await;
    let id = make(&server, LIST, &json!({"description": "Inviter OpenHIE"})).await;
    let path = format!("{LIST}/{id}/reviews");
    let moved = json!({
        "text": "À moitié fait",
        "meeting_id": second,
        "status_after": "in_progress",
        "due_after": {"kind": "next-meeting", "text": "à la prochaine réunion"},
    });
    let review = server.post(&path, &moved).await.expect(201).json();
    assert_eq!(review["at"], "2021-04-27");
    let item = server.get(&format!("{LIST}/{id}")).await.expect(200).json();
    assert_eq!((&item["status"], &item["version"]), (&json!("in_progress"), &json!(2)));
    assert_eq!(item["effective_due_on"], "2021-05-11", "counted from the meeting that said so");

    server
        .post(&path, &json!({"text": "Fait", "meeting_id": third, "status_after": "done"}))
        .await
        .expect(201);
    let item = server.get(&format!("{LIST}/{id}")).await.expect(200).json();
    assert_eq!((&item["status"], &item["closed"]), (&json!("done"), &json!("2021-05-11")));

    let problem = server.post(&path, &json!({"text": "Encore", "status_after": "blocked"})).await.expect(422);
    assert_eq!(refusal(&problem.json()), ("unlawful-move".to_owned(), "/status_after".to_owned()));
    let problem = server.post(&path, &json!({"text": ""})).await.expect(400).json();
    assert_eq!(refusal(&problem), ("empty".to_owned(), "/text".to_owned()));

    let asked_anew =
        server.post(&path, &json!({"text": "Encore", "status_after": "open"})).await.expect(201).json();
    assert!(text(&asked_anew, "at").starts_with("20"), "said now: {asked_anew}");
    server.post(&path, &json!({"text": "Fait", "status_after": "done"})).await.expect(201);
    let late = json!({"text": "Pas encore", "at": "2021-04-20", "status_after": "blocked"});
    server.post(&path, &late).await.expect(201);
    let item = server.get(&format!("{LIST}/{id}")).await.expect(200).json();
    assert_eq!((&item["status"], &item["reviews"][0]["text"]), (&json!("done"), &json!("Pas encore")));

    let task = server.get(&format!("/fhir/Task/{id}")).await.expect(200).json();
    let noted = task["note"][1]["extension"].as_array().cloned().unwrap_or_default();
    let due = noted.iter().find(|one| text(one, "url").ends_with("/due-after")).cloned().unwrap_or_default();
    assert_eq!(due["extension"][0], json!({"url": "kind", "valueCode": "next-meeting"}));
}

#[tokio::test]
async fn the_next_meeting_is_known_once_it_has_a_day_and_moves_with_it() {
    let server = Server::start().await;
    let series = make(&server, "/api/v1/series", &json!({"name": "Réunions"})).await;
    let first = meeting(&server, &series, "2999-04-13", "planned").await;
    let body = json!({"title": "Réunion", "series_id": series});
    let next = make(&server, "/api/v1/meetings", &body).await;
    let body = json!({"description": "Inviter", "meeting_id": first, "due": {"kind": "next-meeting"}});
    let id = make(&server, LIST, &body).await;
    let due =
        async || server.get(&format!("{LIST}/{id}")).await.expect(200).json()["effective_due_on"].clone();
    let plan = async |day: &str| {
        let path = format!("/api/v1/meetings/{next}");
        let patch = json!({"start": day}).to_string();
        server.send(Method::PATCH, &path, &[("if-match", "*")], Some(patch)).await.expect(200);
    };
    assert_eq!(due().await, Value::Null);
    plan("2999-04-27").await;
    assert_eq!(due().await, "2999-04-27");
    plan("2999-05-04").await;
    assert_eq!(due().await, "2999-05-04");
}

#[tokio::test]
async fn what_the_register_lacks_is_found() {
    let server = Server::start().await;
    let series = make(&server, "/api/v1/series", &json!({"name": "Réunions"})).await;
    let origin = meeting(&server, &series, "2021-04-13", "held").await;
    let second = meeting(&server, &series, "2021-04-27", "held").await;
    meeting(&server, &series, "2021-05-11", "held").await;
    let owned = json!({
        "description": "A",
        "owner": {"name": "Fatou"},
        "due": {"on": "2021-05-01"},
        "meeting_id": origin,
        "reviews": [{"text": "Pas encore", "meeting_id": second}],
    });
    let owned = make(&server, LIST, &owned).await;
    let bare = make(&server, LIST, &json!({"description": "B", "meeting_id": origin})).await;
    let late = make(&server, LIST, &json!({"description": "C", "meeting_id": second})).await;
    let check = async |query: &str, expected: &[&String]| {
        let found = ids(&server, &format!("{LIST}?{query}")).await;
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{query}");
    };
    check("unowned=true", &[&bare, &late]).await;
    check("unowned=false", &[&owned]).await;
    check("undated=true", &[&bare, &late]).await;
    check("stale=true", &[&bare]).await;
    check("stale=false&status=open&sort=-description", &[&late, &owned]).await;
    patch(&server, &bare, json!({"status": "done"}), 200).await;
    check("stale=true", &[]).await;
}
