//! What the kernel promises whichever face asks: changes that race, transactions, and contact details.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::Arc;

use jiff::tz::TimeZone;
use relais::error::{At, Kind};
use relais::fhir::patch::Patch;
use relais::fhir::{Id, Resource, ResourceType};
use relais::kernel::{Caller, Context, Entry, Kernel, Operation, Outcome, Scope};
use relais::search::query::{Include, SortBy, SortKey, SystemTest, Test, TokenTest, WordsTest};
use relais::search::{Query, Registry, Settings};
use relais::store::sqlite::SqliteStore;
use relais::store::{HistoryQuery, Key, Scope as HistoryScope, Version};
use serde_json::{Value, json};
use tokio::task::JoinSet;

const PRACTITIONER: ResourceType = ResourceType::named("Practitioner");

struct House {
    kernel: Kernel,
    _folder: tempfile::TempDir,
}

fn open() -> House {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("relais.db")).unwrap();
    let settings = Settings { base: "https://relais.example.org/fhir".to_owned(), zone: TimeZone::UTC };
    House { kernel: Kernel::new(Arc::new(store), Arc::new(Registry::standard()), settings), _folder: folder }
}

fn desk() -> Context {
    Context::internal(1_000)
}

/// Somebody who may read and write, but not see contact details.
fn outsider() -> Context {
    Context { caller: Caller::new("outsider", vec![Scope::Read, Scope::Write]), ..desk() }
}

fn resource(json: Value) -> Resource {
    Resource::from_value(json).unwrap()
}

fn task(id: &str, words: &str) -> Resource {
    let json = json!({
        "resourceType": "Task", "id": id, "status": "requested", "intent": "plan", "description": words
    });
    resource(json)
}

fn key(resource_type: &'static str, id: &str) -> Key {
    Key::new(ResourceType::named(resource_type), Id::parse(id).unwrap())
}

