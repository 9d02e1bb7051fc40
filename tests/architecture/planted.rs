//! Leaks planted in small trees: each kind must be caught with its file, line and rule, and what is right must
//! pass.

use crate::Tree;
use crate::judge::Rule::{
    BareAllow, CrateRoot, FaceToFace, FileLength, Floor, HiddenSource, OutsideCrate, UnknownRoom,
};
use crate::judge::{Rule, leaks};

/// Plants files and compares the leaks that are found.
fn check(files: &[(&str, &str)], expected: &[(&str, usize, Rule)]) {
    let tree: Tree = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let found = leaks(&tree);
    let mut places: Vec<_> = found.iter().map(|leak| (leak.file.as_str(), leak.line, leak.rule)).collect();
    places.dedup();
    assert_eq!(places, expected, "{found:#?}");
}

/// Plants one file whose leak is on the given line.
fn check_one(name: &str, text: &str, line: usize, rule: Rule) {
    check(&[(name, text)], &[(name, line, rule)]);
}

/// Plants one file that breaks no rule.
fn check_clean(name: &str, text: &str) {
    check(&[(name, text)], &[]);
}

#[test]
fn a_plain_import_of_a_higher_floor_is_caught() {
    check_one("store/sqlite.rs", "use std::sync::Arc;\nuse crate::kernel::Kernel;", 2, Floor);
    check_one("model/meeting.rs", "use crate::fhir::Id;", 1, Floor);
    check_one("error.rs", "use crate::config::Config;", 1, Floor);
    check_one("search/parse.rs", "use crate::model::Due;", 1, Floor);
    check_one("faces/native/mod.rs", "use crate::store::Store;", 1, Floor);
    check_clean("kernel/write.rs", "use crate::error::Result;\nuse crate::store::Store;");
}

#[test]
fn a_grouped_import_is_caught() {
    check_one("fhir/path.rs", "use crate::{\n    error::Result,\n    kernel::{self, read},\n};", 3, Floor);
    check_one("fhir/path.rs", "use crate::{error, model::{meeting, due::{Due, *}}};", 1, Floor);
    check_clean("fhir/path.rs", "use crate::{error::{Error, Result}, fhir::Id};");
}

#[test]
fn climbing_out_of_the_room_is_caught() {
    check_one("store/sql/plan.rs", "use super::super::super::kernel::write;", 1, Floor);
    check_one("store/sqlite.rs", "use super::super::kernel;", 1, Floor);
    check_one("store/mod.rs", "use super::kernel;", 1, Floor);
    check_one("store/mod.rs", "use self::super::kernel;", 1, Floor);
    check_one("store/mod.rs", "mod inner {\n    use super::super::kernel;\n}", 2, Floor);
    check_clean(
        "store/sql/plan.rs",
        "use super::super::Key;\nuse super::dialect;\nuse super::super::super::fhir::Id;",
    );
}

#[test]
fn a_path_in_an_expression_or_type_is_caught() {
    check_one("fhir/id.rs", "fn f() {\n    crate::kernel::write();\n}", 2, Floor);
    check_one("fhir/id.rs", "struct S(Vec<crate::store::Key>);", 1, Floor);
    check_one("fhir/id.rs", "impl crate::store::Store for S {}", 1, Floor);
    check_one("fhir/id.rs", "fn f<T>() where T: crate::store::Store {}", 1, Floor);
    check_one("fhir/id.rs", "fn f(x: X) { match x { crate::store::Method::Create => {} } }", 1, Floor);
    check_one("fhir/id.rs", "fn f() -> <A as crate::store::Store>::B { loop {} }", 1, Floor);
}

#[test]
fn a_re_export_is_caught() {
    check_one("model/mod.rs", "pub use crate::fhir::Id;", 1, Floor);
    check_one("search/mod.rs", "mod query;\npub(crate) use super::store::Key as Place;", 2, Floor);
}

#[test]
fn a_path_in_the_tokens_of_a_macro_is_caught() {
    check_one(
        "fhir/id.rs",
        "fn f() {\n    tracing::info!(\n        x = ?crate::store::X,\n    );\n}",
        3,
        Floor,
    );
    check_one("fhir/id.rs", "macro_rules! m { () => { $crate::store::f() } }", 1, Floor);
    check_one("fhir/id.rs", "m! { use crate::{error, store}; }", 1, Floor);
    check_one("fhir/id.rs", "m! { use super::super::*; }", 1, CrateRoot);
    check_one("model/due.rs", "fn f() { vec![[std::fs::read(p)]]; }", 1, OutsideCrate);
    check_clean("fhir/id.rs", "fn f() { assert_eq!(self.store.commit(a::b), store, \"crate::store::X\"); }");
}

