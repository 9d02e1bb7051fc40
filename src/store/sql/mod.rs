//! From a query to SQL: plan (which table drives, what is probed, where the page starts), then a short
//! renderer. Databases differ only in their [`Dialect`]. It does not know how a statement is run.

mod condition;
mod criteria;
mod dialect;
mod link;
mod order;
mod plan;
mod statement;
mod step;

#[cfg(test)]
pub(super) use criteria::Drive;
pub(super) use dialect::SqliteDialect;
pub(super) use link::{linked, present};
pub(super) use plan::{Driver, Numbers, Planner};
pub(super) use statement::{Argument, Statement};
