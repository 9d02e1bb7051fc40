//! Rows on their way into tables: collected first, then written many to a statement. What takes one statement for
//! one row takes about as many for hundreds.

use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, params_from_iter};

use crate::error::Result;
use crate::store::sqlite::connection::failed;

/// How many rows one statement writes at most. A power of two; with the widest table's columns it stays within the
/// number of values that SQLite lets a statement bind.
const MOST_ROWS: usize = 1024;

/// How rows get into a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Insert {
    /// The statement's text up to its values, such as `INSERT INTO a (x, y)`.
    pub(super) into: &'static str,
    /// What follows the values: nothing, or what to do with a row that is there already.
    pub(super) otherwise: &'static str,
}

impl Insert {
    /// Rows that are not there yet.
    pub(super) const fn of(into: &'static str) -> Self {
        Self { into, otherwise: "" }
    }

    /// The statement for so many rows.
    fn statement(self, rows: usize, columns: usize) -> String {
        let row = format!("({})", vec!["?"; columns].join(", "));
        format!("{} VALUES {}{}", self.into, vec![row; rows].join(", "), self.otherwise)
    }
}

/// Rows for several tables.
#[derive(Debug, Default)]
pub(super) struct Rows<'a> {
    tables: Vec<Table<'a>>,
}

#[derive(Debug)]
struct Table<'a> {
    insert: Insert,
    columns: usize,
    /// One row's values after another's.
    values: Vec<ToSqlOutput<'a>>,
}

impl<'a> Rows<'a> {
    /// Adds a row. All rows of one insert have as many values as it has columns.
    pub(super) fn add<const COLUMNS: usize>(&mut self, insert: Insert, row: [ToSqlOutput<'a>; COLUMNS]) {
        match self.tables.iter_mut().find(|table| table.insert == insert) {
            Some(table) => table.values.extend(row),
            None => self.tables.push(Table { insert, columns: COLUMNS, values: row.into() }),
        }
    }

    /// Writes them all, in the order in which their tables were first met.
    pub(super) fn write(&self, connection: &Connection) -> Result<()> {
        self.tables.iter().try_for_each(|table| table.write(connection))
    }
}

impl Table<'_> {
    /// Writes the rows in groups whose sizes are powers of two: so few sizes that each statement is prepared once.
    fn write(&self, connection: &Connection) -> Result<()> {
        let mut rest = self.values.as_slice();
        while !rest.is_empty() {
            let rows = (rest.len() / self.columns).min(MOST_ROWS);
            let rows = 1_usize << rows.max(1).ilog2();
            let (group, after) = rest.split_at((rows * self.columns).min(rest.len()));
            let sql = self.insert.statement(rows, self.columns);
            let mut statement = connection.prepare_cached(&sql).map_err(failed)?;
            statement.execute(params_from_iter(group)).map_err(failed)?;
            rest = after;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_arrives_once_whatever_their_number() {
        let insert = Insert {
            into: "INSERT INTO t (a, b)",
            otherwise: " ON CONFLICT (a) DO UPDATE SET b = excluded.b",
        };
        for rows in [0, 1, 2, 3, 7, 1023, 1024, 1025, 5000] {
            let connection = Connection::open_in_memory().unwrap();
            connection
                .execute_batch("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT); CREATE TABLE u (c REAL)")
                .unwrap();
            let mut collected = Rows::default();
            for row in 0..rows {
                collected.add(insert, [ToSqlOutput::from(row), ToSqlOutput::from("x")]);
                collected.add(Insert::of("INSERT INTO u (c)"), [ToSqlOutput::from(0.5)]);
            }
            if rows > 0 {
                collected.add(insert, [ToSqlOutput::from(rows - 1), ToSqlOutput::from("again")]);
            }
            collected.write(&connection).unwrap();
            let counted = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
            assert_eq!((counted("SELECT count(*) FROM t"), counted("SELECT count(*) FROM u")), (rows, rows));
            assert_eq!(counted("SELECT count(*) FROM t WHERE b = 'again'"), i64::from(rows > 0));
        }
    }
}
