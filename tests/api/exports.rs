//! Minutes out: the same meeting in every format, by its address and by what is accepted.

use relais::config::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use crate::server::{Answer, Server};

const MINUTES: &str = include_str!("../../fixtures/minutes/grands-fleuves-2026-03-03.fr.txt");
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// Imports the minutes, and tells the meeting's id.
async fn meeting(server: &Server, headers: &[(&str, &str)]) -> String {
    let headers: Vec<_> = headers.iter().copied().chain([("content-type", "text/plain")]).collect();
    let imported =
        server.send(Method::POST, "/api/v1/imports/minutes", &headers, Some(MINUTES.to_owned())).await;
    imported.expect(201).json()["meeting_id"].as_str().unwrap().to_owned()
}

async fn accepting(server: &Server, path: &str, accept: &str) -> Answer {
    server.send(Method::GET, path, &[("accept", accept)], None).await
}

#[tokio::test]
async fn a_meeting_is_written_in_every_format() {
    let server = Server::start().await;
    let id = meeting(&server, &[]).await;
    for (format, media_type, ending) in [
        ("md", "text/markdown", "md"),
        ("html", "text/html", "html"),
        ("docx", DOCX, "docx"),
        ("fhir", "application/fhir+json", "fhir.json"),
    ] {
        let path = format!("/api/v1/exports/minutes/{id}?format={format}");
        let answer = server.get(&path).await.expect(200);
        assert!(answer.header("content-type").starts_with(media_type), "{format}");
        let name = answer.header("content-disposition");
        assert!(name.contains("filename=\"2026-03-03-") && name.ends_with(&format!(".{ending}\"")), "{name}");
        let etag = answer.header("etag");
        let known = server.send(Method::GET, &path, &[("if-none-match", etag)], None).await.expect(304);
        assert_eq!((known.text.as_str(), known.header("etag")), ("", etag), "{format}");

        let path = format!("/api/v1/meetings/{id}/minutes");
        let accepted = accepting(&server, &path, media_type).await.expect(200);
        assert!(accepted.header("content-type").starts_with(media_type), "{format}");
        assert_eq!((accepted.header("etag"), accepted.header("vary")), (etag, "Accept"), "{format}");
    }
    let json = server.get(&format!("/api/v1/meetings/{id}/minutes")).await.expect(200);
    assert!(json.header("content-type").starts_with("application/json"));
    let markdown = server.get(&format!("/api/v1/exports/minutes/{id}?lang=en")).await.expect(200).text;
    assert!(markdown.contains("| # | Subject | Discussion | Next step |"), "{markdown}");
}

#[tokio::test]
async fn a_change_gives_another_etag() {
    let server = Server::start().await;
    let id = meeting(&server, &[]).await;
    let path = format!("/api/v1/exports/minutes/{id}?format=html");
    let before = server.get(&path).await.expect(200);
    let change = json!({ "theme": "Registres" }).to_string();
    let address = format!("/api/v1/meetings/{id}");
    let headers = [("if-match", "*"), ("content-type", "application/merge-patch+json")];
    server.send(Method::PATCH, &address, &headers, Some(change)).await.expect(200);
    let known = [("if-none-match", before.header("etag"))];
    let after = server.send(Method::GET, &path, &known, None).await.expect(200);
    assert!(after.text.contains("Registres") && !before.text.contains("Registres"), "{}", after.text);
}

