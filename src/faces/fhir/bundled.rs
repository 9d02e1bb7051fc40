//! What a Bundle reads: the interactions that change nothing, as entries of a batch or transaction.

use std::collections::HashSet;

use axum::http::StatusCode;
use bytes::Bytes;
use serde_json::Value;

use crate::error::{Error, Issue, Kind, Result};
use crate::faces::fhir::format::{unknown, without_format};
use crate::faces::fhir::operation::{self, Call};
use crate::faces::fhir::preconditions::Unless;
use crate::faces::fhir::reply::Reply;
use crate::faces::fhir::view::View;
use crate::faces::fhir::{history, search, target};
use crate::faces::state::Shared;
use crate::fhir::subset::Role;
use crate::fhir::{ResourceType, definitions};
use crate::kernel::{Context, HistoryScope, Key};
use crate::search::Area;
use crate::search::parse::Handling;

/// Something that changes nothing.
#[derive(Debug)]
pub(super) struct Read {
    what: What,
    unless: Unless,
    /// Whether only the answer's head is wanted.
    is_head: bool,
}

/// What may be read.
#[derive(Debug)]
enum What {
    /// read.
    Present(Key, View),
    /// vread.
    Past(Key, u64, View),
    /// search.
    Search(Area, Vec<(String, String)>),
    /// history.
    History(HistoryScope, Vec<(String, String)>),
    /// An operation that changes nothing.
    Call(Box<Call>),
}

impl Read {
    /// A search by POST.
    pub(super) fn search(area: Area, parameters: Vec<(String, String)>) -> Self {
        Self { what: What::Search(area, parameters), unless: Unless::default(), is_head: false }
    }

    /// An operation, which changes nothing.
    pub(super) fn call(call: Box<Call>) -> Self {
        Self { what: What::Call(call), unless: Unless::default(), is_head: false }
    }

    /// What a path below the base reads; none when it reads nothing.
    pub(super) fn of(
        path: &[&str],
        parameters: Vec<(String, String)>,
        unless: Unless,
        is_head: bool,
    ) -> Option<Result<Self>> {
        let what = match path {
            ["_history"] => Ok(What::History(HistoryScope::System, parameters)),
            [name, "_history"] => ResourceType::parse(name)
                .map(|resource_type| What::History(HistoryScope::Type(resource_type), parameters)),
            [name, id, "_history"] => {
                target::key(name, id).map(|key| What::History(HistoryScope::Instance(key), parameters))
            }
            [name, id, "_history", version] => target::key(name, id).and_then(|key| {
                let number = target::version(version)?;
                let view = view(key.resource_type, parameters)?;
                Ok(What::Past(key, number, view))
            }),
            [name, id] => target::key(name, id).and_then(|key| {
                let view = view(key.resource_type, parameters)?;
                Ok(What::Present(key, view))
            }),
            path => target::area(path)?.map(|area| What::Search(area, parameters)),
        };
        Some(what.and_then(|what| match (&what, unless.is_stated()) {
            (What::Search(..) | What::History(..), true) => Err(Error::invalid(
                "not-supported",
                "A condition on what the caller has already is offered for reads only.",
            )),
            _ => Ok(Self { what, unless, is_head }),
        }))
    }

    /// Refuses what is not understood, before anything is done.
    pub(super) fn check(&self, shared: &Shared, context: &Context) -> Result<()> {
        match &self.what {
            What::Search(area, pairs) => {
                search::understood(shared, context, area, pairs, Handling::Strict).map(|_| ())
            }
            What::History(scope, pairs) => {
                history::understood(shared, scope.clone(), pairs.clone(), Handling::Strict).map(|_| ())
            }
            What::Present(..) | What::Past(..) | What::Call(_) => Ok(()),
        }
    }

