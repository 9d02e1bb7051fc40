//! One evaluation: it streams what each term finds to what asked for it, so that a path makes no lists.

use std::cell::Cell;

use super::environment::Environment;
use super::function::{Answer, Invocation};
use super::item::Item;
use super::operator;
use super::term::{Constant, Operator, Term};

/// How many steps one evaluation may take. The largest published resource needs a tenth of it.
const MOST_STEPS: u32 = 1_000_000;

/// How much of a text is read in the time of one step.
const BYTES_IN_A_STEP: usize = 64;

/// Why an evaluation stops before its end.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Halt {
    /// Whoever asked has seen enough.
    Enough,
    /// The answer is not in the resource, nor in its environment.
    Undecidable(&'static str),
    /// The expression asks for what its input does not allow.
    Fault(String),
    /// It takes too many steps.
    TooCostly,
}

/// Where a term stands: `$this`, which may be several items, with `$index` and `$total`.
#[derive(Clone, Copy)]
pub(super) struct Focus<'a, 'f> {
    pub(super) this: &'f [Item<'a>],
    pub(super) index: usize,
    pub(super) total: &'f [Item<'a>],
}

/// What receives the items that a term finds.
pub(super) type Found<'a, 'f> = dyn FnMut(Item<'a>) -> Result<(), Halt> + 'f;

/// One evaluation of an expression.
pub(super) struct Run<'a, 'r> {
    pub(super) environment: &'r Environment<'a>,
    context: &'r [Item<'a>],
    steps: Cell<u32>,
    /// Whether two values were compared whose order is not known, because one is written less precisely or in
    /// another unit.
    uncertain: Cell<bool>,
}

/// Items, of which there is mostly one.
pub(super) struct Few<'a> {
    first: Option<Item<'a>>,
    more: Vec<Item<'a>>,
}

impl<'a> Few<'a> {
    pub(super) fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    pub(super) fn len(&self) -> usize {
        usize::from(self.first.is_some()) + self.more.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Item<'a>> {
        self.first.iter().chain(&self.more)
    }
}

impl<'a, 'f> Focus<'a, 'f> {
    /// Standing at these items.
    pub(super) fn at(this: &'f [Item<'a>]) -> Self {
        Self { this, index: 0, total: &[] }
    }
}

