//! batch and transaction (R4, section 3.1.0.11).

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use serde_json::Value;

use crate::error::{At, Error, Issue, Kind, Result};
use crate::faces::auth::Writing;
use crate::faces::fhir::bundle::BundleWriter;
use crate::faces::fhir::entry::{self, Ask, Asked};
use crate::faces::fhir::format::NoParameters;
use crate::faces::fhir::reply::Reply;
use crate::faces::fhir::{change, outcome};
use crate::faces::payload::Payload;
use crate::faces::reply::{Refusal, status};
use crate::faces::state::Shared;
use crate::fhir::Resource;
use crate::kernel::{Context, Entry};

/// How many entries a Bundle may have.
const MOST_ENTRIES: usize = 10_000;

pub(super) async fn handle(
    State(shared): State<Shared>,
    Writing(context): Writing,
    _: NoParameters,
    Payload(body): Payload,
) -> Result<Response, Refusal> {
    let bundle = Resource::parse(&body)?;
    if bundle.resource_type().name() != "Bundle" {
        return Err(at(not_a_bundle(bundle.resource_type().name()), "resourceType").into());
    }
    let entries = match bundle.json().get("entry") {
        Some(Value::Array(entries)) => entries.as_slice(),
        _ => &[],
    };
    if entries.len() > MOST_ENTRIES {
        let message = format!("The Bundle has {} entries; it may have {MOST_ENTRIES}.", entries.len());
        return Err(Error::new(Kind::TooLarge, "too-many-entries", message).into());
    }
    let (bundle_type, answers) = match bundle.json().get("type").and_then(Value::as_str) {
        Some("transaction") => ("transaction-response", transaction(&shared, &context, entries).await?),
        Some("batch") => ("batch-response", batch(&shared, &context, entries).await),
        _ => return Err(at(Issue::error("invalid-value", BUNDLE_TYPES), "Bundle.type").into()),
    };
    let mut written = BundleWriter::new(bundle_type, None, &[], shared.fhir_base());
    for answer in &answers {
        written.answered(answer);
    }
    Ok(Reply::resource(written.finish()).into_response(&shared.fhir_base()))
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
/// understood before anything is done. A read of what is not there is that entry's own answer: the changes have
/// been made by then.
async fn transaction(shared: &Shared, context: &Context, entries: &[Value]) -> Result<Vec<Reply>> {
    let mut asked = Vec::with_capacity(entries.len());
    let mut wrong = Vec::new();
    for (place, entry) in entries.iter().enumerate() {
        let understood = entry::ask(entry, place).and_then(|ask| {
            entry::check(shared, context, &ask).map_err(|error| in_entry(error, place))?;
            Ok(ask)
        });
        match understood {
            Ok(ask) => asked.push(ask),
            Err(error) => wrong.extend(error.issues().iter().cloned()),
        }
    }
    if let Some(error) = Error::from_issues(Kind::Invalid, wrong) {
        return Err(error);
    }
    let mut changes = Vec::new();
    let mut reads = Vec::new();
    for (place, Ask { full_url, asked }) in asked.into_iter().enumerate() {
        match asked {
            Asked::Change(operation) => {
                let at = Some(format!("Bundle.entry[{place}].resource"));
                changes.push((place, Entry { full_url, operation, place: at }));
            }
            Asked::Read(read) => reads.push((place, read)),
        }
    }
    let (places, changes): (Vec<usize>, Vec<Entry>) = changes.into_iter().unzip();
    let written = shared.kernel.transact(context, changes).await?;
    let mut answers: Vec<(usize, Reply)> =
        places.into_iter().zip(written.into_iter().map(|one| change::reply(one, None))).collect();
    for (place, read) in reads {
        let answer = entry::read(shared, context, read).await;
        answers.push((place, answer.unwrap_or_else(|error| refused(&in_entry(error, place)))));
    }
    answers.sort_by_key(|(place, _)| *place);
    Ok(answers.into_iter().map(|(_, answer)| answer).collect())
}

/// Each entry for itself.
async fn batch(shared: &Shared, context: &Context, entries: &[Value]) -> Vec<Reply> {
    let mut answers = Vec::with_capacity(entries.len());
    for (place, entry) in entries.iter().enumerate() {
        let answer = match entry::ask(entry, place) {
            Ok(ask) => entry::carry_out(shared, context, ask, place).await,
            Err(error) => Err(error),
        };
        answers.push(answer.unwrap_or_else(|error| refused(&in_entry(error, place))));
    }
    answers
}

/// Says which entry an error concerns. A parameter stands in the entry's URL.
fn in_entry(error: Error, place: usize) -> Error {
    error.map_places(|at| match at {
        Some(At::Parameter(_)) => Some(At::Expression(format!("Bundle.entry[{place}].request.url"))),
        None => Some(At::Expression(format!("Bundle.entry[{place}]"))),
        inside => inside,
    })
}

fn refused(error: &Error) -> Reply {
    let body = Bytes::from(outcome::outcome(error, None).to_string());
    Reply { body, ..Reply::empty(status(error.kind())) }
}
