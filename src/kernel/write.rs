//! The one door for change: create, update, delete (R4, sections 3.1.0.4 to 3.1.0.8), alone or several at once.

use std::collections::{HashMap, HashSet};

use crate::error::{At, Error, Issue, Kind, Result};
use crate::fhir::{Id, Resource, validate};
use crate::kernel::{Context, Kernel, Scope, read, rules, stamp};
use crate::search::extract;
use crate::store::{Change, Committed, Expect, Key, Method, Version, Write};

/// How often a change that states no condition is tried again when others change the same resource. Of several
/// at the same moment one is done, so this is how many may meet.
const ATTEMPTS: usize = 100;

/// One change that a caller wants.
#[derive(Debug, Clone)]
pub enum Operation {
    /// A new resource under an id that the server makes; an id in the resource is ignored.
    Create(Resource),
    /// A resource under the id that it carries, only if there is none.
    Make(Resource),
    /// A resource under the id that it carries: made when there is none.
    Update {
        /// The resource, with its id.
        resource: Resource,
        /// Only if the present version has this number.
        if_match: Option<u64>,
    },
    /// A resource's end. Deleting what is not there is no error.
    Delete {
        /// Which resource.
        key: Key,
        /// Only if the present version has this number.
        if_match: Option<u64>,
    },
}

/// What a change did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The resource was not there before.
    Created,
    /// There is a new version.
    Updated,
    /// The resource said the same already; there is no new version.
    Unchanged,
    /// The resource is gone.
    Deleted,
}

/// A change that was carried out.
#[derive(Debug, Clone)]
pub struct Written {
    /// The resource's latest version; none when something was deleted that never was.
    pub version: Option<Version>,
    /// What the change did.
    pub outcome: Outcome,
}

/// An operation whose resource has its final id.
pub(super) struct Intent {
    pub(super) key: Key,
    if_match: Option<u64>,
    /// Whether the resource may not be there before.
    must_be_absent: bool,
    /// The new content; none for a deletion.
    pub(super) resource: Option<Resource>,
    /// Where the resource stands in the caller's input, when it is part of something larger: a FHIRPath
    /// expression such as `Bundle.entry[3].resource`.
    pub(super) place: Option<String>,
}

/// What intents come to.
pub(super) struct Ready {
    writes: Vec<Write>,
    /// For each intent that needs no write, the version that stays.
    outcomes: Vec<Option<Option<Version>>>,
}

impl Ready {
    /// Whether nothing has to be written.
    pub(super) fn changes_nothing(&self) -> bool {
        self.writes.is_empty()
    }
}

impl Intent {
    /// Gives the operation's resource its final id.
    pub(super) fn of(operation: Operation, place: Option<String>) -> Result<Self> {
        let must_be_absent = matches!(operation, Operation::Make(_));
        let (key, if_match, resource) = match operation {
            Operation::Create(mut resource) => {
                let id = Id::fresh();
                resource.set_id(&id);
                (Key::new(resource.resource_type(), id), None, Some(resource))
            }
            Operation::Make(resource) => (key_within(&resource, place.as_deref())?, None, Some(resource)),
            Operation::Update { resource, if_match } => {
                (key_within(&resource, place.as_deref())?, if_match, Some(resource))
            }
            Operation::Delete { key, if_match } => (key, if_match, None),
        };
        Ok(Self { key, if_match, must_be_absent, resource, place })
    }

    /// Says of an error about the resource where it stands in the caller's whole input.
    pub(super) fn located(&self, error: Error) -> Error {
        error.map_places(|at| located(self.place.as_deref(), at))
    }

    /// Says the same of issues.
    fn located_all(&self, issues: Vec<Issue>) -> Vec<Issue> {
        let located = |issue: Issue| Issue { at: located(self.place.as_deref(), issue.at), ..issue };
        issues.into_iter().map(located).collect()
    }
}

/// Where something about a resource stands in the larger input that has the resource at `place`.
fn located(place: Option<&str>, at: Option<At>) -> Option<At> {
    match (place, at) {
        (Some(place), Some(At::Expression(expression))) => {
            let within = expression.split_once('.').map(|(_, within)| format!("{place}.{within}"));
            Some(At::Expression(within.unwrap_or_else(|| place.to_owned())))
        }
        (Some(place), None) => Some(At::Expression(place.to_owned())),
        (_, at) => at,
    }
}

