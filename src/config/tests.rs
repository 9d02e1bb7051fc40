use std::ffi::OsString;
use std::io::Write;
use std::time::Duration;

use super::layers::resolve;
use super::{Config, Database, Flags, LogFormat, Scope};
use crate::error::Result;

/// Resolves flags, variables (`NAME=value`) and the text of a settings file.
fn resolved(flags: &Flags, variables: &[&str], file: Option<&str>) -> Result<Config> {
    let mut written = tempfile::NamedTempFile::new().unwrap();
    written.write_all(file.unwrap_or_default().as_bytes()).unwrap();
    let mut flags = flags.clone();
    flags.config = flags.config.or(file.map(|_| written.path().to_owned()));
    resolve(&flags, &|name| {
        let found = variables.iter().find_map(|variable| variable.strip_prefix(name)?.strip_prefix('='));
        found.map(OsString::from)
    })
}

fn refusal(variables: &[&str], file: Option<&str>) -> String {
    resolved(&Flags::default(), variables, file).expect_err("a refusal").to_string()
}

#[test]
fn the_defaults_are_the_documented_ones() {
    let config = resolved(&Flags::default(), &[], None).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.database, Database::Sqlite("relais.db".into()));
    assert_eq!(config.base_url(), "http://127.0.0.1:8080");
    assert_eq!((config.log.filter.as_str(), config.log.format), ("relais=info,warn", LogFormat::Text));
    assert!(config.time_zone.is_none() && config.time_zone().iana_name() == Some("UTC"));
    assert_eq!(config.limits.max_body_bytes, 16 * 1024 * 1024);
    assert_eq!(config.limits.request_timeout, Duration::from_secs(30));
    assert_eq!(config.tokens, []);
}

#[test]
fn a_flag_wins_over_a_variable_and_that_over_the_file() {
    let check = |flag: Option<&str>, variable: &str, file: Option<&str>, expected: &str| {
        let flags = Flags { database: flag.map(str::to_owned), ..Flags::default() };
        let config = resolved(&flags, &[variable], file).unwrap();
        assert_eq!(config.database, Database::Sqlite(expected.into()), "{flag:?} {variable} {file:?}");
    };
    let file = Some("database = 'sqlite:file.db'");
    check(Some("flag.db"), "RELAIS_DATABASE=variable.db", file, "flag.db");
    check(None, "RELAIS_DATABASE=variable.db", file, "variable.db");
    check(None, "RELAIS_DATABASE=", file, "file.db");
    check(None, "RELAIS_DATABASE=", None, "relais.db");
}

#[test]
fn every_setting_can_stand_in_the_file() {
    let file = r#"
        listen = "[::1]:9000"
        database = "sqlite:/var/lib/relais/relais.db"
        base_url = "https://relais.example.org/data/"
        time_zone = "Europe/Brussels"
        log = "debug"
        log_format = "json"
        max_body_bytes = 1000
        request_timeout_seconds = 5

        [[tokens]]
        name = "desk"
        secret = "a secret of the desk"
        scopes = ["read", "write", "personal"]

        [[tokens]]
        name = "dashboard"
        secret_sha256 = "6ca13d52ca70c883e0f0bb101e425a89e8624de51db2d2392593af6a84118090"
        scopes = ["read"]
    "#;
    let config = resolved(&Flags::default(), &[], Some(file)).unwrap();
    assert_eq!(config.listen.to_string(), "[::1]:9000");
    assert_eq!(config.base_url(), "https://relais.example.org/data");
    assert_eq!(config.time_zone().iana_name(), Some("Europe/Brussels"));
    assert_eq!((config.log.filter.as_str(), config.log.format), ("debug", LogFormat::Json));
    assert_eq!(config.limits.max_body_bytes, 1000);
    assert_eq!(config.limits.request_timeout, Duration::from_secs(5));
    let names: Vec<&str> = config.tokens.iter().map(|token| token.name()).collect();
    assert_eq!(names, ["desk", "dashboard"]);
    assert_eq!(config.tokens[0].scopes(), [Scope::Read, Scope::Write, Scope::Personal]);
    assert_eq!(config.tokens[1].digest()[..2], [0x6c, 0xa1]);
}

#[test]
fn tokens_of_the_environment_replace_those_of_the_file() {
    let file = "[[tokens]]\nname = 'old'\nsecret = 'a secret of long ago'\nscopes = ['read']";
    let variable = "RELAIS_TOKENS=desk:read+write:with:colons:in:it; pull : read : abc123abc123abc123 ;";
    let config = resolved(&Flags::default(), &[variable], Some(file)).unwrap();
    let seen: Vec<_> = config.tokens.iter().map(|token| (token.name(), token.scopes().to_vec())).collect();
    assert_eq!(seen, [("desk", vec![Scope::Read, Scope::Write]), ("pull", vec![Scope::Read])]);
    // The digest of `abc123abc123abc123`, which sha256sum gives too.
    assert_eq!(config.tokens[1].digest()[..3], [0xdf, 0xd7, 0xd4]);
}

#[test]
fn a_secret_is_never_shown() {
    let config = resolved(&Flags::default(), &["RELAIS_TOKENS=desk:read:very-secret-words"], None).unwrap();
    let digest = format!("{:?}", config.tokens[0].digest());
    let shown = format!("{config:?}");
    assert!(shown.contains("desk") && shown.contains("[redacted]"), "{shown}");
    assert!(!shown.contains("very-secret") && !shown.contains(&digest), "{shown}");

    let hidden = "very-secret-words-hunter2";
    for (variables, file) in [
        (vec![format!("RELAIS_TOKENS=desk:{hidden}")], None),
        (vec![format!("RELAIS_TOKENS=desk:reed:{hidden}")], None),
        (vec![format!("RELAIS_DATABASE=postgres://me:{hidden}@host/relais")], None),
        (vec![], Some(format!("[[tokens]]\nname = 'desk'\nscopes = ['read']\nsecrt = '{hidden}'"))),
        (vec![], Some(format!("[[tokens]]\nname = 'desk'\nscopes = ['read']\nsecret = '{hidden}"))),
        (vec![], Some(format!("[[tokens]]\nname = 'desk'\nscopes = ['read']\nsecret = ['{hidden}']"))),
    ] {
        let variables: Vec<&str> = variables.iter().map(String::as_str).collect();
        let message = refusal(&variables, file.as_deref());
        assert!(!message.contains(hidden), "{message}");
    }
}