    /// Refuses to read what is not there, unless it is among what is changed before, and an operation whose
    /// parameters make no sense, whatever is changed before.
    pub(super) async fn find(
        &self,
        shared: &Shared,
        context: &Context,
        changed: &HashSet<Key>,
    ) -> Result<()> {
        let found = match &self.what {
            What::Present(key, _) if !changed.contains(key) => shared.kernel.read(context, key).await,
            What::Past(key, number, _) if !changed.contains(key) => {
                shared.kernel.vread(context, key, *number).await
            }
            What::Call(call) => return Self::find_called(shared, call, changed).await,
            _ => return Ok(()),
        };
        found.map(|_| ())
    }

    /// Asks an operation in advance: only it knows whether its parameters go together. What it finds may depend on
    /// the changes.
    async fn find_called(shared: &Shared, call: &Call, changed: &HashSet<Key>) -> Result<()> {
        let Err(error) = operation::answer(shared, call).await else { return Ok(()) };
        let depends = match (error.kind(), call.target.key()) {
            (Kind::NotFound | Kind::Gone, Some(key)) => changed.contains(key),
            (
                Kind::NotFound | Kind::Gone | Kind::Unprocessable | Kind::Conflict | Kind::PreconditionFailed,
                _,
            ) => true,
            _ => false,
        };
        if depends { Ok(()) } else { Err(error) }
    }

    /// The answer.
    pub(super) async fn answer(self, shared: &Shared, context: &Context) -> Result<Reply> {
        let kernel = &shared.kernel;
        let (version, view) = match self.what {
            What::Present(key, view) => (kernel.read(context, &key).await?, view),
            What::Past(key, number, view) => (kernel.vread(context, &key, number).await?, view),
            What::Search(area, pairs) => {
                let reply = search::answer(shared, context, &area, pairs, Handling::Strict).await?;
                return Ok(head_of(reply, self.is_head));
            }
            What::Call(call) => return operation::answer(shared, &call).await,
            What::History(scope, pairs) => {
                let reply = history::answer(shared, context, scope, pairs, Handling::Strict).await?;
                return Ok(head_of(reply, self.is_head));
            }
        };
        if self.unless.holds(&version) {
            let unchanged = Reply::version(StatusCode::NOT_MODIFIED, version);
            return Ok(head_of(unchanged, true));
        }
        let shown = view.of(version, Role::Asked)?;
        Ok(head_of(Reply::version(StatusCode::OK, shown), self.is_head))
    }
}

fn head_of(reply: Reply, is_head: bool) -> Reply {
    if is_head { Reply { body: Bytes::new(), ..reply } } else { reply }
}

/// The parameters of a read: what is shown, and nothing else.
fn view(resource_type: ResourceType, parameters: Vec<(String, String)>) -> Result<View> {
    let mut parameters = without_format(parameters);
    let view = View::take(&mut parameters, &[resource_type])?;
    match parameters.first() {
        None => Ok(view),
        Some((name, _)) => Err(unknown(name, "a read takes only _summary, _elements, _format and _pretty")),
    }
}

/// Refuses a part of a Bundle that is no object, or has members that R4 does not know there: a condition that is
/// misspelled would otherwise not count.
pub(super) fn known(part: &Value, structure: &str, at: &str) -> Result<()> {
    let Value::Object(members) = part else {
        let issue = Issue::error("wrong-type", "This is an object.").at_expression(at);
        return Err(Error::with(Kind::Invalid, issue));
    };
    let elements = definitions::children(structure);
    let is_known = |name: &str| {
        let bare = name.strip_prefix('_').unwrap_or(name);
        bare == "resourceType" || elements.iter().any(|element| element.name == bare)
    };
    match members.keys().find(|name| !is_known(name)) {
        None => Ok(()),
        Some(name) => {
            let names: Vec<&str> = elements.iter().map(|element| element.name).collect();
            let message = format!("'{structure}' has no '{name}'; it has {}.", names.join(", "));
            let issue = Issue::error("unknown-element", message).at_expression(format!("{at}.{name}"));
            Err(Error::with(Kind::Invalid, issue))
        }
    }
}