impl Kernel {
    /// Makes a resource under a new id.
    pub async fn create(&self, context: &Context, resource: Resource) -> Result<Written> {
        self.write(context, Operation::Create(resource)).await
    }

    /// Makes a resource under the id that it carries; refused when there is one.
    pub async fn make(&self, context: &Context, resource: Resource) -> Result<Written> {
        self.write(context, Operation::Make(resource)).await
    }

    /// Gives a resource, under the id that it carries, a new content.
    pub async fn update(
        &self,
        context: &Context,
        resource: Resource,
        if_match: Option<u64>,
    ) -> Result<Written> {
        self.write(context, Operation::Update { resource, if_match }).await
    }

    /// Deletes a resource.
    pub async fn delete(&self, context: &Context, key: Key, if_match: Option<u64>) -> Result<Written> {
        self.write(context, Operation::Delete { key, if_match }).await
    }

    async fn write(&self, context: &Context, operation: Operation) -> Result<Written> {
        let mut written = self.carry_out(context, &[Intent::of(operation, None)?]).await?;
        written.pop().ok_or_else(|| Error::internal("write", "a commit answered nothing"))
    }

    /// Carries out all intents in one commit, or none. The answers stand in the order of the intents.
    pub(super) async fn carry_out(&self, context: &Context, intents: &[Intent]) -> Result<Vec<Written>> {
        context.caller.require(Scope::Write)?;
        check(intents)?;
        for _ in 0..ATTEMPTS {
            if let Some(written) = self.attempt(context, intents).await? {
                return Ok(written);
            }
        }
        let message = "Others kept changing the same resource at the same time. Try again.";
        Err(Error::new(Kind::Conflict, "conflict", message))
    }

    /// Tries once; `None` when somebody else changed one of the resources in between.
    async fn attempt(&self, context: &Context, intents: &[Intent]) -> Result<Option<Vec<Written>>> {
        let Ready { writes, outcomes } = self.ready(intents).await?;
        let versions = if writes.is_empty() {
            Vec::new()
        } else {
            match self.store.commit(writes, context.now).await? {
                Committed::Done(versions) => versions,
                Committed::Conflict(_) => return Ok(None),
            }
        };
        let mut versions = versions.into_iter();
        let written = outcomes.into_iter().map(|outcome| match outcome {
            Some(latest) => unchanged(latest),
            None => changed(versions.next()),
        });
        Ok(Some(written.collect()))
    }

    /// What intents come to, given what is stored now; an error where that does not allow one of them.
    pub(super) async fn ready(&self, intents: &[Intent]) -> Result<Ready> {
        let mut present = self.present(intents).await?;
        let mut ready =
            Ready { writes: Vec::with_capacity(intents.len()), outcomes: Vec::with_capacity(intents.len()) };
        for intent in intents {
            let latest = present.remove(&intent.key);
            check_condition(intent, latest.as_ref()).map_err(|error| intent.located(error))?;
            match self.prepare(intent, latest.as_ref())? {
                Some(write) => {
                    ready.writes.push(write);
                    ready.outcomes.push(None);
                }
                None => ready.outcomes.push(Some(latest)),
            }
        }
        Ok(ready)
    }

    async fn present(&self, intents: &[Intent]) -> Result<HashMap<Key, Version>> {
        let versions = match intents {
            [one] => self.store.read(&one.key).await?.into_iter().collect(),
            several => {
                let keys: Vec<Key> = several.iter().map(|intent| intent.key.clone()).collect();
                self.store.read_many(&keys).await?
            }
        };
        Ok(versions.into_iter().map(|version| (version.key.clone(), version)).collect())
    }

