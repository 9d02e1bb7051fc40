//! Guards of a commit: whether searches still find what they found when the commit was decided.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::error::Result;
use crate::search::Query;
use crate::store::sqlite::connection::failed;
use crate::store::sqlite::find;
use crate::store::sqlite::numbers::SharedNumbers;
use crate::store::{Guard, Tuning};

/// How long a commit's guards may take together: everybody else who writes waits for them.
const LONGEST: Duration = Duration::from_secs(2);

/// How many steps of SQLite's machine pass between two looks at the clock.
const STEPS: i32 = 10_000;

/// Looks at guards with the writer's connection.
pub(super) struct Guards {
    tuning: Tuning,
    /// When the guards at hand must be done; none while something else is.
    end: Arc<Mutex<Option<Instant>>>,
}

impl Guards {
    /// Readies the writer's connection for looking at guards.
    pub(super) fn watch(connection: &mut Connection, tuning: Tuning) -> Result<Self> {
        let end = Arc::new(Mutex::new(None));
        let watched = Arc::clone(&end);
        let is_over = move || {
            let end: Option<Instant> = *watched.lock().unwrap_or_else(PoisonError::into_inner);
            end.is_some_and(|end| Instant::now() > end)
        };
        connection.progress_handler(STEPS, Some(is_over)).map_err(failed)?;
        Ok(Self { tuning, end })
    }

    /// The place of the first guard that no longer holds. The caller holds the write transaction.
    pub(super) fn broken(
        &self,
        connection: &Connection,
        numbers: &SharedNumbers,
        guards: &[Guard],
    ) -> Result<Option<usize>> {
        if guards.is_empty() {
            return Ok(None);
        }
        self.set_end(Some(Instant::now() + LONGEST));
        let looked = self.first_broken(connection, numbers, guards);
        self.set_end(None);
        looked
    }

    fn first_broken(
        &self,
        connection: &Connection,
        numbers: &SharedNumbers,
        guards: &[Guard],
    ) -> Result<Option<usize>> {
        for (place, Guard { query, found }) in guards.iter().enumerate() {
            let wanted: HashSet<_> = found.iter().cloned().collect();
            let query = Query {
                // One more than expected tells that there are others.
                limit: wanted.len().saturating_add(1),
                sort: Vec::new(),
                after: None,
                includes: Vec::new(),
                ..query.clone()
            };
            let page = find::search(connection, numbers, self.tuning, &query)?;
            let present: HashSet<_> =
                page.versions.into_iter().map(|version| (version.key, version.number)).collect();
            if page.next.is_some() || present != wanted {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }

    fn set_end(&self, end: Option<Instant>) {
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = end;
    }
}

impl fmt::Debug for Guards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guards")
    }
}
