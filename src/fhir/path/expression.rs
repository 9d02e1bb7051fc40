//! What a compiled expression is, and how it finds values.

use serde_json::{Map, Value};

use crate::fhir::definitions::{self, Structure};
use crate::fhir::path::{Found, choice};

/// An expression: it finds any number of values from where it stands.
#[derive(Debug)]
pub(super) enum Expression {
    /// `a | b`: what each finds, one after the other.
    Union(Vec<Self>),
    /// `a.b.where(…)`: each step starts at what the one before found. No steps: where it stands.
    Steps(Vec<Step>),
    /// `'text'`, `true`.
    Literal(Value),
    /// `a.exists()`: one truth value.
    Exists(Box<Self>),
    /// `a = b` or `a != b`: one truth value, or nothing when a side has no value.
    Compare { left: Box<Self>, right: Box<Self>, equal: bool },
    /// `a and b`: one truth value.
    And(Box<Self>, Box<Self>),
    /// `a.resolve() is T`: one truth value, from what the reference says of its target.
    RefersTo(Box<Self>, String),
}

/// One step of a path.
#[derive(Debug)]
pub(super) enum Step {
    /// An element: all its items, or the one at a place.
    Child { name: String, item: Option<usize>, choice: bool },
    /// `as T`.
    As(String),
    /// `where(…)`.
    Where(Expression),
    /// A whole expression before further steps: `(a as T).b`.
    Nested(Expression),
}

/// Where an evaluation stands: at the resource, or at a value in it.
#[derive(Clone, Copy)]
pub(super) enum Node<'a> {
    Root(&'a Map<String, Value>, Option<&'static Structure>),
    Inner(Found<'a>),
}

const TRUE: &Value = &Value::Bool(true);
const FALSE: &Value = &Value::Bool(false);

impl Expression {
    /// The expression that finds where it stands.
    pub(super) fn itself() -> Self {
        Self::Steps(Vec::new())
    }

    /// The expression that finds nothing.
    pub(super) fn nothing() -> Self {
        Self::Union(Vec::new())
    }

    /// The expression with one more step.
    pub(super) fn then(self, step: Step) -> Self {
        match self {
            Self::Steps(mut steps) => {
                steps.push(step);
                Self::Steps(steps)
            }
            other => Self::Steps(vec![Step::Nested(other), step]),
        }
    }

    /// The expression with its last element narrowed to the item at a place.
    pub(super) fn item(mut self, place: usize) -> Option<Self> {
        let Self::Steps(steps) = &mut self else { return None };
        let Some(Step::Child { item, .. }) = steps.last_mut() else { return None };
        *item = Some(place);
        Some(self)
    }

    /// Hands each value that the expression finds to `found`.
    pub(super) fn visit<'a>(&'a self, node: Node<'a>, found: &mut dyn FnMut(Found<'a>)) {
        match self {
            Self::Union(branches) => {
                for branch in branches {
                    branch.visit(node, found);
                }
            }
            Self::Steps(steps) => walk(steps, node, found),
            Self::Literal(value) => found(Found::bare(value)),
            Self::Compare { .. } if self.compared(node).is_none() => {}
            _ => found(Found::bare(if self.holds(node) { TRUE } else { FALSE })),
        }
    }

    /// Whether the expression is true of where it stands.
    fn holds<'a>(&'a self, node: Node<'a>) -> bool {
        match self {
            Self::Exists(inner) => inner.first(node).is_some(),
            Self::Compare { .. } => self.compared(node) == Some(true),
            Self::And(left, right) => left.holds(node) && right.holds(node),
            Self::RefersTo(inner, name) => {
                inner.first(node).is_some_and(|reference| target_type(reference.value) == Some(name))
            }
            Self::Union(_) | Self::Steps(_) | Self::Literal(_) => {
                self.first(node).is_some_and(|found| found.value == TRUE)
            }
        }
    }

    /// The outcome of a comparison; `None` when a side has no value.
    fn compared<'a>(&'a self, node: Node<'a>) -> Option<bool> {
        let Self::Compare { left, right, equal } = self else { return None };
        Some((left.first(node)?.value == right.first(node)?.value) == *equal)
    }

    fn first<'a>(&'a self, node: Node<'a>) -> Option<Found<'a>> {
        let mut first = None;
        self.visit(node, &mut |found| {
            first.get_or_insert(found);
        });
        first
    }
}

