//! Discussion points, decisions and questions: one kind of resource, three lists.

use std::slice::from_ref;

use reqwest::Method;
use serde_json::json;

use super::{ids, make, refusal};
use crate::server::Server;

#[tokio::test]
async fn a_decision_tells_which_action_items_it_caused() {
    let server = Server::start().await;
    let decision = make(&server, "/api/v1/decisions", &json!({"text": "Deux réunions par mois"})).await;
    let other = make(&server, "/api/v1/decisions", &json!({"text": "Une liste de diffusion"})).await;
    let body = json!({"description": "Fixer les dates", "reason_id": decision});
    let first = make(&server, "/api/v1/action-items", &body).await;
    let second = make(&server, "/api/v1/action-items", &body).await;
    let list = server.get("/api/v1/decisions").await.expect(200).json();
    let caused = |id: &str| json!({"id": id, "description": "Fixer les dates", "status": "open"});
    assert_eq!(list["data"][0]["caused_actions"], json!([caused(&first), caused(&second)]));
    assert_eq!(list["data"][1]["caused_actions"], json!([]));
    assert_eq!(
        ids(&server, &format!("/api/v1/action-items?reason={decision},{other}")).await,
        [first, second]
    );
}

#[tokio::test]
async fn a_question_carries_its_answers() {
    let server = Server::start().await;
    let question = make(&server, "/api/v1/questions", &json!({"text": "Quel standard ?"})).await;
    let open = make(&server, "/api/v1/questions", &json!({"text": "Quand ?"})).await;
    let body = json!({"kind": "answer", "text": "FHIR R4", "in_response_to_id": question});
    let answer = make(&server, "/api/v1/discussion-points", &body).await;
    let read = server.get(&format!("/api/v1/questions/{question}")).await.expect(200).json();
    let expected =
        json!([{"id": answer, "text": "FHIR R4", "meeting_id": null, "said_at": null, "sender": null}]);
    assert_eq!((&read["answers"], &read["status"]), (&expected, &json!("answered")));
    assert_eq!(ids(&server, "/api/v1/questions?answered=false").await, [open]);
}

#[tokio::test]
async fn a_question_is_answered_at_a_later_meeting() {
    let server = Server::start().await;
    let meeting = |start: &str| json!({"title": "Réunion", "start": start, "status": "held"});
    let first = make(&server, "/api/v1/meetings", &meeting("2021-04-13")).await;
    let later = make(&server, "/api/v1/meetings", &meeting("2021-04-27")).await;
    let question = json!({"text": "Quel standard ?", "topic": "Registre", "meeting_id": first});
    let question = make(&server, "/api/v1/questions", &question).await;
    let here = format!("/api/v1/questions/{question}");
    assert_eq!(server.get(&here).await.expect(200).json()["status"], "open");
    let path = format!("{here}/answers");
    let made = server.post(&path, &json!({"text": "FHIR R4", "meeting_id": later})).await.expect(201);
    let answer = made.json();
    assert_eq!(answer["said_at"], "2021-04-27");
    let at = made.header("location").strip_prefix(&server.base).unwrap_or_default().to_owned();
    let point = server.get(&at).await.expect(200).json();
    let found = json!([point["kind"], point["topic"], point["in_response_to_id"], point["meeting_id"]]);
    assert_eq!(found, json!(["answer", "Registre", question, later]));
    let communication = server.get(&format!("/fhir/Communication/{}", super::text(&answer, "id"))).await;
    let communication = communication.expect(200).json();
    assert_eq!(communication["inResponseTo"][0]["reference"], format!("Communication/{question}"));
    assert_eq!(server.get(&path).await.expect(200).json()["data"], json!([answer]));
    assert_eq!(server.get(&here).await.expect(200).json()["status"], "answered");
    assert_eq!(ids(&server, "/api/v1/questions?answered=true").await, [question]);
    let problem = server.post(&path, &json!({"text": ""})).await.expect(400).json();
    assert_eq!(refusal(&problem), ("empty".to_owned(), "/text".to_owned()));
    server.post("/api/v1/questions/nothing/answers", &json!({"text": "x"})).await.expect(404);
}

#[tokio::test]
async fn a_decision_that_was_replaced_says_by_which() {
    let server = Server::start().await;
    let list = "/api/v1/decisions";
    let old = make(&server, list, &json!({"text": "Une réunion par mois", "said_at": "2021-04-13"})).await;
    let body = json!({"text": "Deux réunions par mois", "supersedes_ids": [old], "said_at": "2021-04-27"});
    let new = make(&server, list, &body).await;
    let read = server.get(&format!("{list}/{old}")).await.expect(200).json();
    assert_eq!((&read["superseded_by"], &read["current"]), (&json!([new]), &json!(false)));
    assert_eq!(ids(&server, &format!("{list}?current=true")).await, from_ref(&new));
    assert_eq!(ids(&server, &format!("{list}?current=false")).await, from_ref(&old));
    assert_eq!(ids(&server, &format!("{list}?said_from=2021-04-20")).await, from_ref(&new));
    let found = server.get(&format!("/fhir/Communication?supersedes={old}")).await.expect(200).json();
    assert_eq!(found["entry"][0]["resource"]["id"], json!(new));

    let refused = async |path: &str, body: serde_json::Value, code: &str| {
        let problem = server.post(path, &body).await.expect(422).json();
        assert_eq!(refusal(&problem), (code.to_owned(), "/supersedes_ids".to_owned()));
    };
    let need = json!({"kind": "need", "text": "Un guide", "supersedes_ids": [old]});
    refused("/api/v1/discussion-points", need, "not-a-decision").await;
    let itself = json!({"supersedes_ids": [new]}).to_string();
    let path = format!("{list}/{new}");
    let problem = server.send(Method::PATCH, &path, &[("if-match", "*")], Some(itself)).await;
    assert_eq!(refusal(&problem.expect(422).json()).0, "supersedes-itself");
}

