//! Reckoning with numbers (N1, section 5.7). What has no result that is a number is nothing.

use rust_decimal::prelude::{MathematicalOps, ToPrimitive};
use rust_decimal::{Decimal, RoundingStrategy};

use super::{Answer, Function, Invocation, function};
use crate::fhir::path::item::Item;
use crate::fhir::path::operator::decimal;
use crate::fhir::path::run::Halt;

pub(super) const FUNCTIONS: &[Function] = &[
    function("abs", 0..=0, abs),
    function("ceiling", 0..=0, |call| whole(call, |number| number.ceil())),
    function("floor", 0..=0, |call| whole(call, |number| number.floor())),
    function("truncate", 0..=0, |call| whole(call, |number| number.trunc())),
    function("round", 0..=1, round),
    function("sqrt", 0..=0, |call| number(call, |number| number.sqrt())),
    function("exp", 0..=0, |call| number(call, |number| number.checked_exp())),
    function("ln", 0..=0, |call| number(call, |number| number.checked_ln())),
    function("log", 1..=1, log),
    function("power", 1..=1, power),
];

fn input(call: &Invocation<'_, '_, '_>) -> Result<Option<Decimal>, Halt> {
    call.single()?.map(|item| decimal(&item).ok_or_else(|| call.fault("a number"))).transpose()
}

fn argument(call: &Invocation<'_, '_, '_>) -> Result<Option<Decimal>, Halt> {
    call.argument_single(0)?.map(|item| decimal(&item).ok_or_else(|| call.fault("a number"))).transpose()
}

fn abs<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    match call.single()?.and_then(|item| item.computed()) {
        None => Ok(Answer::Nothing),
        Some(Item::Integer(value)) => Ok(Answer::maybe(value.checked_abs().map(Item::Integer))),
        Some(Item::Decimal(value)) => Ok(Answer::One(Item::Decimal(value.abs()))),
        Some(Item::Quantity(quantity)) => {
            Ok(Answer::One(Item::Quantity(quantity.of_value(quantity.value.abs()))))
        }
        Some(_) => Err(call.fault("a number")),
    }
}

fn whole<'a>(call: &Invocation<'a, '_, '_>, change: fn(Decimal) -> Decimal) -> Result<Answer<'a>, Halt> {
    let whole = input(call)?.and_then(|number| change(number).to_i64());
    Ok(Answer::maybe(whole.map(Item::Integer)))
}

fn number<'a>(
    call: &Invocation<'a, '_, '_>,
    change: fn(Decimal) -> Option<Decimal>,
) -> Result<Answer<'a>, Halt> {
    Ok(Answer::maybe(input(call)?.and_then(change).map(|number| Item::Decimal(number.normalize()))))
}

fn round<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    let digits = call.argument_whole(0)?.unwrap_or(0);
    let digits = u32::try_from(digits).map_err(|_| call.fault("a number of digits from 0 up"))?;
    let round = |number: Decimal| {
        number.round_dp_with_strategy(digits.min(28), RoundingStrategy::MidpointAwayFromZero)
    };
    Ok(Answer::maybe(input(call)?.map(|number| Item::Decimal(round(number)))))
}

fn log<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    let (Some(number), Some(base)) = (input(call)?, argument(call)?) else { return Ok(Answer::Nothing) };
    let logarithms = number.checked_ln().zip(base.checked_ln());
    let quotient = logarithms.and_then(|(number, base)| number.checked_div(base));
    // Both logarithms are rounded in their last digits; their quotient is not to show that.
    Ok(Answer::maybe(quotient.map(|quotient| Item::Decimal(quotient.round_dp(20).normalize()))))
}

fn power<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    let (Some(base), Some(exponent)) = (input(call)?, argument(call)?) else { return Ok(Answer::Nothing) };
    if base.is_sign_negative() && !exponent.fract().is_zero() {
        return Ok(Answer::Nothing);
    }
    let Some(power) = base.checked_powd(exponent) else { return Ok(Answer::Nothing) };
    let are_whole = base.scale() == 0 && exponent.scale() == 0 && !exponent.is_sign_negative();
    let whole = if are_whole { power.to_i64() } else { None };
    Ok(Answer::One(whole.map_or(Item::Decimal(power), Item::Integer)))
}
