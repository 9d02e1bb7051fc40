//! Where resources live. The store knows rows, not rules: versions, index rows and their order; never what
//! a resource means or who may see it.

mod indexes;
mod sql;
pub mod sqlite;

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;

use crate::error::Result;
use crate::fhir::{Id, ResourceType};
use crate::search::query::{Include, Position};
use crate::search::{Contained, IndexRow, IndexValue, Parameter, Query};

pub use indexes::{IndexState, Indexes, Progress, Refill};

/// What names a resource: its type and id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// The type.
    pub resource_type: ResourceType,
    /// The id.
    pub id: Id,
}

impl Key {
    /// The key of a type and id.
    pub fn new(resource_type: ResourceType, id: Id) -> Self {
        Self { resource_type, id }
    }
}

/// How a version came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The resource was made, or made again after its deletion.
    Create,
    /// The resource was changed.
    Update,
    /// The resource was deleted; the version is its tombstone.
    Delete,
}

/// One version of a resource.
#[derive(Debug, Clone)]
pub struct Version {
    /// Whose version it is.
    pub key: Key,
    /// The id of the contained resource that is meant of it; none where all of it is.
    pub fragment: Option<Id>,
    /// Its number, from 1.
    pub number: u64,
    /// The place of its commit in the total order of commits. Versions of one commit share it.
    pub sequence: u64,
    /// When it was committed: microseconds since 1970 UTC; strictly later than every earlier commit.
    pub at: i64,
    /// How it came to be.
    pub method: Method,
    /// The JSON text that a read returns, `meta.versionId` and `meta.lastUpdated` included; empty for a tombstone.
    pub body: Bytes,
}

impl Version {
    /// Whether this version says that the resource is deleted.
    pub fn is_deleted(&self) -> bool {
        self.method == Method::Delete
    }
}

/// What must be true of a resource at the moment of the commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// No version of it has ever been written.
    Absent,
    /// Its latest version (a tombstone counts) has this number.
    Version(u64),
}

/// JSON text whose `meta.lastUpdated` the store fills in at the moment of the commit.
#[derive(Debug, Clone)]
pub struct Body {
    /// The whole text; at `stamp` it holds [`Body::PLACEHOLDER`].
    pub text: Vec<u8>,
    /// Where the instant goes.
    pub stamp: usize,
}

impl Body {
    /// What stands where the commit's instant goes: the same length as every instant.
    pub const PLACEHOLDER: &'static str = "0000-00-00T00:00:00.000000Z";
}

/// The new state of one resource.
#[derive(Debug, Clone)]
pub enum Change {
    /// It is this from now on.
    Put {
        /// Its text.
        body: Body,
        /// What it is found by.
        rows: Vec<IndexRow>,
        /// What it contains; each id once.
        contained: Vec<Contained>,
        /// The generation of definitions by which the rows were extracted, see [`Indexes::generation`].
        indexed_by: u64,
    },
    /// It is gone from now on.
    Delete,
}

/// One change of one resource.
#[derive(Debug, Clone)]
pub struct Write {
    /// Which resource.
    pub key: Key,
    /// What must be true before.
    pub expect: Expect,
    /// What is true after.
    pub change: Change,
}

/// What a search must still find at the moment of the commit: what was decided because of it would otherwise
/// rest on what is no longer so.
#[derive(Debug, Clone)]
pub struct Guard {
    /// The search, of which the criteria count.
    pub query: Query,
    /// Every resource that it found, with the number of its version; in any order.
    pub found: Vec<(Key, u64)>,
}

/// How a commit ended.
#[derive(Debug)]
pub enum Committed {
    /// All writes are durable; one version for each, in their order.
    Done(Vec<Version>),
    /// Nothing was written: the write at this place met another state than it expected.
    Conflict(usize),
    /// Nothing was written: the search of the guard at this place finds something else by now.
    Overtaken(usize),
    /// Nothing was written: definitions of search parameters have changed since the rows were extracted.
    Outdated,
}

/// Whose history is asked for.
#[derive(Debug, Clone)]
pub enum Scope {
    /// One resource's.
    Instance(Key),
    /// A whole type's.
    Type(ResourceType),
    /// Everything's.
    System,
}