#[tokio::test]
async fn what_cannot_be_written_is_refused_with_what_can() {
    let server = Server::start().await;
    let id = meeting(&server, &[]).await;
    let refused = |answer: Answer, status: u16, code: &str, parts: &[&str]| {
        let problem = answer.expect(status).json();
        let detail = problem["detail"].as_str().unwrap_or_default().to_owned();
        assert_eq!(problem["code"], code, "{detail}");
        assert!(parts.iter().all(|part| detail.contains(part)), "{detail}");
    };
    let export = format!("/api/v1/exports/minutes/{id}");
    refused(
        server.get(&format!("{export}?format=pdf")).await,
        400,
        "unknown-format",
        &["pdf", "md, html, docx, fhir"],
    );
    refused(
        server.get(&format!("{export}?lang=sw")).await,
        400,
        "invalid-parameter-value",
        &["sw", "fr and en"],
    );
    refused(
        server.get(&format!("{export}?colour=red")).await,
        400,
        "unknown-parameter",
        &["format and lang"],
    );
    let image = accepting(&server, &format!("/api/v1/meetings/{id}/minutes"), "image/png").await;
    refused(image, 406, "not-acceptable", &["image/png", "text/markdown"]);
    refused(server.get("/api/v1/exports/minutes/nobody").await, 404, "not-found", &["nobody"]);

    let planned = json!({ "title": "Cercle des lacs", "start": "2026-06-09" });
    let planned = server.post("/api/v1/meetings", &planned).await.expect(201).json();
    let planned = planned["id"].as_str().unwrap();
    let invitation = server.get(&format!("/api/v1/exports/minutes/{planned}?lang=fr")).await.expect(200).text;
    assert!(invitation.starts_with("# Cercle des lacs : invitation\n"), "{invitation}");
    let fhir = server.get(&format!("/api/v1/exports/minutes/{planned}?format=fhir")).await;
    refused(fhir, 404, "no-minutes", &[planned, "invitation"]);
}

#[tokio::test]
async fn contact_details_are_in_no_document_without_the_scope_for_them() {
    let tokens = vec![
        ("a-secret-of-readers", vec![Scope::Read]),
        ("a-secret-of-all-scopes", vec![Scope::Read, Scope::Write, Scope::Personal]),
    ];
    let server = Server::start_with(tokens).await;
    let all = ("authorization", "Bearer a-secret-of-all-scopes");
    let id = meeting(&server, &[all]).await;
    let path = format!("/api/v1/meetings/{id}");
    let held = server.send(Method::GET, &path, &[all], None).await.expect(200).json();
    let actor = |one: &Value| one["actor"]["id"].as_str().map(str::to_owned);
    let person = json!({ "name": "Awa Diop", "email": "awa@clinic.example", "phone": "+221 77 000 00 00" });
    let made = server.send(Method::POST, "/api/v1/people", &[all], Some(person.to_string())).await;
    let made = made.expect(201).json()["id"].as_str().unwrap().to_owned();
    let mut participants = held["participants"].as_array().cloned().unwrap_or_default();
    assert!(participants.iter().filter_map(actor).count() > 0, "{held}");
    participants.push(
        json!({ "actor": { "kind": "person", "id": made, "name": "Awa Diop" }, "roles": ["attendee"] }),
    );
    let minutes = server.send(Method::GET, &format!("{path}/minutes"), &[all], None).await.expect(200).json();
    let change = json!({ "authors": [{ "kind": "person", "id": made }] }).to_string();
    let patch = [all, ("if-match", "*"), ("content-type", "application/merge-patch+json")];
    let address = format!("/api/v1/minutes/{}", minutes["id"].as_str().unwrap());
    server.send(Method::PATCH, &address, &patch, Some(change)).await.expect(200);
    let change = json!({ "participants": participants }).to_string();
    server.send(Method::PATCH, &path, &patch, Some(change)).await.expect(200);

    for format in ["md", "html", "fhir"] {
        let export = format!("/api/v1/exports/minutes/{id}?format={format}");
        let reader = [("authorization", "Bearer a-secret-of-readers")];
        let shown = server.send(Method::GET, &export, &reader, None).await.expect(200).text;
        assert!(shown.contains("Awa Diop"), "{format}: {shown}");
        assert!(!shown.contains("awa@clinic.example") && !shown.contains("+221"), "{format}: {shown}");
    }
    let whole = format!("/api/v1/exports/minutes/{id}?format=fhir");
    let whole = server.send(Method::GET, &whole, &[all], None).await.expect(200).text;
    assert!(whole.contains("awa@clinic.example"), "{whole}");
}
