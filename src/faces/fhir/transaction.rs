//! batch and transaction (R4, section 3.1.0.11).

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::Value;

use crate::error::{Error, Issue, Kind, Result};
use crate::faces::auth::Writing;
use crate::faces::fhir::bundle::BundleWriter;
use crate::faces::fhir::entry::{self, Ask, Asked};
use crate::faces::fhir::format::NoParameters;
use crate::faces::fhir::operation::{self, Call};
use crate::faces::fhir::prefer::Return;
use crate::faces::fhir::reply::Reply;
use crate::faces::fhir::{bundled, change, outcome, preconditions};
use crate::faces::payload::Payload;
use crate::faces::reply::{Refusal, status};
use crate::faces::state::Shared;
use crate::fhir::Resource;
use crate::kernel::{Context, Entry, Key, Operation};

/// How many entries a Bundle may have.
const MOST_ENTRIES: usize = 10_000;

pub(super) async fn handle(
    State(shared): State<Shared>,
    Writing(context): Writing,
    _: NoParameters,
    headers: HeaderMap,
    Payload(body): Payload,
) -> Result<Response, Refusal> {
    preconditions::only(&headers, &[])?;
    let bundle = Resource::parse(&body)?;
    if bundle.resource_type().name() != "Bundle" {
        return Err(at(not_a_bundle(bundle.resource_type().name()), "resourceType").into());
    }
    let bundle = bundle.into_value();
    bundled::known(&bundle, "Bundle", "Bundle")?;
    let entries = match bundle.get("entry") {
        Some(Value::Array(entries)) => entries.as_slice(),
        None => &[],
        Some(_) => return Err(at(Issue::error("wrong-type", "Entries are an array."), "Bundle.entry").into()),
    };
    if entries.len() > MOST_ENTRIES {
        let message = format!("The Bundle has {} entries; it may have {MOST_ENTRIES}.", entries.len());
        return Err(Error::new(Kind::TooLarge, "too-many-entries", message).into());
    }
    let prefer = Return::asked(&headers);
    let (bundle_type, answers) = match bundle.get("type").and_then(Value::as_str) {
        Some("transaction") => {
            ("transaction-response", transaction(&shared, &context, entries, prefer).await?)
        }
        Some("batch") => ("batch-response", batch(&shared, &context, entries, prefer).await),
        _ => return Err(at(Issue::error("invalid-value", BUNDLE_TYPES), "Bundle.type").into()),
    };
    let mut written = BundleWriter::new(bundle_type, None, &[], shared.fhir_base());
    for answer in &answers {
        written.answered(answer);
    }
    let response = Reply::resource(written.finish()).into_response(&shared.fhir_base());
    Ok(Return::applied(prefer, response))
}

const BUNDLE_TYPES: &str = "The FHIR base takes Bundles of the type 'batch' or 'transaction'.";

fn not_a_bundle(found: &str) -> Issue {
    Issue::error(
        "wrong-resource-type",
        format!("The FHIR base takes a Bundle, not a {found}; POST a {found} to [base]/{found}."),
    )
}

fn at(issue: Issue, expression: &str) -> Error {
    Error::with(Kind::Invalid, issue.at_expression(expression))
}

