//! The one door for change: create, update, delete (R4, sections 3.1.0.4 to 3.1.0.8), alone or several at once.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::error::{Error, Issue, Kind, Result};
use crate::fhir::patch::Patch;
use crate::fhir::{Resource, validate};
use crate::kernel::definitions::SEARCH_PARAMETER;
use crate::kernel::intent::{Action, Intent, Step, Task};
use crate::kernel::live::Definitions;
use crate::kernel::rewire::Wiring;
use crate::kernel::rules::Beside;
use crate::kernel::surveys::Surveys;
use crate::kernel::transact::Work;
use crate::kernel::{Condition, Context, Kernel, Scope, rules, stamp};
use crate::search::extract::{self, Extracted};
use crate::store::{Change, Committed, Expect, Guard, Key, Method, Version, Write};

/// How often a change that states no condition is tried again when others change the same resource. Of several
/// at the same moment one is done, so this is how many may meet.
const ATTEMPTS: usize = 100;

/// One change that a caller wants.
#[derive(Debug, Clone)]
pub enum Operation {
    /// A new resource under an id that the server makes; an id in the resource is ignored.
    Create(Resource),
    /// The same, unless the condition finds one: then that is the answer, and nothing changes.
    CreateUnless {
        /// The resource.
        resource: Resource,
        /// What would make it superfluous.
        condition: Condition,
    },
    /// A resource under the id that it carries, only if there is none.
    Make(Resource),
    /// A resource under the id that it carries: made when there is none.
    Update {
        /// The resource, with its id.
        resource: Resource,
        /// Only if the present version has this number.
        if_match: Option<u64>,
    },
    /// The one resource that the condition finds. When it finds none the resource is made, under the id that it
    /// carries if it carries one.
    UpdateWhere {
        /// The resource, with the id of what is found or without one.
        resource: Resource,
        /// Which resource is meant.
        condition: Condition,
        /// Only if the present version has this number.
        if_match: Option<u64>,
    },
    /// A change of a resource that is there.
    Patch {
        /// Which resource.
        key: Key,
        /// What changes.
        patch: Patch,
        /// Only if the present version has this number.
        if_match: Option<u64>,
    },
    /// A change of the one resource that the condition finds.
    PatchWhere {
        /// Which resource is meant.
        condition: Condition,
        /// What changes.
        patch: Patch,
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
    /// The end of what the condition finds, if anything.
    DeleteWhere {
        /// Which resources are meant.
        condition: Condition,
        /// How many it may find; when it finds more, nothing is done.
        most: usize,
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
    /// The resource said the same already, or was not to be made again; there is no new version.
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
    /// How many resources it concerned: none or several only where a condition said which to delete.
    pub resources: usize,
}

/// The steps of a commit, and what must hold when they are taken.
pub(super) struct Plan<'a> {
    pub(super) steps: Vec<Step<'a>>,
    wiring: Wiring,
    guards: Vec<Guard>,
}

/// What decides about a step beside what is stored.
struct Setting<'a> {
    context: &'a Context,
    definitions: &'a Definitions,
    wiring: &'a Wiring,
    surveys: &'a Surveys,
}

/// What steps come to.
pub(super) struct Ready {
    writes: Vec<Write>,
    /// What must still hold when they are made, beside the plan's conditions.
    guards: Vec<Guard>,
    /// For each step that needs no write, the version that stays.
    outcomes: Vec<Option<Option<Version>>>,
}