impl<'a, 'r> Run<'a, 'r> {
    pub(super) fn new(environment: &'r Environment<'a>, context: &'r [Item<'a>]) -> Self {
        Self { environment, context, steps: Cell::new(0), uncertain: Cell::new(false) }
    }

    /// Whether values were compared whose order is not known.
    pub(super) fn was_uncertain(&self) -> bool {
        self.uncertain.get()
    }

    /// Notes that the order of two values is not known.
    pub(super) fn note_uncertain(&self) {
        self.uncertain.set(true);
    }

    /// Counts steps of work.
    pub(super) fn count(&self, steps: usize) -> Result<(), Halt> {
        let taken = self.steps.get().saturating_add(u32::try_from(steps).unwrap_or(u32::MAX));
        self.steps.set(taken);
        if taken > MOST_STEPS { Err(Halt::TooCostly) } else { Ok(()) }
    }

    /// What an item shares with those that are equal to it. Reading it all is work, however few steps lead there.
    pub(super) fn key(&self, item: &Item<'_>) -> Result<String, Halt> {
        let key = item.key();
        self.count_text(&key)?;
        Ok(key)
    }

    /// Counts the work of reading a text.
    pub(super) fn count_text(&self, text: &str) -> Result<(), Halt> {
        self.count(text.len() / BYTES_IN_A_STEP)
    }

    /// Hands each item that a term finds to `found`.
    pub(super) fn visit(
        &self,
        term: &'a Term,
        focus: &Focus<'a, '_>,
        found: &mut Found<'a, '_>,
    ) -> Result<(), Halt> {
        self.count(1)?;
        match term {
            Term::This => focus.this.iter().try_for_each(|item| found(item.clone())),
            Term::Root(kind) => {
                focus.this.iter().filter(|item| kind.has(item)).try_for_each(|item| found(item.clone()))
            }
            Term::Child(of, name) => self.visit(of, focus, &mut |item| match item {
                Item::Node(node) => node.each_child(name, &mut |child| {
                    self.count(1)?;
                    found(Item::Node(child))
                }),
                Item::Target(_) => Err(Halt::Undecidable("what a reference points to is not at hand")),
                _ => Ok(()),
            }),
            Term::Where(of, condition) => self.each(of, focus, &mut |item, inner| {
                if self.truth(condition, inner)? == Some(true) { found(item.clone()) } else { Ok(()) }
            }),
            Term::Select(of, projection) => {
                self.each(of, focus, &mut |_, inner| self.visit(projection, inner, found))
            }
            Term::OfType(of, kind) => {
                self.visit(of, focus, &mut |item| if kind.has(&item) { found(item) } else { Ok(()) })
            }
            Term::First(of) => match self.first(of, focus)? {
                Some(first) => found(first),
                None => Ok(()),
            },
            Term::Item(of, place) => self.item(of, place, focus, found),
            _ => self.value(term, focus, found),
        }
    }

    /// Hands what a term comes to that is no path.
    fn value(&self, term: &'a Term, focus: &Focus<'a, '_>, found: &mut Found<'a, '_>) -> Result<(), Halt> {
        match term {
            Term::Literal(item) => found(borrowed(item)),
            Term::Nothing => Ok(()),
            Term::Index => found(Item::Integer(i64::try_from(focus.index).unwrap_or(i64::MAX))),
            Term::Total => focus.total.iter().try_for_each(|item| found(item.clone())),
            Term::Constant(constant) => self.constant(*constant, found),
            Term::Call(call) => {
                let invocation = Invocation { run: self, call, focus: *focus };
                match (call.function.body)(&invocation)? {
                    Answer::Nothing => Ok(()),
                    Answer::One(item) => found(item),
                    Answer::Many(items) => items.into_iter().try_for_each(found),
                }
            }
            Term::Binary(Operator::Union, left, right) => {
                let mut items = self.collect(left, focus)?;
                self.visit(right, focus, &mut |item| {
                    items.push(item);
                    Ok(())
                })?;
                operator::distinct(self, items)?.into_iter().try_for_each(found)
            }
            Term::Binary(operator, left, right) if operator.is_arithmetic() => {
                let sides = (self.single(left, focus)?, self.single(right, focus)?);
                match operator::compute(*operator, sides.0, sides.1)? {
                    Some(item) => found(item),
                    None => Ok(()),
                }
            }
            Term::Negated(of) => match self.single(of, focus)? {
                Some(item) => found(operator::negated(&item)?),
                None => Ok(()),
            },
            _ => match self.truth(term, focus)? {
                Some(truth) => found(Item::Boolean(truth)),
                None => Ok(()),
            },
        }
    }

    /// Whether a term is true of where it stands; none where it has no value (N1, section 4.5).
    pub(super) fn truth(&self, term: &'a Term, focus: &Focus<'a, '_>) -> Result<Option<bool>, Halt> {
        match term {
            Term::Exists(of) => Ok(Some(self.has_any(of, focus)?)),
            Term::Empty(of) => Ok(Some(!self.has_any(of, focus)?)),
            Term::Not(of) => Ok(self.truth(of, focus)?.map(|truth| !truth)),
            Term::All(of, condition) => {
                let mut all = true;
                let seen = self.each(of, focus, &mut |_, inner| {
                    all = self.truth(condition, inner)? == Some(true);
                    if all { Ok(()) } else { Err(Halt::Enough) }
                });
                enough(seen)?;
                Ok(Some(all))
            }
            Term::Is(of, kind) => Ok(self.single(of, focus)?.map(|item| kind.has(&item))),
            Term::Binary(Operator::And | Operator::Or | Operator::Xor | Operator::Implies, ..) => {
                self.logic(term, focus)
            }
            Term::Binary(operator, left, right) if operator.is_comparison() => {
                operator::compare(self, *operator, (left, right), focus)
            }
            _ => match self.single(term, focus)? {
                None => Ok(None),
                // A single item where a truth value is expected counts as true (N1, section 4.5).
                Some(item) => Ok(Some(!matches!(item.computed(), Some(Item::Boolean(false))))),
            },
        }
    }

    /// The three-valued logic of N1, section 6.5.
    fn logic(&self, term: &'a Term, focus: &Focus<'a, '_>) -> Result<Option<bool>, Halt> {
        self.count(1)?;
        let Term::Binary(operator, left, right) = term else { return Ok(None) };
        let left = self.truth(left, focus)?;
        let right = || self.truth(right, focus);
        Ok(match (operator, left) {
            (Operator::And, Some(false)) => Some(false),
            (Operator::And, Some(true)) | (Operator::Implies, Some(true)) | (Operator::Or, Some(false)) => {
                right()?
            }
            (Operator::And, None) => right()?.filter(|right| !right),
            (Operator::Or, Some(true)) | (Operator::Implies, Some(false)) => Some(true),
            (Operator::Or | Operator::Implies, None) => right()?.filter(|right| *right),
            (Operator::Xor, Some(left)) => right()?.map(|right| left != right),
            _ => None,
        })
    }

    /// Whether a term finds anything.
    pub(super) fn has_any(&self, term: &'a Term, focus: &Focus<'a, '_>) -> Result<bool, Halt> {
        Ok(self.first(term, focus)?.is_some())
    }

    /// The first item that a term finds; no more are looked for.
    fn first(&self, term: &'a Term, focus: &Focus<'a, '_>) -> Result<Option<Item<'a>>, Halt> {
        let mut first = None;
        enough(self.visit(term, focus, &mut |item| {
            first = Some(item);
            Err(Halt::Enough)
        }))?;
        Ok(first)
    }

    /// The one item that a term finds, or none; several are a fault.
    pub(super) fn single(&self, term: &'a Term, focus: &Focus<'a, '_>) -> Result<Option<Item<'a>>, Halt> {
        let mut single = None;
        self.visit(term, focus, &mut |item| match single.replace(item) {
            None => Ok(()),
            Some(_) => Err(Halt::Fault("several items stand where one is expected".to_owned())),
        })?;
        Ok(single)
    }

    /// What a term finds, without a list where that is one item.
    pub(super) fn few(&self, term: &'a Term, focus: &Focus<'a, '_>) -> Result<Few<'a>, Halt> {
        let mut few = Few { first: None, more: Vec::new() };
        self.visit(term, focus, &mut |item| {
            match few.first {
                None => few.first = Some(item),
                Some(_) => few.more.push(item),
            }
            Ok(())
        })?;
        Ok(few)
    }

    /// Everything that a term finds.
    pub(super) fn collect(&self, term: &'a Term, focus: &Focus<'a, '_>) -> Result<Vec<Item<'a>>, Halt> {
        let mut items = Vec::new();
        self.visit(term, focus, &mut |item| {
            items.push(item);
            Ok(())
        })?;
        Ok(items)
    }

    /// Hands each item that a term finds to `each`, with a focus on it.
    pub(super) fn each(
        &self,
        of: &'a Term,
        focus: &Focus<'a, '_>,
        each: &mut dyn FnMut(&Item<'a>, &Focus<'a, '_>) -> Result<(), Halt>,
    ) -> Result<(), Halt> {
        let mut index = 0;
        self.visit(of, focus, &mut |item| {
            let inner = Focus { this: std::slice::from_ref(&item), index, total: focus.total };
            index += 1;
            each(&item, &inner)
        })
    }

    fn item(
        &self,
        of: &'a Term,
        place: &'a Term,
        focus: &Focus<'a, '_>,
        found: &mut Found<'a, '_>,
    ) -> Result<(), Halt> {
        let place = match self.single(place, focus)?.and_then(|item| item.computed()) {
            Some(Item::Integer(place)) => usize::try_from(place).unwrap_or(usize::MAX),
            Some(_) => return Err(Halt::Fault("an index is a whole number".to_owned())),
            None => return Ok(()),
        };
        let (mut passed, mut chosen) = (0, None);
        enough(self.visit(of, focus, &mut |item| {
            if passed == place {
                chosen = Some(item);
                return Err(Halt::Enough);
            }
            passed += 1;
            Ok(())
        }))?;
        chosen.map_or(Ok(()), found)
    }

    fn constant(&self, constant: Constant, found: &mut Found<'a, '_>) -> Result<(), Halt> {
        match constant {
            Constant::Resource => found(Item::Node(self.environment.resource)),
            Constant::RootResource => found(Item::Node(self.environment.root)),
            Constant::Context => self.context.iter().try_for_each(|item| found(item.clone())),
        }
    }
}

/// Takes having seen enough for a good end.
pub(super) fn enough(result: Result<(), Halt>) -> Result<(), Halt> {
    match result {
        Err(Halt::Enough) => Ok(()),
        other => other,
    }
}

/// A literal without copying its text.
fn borrowed<'a>(item: &'a Item<'static>) -> Item<'a> {
    match item {
        Item::Text(text) => Item::Text(std::borrow::Cow::Borrowed(text)),
        other => other.clone(),
    }
}
