//! From one type to another (N1, section 5.5).

use rust_decimal::Decimal;

use super::{Answer, Function, Invocation, function};
use crate::fhir::path::item::Item;
use crate::fhir::path::quantity::Quantity;
use crate::fhir::path::run::Halt;
use crate::fhir::path::temporal::Temporal;

/// Makes a value of another type; none where that is not possible.
type Convert = for<'a> fn(Item<'a>) -> Option<Item<'a>>;

pub(super) const FUNCTIONS: &[Function] = &[
    function("toInteger", 0..=0, |call| converted(call, to_integer)),
    function("toDecimal", 0..=0, |call| converted(call, to_decimal)),
    function("toString", 0..=0, |call| converted(call, to_text)),
    function("toBoolean", 0..=0, |call| converted(call, to_boolean)),
    function("toDate", 0..=0, |call| converted(call, to_date)),
    function("toDateTime", 0..=0, |call| converted(call, to_date_time)),
    function("toTime", 0..=0, |call| converted(call, to_time)),
    function("toQuantity", 0..=1, |call| in_unit(call, converted(call, to_quantity)?)),
    function("convertsToInteger", 0..=0, |call| converts(call, to_integer)),
    function("convertsToDecimal", 0..=0, |call| converts(call, to_decimal)),
    function("convertsToString", 0..=0, |call| converts(call, to_text)),
    function("convertsToBoolean", 0..=0, |call| converts(call, to_boolean)),
    function("convertsToDate", 0..=0, |call| converts(call, to_date)),
    function("convertsToDateTime", 0..=0, |call| converts(call, to_date_time)),
    function("convertsToTime", 0..=0, |call| converts(call, to_time)),
    function("convertsToQuantity", 0..=1, |call| converts(call, to_quantity)),
];

fn converted<'a>(call: &Invocation<'a, '_, '_>, convert: Convert) -> Result<Answer<'a>, Halt> {
    let computed = call.single()?.and_then(|item| item.computed());
    Ok(Answer::maybe(computed.and_then(convert)))
}

fn converts<'a>(call: &Invocation<'a, '_, '_>, convert: Convert) -> Result<Answer<'a>, Halt> {
    let Some(item) = call.single()? else { return Ok(Answer::Nothing) };
    Ok(Answer::truth(item.computed().and_then(convert).is_some()))
}

fn to_integer(item: Item<'_>) -> Option<Item<'_>> {
    match item {
        Item::Integer(_) => Some(item),
        Item::Boolean(truth) => Some(Item::Integer(i64::from(truth))),
        Item::Text(text) => text.parse().ok().map(Item::Integer),
        _ => None,
    }
}

fn to_decimal(item: Item<'_>) -> Option<Item<'_>> {
    match item {
        Item::Decimal(_) => Some(item),
        Item::Integer(whole) => Some(Item::Decimal(whole.into())),
        Item::Boolean(truth) => Some(Item::Decimal(i64::from(truth).into())),
        Item::Text(text) => number(&text).map(Item::Decimal),
        _ => None,
    }
}

/// A number as texts write it: no exponent, no separators.
fn number(text: &str) -> Option<Decimal> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'+' | b'-'));
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let whole = !digits.starts_with('.') && !digits.ends_with('.');
    if plain && whole { text.parse().ok() } else { None }
}

fn to_text(item: Item<'_>) -> Option<Item<'_>> {
    item.shown().map(Item::Text)
}

fn to_boolean(item: Item<'_>) -> Option<Item<'_>> {
    let truth = match item {
        Item::Boolean(truth) => truth,
        Item::Integer(1) => true,
        Item::Integer(0) => false,
        Item::Decimal(number) if number == Decimal::ONE => true,
        Item::Decimal(number) if number == Decimal::ZERO => false,
        Item::Text(text) => match text.to_lowercase().as_str() {
            "true" | "t" | "yes" | "y" | "1" | "1.0" => true,
            "false" | "f" | "no" | "n" | "0" | "0.0" => false,
            _ => return None,
        },
        _ => return None,
    };
    Some(Item::Boolean(truth))
}

fn to_date(item: Item<'_>) -> Option<Item<'_>> {
    match item {
        Item::Moment(moment) => moment.to_date(),
        Item::Text(text) => Temporal::date_time(&text)?.to_date(),
        _ => None,
    }
    .map(Item::Moment)
}

fn to_date_time(item: Item<'_>) -> Option<Item<'_>> {
    match item {
        Item::Moment(moment) => moment.to_date_time(),
        Item::Text(text) => Temporal::date_time(&text)?.to_date_time(),
        _ => None,
    }
    .map(Item::Moment)
}

fn to_time(item: Item<'_>) -> Option<Item<'_>> {
    match item {
        Item::Moment(moment) => moment.to_date().is_none().then_some(moment),
        Item::Text(text) => Temporal::time(&text),
        _ => None,
    }
    .map(Item::Moment)
}

fn to_quantity(item: Item<'_>) -> Option<Item<'_>> {
    let quantity = match item {
        Item::Quantity(_) => return Some(item),
        Item::Integer(whole) => Quantity::plain(whole.into()),
        Item::Decimal(number) => Quantity::plain(number),
        Item::Boolean(truth) => Quantity::plain(i64::from(truth).into()),
        Item::Text(text) => Quantity::parse(&text)?,
        _ => return None,
    };
    Some(Item::Quantity(quantity))
}

/// The quantity, if it has the unit that the argument asks for.
fn in_unit<'a>(call: &Invocation<'a, '_, '_>, answer: Answer<'a>) -> Result<Answer<'a>, Halt> {
    let Some(unit) = call.argument_text(0)? else { return Ok(answer) };
    match answer {
        Answer::One(Item::Quantity(quantity)) => {
            Ok(Answer::maybe(quantity.in_unit(&unit).map(Item::Quantity)))
        }
        other => Ok(other),
    }
}