impl Ready {
    /// Whether nothing has to be written.
    pub(super) fn changes_nothing(&self) -> bool {
        self.writes.is_empty()
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

    /// Carries out one change.
    pub async fn write(&self, context: &Context, operation: Operation) -> Result<Written> {
        let mut written = self.carry_out(context, &Work::alone(operation)?).await?;
        written.pop().ok_or_else(|| Error::internal("write", "a commit answered nothing"))
    }

    /// Carries out all changes in one commit, or none. The answers stand in their order.
    pub(super) async fn carry_out(&self, context: &Context, work: &Work) -> Result<Vec<Written>> {
        context.caller.require(Scope::Write)?;
        refuse_same_condition(&work.intents)?;
        for attempt in 0..ATTEMPTS {
            if let Some(written) = self.attempt(context, work, attempt == 0).await? {
                return Ok(written);
            }
        }
        let message = "Others kept changing the same resources at the same time. Try again.";
        Err(Error::new(Kind::Conflict, "conflict", message))
    }

    /// Tries once; `None` when somebody else changed something in between that the change was decided by.
    async fn attempt(&self, context: &Context, work: &Work, first: bool) -> Result<Option<Vec<Written>>> {
        let plan = self.plan(context, work).await?;
        check(&plan.steps, first)?;
        let Ready { writes, guards: more, outcomes } = self.ready(context, &plan).await?;
        let Plan { steps, mut guards, .. } = plan;
        guards.extend(more);
        let versions = if writes.is_empty() {
            Vec::new()
        } else {
            match self.store.commit_guarded(writes, guards, context.now).await? {
                Committed::Done(versions) => versions,
                Committed::Conflict(_) | Committed::Overtaken(_) => return Ok(None),
                Committed::Outdated => {
                    self.adopt_definitions().await?;
                    return Ok(None);
                }
            }
        };
        if versions.iter().any(|version| version.key.resource_type == SEARCH_PARAMETER) {
            self.adopt_definitions().await?;
        }
        let mut versions = versions.into_iter();
        let done = outcomes.into_iter().map(|outcome| {
            let written = match outcome {
                Some(latest) => unchanged(latest),
                None => changed(versions.next()),
            };
            let version = written.version.map(|version| Self::redact(&context.caller, version));
            Written { version, ..written }
        });
        Ok(Some(answers(&work.intents, &steps, done.collect())))
    }

    /// The steps that changes take, given what their conditions find now.
    pub(super) async fn plan<'a>(&self, context: &Context, work: &'a Work) -> Result<Plan<'a>> {
        let Work { intents, references } = work;
        let asked = intents.iter().filter_map(Intent::condition);
        let conditions: Vec<_> = asked.chain(references.values().map(|condition| (condition, 1))).collect();
        let matches = self.look_up(context, &conditions).await?;
        let deleted = matches.deleted_by(intents);
        let mut steps = Vec::with_capacity(intents.len());
        for intent in intents {
            steps.extend(intent.steps(&matches, &deleted)?);
        }
        refuse_twice(&steps)?;
        let mut wiring = Wiring::of(&steps)?;
        wiring.add_searches(references, &steps, &matches)?;
        wiring.rewire_all(&mut steps);
        Ok(Plan { steps, wiring, guards: matches.guards })
    }

    /// What steps come to, given what is stored now; an error where that does not allow one of them.
    pub(super) async fn ready(&self, context: &Context, plan: &Plan<'_>) -> Result<Ready> {
        let steps = &plan.steps;
        let mut present = self.present(steps).await?;
        let surveys = self.surveys(context, steps, &plan.wiring, &present).await?;
        let mut ready = Ready {
            writes: Vec::with_capacity(steps.len()),
            guards: surveys.guards(),
            outcomes: Vec::with_capacity(steps.len()),
        };
        let definitions = self.live.snapshot();
        let setting = Setting { context, definitions: &definitions, wiring: &plan.wiring, surveys: &surveys };
        for step in steps {
            let latest = present.remove(&step.key);
            step.check(latest.as_ref())?;
            match self.prepare(&setting, step, latest.as_ref())? {
                Some(write) => {
                    ready.writes.push(write);
                    ready.outcomes.push(None);
                }
                None => ready.outcomes.push(Some(latest)),
            }
        }
        Ok(ready)
    }

    async fn present(&self, steps: &[Step<'_>]) -> Result<HashMap<Key, Version>> {
        let versions = match steps {
            [] => Vec::new(),
            [one] => self.store.read(&one.key).await?.into_iter().collect(),
            several => {
                let keys: Vec<Key> = several.iter().map(|step| step.key.clone()).collect();
                self.store.read_many(&keys).await?
            }
        };
        Ok(versions.into_iter().map(|version| (version.key.clone(), version)).collect())
    }

    /// The write that a step takes; none when there is nothing to do.
    fn prepare(
        &self,
        setting: &Setting<'_>,
        step: &Step<'_>,
        latest: Option<&Version>,
    ) -> Result<Option<Write>> {
        let expect = latest.map_or(Expect::Absent, |version| Expect::Version(version.number));
        let live = latest.filter(|version| !version.is_deleted());
        let fresh = match &step.task {
            Task::Keep => return Ok(None),
            Task::Delete => {
                let delete = Write { key: step.key.clone(), expect, change: Change::Delete };
                return Ok(live.map(|_| delete));
            }
            Task::Put(fresh, _) => Cow::Borrowed(fresh.as_ref()),
            Task::Patch(patch) => {
                Cow::Owned(Self::patched(setting.context, step, patch, latest, setting.wiring)?)
            }
        };
        let stored = live.map(|version| Resource::stored(&version.body)).transpose()?;
        let fresh = rules::completed(fresh, stored.as_ref(), setting.context.now);
        if stored.as_ref().is_some_and(|stored| stamp::says_the_same(stored, &fresh)) {
            return Ok(None);
        }
        let now = self.moment(setting.context.now);
        let beside = Beside { survey: setting.surveys.answered_by(&fresh), now };
        let mut broken = rules::broken(&fresh, stored.as_ref(), &beside);
        broken.extend(self.refused_definition(&fresh));
        if let Some(error) = Error::from_issues(Kind::Unprocessable, broken) {
            return Err(step.located(error));
        }
        let number = latest.map_or(1, |version| version.number.saturating_add(1));
        let body = stamp::stamp(&fresh, &step.key.id, number)?;
        let Definitions { registry, generation, .. } = setting.definitions;
        let Extracted { rows, contained } = extract::whole(registry, &step.key.id, &fresh, &self.settings);
        let change = Change::Put { body, rows, contained, indexed_by: *generation };
        Ok(Some(Write { key: step.key.clone(), expect, change }))
    }
}

