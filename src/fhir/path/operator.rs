//! Operators: equality, order, membership, arithmetic (FHIRPath N1, section 6).

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashSet;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Map, Number, Value};

use super::function::within;
use super::item::{Item, parse_decimal};
use super::quantity::Quantity;
use super::run::{self, Few, Focus, Halt, Run};
use super::temporal::Relation;
use super::term::{Operator, Term};

impl Operator {
    pub(super) fn is_arithmetic(self) -> bool {
        use Operator::{Add, Concatenate, Divide, Modulo, Multiply, Subtract, WholeDivide};
        matches!(self, Add | Subtract | Multiply | Divide | WholeDivide | Modulo | Concatenate)
    }

    pub(super) fn is_comparison(self) -> bool {
        use Operator::{And, Implies, Or, Union, Xor};
        !self.is_arithmetic() && !matches!(self, Union | And | Or | Xor | Implies)
    }
}

/// The truth of a comparison; none where a side has no value, or where it is not known.
pub(super) fn compare<'a>(
    run: &Run<'a, '_>,
    operator: Operator,
    (left, right): (&'a Term, &'a Term),
    focus: &Focus<'a, '_>,
) -> Result<Option<bool>, Halt> {
    run.count(1)?;
    let sides = || Ok((run.few(left, focus)?, run.few(right, focus)?));
    Ok(match operator {
        Operator::Equal => {
            let (left, right) = sides()?;
            equal(run, &left, &right)?
        }
        Operator::NotEqual => {
            let (left, right) = sides()?;
            equal(run, &left, &right)?.map(|equal| !equal)
        }
        Operator::Equivalent | Operator::NotEquivalent => {
            let (left, right) = sides()?;
            run.count(left.len().saturating_mul(right.len()))?;
            Some(equivalent(run, &left, &right)? == (operator == Operator::Equivalent))
        }
        Operator::In => member(run, (left, right), focus)?,
        Operator::Contains => member(run, (right, left), focus)?,
        _ => {
            let (Some(left), Some(right)) = (run.single(left, focus)?, run.single(right, focus)?) else {
                return Ok(None);
            };
            order(run, &left, &right)?.map(|order| match operator {
                Operator::Less => order.is_lt(),
                Operator::LessOrEqual => order.is_le(),
                Operator::Greater => order.is_gt(),
                _ => order.is_ge(),
            })
        }
    })
}

/// Whether two lists hold equal items in the same order; none where one is empty or it is not known.
fn equal(run: &Run<'_, '_>, left: &Few<'_>, right: &Few<'_>) -> Result<Option<bool>, Halt> {
    if left.is_empty() || right.is_empty() {
        return Ok(None);
    }
    if left.len() != right.len() {
        return Ok(Some(false));
    }
    let mut known = Some(true);
    for (left, right) in left.iter().zip(right.iter()) {
        match same(run, left, right)? {
            Some(true) => {}
            Some(false) => return Ok(Some(false)),
            None => known = None,
        }
    }
    Ok(known)
}

/// Whether two items are equal; none where that is not known.
pub(super) fn same(run: &Run<'_, '_>, left: &Item<'_>, right: &Item<'_>) -> Result<Option<bool>, Halt> {
    Ok(match (left.computed(), right.computed()) {
        (Some(Item::Text(left)), Some(Item::Text(right))) => Some(left == right),
        (Some(Item::Boolean(left)), Some(Item::Boolean(right))) => Some(left == right),
        (Some(Item::Moment(left)), Some(Item::Moment(right))) => match left.relation(&right) {
            Relation::Known(order) => Some(order.is_eq()),
            Relation::Incomparable => Some(false),
            Relation::Uncertain => {
                run.note_uncertain();
                None
            }
        },
        (Some(Item::Quantity(left)), Some(Item::Quantity(right))) => {
            let order = left.order(&right);
            if order.is_none() {
                run.note_uncertain();
            }
            order.map(Ordering::is_eq)
        }
        (Some(left), Some(right)) => match (decimal(&left), decimal(&right)) {
            (Some(left), Some(right)) => Some(left == right),
            _ => Some(false),
        },
        (None, None) => Some(run.key(left)? == run.key(right)?),
        _ => Some(false),
    })
}

