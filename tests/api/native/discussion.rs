//! Discussion points, decisions and questions: one kind of resource, three lists.

use std::slice::from_ref;

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
    assert_eq!(list["data"][0]["action_item_ids"], json!([first, second]));
    assert_eq!(list["data"][1]["action_item_ids"], json!([]));
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
    assert_eq!(read["answers"], json!([{"id": answer, "text": "FHIR R4"}]));
    assert_eq!(ids(&server, "/api/v1/questions?answered=false").await, [open]);
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
