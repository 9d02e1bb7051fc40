//! The way of minutes from a draft to an approved record, and what changes afterwards.

use serde_json::{Value, json};

use super::{make, refusal, text};
use crate::server::Server;

async fn with_minutes() -> (Server, String, String) {
    let server = Server::start().await;
    let meeting = make(&server, "/api/v1/meetings", &json!({"title": "Réunion"})).await;
    let body = json!({
        "title": "Compte rendu",
        "meeting_id": meeting,
        "date": "2021-04-14",
        "subjects": [{"title": "Registre"}, {"title": "Divers"}],
    });
    let minutes = make(&server, "/api/v1/minutes", &body).await;
    (server, format!("/api/v1/meetings/{meeting}/minutes"), minutes)
}

#[tokio::test]
async fn minutes_go_their_way_with_who_and_when() {
    let (server, path, id) = with_minutes().await;
    let step = async |name: &str, body: Value, status: u16| {
        server.post(&format!("{path}/{name}"), &body).await.expect(status).json()
    };
    let fatou = json!({"by": {"name": "Fatou"}, "at": "2021-04-15T09:00:00Z"});
    let submitted = step("submit", fatou.clone(), 200).await;
    assert_eq!(submitted["state"], "in-review");
    assert_eq!(refusal(&step("submit", fatou.clone(), 422).await).0, "unlawful-move");
    let returned = json!({"by": {"name": "Awa"}, "reason": "Un nom manque."});
    assert_eq!(step("return", returned, 200).await["state"], "draft");
    step("submit", fatou, 200).await;
    let approved = step("approve", json!({"by": {"name": "Awa"}, "at": "2021-04-20T09:00:00Z"}), 200).await;
    assert_eq!(approved["approvals"][0]["by"]["name"], "Awa");
    let words: Vec<String> =
        approved["steps"].as_array().into_iter().flatten().map(|step| text(step, "state")).collect();
    assert_eq!(words, ["in-review", "draft", "in-review", "approved"]);
    assert_eq!(approved["steps"][1]["reason"], "Un nom manque.");
    assert!(approved["steps"][1]["at"].is_string());

    let composition = server.get(&format!("/fhir/Composition/{id}")).await.expect(200).json();
    assert_eq!(
        (&composition["status"], &composition["attester"][0]["party"]["display"]),
        (&json!("final"), &json!("Awa"))
    );
    let problem = step("return", json!({"by": {"name": "Awa"}}), 422).await;
    assert!(text(&problem, "detail").ends_with("They may become: amended."), "{problem}");
    assert_eq!(
        refusal(&step("approve", json!({}), 400).await),
        ("missing-field".to_owned(), "/by".to_owned())
    );
    let stale = [("if-match", "\"1\"")];
    let late = json!({"by": {"name": "Awa"}, "reason": "x", "changes": {"title": "y"}}).to_string();
    server.send(reqwest::Method::POST, &format!("{path}/amend"), &stale, Some(late)).await.expect(412);
}

#[tokio::test]
async fn an_amendment_shows_what_it_changed() {
    let (server, path, id) = with_minutes().await;
    let amendments = async || server.get(&format!("{path}/amendments")).await.expect(200).json();
    let amend = async |body: Value, status: u16| {
        server.post(&format!("{path}/amend"), &body).await.expect(status).json()
    };
    let changes = json!({"title": "Compte rendu corrigé", "subjects": [{"title": "Registre"}, {"title": "Budget"}, {"title": "Divers"}]});
    let body = json!({"by": {"name": "Awa"}, "at": "2021-04-22", "reason": "Un sujet manquait.", "changes": changes});
    assert_eq!(refusal(&amend(body.clone(), 422).await).0, "unlawful-move", "a draft is not amended");
    server.post(&format!("{path}/approve"), &json!({"by": {"name": "Awa"}})).await.expect(200);
    assert_eq!(amendments().await["data"], json!([]));
    assert_eq!(amend(body.clone(), 200).await["state"], "amended");
    let found = amendments().await;
    let first = &found["data"][0];
    assert_eq!((&first["by"]["name"], &first["at"]), (&json!("Awa"), &json!("2021-04-22")));
    assert_eq!(first["reason"], "Un sujet manquait.");
    let title = json!({"pointer": "/title", "before": "Compte rendu", "after": "Compte rendu corrigé"});
    let subject = json!({"number": null, "title": "Budget", "entries": []});
    let subject = json!({"pointer": "/subjects/1", "before": null, "after": subject});
    assert_eq!(first["changes"], json!([title, subject]));

    assert_eq!(refusal(&amend(body, 422).await).0, "nothing-amended");
    let check = async |changes: Value, code: &str, place: &str| {
        let problem = amend(json!({"by": {"name": "Awa"}, "reason": "x", "changes": changes}), 400).await;
        assert_eq!(refusal(&problem), (code.to_owned(), place.to_owned()));
    };
    check(json!({"state": "draft"}), "not-amendable", "/changes/state").await;
    check(json!({"colour": "red"}), "unknown-field", "/changes/colour").await;
    check(json!({"title": ""}), "empty", "/changes/title").await;

    let mut composition = server.get(&format!("/fhir/Composition/{id}")).await.expect(200).json();
    composition["title"] = json!("Autre");
    let put = composition.to_string();
    server.send(reqwest::Method::PUT, &format!("/fhir/Composition/{id}"), &[], Some(put)).await.expect(200);
    let found = amendments().await;
    assert_eq!(
        (&found["data"][1]["by"], &found["data"][1]["changes"][0]["after"]),
        (&Value::Null, &json!("Autre"))
    );
    composition["status"] = json!("preliminary");
    let put = composition.to_string();
    server.send(reqwest::Method::PUT, &format!("/fhir/Composition/{id}"), &[], Some(put)).await.expect(422);
}

#[tokio::test]
async fn who_came_is_noted_one_by_one() {
    let server = Server::start().await;
    let participants =
        json!([{"actor": {"name": "Fatou"}}, {"actor": {"name": "Awa"}, "attendance": "present"}]);
    let meeting =
        make(&server, "/api/v1/meetings", &json!({"title": "A", "participants": participants})).await;
    let path = format!("/api/v1/meetings/{meeting}/attendance");
    let body = json!({"data": [
        {"actor": {"name": "Fatou"}, "attendance": "excused"},
        {"actor": {"name": "Moussa"}, "attendance": "present"},
    ]});
    let noted = server.post(&path, &body).await.expect(200).json();
    assert_eq!(server.get(&path).await.expect(200).json(), noted);
    let found = noted["data"].as_array().cloned().unwrap_or_default();
    let found: Vec<Value> =
        found.iter().map(|one| json!([one["actor"]["name"], one["attendance"]])).collect();
    assert_eq!(found, [json!(["Fatou", "excused"]), json!(["Awa", "present"]), json!(["Moussa", "present"])]);
    assert_eq!(noted["data"][2]["roles"], json!(["attendee"]));
    let take_back = json!({"data": [{"actor": {"name": "Awa"}}]});
    assert_eq!(server.post(&path, &take_back).await.expect(200).json()["data"][1]["attendance"], Value::Null);
    let problem = server.post(&path, &json!({"data": [{"actor": {}}]})).await.expect(400).json();
    assert_eq!(refusal(&problem), ("missing-field".to_owned(), "/data/0/actor/name".to_owned()));
}