/// How two items stand to one another; none where that is not known.
fn order(run: &Run<'_, '_>, left: &Item<'_>, right: &Item<'_>) -> Result<Option<Ordering>, Halt> {
    let (computed_left, computed_right) = (left.computed(), right.computed());
    let known = match (&computed_left, &computed_right) {
        (Some(Item::Text(left)), Some(Item::Text(right))) => return Ok(Some(left.cmp(right))),
        (Some(Item::Moment(left)), Some(Item::Moment(right))) => match left.relation(right) {
            Relation::Known(order) => Some(order),
            Relation::Uncertain => None,
            Relation::Incomparable => return Err(incomparable()),
        },
        (Some(Item::Quantity(left)), Some(Item::Quantity(right))) => left.order(right),
        (Some(Item::Quantity(left)), Some(right)) if left.is_plain() => {
            decimal(right).map(|right| left.value.cmp(&right))
        }
        (Some(left), Some(right)) => match (decimal(left), decimal(right)) {
            (Some(left), Some(right)) => Some(left.cmp(&right)),
            _ => return Err(incomparable()),
        },
        // A Quantity without a value, or with a comparator, has no place in an order.
        _ => None,
    };
    if known.is_none() {
        run.note_uncertain();
    }
    Ok(known)
}

fn incomparable() -> Halt {
    Halt::Fault("values of different types have no order".to_owned())
}

/// Whether the one item of a term is among those of another.
fn member<'a>(
    run: &Run<'a, '_>,
    (one, many): (&'a Term, &'a Term),
    focus: &Focus<'a, '_>,
) -> Result<Option<bool>, Halt> {
    let Some(one) = run.single(one, focus)? else { return Ok(None) };
    let mut found = false;
    let seen = run.visit(many, focus, &mut |item| {
        found = same(run, &one, &item)? == Some(true);
        if found { Err(Halt::Enough) } else { Ok(()) }
    });
    run::enough(seen)?;
    Ok(Some(found))
}

/// The items without those that are equal to an earlier one.
pub(super) fn distinct<'a>(run: &Run<'a, '_>, mut items: Vec<Item<'a>>) -> Result<Vec<Item<'a>>, Halt> {
    run.count(items.len())?;
    if items.len() > 1 {
        let mut seen = HashSet::with_capacity(items.len());
        let mut kept = Vec::with_capacity(items.len());
        for item in items {
            if seen.insert(run.key(&item)?) {
                kept.push(item);
            }
        }
        items = kept;
    }
    Ok(items)
}

/// Whether two lists hold equivalent items, in whatever order (N1, section 6.1.2).
fn equivalent(run: &Run<'_, '_>, left: &Few<'_>, right: &Few<'_>) -> Result<bool, Halt> {
    if left.len() != right.len() {
        return Ok(false);
    }
    paired(left.iter(), right.iter().collect(), |left, right| alike(run, left, right))
}

/// Whether each item of one list finds one of the other for itself.
fn paired<T>(
    mut left: impl Iterator<Item = T>,
    mut open: Vec<T>,
    alike: impl Fn(&T, &T) -> Result<bool, Halt>,
) -> Result<bool, Halt> {
    left.try_fold(true, |all, left| {
        for place in 0..if all { open.len() } else { 0 } {
            if open.get(place).map_or(Ok(false), |right| alike(&left, right))? {
                open.swap_remove(place);
                return Ok(true);
            }
        }
        Ok(false)
    })
}

