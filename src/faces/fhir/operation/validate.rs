//! `$validate`: what is said about a resource is the answer, so it comes with 200 whatever it says.

use crate::error::{Error, Issue, Kind, Result};
use crate::faces::fhir::operation::call::{Call, Target};
use crate::faces::fhir::reply::Reply;
use crate::faces::fhir::{create, outcome, preconditions, update};
use crate::faces::state::Shared;
use crate::fhir::Resource;
use crate::kernel::Operation;
use crate::kernel::operations::{Proposal, Verdict};

/// What the caller would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// It does not say.
    Any,
    Create,
    Update,
    Delete,
    Profile,
}

pub(super) async fn answer(shared: &Shared, call: &Call) -> Result<Reply> {
    let mode = mode(call)?;
    let profiles: Vec<String> = call.input.text("profile").map(str::to_owned).into_iter().collect();
    if mode == Mode::Profile && profiles.is_empty() {
        return Err(call.input.wrong("profile", "The mode 'profile' needs the parameter 'profile'."));
    }
    let resource = call.input.resource("resource")?;
    refuse_senseless(call, mode, resource.is_some())?;
    let verdict = match proposal(call, mode, resource) {
        Ok(proposal) => shared.kernel.validate(&call.context, proposal, &profiles).await?,
        // The resource is not the one that the address means: that is what a write would say too.
        Err(error) => Verdict::refused(&error),
    };
    let fine = [(Kind::Invalid, Issue::information("all-ok", "All ok: nothing is wrong."))];
    let issues = if verdict.issues.is_empty() { fine.as_slice() } else { verdict.issues.as_slice() };
    let outcome = outcome::of_issues(issues.iter().map(|(kind, issue)| (*kind, issue)));
    Ok(Reply::resource(outcome.to_string()))
}

fn mode(call: &Call) -> Result<Mode> {
    Ok(match call.input.text("mode") {
        None => Mode::Any,
        Some("create") => Mode::Create,
        Some("update") => Mode::Update,
        Some("delete") => Mode::Delete,
        Some("profile") => Mode::Profile,
        Some(other) => {
            let shown: String = other.chars().take(80).collect();
            let message = format!("'{shown}' is no mode; it is create, update, delete or profile.");
            return Err(call.input.wrong("mode", message));
        }
    })
}

/// Refuses a call that means nothing.
fn refuse_senseless(call: &Call, mode: Mode, has_resource: bool) -> Result<()> {
    let on_instance = call.target.key().is_some();
    match mode {
        Mode::Create if on_instance => {
            let message = "A create makes a new resource: call it on the type, without an id.";
            Err(call.input.wrong("mode", message))
        }
        Mode::Delete if !on_instance => {
            let message = "A delete is looked at on the resource itself: [type]/[id]/$validate.";
            Err(call.input.wrong("mode", message))
        }
        Mode::Any | Mode::Profile | Mode::Delete if on_instance => Ok(()),
        _ if has_resource => Ok(()),
        _ => {
            let message =
                "There is no resource to look at: send it as the body, or as the parameter 'resource'.";
            Err(call.input.wrong("resource", message))
        }
    }
}

/// What would be done. An error says that the resource is not the one that the address means.
fn proposal(call: &Call, mode: Mode, resource: Option<Resource>) -> Result<Proposal> {
    let if_match = call.if_match.as_deref().map(preconditions::version_of).transpose()?;
    Ok(match (&call.target, resource) {
        (Target::Instance(key) | Target::Version(key, _), _) if mode == Mode::Delete => {
            Proposal::Change(Operation::Delete { key: key.clone(), if_match })
        }
        (Target::Instance(key) | Target::Version(key, _), Some(resource)) => {
            let resource = update::under_its_id(resource, key)?;
            Proposal::Change(Operation::Update { resource, if_match })
        }
        (Target::Instance(key) | Target::Version(key, _), None) => Proposal::Nothing(key.clone()),
        (target, resource) => {
            let resource =
                resource.ok_or_else(|| Error::invalid("missing-parameter", "There is no resource."))?;
            let resource = match target {
                Target::Type(resource_type) => create::of_type(resource, *resource_type)?,
                _ => resource,
            };
            Proposal::Change(match mode {
                Mode::Update => Operation::Update { resource, if_match },
                _ => Operation::Create(resource),
            })
        }
    })
}