#[test]
fn a_value_that_cannot_be_read_is_refused_with_what_would_be_right() {
    let check = |variable: &str, expected: &str| {
        let message = refusal(&[variable], None);
        assert!(message.contains(expected), "{variable}: {message}");
        let name = variable.split('=').next().unwrap_or_default();
        assert!(message.contains(name), "{variable}: {message}");
    };
    check("RELAIS_LISTEN=8080", "RELAIS_LISTEN is '8080': an IP address and a port are needed");
    check("RELAIS_DATABASE=postgres://host/relais", "PostgreSQL is not supported yet; use sqlite:PATH");
    check("RELAIS_DATABASE=mysql://host/relais", "the path of an SQLite file");
    check("RELAIS_DATABASE=sqlite:", "the path of an SQLite file");
    check("RELAIS_DATABASE=:memory:", "the path of an SQLite file");
    check("RELAIS_BASE_URL=relais.example.org", "an http or https address");
    check("RELAIS_BASE_URL=https://", "an http or https address");
    check("RELAIS_BASE_URL=https://host/?a=b", "an http or https address");
    check("RELAIS_TIME_ZONE=CEST", "such as Europe/Brussels");
    check("RELAIS_LOG_FORMAT=xml", "text and json");
    check("RELAIS_MAX_BODY_BYTES=16M", "a number of bytes");
    check("RELAIS_MAX_BODY_BYTES=0", "a number of bytes");
    check("RELAIS_REQUEST_TIMEOUT_SECONDS=-1", "from 1 to 3600");
    check("RELAIS_TOKENS=desk", "name:scopes:secret");
    check("RELAIS_TOKENS=desk:read:short", "fewer than 16 characters");
    check("RELAIS_TOKENS=desk:admin:long-enough-secret", "read, write and personal");
    check("RELAIS_TOKENS=desk::long-enough-secret", "at least one");
    check("RELAIS_TOKENS=:read:long-enough-secret", "needs a name");
    check("RELAIS_TOKENS=a:read:long-enough-secret;a:read:long-enough-other", "two tokens");
}

#[test]
fn a_settings_file_that_is_named_must_be_there() {
    let message = refusal(&["RELAIS_CONFIG=/nowhere/relais.toml"], None);
    assert!(message.contains("The settings file /nowhere/relais.toml cannot be read"), "{message}");
}

#[test]
fn a_file_that_cannot_be_read_is_refused_with_its_line() {
    let check = |file: &str, expected: &[&str]| {
        let message = refusal(&[], Some(file));
        assert!(expected.iter().all(|part| message.contains(part)), "{message}");
    };
    check("\nlisten_on = 'x'", &["line 2", "listen_on", "`listen`", "`database`", "`time_zone`", "`tokens`"]);
    check("listen = 8080", &["line 1", "string"]);
    check("listen = 'x", &["line 1"]);
    check("max_body_bytes = -1", &["line 1"]);
    check("listen = 'x'", &["listen in ", "is 'x'", "127.0.0.1:8080"]);
    check("[[tokens]]\nname = 'a'\nscopes = ['read']", &["secret or secret_sha256"]);
    check("[[tokens]]\nname = 'a'\nscopes = []\nsecret = 'long-enough-secret'", &["at least one"]);
    check("[[tokens]]\nname = 'a'\nscopes = ['read']\nsecret_sha256 = 'xyz'", &["64 hexadecimal digits"]);
    let odd = format!("[[tokens]]\nname = 'a'\nscopes = ['read']\nsecret_sha256 = '{}'", "0".repeat(63));
    check(&odd, &["64 hexadecimal digits"]);
    check("[[tokens]]\nname = 'a'\nscopes = ['read']\nsecret_sha256 = '0'", &["64 hexadecimal digits"]);
}

#[test]
fn listening_to_other_machines_needs_a_token() {
    let check = |listen: &str, tokens: &str, allowed: bool| {
        let (listen, tokens) = (format!("RELAIS_LISTEN={listen}"), format!("RELAIS_TOKENS={tokens}"));
        let config = resolved(&Flags::default(), &[&listen, &tokens], None).unwrap();
        assert_eq!(config.check_access().is_ok(), allowed, "{listen} {tokens}");
    };
    check("127.0.0.1:8080", "", true);
    check("localhost:8080", "", true);
    check("[::1]:8080", "", true);
    check("0.0.0.0:8080", "", false);
    check("192.168.1.5:8080", "", false);
    check("[::]:8080", "", false);
    check("0.0.0.0:8080", "desk:read:long-enough-secret", true);
}

#[test]
fn the_base_url_follows_from_where_it_listens() {
    let check = |listen: &str, expected: &str| {
        let config = resolved(&Flags::default(), &[&format!("RELAIS_LISTEN={listen}")], None).unwrap();
        assert_eq!(config.base_url(), expected);
    };
    check("127.0.0.1:9000", "http://127.0.0.1:9000");
    check("0.0.0.0:9000", "http://localhost:9000");
    check("[::1]:9000", "http://[::1]:9000");
}
