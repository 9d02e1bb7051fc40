//! What a caller wants changed, and the steps that this takes once it is known what its condition finds.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::error::{At, Error, Issue, Kind, Result};
use crate::fhir::patch::Patch;
use crate::fhir::{Id, Resource};
use crate::kernel::conditional::{Condition, Matches};
use crate::kernel::place::Place;
use crate::kernel::{Operation, read};
use crate::store::{Key, Version};

/// An operation, and where it stands in the caller's input.
pub(super) struct Intent {
    target: Target,
    pub(super) action: Action,
    if_match: Option<u64>,
    /// The URL by which other changes of the same commit point to this one's resource.
    pub(super) full_url: Option<String>,
    /// Whether the resource has links, which may point to what the same commit makes.
    pub(super) has_links: bool,
    /// Where it stands in the caller's input.
    place: Place,
}

/// Which resource is meant.
enum Target {
    /// The one of this key.
    Key(Key),
    /// The one that the condition finds.
    Found(Condition),
}

/// What is to happen to it.
pub(super) enum Action {
    /// It is made, unless the condition finds one.
    Create(Resource),
    /// It is made, only if there is none.
    Make(Resource),
    /// It gets this content; it is made when there is none.
    Update(Resource),
    /// It is changed by a patch.
    Patch(Patch),
    /// It ends. A condition may find so many.
    Delete { most: usize },
}

/// A change of one resource.
pub(super) struct Step<'a> {
    pub(super) intent: &'a Intent,
    pub(super) key: Key,
    pub(super) task: Task<'a>,
}

/// What a step does.
pub(super) enum Task<'a> {
    /// Nothing: the resource is there already.
    Keep,
    /// The resource gets this content.
    Put(Cow<'a, Resource>, Presence),
    /// The resource gets the content that the patch makes of its present one.
    Patch(&'a Patch),
    /// The resource ends.
    Delete,
}

/// Whether a resource may be there before it gets a content.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// It may.
    Free,
    /// It may not: the caller said so.
    Refused,
    /// It may not: the condition did not find it, so that it is another one than was meant.
    Contradicted,
}

impl Intent {
    /// Gives the operation's resource its final id, if that is known already.
    pub(super) fn of(operation: Operation, full_url: Option<String>, place: Place) -> Result<Self> {
        let (target, action, if_match) = match operation {
            Operation::Create(resource) => {
                let (key, resource) = under_a_fresh_id(resource);
                (Target::Key(key), Action::Create(resource), None)
            }
            Operation::CreateUnless { resource, condition } => {
                let (_, resource) = under_a_fresh_id(resource);
                (Target::Found(condition), Action::Create(resource), None)
            }
            Operation::Make(resource) => {
                (Target::Key(key_within(&resource, &place)?), Action::Make(resource), None)
            }
            Operation::Update { resource, if_match } => {
                (Target::Key(key_within(&resource, &place)?), Action::Update(resource), if_match)
            }
            Operation::UpdateWhere { resource, condition, if_match } => {
                (Target::Found(condition), Action::Update(resource), if_match)
            }
            Operation::Patch { key, patch, if_match } => (Target::Key(key), Action::Patch(patch), if_match),
            Operation::PatchWhere { condition, patch, if_match } => {
                (Target::Found(condition), Action::Patch(patch), if_match)
            }
            Operation::Delete { key, if_match } => (Target::Key(key), Action::Delete { most: 1 }, if_match),
            Operation::DeleteWhere { condition, most, if_match } => {
                (Target::Found(condition), Action::Delete { most }, if_match)
            }
        };
        Ok(Self { target, action, if_match, full_url, has_links: true, place })
    }

    /// The condition that decides which resource is meant, and how many it may find.
    pub(super) fn condition(&self) -> Option<(&Condition, usize)> {
        match (&self.target, &self.action) {
            (Target::Key(_), _) => None,
            (Target::Found(condition), Action::Delete { most }) => Some((condition, *most)),
            (Target::Found(condition), _) => Some((condition, 1)),
        }
    }

    /// The new content as the caller sent it.
    pub(super) fn resource(&self) -> Option<&Resource> {
        match &self.action {
            Action::Create(resource) | Action::Make(resource) | Action::Update(resource) => Some(resource),
            Action::Patch(_) | Action::Delete { .. } => None,
        }
    }

    /// The same, to change.
    pub(super) fn resource_mut(&mut self) -> Option<&mut Resource> {
        match &mut self.action {
            Action::Create(resource) | Action::Make(resource) | Action::Update(resource) => Some(resource),
            Action::Patch(_) | Action::Delete { .. } => None,
        }
    }