fn json(version: &Version) -> Value {
    serde_json::from_slice(&version.body).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_changes_of_the_same_version_one_is_done() {
    let House { kernel, _folder } = open();
    kernel.update(&desk(), task("a", "first"), None).await.unwrap();
    let mut changes = JoinSet::new();
    for place in 0..64 {
        let kernel = kernel.clone();
        changes.spawn(async move { kernel.update(&desk(), task("a", &format!("{place}")), Some(1)).await });
    }
    let mut done = Vec::new();
    while let Some(change) = changes.join_next().await {
        match change.unwrap() {
            Ok(written) => done.push(written),
            Err(error) => assert_eq!((error.kind(), error.code()), (Kind::PreconditionFailed, "stale")),
        }
    }
    assert_eq!(done.len(), 1);
    let present = kernel.read(&desk(), &key("Task", "a")).await.unwrap();
    assert_eq!(present.number, 2);
    assert_eq!(present.body, done[0].version.as_ref().unwrap().body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_that_state_no_condition_are_all_done() {
    let House { kernel, _folder } = open();
    let mut changes = JoinSet::new();
    for place in 0..64 {
        let kernel = kernel.clone();
        changes.spawn(async move { kernel.update(&desk(), task("a", &format!("{place}")), None).await });
    }
    while let Some(change) = changes.join_next().await {
        change.unwrap().unwrap();
    }
    let present = kernel.read(&desk(), &key("Task", "a")).await.unwrap();
    assert_eq!(present.number, 64);
    assert_eq!(json(&present)["meta"]["versionId"], "64");
}

#[tokio::test]
async fn a_condition_needs_a_live_resource() {
    let House { kernel, _folder } = open();
    let refusal =
        async |id, number| kernel.update(&desk(), task(id, "x"), Some(number)).await.unwrap_err().kind();
    assert_eq!(refusal("a", 1).await, Kind::PreconditionFailed, "what is not there has no version");
    kernel.update(&desk(), task("a", ""), None).await.unwrap_err();
    kernel.update(&desk(), task("a", "x"), None).await.unwrap();
    assert_eq!(refusal("a", 2).await, Kind::PreconditionFailed);
    assert_eq!(kernel.delete(&desk(), key("Task", "a"), Some(1)).await.unwrap().outcome, Outcome::Deleted);
    assert_eq!(refusal("a", 2).await, Kind::PreconditionFailed);
    let again = kernel.delete(&desk(), key("Task", "a"), Some(2)).await.unwrap_err();
    assert_eq!(again.kind(), Kind::PreconditionFailed);
    let patch = Operation::Patch { key: key("Task", "a"), patch: Patch::Json(json!([])), if_match: Some(1) };
    assert_eq!(kernel.write(&desk(), patch).await.unwrap_err().kind(), Kind::Gone);
    let again = kernel.update(&desk(), task("a", "x"), None).await.unwrap();
    assert_eq!((again.outcome, again.version.unwrap().number), (Outcome::Created, 3));
}

#[tokio::test]
async fn an_update_that_says_the_same_makes_no_version() {
    let House { kernel, _folder } = open();
    kernel.update(&desk(), task("a", "x"), None).await.unwrap();
    let stored = kernel.read(&desk(), &key("Task", "a")).await.unwrap();
    for same in [task("a", "x"), resource(json(&stored))] {
        let written = kernel.update(&desk(), same, Some(1)).await.unwrap();
        assert_eq!((written.outcome, written.version.unwrap().number), (Outcome::Unchanged, 1));
    }
    let none = kernel.delete(&desk(), key("Task", "none"), None).await.unwrap();
    assert!(none.outcome == Outcome::Deleted && none.version.is_none());
    let other = kernel.update(&desk(), task("a", "y"), None).await.unwrap();
    assert_eq!((other.outcome, other.version.unwrap().number), (Outcome::Updated, 2));
}

fn entry(place: usize, full_url: Option<&str>, operation: Operation) -> Entry {
    Entry { full_url: full_url.map(str::to_owned), operation, place: Some(format!("Bundle.entry[{place}]")) }
}

const FIRST: &str = "urn:uuid:11111111-1111-4111-8111-111111111111";
const SECOND: &str = "urn:uuid:22222222-2222-4222-8222-222222222222";

/// A question and its answer, each pointing to the other.
fn question_and_answer() -> Vec<Entry> {
    let question = json!({
        "resourceType": "Communication", "status": "completed", "identifier": [{"value": FIRST}],
        "about": [{"reference": SECOND}]
    });
    let answer = json!({
        "resourceType": "Communication", "status": "completed", "inResponseTo": [{"reference": FIRST}],
        "basedOn": [{"reference": format!("{FIRST}#part")}, {"reference": "Task/elsewhere"}]
    });
    let created = [(FIRST, question), (SECOND, answer)].into_iter().enumerate();
    created.map(|(place, (url, json))| entry(place, Some(url), Operation::Create(resource(json)))).collect()
}

#[tokio::test]
async fn the_entries_of_a_transaction_point_to_one_another() {
    let House { kernel, _folder } = open();
    let written = kernel.transact(&desk(), question_and_answer()).await.unwrap();
    let [question, answer] = written.try_into().unwrap();
    let (question, answer) = (question.version.unwrap(), answer.version.unwrap());
    assert_eq!(question.sequence, answer.sequence);
    let to = |version: &Version| format!("Communication/{}", version.key.id);
    assert_eq!(json(&question)["about"][0]["reference"], json!(to(&answer)));
    assert_eq!(json(&answer)["inResponseTo"][0]["reference"], json!(to(&question)));
    assert_eq!(json(&answer)["basedOn"][0]["reference"], json!(format!("{}#part", to(&question))));
    assert_eq!(json(&answer)["basedOn"][1]["reference"], json!("Task/elsewhere"));
    // An identifier names the resource itself; it is no pointer.
    assert_eq!(json(&question)["identifier"][0]["value"], json!(FIRST));
}

#[tokio::test]
async fn a_transaction_is_done_wholly_or_not_at_all_and_names_the_entry_that_failed() {
    let House { kernel, _folder } = open();
    kernel.update(&desk(), task("old", "x"), None).await.unwrap();
    let update = |resource, if_match| Operation::Update { resource, if_match };
    let without_id = resource(json!({"resourceType": "Task", "status": "requested", "intent": "plan"}));
    let unready = resource(json!({"resourceType": "Task", "status": "unready", "intent": "plan"}));
    let unfit = resource(json!({
        "resourceType": "Appointment", "status": "booked", "participant": [{"status": "accepted"}]
    }));
    let cases = [
        (Operation::Create(unready), Kind::Invalid, "Bundle.entry[2].resource.status"),
        (Operation::Create(unfit), Kind::Unprocessable, "Bundle.entry[2].resource.participant[0]"),
        (update(task("old", "y"), Some(9)), Kind::PreconditionFailed, "Bundle.entry[2].request.ifMatch"),
        (update(task("none", "y"), Some(1)), Kind::PreconditionFailed, "Bundle.entry[2].request.ifMatch"),
        (update(without_id, None), Kind::Invalid, "Bundle.entry[2].resource.id"),
    ];
    for (operation, kind, place) in cases {
        let mut entries = question_and_answer();
        entries.push(entry(2, None, operation));
        let error = kernel.transact(&desk(), entries).await.unwrap_err();
        assert_eq!((error.kind(), &error.issues()[0].at), (kind, &Some(At::Expression(place.to_owned()))));
    }
    let mut twice = question_and_answer();
    twice.push(entry(2, None, update(task("old", "y"), None)));
    twice.push(entry(3, None, Operation::Delete { key: key("Task", "old"), if_match: None }));
    let error = kernel.transact(&desk(), twice).await.unwrap_err();
    assert_eq!(error.issues()[0].at, Some(At::Expression("Bundle.entry[3].resource".to_owned())));

    let all = HistoryQuery::all(HistoryScope::System, 100);
    assert_eq!(kernel.history(&desk(), &all).await.unwrap().versions.len(), 1);
}

fn practitioner(family: &str) -> Resource {
    resource(json!({
        "resourceType": "Practitioner", "id": "p", "name": [{"family": family}],
        "telecom": [{"system": "email", "value": "p@example.org"}], "birthDate": "1980-01-01", "_birthDate": {"extension": [{"url": "urn:x", "valueCode": "y"}]},
        "text": {"status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">p@example.org</div>"}
    }))
}

/// A meeting whose room's keeper is described within it.
fn appointment() -> Resource {
    resource(json!({
        "resourceType": "Appointment", "id": "a", "status": "proposed",
        "contained": [{
            "resourceType": "Practitioner", "id": "k", "name": [{"family": "K"}],
            "telecom": [{"system": "email", "value": "k@example.org"}]
        }],
        "participant": [
            {"status": "accepted", "actor": {"reference": "#k"}},
            {"status": "accepted", "actor": {"reference": "Practitioner/p"}}
        ]
    }))
}

/// Everything that a caller is shown of the meeting and the person, by every way there is.
async fn shown(kernel: &Kernel, context: &Context) -> Vec<Version> {
    let mut shown = Vec::new();
    for key in [key("Practitioner", "p"), key("Appointment", "a")] {
        shown.push(kernel.read(context, &key).await.unwrap());
        shown.push(kernel.vread(context, &key, 1).await.unwrap());
        shown.extend(kernel.read_many(context, std::slice::from_ref(&key)).await.unwrap());
        for scope in
            [HistoryScope::Instance(key.clone()), HistoryScope::Type(key.resource_type), HistoryScope::System]
        {
            let query = HistoryQuery::all(scope, 10);
            shown.extend(kernel.history(context, &query).await.unwrap().versions);
        }
        shown.extend(kernel.find(context, &Query::all(key.resource_type, 10)).await.unwrap().matches);
    }
    let actor = kernel.registry().parameter(ResourceType::named("Appointment"), "actor").unwrap().clone();
    let includes = vec![Include {
        reverse: false,
        iterate: false,
        source: Some(ResourceType::named("Appointment")),
        parameter: Some(actor),
        target: None,
    }];
    let query = Query { includes, ..Query::all(ResourceType::named("Appointment"), 10) };
    let included = kernel.find(context, &query).await.unwrap().included;
    assert_eq!(included.len(), 1);
    shown.extend(included);
    shown
}

#[tokio::test]
async fn contact_details_are_shown_only_to_those_with_the_scope() {
    let House { kernel, _folder } = open();
    kernel.update(&desk(), practitioner("P"), None).await.unwrap();
    kernel.update(&desk(), appointment(), None).await.unwrap();
    for version in shown(&kernel, &desk()).await {
        assert!(String::from_utf8_lossy(&version.body).contains("@example.org"));
    }
    for version in shown(&kernel, &outsider()).await {
        let body = json(&version);
        let text = body.to_string();
        assert!(!text.contains("@example.org") && !text.contains("irthDate"), "{text}");
        assert!(text.contains(r#""family":"#), "{text}");
        assert_eq!(body["meta"]["tag"][0]["code"], "SUBSETTED");
        assert_eq!(body["id"], json!(version.key.id.as_str()));
    }
    kernel.update(&desk(), task("t", "nobody"), None).await.unwrap();
    let task = key("Task", "t");
    let (full, shown) = (kernel.read(&desk(), &task).await, kernel.read(&outsider(), &task).await);
    assert_eq!(full.unwrap().body, shown.unwrap().body);
}

#[tokio::test]
async fn contact_details_are_asked_for_only_by_those_with_the_scope() {
    let House { kernel, _folder } = open();
    kernel.update(&desk(), practitioner("P"), None).await.unwrap();
    let registry = kernel.registry();
    let email = registry.parameter(PRACTITIONER, "email").unwrap();
    let test = TokenTest { system: SystemTest::Any, code: Some("p@example.org".to_owned()) };
    let asked = Query::all(PRACTITIONER, 10).and(Test::Token(email.clone(), vec![test]));
    let missing = Query::all(PRACTITIONER, 10).and(Test::Missing(email.clone(), false));
    let key = SortKey { by: SortBy::Parameter(email.clone()), descending: false };
    let sorted = Query { sort: vec![key], ..Query::all(PRACTITIONER, 10) };
    let words = WordsTest::read("practitioner OR example").unwrap();
    let content = registry.parameter(PRACTITIONER, "_content").unwrap();
    let said = Query::all(PRACTITIONER, 10).and(Test::Words(content.clone(), vec![words]));
    for query in [asked, missing, sorted, said] {
        assert_eq!(kernel.find(&desk(), &query).await.unwrap().matches.len(), 1);
        assert_eq!(kernel.count(&desk(), &query).await.unwrap(), 1);
        assert_eq!(kernel.find(&outsider(), &query).await.unwrap_err().kind(), Kind::Forbidden);
        assert_eq!(kernel.count(&outsider(), &query).await.unwrap_err().kind(), Kind::Forbidden);
    }
}

#[tokio::test]
async fn what_was_hidden_is_not_lost_when_it_is_written_back() {
    let House { kernel, _folder } = open();
    kernel.update(&desk(), practitioner("P"), None).await.unwrap();
    let read = kernel.read(&outsider(), &key("Practitioner", "p")).await.unwrap();
    let mut changed = json(&read);
    changed["name"][0]["family"] = json!("Q");
    let error = kernel.update(&outsider(), resource(changed), Some(1)).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (Kind::Unprocessable, "incomplete-copy"));
    assert!(kernel.update(&outsider(), practitioner("Q"), Some(1)).await.is_ok());
}

#[tokio::test]
async fn each_scope_is_asked_for() {
    let House { kernel, _folder } = open();
    let reader = Context { caller: Caller::new("reader", vec![Scope::Read]), ..desk() };
    let writer = Context { caller: Caller::new("writer", vec![Scope::Write]), ..desk() };
    assert_eq!(kernel.update(&reader, task("a", "x"), None).await.unwrap_err().kind(), Kind::Forbidden);
    assert_eq!(kernel.delete(&reader, key("Task", "a"), None).await.unwrap_err().kind(), Kind::Forbidden);
    kernel.update(&writer, task("a", "x"), None).await.unwrap();
    assert_eq!(kernel.read(&writer, &key("Task", "a")).await.unwrap_err().kind(), Kind::Forbidden);
    assert!(kernel.read(&reader, &key("Task", "a")).await.is_ok());
}
