//! Walking the resource, and the clock (N1, sections 5.8 and 5.9).

use super::{Answer, Function, Invocation, function};
use crate::fhir::path::item::Item;
use crate::fhir::path::node::Node;
use crate::fhir::path::run::Halt;
use crate::fhir::path::temporal::Temporal;

pub(super) const FUNCTIONS: &[Function] = &[
    function("children", 0..=0, |call| walk(call, false)),
    function("descendants", 0..=0, |call| walk(call, true)),
    // What it notes is for whoever debugs an expression; nobody does here.
    function("trace", 1..=2, |call| Ok(Answer::Many(call.input()?))),
    function("now", 0..=0, |call| Ok(Answer::One(Item::Moment(now(call)?)))),
    function("today", 0..=0, |call| Ok(Answer::maybe(now(call)?.to_date().map(Item::Moment)))),
    function("timeOfDay", 0..=0, |call| Ok(Answer::One(Item::Moment(now(call)?.to_time())))),
];

fn walk<'a>(call: &Invocation<'a, '_, '_>, deep: bool) -> Result<Answer<'a>, Halt> {
    let mut found = Vec::new();
    for item in call.input()? {
        match item {
            Item::Node(node) => gather(call, node, deep, &mut found)?,
            Item::Target(_) => return Err(Halt::Undecidable("what a reference points to is not at hand")),
            _ => {}
        }
    }
    Ok(Answer::Many(found))
}

fn gather<'a>(
    call: &Invocation<'a, '_, '_>,
    node: Node<'a>,
    deep: bool,
    found: &mut Vec<Item<'a>>,
) -> Result<(), Halt> {
    node.children(&mut |child| {
        call.run.count(1)?;
        found.push(Item::Node(child));
        if deep { gather(call, child, deep, found) } else { Ok(()) }
    })
}

fn now(call: &Invocation<'_, '_, '_>) -> Result<Temporal, Halt> {
    let now = call.run.environment.now;
    now.map(Temporal::now).ok_or(Halt::Undecidable("what time it is, is not asked here"))
}
