//! Meetings as documents, by the command line.

use crate::process::run;

fn fixture(name: &str) -> String {
    format!("{}/fixtures/minutes/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn a_meeting_is_found_by_id_day_or_words_and_written() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("relais.db").display().to_string();
    let files = ["grands-fleuves-2026-03-03.fr.txt", "lakes-exchange-2026-05-12.en.txt"].map(fixture);
    let imported = run(&["import", "minutes", &files[0], &files[1], "--json", "--database", &database], &[]);
    assert_eq!(imported.code, Some(0), "{}", imported.err);
    let export = |meeting: &str, further: &[&str]| {
        let mut arguments = vec!["export", "minutes", meeting, "--database", &database];
        arguments.extend(further);
        run(&arguments, &[])
    };

    let by_day = export("2026-03-03", &[]);
    assert_eq!((by_day.code, by_day.err.as_str()), (Some(0), ""));
    assert!(by_day.out.contains("| # | Sujet | Discussion | Prochaine étape |"), "{}", by_day.out);
    let (_, rest) = imported.out.split_once("\"meeting_id\": \"").unwrap();
    let id = rest.split('"').next().unwrap();
    assert_eq!(export(id, &[]).out, by_day.out);
    let english = export("2026-03-03", &["--lang", "en", "--format", "html"]).out;
    assert!(english.contains("<html lang=\"en\">") && english.contains("Next step"), "{english}");

    let path = folder.path().join("minutes.docx");
    let written = export("2026-05-12", &["--format", "docx", "--output", &path.display().to_string()]);
    assert_eq!((written.code, written.out.as_str()), (Some(0), ""), "{}", written.err);
    assert!(std::fs::read(&path).unwrap().starts_with(b"PK"));

    let none = export("2020-01-01", &[]);
    assert_eq!((none.code, none.out.as_str()), (Some(1), ""));
    assert!(none.err.contains("No meeting has the id or the day '2020-01-01'"), "{}", none.err);
    // The minutes plan the next meeting of the series, which has the same title.
    let several = export("Fleuves", &[]);
    assert_eq!((several.code, several.out.as_str()), (Some(1), ""));
    assert!(several.err.contains("name one by its id") && several.err.contains(id), "{}", several.err);
    let unknown = export(id, &["--format", "pdf"]);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.err.contains("md, html, docx, fhir"), "{}", unknown.err);
}
