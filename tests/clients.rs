//! Clients that others wrote, each in a process of its own, against a server in a process of its own. What they
//! do stands in `tests/clients`; `./test` fetches them and says where they are.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use relais::fhir::{Resource, ResourceType, validate::validate};
use reqwest::{Client, StatusCode};
use tempfile::TempDir;

#[path = "cli/process.rs"]
#[expect(dead_code, reason = "these tests serve only")]
mod process;

use process::Served;

/// How many of HL7's examples of each type are stored and read again.
const OF_EACH_TYPE: usize = 4;

/// A server over a database of its own.
fn serve() -> (Served, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (Served::start(&folder.path().join("relais.db")), folder)
}

/// Where `./test` put something; a test that cannot find it fails, so that none is passed over in silence.
fn place(variable: &str) -> PathBuf {
    match std::env::var_os(variable) {
        Some(place) => place.into(),
        None => {
            panic!("{variable} is not set: run ./test, which fetches the clients and says where they are")
        }
    }
}

/// Runs a script of `tests/clients` with the FHIR base and further arguments; what it prints is shown when it fails.
fn run(program: &Path, script: &str, arguments: &[&str], input: &str) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients").join(script);
    let mut command = Command::new(program);
    command.arg(&script).args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{}: {error}", program.display()));
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let ended = child.wait_with_output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert!(ended.status.success(), "{} failed:\n{out}\n{err}", script.display());
    out.into_owned()
}

#[test]
fn fhir_kit_client_finds_what_it_expects() {
    let (server, _folder) = serve();
    // Where the package is, the script learns from the variable itself.
    place("RELAIS_CLIENTS_NODE");
    let said = run(Path::new("node"), "fhir_kit_client.mjs", &[&format!("{}/fhir", server.base)], "");
    assert!(said.lines().count() > 15, "{said}");
}

#[test]
fn fhirpy_finds_what_it_expects() {
    let (server, _folder) = serve();
    let python = place("RELAIS_CLIENTS_FHIRPY");
    let said = run(&python, "fhirpy_client.py", &[&format!("{}/fhir", server.base)], "");
    assert_eq!(said.lines().count(), 5, "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fhir_resources_reads_whatever_is_answered() {
    let (server, _folder) = serve();
    let python = place("RELAIS_CLIENTS_FHIR_RESOURCES");
    let stored = store_examples(&server.base).await;
    assert!(stored.len() > 250, "only {} examples were stored", stored.len());
    let mut addresses: Vec<String> = stored;
    for resource_type in ResourceType::all() {
        addresses.push(format!("{resource_type}?_summary=true&_total=accurate"));
        addresses.push(format!("{resource_type}?nonsense=x"));
    }
    let whole = ["metadata", "metadata?mode=terminology", "metadata?_summary=true", "_history?_count=200"];
    let refused =
        ["Tusk", "Task/nowhere", "Task/nowhere/_history", "Task?_count=x&statu=x", "Task/$nonsense"];
    addresses.extend(whole.into_iter().chain(refused).map(str::to_owned));
    let base = format!("{}/fhir", server.base);
    let said = run(&python, "fhir_resources.py", &[&base, "-"], &addresses.join("\n"));
    println!("{said}");
}

/// Stores some of HL7's examples of each type under their ids; gives the addresses of those that were taken.
async fn store_examples(base: &str) -> Vec<String> {
    let http = Client::new();
    let mut stored = Vec::new();
    for files in examples().values() {
        let mut taken = 0;
        for file in files {
            let text = std::fs::read(file).unwrap();
            let Ok(resource) = Resource::parse(&text) else { continue };
            let Some(id) = resource.id().filter(|_| validate(&resource).is_empty()) else { continue };
            let address = format!("{}/{id}", resource.resource_type());
            let put =
                http.put(format!("{base}/fhir/{address}")).header("content-type", "application/fhir+json");
            let status = put.body(text).send().await.unwrap().status();
            if matches!(status, StatusCode::OK | StatusCode::CREATED) {
                stored.push(address);
                taken += 1;
            }
            if taken == OF_EACH_TYPE {
                break;
            }
        }
    }
    stored
}

/// HL7's examples by the type that their file names begin with, small ones only.
fn examples() -> BTreeMap<String, Vec<PathBuf>> {
    const MOST_BYTES: u64 = 100_000;
    let mut examples: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for entry in std::fs::read_dir(place("RELAIS_R4_EXAMPLES")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Some((resource_type, _)) = name.split_once('-') else { continue };
        if ResourceType::find(resource_type).is_some() && path.metadata().unwrap().len() < MOST_BYTES {
            examples.entry(resource_type.to_owned()).or_default().push(path);
        }
    }
    for files in examples.values_mut() {
        files.sort();
    }
    examples
}