#[test]
fn a_path_in_an_attribute_is_caught() {
    check_one("search/query.rs", "#[serde(with = \"crate::store::instant\")]\nstruct S;", 1, Floor);
    check_one("model/due.rs", "#[derive(Debug, serde::Serialize)]\nstruct S;", 1, OutsideCrate);
    check_one("kernel/read.rs", "#[axum::debug_handler]\nfn f() {}", 1, OutsideCrate);
    check_clean("model/due.rs", "/// See crate::store::Key.\n#[must_use = \"crate::store::Key\"]\nfn f() {}");
}

#[test]
fn a_name_that_an_import_gave_is_followed() {
    let native = "use crate::faces as all;\nfn f() { all::fhir::search(); }";
    check(
        &[("faces/fhir/mod.rs", ""), ("faces/native/mod.rs", native)],
        &[("faces/native/mod.rs", 2, FaceToFace)],
    );
    check_one(
        "search/parse.rs",
        "use std::time;\nfn f() {\n    time::SystemTime::now();\n}",
        3,
        OutsideCrate,
    );
    check_one("mapping/due.rs", "use jiff::Timestamp as At;\nfn f() { At::now(); }", 2, OutsideCrate);
    check_one("fhir/id.rs", "use std as s;\nuse s::fs;\nfn f() { fs::read(p); }", 2, OutsideCrate);
    check_clean("kernel/context.rs", "use jiff::Timestamp;\nfn f() { Timestamp::now(); }");
}

#[test]
fn faces_that_name_one_another_are_caught() {
    let files =
        |native| [("faces/fhir/mod.rs", ""), ("faces/reply.rs", ""), ("faces/native/meetings.rs", native)];
    let caught = [("faces/native/meetings.rs", 1, FaceToFace)];
    check(&files("use crate::faces::fhir::search;"), &caught);
    check(&files("use super::super::fhir;"), &caught);
    check(&files("fn f() { super::super::fhir::search(); }"), &caught);
    check(&files("use crate::faces::{reply, fhir};"), &caught);
    check(&files("use crate::faces::*;"), &caught);
    check(&files("use crate::faces::health::Health;"), &caught);
    check(&files("use crate::faces::reply::Reply;\nuse super::list;\nuse super::super::auth::Caller;"), &[]);
    check(&files("use crate::faces::State;\nuse crate::faces::native::list;"), &[]);
}

#[test]
fn what_faces_share_knows_no_face() {
    let reply = "use super::fhir::outcome;";
    check(&[("faces/fhir/mod.rs", ""), ("faces/reply.rs", reply)], &[("faces/reply.rs", 1, FaceToFace)]);
    check(&[("faces/fhir/mod.rs", ""), ("faces/mod.rs", "pub mod fhir;\nfn f() { fhir::router(); }")], &[]);
}

#[test]
fn an_outside_crate_on_the_wrong_floor_is_caught() {
    check_one("kernel/write.rs", "use axum::Router;", 1, OutsideCrate);
    check_one("kernel/write.rs", "use ::axum::Router;", 1, OutsideCrate);
    check_one("kernel/write.rs", "extern crate axum as web;", 1, OutsideCrate);
    check_one("kernel/write.rs", "fn f() -> tower::BoxError { loop {} }", 1, OutsideCrate);
    check_one("app.rs", "use rusqlite::Connection;", 1, OutsideCrate);
    check_one("faces/pages.rs", "use reqwest::Client;", 1, OutsideCrate);
    check_one("mapping/task.rs", "use fhirbolt::model::r4;", 1, OutsideCrate);
    check_one("telemetry.rs", "#[derive(clap::Args)]\nstruct S;", 1, OutsideCrate);
    check_one("model/party.rs", "use serde::{Deserialize, Serialize};", 1, OutsideCrate);
    check_one("kernel/write.rs", "use utoipa::ToSchema;", 1, OutsideCrate);
    check_clean("faces/native/mod.rs", "use axum::Router;\nuse utoipa::ToSchema;\nuse serde::Serialize;");
    check_clean("store/sqlite.rs", "use rusqlite::Connection;");
}