/// A question about history.
#[derive(Debug, Clone)]
pub struct HistoryQuery {
    /// Whose.
    pub scope: Scope,
    /// Only versions committed at or after this instant (microseconds since 1970 UTC).
    pub since: Option<i64>,
    /// Only versions that were the present ones at some moment of this period: from the first microsecond, included,
    /// to the second, excluded.
    pub during: Option<(i64, i64)>,
    /// Whether the oldest comes first; otherwise the newest does.
    pub oldest_first: bool,
    /// Only versions beyond this place: the `row` of the last one shown.
    pub after: Option<i64>,
    /// How many at most.
    pub limit: usize,
}

impl HistoryQuery {
    /// All of a scope's history, newest first, at most so many versions.
    pub fn all(scope: Scope, limit: usize) -> Self {
        Self { scope, since: None, during: None, oldest_first: false, after: None, limit }
    }
}

/// A page of an answer.
#[derive(Debug, Clone)]
pub struct Page<Next> {
    /// The versions.
    pub versions: Vec<Version>,
    /// Where the next page starts; `None` on the last.
    pub next: Option<Next>,
}

/// A store's limits. The defaults suit everyone; tests set others so that small data takes every path.
#[derive(Debug, Clone, Copy)]
pub struct Tuning {
    /// The number of rows below which a criterion is selective enough to drive a search.
    pub selective: i64,
}

impl Default for Tuning {
    fn default() -> Self {
        Self { selective: 1000 }
    }
}

/// A place that keeps versioned resources. Every implementation passes the same contract story.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// The latest version of a resource, which may be a tombstone.
    async fn read(&self, key: &Key) -> Result<Option<Version>>;

    /// The latest versions of several resources, in the order of the keys; what does not exist is left out.
    async fn read_many(&self, keys: &[Key]) -> Result<Vec<Version>>;

    /// One version of a resource.
    async fn version(&self, key: &Key, number: u64) -> Result<Option<Version>>;

    /// A page of history.
    async fn history(&self, query: &HistoryQuery) -> Result<Page<i64>>;

    /// A page of the resources that a query matches.
    async fn search(&self, query: &Query) -> Result<Page<Position>>;

    /// For each query the resources that it matches, in any order, with the numbers of their versions: no more than
    /// its limit and one more, which tells that there are others. All queries see the same moment.
    async fn matched(&self, queries: &[Query]) -> Result<Vec<Vec<(Key, u64)>>>;

    /// How many resources a query matches, its paging aside.
    async fn count(&self, query: &Query) -> Result<u64>;

    /// The different values that present resources have under any of the parameters, in order and at most `limit`
    /// of them. The parameters are all of the kind token, or all of the kind uri; others have no answer.
    async fn values(&self, parameters: &[Arc<Parameter>], limit: usize) -> Result<Vec<IndexValue>>;

    /// The live resources that `from` point to by an include's parameter, or that point to them; each once, in
    /// the order of making, and no more than `limit`.
    async fn linked(&self, from: &[Key], include: &Include, limit: usize) -> Result<Vec<Key>>;

    /// All writes, or none. `now` is the present in microseconds since 1970 UTC; the commit's own instant is that,
    /// or later if an earlier commit already has it.
    async fn commit(&self, writes: Vec<Write>, now: i64) -> Result<Committed> {
        self.commit_guarded(writes, Vec::new(), now).await
    }

    /// The same, only if every guard holds. No other commit comes between the look at the guards and the writes.
    async fn commit_guarded(&self, writes: Vec<Write>, guards: Vec<Guard>, now: i64) -> Result<Committed>;

    /// What is known of every index.
    async fn indexes(&self) -> Result<Indexes>;

    /// Notes changed definitions and begins a new generation, which is answered; `None`, and nothing is noted,
    /// when `generation` is no longer the present one.
    async fn define(&self, generation: u64, changed: Vec<IndexState>) -> Result<Option<u64>>;

    /// Replaces the rows that these parameters of one type have for some resources, and notes how far that has
    /// come; `false`, and nothing is done, when `generation` is no longer the present one.
    async fn refill(
        &self,
        generation: u64,
        parameters: Vec<Arc<Parameter>>,
        refills: Vec<Refill>,
        progress: Progress,
    ) -> Result<bool>;

    /// Removes rows of a leaving parameter, a bounded number at a time. `false` when none was left; the
    /// parameter is then forgotten.
    async fn erase(&self, leaving: IndexState) -> Result<bool>;
}

/// A store that is shared by everyone.
pub type SharedStore = Arc<dyn Store>;
