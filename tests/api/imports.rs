//! Minutes in, and what both faces tell of them afterwards.

use reqwest::Method;
use serde_json::{Value, json};

use crate::server::{Answer, Server};

const FIRST: &str = include_str!("../../fixtures/minutes/grands-fleuves-2026-03-03.fr.txt");
const SECOND: &str = include_str!("../../fixtures/minutes/grands-fleuves-2026-03-17.fr.txt");

async fn import(server: &Server, query: &str, text: &str) -> Answer {
    let path = format!("/api/v1/imports/minutes{query}");
    server
        .send(Method::POST, &path, &[("content-type", "text/plain; charset=utf-8")], Some(text.to_owned()))
        .await
}

#[tokio::test]
async fn what_minutes_tell_is_readable_on_both_faces() {
    let server = Server::start().await;
    let imported = import(&server, "?name=first.txt", FIRST).await.expect(201).json();
    assert_eq!(imported["outcome"], "imported");
    let meeting = imported["meeting_id"].as_str().unwrap();

    let native = server.get(&format!("/api/v1/meetings/{meeting}")).await.expect(200).json();
    let fhir = server.get(&format!("/fhir/Appointment/{meeting}")).await.expect(200).json();
    assert_eq!(native["title"], fhir["description"]);
    assert_eq!(native["start"], fhir["start"]);
    let actions =
        server.get(&format!("/api/v1/action-items?meeting={meeting}&limit=1000")).await.expect(200).json();
    let tasks = server
        .get(&format!("/fhir/Task?based-on=Appointment/{meeting}&_count=1000"))
        .await
        .expect(200)
        .json();
    let ids = |list: &Value, pointer: &str| -> Vec<String> {
        let items = list.as_array().into_iter().flatten();
        items.filter_map(|item| Some(item.pointer(pointer)?.as_str()?.to_owned())).collect()
    };
    let of_actions = ids(&actions["data"], "/id");
    assert_eq!(of_actions.len(), usize::try_from(imported["action_items"].as_u64().unwrap()).unwrap());
    assert!(of_actions.len() > 1);
    assert_eq!(of_actions, ids(&tasks["entry"], "/resource/id"));
    let agenda = server.get(&format!("/api/v1/meetings/{meeting}/agenda")).await.expect(200).json();
    assert_eq!(agenda["data"].as_array().unwrap().len() as u64, imported["agenda_items"].as_u64().unwrap());
    let document = imported["source_document_id"].as_str().unwrap();
    server.get(&format!("/fhir/DocumentReference/{document}")).await.expect(200);
}

#[tokio::test]
async fn the_same_minutes_again_change_nothing_even_after_people_have() {
    let server = Server::start().await;
    import(&server, "", FIRST).await.expect(201);
    let action = server.get("/api/v1/action-items?limit=1").await.expect(200).json()["data"][0].clone();
    let path = format!("/api/v1/action-items/{}", action["id"].as_str().unwrap());
    let headers = &[("if-match", "\"1\""), ("content-type", "application/merge-patch+json")];
    let done = json!({ "status": "done" }).to_string();
    server.send(Method::PATCH, &path, headers, Some(done)).await.expect(200);

    let again = import(&server, "", FIRST).await.expect(200).json();
    assert_eq!(again["outcome"], "unchanged");
    assert_eq!(server.get(&path).await.expect(200).json()["status"], "done");
}

#[tokio::test]
async fn the_meeting_that_was_planned_becomes_the_one_that_was_held() {
    let server = Server::start().await;
    let first = import(&server, "", FIRST).await.expect(201).json();
    let planned = first["next_meeting_id"].as_str().unwrap().to_owned();
    let before = server.get(&format!("/api/v1/meetings/{planned}")).await.expect(200).json();
    assert_eq!(
        (&before["status"], &before["previous_meeting_id"]),
        (&json!("planned"), &first["meeting_id"])
    );

    let second = import(&server, "", SECOND).await.expect(201).json();
    assert_eq!(second["meeting_id"], planned);
    let after = server.get(&format!("/api/v1/meetings/{planned}")).await.expect(200).json();
    assert_eq!(after["status"], "held");
    assert_eq!(after["series_id"], before["series_id"]);
    let meeting = first["meeting_id"].as_str().unwrap();
    let open =
        server.get(&format!("/api/v1/action-items?status=open&meeting={meeting}")).await.expect(200).json();
    assert!(open["data"].as_array().unwrap().iter().any(|item| item["carried_over"] == 1), "{open:#}");
}

#[tokio::test]
async fn a_dry_run_writes_nothing_and_shows_the_draft_with_its_lines() {
    let server = Server::start().await;
    let draft = import(&server, "?dry_run=true", FIRST).await.expect(200).json();
    assert_eq!(draft["date"]["value"], "2026-03-03");
    assert!(draft["date"]["lines"][0].as_u64().unwrap() > 0);
    let path = "/api/v1/imports/minutes?dry_run=true";
    let headers = &[("content-type", "text/plain"), ("accept", "text/plain")];
    let readable = server.send(Method::POST, path, headers, Some(FIRST.to_owned())).await.expect(200);
    assert!(readable.text.contains("Agenda"), "{}", readable.text);
    assert_eq!(server.get("/fhir/_history").await.expect(200).json().get("entry"), None);
}

