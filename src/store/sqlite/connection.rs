//! How a connection is opened, and what its failures mean.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::error::{Error, Kind, Result};

/// How many prepared statements a connection keeps.
const STATEMENTS: usize = 256;

/// How long a connection waits for another process that writes.
const BUSY: Duration = Duration::from_secs(10);

/// Opens the file for the one writer, making it when there is none.
pub(super) fn open_for_writing(path: &Path) -> Result<Connection> {
    let connection = Connection::open(path)
        .map_err(|error| Error::internal(format_args!("cannot open {}", path.display()), error))?;
    connection.busy_timeout(BUSY).map_err(failed)?;
    connection.pragma_update(None, "journal_mode", "WAL").map_err(|error| not_a_database(path, error))?;
    // FULL makes each commit reach the disk before it is answered: an answered write survives a power cut.
    connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
    prepare(&connection)?;
    Ok(connection)
}

/// Opens the file for reading only.
pub(super) fn open_for_reading(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(BUSY).map_err(failed)?;
    prepare(&connection)?;
    Ok(connection)
}

fn prepare(connection: &Connection) -> Result<()> {
    connection.pragma_update(None, "cache_size", -32_000).map_err(failed)?;
    connection.pragma_update(None, "mmap_size", 1_i64 << 30).map_err(failed)?;
    connection.pragma_update(None, "temp_store", "MEMORY").map_err(failed)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(())
}

fn not_a_database(path: &Path, error: rusqlite::Error) -> Error {
    if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) {
        let message =
            format!("{} is not a SQLite database; name another file in RELAIS_DATABASE.", path.display());
        return Error::invalid("not-a-database", message);
    }
    failed(error)
}

/// What a failure of SQLite means for the caller.
pub(super) fn failed(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => {
            let message = "The search took too long and was stopped. Narrow it by further parameters.";
            Error::new(Kind::Unavailable, "too-costly", message)
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Error::new(Kind::Unavailable, "busy", "The database is busy. Try again.")
        }
        _ => Error::internal("database", error),
    }
}
