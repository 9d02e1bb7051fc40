//! Action items, on this face and as Tasks on the other.

use reqwest::Method;
use serde_json::{Value, json};

use super::{ids, make, refusal};
use crate::server::Server;

const LIST: &str = "/api/v1/action-items";

async fn meeting(server: &Server, series: &str, start: &str, status: &str) -> String {
    let end = start.replace("T10", "T11");
    let body = json!({"title": "Réunion", "series_id": series, "start": start, "end": end, "status": status});
    make(server, "/api/v1/meetings", &body).await
}

#[tokio::test]
async fn what_one_face_makes_the_other_finds_at_once() {
    let server = Server::start().await;
    let id = make(&server, LIST, &json!({"description": "Inviter OpenHIE", "status": "in_progress"})).await;
    let task = server.get(&format!("/fhir/Task/{id}")).await.expect(200).json();
    assert_eq!(task["status"], "in-progress");

    let task = json!({
        "resourceType": "Task",
        "status": "accepted",
        "intent": "plan",
        "code": {"coding": [{
            "system": "https://w3id.org/relais/fhir/CodeSystem/task-type",
            "code": "action-item",
        }]},
        "description": "Traduire le guide",
    });
    let other = server.post("/fhir/Task", &task).await.expect(201).json();
    assert_eq!(ids(&server, &format!("{LIST}?status=open")).await, [super::text(&other, "id")]);
    assert_eq!(ids(&server, &format!("{LIST}?q=GUIDE")).await, [super::text(&other, "id")]);
}

#[tokio::test]
async fn a_task_that_is_no_action_item_is_not_shown() {
    let server = Server::start().await;
    let task = json!({"resourceType": "Task", "status": "requested", "intent": "order"});
    let id = super::text(&server.post("/fhir/Task", &task).await.expect(201).json(), "id");
    assert!(ids(&server, LIST).await.is_empty());
    for path in [format!("{LIST}/{id}"), format!("{LIST}/{id}/history"), format!("{LIST}/{id}/reviews")] {
        assert_eq!(refusal(&server.get(&path).await.expect(404).json()).0, "other-thing", "{path}");
    }
}

#[tokio::test]
async fn what_others_wrote_into_a_task_survives_a_change_here() {
    let server = Server::start().await;
    let id = make(&server, LIST, &json!({"description": "Inviter OpenHIE"})).await;
    let path = format!("/fhir/Task/{id}");
    let mut task = server.get(&path).await.expect(200).json();
    task["businessStatus"] = json!({"text": "waits for the budget"});
    server.send(Method::PUT, &path, &[], Some(task.to_string())).await.expect(200);
    let patch = json!({"status": "done"}).to_string();
    let here = format!("{LIST}/{id}");
    server.send(Method::PATCH, &here, &[("if-match", "\"2\"")], Some(patch)).await.expect(200);
    let task = server.get(&path).await.expect(200).json();
    assert_eq!(task["businessStatus"]["text"], "waits for the budget");
    assert_eq!(task["status"], "completed");
}

#[tokio::test]
async fn when_it_is_due_follows_from_what_was_said_and_the_meetings_of_the_series() {
    let server = Server::start().await;
    let series = make(&server, "/api/v1/series", &json!({"name": "Réunions"})).await;
    let origin = meeting(&server, &series, "2021-04-13T10:00:00+02:00", "held").await;
    meeting(&server, &series, "2021-04-27T10:00:00+02:00", "held").await;
    meeting(&server, &series, "2021-05-11T10:00:00+02:00", "held").await;
    let check = async |due: Value, expected: Value| {
        let body = json!({"description": "Inviter", "meeting_id": origin, "due": due});
        let made = server.post(LIST, &body).await.expect(201).json();
        let found =
            json!([made["effective_due_on"], made["overdue"], made["carried_over"], made["series_id"]]);
        assert_eq!(found, expected, "{due}");
    };
    check(json!({"kind": "next-meeting"}), json!(["2021-04-27", true, 2, series])).await;
    check(json!({"kind": "a-coming-meeting"}), json!([null, false, 2, series])).await;
    check(json!({"on": "2999-01-01"}), json!(["2999-01-01", false, 2, series])).await;
    check(json!({"kind": "within-days", "days": 10}), json!(["2021-04-23", true, 2, series])).await;
    assert_eq!(ids(&server, &format!("{LIST}?overdue=true")).await.len(), 2);
    let counted = server.get(&format!("{LIST}?overdue=true&total=true&limit=1")).await.expect(200).json();
    assert_eq!(counted["total"], 2);
}

#[tokio::test]
async fn a_wrong_body_is_refused_where_it_is_wrong() {
    let server = Server::start().await;
    let check = async |body: Value, code: &str, place: &str| {
        let problem = server.post(LIST, &body).await.expect(400).json();
        assert_eq!(refusal(&problem), (code.to_owned(), place.to_owned()), "{body}");
    };
    check(json!({}), "missing-field", "/description").await;
    check(json!({"description": "  "}), "empty", "/description").await;
    check(json!({"description": "x", "status": "late"}), "invalid-value", "/status").await;
    check(json!({"description": "x", "due": {"on": "13.04.2021"}}), "invalid-value", "/due/on").await;
    check(json!({"description": "x", "owner": {"kind": "person"}}), "missing-field", "/owner/id").await;
    check(json!({"description": "x", "meeting_id": "no id"}), "invalid-id", "/meeting_id").await;
    check(
        json!({"description": "x", "concerns": [{"kind": "platform", "id": "é"}]}),
        "invalid-id",
        "/concerns/0/id",
    )
    .await;
    let lost = json!({"description": "x", "meeting_id": "nowhere"});
    assert_eq!(refusal(&server.post(LIST, &lost).await.expect(422).json()).0, "unknown-reference");
}

#[tokio::test]
async fn a_history_tells_what_changed() {
    let server = Server::start().await;
    let id = make(&server, LIST, &json!({"description": "Inviter OpenHIE"})).await;
    let path = format!("{LIST}/{id}");
    let patch = json!({"status": "done", "closed": "2021-04-27"}).to_string();
    server.send(Method::PATCH, &path, &[("if-match", "\"1\"")], Some(patch)).await.expect(200);
    let history = server.get(&format!("{path}/history")).await.expect(200).json();
    assert_eq!(history["data"][0]["changed"], json!(["status", "changed", "closed"]));
    assert_eq!(history["data"][1]["fields"]["status"], "open");

    let page = server.get(&format!("{path}/history?limit=1")).await.expect(200).json();
    assert_eq!(page["data"][0]["changed"], json!(["status", "changed", "closed"]));
    let next = super::text(&page, "next");
    let page = server.get(&format!("{path}/history?limit=1&cursor={next}")).await.expect(200).json();
    assert_eq!(page["data"][0]["version"], 1);
    server.get(&format!("{path}/history?since=2021")).await.expect(400);
    server.get(&format!("{LIST}/nothing/history")).await.expect(404);
}
