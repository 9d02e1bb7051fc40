//! Where databases differ in what the planner writes.

use std::fmt::{Debug, Write};

use crate::store::Key;
use crate::store::sql::Statement;

/// A database's way to say what the planner means.
pub(in crate::store) trait Dialect: Debug + Sync {
    /// Writes the placeholder of the `number`th bound value, from 1.
    fn placeholder(&self, sql: &mut String, number: usize);

    /// The join that keeps the tables in the order in which they are written.
    fn ordered_join(&self) -> &'static str;

    /// What follows an index table's name where it is asked about one resource, so that the rows of that
    /// resource are looked up and no other index is walked.
    fn by_resource(&self, table: &str) -> String;

    /// What follows the name of the index of references where it is asked what points to a resource, by whatever
    /// parameter.
    fn by_target(&self) -> &'static str;

    /// Writes a table of keys, with the columns `type` and `id`, as one bound value.
    fn keys(&self, sql: &mut Statement, keys: &[Key]);

    /// What follows the name of the table of resources where all of them are walked in the order of one of its
    /// columns.
    fn walk_of_all(&self, column: &str) -> &'static str;

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

    fn by_target(&self) -> &'static str {
        " INDEXED BY index_reference_target"
    }

    fn keys(&self, sql: &mut Statement, keys: &[Key]) {
        let mut list = String::from("[");
        for Key { resource_type, id } in keys {
            // Types and ids are letters, digits, '-' and '.', which JSON writes as they are.
            let separator = if list.len() > 1 { "," } else { "" };
            let _ = write!(list, r#"{separator}["{resource_type}","{id}"]"#);
        }
        list.push(']');
        sql.push("(SELECT key, value ->> 0 AS type, value ->> 1 AS id FROM json_each(")
            .text(&list)
            .push("))");
    }

    fn walk_of_all(&self, column: &str) -> &'static str {
        match column {
            "r.at" => " INDEXED BY resource_changed",
            "r.id" => " INDEXED BY resource_named",
            // Rows are kept in this order.
            _ => " NOT INDEXED",
        }
    }

    fn place_of(&self) -> &'static str {
        "instr"
    }
}
