//! Standards, which are the concepts of one CodeSystem.

use relais::mapping::code_system;
use relais::model::{Localized, Standard};
use reqwest::Method;
use serde_json::json;

use super::refusal;
use crate::server::Server;

#[tokio::test]
async fn standards_are_read_from_their_code_system() {
    let server = Server::start().await;
    assert_eq!(server.get("/api/v1/standards").await.expect(200).json(), json!({"data": [], "next": null}));
    let standard =
        Standard { code: "fhir-r4".to_owned(), name: Localized::new("HL7 FHIR R4"), ..Standard::default() };
    let path = format!("/fhir/CodeSystem/{}", code_system::STANDARDS_ID);
    let body = code_system::standards(&[standard]).into_value().to_string();
    let headers = [("content-type", "application/fhir+json")];
    server.send(Method::PUT, &path, &headers, Some(body)).await.expect(201);
    let list = server.get("/api/v1/standards").await.expect(200).json();
    assert_eq!(list["data"][0]["name"], "HL7 FHIR R4");
    assert_eq!(server.get("/api/v1/standards/fhir-r4").await.expect(200).json(), list["data"][0]);
    assert_eq!(refusal(&server.get("/api/v1/standards/morse").await.expect(404).json()).0, "not-found");
    server.get("/api/v1/standards?q=fhir").await.expect(400);
}
