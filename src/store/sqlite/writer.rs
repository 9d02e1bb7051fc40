//! The one writer. Commits that wait at the same moment share a transaction and its fsync; each still
//! succeeds or fails alone.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::oneshot;

use crate::error::{Error, Kind, Result};
use crate::store::sqlite::change::{self, Clock, Present};
use crate::store::sqlite::connection::{busy, failed};
use crate::store::sqlite::guard::Guards;
use crate::store::sqlite::numbers::SharedNumbers;
use crate::store::sqlite::upkeep;
use crate::store::{Change, Committed, Expect, Guard, Tuning, Write};

/// How many commits may wait before further ones are turned away.
const WAITING: usize = 4096;

/// How many resources one transaction takes at the most.
const GROUP: usize = 2000;

/// What is to be written at once, and what must hold then.
pub(super) struct Commit {
    pub(super) writes: Vec<Write>,
    pub(super) guards: Vec<Guard>,
    pub(super) now: i64,
}

/// What the writing thread is asked for.
enum Request {
    /// A commit, which may share its transaction with others.
    Commit(Waiting),
    /// Work that has a transaction of its own.
    Upkeep(Work),
}

type Work = Box<dyn FnOnce(&mut Connection, &SharedNumbers) + Send>;

/// A commit, and who waits for it.
struct Waiting {
    commit: Commit,
    answer: oneshot::Sender<Result<Committed>>,
}

/// The writing thread's mailbox.
pub(super) struct Writer {
    requests: SyncSender<Request>,
}

impl Writer {
    /// Starts the thread, which owns the connection.
    pub(super) fn start(
        mut connection: Connection,
        numbers: Arc<SharedNumbers>,
        tuning: Tuning,
    ) -> Result<Self> {
        let guards = Guards::watch(&mut connection, tuning)?;
        let (requests, mailbox) = sync_channel(WAITING);
        thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || serve(connection, &numbers, &guards, &mailbox))
            .map_err(|error| Error::internal("cannot start the writing thread", error))?;
        Ok(Self { requests })
    }

    /// Hands a commit over and waits until it is durable or refused.
    pub(super) async fn commit(&self, commit: Commit) -> Result<Committed> {
        let (answer, answered) = oneshot::channel();
        self.send(Request::Commit(Waiting { commit, answer }))?;
        answered.await.map_err(|_| stopped())?
    }

    /// Does other work in a transaction of its own, all of it or none.
    pub(super) async fn upkeep<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection, &SharedNumbers) -> Result<T> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        self.send(Request::Upkeep(Box::new(move |connection, numbers| {
            let done = alone(connection, numbers, work);
            // A caller that went away no longer wants the answer.
            let _ = answer.send(done);
        })))?;
        answered.await.map_err(|_| stopped())?
    }

    fn send(&self, request: Request) -> Result<()> {
        self.requests.try_send(request).map_err(|error| match error {
            TrySendError::Full(_) => {
                Error::new(Kind::Unavailable, "busy", "Too many writes are waiting. Try again shortly.")
            }
            TrySendError::Disconnected(_) => stopped(),
        })
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Writer")
    }
}

fn stopped() -> Error {
    Error::new(Kind::Unavailable, "stopping", "The server is stopping.")
}

fn serve(mut connection: Connection, numbers: &SharedNumbers, guards: &Guards, mailbox: &Receiver<Request>) {
    let mut waiting = None;
    while let Some(request) = waiting.take().or_else(|| mailbox.recv().ok()) {
        let first = match request {
            Request::Commit(first) => first,
            Request::Upkeep(work) => {
                work(&mut connection, numbers);
                continue;
            }
        };
        let mut size = first.commit.writes.len();
        let mut group = vec![first];
        while size < GROUP {
            match mailbox.try_recv() {
                Ok(Request::Commit(next)) => {
                    size += next.commit.writes.len();
                    group.push(next);
                }
                Ok(other) => {
                    waiting = Some(other);
                    break;
                }
                Err(_) => break,
            }
        }
        commit_group(&mut connection, numbers, guards, group);
    }
}

