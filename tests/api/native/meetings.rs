//! Meetings, their agendas and their minutes.

use std::slice::from_ref;

use reqwest::Method;
use serde_json::{Value, json};

use super::{ids, make, refusal, text};
use crate::server::Server;

const LIST: &str = "/api/v1/meetings";

#[tokio::test]
async fn meetings_are_found_by_their_day_even_when_only_that_is_known() {
    let server = Server::start().await;
    let exact =
        json!({"title": "A", "start": "2021-04-13T10:00:00+02:00", "end": "2021-04-13T11:30:00+02:00"});
    let exact = server.post(LIST, &exact).await.expect(201).json();
    assert_eq!(exact["duration_minutes"], 90);
    let day = server.post(LIST, &json!({"title": "B", "start": "2021-04-27", "status": "held"})).await;
    let day = day.expect(201).json();
    assert_eq!(day["duration_minutes"], Value::Null);
    let (exact, day) = (text(&exact, "id"), text(&day, "id"));
    assert_eq!(ids(&server, &format!("{LIST}?start=2021-04-13")).await, from_ref(&exact));
    assert_eq!(ids(&server, &format!("{LIST}?start_from=2021-04-14")).await, from_ref(&day));
    assert_eq!(ids(&server, &format!("{LIST}?start_to=2021-04-30&sort=-start")).await, [day, exact]);
}

#[tokio::test]
async fn a_status_that_fhir_cannot_state_is_still_found() {
    let server = Server::start().await;
    let planned = make(&server, LIST, &json!({"title": "A"})).await;
    let held = make(&server, LIST, &json!({"title": "B", "status": "held"})).await;
    assert_eq!(ids(&server, &format!("{LIST}?status=held")).await, from_ref(&held));
    assert_eq!(ids(&server, &format!("{LIST}?status=planned")).await, from_ref(&planned));
    assert_eq!(ids(&server, &format!("{LIST}?status=planned,held")).await, [planned, held]);
    let counted = server.get(&format!("{LIST}?status=held&total=true")).await.expect(200).json();
    assert_eq!(counted["total"], 1);
}

#[tokio::test]
async fn a_meeting_leads_to_its_agenda_and_minutes() {
    let server = Server::start().await;
    let meeting = make(&server, LIST, &json!({"title": "Réunion"})).await;
    let agenda = format!("{LIST}/{meeting}/agenda");
    let without = server.get(&format!("{LIST}/{meeting}/minutes")).await.expect(404).json();
    assert_eq!(refusal(&without).0, "no-minutes");
    let body = json!({
        "title": "Compte rendu",
        "meeting_id": meeting,
        "date": "2021-04-14",
        "agenda": [{"title": "Tour de table", "minutes_allotted": 10, "items": [{"title": "Nouveaux venus"}]}],
    });
    let minutes = make(&server, "/api/v1/minutes", &body).await;
    let agenda = server.get(&agenda).await.expect(200).json();
    assert_eq!(agenda["minutes_id"], json!(minutes));
    assert_eq!(agenda["data"][0]["items"][0]["title"], "Nouveaux venus");
    let record = server.get(&format!("{LIST}/{meeting}/minutes")).await.expect(200);
    assert_eq!(record.header("etag"), "\"1\"");
    assert_eq!(record.json()["id"], json!(minutes));
    server.get(&format!("{LIST}/nothing/minutes")).await.expect(404);
}

#[tokio::test]
async fn minutes_go_from_draft_to_approved_and_then_change_only_by_amendment() {
    let server = Server::start().await;
    let body = json!({"title": "Compte rendu", "date": "2021-04-14", "state": "in-review"});
    let id = make(&server, "/api/v1/minutes", &body).await;
    let change = async |version: u32, patch: Value, status: u16| {
        let headers = [("if-match", format!("\"{version}\""))];
        let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
        let path = format!("/api/v1/minutes/{id}");
        server.send(Method::PATCH, &path, &headers, Some(patch.to_string())).await.expect(status).json()
    };
    assert_eq!(ids(&server, "/api/v1/minutes?state=in-review").await, from_ref(&id));
    assert!(ids(&server, "/api/v1/minutes?state=draft").await.is_empty());
    change(1, json!({"state": "approved", "approvals": [{"at": "2021-04-20"}]}), 200).await;
    assert_eq!(refusal(&change(2, json!({"title": "Autre"}), 422).await).0, "approved-record");
    let amended = change(2, json!({"title": "Autre", "state": "amended"}), 200).await;
    assert_eq!(amended["state"], "amended");
}

#[tokio::test]
async fn a_meeting_that_ends_before_it_starts_is_refused() {
    let server = Server::start().await;
    let body =
        json!({"title": "A", "start": "2021-04-13T11:00:00+02:00", "end": "2021-04-13T10:00:00+02:00"});
    assert_eq!(refusal(&server.post(LIST, &body).await.expect(422).json()).0, "end-before-start");
}
