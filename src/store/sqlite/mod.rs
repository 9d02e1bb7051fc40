//! The embedded store: one SQLite file (WAL), one writing thread, any number of readers that never wait for
//! it. Nothing outside this folder names the driver.

mod batch;
mod change;
mod connection;
mod contained;
mod each;
mod find;
mod guard;
mod index;
mod migrate;
mod numbers;
#[cfg(test)]
mod plan_tests;
mod point;
mod readers;
mod rows;
#[cfg(test)]
mod statement_tests;
mod upkeep;
mod values;
mod writer;

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use rusqlite::Connection;

use crate::error::Result;
use crate::search::query::{Include, Position};
use crate::search::{IndexValue, Parameter, Query};
use crate::store::sql::SqliteDialect;
use crate::store::{
    Committed, Guard, HistoryQuery, IndexState, Indexes, Key, Page, Progress, Refill, Store, Tuning, Version,
    Write,
};
use numbers::SharedNumbers;
use point::PointReads;
use readers::Readers;
use writer::{Commit, Writer};

/// How the planner's statements are written for SQLite.
static DIALECT: SqliteDialect = SqliteDialect;

/// Resources in one SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    points: PointReads,
    readers: Readers,
    writer: Writer,
    numbers: Arc<SharedNumbers>,
    tuning: Tuning,
}

impl SqliteStore {
    /// Opens the file, making or migrating it as needed. A file that is not relais's own, or that a newer
    /// version of relais has written, is refused and left as it is.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_tuned(path, Tuning::default())
    }

    /// Opens the file with other limits than the usual ones.
    pub fn open_tuned(path: &Path, tuning: Tuning) -> Result<Self> {
        let mut connection = connection::open_for_writing(path)?;
        migrate::check(&mut connection)?;
        connection::prepare_for_writing(&connection)?;
        migrate::migrate(&mut connection)?;
        let numbers = Arc::new(SharedNumbers::load(&connection)?);
        Ok(Self {
            points: PointReads::new(path),
            readers: Readers::start(path)?,
            writer: Writer::start(connection, Arc::clone(&numbers), tuning)?,
            numbers,
            tuning,
        })
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn read(&self, key: &Key) -> Result<Option<Version>> {
        self.points.with(|connection| rows::latest(connection, key))
    }

    async fn read_many(&self, keys: &[Key]) -> Result<Vec<Version>> {
        let keys = keys.to_vec();
        self.readers.run(move |connection| rows::latest_of(connection, &keys)).await
    }

    async fn version(&self, key: &Key, number: u64) -> Result<Option<Version>> {
        self.points.with(|connection| rows::numbered(connection, key, number))
    }

    async fn history(&self, query: &HistoryQuery) -> Result<Page<i64>> {
        let query = query.clone();
        self.readers.run(move |connection| find::history(connection, &query)).await
    }

    async fn search(&self, query: &Query) -> Result<Page<Position>> {
        let (query, numbers, tuning) = (query.clone(), Arc::clone(&self.numbers), self.tuning);
        self.readers.run(move |connection| find::search(connection, &numbers, tuning, &query)).await
    }

    async fn matched(&self, queries: &[Query]) -> Result<Vec<Vec<(Key, u64)>>> {
        let (queries, numbers, tuning) = (queries.to_vec(), Arc::clone(&self.numbers), self.tuning);
        self.readers.run(move |connection| each::keys(connection, &numbers, tuning, &queries)).await
    }

    async fn count(&self, query: &Query) -> Result<u64> {
        let (query, numbers, tuning) = (query.clone(), Arc::clone(&self.numbers), self.tuning);
        self.readers.run(move |connection| find::count(connection, &numbers, tuning, &query)).await
    }

    async fn values(&self, parameters: &[Arc<Parameter>], limit: usize) -> Result<Vec<IndexValue>> {
        let (parameters, numbers) = (parameters.to_vec(), Arc::clone(&self.numbers));
        self.readers.run(move |connection| values::values(connection, &numbers, &parameters, limit)).await
    }

    async fn linked(&self, from: &[Key], include: &Include, limit: usize) -> Result<Vec<Key>> {
        let (from, include, numbers) = (from.to_vec(), include.clone(), Arc::clone(&self.numbers));
        let read = move |connection: &_| find::linked(connection, &numbers, &from, &include, limit);
        self.readers.run(read).await
    }

    async fn commit_guarded(&self, writes: Vec<Write>, guards: Vec<Guard>, now: i64) -> Result<Committed> {
        self.writer.commit(Commit { writes, guards, now }).await
    }

    async fn indexes(&self) -> Result<Indexes> {
        self.readers.run(upkeep::indexes).await
    }

    async fn define(&self, generation: u64, changed: Vec<IndexState>) -> Result<Option<u64>> {
        self.writer.upkeep(move |connection, _| upkeep::define(connection, generation, &changed)).await
    }

    async fn refill(
        &self,
        generation: u64,
        parameters: Vec<Arc<Parameter>>,
        refills: Vec<Refill>,
        progress: Progress,
    ) -> Result<bool> {
        let refill = move |connection: &Connection, numbers: &SharedNumbers| {
            let parameters: Vec<&Parameter> = parameters.iter().map(Arc::as_ref).collect();
            upkeep::refill(connection, numbers, generation, &parameters, &refills, progress)
        };
        self.writer.upkeep(refill).await
    }

    async fn erase(&self, leaving: IndexState) -> Result<bool> {
        self.writer.upkeep(move |connection, numbers| upkeep::erase(connection, numbers, &leaving)).await
    }
}