#[test]
fn a_clock_a_file_or_the_environment_in_a_pure_room_is_caught() {
    check_one("fhir/datetime.rs", "fn f() { jiff::Zoned::now(); }", 1, OutsideCrate);
    check_one("search/parse.rs", "use std::{fmt, fs};", 1, OutsideCrate);
    check_one("mapping/task.rs", "use std::net::IpAddr;", 1, OutsideCrate);
    check_one("model/due.rs", "async fn f() { tokio::task::yield_now().await }", 1, OutsideCrate);
    check_one("model/due.rs", "use std::fs::*;", 1, OutsideCrate);
    check_one("kernel/context.rs", "fn f() { std::env::var(\"RELAIS_LOG\"); }", 1, OutsideCrate);
    check_one("kernel/write.rs", "use uuid::Uuid;\nfn f() { Uuid::now_v7(); }", 2, OutsideCrate);
    check_one("store/sqlite.rs", "use uuid::*;", 1, OutsideCrate);
    check_clean("fhir/id.rs", "fn f() { uuid::Uuid::now_v7(); }");
    check_clean("fhir/datetime.rs", "use std::time::Duration;\nuse jiff::{Timestamp, civil::Date};");
    check_clean("config.rs", "fn f() { std::env::var(\"RELAIS_LOG\"); }");
}

#[test]
fn a_test_module_may_use_outside_crates_but_keeps_the_floors() {
    let text = "#[cfg(test)]\nmod tests {\n    use std::fs;\n    use crate::kernel;\n}";
    check_one("fhir/id.rs", text, 4, Floor);
    let (parent, tests) = ("#[cfg(test)]\nmod tests;", "use std::fs;\nuse crate::kernel;");
    check(&[("fhir/mod.rs", parent), ("fhir/tests.rs", tests)], &[("fhir/tests.rs", 2, Floor)]);
    check_one("fhir/id.rs", "#[cfg(not(test))]\nmod live {\n    use std::fs;\n}", 3, OutsideCrate);
}

#[test]
fn importing_or_filling_the_root_of_the_crate_is_caught() {
    check_one("kernel/write.rs", "use crate::*;", 1, CrateRoot);
    check_one("kernel/write.rs", "use crate as house;", 1, CrateRoot);
    check_one("kernel/mod.rs", "use super::*;", 1, CrateRoot);
    check_one("lib.rs", "pub mod error;\npub struct Everywhere;", 2, CrateRoot);
    check_one("lib.rs", "pub mod error;\npub use error::Error;", 2, CrateRoot);
    check_one("lib.rs", "extern crate self as house;", 1, CrateRoot);
    check_clean("lib.rs", "#[cfg(test)]\nextern crate self as relais;\npub mod error;");
    check_clean("kernel/write.rs", "use super::*;");
}

#[test]
fn a_room_without_a_row_is_caught() {
    check_one("utils.rs", "", 1, UnknownRoom);
    check_one("kernel/write.rs", "use crate::Everywhere;", 1, UnknownRoom);
}

#[test]
fn a_long_file_is_caught_unless_it_is_generated() {
    let long = "//\n".repeat(401);
    check_one("kernel/write.rs", &long, 401, FileLength);
    check_clean("kernel/write.rs", &"//\n".repeat(400));
    check_clean("fhir/definitions/elements.rs", &format!("// @generated by scripts/definitions\n{long}"));
}

#[test]
fn a_silenced_lint_without_a_reason_is_caught() {
    check_one("kernel/write.rs", "fn f() {\n    #[allow(unused)]\n    let x = 1;\n}", 2, BareAllow);
    check_one("kernel/write.rs", "#![allow(unused)]", 1, BareAllow);
    check_one("kernel/write.rs", "#[cfg_attr(test, allow(unused))]\nfn f() {}", 1, BareAllow);
    check_one("kernel/write.rs", "#[expect(unused)]\nfn f() {}", 1, BareAllow);
    check_clean("kernel/write.rs", "#[expect(unused, reason = \"The trait asks for it.\")]\nfn f() {}");
}

#[test]
fn source_that_cannot_be_seen_is_caught() {
    check_one("kernel/write.rs", "include!(\"hidden.rs\");", 1, HiddenSource);
    check_one("kernel/write.rs", "\n#[path = \"hidden.rs\"]\nmod hidden;", 2, HiddenSource);
    check_one("kernel/write.rs", "fn f() {\n    let = ;\n}", 2, HiddenSource);
    check_clean(
        "kernel/write.rs",
        "#[cfg(test)]\nmod tests {\n    #[path = \"generate.rs\"]\n    mod generate;\n}",
    );
}
