//! What was answered survives: a server is killed in the middle of many writes and started again.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

const CLIENTS: usize = 16;

/// How long the clients write before the server is killed.
const UNTIL_KILLED: Duration = Duration::from_millis(1500);

/// A server in a process of its own.
struct Server {
    process: Child,
    base: String,
}

impl Server {
    fn start(database: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_relais"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env("RELAIS_DATABASE", database)
            .env("RELAIS_LOG", "relais=info")
            .env("RELAIS_LOG_FORMAT", "json")
            .stderr(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let line = lines.by_ref().map(Result::unwrap).find(|line| line.contains("listening")).unwrap();
        let start = line.find("http://").unwrap();
        let base = line[start..].split('"').next().unwrap().to_owned();
        // What the server says later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, base }
    }

    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// A write that was answered.
struct Answered {
    id: String,
    version: String,
    words: String,
}

fn task(id: Option<&str>, words: &str) -> Value {
    let identifier = json!([{ "system": "urn:x-test", "value": words }]);
    let mut task = json!({
        "resourceType": "Task", "status": "requested", "intent": "plan",
        "identifier": identifier, "description": words
    });
    if let Some(id) = id {
        task["id"] = json!(id);
    }
    task
}

/// Changes one resource over and over, and makes others, until the server no longer answers.
async fn write(base: String, client: usize) -> Vec<Answered> {
    let http = Client::new();
    let mut answered = Vec::new();
    for turn in 1.. {
        let own = format!("own-{client}");
        let changed = format!("changed-{client}-{turn}");
        let made = format!("made-{client}-{turn}");
        let put = http.put(format!("{base}/fhir/Task/{own}")).json(&task(Some(&own), &changed));
        let post = http.post(format!("{base}/fhir/Task")).json(&task(None, &made));
        for (request, words) in [(put, changed), (post, made)] {
            let Ok(response) = request.send().await else { return answered };
            let status = response.status();
            let Ok(body) = response.json::<Value>().await else { return answered };
            assert!(status.is_success(), "{status}: {body}");
            let text = |pointer: &str| body.pointer(pointer).unwrap().as_str().unwrap().to_owned();
            answered.push(Answered { id: text("/id"), version: text("/meta/versionId"), words });
        }
    }
    answered
}

async fn get(http: &Client, address: String) -> Value {
    let response = http.get(&address).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{address}");
    response.json().await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answered_write_survives_the_servers_death() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("relais.db");
    let server = Server::start(&database);
    let clients: Vec<_> =
        (0..CLIENTS).map(|client| tokio::spawn(write(server.base.clone(), client))).collect();
    tokio::time::sleep(UNTIL_KILLED).await;
    server.kill();
    let mut answered = Vec::new();
    for client in clients {
        answered.push(client.await.unwrap());
    }
    assert!(answered.iter().all(|one| one.len() > 4), "too little was written to mean anything");

    let server = Server::start(&database);
    let http = Client::new();
    for (client, writes) in answered.iter().enumerate() {
        for Answered { id, version, words } in writes {
            let body = get(&http, format!("{}/fhir/Task/{id}/_history/{version}", server.base)).await;
            assert_eq!(body["description"], json!(words));
        }
        for Answered { id, words, .. } in writes.iter().filter(|one| one.words.starts_with("made")) {
            check_found(&http, &server.base, words, Some(id)).await;
        }
        // One more change may have been written whose answer was lost; then that one is what is found.
        let own = format!("own-{client}");
        let present = get(&http, format!("{}/fhir/Task/{own}", server.base)).await;
        let changes = writes.iter().filter(|one| one.id == own).count();
        let number: usize = present["meta"]["versionId"].as_str().unwrap().parse().unwrap();
        assert!(number == changes || number == changes + 1, "{number} after {changes} answers");
        check_found(&http, &server.base, present["description"].as_str().unwrap(), Some(&own)).await;
        check_found(&http, &server.base, &format!("changed-{client}-{}", number - 1), None).await;
    }
    server.kill();
    let connection = rusqlite::Connection::open(&database).unwrap();
    let found: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(found, "ok");
    println!("{} answered writes survived", answered.iter().map(Vec::len).sum::<usize>());
}

/// Checks that a search by identifier finds one resource, or none.
async fn check_found(http: &Client, base: &str, words: &str, id: Option<&str>) {
    let bundle = get(http, format!("{base}/fhir/Task?identifier=urn:x-test|{words}")).await;
    let entries = bundle["entry"].as_array().cloned().unwrap_or_default();
    let found: Vec<_> = entries.iter().map(|entry| entry["resource"]["id"].as_str().unwrap()).collect();
    assert_eq!(found, id.into_iter().collect::<Vec<_>>(), "{words}");
}