impl Step {
    /// The step to an element.
    pub(super) fn child(name: &str) -> Self {
        Self::Child { name: name.to_owned(), item: None, choice: false }
    }
}

fn walk<'a>(steps: &'a [Step], node: Node<'a>, found: &mut dyn FnMut(Found<'a>)) {
    let Some((step, rest)) = steps.split_first() else {
        if let Node::Inner(inner) = node {
            found(inner);
        }
        return;
    };
    match step {
        Step::Child { name, item, choice } => children(node, name, *choice, *item, &mut |child| {
            walk(rest, Node::Inner(child), found);
        }),
        Step::As(name) => {
            if node.is(name) {
                walk(rest, node, found);
            }
        }
        Step::Where(condition) => {
            if condition.holds(node) {
                walk(rest, node, found);
            }
        }
        Step::Nested(expression) => {
            expression.visit(node, &mut |inner| walk(rest, Node::Inner(inner), found));
        }
    }
}

/// Hands the items of an element to `found`, an array's one by one.
fn children<'a>(
    node: Node<'a>,
    name: &str,
    choice: bool,
    item: Option<usize>,
    found: &mut dyn FnMut(Found<'a>),
) {
    let Some(object) = node.object() else { return };
    let spelled = match object.get(name) {
        Some(value) => Some((name, value, None)),
        None if choice => choice::find(object, name).map(|(key, value, suffix)| (key, value, Some(suffix))),
        None => None,
    };
    let Some((key, value, suffix)) = spelled else { return };
    let items = match value {
        Value::Array(items) => items.as_slice(),
        value => std::slice::from_ref(value),
    };
    let chosen = match item {
        Some(place) => items.get(place..=place).unwrap_or_default(),
        None => items,
    };
    let mut present = chosen.iter().filter(|value| !value.is_null()).peekable();
    if present.peek().is_none() {
        return;
    }
    let member = node.structure().and_then(|structure| structure.member(key));
    let (element, type_name) = member.map(|member| (member.element, member.kind.name)).unzip();
    for value in present {
        found(Found { value, choice: suffix, element, type_name });
    }
}

impl<'a> Node<'a> {
    fn object(self) -> Option<&'a Map<String, Value>> {
        match self {
            Self::Root(object, _) => Some(object),
            Self::Inner(found) => found.value.as_object(),
        }
    }

    /// What R4 says of its content. A resource inside another names its type itself.
    fn structure(self) -> Option<&'static Structure> {
        match self {
            Self::Root(_, structure) => structure,
            Self::Inner(Found { type_name: Some("Resource"), value, .. }) => {
                value.get("resourceType").and_then(Value::as_str).and_then(definitions::structure)
            }
            Self::Inner(found) => found.element?.content(found.type_name?),
        }
    }

    /// Whether this may be of a type. Where the JSON does not tell the type, it may.
    fn is(self, name: &str) -> bool {
        if let Self::Inner(Found { choice: Some(spelled), .. }) = self {
            return choice::names(spelled, name);
        }
        let resource_type = self.object().and_then(|object| object.get("resourceType"));
        resource_type.is_none_or(|resource_type| resource_type == name)
    }
}

/// The type of a reference's target: what stands before the id, or what the reference states.
fn target_type(reference: &Value) -> Option<&str> {
    let text = |member| reference.get(member).and_then(Value::as_str);
    let named = text("reference").and_then(|reference| {
        let resource = reference.split_once("/_history/").map_or(reference, |(resource, _)| resource);
        let mut parts = resource.rsplit('/');
        parts.next()?;
        parts.next().filter(|name| name.starts_with(|first: char| first.is_ascii_uppercase()))
    });
    named.or_else(|| text("type"))
}