/// Runs work in a transaction, which ends with what the work says.
fn alone<T>(
    connection: &mut Connection,
    numbers: &SharedNumbers,
    work: impl FnOnce(&Connection, &SharedNumbers) -> Result<T>,
) -> Result<T> {
    let done = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed).and_then(
        |transaction| {
            let done = work(&transaction, numbers)?;
            transaction.commit().map_err(failed)?;
            Ok(done)
        },
    );
    if done.is_err() {
        numbers.reload(connection)?;
    }
    done
}

/// Commits a group. If the transaction itself fails, nothing of the group is written, and each of its commits
/// is tried alone: one that cannot be written does not take the others with it.
fn commit_group(connection: &mut Connection, numbers: &SharedNumbers, watch: &Guards, group: Vec<Waiting>) {
    let error = match write_group(connection, numbers, watch, &group) {
        Ok(outcomes) => {
            for (Waiting { answer, .. }, outcome) in group.into_iter().zip(outcomes) {
                // A caller that went away no longer wants the answer.
                let _ = answer.send(outcome);
            }
            return;
        }
        Err(error) => error,
    };
    tracing::error!(%error, commits = group.len(), "a group of commits was rolled back");
    if let Err(error) = numbers.reload(connection) {
        tracing::error!(%error, "the numbers of search parameters could not be read again");
    }
    // Whoever would have to wait for another process again is told so now.
    let is_busy = error.kind() == Kind::Unavailable;
    if group.len() > 1 && !is_busy {
        for request in group {
            commit_group(connection, numbers, watch, vec![request]);
        }
        return;
    }
    for Waiting { answer, .. } in group {
        let _ = answer.send(Err(if is_busy { busy() } else { rolled_back(&error) }));
    }
}

fn rolled_back(error: &Error) -> Error {
    Error::internal("a commit was rolled back", error.to_string())
}

fn write_group(
    connection: &mut Connection,
    numbers: &SharedNumbers,
    watch: &Guards,
    group: &[Waiting],
) -> Result<Vec<Result<Committed>>> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    let mut clock = Clock::read(&transaction)?;
    let generation = upkeep::generation(&transaction)?;
    let mut outcomes = Vec::with_capacity(group.len());
    for Waiting { commit: Commit { writes, guards, now }, .. } in group {
        // A guard that cannot be looked at is its own commit's failure, not the group's.
        match watch.broken(&transaction, numbers, guards) {
            Ok(None) => {}
            Ok(Some(place)) => {
                outcomes.push(Ok(Committed::Overtaken(place)));
                continue;
            }
            Err(error) => {
                outcomes.push(Err(error));
                continue;
            }
        }
        let present = change::present(&transaction, writes.iter().map(|write| &write.key))?;
        outcomes.push(match refusal(writes, &present, generation) {
            Some(refused) => refused,
            None => {
                let written = change::write(&transaction, numbers, writes, &present, &mut clock, *now);
                Ok(Committed::Done(written?))
            }
        });
    }
    transaction.commit().map_err(failed)?;
    Ok(outcomes)
}

/// Why these writes may not be done, decided before any of them is: the generation of their rows, their
/// expectations, and each resource at most once.
fn refusal(writes: &[Write], present: &[Option<Present>], generation: u64) -> Option<Result<Committed>> {
    let outdated =
        |write: &Write| matches!(write.change, Change::Put { indexed_by, .. } if indexed_by < generation);
    if writes.iter().any(outdated) {
        return Some(Ok(Committed::Outdated));
    }
    let mut seen = HashSet::with_capacity(writes.len());
    for (place, (write, present)) in writes.iter().zip(present).enumerate() {
        if !seen.insert(&write.key) {
            let message =
                format!("{}/{} is written twice in one commit", write.key.resource_type, write.key.id);
            return Some(Err(Error::internal("commit", message)));
        }
        let expected = match write.expect {
            Expect::Absent => None,
            Expect::Version(number) => Some(number),
        };
        if present.map(|present| present.number) != expected {
            return Some(Ok(Committed::Conflict(place)));
        }
    }
    None
}
