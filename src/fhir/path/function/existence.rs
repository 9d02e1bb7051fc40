//! Questions about what there is (N1, section 5.1).

use std::collections::HashSet;

use super::{Answer, Function, Invocation, function};
use crate::fhir::path::item::Item;
use crate::fhir::path::operator;
use crate::fhir::path::run::{self, Halt};

pub(super) const FUNCTIONS: &[Function] = &[
    function("allTrue", 0..=0, |call| truths(call, |truths| truths.iter().all(|truth| *truth))),
    function("anyTrue", 0..=0, |call| truths(call, |truths| truths.iter().any(|truth| *truth))),
    function("allFalse", 0..=0, |call| truths(call, |truths| truths.iter().all(|truth| !*truth))),
    function("anyFalse", 0..=0, |call| truths(call, |truths| truths.iter().any(|truth| !*truth))),
    function("count", 0..=0, count),
    function("distinct", 0..=0, |call| Ok(Answer::Many(operator::distinct(call.run, call.input()?)?))),
    function("isDistinct", 0..=0, is_distinct),
    function("subsetOf", 1..=1, |call| Ok(Answer::truth(is_subset(call, call.input()?, call.argument(0)?)?))),
    function("supersetOf", 1..=1, |call| {
        Ok(Answer::truth(is_subset(call, call.argument(0)?, call.input()?)?))
    }),
];

fn truths<'a>(call: &Invocation<'a, '_, '_>, test: fn(&[bool]) -> bool) -> Result<Answer<'a>, Halt> {
    let mut truths = Vec::new();
    for item in call.input()? {
        match item.computed() {
            Some(Item::Boolean(truth)) => truths.push(truth),
            _ => return Err(call.fault("truth values")),
        }
    }
    Ok(Answer::truth(test(&truths)))
}

fn count<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    let mut count = 0;
    call.run.visit(&call.call.of, &call.focus, &mut |_| {
        count += 1;
        Ok(())
    })?;
    Ok(Answer::One(Item::Integer(count)))
}

fn is_distinct<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    let mut seen = HashSet::new();
    let mut distinct = true;
    let visited = call.run.visit(&call.call.of, &call.focus, &mut |item| {
        distinct = seen.insert(call.run.key(&item)?);
        if distinct { Ok(()) } else { Err(Halt::Enough) }
    });
    run::enough(visited)?;
    Ok(Answer::truth(distinct))
}

fn is_subset<'a>(
    call: &Invocation<'a, '_, '_>,
    small: Vec<Item<'a>>,
    large: Vec<Item<'a>>,
) -> Result<bool, Halt> {
    call.run.count(small.len() + large.len())?;
    let keys = large.iter().map(|item| call.run.key(item)).collect::<Result<HashSet<_>, _>>()?;
    for item in &small {
        if !keys.contains(&call.run.key(item)?) {
            return Ok(false);
        }
    }
    Ok(true)
}
