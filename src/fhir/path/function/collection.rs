//! Parts and combinations of lists (N1, sections 5.2 to 5.4 and 7).

use std::collections::{HashSet, VecDeque};

use super::{Answer, Function, Invocation, function};
use crate::fhir::path::operator;
use crate::fhir::path::run::{Focus, Halt};

pub(super) const FUNCTIONS: &[Function] = &[
    function("single", 0..=0, |call| Ok(Answer::maybe(call.single()?))),
    function("last", 0..=0, |call| Ok(Answer::maybe(call.input()?.pop()))),
    function("tail", 0..=0, |call| Ok(Answer::Many(call.input()?.into_iter().skip(1).collect()))),
    function("skip", 1..=1, skip),
    function("take", 1..=1, take),
    function("union", 1..=1, union),
    function("combine", 1..=1, combine),
    function("intersect", 1..=1, |call| shared(call, true)),
    function("exclude", 1..=1, |call| shared(call, false)),
    function("repeat", 1..=1, repeat),
    function("aggregate", 1..=2, aggregate),
    function("iif", 2..=3, iif),
];

fn skip<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    let passed = usize::try_from(call.argument_whole(0)?.unwrap_or(0)).unwrap_or(0);
    Ok(Answer::Many(call.input()?.into_iter().skip(passed).collect()))
}

fn take<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    let taken = usize::try_from(call.argument_whole(0)?.unwrap_or(0)).unwrap_or(0);
    Ok(Answer::Many(call.input()?.into_iter().take(taken).collect()))
}

fn union<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    let mut items = call.input()?;
    items.extend(call.argument(0)?);
    Ok(Answer::Many(operator::distinct(call.run, items)?))
}

fn combine<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    let mut items = call.input()?;
    items.extend(call.argument(0)?);
    call.run.count(items.len())?;
    Ok(Answer::Many(items))
}

/// The items that are (or are not) among the argument's; `intersect` also leaves out duplicates.
fn shared<'a>(call: &Invocation<'a, '_, '_>, wanted: bool) -> Result<Answer<'a>, Halt> {
    let (items, others) = (call.input()?, call.argument(0)?);
    call.run.count(items.len() + others.len())?;
    let keys = others.iter().map(|item| call.run.key(item)).collect::<Result<HashSet<_>, _>>()?;
    let mut kept = Vec::new();
    for item in items {
        if keys.contains(&call.run.key(&item)?) == wanted {
            kept.push(item);
        }
    }
    Ok(Answer::Many(if wanted { operator::distinct(call.run, kept)? } else { kept }))
}

/// What the projection finds, and what it finds in that, and so on; each item once.
fn repeat<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    let Some(projection) = call.term(0) else { return Ok(Answer::Nothing) };
    let mut open = VecDeque::from(call.input()?);
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    while let Some(item) = open.pop_front() {
        let focus = Focus { this: std::slice::from_ref(&item), ..call.focus };
        for next in call.run.collect(projection, &focus)? {
            call.run.count(1)?;
            if seen.insert(call.run.key(&next)?) {
                open.push_back(next.clone());
                found.push(next);
            }
        }
    }
    Ok(Answer::Many(found))
}

fn aggregate<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    let Some(aggregator) = call.term(0) else { return Ok(Answer::Nothing) };
    let mut total = call.argument(1)?;
    for (index, item) in call.input()?.into_iter().enumerate() {
        let focus = Focus { this: std::slice::from_ref(&item), index, total: &total };
        let next = call.run.collect(aggregator, &focus)?;
        total = next;
    }
    Ok(Answer::Many(total))
}

/// One of two arguments, by a condition. All three are asked of the whole input, and only what is needed is.
fn iif<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    let input = call.input()?;
    let focus = Focus { this: &input, ..call.focus };
    let condition = call.term(0).map_or(Ok(None), |term| call.run.truth(term, &focus))?;
    let chosen = call.term(if condition == Some(true) { 1 } else { 2 });
    Ok(Answer::Many(chosen.map_or(Ok(Vec::new()), |term| call.run.collect(term, &focus))?))
}
