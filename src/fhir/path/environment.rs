//! What an expression may ask of the world around what it is evaluated on.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::node::Node;

/// Whether a code of a system (none where no system is known) is in the value set of an address; none where
/// that cannot be told.
pub type Terminology<'a> = dyn Fn(&str, Option<&str>, &str) -> Option<bool> + 'a;

/// What stands around: the resources that variables name, and what only the caller knows.
#[derive(Clone)]
pub struct Environment<'a> {
    /// `%resource`: the resource that holds what is evaluated.
    pub resource: Node<'a>,
    /// `%rootResource`: the resource that contains it, or it itself.
    pub root: Node<'a>,
    /// The Bundle in whose entries references may resolve.
    pub bundle: Option<&'a Map<String, Value>>,
    /// The moment that `now()` answers, in UTC; without it, it cannot be answered. Checks and patches do not give one, so
    /// that the same resource is always judged alike.
    pub now: Option<Timestamp>,
    /// Who knows value sets; without it, `memberOf` cannot be answered.
    pub terminology: Option<&'a Terminology<'a>>,
}

impl<'a> Environment<'a> {
    /// The environment of a resource that stands by itself.
    pub fn of(resource: Node<'a>) -> Self {
        Self { resource, root: resource, bundle: None, now: None, terminology: None }
    }
}