/// All changes, or none, in one commit; then what is read, so that a read sees the changes. What an entry asks is
/// understood before anything is done, and a read of what is not there refuses the whole. Only a read that the
/// changes themselves made impossible, or others meanwhile, is its entry's own answer: the changes have been made
/// by then.
async fn transaction(
    shared: &Shared,
    context: &Context,
    entries: &[Value],
    prefer: Option<Return>,
) -> Result<Vec<Reply>> {
    let mut changes = Vec::new();
    let mut reads = Vec::new();
    let mut wrong = Vec::new();
    for (place, entry) in entries.iter().enumerate() {
        match understood(shared, context, entry, place) {
            Ok(Ask { full_url, asked: Asked::Change(operation) }) => {
                changes.push((place, entry_of(full_url, operation, place)));
            }
            Ok(Ask { asked: Asked::Read(read), .. }) => reads.push((place, read)),
            Ok(Ask { asked: Asked::Call(call), .. }) => wrong.push(not_in_one_commit(&call, place)),
            Err(error) => wrong.extend(error.issues().iter().cloned()),
        }
    }
    if let Some(error) = Error::from_issues(Kind::Invalid, wrong) {
        return Err(error);
    }
    let changed = changes.iter().filter_map(|(_, entry)| key(&entry.operation)).collect();
    for (place, read) in &reads {
        read.find(shared, context, &changed).await.map_err(|error| in_entry(error, *place))?;
    }
    let (places, changes): (Vec<usize>, Vec<Entry>) = changes.into_iter().unzip();
    let written = shared.kernel.transact(context, changes).await?;
    let replies = written.into_iter().map(|one| change::reply(one, prefer));
    let mut answers: Vec<(usize, Reply)> = places.into_iter().zip(replies).collect();
    for (place, read) in reads {
        let answer = read.answer(shared, context).await;
        answers.push((place, answer.unwrap_or_else(|error| refused(&in_entry(error, place)))));
    }
    answers.sort_by_key(|(place, _)| *place);
    Ok(answers.into_iter().map(|(_, answer)| answer).collect())
}

/// What an entry asks, if all of it is understood.
fn understood(shared: &Shared, context: &Context, entry: &Value, place: usize) -> Result<Ask> {
    let ask = entry::ask(shared, context, entry, place)?;
    if let Asked::Read(read) = &ask.asked {
        read.check(shared, context).map_err(|error| in_entry(error, place))?;
    }
    Ok(ask)
}

/// Which resource an operation is about, if its id is known before it is done.
fn key(operation: &Operation) -> Option<Key> {
    match operation {
        Operation::Make(resource)
        | Operation::Update { resource, .. }
        | Operation::UpdateWhere { resource, .. } => {
            resource.id().map(|id| Key::new(resource.resource_type(), id))
        }
        Operation::Patch { key, .. } | Operation::Delete { key, .. } => Some(key.clone()),
        _ => None,
    }
}

fn entry_of(full_url: Option<String>, operation: Operation, place: usize) -> Entry {
    Entry { full_url, operation, place: Some(format!("Bundle.entry[{place}]")) }
}

/// Each entry for itself.
async fn batch(shared: &Shared, context: &Context, entries: &[Value], prefer: Option<Return>) -> Vec<Reply> {
    let mut answers = Vec::with_capacity(entries.len());
    for (place, entry) in entries.iter().enumerate() {
        let answer = match entry::ask(shared, context, entry, place) {
            Ok(ask) => carry_out(shared, context, ask, place, prefer).await,
            Err(error) => Err(error),
        };
        answers.push(answer.unwrap_or_else(|error| refused(&in_entry(error, place))));
    }
    answers
}

/// Carries out an entry of a batch.
async fn carry_out(
    shared: &Shared,
    context: &Context,
    ask: Ask,
    place: usize,
    prefer: Option<Return>,
) -> Result<Reply> {
    match ask.asked {
        Asked::Change(operation) => {
            let entries = vec![entry_of(ask.full_url, operation, place)];
            let mut written = shared.kernel.transact(context, entries).await?;
            let one = written.pop().ok_or_else(|| Error::internal("batch", "a commit answered nothing"))?;
            Ok(change::reply(one, prefer))
        }
        Asked::Read(read) => read.answer(shared, context).await,
        Asked::Call(call) => operation::answer(shared, &call).await,
    }
}

/// An operation that changes something makes a commit of its own, so it can be no part of another.
fn not_in_one_commit(call: &Call, place: usize) -> Issue {
    let message = format!(
        "${} changes what is stored by itself, so a transaction does not take it; call it alone or in a batch.",
        call.definition.code
    );
    Issue::error("not-supported", message).at_expression(format!("Bundle.entry[{place}].request.url"))
}

/// Says which entry an error concerns.
fn in_entry(error: Error, place: usize) -> Error {
    entry::in_entry(error, place, "")
}

fn refused(error: &Error) -> Reply {
    let body = Bytes::from(outcome::outcome(error, None).to_string());
    Reply { body, ..Reply::empty(status(error.kind())) }
}
