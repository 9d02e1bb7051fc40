//! What a compiled expression consists of.

use super::function::Function;
use super::item::Item;
use super::kind::Kind;
use super::pattern::Pattern;
use crate::fhir::definitions;

/// A part of an expression: it finds any number of items from where it stands.
#[derive(Debug)]
pub(super) enum Term {
    /// `$this`, and what a path without a beginning starts at.
    This,
    /// `$index`: how many items of the same loop came before.
    Index,
    /// `$total`: what an aggregation has come to so far.
    Total,
    /// `'text'`, `4 days`, `@2014`.
    Literal(Item<'static>),
    /// `{}`.
    Nothing,
    /// `%resource` and the like.
    Constant(Constant),
    /// A type's name at the beginning of a path: where it stands, if that is of the type.
    Root(Kind),
    /// `a.b`.
    Child(Box<Self>, Name),
    /// `a[1]`.
    Item(Box<Self>, Box<Self>),
    /// `a.where(…)`.
    Where(Box<Self>, Box<Self>),
    /// `a.select(…)`.
    Select(Box<Self>, Box<Self>),
    /// `a.all(…)`.
    All(Box<Self>, Box<Self>),
    /// `a.exists()`.
    Exists(Box<Self>),
    /// `a.empty()`.
    Empty(Box<Self>),
    /// `a.first()`.
    First(Box<Self>),
    /// `a.not()`.
    Not(Box<Self>),
    /// `a is T`.
    Is(Box<Self>, Kind),
    /// `a as T`, `a.ofType(T)`: the items of the type.
    OfType(Box<Self>, Kind),
    /// Any other function.
    Call(Box<Call>),
    /// `a + b` and all other operators.
    Binary(Operator, Box<Self>, Box<Self>),
    /// `-a`.
    Negated(Box<Self>),
}

/// A call of a function.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) of: Term,
    pub(super) function: &'static Function,
    pub(super) arguments: Vec<Term>,
    /// The compiled pattern, where it is written as a literal.
    pub(super) pattern: Option<Pattern>,
}

/// The name of an element.
#[derive(Debug)]
pub(super) struct Name {
    /// As R4 writes it.
    pub(super) name: String,
    /// As JSON writes what stands beside a primitive value: `_name`.
    pub(super) beside: String,
    /// Whether any type of R4 has a choice element of this name.
    pub(super) may_be_choice: bool,
}

impl Name {
    pub(super) fn of(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            beside: format!("_{name}"),
            may_be_choice: definitions::is_choice(name),
        }
    }
}

/// What the environment supplies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Constant {
    /// The resource that holds what is evaluated.
    Resource,
    /// The resource that contains that one, or it itself.
    RootResource,
    /// What is evaluated.
    Context,
}

/// An operator between two terms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Operator {
    Union,
    Equal,
    NotEqual,
    Equivalent,
    NotEquivalent,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Contains,
    And,
    Or,
    Xor,
    Implies,
    Add,
    Subtract,
    Multiply,
    Divide,
    WholeDivide,
    Modulo,
    Concatenate,
}

impl Operator {
    /// The operator of this spelling, and how strongly it binds.
    pub(super) fn spelled(text: &str) -> Option<(Self, u8)> {
        Some(match text {
            "*" => (Self::Multiply, 9),
            "/" => (Self::Divide, 9),
            "div" => (Self::WholeDivide, 9),
            "mod" => (Self::Modulo, 9),
            "+" => (Self::Add, 8),
            "-" => (Self::Subtract, 8),
            "&" => (Self::Concatenate, 8),
            "|" => (Self::Union, 6),
            "<" => (Self::Less, 5),
            "<=" => (Self::LessOrEqual, 5),
            ">" => (Self::Greater, 5),
            ">=" => (Self::GreaterOrEqual, 5),
            "=" => (Self::Equal, 4),
            "!=" => (Self::NotEqual, 4),
            "~" => (Self::Equivalent, 4),
            "!~" => (Self::NotEquivalent, 4),
            "in" => (Self::In, 3),
            "contains" => (Self::Contains, 3),
            "and" => (Self::And, 2),
            "or" => (Self::Or, 1),
            "xor" => (Self::Xor, 1),
            "implies" => (Self::Implies, 0),
            _ => return None,
        })
    }

    /// How strongly `is` and `as` bind.
    pub(super) const TYPE: u8 = 7;
}

impl Term {
    /// How many terms stand inside one another at most.
    pub(super) fn height(&self) -> usize {
        1 + match self {
            Self::This
            | Self::Index
            | Self::Total
            | Self::Literal(_)
            | Self::Nothing
            | Self::Constant(_)
            | Self::Root(_) => 0,
            Self::Child(of, _)
            | Self::Exists(of)
            | Self::Empty(of)
            | Self::First(of)
            | Self::Not(of)
            | Self::Is(of, _)
            | Self::OfType(of, _)
            | Self::Negated(of) => of.height(),
            Self::Item(left, right)
            | Self::Where(left, right)
            | Self::Select(left, right)
            | Self::All(left, right)
            | Self::Binary(_, left, right) => left.height().max(right.height()),
            Self::Call(call) => {
                call.arguments.iter().map(Self::height).max().unwrap_or(0).max(call.of.height())
            }
        }
    }
}