/// Whether two items are equivalent: texts without regard to case and blanks, numbers to the digits of the less
/// precise one.
fn alike<'a>(run: &Run<'_, '_>, left: &Item<'a>, right: &Item<'a>) -> Result<bool, Halt> {
    Ok(match (left.computed(), right.computed()) {
        (Some(Item::Text(left)), Some(Item::Text(right))) => alike_texts(run, &left, &right)?,
        (Some(Item::Moment(left)), Some(Item::Moment(right))) => {
            left.relation(&right) == Relation::Known(Ordering::Equal)
        }
        (Some(Item::Quantity(left)), Some(Item::Quantity(right))) => {
            left.order(&right) == Some(Ordering::Equal)
        }
        (Some(Item::Boolean(left)), Some(Item::Boolean(right))) => left == right,
        (Some(left), Some(right)) => match (decimal(&left), decimal(&right)) {
            (Some(left), Some(right)) => alike_numbers(left, right),
            _ => false,
        },
        (None, None) => {
            let members = |item: &Item<'a>| match item {
                Item::Node(node) => node.members(),
                _ => None,
            };
            match (members(left), members(right)) {
                (Some(left), Some(right)) => alike_objects(run, left, right)?,
                _ => run.key(left)? == run.key(right)?,
            }
        }
        _ => false,
    })
}

fn alike_numbers(left: Decimal, right: Decimal) -> bool {
    let digits = left.normalize().scale().min(right.normalize().scale());
    left.round_dp(digits) == right.round_dp(digits)
}

fn alike_texts(run: &Run<'_, '_>, left: &str, right: &str) -> Result<bool, Halt> {
    run.count_text(left)?;
    run.count_text(right)?;
    Ok(folded(left) == folded(right))
}

fn alike_objects(
    run: &Run<'_, '_>,
    left: &Map<String, Value>,
    right: &Map<String, Value>,
) -> Result<bool, Halt> {
    let count = |members: &Map<String, Value>| members.keys().filter(|name| *name != "id").count();
    if count(left) != count(right) {
        return Ok(false);
    }
    for (name, left) in left.iter().filter(|(name, _)| *name != "id") {
        let Some(right) = right.get(name) else { return Ok(false) };
        if !alike_values(run, left, right)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn alike_values(run: &Run<'_, '_>, left: &Value, right: &Value) -> Result<bool, Halt> {
    run.count(1)?;
    match (left, right) {
        (Value::String(left), Value::String(right)) => alike_texts(run, left, right),
        (Value::Object(left), Value::Object(right)) => alike_objects(run, left, right),
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            paired(left.iter(), right.iter().collect(), |left, right| alike_values(run, left, right))
        }
        (Value::Number(one), Value::Number(other)) => {
            let number = |number: &Number| parse_decimal(&number.to_string());
            let numbers = number(one).zip(number(other));
            Ok(numbers.map_or(one == other, |(one, other)| alike_numbers(one, other)))
        }
        _ => Ok(left == right),
    }
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The number of a value.
pub(super) fn decimal(item: &Item<'_>) -> Option<Decimal> {
    match item.computed()? {
        Item::Integer(value) => Some(Decimal::from(value)),
        Item::Decimal(value) => Some(value),
        Item::Quantity(quantity) if quantity.is_plain() => Some(quantity.value),
        _ => None,
    }
}

/// What an arithmetic operator makes of two items; nothing where one is missing, or the result is no number
/// that can be written.
pub(super) fn compute<'a>(
    operator: Operator,
    left: Option<Item<'a>>,
    right: Option<Item<'a>>,
) -> Result<Option<Item<'a>>, Halt> {
    if operator == Operator::Concatenate {
        let text = |item: Option<Item<'a>>| match item {
            None => Ok(Cow::Borrowed("")),
            Some(item) => item.text().ok_or_else(|| Halt::Fault("'&' joins texts".to_owned())),
        };
        return joined(&text(left)?, &text(right)?);
    }
    let (Some(left), Some(right)) = (left, right) else { return Ok(None) };
    let (Some(left), Some(right)) = (left.computed(), right.computed()) else {
        return Err(Halt::Fault("only numbers, texts, quantities and dates are reckoned with".to_owned()));
    };
    match (left, right) {
        (Item::Integer(left), Item::Integer(right)) => Ok(whole(operator, left, right)),
        (Item::Text(left), Item::Text(right)) if operator == Operator::Add => joined(&left, &right),
        (Item::Moment(moment), Item::Quantity(quantity)) => {
            let amount = quantity.value.trunc().to_i64();
            let amount = match operator {
                Operator::Add => amount,
                Operator::Subtract => amount.and_then(i64::checked_neg),
                _ => return Err(Halt::Fault("dates are only added to and subtracted from".to_owned())),
            };
            Ok(amount.and_then(|amount| moment.plus(amount, &quantity.unit)).map(Item::Moment))
        }
        (Item::Quantity(left), Item::Quantity(right)) => Ok(quantities(operator, &left, &right)),
        (left, right) => match (decimal(&left), decimal(&right), left, right) {
            (Some(left), _, _, Item::Quantity(right)) => {
                Ok(quantities(operator, &Quantity::plain(left), &right))
            }
            (_, Some(right), Item::Quantity(left), _) => {
                Ok(quantities(operator, &left, &Quantity::plain(right)))
            }
            (Some(left), Some(right), ..) => Ok(fraction(operator, left, right)),
            _ => Err(Halt::Fault("values of these types are not reckoned with one another".to_owned())),
        },
    }
}

