//! The CapabilityStatement, and whether it is true.

use relais::config::Scope;
use relais::fhir::{Resource, validate};
use serde_json::Value;

use super::{put, task};
use crate::server::Server;

#[tokio::test]
async fn the_statement_is_a_valid_resource_in_every_mode_and_open_to_everybody() {
    let server = Server::start_with(vec![("a-secret-of-some-length", vec![Scope::Read])]).await;
    for (mode, resource_type) in [
        ("", "CapabilityStatement"),
        ("?mode=full", "CapabilityStatement"),
        ("?mode=normative", "CapabilityStatement"),
        ("?mode=terminology", "TerminologyCapabilities"),
    ] {
        let statement = server.get(&format!("/fhir/metadata{mode}")).await.expect(200);
        let resource = Resource::parse(statement.text.as_bytes()).unwrap();
        assert_eq!(resource.resource_type().name(), resource_type, "{mode}");
        assert_eq!(validate::validate(&resource), [], "{mode}");
        second_opinion::read(&statement.text).unwrap();
    }
    server.get("/fhir/Task").await.expect(401);
    server.get("/fhir/metadata?mode=half").await.expect(400);
    server.get("/fhir/metadata?nonsense=x").await.expect(400);
}

#[tokio::test]
async fn the_normative_part_leaves_out_what_is_for_trial_use() {
    let server = Server::start().await;
    let full = server.get("/fhir/metadata").await.expect(200).json();
    let part = server.get("/fhir/metadata?mode=normative").await.expect(200).json();
    let resource = |statement: &Value| statement["rest"][0]["resource"][0].clone();
    assert!(full["rest"][0].get("security").is_some() && part["rest"][0].get("security").is_none());
    assert_eq!(resource(&full)["searchParam"], resource(&part)["searchParam"]);
    for name in ["searchInclude", "versioning", "conditionalCreate"] {
        assert!(resource(&full).get(name).is_some() && resource(&part).get(name).is_none(), "{name}");
    }
}

#[tokio::test]
async fn who_has_the_statement_already_gets_it_no_second_time() {
    let server = Server::start().await;
    let first = server.get("/fhir/metadata").await.expect(200);
    let (tag, other) = (first.header("etag").to_owned(), "W/\"0123456789abcdef\"");
    for (sent, status) in [(tag.as_str(), 304), ("*", 304), (other, 200)] {
        let headers = [("if-none-match", sent)];
        let again = server.send(reqwest::Method::GET, "/fhir/metadata", &headers, None).await.expect(status);
        assert_eq!(again.header("etag"), tag, "{sent}");
    }
    let terminology = server.get("/fhir/metadata?mode=terminology").await.expect(200);
    assert_ne!(terminology.header("etag"), tag);
}

#[tokio::test]
async fn a_summary_of_the_statement_is_marked_as_one() {
    let server = Server::start().await;
    let summary = server.get("/fhir/metadata?_summary=true").await.expect(200).json();
    assert_eq!(summary["meta"]["tag"][0]["code"], "SUBSETTED");
    assert_eq!(summary["fhirVersion"], "4.0.1");
}

#[tokio::test]
async fn what_is_not_declared_is_refused() {
    let server = Server::start().await;
    for query in [
        "_text=(x",
        "_query=x",
        "status:of-type=x",
        "code-value-quantity=x$1",
        "_filter=x",
        "_elements=colour",
        "_elements=id&_summary=true",
        "_summary=all",
        "_summary=text&_include=Task:owner",
        "_contained=maybe",
        "_containedType=x",
        "_contained=true&_include=Task:owner",
        "_contained=true&_sort=status",
        "status:above=x",
        "nonsense=x",
        "status=",
    ] {
        let outcome = server.get(&format!("/fhir/Task?{query}")).await.expect(400).json();
        assert_eq!(outcome["resourceType"], "OperationOutcome", "{query}");
    }
    let mut resource = task("x");
    resource["id"] = Value::from("t");
    put(&server, &resource).await.expect(201);
    for path in ["/fhir/Task/t/$everything", "/fhir/Task/$nonsense", "/fhir/$lookup", "/fhir/Task/$expand"] {
        let status = server.post(path, &task("x")).await.status.as_u16();
        assert!(matches!(status, 400 | 404 | 405), "{path} answers {status}");
    }
}
