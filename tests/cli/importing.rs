//! Minutes from files, by the command line.

use std::path::Path;

use serde_json::Value;

use crate::process::run;

/// Minutes of an invented community.
fn example() -> String {
    format!("{}/fixtures/minutes/grands-fleuves-2026-03-03.fr.txt", env!("CARGO_MANIFEST_DIR"))
}

/// A database that is not there yet, in a folder that goes with the test.
fn database(folder: &tempfile::TempDir) -> String {
    folder.path().join("relais.db").display().to_string()
}

#[test]
fn a_dry_run_shows_the_draft_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let database = database(&folder);
    let text = run(&["import", "minutes", &example(), "--dry-run", "--database", &database], &[]);
    assert_eq!((text.code, text.err.as_str()), (Some(0), ""));
    assert!(text.out.contains("Grands Fleuves") && text.out.contains("4 action items"), "{}", text.out);

    let json = run(&["import", "minutes", &example(), "--dry-run", "--json", "--database", &database], &[]);
    let answer: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(answer["draft"]["language"], "fr");
    assert!(answer["draft"]["action_items"][0]["lines"].is_array(), "{answer}");
    assert!(!Path::new(&database).exists());
}

#[test]
fn the_same_minutes_again_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let database = database(&folder);
    let import = || {
        let ended = run(&["import", "minutes", &example(), "--json", "--database", &database], &[]);
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        serde_json::from_str::<Value>(&ended.out).unwrap()["import"].clone()
    };
    let (first, again) = (import(), import());
    assert_eq!((&first["outcome"], &first["known_document"]), (&"imported".into(), &false.into()), "{first}");
    assert_eq!((&again["outcome"], &again["known_document"]), (&"unchanged".into(), &true.into()), "{again}");
    let outcomes = again["resources"].as_array().unwrap().iter().map(|resource| &resource["outcome"]);
    assert!(outcomes.into_iter().all(|outcome| outcome == "unchanged"), "{again}");
    assert_eq!(first["meeting_id"], again["meeting_id"]);
}

#[test]
fn indexes_that_were_lost_are_built_anew() {
    let folder = tempfile::tempdir().unwrap();
    let database = database(&folder);
    let imported = run(&["import", "minutes", &example(), "--database", &database], &[]);
    assert_eq!(imported.code, Some(0), "{}", imported.err);
    let rows = || -> i64 {
        let connection = rusqlite::Connection::open(&database).unwrap();
        connection.query_row("SELECT count(*) FROM index_token", [], |row| row.get(0)).unwrap()
    };
    let before = rows();
    rusqlite::Connection::open(&database).unwrap().execute("DELETE FROM index_token", []).unwrap();
    let ended = run(&["reindex", "--database", &database], &[]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(0), "Every index has been built anew.\n"));
    assert_eq!(rows(), before);
}

#[test]
fn a_file_that_is_refused_does_not_keep_the_others_out() {
    let folder = tempfile::tempdir().unwrap();
    let pdf = folder.path().join("minutes.pdf");
    std::fs::write(&pdf, b"%PDF-1.7 \xff").unwrap();
    let unknown = folder.path().join("unknown.txt");
    std::fs::write(&unknown, b"\x89\xef\x8bc\x98^").unwrap();
    let prose = folder.path().join("prose.txt");
    std::fs::write(&prose, "It was a dark and stormy night.").unwrap();

    let [pdf, unknown, prose] = [pdf, unknown, prose].map(|path| path.display().to_string());
    let files = [pdf.as_str(), &unknown, &prose, "/nowhere/minutes.txt", &example()].map(str::to_owned);
    let mut arguments = vec!["import", "minutes", "--database"];
    let database = database(&folder);
    arguments.push(&database);
    arguments.extend(files.iter().map(String::as_str));
    let ended = run(&arguments, &[]);

    assert_eq!(ended.code, Some(3));
    assert!(ended.out.contains("created"), "{}", ended.out);
    for expected in [
        format!("{pdf}: The PDF is damaged"),
        format!("{unknown}: The text is not UTF-8: the byte at 0"),
        format!("{prose}: Nothing here looks like minutes"),
        "/nowhere/minutes.txt: The file cannot be read".to_owned(),
        "4 of 5 were not imported".to_owned(),
    ] {
        assert!(ended.err.contains(&expected), "{expected} is missing in {}", ended.err);
    }
}

#[test]
fn a_corrected_draft_is_imported_with_its_document_and_its_actions_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let database = database(&folder);
    let dry = run(&["import", "minutes", &example(), "--dry-run", "--json", "--database", &database], &[]);
    let mut answer: Value = serde_json::from_str(&dry.out).unwrap();
    answer["draft"]["action_items"][0]["value"]["text"] = "Write it down".into();
    let draft = folder.path().join("draft.json").display().to_string();
    std::fs::write(&draft, answer.to_string()).unwrap();
    let arguments = ["import", "minutes", &example(), "--draft", &draft, "--database", &database];
    let imported = run(&arguments, &[]);
    assert_eq!(imported.code, Some(0), "{}", imported.err);

    let actions = |arguments: &[&str]| {
        let mut all = vec!["actions", "--database", &database];
        all.extend_from_slice(arguments);
        let ended = run(&all, &[]);
        assert_eq!(ended.code, Some(0), "{arguments:?}: {}", ended.err);
        ended.out
    };
    let table = actions(&["--open"]);
    assert!(table.contains("Write it down") && table.ends_with("4 action items.\n"), "{table}");
    assert!(table.lines().all(|line| line.chars().count() <= 100), "{table}");
    let json: Value = serde_json::from_str(&actions(&["--json", "--unowned"])).unwrap();
    let items = json.as_array().unwrap();
    assert!(!items.is_empty() && items.iter().all(|item| item["owner"].is_null()), "{json}");
    assert_eq!(actions(&["--csv", "--owner", "nobody"]), "due,status,owner,opened,what\r\n");

    answer["draft"]["action_items"][0]["value"]["colour"] = "red".into();
    std::fs::write(&draft, answer.to_string()).unwrap();
    let refused = run(&arguments, &[]);
    assert_eq!(refused.code, Some(3));
    assert!(refused.err.contains("action_items[0]") && refused.err.contains("colour"), "{}", refused.err);
}
