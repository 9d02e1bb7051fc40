//! Which files the embedded store takes, which it refuses, and that it leaves alone what it refuses.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use relais::fhir::{Id, ResourceType};
use relais::search::Query;
use relais::store::sqlite::SqliteStore;
use relais::store::{Body, Change, Committed, Expect, Key, Store, Write};
use rusqlite::Connection;

const TASK: ResourceType = ResourceType::named("Task");

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("relais.db")
    }
}

fn write(id: &str) -> Write {
    let before = r#"{"resourceType":"Task","meta":{"lastUpdated":""#;
    let body =
        Body { text: format!("{before}{}\"}}}}", Body::PLACEHOLDER).into_bytes(), stamp: before.len() };
    let change = Change::Put { body, rows: Vec::new(), contained: Vec::new(), indexed_by: 0 };
    Write { key: Key::new(TASK, Id::parse(id).unwrap()), expect: Expect::Absent, change }
}

async fn make(store: &SqliteStore, id: &str) {
    assert!(matches!(store.commit(vec![write(id)], 0).await.unwrap(), Committed::Done(_)));
}

/// Checks that a file is refused for this reason, in words that say what to do, and stays as it was.
fn check_refused(path: &Path, code: &str, words: &str) {
    let before = fs::read(path).unwrap();
    let error = SqliteStore::open(path).unwrap_err();
    assert_eq!(error.code(), code, "{error}");
    assert!(error.issues()[0].message.contains(words), "{error}");
    assert!(fs::read(path).unwrap() == before, "the file was changed");
}

#[tokio::test]
async fn a_new_file_is_made_and_a_known_one_is_opened_again() {
    let folder = Folder::new();
    for turn in 0..3_u64 {
        let store = SqliteStore::open(&folder.file()).unwrap();
        assert_eq!(store.count(&Query::all(TASK, 1)).await.unwrap(), turn);
        make(&store, &format!("r{turn}")).await;
    }
    fs::write(folder.0.path().join("empty.db"), "").unwrap();
    let store = SqliteStore::open(&folder.0.path().join("empty.db")).unwrap();
    make(&store, "a").await;
}

#[test]
fn a_file_of_a_newer_version_is_refused() {
    let folder = Folder::new();
    drop(SqliteStore::open(&folder.file()).unwrap());
    let connection = Connection::open(folder.file()).unwrap();
    connection.pragma_update(None, "user_version", 7).unwrap();
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(connection);
    check_refused(&folder.file(), "newer-database", "written by a newer version of relais");
    let connection = Connection::open(folder.file()).unwrap();
    connection.pragma_update(None, "user_version", -1).unwrap();
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(connection);
    check_refused(&folder.file(), "newer-database", "form -1");
}

#[test]
fn another_programs_database_is_refused_untouched() {
    let folder = Folder::new();
    Connection::open(folder.file())
        .unwrap()
        .execute_batch("CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)")
        .unwrap();
    check_refused(&folder.file(), "foreign-database", "belongs to another program");

    let folder = Folder::new();
    Connection::open(folder.file()).unwrap().pragma_update(None, "user_version", 1).unwrap();
    check_refused(&folder.file(), "foreign-database", "RELAIS_DATABASE");
}

#[test]
fn what_is_no_database_is_refused_untouched() {
    let folder = Folder::new();
    for content in ["xy", "These are the minutes of a meeting.", &"minutes ".repeat(10_000)] {
        fs::write(folder.file(), content).unwrap();
        check_refused(&folder.file(), "not-a-database", "is not a SQLite database");
    }
}

#[test]
fn a_file_in_a_folder_that_is_not_there_is_refused() {
    let folder = Folder::new();
    let error = SqliteStore::open(&folder.0.path().join("none/relais.db")).unwrap_err();
    assert_eq!(error.code(), "cannot-open-database", "{error}");
    assert!(error.to_string().contains("folder must exist"), "{error}");
}

/// The name of the file, for the process that [`another_process`] is.
const FILE: &str = "RELAIS_TEST_DATABASE";

/// Not a test of its own: the other side of [`several_processes_open_and_write_at_once`].
#[tokio::test]
#[ignore = "run by another test, in a process of its own"]
async fn another_process() {
    let Ok(path) = std::env::var(FILE) else { return };
    let store = SqliteStore::open(Path::new(&path)).unwrap();
    for turn in 0..10 {
        make(&store, &format!("p{}-{turn}", std::process::id())).await;
    }
}

fn start_another(path: &Path) -> Child {
    let arguments = ["--exact", "another_process", "--ignored", "--quiet"];
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(arguments).env(FILE, path).stdout(Stdio::null()).spawn().unwrap()
}

#[tokio::test]
async fn several_processes_open_and_write_at_once() {
    let folder = Folder::new();
    let mut processes: Vec<Child> = (0..4).map(|_| start_another(&folder.file())).collect();
    let path = folder.file();
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let path = path.clone();
            std::thread::spawn(move || drop(SqliteStore::open(&path).unwrap()))
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    for process in &mut processes {
        assert!(process.wait().unwrap().success());
    }
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(store.count(&Query::all(TASK, 1)).await.unwrap(), 40);
}
