//! A statement under construction: its text and the values bound to it. Values never enter the text.

use crate::search::query::WordsTest;
use crate::store::sql::dialect::Dialect;

/// A value bound to a statement.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::store) enum Argument {
    /// A whole number.
    Integer(i64),
    /// A real number.
    Real(f64),
    /// A text.
    Text(String),
}

/// SQL text with its bound values.
#[derive(Debug, Clone)]
pub(in crate::store) struct Statement {
    dialect: &'static dyn Dialect,
    sql: String,
    arguments: Vec<Argument>,
}

impl Statement {
    /// An empty statement.
    pub(super) fn new(dialect: &'static dyn Dialect) -> Self {
        Self { dialect, sql: String::new(), arguments: Vec::new() }
    }

    /// Adds SQL.
    pub(super) fn push(&mut self, sql: &str) -> &mut Self {
        self.sql.push_str(sql);
        self
    }

    /// Adds a value: a placeholder in the SQL, the value beside it.
    pub(super) fn bind(&mut self, argument: Argument) -> &mut Self {
        self.arguments.push(argument);
        self.dialect.placeholder(&mut self.sql, self.arguments.len());
        self
    }

    /// Adds a text value.
    pub(super) fn text(&mut self, value: &str) -> &mut Self {
        self.bind(Argument::Text(value.to_owned()))
    }

    /// Adds a whole number.
    pub(super) fn integer(&mut self, value: i64) -> &mut Self {
        self.bind(Argument::Integer(value))
    }

    /// Adds a real number.
    pub(super) fn real(&mut self, value: f64) -> &mut Self {
        self.bind(Argument::Real(value))
    }

    /// Adds one piece for each item, joined by `OR` within parentheses. No item gives a condition that
    /// nothing fulfils. Long lists are written as a balanced tree: databases limit how deep a condition may be.
    pub(super) fn any_of<T>(&mut self, items: &[T], piece: impl Fn(&mut Self, &T) + Copy) -> &mut Self {
        match items {
            [] => return self.push("(1 = 0)"),
            [item] => {
                self.push("(");
                piece(self, item);
            }
            _ => {
                let (left, right) = items.split_at(items.len() / 2);
                self.push("(").any_of(left, piece).push(" OR ").any_of(right, piece);
            }
        }
        self.push(")")
    }

    /// Adds the condition that a row's resource has words; with `everywhere`, outside its narrative too.
    pub(super) fn words(&mut self, everywhere: bool, tests: &[WordsTest]) -> &mut Self {
        self.dialect.words(self, everywhere, tests);
        self
    }

    /// What database this is for.
    pub(super) fn dialect(&self) -> &'static dyn Dialect {
        self.dialect
    }

    /// The SQL.
    pub(in crate::store) fn sql(&self) -> &str {
        &self.sql
    }

    /// The bound values, in the order of their placeholders.
    pub(in crate::store) fn arguments(&self) -> &[Argument] {
        &self.arguments
    }
}
