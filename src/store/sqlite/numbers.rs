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

type ByName = HashMap<&'static str, HashMap<String, i64>>;

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

    /// Reads them again: another process may have given some.
    pub(super) fn reload(&self, connection: &Connection) -> Result<()> {
        let mut statement =
            connection.prepare_cached("SELECT type, code, number FROM parameter").map_err(failed)?;
        let rows = statement
            .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?)))
            .map_err(failed)?;
        let mut known = ByName::new();
        for row in rows {
            let (resource_type, code, number) = row.map_err(failed)?;
            if let Some(resource_type) = crate::fhir::ResourceType::find(&resource_type) {
                known.entry(resource_type.name()).or_default().insert(code, number);
            }
        }
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = known;
        Ok(())
    }

    /// The parameter's number, given now if it has none. The caller holds the write transaction and calls
    /// [`Self::reload`] if that fails.
    pub(super) fn give(&self, connection: &Connection, parameter: &Parameter) -> Result<i64> {
        if let Some(number) = self.find(parameter) {
            return Ok(number);
        }
        let name = parameter.resource_type.name();
        let find = "SELECT number FROM parameter WHERE type = ?1 AND code = ?2";
        let found = connection
            .query_row(find, (name, &parameter.code), |row| row.get(0))
            .optional()
            .map_err(failed)?;
        let number = match found {
            Some(number) => number,
            None => {
                let insert = "INSERT INTO parameter (type, code) VALUES (?1, ?2)";
                connection.execute(insert, (name, &parameter.code)).map_err(failed)?;
                connection.last_insert_rowid()
            }
        };
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.entry(name).or_default().insert(parameter.code.to_string(), number);
        Ok(number)
    }

    fn find(&self, parameter: &Parameter) -> Option<i64> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.get(parameter.resource_type.name())?.get(parameter.code.as_ref() as &str).copied()
    }
}

impl Numbers for SharedNumbers {
    fn number(&self, parameter: &Parameter) -> i64 {
        self.find(parameter).unwrap_or(UNKNOWN)
    }
}