#[tokio::test]
async fn each_list_shows_its_own_kind() {
    let server = Server::start().await;
    let decision = make(&server, "/api/v1/decisions", &json!({"text": "Oui"})).await;
    let need = make(&server, "/api/v1/discussion-points", &json!({"kind": "need", "text": "Un guide"})).await;
    assert_eq!(ids(&server, "/api/v1/decisions").await, from_ref(&decision));
    assert!(ids(&server, "/api/v1/questions").await.is_empty());
    assert_eq!(ids(&server, "/api/v1/discussion-points").await, [decision.clone(), need.clone()]);
    assert_eq!(ids(&server, "/api/v1/discussion-points?kind=need").await, from_ref(&need));
    assert_eq!(
        refusal(&server.get(&format!("/api/v1/decisions/{need}")).await.expect(404).json()).0,
        "other-thing"
    );
    let problem = server.post("/api/v1/decisions", &json!({"kind": "need", "text": "x"})).await.expect(400);
    assert_eq!(refusal(&problem.json()), ("invalid-value".to_owned(), "/kind".to_owned()));
}

#[tokio::test]
async fn what_was_entered_in_error_is_read_but_not_listed() {
    let server = Server::start().await;
    let lists = [
        ("/api/v1/decisions", "/fhir/Communication", json!({"text": "Deux réunions par mois"})),
        ("/api/v1/questions", "/fhir/Communication", json!({"text": "Quand ?"})),
        ("/api/v1/action-items", "/fhir/Task", json!({"description": "Fixer les dates"})),
    ];
    for (list, resources, body) in lists {
        let id = make(&server, list, &body).await;
        assert_eq!(ids(&server, list).await, from_ref(&id));
        retire(&server, &format!("{resources}/{id}")).await;
        assert_eq!(ids(&server, list).await, [""; 0], "{list}");
        server.get(&format!("{list}/{id}")).await.expect(200);
    }
    assert_eq!(ids(&server, "/api/v1/discussion-points").await, [""; 0]);
}

/// Says through FHIR that a resource was entered in error.
async fn retire(server: &Server, at: &str) -> serde_json::Value {
    let mut resource = server.get(at).await.expect(200).json();
    resource["status"] = json!("entered-in-error");
    server.send(Method::PUT, at, &[], Some(resource.to_string())).await.expect(200).json()
}

#[tokio::test]
async fn nothing_follows_from_what_was_entered_in_error() {
    let server = Server::start().await;
    let (decisions, questions) = ("/api/v1/decisions", "/api/v1/questions");
    let series = make(&server, "/api/v1/series", &json!({"name": "Réunions"})).await;
    let meeting = async |day: &str| {
        let body = json!({"title": "Réunion", "series_id": series, "start": day, "status": "held"});
        make(&server, "/api/v1/meetings", &body).await
    };
    let (first, second) = (meeting("2021-04-13").await, meeting("2021-04-27").await);
    let old = make(&server, decisions, &json!({"text": "Une réunion par mois"})).await;
    let new = json!({"text": "Deux réunions par mois", "supersedes_ids": [old]});
    let new = make(&server, decisions, &new).await;
    let action = json!({"description": "Fixer les dates", "meeting_id": first, "reason_id": old});
    let action = make(&server, "/api/v1/action-items", &action).await;
    let question = make(&server, questions, &json!({"text": "Quand ?"})).await;
    let answers = format!("{questions}/{question}/answers");
    let answer = make(&server, &answers, &json!({"text": "Mardi"})).await;

    let seen = async || {
        let decision = server.get(&format!("{decisions}/{old}")).await.expect(200).json();
        let question = server.get(&format!("{questions}/{question}")).await.expect(200).json();
        let answers = server.get(&answers).await.expect(200).json();
        let agenda = server.get(&format!("/api/v1/meetings/{second}/agenda")).await.expect(200).json();
        let count = |list: &serde_json::Value| list.as_array().map(Vec::len);
        json!([
            decision["current"],
            count(&decision["caused_actions"]),
            question["status"],
            count(&answers["data"]),
            count(&agenda["review_of_actions"]["action_items"]),
        ])
    };
    assert_eq!(seen().await, json!([false, 1, "answered", 1, 1]));
    retire(&server, &format!("/fhir/Communication/{new}")).await;
    retire(&server, &format!("/fhir/Communication/{answer}")).await;
    let task = retire(&server, &format!("/fhir/Task/{action}")).await;
    assert!(task["executionPeriod"]["end"].is_null(), "it was never closed");
    assert_eq!(seen().await, json!([true, 0, "open", 0, 0]));
}
