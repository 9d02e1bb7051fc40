//! How a connection is opened, and what its failures mean.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::error::{Error, Kind, Result};

/// How many prepared statements a connection keeps.
const STATEMENTS: usize = 256;

/// How long a connection waits for another process that writes.
const BUSY: Duration = Duration::from_secs(10);

/// How long to wait before asking again for what SQLite does not wait for itself.
const PAUSE: Duration = Duration::from_millis(5);

/// Opens the file for the one writer, making it when there is none. Nothing in it is changed yet.
pub(super) fn open_for_writing(path: &Path) -> Result<Connection> {
    let connection = Connection::open(path).map_err(|_| {
        let path = path.display();
        let message =
            format!("The database file {path} cannot be opened; its folder must exist and be writable.");
        Error::invalid("cannot-open-database", message)
    })?;
    connection.busy_timeout(BUSY).map_err(failed)?;
    Ok(connection)
}

/// Readies the connection for writing, once it is known that the file is ours.
pub(super) fn prepare_for_writing(connection: &Connection) -> Result<()> {
    write_ahead(connection)?;
    // FULL makes each commit reach the disk before it is answered: an answered write survives a power cut.
    connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
    prepare(connection)
}

/// Opens the file for reading only.
pub(super) fn open_for_reading(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(BUSY).map_err(failed)?;
    prepare(&connection)?;
    Ok(connection)
}

/// Switches the file to a write-ahead log. SQLite does not wait for another process that does the same at this
/// moment, so this does.
fn write_ahead(connection: &Connection) -> Result<()> {
    let end = Instant::now() + BUSY;
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(error) if is_busy(&error) && Instant::now() < end => thread::sleep(PAUSE),
            switched => return switched.map_err(failed),
        }
    }
}

fn prepare(connection: &Connection) -> Result<()> {
    connection.pragma_update(None, "cache_size", -32_000).map_err(failed)?;
    connection.pragma_update(None, "mmap_size", 1_i64 << 30).map_err(failed)?;
    connection.pragma_update(None, "temp_store", "MEMORY").map_err(failed)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(())
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// What is said when somebody else holds the database.
pub(super) fn busy() -> Error {
    Error::new(Kind::Unavailable, "busy", "The database is busy. Try again.")
}

/// What a failure of SQLite means for the caller.
pub(super) fn failed(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => {
            let message = "The search took too long and was stopped. Narrow it by further parameters.";
            Error::new(Kind::Unavailable, "too-costly", message)
        }
        _ if is_busy(&error) => busy(),
        _ => Error::internal("database", error),
    }
}