fn joined<'a>(left: &str, right: &str) -> Result<Option<Item<'a>>, Halt> {
    within(left.len() + right.len())?;
    Ok(Some(Item::Text(format!("{left}{right}").into())))
}

fn whole<'a>(operator: Operator, left: i64, right: i64) -> Option<Item<'a>> {
    match operator {
        Operator::Add => left.checked_add(right).map(Item::Integer),
        Operator::Subtract => left.checked_sub(right).map(Item::Integer),
        Operator::Multiply => left.checked_mul(right).map(Item::Integer),
        Operator::WholeDivide => left.checked_div(right).map(Item::Integer),
        Operator::Modulo => left.checked_rem(right).map(Item::Integer),
        _ => fraction(operator, left.into(), right.into()),
    }
}

fn fraction<'a>(operator: Operator, left: Decimal, right: Decimal) -> Option<Item<'a>> {
    let decimal = match operator {
        Operator::Add => left.checked_add(right),
        Operator::Subtract => left.checked_sub(right),
        Operator::Multiply => left.checked_mul(right),
        Operator::Divide => left.checked_div(right).map(|quotient| quotient.normalize()),
        Operator::Modulo => left.checked_rem(right),
        _ => return left.checked_div(right)?.trunc().to_i64().map(Item::Integer),
    };
    decimal.map(Item::Decimal)
}

/// Quantities of one unit are added and subtracted; multiplied and divided where one is a plain number.
fn quantities<'a>(operator: Operator, left: &Quantity<'a>, right: &Quantity<'a>) -> Option<Item<'a>> {
    let same_unit = left.of_value(Decimal::ZERO) == right.of_value(Decimal::ZERO);
    let quantity = match operator {
        Operator::Add if same_unit => left.of_value(left.value.checked_add(right.value)?),
        Operator::Subtract if same_unit => left.of_value(left.value.checked_sub(right.value)?),
        Operator::Multiply if right.is_plain() => left.of_value(left.value.checked_mul(right.value)?),
        Operator::Multiply if left.is_plain() => right.of_value(left.value.checked_mul(right.value)?),
        Operator::Divide if right.is_plain() => {
            left.of_value(left.value.checked_div(right.value)?.normalize())
        }
        Operator::Divide if same_unit => Quantity::plain(left.value.checked_div(right.value)?.normalize()),
        _ => return None,
    };
    Some(Item::Quantity(quantity))
}

/// The number or quantity with the other sign.
pub(super) fn negated<'a>(item: &Item<'a>) -> Result<Item<'a>, Halt> {
    match item.computed() {
        Some(Item::Integer(value)) => Ok(Item::Integer(value.saturating_neg())),
        Some(Item::Decimal(value)) => Ok(Item::Decimal(-value)),
        Some(Item::Quantity(quantity)) => Ok(Item::Quantity(quantity.of_value(-quantity.value))),
        _ => Err(Halt::Fault("a sign stands before a number".to_owned())),
    }
}