/// Refuses steps whose content has a wrong form, whatever is stored; gives the warnings about those that may go on.
/// What the caller sent itself is looked at the `first` time only.
pub(super) fn check(steps: &[Step<'_>], first: bool) -> Result<Vec<Issue>> {
    let issues: Vec<Issue> = steps.iter().flat_map(|step| invalid(step, first)).collect();
    Error::from_issues(validate::kind(&issues), issues.clone()).map_or(Ok(issues), Err)
}

/// Refuses a set of changes in which two concern the same resource (R4, section 3.1.0.11.2). Two that find it
/// there and leave it so do no harm.
fn refuse_twice(steps: &[Step<'_>]) -> Result<()> {
    let mut seen: HashMap<&Key, bool> = HashMap::with_capacity(steps.len());
    for step in steps {
        let keeps = matches!(step.task, Task::Keep);
        if seen.insert(&step.key, keeps).is_some_and(|before| !(keeps && before)) {
            let Key { resource_type, id } = &step.key;
            let message =
                format!("{resource_type}/{id} is changed twice; each resource may be changed once.");
            return Err(step.intent.located(Error::invalid("duplicate-identity", message)));
        }
    }
    Ok(())
}

/// Refuses two changes under one condition: whatever it finds, both concern the same resource, unless one of them
/// deletes, which comes first.
fn refuse_same_condition(intents: &[Intent]) -> Result<()> {
    let mut seen = HashSet::new();
    for intent in intents {
        let Some((condition, _)) = intent.condition() else { continue };
        let deletes = matches!(intent.action, Action::Delete { .. });
        if !seen.insert((condition.text(), deletes)) {
            let message = format!("Two changes have the condition '{}'.", condition.text());
            return Err(condition.error(Kind::Invalid, "duplicate-identity", message));
        }
    }
    Ok(())
}

/// What is wrong with the form of a step's resource.
fn invalid(step: &Step<'_>, first: bool) -> Vec<Issue> {
    let issues = match &step.task {
        Task::Put(resource, _) if first || matches!(resource, Cow::Owned(_)) => validate::validate(resource),
        _ => Vec::new(),
    };
    step.intent.located_all(issues)
}

/// What each intent's steps did together.
fn answers(intents: &[Intent], steps: &[Step<'_>], done: Vec<Written>) -> Vec<Written> {
    let mut done = steps.iter().zip(done).peekable();
    let mut answers = Vec::with_capacity(intents.len());
    for intent in intents {
        let mut answer = Written { version: None, outcome: Outcome::Deleted, resources: 0 };
        while let Some((_, written)) = done.next_if(|(step, _)| std::ptr::eq(step.intent, intent)) {
            answer = Written { resources: answer.resources + written.resources, ..written };
        }
        answers.push(answer);
    }
    answers
}

fn unchanged(latest: Option<Version>) -> Written {
    match latest {
        Some(version) if !version.is_deleted() => {
            Written { version: Some(version), outcome: Outcome::Unchanged, resources: 1 }
        }
        latest => Written { version: latest, outcome: Outcome::Deleted, resources: 0 },
    }
}

fn changed(version: Option<Version>) -> Written {
    let outcome = version.as_ref().map_or(Outcome::Unchanged, |version| match version.method {
        Method::Create => Outcome::Created,
        Method::Update => Outcome::Updated,
        Method::Delete => Outcome::Deleted,
    });
    Written { version, outcome, resources: 1 }
}