#[tokio::test]
async fn the_document_keeps_its_bytes_and_its_true_type() {
    let server = Server::start().await;
    let path = "/api/v1/imports/minutes";
    let windows: Vec<u8> = FIRST
        .chars()
        .map(|character| match character {
            '’' => 0x92,
            '•' => 0x95,
            other => u8::try_from(u32::from(other)).unwrap(),
        })
        .collect();
    let imported =
        server.post_bytes(path, "application/octet-stream", windows.clone()).await.expect(201).json();
    let document = imported["source_document_id"].as_str().unwrap();
    let document = server.get(&format!("/fhir/DocumentReference/{document}")).await.expect(200).json();
    let attachment = &document["content"][0]["attachment"];
    assert_eq!(attachment["contentType"], "text/plain; charset=windows-1252");
    assert_eq!(attachment["size"], windows.len());
    let meeting = imported["meeting_id"].as_str().unwrap();
    let meeting = server.get(&format!("/api/v1/meetings/{meeting}")).await.expect(200).json();
    assert!(meeting["title"].as_str().unwrap().contains("Réseau"), "{meeting}");
}

#[tokio::test]
async fn a_declared_type_that_contradicts_the_content_is_refused() {
    let server = Server::start().await;
    let path = "/api/v1/imports/minutes?dry_run=true";
    let docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    let refused = server.post_bytes(path, docx, FIRST.into()).await.expect(415).json();
    assert_eq!(refused["errors"][0]["parameter"], "Content-Type");
    assert!(refused["detail"].as_str().unwrap().contains("the body is text/plain"), "{refused}");
    server.post_bytes(path, "text/html", FIRST.into()).await.expect(415);
    server.post_bytes(path, "text/markdown", FIRST.into()).await.expect(200);
    let damaged = server.post_bytes(path, docx, b"PK\x03\x04...".to_vec()).await.expect(400).json();
    assert_eq!(damaged["code"], "minutes-damaged");
    let picture = server.post_bytes(path, "application/octet-stream", b"\x89PNG\r\n".to_vec()).await;
    assert_eq!(picture.expect(415).json()["code"], "minutes-format-unsupported");
}

#[tokio::test]
async fn what_is_no_minutes_is_refused_with_what_was_expected() {
    let server = Server::start().await;
    let recipe = import(&server, "", "Take two eggs and beat them well.\n").await.expect(400).json();
    assert_eq!(recipe["code"], "minutes-not-recognised");
    let json = server
        .send(Method::POST, "/api/v1/imports/minutes", &[], Some("{}".to_owned()))
        .await
        .expect(415)
        .json();
    assert_eq!(json["errors"][0]["parameter"], "Content-Type");
    import(&server, "?dry_run=maybe", FIRST).await.expect(400);
    import(&server, "?dryrun=true", FIRST).await.expect(400);
    server.get("/api/v1/imports/minutes").await.expect(405);
}

#[tokio::test]
async fn a_corrected_draft_is_imported_in_the_place_of_what_was_read() {
    let server = Server::start().await;
    let send = async |body: Value, query: &str| {
        let headers = &[("content-type", "application/vnd.relais.draft+json")];
        let path = format!("/api/v1/imports/minutes{query}");
        server.send(Method::POST, &path, headers, Some(body.to_string())).await
    };
    let first = import(&server, "?name=first.txt", FIRST).await.expect(201).json();
    let mut draft = import(&server, "?dry_run=true", FIRST).await.expect(200).json();
    draft["action_items"][0]["value"]["text"] = "Write it down".into();
    let document = json!({ "id": first["source_document_id"] });
    let body = json!({ "draft": draft, "document": document });
    let told = send(body.clone(), "").await.expect(201).json();
    assert_eq!(
        (&told["source_document_id"], &told["meeting_id"]),
        (&first["source_document_id"], &first["meeting_id"])
    );
    let actions = server.get("/api/v1/action-items?limit=100").await.expect(200).json();
    let words: Vec<&Value> =
        actions["data"].as_array().unwrap().iter().map(|one| &one["description"]).collect();
    assert!(words.contains(&&json!("Write it down")), "{words:?}");
    send(body.clone(), "").await.expect(200);
    send(json!({ "draft": body["draft"], "document": { "data": "SGVsbG8=" } }), "?dry_run=true")
        .await
        .expect(200);

    let mut wrong = body.clone();
    wrong["draft"]["action_items"][0]["value"]["colour"] = "red".into();
    let refused = send(wrong, "").await.expect(400).json();
    assert_eq!(refused["errors"][0]["pointer"], "/draft/action_items/0/value/colour", "{refused}");
    send(json!({ "draft": body["draft"], "document": { "id": "nowhere" } }), "").await.expect(400);
}
