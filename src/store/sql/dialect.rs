//! Where databases differ in what the planner writes.

use std::fmt::{Debug, Write};

/// A database's way to say what the planner means.
pub(in crate::store) trait Dialect: Debug + Sync {
    /// Writes the placeholder of the `number`th bound value, from 1.
    fn placeholder(&self, sql: &mut String, number: usize);

    /// The join that keeps the tables in the order in which they are written.
    fn ordered_join(&self) -> &'static str;

    /// What follows an index table's name where it is asked about one resource, so that the rows of that
    /// resource are looked up and no other index is walked.
    fn by_resource(&self, table: &str) -> String;

    /// The function that tells at which place a text stands within another, 0 when it does not.
    fn place_of(&self) -> &'static str;
}

/// SQLite 3.
#[derive(Debug)]
pub(in crate::store) struct SqliteDialect;

impl Dialect for SqliteDialect {
    fn placeholder(&self, sql: &mut String, number: usize) {
        // Writing to a String cannot fail.
        let _ = write!(sql, "?{number}");
    }

    fn ordered_join(&self) -> &'static str {
        // SQLite never reorders the sides of a CROSS JOIN; that is how its join order is dictated.
        "CROSS JOIN"
    }

    fn by_resource(&self, table: &str) -> String {
        // Left to choose, SQLite takes `high > ?` for more selective than the resource.
        format!(" INDEXED BY {table}_resource")
    }

    fn place_of(&self) -> &'static str {
        "instr"
    }
}
