//! What the OpenAPI document says is what the server does: its examples are sent, and its parameters asked.

use relais::faces::native;
use reqwest::Method;
use serde_json::Value;

use super::make;
use crate::server::Server;

fn document() -> Value {
    serde_json::to_value(native::document()).unwrap_or_default()
}

/// The lists in which things can be made: their paths and descriptions.
fn lists(document: &Value) -> Vec<(String, Value)> {
    let paths = document["paths"].as_object().cloned().unwrap_or_default();
    let is_list = |item: &Value| item.get("post").is_some() && item.get("get").is_some();
    paths.into_iter().filter(|(path, item)| !path.contains('{') && is_list(item)).collect()
}

/// Makes what examples point to: the survey that the example of a response answers.
async fn make_what_examples_name(server: &Server, document: &Value) {
    let paths = &document["paths"];
    let survey = example_of_body(&paths["/api/v1/surveys"]["post"]);
    let id = example_of_body(&paths["/api/v1/survey-responses"]["post"])["survey_id"].clone();
    let path = format!("/api/v1/surveys/{}", id.as_str().unwrap_or_default());
    server.send(Method::PUT, &path, &[], Some(survey.to_string())).await.expect(201);
}

fn example_of_body(operation: &Value) -> Value {
    operation["requestBody"]["content"]["application/json"]["example"].clone()
}

/// The committed document, so that a change of the face is seen in review. `RELAIS_UPDATE=1` writes it anew.
#[test]
fn the_committed_document_is_the_one_that_is_served() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/relais.json");
    let served = format!("{}\n", native::document().to_pretty_json().unwrap());
    if std::env::var_os("RELAIS_UPDATE").is_some() {
        std::fs::write(path, &served).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(committed == served, "openapi/relais.json is out of date: run this test with RELAIS_UPDATE=1");
}

#[tokio::test]
async fn what_is_made_of_an_example_is_read_back_equal() {
    let server = Server::start().await;
    let document = document();
    make_what_examples_name(&server, &document).await;
    let lists = lists(&document);
    assert!(lists.len() >= 21, "{}", lists.len());
    for (path, item) in lists {
        let sent = example_of_body(&item["post"]);
        let id = make(&server, &path, &sent).await;
        let read = server.get(&format!("{path}/{id}")).await.expect(200).json();
        for (name, value) in sent.as_object().into_iter().flatten() {
            assert_eq!(read.get(name), Some(value), "{path} {name}");
        }
        let list = server.get(&path).await.expect(200).json();
        let shown = list["data"].as_array().is_some_and(|items| items.contains(&read));
        assert!(shown, "{path}: {read} is not in {list}");
    }
}

#[tokio::test]
async fn every_answer_has_exactly_the_members_that_its_schema_requires() {
    let server = Server::start().await;
    let document = document();
    make_what_examples_name(&server, &document).await;
    for (path, item) in lists(&document) {
        let id = make(&server, &path, &example_of_body(&item["post"])).await;
        let read = server.get(&format!("{path}/{id}")).await.expect(200).json();
        let content = "/get/responses/200/content/application~1json/schema/$ref";
        let whole = &document["paths"][format!("{path}/{{id}}")];
        let schema = whole.pointer(content).and_then(Value::as_str).unwrap_or_default();
        let schema = document.pointer(schema.trim_start_matches('#')).cloned().unwrap_or_default();
        let mut required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let mut found: Vec<&str> =
            read.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        required.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, required, "{path}");
    }
}

#[tokio::test]
async fn every_parameter_of_every_list_takes_its_example() {
    let server = Server::start().await;
    for (path, item) in lists(&document()) {
        for parameter in item["get"]["parameters"].as_array().into_iter().flatten() {
            let (Some(name), Some(example)) = (parameter["name"].as_str(), parameter.get("example")) else {
                continue;
            };
            let value = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
            let query = form_urlencoded::Serializer::new(String::new()).append_pair(name, &value).finish();
            server.get(&format!("{path}?{query}")).await.expect(200);
        }
    }
}

#[tokio::test]
async fn every_list_refuses_what_it_does_not_know_and_says_what_it_knows() {
    let server = Server::start().await;
    for (path, item) in lists(&document()) {
        let problem = server.get(&format!("{path}?colour=red")).await.expect(400).json();
        assert_eq!(super::refusal(&problem), ("unknown-parameter".to_owned(), "colour".to_owned()), "{path}");
        let detail = super::text(&problem, "detail");
        for parameter in item["get"]["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap_or_default();
            assert!(detail.contains(name), "{path}: {detail} does not tell of {name}");
        }
    }
}