    /// The new content as the caller sent it, for itself.
    pub(super) fn into_resource(self) -> Option<Resource> {
        match self.action {
            Action::Create(resource) | Action::Make(resource) | Action::Update(resource) => Some(resource),
            Action::Patch(_) | Action::Delete { .. } => None,
        }
    }

    /// What it deletes.
    pub(super) fn deletes<'a>(&'a self, matches: &'a Matches) -> &'a [Key] {
        match (&self.action, &self.target) {
            (Action::Delete { .. }, Target::Key(key)) => std::slice::from_ref(key),
            (Action::Delete { .. }, Target::Found(condition)) => matches.of(condition),
            _ => &[],
        }
    }

    /// What it takes. What the same commit deletes is no longer there for the others' conditions: deletions come
    /// first (R4, section 3.1.0.11.2).
    pub(super) fn steps(&self, matches: &Matches, deleted: &HashSet<Key>) -> Result<Vec<Step<'_>>> {
        let step = |key: Key, task| Step { intent: self, key, task };
        let condition = match &self.target {
            Target::Key(key) => return Ok(vec![step(key.clone(), self.task())]),
            Target::Found(condition) => condition,
        };
        let found = matches.of(condition);
        if let Action::Delete { most } = self.action {
            return match found.len() > most {
                true => Err(condition.ambiguous(most)),
                false => Ok(found.iter().map(|key| step(key.clone(), Task::Delete)).collect()),
            };
        }
        let mut left = found.iter().filter(|key| !deleted.contains(key));
        let found = match (left.next(), left.next()) {
            (_, Some(_)) => return Err(condition.ambiguous(1)),
            (found, None) => found,
        };
        let only = match (&self.action, found) {
            (Action::Create(_), Some(key)) => step(key.clone(), Task::Keep),
            (Action::Update(resource), Some(key)) => {
                let resource = under_the_id_found(resource, key).map_err(|error| self.located(error))?;
                step(key.clone(), Task::Put(resource, Presence::Free))
            }
            (_, None) => self.step_without_match(condition)?,
            (Action::Make(_) | Action::Patch(_) | Action::Delete { .. }, Some(key)) => {
                step(key.clone(), self.task())
            }
        };
        Ok(vec![only])
    }

    /// What it takes when the condition finds nothing: a new resource.
    fn step_without_match(&self, condition: &Condition) -> Result<Step<'_>> {
        let (key, resource, presence) = match self.resource() {
            Some(resource) if resource.json().contains_key("id") => {
                let key = key_within(resource, &self.place)?;
                (key, Cow::Borrowed(resource), Presence::Contradicted)
            }
            Some(resource) => {
                let (key, resource) = under_a_fresh_id(resource.clone());
                (key, Cow::Owned(resource), Presence::Free)
            }
            None => {
                let message = format!("Nothing matches '{}'.", condition.text());
                return Err(condition.error(Kind::NotFound, "not-found", message));
            }
        };
        Ok(Step { intent: self, key, task: Task::Put(resource, presence) })
    }

    /// What is done to a resource whose key is known.
    fn task(&self) -> Task<'_> {
        match &self.action {
            Action::Create(resource) | Action::Update(resource) => {
                Task::Put(Cow::Borrowed(resource), Presence::Free)
            }
            Action::Make(resource) => Task::Put(Cow::Borrowed(resource), Presence::Refused),
            Action::Patch(patch) => Task::Patch(patch),
            Action::Delete { .. } => Task::Delete,
        }
    }

    /// Says of an error about the resource where it stands in the caller's whole input.
    pub(super) fn located(&self, error: Error) -> Error {
        self.place.located(error)
    }

    /// Says of an error about what a patch makes that it stands where the patch does: what the patch makes is
    /// nowhere in the caller's input.
    pub(super) fn located_in_patch(&self, error: Error) -> Error {
        let Some(place) = self.place.resource() else { return error };
        let moved = error.issues().iter().map(|issue| match &issue.at {
            Some(At::Expression(expression)) => {
                let message = format!("{} ({expression} after the patch)", issue.message);
                Issue { message, ..issue.clone() }.at_expression(place.clone())
            }
            _ => issue.clone().at_expression(place.clone()),
        });
        Error::from_issues(error.kind(), moved.collect()).unwrap_or(error)
    }

    /// A condition that stands in the resource, where it stands in the caller's whole input.
    pub(super) fn locate(&self, condition: Condition) -> Condition {
        condition.map_place(|at| self.place.of(at))
    }

    /// Says of issues about the resource where they stand.
    pub(super) fn located_all(&self, issues: Vec<Issue>) -> Vec<Issue> {
        let located = |issue: Issue| Issue { at: self.place.of(issue.at), ..issue };
        issues.into_iter().map(located).collect()
    }
}

