//! Guards of a commit: whether searches still find what they found when the commit was decided.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::error::Result;
use crate::search::Query;
use crate::store::sqlite::connection::failed;
use crate::store::sqlite::each;
use crate::store::sqlite::numbers::SharedNumbers;
use crate::store::{Guard, Key, Tuning};

/// How long a commit's guards may take together: everybody else who writes waits for them.
const LONGEST: Duration = Duration::from_secs(2);

/// How many steps of SQLite's machine pass between two looks at the clock.
const STEPS: i32 = 10_000;

/// Looks at guards with the writer's connection.
#[derive(Debug)]
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
        // One more than expected tells that there are others.
        let query = |guard: &Guard| Query { limit: guard.found.len(), ..guard.query.clone() };
        let queries: Vec<_> = guards.iter().map(query).collect();
        let present = each::keys(connection, numbers, self.tuning, &queries)?;
        let differs = |(guard, present): (&Guard, Vec<(Key, u64)>)| {
            let wanted: HashSet<_> = guard.found.iter().collect();
            wanted != present.iter().collect()
        };
        Ok(guards.iter().zip(present).position(differs))
    }

    fn set_end(&self, end: Option<Instant>) {
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = end;
    }
}
