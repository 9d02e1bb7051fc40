//! Brings a database file to the present form.

use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use crate::error::{Error, Result};
use crate::store::sqlite::connection::failed;

/// The migrations, in order; the database's `user_version` is how many of them it has had.
const MIGRATIONS: [&str; 5] = [
    include_str!("../migrations/0001_initial.sql"),
    include_str!("../migrations/0002_definitions.sql"),
    include_str!("../migrations/0003_searches.sql"),
    include_str!("../migrations/0004_values.sql"),
    include_str!("../migrations/0005_contained.sql"),
];

/// Marks a SQLite file as relais's own ("rlai").
const APPLICATION: i32 = 0x726c_6169;

/// Refuses a file that is not relais's own, or that a newer version of relais has written. It only reads, all
/// at one moment, because another process may be making the file.
pub(super) fn check(connection: &mut Connection) -> Result<()> {
    let moment = connection.transaction().map_err(failed)?;
    missing(&moment).map(|_| ())
}

/// Applies what is missing, in one transaction.
pub(super) fn migrate(connection: &mut Connection) -> Result<()> {
    // Taking the write lock first lets two processes start at once: the second finds the work done.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    let missing = missing(&transaction)?;
    if missing.is_empty() {
        return Ok(());
    }
    for migration in missing {
        transaction.execute_batch(migration).map_err(failed)?;
    }
    let present = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    transaction.pragma_update(None, "user_version", present).map_err(failed)?;
    transaction.pragma_update(None, "application_id", APPLICATION).map_err(failed)?;
    transaction.commit().map_err(failed)
}

/// Finds the migrations that a file has not had yet. The caller holds a transaction.
fn missing(connection: &Connection) -> Result<&'static [&'static str]> {
    let done = number(connection, "user_version")?;
    let application = number(connection, "application_id")?;
    if application != APPLICATION && (done != 0 || !is_empty(connection)?) {
        let message = "The database file belongs to another program; name another file in RELAIS_DATABASE.";
        return Err(Error::invalid("foreign-database", message));
    }
    usize::try_from(done).ok().and_then(|done| MIGRATIONS.get(done..)).ok_or_else(|| {
        let message = format!(
            "The database is in form {done}, written by a newer version of relais; this one knows forms up to {}. Start that newer version, or name another database.",
            MIGRATIONS.len()
        );
        Error::invalid("newer-database", message)
    })
}

fn number(connection: &Connection, pragma: &str) -> Result<i32> {
    connection.pragma_query_value(None, pragma, |row| row.get(0)).map_err(unreadable)
}

fn is_empty(connection: &Connection) -> Result<bool> {
    let tables = "SELECT count(*) = 0 FROM sqlite_schema";
    connection.query_row(tables, [], |row| row.get(0)).map_err(unreadable)
}

fn unreadable(error: rusqlite::Error) -> Error {
    if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) {
        let message = "The database file is not a SQLite database; name another file in RELAIS_DATABASE.";
        return Error::invalid("not-a-database", message);
    }
    failed(error)
}
