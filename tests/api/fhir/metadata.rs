//! The CapabilityStatement, and whether it is true.

use relais::config::Scope;
use relais::fhir::{Resource, validate};
use serde_json::Value;

use super::{put, task};
use crate::server::Server;

#[tokio::test]
async fn the_statement_is_a_valid_resource_and_open_to_everybody() {
    let server = Server::start_with(vec![("a-secret-of-some-length", vec![Scope::Read])]).await;
    let statement = server.get("/fhir/metadata").await.expect(200);
    let resource = Resource::parse(statement.text.as_bytes()).unwrap();
    assert_eq!(validate::validate(&resource), []);
    second_opinion::read(&statement.text).unwrap();
    server.get("/fhir/Task").await.expect(401);
    server.get("/fhir/metadata?mode=terminology").await.expect(400);
}

#[tokio::test]
async fn every_declared_parameter_and_include_of_our_own_types_answers() {
    let server = Server::start().await;
    let statement = server.get("/fhir/metadata").await.expect(200).json();
    let ours = [
        "Appointment",
        "Task",
        "Communication",
        "Composition",
        "Organization",
        "PractitionerRole",
        "Schedule",
        "Basic",
        "DeviceDefinition",
        "Device",
        "Endpoint",
        "Location",
        "DocumentReference",
        "Practitioner",
        "Group",
    ];
    let resources = statement["rest"][0]["resource"].as_array().unwrap();
    assert!(resources.len() > 140, "every R4 type is served");
    for resource in resources.iter().filter(|one| ours.contains(&one["type"].as_str().unwrap())) {
        let name = resource["type"].as_str().unwrap();
        for parameter in resource["searchParam"].as_array().unwrap() {
            let (code, kind) = (parameter["name"].as_str().unwrap(), parameter["type"].as_str().unwrap());
            let value = match kind {
                "date" => "2021",
                "number" | "quantity" => "1",
                "uri" => "http://example.org",
                "composite" => "x$x",
                "special" => "1|1",
                _ => "x",
            };
            server.get(&format!("/fhir/{name}?{code}={value}")).await.expect(200);
            let sorts = !matches!(kind, "composite" | "special") && !["_text", "_content"].contains(&code);
            let sorted = server.get(&format!("/fhir/{name}?_sort={code}")).await;
            sorted.expect(if sorts { 200 } else { 400 });
        }
        for include in resource["searchInclude"].as_array().into_iter().flatten() {
            server.get(&format!("/fhir/{name}?_include={}", include.as_str().unwrap())).await.expect(200);
        }
    }
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
        "_contained=true",
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
