//! From a query to SQL: plan (which table drives, what is probed, where the page starts), then a short
//! renderer. Databases differ only in their [`Dialect`]. It does not know how a statement is run.

mod condition;
mod dialect;
mod order;
mod plan;
mod statement;

pub(super) use dialect::SqliteDialect;
pub(super) use plan::{Driver, Numbers, Planner};
pub(super) use statement::{Argument, Statement};
