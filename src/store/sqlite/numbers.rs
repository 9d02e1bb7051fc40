//! The numbers that stand for search parameters in the index tables.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use rusqlite::{Connection, OptionalExtension};

use crate::error::Result;
use crate::search::Parameter;
use crate::store::sql::Numbers;
use crate::store::sqlite::connection::failed;

/// A number that no parameter has.
const UNKNOWN: i64 = -1;

/// By the type that a parameter is published for, then by its code.
type ByName = HashMap<String, HashMap<String, i64>>;

/// The numbers given so far, shared by the writer, which gives them, and the readers.
#[derive(Debug, Default)]
pub(super) struct SharedNumbers {
    known: RwLock<ByName>,
}

impl SharedNumbers {
    /// Reads what the database has.
    pub(super) fn load(connection: &Connection) -> Result<Self> {
        let numbers = Self::default();
        numbers.reload(connection)?;
        Ok(numbers)
    }

    /// Reads them again, forgetting those that were given in a transaction that failed.
    pub(super) fn reload(&self, connection: &Connection) -> Result<()> {
        let mut statement =
            connection.prepare_cached("SELECT type, code, number FROM parameter").map_err(failed)?;
        let rows = statement
            .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?)))
            .map_err(failed)?;
        let mut known = ByName::new();
        for row in rows {
            let (base, code, number) = row.map_err(failed)?;
            known.entry(base.to_owned()).or_default().insert(code, number);
        }
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = known;
        Ok(())
    }

    /// The parameter's number, given now if it has none. The caller holds the write transaction and calls
    /// [`Self::reload`] if that fails.
    pub(super) fn give(&self, connection: &Connection, parameter: &Parameter) -> Result<i64> {
        if let Some(number) = self.look_up(connection, parameter)? {
            return Ok(number);
        }
        let insert = "INSERT INTO parameter (type, code) VALUES (?1, ?2)";
        connection.execute(insert, (parameter.base, &parameter.code)).map_err(failed)?;
        let number = connection.last_insert_rowid();
        self.remember(parameter.base, &parameter.code, number);
        Ok(number)
    }

    /// The parameter's number, if it has one. What is not known yet is asked of the database, because another
    /// process may have given it.
    pub(super) fn look_up(&self, connection: &Connection, parameter: &Parameter) -> Result<Option<i64>> {
        self.look_up_named(connection, parameter.base, &parameter.code)
    }

    /// The number of the parameter of this name, if it has one.
    pub(super) fn look_up_named(
        &self,
        connection: &Connection,
        base: &str,
        code: &str,
    ) -> Result<Option<i64>> {
        if let Some(number) = self.find(base, code) {
            return Ok(Some(number));
        }
        let sql = "SELECT number FROM parameter WHERE type = ?1 AND code = ?2";
        let mut statement = connection.prepare_cached(sql).map_err(failed)?;
        let found = statement.query_row((base, code), |row| row.get(0)).optional().map_err(failed)?;
        if let Some(number) = found {
            self.remember(base, code, number);
        }
        Ok(found)
    }

    fn remember(&self, base: &str, code: &str, number: i64) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.entry(base.to_owned()).or_default().insert(code.to_owned(), number);
    }

    fn find(&self, base: &str, code: &str) -> Option<i64> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.get(base)?.get(code).copied()
    }
}

impl Numbers for SharedNumbers {
    fn number(&self, parameter: &Parameter) -> i64 {
        self.find(parameter.base, &parameter.code).unwrap_or(UNKNOWN)
    }
}
