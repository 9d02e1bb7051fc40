//! The functions of FHIRPath N1 (section 5) and those that R4 adds (section 2.9.1.3), one file for each group.
//!
//! Those that a path consists of (`where`, `select`, `exists`, `all`, `first`, `ofType` …) are terms of their
//! own, because they stream; see `term`.

mod collection;
mod conversion;
mod existence;
mod fhir;
mod math;
mod text;
mod tree;

use std::borrow::Cow;
use std::ops::RangeInclusive;

use super::item::Item;
use super::run::{Focus, Halt, Run};
use super::term::{Call, Term};
pub(super) use text::within;

/// A function that an expression may call.
pub(super) struct Function {
    pub(super) name: &'static str,
    /// How many arguments it takes.
    pub(super) arguments: RangeInclusive<usize>,
    /// Whether its first argument is a regular expression.
    pub(super) takes_pattern: bool,
    pub(super) body: Body,
}

/// What a function does.
pub(super) type Body = for<'a, 'r, 'f> fn(&Invocation<'a, 'r, 'f>) -> Result<Answer<'a>, Halt>;

/// What a function answers.
pub(super) enum Answer<'a> {
    Nothing,
    One(Item<'a>),
    Many(Vec<Item<'a>>),
}

/// A call under way.
pub(super) struct Invocation<'a, 'r, 'f> {
    pub(super) run: &'f Run<'a, 'r>,
    pub(super) call: &'a Call,
    pub(super) focus: Focus<'a, 'f>,
}

/// The function of this name.
pub(super) fn named(name: &str) -> Option<&'static Function> {
    let groups: [&'static [Function]; 7] = [
        existence::FUNCTIONS,
        collection::FUNCTIONS,
        tree::FUNCTIONS,
        fhir::FUNCTIONS,
        text::FUNCTIONS,
        conversion::FUNCTIONS,
        math::FUNCTIONS,
    ];
    groups.into_iter().flatten().find(|function| function.name == name)
}

/// A function whose arguments are values.
const fn function(name: &'static str, arguments: RangeInclusive<usize>, body: Body) -> Function {
    Function { name, arguments, takes_pattern: false, body }
}

impl std::fmt::Debug for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}()", self.name)
    }
}

impl<'a> Answer<'a> {
    fn truth(truth: bool) -> Self {
        Self::One(Item::Boolean(truth))
    }

    fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::One(Item::Text(text.into()))
    }

    fn maybe(item: Option<Item<'a>>) -> Self {
        item.map_or(Self::Nothing, Self::One)
    }
}

impl<'a> Invocation<'a, '_, '_> {
    /// Everything that the function is called on.
    fn input(&self) -> Result<Vec<Item<'a>>, Halt> {
        self.run.collect(&self.call.of, &self.focus)
    }

    /// The one item that the function is called on, or none.
    fn single(&self) -> Result<Option<Item<'a>>, Halt> {
        self.run.single(&self.call.of, &self.focus)
    }

    /// The text that the function is called on, or none.
    fn text(&self) -> Result<Option<Cow<'a, str>>, Halt> {
        self.single()?.map(|item| self.read_text(&item)).transpose()
    }

    /// Everything that an argument finds.
    fn argument(&self, place: usize) -> Result<Vec<Item<'a>>, Halt> {
        self.term(place).map_or(Ok(Vec::new()), |term| self.run.collect(term, &self.focus))
    }

    /// The one item that an argument finds, or none.
    fn argument_single(&self, place: usize) -> Result<Option<Item<'a>>, Halt> {
        self.term(place).map_or(Ok(None), |term| self.run.single(term, &self.focus))
    }

    /// The text that an argument finds, or none.
    fn argument_text(&self, place: usize) -> Result<Option<Cow<'a, str>>, Halt> {
        self.argument_single(place)?.map(|item| self.read_text(&item)).transpose()
    }

    /// The whole number that an argument finds, or none.
    fn argument_whole(&self, place: usize) -> Result<Option<i64>, Halt> {
        match self.argument_single(place)?.map(|item| item.computed()) {
            None => Ok(None),
            Some(Some(Item::Integer(whole))) => Ok(Some(whole)),
            Some(_) => Err(self.fault("a whole number")),
        }
    }

    fn term(&self, place: usize) -> Option<&'a Term> {
        self.call.arguments.get(place)
    }

    /// The text of an item, which whoever asked is about to read.
    fn read_text(&self, item: &Item<'a>) -> Result<Cow<'a, str>, Halt> {
        let text = item.text().ok_or_else(|| self.fault("a text"))?;
        self.run.count_text(&text)?;
        Ok(text)
    }

    fn fault(&self, expected: &str) -> Halt {
        Halt::Fault(format!("{}() works on {expected}", self.call.function.name))
    }
}
