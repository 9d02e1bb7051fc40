//! Where databases differ in what the planner writes.

use std::fmt::{Debug, Write};

use crate::search::query::WordsTest;
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

    /// What follows the name of the table of resources where it is asked what one of them contains.
    fn within(&self) -> &'static str;

    /// What stands before a column that is compared but that no index is to be chosen for.
    fn unsearched(&self) -> &'static str;

    /// Writes a table of keys, with the columns `type` and `id`, as one bound value.
    fn keys(&self, sql: &mut Statement, keys: &[Key]);

    /// What follows the name of the table of resources where all of them are walked in the order of one of its
    /// columns.
    fn walk_of_all(&self, column: &str) -> &'static str;

    /// The function that tells at which place a text stands within another, 0 when it does not.
    fn place_of(&self) -> &'static str;

    /// Writes the condition that the column `resource` is a resource with words that pass one of the tests: in
    /// its narrative or, with `everywhere`, in any of its texts.
    fn words(&self, sql: &mut Statement, everywhere: bool, tests: &[WordsTest]);
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

    fn within(&self) -> &'static str {
        " INDEXED BY resource_contained"
    }

    fn unsearched(&self) -> &'static str {
        "+"
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

    fn words(&self, sql: &mut Statement, everywhere: bool, tests: &[WordsTest]) {
        let mut matching = String::new();
        either(&mut matching, everywhere, tests, " OR ");
        sql.push("resource IN (SELECT rowid FROM words WHERE words MATCH ").text(&matching).push(")");
    }
}

/// Writes tests in the language of FTS5. Stems are letters and digits, so that quotation marks hold them.
fn matching(text: &mut String, everywhere: bool, test: &WordsTest) {
    let columns = |language: &str| {
        if everywhere {
            format!("narrative_{language} content_{language}")
        } else {
            format!("narrative_{language}")
        }
    };
    let (english, french) = (columns("english"), columns("french"));
    // Writing to a String cannot fail.
    let _ = match test {
        WordsTest::All(tests) => return either(text, everywhere, tests, " AND "),
        WordsTest::Any(tests) => return either(text, everywhere, tests, " OR "),
        WordsTest::Phrase(words) => write!(
            text,
            "({{{english}}} : \"{}\" OR {{{french}}} : \"{}\")",
            words.english.join(" "),
            words.french.join(" ")
        ),
        WordsTest::Start(start) => write!(text, "({{{english} {french}}} : \"{start}\" *)"),
    };
}

fn either(text: &mut String, everywhere: bool, tests: &[WordsTest], joint: &str) {
    text.push('(');
    for (place, test) in tests.iter().enumerate() {
        text.push_str(if place == 0 { "" } else { joint });
        matching(text, everywhere, test);
    }
    text.push(')');
}
