//! The threads that run searches and whatever else may take longer than a point read.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::error::{Error, Kind, Result};
use crate::store::sqlite::connection::{self, failed};

/// How many searches may wait before further ones are turned away.
const WAITING: usize = 1024;

/// How long one search may take.
const LONGEST: Duration = Duration::from_secs(10);

/// How many steps of SQLite's machine pass between two looks at the clock.
const STEPS: i32 = 10_000;

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// A fixed number of reading threads with a connection each.
pub(super) struct Readers {
    jobs: SyncSender<Job>,
}

impl Readers {
    /// Starts as many threads as the machine has cores, two at least.
    pub(super) fn start(path: &Path) -> Result<Self> {
        let (jobs, queue) = sync_channel::<Job>(WAITING);
        let queue = Arc::new(Mutex::new(queue));
        let cores = thread::available_parallelism().map_or(2, |cores| cores.get().max(2));
        for _ in 0..cores {
            let mut connection = connection::open_for_reading(path)?;
            let queue = Arc::clone(&queue);
            thread::Builder::new()
                .name("store-reader".to_owned())
                .spawn(move || serve(&mut connection, &queue))
                .map_err(|error| Error::internal("cannot start a reading thread", error))?;
        }
        Ok(Self { jobs })
    }

    /// Runs a read on one of the threads.
    pub(super) async fn run<T, Read>(&self, read: Read) -> Result<T>
    where
        T: Send + 'static,
        Read: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            // A caller that went away no longer wants the answer.
            if !answer.is_closed() {
                let _ = answer.send(limited(connection, read));
            }
        });
        self.jobs.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => {
                Error::new(Kind::Unavailable, "busy", "Too many searches are waiting. Try again shortly.")
            }
            TrySendError::Disconnected(_) => stopped(),
        })?;
        answered.await.map_err(|_| stopped())?
    }
}

impl fmt::Debug for Readers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Readers")
    }
}

fn serve(connection: &mut Connection, queue: &Mutex<Receiver<Job>>) {
    loop {
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match job {
            // A search that panics costs its caller the answer, not everybody the thread.
            Ok(job) => drop(catch_unwind(AssertUnwindSafe(|| job(connection)))),
            Err(_) => return,
        }
    }
}

/// Runs a read that SQLite gives up when its time is over. All its statements see the same moment: between two
/// of them a resource could otherwise move past the place that the first has reached.
fn limited<T>(connection: &mut Connection, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    let end = Instant::now() + LONGEST;
    connection.progress_handler(STEPS, Some(move || Instant::now() > end)).map_err(failed)?;
    let moment = connection.transaction().map_err(failed)?;
    read(&moment)
}

fn stopped() -> Error {
    Error::new(Kind::Unavailable, "stopping", "The server is stopping.")
}