impl Step<'_> {
    /// Says of an error about the step's content where it stands in the caller's whole input.
    pub(super) fn located(&self, error: Error) -> Error {
        match self.task {
            Task::Patch(_) => self.intent.located_in_patch(error),
            Task::Keep | Task::Put(..) | Task::Delete => self.intent.located(error),
        }
    }

    /// What points to the step's resource.
    pub(super) fn target(&self) -> String {
        format!("{}/{}", self.key.resource_type, self.key.id)
    }

    /// Refuses the step when the resource is not as the caller expects it.
    pub(super) fn check(&self, latest: Option<&Version>) -> Result<()> {
        self.check_presence(latest)
            .and_then(|()| self.check_version(latest))
            .map_err(|error| self.intent.located(error))
    }

    fn check_presence(&self, latest: Option<&Version>) -> Result<()> {
        let is_live = latest.is_some_and(|version| !version.is_deleted());
        match self.task {
            Task::Put(_, Presence::Refused) if is_live => {
                let message = "Somebody else made it in the meantime. Read it and repeat the change.";
                Err(stale("If-None-Match", message))
            }
            Task::Put(_, Presence::Contradicted) if is_live => {
                let Key { resource_type, id } = &self.key;
                let message = format!(
                    "Nothing matches the condition, yet the id that the resource carries is taken: {resource_type}/{id} is another one."
                );
                let issue = Issue::error("wrong-id", message).at_expression(format!("{resource_type}.id"));
                Err(Error::with(Kind::Conflict, issue))
            }
            _ => Ok(()),
        }
    }

    /// Refuses another version than the caller expects. What is not there has none (RFC 9110, section 13.1.1); only
    /// a patch, which needs a resource whatever is expected of it, says that there is none (section 13.2.1).
    fn check_version(&self, latest: Option<&Version>) -> Result<()> {
        let Some(wanted) = self.intent.if_match else { return Ok(()) };
        let Key { resource_type, id } = &self.key;
        let message = match latest {
            Some(version) if version.number == wanted && !version.is_deleted() => return Ok(()),
            None if matches!(self.task, Task::Patch(_)) => return Err(read::not_found(&self.key)),
            Some(version) if version.is_deleted() && matches!(self.task, Task::Patch(_)) => {
                return Err(read::gone(&self.key));
            }
            None => format!("There is no {resource_type}/{id}, so none at version {wanted}."),
            Some(version) if version.is_deleted() => {
                format!("{resource_type}/{id} has been deleted, so it is not at version {wanted}.")
            }
            Some(version) => format!(
                "{resource_type}/{id} is at version {} by now, not {wanted}. Read it again and repeat the change.",
                version.number
            ),
        };
        Err(stale("If-Match", message))
    }
}

/// A condition that does not hold, at the header that states it.
fn stale(header: &str, message: impl Into<String>) -> Error {
    Error::with(Kind::PreconditionFailed, Issue::error("stale", message).at_parameter(header))
}

fn under_a_fresh_id(mut resource: Resource) -> (Key, Resource) {
    let id = Id::fresh();
    resource.set_id(&id);
    (Key::new(resource.resource_type(), id), resource)
}

/// The content for the resource that a condition found. It may carry that one's id, and no other.
fn under_the_id_found<'a>(resource: &'a Resource, key: &Key) -> Result<Cow<'a, Resource>> {
    if resource.id().as_ref() == Some(&key.id) {
        return Ok(Cow::Borrowed(resource));
    }
    if resource.json().contains_key("id") {
        let message = format!("The condition finds the id '{}', and the resource carries another.", key.id);
        let issue = Issue::error("wrong-id", message).at_expression(format!("{}.id", key.resource_type));
        return Err(Error::with(Kind::Invalid, issue));
    }
    let mut resource = resource.clone();
    resource.set_id(&key.id);
    Ok(Cow::Owned(resource))
}

/// The key of a resource that has to carry its id; `place` is where it stands in the caller's input.
fn key_within(resource: &Resource, place: &Place) -> Result<Key> {
    let resource_type = resource.resource_type();
    let at = || place.of(Some(At::Expression(format!("{resource_type}.id"))));
    match resource.json().get("id") {
        None => {
            let issue = Issue::error("missing-id", "An update needs the resource's id in the resource.");
            Err(Error::with(Kind::Invalid, Issue { at: at(), ..issue }))
        }
        Some(id) => Id::parse(id.as_str().unwrap_or_default())
            .map(|id| Key::new(resource_type, id))
            .map_err(|error| error.map_places(|_| at())),
    }
}
