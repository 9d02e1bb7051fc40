//! Definitions of search parameters: what the program has, what the store holds as SearchParameters, and what
//! the store's index rows were made by. Where these differ, indexes are built or removed.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::error::{Error, Issue, Kind, Result};
use crate::fhir::{Resource, ResourceType};
use crate::kernel::live::{Build, Definitions, Removal};
use crate::kernel::{BuildProgress, Kernel};
use crate::search::{Parameter, Query, Registry};
use crate::store::{IndexState, Indexes, Progress};

/// The type of the resources that define search parameters.
pub(super) const SEARCH_PARAMETER: ResourceType = ResourceType::named("SearchParameter");

/// How many resources are read at once.
const PAGE: usize = 200;

/// How many supplied parameters a type may have: each costs an extraction in each write.
const MOST_SUPPLIED: usize = 200;

/// How often another process may change the definitions while this one takes them up.
const ATTEMPTS: usize = 100;

impl Kernel {
    /// Takes up what the store holds: its SearchParameters become searchable, and what its index rows were made
    /// by is compared with the present definitions. Indexes that must be built or removed for that are left to
    /// [`Kernel::keep_indexes`]; a parameter is not searched by before its index is complete.
    pub async fn adopt_definitions(&self) -> Result<()> {
        let _alone = self.live.changing.lock().await;
        for _ in 0..ATTEMPTS {
            let registry = Arc::new(self.live.built_in.with(self.supplied().await?));
            let indexes = self.store.indexes().await?;
            let changed = differences(&registry, &indexes);
            if changed.is_empty() {
                self.live.replace(definitions(registry, indexes));
                return Ok(());
            }
            tracing::debug!(parameters = changed.len(), "definitions of search parameters have changed");
            self.store.define(indexes.generation, changed).await?;
        }
        Err(changing())
    }

    /// Lets every index be built anew, as after a change of the settings that extraction depends on.
    pub async fn rebuild_indexes(&self) -> Result<()> {
        for _ in 0..ATTEMPTS {
            let indexes = self.store.indexes().await?;
            let stale = indexes.states.into_iter().filter(|state| state.progress != Progress::Leaving);
            let stale =
                stale.map(|state| IndexState { progress: Progress::Building { after: 0, done: 0 }, ..state });
            if self.store.define(indexes.generation, stale.collect()).await?.is_some() {
                return self.adopt_definitions().await;
            }
        }
        Err(changing())
    }

    /// Whether every parameter can be searched by.
    pub fn is_indexed(&self) -> bool {
        self.live.snapshot().builds.values().flatten().all(Build::is_complete)
    }

    /// How far the index of a search parameter is; `None` when it can be searched.
    pub fn unfinished_index(&self, parameter: &Parameter) -> Option<BuildProgress> {
        self.live.snapshot().unfinished(parameter.resource_type, &parameter.code)
    }

    /// Why a resource may not be written as the definition of a search parameter; nothing for other resources.
    pub(super) fn refused_definition(&self, resource: &Resource) -> Vec<Issue> {
        if resource.resource_type() != SEARCH_PARAMETER {
            return Vec::new();
        }
        let registry = self.registry();
        match registry.supplied(resource) {
            Err(issues) => issues,
            Ok(parameters) => {
                let full = parameters.iter().find(|one| is_full(&registry, one));
                full.map(too_many).into_iter().collect()
            }
        }
    }

    /// Refuses a query that looks at an index which is not complete yet.
    pub(super) fn check_searchable(&self, query: &Query) -> Result<()> {
        let definitions = self.live.snapshot();
        if definitions.builds.is_empty() {
            return Ok(());
        }
        let unfinished = query.parameters().into_iter().find_map(|parameter| {
            let progress = definitions.unfinished(parameter.resource_type, parameter.asked_as())?;
            Some((parameter, progress))
        });
        // What resources contain is extracted with them, so it is known when all of them have been read.
        let builds = || definitions.builds.values().flatten().filter(|build| !build.is_complete());
        let unread = || builds().find(|build| build.parameter.base == "Resource");
        match unfinished {
            Some((parameter, progress)) => Err(not_ready(parameter, progress)),
            None => match unread().filter(|_| query.looks_within()) {
                Some(build) => Err(not_ready(&build.parameter, build.progress())),
                None => Ok(()),
            },
        }
    }

    /// Refuses an answer that was found by a parameter whose definition has changed in the meantime.
    pub(super) fn check_unchanged(&self, query: &Query) -> Result<()> {
        let definitions = self.live.snapshot();
        if query.parameters().into_iter().all(|parameter| definitions.holds(parameter)) {
            return Ok(());
        }
        let message = "The definition of a search parameter has just changed. Ask again.";
        Err(Error::new(Kind::Unavailable, "definition-changed", message))
    }

