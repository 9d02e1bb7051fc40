//! The background work that brings indexes to the present definitions: small batches, each of which waits its
//! turn among the writes. What was done is noted with each batch, so that a restart goes on from there.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::fhir::{Resource, ResourceType};
use crate::kernel::live::{Build, Definitions};
use crate::kernel::{BuildProgress, Kernel};
use crate::search::query::{Position, Standing};
use crate::search::{Parameter, Query, extract};
use crate::store::{Key, Page, Progress, Refill};

/// How many resources are read at once.
const BATCH: usize = 100;

/// How long to wait before trying again after a failure.
const PAUSE: Duration = Duration::from_secs(1);

impl Kernel {
    /// Builds and removes indexes as definitions change, for as long as the program runs.
    pub async fn keep_indexes(&self) {
        loop {
            let started = Instant::now();
            match self.advance_indexes().await {
                // Whoever serves callers comes first: half of the time is theirs alone.
                Ok(true) => tokio::time::sleep(started.elapsed()).await,
                Ok(false) => self.live.work.notified().await,
                Err(error) => {
                    tracing::error!(%error, "an index could not be built further");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    /// Does one batch of what is to be done; `false` when nothing is.
    pub async fn advance_indexes(&self) -> Result<bool> {
        let definitions = self.live.snapshot();
        for removal in definitions.removals.iter().filter(|one| !one.complete.load(Ordering::Relaxed)) {
            if self.store.erase(removal.state.clone()).await? {
                return Ok(true);
            }
            removal.complete.store(true, Ordering::Relaxed);
        }
        for (resource_type, builds) in &definitions.builds {
            let builds: Vec<&Build> = builds.iter().filter(|build| !build.is_complete()).collect();
            if !builds.is_empty() {
                self.advance(&definitions, *resource_type, &builds).await?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Gives the next resources of a type their rows of all its unfinished parameters.
    async fn advance(
        &self,
        definitions: &Definitions,
        resource_type: ResourceType,
        builds: &[&Build],
    ) -> Result<()> {
        let after = builds.iter().map(|build| build.after()).min().unwrap_or_default();
        let position = Position { values: Vec::new(), row: after };
        let everywhere = Query { standing: Standing::Either, ..Query::all(resource_type, BATCH) };
        let query = Query { after: Some(position), ..everywhere.clone() };
        let page = self.store.search(&query).await?;
        let total = match builds.iter().map(|build| build.progress().total).max() {
            Some(known) if known > 0 => known,
            _ => self.store.count(&everywhere).await?,
        };
        let done = builds.iter().map(|build| build.progress().done).min().unwrap_or_default();
        let done = done.saturating_add(page.versions.len() as u64);
        let progress = match &page.next {
            Some(next) => Progress::Building { after: next.row, done },
            None => Progress::Complete,
        };
        let parameters: Vec<_> = builds.iter().map(|build| Arc::clone(&build.parameter)).collect();
        let refills = self.refills(definitions, page, parameters.clone()).await?;
        if !self.store.refill(definitions.generation, parameters, refills, progress).await? {
            // The definitions are others by now.
            return self.adopt_definitions().await;
        }
        for build in builds {
            build.advance(progress, BuildProgress { done, total });
        }
        if progress == Progress::Complete {
            tracing::info!(%resource_type, parameters = builds.len(), resources = done, "indexes have been built");
        }
        Ok(())
    }

    /// The rows that these parameters have for each version, computed beside the threads that serve. What a resource
    /// contains is extracted as a whole, whichever of the two was come upon.
    async fn refills(
        &self,
        definitions: &Definitions,
        page: Page<Position>,
        parameters: Vec<Arc<Parameter>>,
    ) -> Result<Vec<Refill>> {
        let (settings, registry) = (Arc::clone(&self.settings), Arc::clone(&definitions.registry));
        let extracted = tokio::task::spawn_blocking(move || {
            let mut refills: Vec<Refill> = Vec::with_capacity(page.versions.len());
            let mut places: HashMap<Key, usize> = HashMap::with_capacity(page.versions.len());
            for version in page.versions {
                let place = places.get(&version.key).copied();
                if place.is_some() && version.fragment.is_some() {
                    continue;
                }
                let resource = Resource::stored(&version.body)?;
                let rows = || extract::rows(&parameters, &resource, &settings);
                let rows = version.fragment.is_none().then(rows);
                if let Some(known) = place.and_then(|place| refills.get_mut(place)) {
                    known.rows = known.rows.take().or(rows);
                    continue;
                }
                places.insert(version.key.clone(), refills.len());
                refills.push(Refill {
                    rows,
                    contained: extract::parts(&registry, &version.key.id, &resource, &settings),
                    number: version.number,
                    key: version.key,
                });
            }
            Ok(refills)
        });
        extracted.await.map_err(|error| Error::internal("rows could not be extracted", error))?
    }
}
