//! FHIRPath (N1, as R4 uses it): compiled once, evaluated over JSON with what R4's tables say of it.
//!
//! An [`Expression`] answers anything FHIRPath can ask; a [`Path`] is one that search parameters use: it hands
//! over the elements that it leads to as it meets them. It knows no search parameters and no invariants: it
//! finds items and leaves their meaning to others.
//!
//! What a stranger's expression may cost is bounded: its length, its nesting, the steps of one evaluation, the
//! texts that it makes. Matching a regular expression counts by its size and by the text's.

mod environment;
mod function;
mod item;
mod kind;
mod membership;
mod node;
mod operator;
mod pattern;
mod place;
mod quantity;
mod run;
mod syntax;
mod temporal;
mod term;
#[cfg(test)]
mod tests;
mod token;

use serde_json::{Map, Value};

use crate::error::{Error, Kind, Result};
use crate::fhir::ResourceType;
use crate::fhir::definitions::{self, Element, Structure};
pub use environment::{Environment, Terminology};
pub use item::Item;
pub(in crate::fhir) use membership::Membership;
pub use node::Node;
pub use place::{Place, Step};
pub use quantity::Quantity;
use run::{Focus, Halt, Run};
pub use temporal::Temporal;
use term::Term;

/// A compiled expression.
#[derive(Debug)]
pub struct Expression {
    term: Term,
}

/// Whether a rule holds of what it was asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The expression is true.
    Holds,
    /// It is false, or has no value: a rule that comes to nothing is not kept.
    Broken,
    /// It cannot be told: it asks for what is not at hand, or compares dates or quantities whose order is not
    /// known because one is written less precisely or in another unit.
    Undecided,
}

impl Expression {
    /// Compiles an expression; what is not FHIRPath is `invalid-expression`.
    pub fn compile(text: &str) -> Result<Self> {
        Ok(Self { term: syntax::parse(text)? })
    }

    /// Everything that the expression finds from a node. An expression that asks for what its input does not
    /// allow, for what is not at hand, or for too much is [`Kind::Unprocessable`].
    pub fn evaluate<'a>(&'a self, from: Node<'a>, environment: &Environment<'a>) -> Result<Vec<Item<'a>>> {
        let context = [Item::Node(from)];
        Run::new(environment, &context).collect(&self.term, &Focus::at(&context)).map_err(|halt| {
            let why = match halt {
                Halt::Undecidable(why) => why.to_owned(),
                Halt::Fault(why) => why,
                Halt::TooCostly | Halt::Enough => "it takes too many steps".to_owned(),
            };
            let message = format!("The expression cannot be evaluated here: {why}.");
            Error::new(Kind::Unprocessable, "invalid-expression", message)
        })
    }

    /// Whether the expression is true of a node.
    pub fn holds<'a>(&'a self, of: Node<'a>, environment: &Environment<'a>) -> Verdict {
        let context = [Item::Node(of)];
        let run = Run::new(environment, &context);
        match run.truth(&self.term, &Focus::at(&context)) {
            Ok(Some(true)) => Verdict::Holds,
            Ok(None) if run.was_uncertain() => Verdict::Undecided,
            Ok(_) => Verdict::Broken,
            Err(_) => Verdict::Undecided,
        }
    }
}

/// A compiled expression that leads from a resource, or from a part of it, to values.
#[derive(Debug)]
pub struct Path {
    expression: Expression,
    structure: Option<&'static Structure>,
}

/// A value that a path leads to.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The value: never an array, never null.
    pub value: &'a Value,
    /// The element of R4 that it is a value of, where that is known: its binding says what its codes mean.
    pub element: Option<&'static Element>,
    /// The type that R4 gives it, such as `code` or `CodeableConcept`, where that is known.
    pub type_name: Option<&'static str>,
}

impl<'a> Found<'a> {
    /// A value of which nothing more is known.
    pub fn bare(value: &'a Value) -> Self {
        Self { value, element: None, type_name: None }
    }
}

const TRUE: &Value = &Value::Bool(true);
const FALSE: &Value = &Value::Bool(false);

impl Path {
    /// Compiles an expression such as `Task.owner | Task.requester.where(resolve() is Patient)`. Branches
    /// that start at another type find nothing; what is not FHIRPath is `invalid-expression`.
    pub fn compile(resource_type: ResourceType, text: &str) -> Result<Self> {
        Self::within(definitions::structure(resource_type.name()), text)
    }

    /// Compiles an expression over the content of a structure, or of anything where the structure is not
    /// known. It is visited from members that follow the structure.
    pub fn within(structure: Option<&'static Structure>, text: &str) -> Result<Self> {
        Ok(Self { expression: Expression::compile(text)?, structure })
    }

    /// The path that leads to nothing.
    pub fn nowhere() -> Self {
        Self { expression: Expression { term: Term::Nothing }, structure: None }
    }

    /// Hands each value that the path leads to in a resource to `found`, in the resource's order. Of values
    /// that are computed only truth values are handed over. Where the evaluation cannot go on, it ends.
    pub fn visit<'a>(&'a self, resource: &'a Map<String, Value>, found: &mut dyn FnMut(Found<'a>)) {
        let node = Node::within(resource, self.structure);
        let (context, environment) = ([Item::Node(node)], Environment::of(node));
        let run = Run::new(&environment, &context);
        // What cannot be found does not stop a resource from being kept.
        let _ = run.visit(&self.expression.term, &Focus::at(&context), &mut |item| {
            match item {
                Item::Node(node) => {
                    if let Some(value) = node.value() {
                        found(Found { value, element: node.definition(), type_name: node.type_name() });
                    }
                }
                Item::Boolean(truth) => found(Found::bare(if truth { TRUE } else { FALSE })),
                _ => {}
            }
            Ok(())
        });
    }
}
