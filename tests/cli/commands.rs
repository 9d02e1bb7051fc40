//! What the commands print, and how they end.

use crate::process::run;

#[test]
fn help_goes_to_standard_output_and_lists_every_command() {
    let help = run(&["--help"], &[]);
    assert_eq!(help.code, Some(0));
    for command in ["serve", "demo", "import", "export", "reindex", "openapi"] {
        assert!(help.out.contains(&format!("\n  {command}")), "{}", help.out);
    }
    assert_eq!(help.err, "");
}

#[test]
fn a_wrong_command_line_ends_with_2() {
    let check = |arguments: &[&str], expected: &str| {
        let ended = run(arguments, &[]);
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(ended.err.contains(expected), "{arguments:?}: {}", ended.err);
    };
    check(&[], "Usage: relais");
    check(&["serv"], "serve");
    check(&["serve", "--port", "1"], "--port");
    check(&["openapi", "--output"], "a value is required");
}

#[test]
fn a_refusal_ends_with_1_and_says_what_would_be_right() {
    let check = |arguments: &[&str], variables: &[&str], expected: &[&str]| {
        let ended = run(arguments, variables);
        assert_eq!((ended.code, ended.out.as_str()), (Some(1), ""), "{arguments:?} {variables:?}");
        assert!(expected.iter().all(|part| ended.err.contains(part)), "{arguments:?}: {}", ended.err);
        assert!(!ended.err.contains("panicked"), "{}", ended.err);
    };
    check(&["serve", "--listen", "8080"], &[], &["--listen is '8080'", "127.0.0.1:8080"]);
    check(&["serve"], &["RELAIS_LISTEN=0.0.0.0:0"], &["every machine on the network", "RELAIS_TOKENS="]);
    check(&["serve"], &["RELAIS_DATABASE=postgres://host/relais"], &["RELAIS_DATABASE", "sqlite:PATH"]);
    check(&["serve", "--log", "relais=loud"], &[], &["log filter", "relais=debug,warn"]);
    check(&["serve", "--config", "/nowhere/relais.toml"], &[], &["/nowhere/relais.toml"]);
    check(
        &["serve", "--listen", "127.0.0.1:0", "--database", "/nowhere/relais.db"],
        &[],
        &["/nowhere/relais.db"],
    );
    check(&["openapi", "--output", "/nowhere/openapi.json"], &[], &["/nowhere/openapi.json"]);
}

#[test]
fn a_port_that_is_taken_is_refused_with_its_address() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ended = run(&["serve", "--listen", &address], &[]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.err.contains(&format!("Cannot listen on {address}")), "{}", ended.err);
}

#[test]
fn the_openapi_document_is_printed_as_it_is_committed() {
    let printed = run(&["openapi"], &[]);
    assert_eq!((printed.code, printed.err.as_str()), (Some(0), ""));
    let committed = include_str!("../../openapi/relais.json");
    assert!(printed.out == committed, "run: cargo run -- openapi --output openapi/relais.json");

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("relais.json");
    let written = run(&["openapi", "--output", file.to_str().unwrap()], &[]);
    assert_eq!((written.code, written.out.as_str()), (Some(0), ""));
    assert!(std::fs::read_to_string(file).unwrap() == committed);
}
