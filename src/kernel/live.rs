//! What may be searched at this moment. Searches and extractions take a snapshot and keep to it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::{Mutex, Notify};

use crate::fhir::ResourceType;
use crate::search::{Parameter, Registry};
use crate::store::{IndexState, Progress};

/// Definitions that are replaced as a whole. Whoever has taken a snapshot is not disturbed by that.
#[derive(Debug)]
pub(super) struct Live {
    /// The parameters that the program has.
    pub(super) built_in: Arc<Registry>,
    /// Held by whoever replaces the definitions.
    pub(super) changing: Mutex<()>,
    /// Told when there may be indexes to build or to remove.
    pub(super) work: Notify,
    present: RwLock<Arc<Definitions>>,
}

/// The parameters of one moment, and which of them are not searchable yet.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    pub(super) registry: Arc<Registry>,
    /// The store's generation that they belong to.
    pub(super) generation: u64,
    /// The indexes that are, or since the last change were, being built.
    pub(super) builds: HashMap<ResourceType, Vec<Build>>,
    /// The indexes that are, or since the last change were, being removed.
    pub(super) removals: Vec<Removal>,
}

/// An index that is being built.
#[derive(Debug)]
pub(super) struct Build {
    pub(super) parameter: Arc<Parameter>,
    /// The store's number of the last resource that was read.
    after: AtomicI64,
    done: AtomicU64,
    total: AtomicU64,
    complete: AtomicBool,
}

/// An index that is being removed.
#[derive(Debug)]
pub(super) struct Removal {
    pub(super) state: IndexState,
    /// Whether no row of it is left.
    pub(super) complete: AtomicBool,
}

/// How far an index is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuildProgress {
    /// How many resources have been read.
    pub done: u64,
    /// How many there are; 0 while that is not known.
    pub total: u64,
}

impl Live {
    /// Starts with the parameters that the program has, all taken for searchable.
    pub(super) fn new(built_in: Arc<Registry>) -> Self {
        let present = Definitions { registry: Arc::clone(&built_in), ..Definitions::default() };
        Self {
            built_in,
            changing: Mutex::new(()),
            work: Notify::new(),
            present: RwLock::new(Arc::new(present)),
        }
    }

    /// The definitions of this moment.
    pub(super) fn snapshot(&self) -> Arc<Definitions> {
        Arc::clone(&self.present.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces them. The caller holds `changing`.
    pub(super) fn replace(&self, definitions: Definitions) {
        *self.present.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(definitions);
        self.work.notify_one();
    }
}

impl Definitions {
    /// How far the index of a parameter is; `None` when it can be searched.
    pub(super) fn unfinished(&self, resource_type: ResourceType, code: &str) -> Option<BuildProgress> {
        let mut builds = self.builds.get(&resource_type)?.iter();
        builds.find(|build| build.parameter.code == code && !build.is_complete()).map(Build::progress)
    }

    /// Whether this is a parameter of these definitions, and no earlier one of the same name.
    pub(super) fn holds(&self, parameter: &Parameter) -> bool {
        let present = self.registry.parameter(parameter.resource_type, &parameter.code);
        parameter.supplied_by.is_none() || present.is_some_and(|one| std::ptr::eq(&**one, parameter))
    }
}

impl Build {
    /// The build of a parameter's index that has come this far.
    pub(super) fn new(parameter: Arc<Parameter>, after: i64, done: u64) -> Self {
        Self {
            parameter,
            after: AtomicI64::new(after),
            done: AtomicU64::new(done),
            total: AtomicU64::new(0),
            complete: AtomicBool::new(false),
        }
    }

    pub(super) fn is_complete(&self) -> bool {
        self.complete.load(Ordering::Acquire)
    }

    /// The place from which it goes on.
    pub(super) fn after(&self) -> i64 {
        self.after.load(Ordering::Relaxed)
    }

    /// How far it is.
    pub(super) fn progress(&self) -> BuildProgress {
        BuildProgress { done: self.done.load(Ordering::Relaxed), total: self.total.load(Ordering::Relaxed) }
    }

    /// Notes how far it has come.
    pub(super) fn advance(&self, progress: Progress, counted: BuildProgress) {
        self.done.store(counted.done, Ordering::Relaxed);
        self.total.store(counted.total, Ordering::Relaxed);
        match progress {
            Progress::Building { after, .. } => self.after.store(after, Ordering::Relaxed),
            Progress::Complete => self.complete.store(true, Ordering::Release),
            Progress::Leaving => {}
        }
    }
}
