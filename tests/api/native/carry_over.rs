//! What meetings of a series take over from those before them.

use reqwest::Method;
use serde_json::{Value, json};

use super::{ids, make, refusal, text};
use crate::server::Server;

const ACTIONS: &str = "/api/v1/action-items";

async fn meeting(server: &Server, series: &str, start: &str, status: &str) -> String {
    let body = json!({"title": "Réunion", "series_id": series, "start": start, "status": status});
    make(server, "/api/v1/meetings", &body).await
}

async fn action(server: &Server, description: &str, meeting: &str) -> String {
    make(server, ACTIONS, &json!({"description": description, "meeting_id": meeting})).await
}

/// What the agenda of a meeting takes over.
async fn taken_over(server: &Server, meeting: &str) -> Vec<String> {
    let agenda = server.get(&format!("/api/v1/meetings/{meeting}/agenda")).await.expect(200).json();
    let items = agenda["review_of_actions"]["action_items"].as_array().cloned().unwrap_or_default();
    items.iter().map(|item| text(item, "id")).collect()
}

#[tokio::test]
async fn an_open_item_belongs_to_every_later_meeting_of_its_series_until_it_is_closed() {
    let server = Server::start().await;
    let series = make(&server, "/api/v1/series", &json!({"name": "Réunions"})).await;
    let other = make(&server, "/api/v1/series", &json!({"name": "Autres"})).await;
    let first = meeting(&server, &series, "2021-04-13", "held").await;
    let second = meeting(&server, &series, "2021-04-27", "held").await;
    let third = meeting(&server, &series, "2021-05-11", "held").await;
    let coming = meeting(&server, &series, "2999-05-25", "planned").await;
    let undated = make(&server, "/api/v1/meetings", &json!({"title": "?", "series_id": series})).await;
    let called_off = meeting(&server, &series, "2999-06-08", "cancelled").await;
    let elsewhere = meeting(&server, &other, "2021-05-12", "held").await;
    let open = action(&server, "Inviter", &first).await;
    let done = action(&server, "Traduire", &first).await;
    let late = action(&server, "Publier", &third).await;
    // Written as FHIR writes it elsewhere: with the meeting, and without a time.
    let reviews = json!([{"text": "Fait", "meeting_id": second, "status_after": "done"}]);
    let patch = json!({"status": "done", "closed": null, "reviews": reviews}).to_string();
    let path = format!("{ACTIONS}/{done}");
    server.send(Method::PATCH, &path, &[("if-match", "*")], Some(patch)).await.expect(200);

    let check = async |meeting: &str, expected: &[&String]| {
        let found = taken_over(&server, meeting).await;
        assert_eq!(found.iter().collect::<Vec<_>>(), expected);
        let listed = ids(&server, &format!("{ACTIONS}?open_at_meeting={meeting}")).await;
        assert_eq!(listed, found);
    };
    check(&first, &[]).await;
    check(&second, &[&open, &done]).await;
    check(&third, &[&open]).await;
    check(&coming, &[&open, &late]).await;
    check(&undated, &[&open, &late]).await;
    check(&called_off, &[]).await;
    check(&elsewhere, &[]).await;
    let narrowed = format!("{ACTIONS}?open_at_meeting={coming}&q=publier&total=true");
    assert_eq!(ids(&server, &narrowed).await, [late]);
    assert!(ids(&server, &format!("{ACTIONS}?open_at_meeting=nowhere")).await.is_empty());
    let agenda = server.get(&format!("/api/v1/meetings/{coming}/agenda")).await.expect(200).json();
    assert_eq!(agenda["review_of_actions"]["action_items"][0]["carried_over"], 2);
    assert_eq!((&agenda["minutes_id"], &agenda["data"]), (&Value::Null, &json!([])));
}

