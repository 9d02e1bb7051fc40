//! How the server stops when it is told to.

use crate::process::Served;

#[tokio::test]
async fn sigterm_ends_the_server_and_keeps_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("relais.db");
    let mut served = Served::start(&database);
    let task = serde_json::json!({ "resourceType": "Task", "status": "requested", "intent": "order" });
    let client = reqwest::Client::new();
    let written = client.post(format!("{}/fhir/Task", served.base)).json(&task).send().await.unwrap();
    let written: serde_json::Value = written.json().await.unwrap();
    assert_eq!(served.terminate().code(), Some(0));

    let again = Served::start(&database);
    let address = format!("{}/fhir/Task/{}", again.base, written["id"].as_str().unwrap());
    assert_eq!(client.get(address).send().await.unwrap().json::<serde_json::Value>().await.unwrap(), written);
}