    /// The parameters that the stored SearchParameters add. One whose definition is already in use stays the
    /// same, so that searches under way are not disturbed.
    async fn supplied(&self) -> Result<Vec<Arc<Parameter>>> {
        let present = self.registry();
        let mut supplied: Vec<Arc<Parameter>> = Vec::new();
        let mut query = Query::all(SEARCH_PARAMETER, PAGE);
        loop {
            let page = self.store.search(&query).await?;
            for version in page.versions {
                let resource = Resource::stored(&version.body)?;
                match self.live.built_in.supplied(&resource) {
                    Ok(parameters) => {
                        supplied.extend(parameters.into_iter().map(|one| in_use(&present, one)))
                    }
                    Err(_) => {
                        tracing::warn!(id = %version.key.id, "a stored SearchParameter cannot be searched by")
                    }
                }
            }
            match page.next {
                None => return Ok(supplied),
                next => query.after = next,
            }
        }
    }
}

/// The parameter as the registry has it, if it has the same.
fn in_use(registry: &Registry, parameter: Parameter) -> Arc<Parameter> {
    match registry.parameter(parameter.resource_type, &parameter.code) {
        Some(present) if present.says_the_same(&parameter) => Arc::clone(present),
        _ => Arc::new(parameter),
    }
}

fn is_full(registry: &Registry, parameter: &Parameter) -> bool {
    let others = registry.parameters(parameter.resource_type);
    let others = others.filter(|one| one.supplied_by.is_some() && one.supplied_by != parameter.supplied_by);
    others.count() >= MOST_SUPPLIED
}

/// Others were always faster.
fn changing() -> Error {
    let message = "Another process keeps changing the definitions of search parameters. Try again.";
    Error::new(Kind::Conflict, "conflict", message)
}

fn too_many(parameter: &Parameter) -> Issue {
    let message = format!(
        "{} has {MOST_SUPPLIED} supplied search parameters, which is the most. Retire or delete some that are not used.",
        parameter.resource_type
    );
    Issue::error("too-many", message).at_expression("SearchParameter.base")
}

fn not_ready(parameter: &Parameter, progress: BuildProgress) -> Error {
    let Parameter { resource_type, code, .. } = parameter;
    let BuildProgress { done, total } = progress;
    let so_far = if total == 0 { String::new() } else { format!(": {done} of {total} resources so far") };
    let message = format!(
        "The index of {resource_type}'s search parameter '{code}' is being built{so_far}. Try again shortly."
    );
    let issue = Issue::error("index-being-built", message).at_parameter(code.as_str());
    Error::with(Kind::Unavailable, issue)
}

/// What the store must note: parameters that it does not know in this form, and those that are no more.
fn differences(registry: &Registry, indexes: &Indexes) -> Vec<IndexState> {
    let known: HashMap<_, _> =
        indexes.states.iter().map(|state| ((state.resource_type, state.code.as_str()), state)).collect();
    let mut present = HashSet::new();
    let mut changed = Vec::new();
    for parameter in ResourceType::all().flat_map(|one| registry.parameters(one)) {
        let (resource_type, code) = (parameter.resource_type, parameter.code.as_str());
        present.insert((resource_type, code));
        let definition = parameter.definition();
        let is_known = known
            .get(&(resource_type, code))
            .is_some_and(|state| state.definition == definition && state.progress != Progress::Leaving);
        if !is_known {
            let progress = Progress::Building { after: 0, done: 0 };
            changed.push(IndexState { resource_type, code: code.to_owned(), definition, progress });
        }
    }
    let gone = indexes.states.iter().filter(|state| {
        state.progress != Progress::Leaving && !present.contains(&(state.resource_type, state.code.as_str()))
    });
    changed.extend(gone.map(|state| IndexState { progress: Progress::Leaving, ..state.clone() }));
    changed
}

/// The definitions of a registry whose indexes are in these states.
fn definitions(registry: Arc<Registry>, indexes: Indexes) -> Definitions {
    let mut builds: HashMap<ResourceType, Vec<Build>> = HashMap::new();
    let mut removals = Vec::new();
    for state in indexes.states {
        match state.progress {
            Progress::Complete => {}
            Progress::Leaving => removals.push(Removal { state, complete: AtomicBool::new(false) }),
            Progress::Building { after, done } => {
                let parameter = registry.parameter(state.resource_type, &state.code);
                let build = parameter.map(|parameter| Build::new(Arc::clone(parameter), after, done));
                builds.entry(state.resource_type).or_default().extend(build);
            }
        }
    }
    Definitions { registry, generation: indexes.generation, builds, removals }
}