    /// The write that fulfils an intent; none when there is nothing to do.
    fn prepare(&self, intent: &Intent, latest: Option<&Version>) -> Result<Option<Write>> {
        let expect = latest.map_or(Expect::Absent, |version| Expect::Version(version.number));
        let live = latest.filter(|version| !version.is_deleted());
        let Some(fresh) = &intent.resource else {
            let delete = Write { key: intent.key.clone(), expect, change: Change::Delete };
            return Ok(live.map(|_| delete));
        };
        let stored = live.map(|version| Resource::parse(&version.body)).transpose()?;
        if stored.as_ref().is_some_and(|stored| stamp::says_the_same(stored, fresh)) {
            return Ok(None);
        }
        let broken = intent.located_all(rules::broken(fresh, stored.as_ref()));
        if let Some(error) = Error::from_issues(Kind::Unprocessable, broken) {
            return Err(error);
        }
        let number = latest.map_or(1, |version| version.number.saturating_add(1));
        let body = stamp::stamp(fresh, &intent.key.id, number)?;
        let rows = extract(&self.registry(), fresh, &self.settings);
        Ok(Some(Write { key: intent.key.clone(), expect, change: Change::Put { body, rows } }))
    }
}

/// Refuses intents whose form is wrong, whatever is stored; gives the warnings about those that may go on.
pub(super) fn check(intents: &[Intent]) -> Result<Vec<Issue>> {
    refuse_twice(intents)?;
    let issues: Vec<Issue> = intents.iter().flat_map(invalid).collect();
    Error::from_issues(Kind::Invalid, issues.clone()).map_or(Ok(issues), Err)
}

/// Refuses a set of changes in which two concern the same resource (R4, section 3.1.0.11.2).
fn refuse_twice(intents: &[Intent]) -> Result<()> {
    let mut seen = HashSet::with_capacity(intents.len());
    match intents.iter().find(|intent| !seen.insert(&intent.key)) {
        None => Ok(()),
        Some(intent) => {
            let Key { resource_type, id } = &intent.key;
            let message =
                format!("{resource_type}/{id} is changed twice; each resource may be changed once.");
            Err(intent.located(Error::invalid("duplicate-identity", message)))
        }
    }
}

/// What is wrong with the form of an intent's resource.
fn invalid(intent: &Intent) -> Vec<Issue> {
    let issues = intent.resource.as_ref().map(validate::validate).unwrap_or_default();
    intent.located_all(issues)
}

/// The key of a resource that has to carry its id; `place` is where it stands in the caller's input.
fn key_within(resource: &Resource, place: Option<&str>) -> Result<Key> {
    let resource_type = resource.resource_type();
    resource.id().map(|id| Key::new(resource_type, id)).ok_or_else(|| {
        let issue = Issue::error("missing-id", "An update needs the resource's id in the resource.");
        let at = At::Expression(format!("{resource_type}.id"));
        Error::with(Kind::Invalid, Issue { at: located(place, Some(at)), ..issue })
    })
}

fn check_condition(intent: &Intent, latest: Option<&Version>) -> Result<()> {
    if intent.must_be_absent && latest.is_some_and(|version| !version.is_deleted()) {
        let message = "Somebody else made it in the meantime. Read it and repeat the change.";
        return Err(Error::new(Kind::PreconditionFailed, "stale", message));
    }
    let Some(wanted) = intent.if_match else {
        return Ok(());
    };
    match latest {
        Some(version) if version.number == wanted && !version.is_deleted() => Ok(()),
        Some(version) if version.is_deleted() => Err(read::gone(&intent.key)),
        Some(version) => {
            let Key { resource_type, id } = &intent.key;
            let message = format!(
                "{resource_type}/{id} is at version {} by now, not {wanted}. Read it again and repeat the change.",
                version.number
            );
            Err(Error::new(Kind::PreconditionFailed, "stale", message))
        }
        None => Err(read::not_found(&intent.key)),
    }
}

fn unchanged(latest: Option<Version>) -> Written {
    let outcome = match &latest {
        Some(version) if !version.is_deleted() => Outcome::Unchanged,
        _ => Outcome::Deleted,
    };
    Written { version: latest, outcome }
}

fn changed(version: Option<Version>) -> Written {
    let outcome = version.as_ref().map_or(Outcome::Unchanged, |version| match version.method {
        Method::Create => Outcome::Created,
        Method::Update => Outcome::Updated,
        Method::Delete => Outcome::Deleted,
    });
    Written { version, outcome }
}