#[tokio::test]
async fn the_next_meeting_is_planned_by_the_rule_once() {
    let server = Server::start().await;
    let recurrence = json!({
        "rule": "FREQ=WEEKLY;INTERVAL=2",
        "zone": "Europe/Paris",
        "first_start": "2021-04-13T10:00:00+02:00",
    });
    let body = json!({"name": "Réunions", "recurrence": recurrence, "organisers": [{"name": "Secrétariat"}]});
    let series = make(&server, "/api/v1/series", &body).await;
    let last = json!({
        "title": "Réunion bi-mensuelle",
        "series_id": series,
        "start": "2050-07-05T10:00:00+02:00",
        "end": "2050-07-05T11:30:00+02:00",
        "status": "held",
    });
    let last = make(&server, "/api/v1/meetings", &last).await;
    let open = action(&server, "Inviter", &last).await;
    let path = format!("/api/v1/series/{series}/next-meeting");
    let planned = server.send(Method::POST, &path, &[], None).await.expect(201);
    let answer = planned.json();
    let id = text(&answer, "meeting_id");
    assert!(planned.header("location").ends_with(&format!("/api/v1/meetings/{id}")));
    assert_eq!(answer["agenda"]["review_of_actions"]["action_items"][0]["id"], json!(open));
    let meeting = server.get(&format!("/api/v1/meetings/{id}")).await.expect(200).json();
    assert_eq!(meeting["title"], "Réunion bi-mensuelle");
    assert_eq!(meeting["start"], "2050-07-12T10:00:00+02:00", "the first day that the rule gives");
    assert_eq!(meeting["end"], "2050-07-12T11:30:00+02:00");
    assert_eq!(meeting["previous_meeting_id"], json!(last));
    assert_eq!(meeting["participants"][0]["roles"], json!(["organiser"]));

    let again = server.send(Method::POST, &path, &[], None).await.expect(200).json();
    assert_eq!((text(&again, "meeting_id"), &again["created"]), (id.clone(), &json!(false)));
    let call_off = json!({"status": "cancelled"}).to_string();
    let there = format!("/api/v1/meetings/{id}");
    server.send(Method::PATCH, &there, &[("if-match", "*")], Some(call_off)).await.expect(200);
    let after = server.send(Method::POST, &path, &[], None).await.expect(201).json();
    assert_eq!(after["start"], "2050-07-26T10:00:00+02:00");

    let moved = json!({"status": "held", "start": "2050-07-25T10:00:00+02:00", "end": null}).to_string();
    let there = format!("/api/v1/meetings/{}", text(&after, "meeting_id"));
    server.send(Method::PATCH, &there, &[("if-match", "*")], Some(moved)).await.expect(200);
    let after = server.send(Method::POST, &path, &[], None).await.expect(201).json();
    assert_eq!(after["start"], "2050-08-09T10:00:00+02:00", "the day of the meeting that was moved is taken");

    let without = make(&server, "/api/v1/series", &json!({"name": "Autres"})).await;
    let path = format!("/api/v1/series/{without}/next-meeting");
    let problem = server.send(Method::POST, &path, &[], None).await.expect(422).json();
    assert_eq!(refusal(&problem).0, "no-recurrence");
    server.send(Method::POST, "/api/v1/series/nothing/next-meeting", &[], None).await.expect(404);
}

/// An action through both faces: its status, how many meetings it survived, the words of its last review, and its
/// Task's status and number of notes.
async fn seen(server: &Server, id: &str) -> Value {
    let item = server.get(&format!("{ACTIONS}/{id}")).await.expect(200).json();
    let task = server.get(&format!("/fhir/Task/{id}")).await.expect(200).json();
    let words = item["reviews"].as_array().and_then(|reviews| reviews.last()).map(|last| text(last, "text"));
    let notes = task["note"].as_array().map_or(0, Vec::len);
    json!([item["status"], item["carried_over"], words, item["closed"], task["status"], notes])
}

#[tokio::test]
async fn three_meetings_of_one_series() {
    let server = Server::start().await;
    let series = make(&server, "/api/v1/series", &json!({"name": "Réunions"})).await;
    let first = meeting(&server, &series, "2021-04-13", "held").await;
    let due = json!({"kind": "next-meeting", "text": "à la prochaine réunion"});
    let body = json!({"description": "Inviter l'équipe du registre", "meeting_id": first, "due": due});
    let id = make(&server, ACTIONS, &body).await;
    assert_eq!(seen(&server, &id).await, json!(["open", 0, null, null, "requested", 0]));

    let second = meeting(&server, &series, "2021-04-27", "held").await;
    assert_eq!(taken_over(&server, &second).await, std::slice::from_ref(&id));
    let reviews = format!("{ACTIONS}/{id}/reviews");
    let rephrased = json!({
        "text": "Faire venir le registre (reporté)",
        "meeting_id": second,
        "status_after": "in_progress",
        "due_after": due,
    });
    server.post(&reviews, &rephrased).await.expect(201);
    let expected = json!(["in_progress", 1, "Faire venir le registre (reporté)", null, "in-progress", 1]);
    assert_eq!(seen(&server, &id).await, expected);

    let third = meeting(&server, &series, "2021-05-11", "held").await;
    assert_eq!(taken_over(&server, &third).await, std::slice::from_ref(&id));
    let item = server.get(&format!("{ACTIONS}/{id}")).await.expect(200).json();
    assert_eq!(item["effective_due_on"], "2021-05-11");
    server
        .post(&reviews, &json!({"text": "Présenté", "meeting_id": third, "status_after": "done"}))
        .await
        .expect(201);
    let expected = json!(["done", 1, "Présenté", "2021-05-11", "completed", 2]);
    assert_eq!(seen(&server, &id).await, expected);
    let fourth = meeting(&server, &series, "2021-05-25", "held").await;
    assert!(taken_over(&server, &fourth).await.is_empty());
    let history = server.get(&format!("{ACTIONS}/{id}/history")).await.expect(200).json();
    assert_eq!(history["data"].as_array().map(Vec::len), Some(3));
}
