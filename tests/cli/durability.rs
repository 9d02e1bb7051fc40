//! What was answered stays, whatever happens to the process.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::Client;
use serde_json::{Value, json};

use crate::process::Served;

/// How many clients write at the same time, so that writes share commits.
const WRITERS: usize = 8;
/// How many writes must have been answered before the kill.
const ENOUGH: usize = 60;

/// What was answered: the id, and the text that it was written with.
type Answered = Arc<Mutex<Vec<(String, String)>>>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_during_writes_loses_nothing_that_was_answered() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("relais.db");
    let answered = Answered::default();
    for round in 0..3 {
        let before = answered.lock().unwrap().len();
        let mut served = Served::start(&database);
        let stopped = Arc::new(AtomicBool::new(false));
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let name = format!("round {round}, writer {writer}");
                tokio::spawn(write(served.base.clone(), name, Arc::clone(&answered), Arc::clone(&stopped)))
            })
            .collect();
        while answered.lock().unwrap().len() < before + ENOUGH {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        served.kill();
        stopped.store(true, Ordering::Relaxed);
        for writer in writers {
            writer.await.unwrap();
        }
    }

    let served = Served::start(&database);
    let client = Client::new();
    let answered = answered.lock().unwrap().clone();
    for (id, description) in &answered {
        let answer = client.get(format!("{}/fhir/Task/{id}", served.base)).send().await.unwrap();
        let task: Value = answer.json().await.unwrap();
        assert_eq!(task["description"], description.as_str(), "{id} of {} was lost: {task}", answered.len());
    }
}

/// Writes one task after the other until the server is gone, and notes what was answered.
async fn write(base: String, name: String, answered: Answered, stopped: Arc<AtomicBool>) {
    let client = Client::new();
    for number in 0.. {
        let description = format!("{name}, task {number}");
        let task = json!({
            "resourceType": "Task", "status": "requested", "intent": "order", "description": description,
        });
        let sent = client.post(format!("{base}/fhir/Task")).json(&task).send().await;
        let Ok(response) = sent else { break };
        if response.status().as_u16() == 201
            && let Some(id) =
                response.headers().get("location").and_then(|value| value.to_str().ok()).and_then(id_of)
        {
            // Only an answer that arrived whole counts as one.
            if response.bytes().await.is_ok() {
                answered.lock().expect("no writer panics").push((id, description));
            }
        }
        if stopped.load(Ordering::Relaxed) {
            break;
        }
    }
}

/// The id in `[base]/Task/[id]/_history/[version]`.
fn id_of(location: &str) -> Option<String> {
    let (_, rest) = location.split_once("/Task/")?;
    rest.split('/').next().map(str::to_owned)
}
