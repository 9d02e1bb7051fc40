//! What R4 adds (section 2.9.1.3).

use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::{Answer, Function, Invocation, function};
use crate::fhir::path::item::Item;
use crate::fhir::path::membership::Membership;
use crate::fhir::path::node::Node;
use crate::fhir::path::run::Halt;
use crate::fhir::path::term::Name;
use crate::fhir::{ResourceType, validate};

pub(super) const FUNCTIONS: &[Function] = &[
    function("hasValue", 0..=0, has_value),
    function("getValue", 0..=0, get_value),
    function("extension", 1..=1, extension),
    function("resolve", 0..=0, resolve),
    function("memberOf", 1..=1, member_of),
    function("conformsTo", 1..=1, |_| Err(Halt::Undecidable("profiles are not at hand"))),
    function("htmlChecks", 0..=0, html_checks),
];

static EXTENSION: LazyLock<Name> = LazyLock::new(|| Name::of("extension"));

fn has_value<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    let input = call.input()?;
    let [item] = input.as_slice() else { return Ok(Answer::truth(false)) };
    let is_value = match item {
        Item::Node(node) => node.value().is_some_and(|value| !value.is_object() && !value.is_array()),
        Item::Target(_) => false,
        _ => true,
    };
    Ok(Answer::truth(is_value))
}

fn get_value<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    let value = match call.single()? {
        Some(Item::Node(node)) if node.members().is_none() => Item::Node(node).computed(),
        Some(Item::Node(_) | Item::Target(_)) | None => None,
        computed => computed,
    };
    Ok(Answer::maybe(value))
}

fn extension<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    let Some(url) = call.argument_text(0)? else { return Ok(Answer::Nothing) };
    let mut found = Vec::new();
    call.run.visit(&call.call.of, &call.focus, &mut |item| {
        let Item::Node(node) = item else { return Ok(()) };
        let beside = node.beside().map(|beside| beside.get("extension"));
        match beside {
            Some(None) => Ok(()),
            _ => node.each_child(&EXTENSION, &mut |extension: Node<'a>| {
                let own = extension.members().and_then(|members| members.get("url")).and_then(Value::as_str);
                if own == Some(url.as_ref()) {
                    found.push(Item::Node(extension));
                }
                Ok(())
            }),
        }
    })?;
    Ok(Answer::Many(found))
}

/// What references point to: a contained resource, an entry of the Bundle, or no more than its type. A reference
/// whose target's type cannot be told resolves to nothing.
fn resolve<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    let mut found = Vec::new();
    call.run.visit(&call.call.of, &call.focus, &mut |item| {
        let (text, stated) = match &item {
            Item::Node(node) => match node.members() {
                Some(members) => {
                    let text = |name| members.get(name).and_then(Value::as_str);
                    (text("reference"), text("type"))
                }
                None => (node.value().and_then(Value::as_str), None),
            },
            _ => (None, None),
        };
        let target = text.and_then(|text| at_hand(call, text));
        let typed = || {
            let named = text.and_then(target_type);
            let stated = || stated.and_then(ResourceType::find);
            named.or_else(stated).map(|resource_type| Item::Target(resource_type.name()))
        };
        found.extend(target.or_else(typed));
        Ok(())
    })?;
    Ok(Answer::Many(found))
}

/// The resource that a reference points to, if it stands in the same document.
fn at_hand<'a>(call: &Invocation<'a, '_, '_>, reference: &str) -> Option<Item<'a>> {
    let environment = call.run.environment;
    if let Some(id) = reference.strip_prefix('#') {
        if id.is_empty() {
            return Some(Item::Node(environment.root));
        }
        let contained = environment.root.members()?.get("contained")?.as_array()?;
        let found = contained.iter().filter_map(Value::as_object).find(|one| has_id(one, id))?;
        return Some(Item::Node(Node::resource_json(found)));
    }
    let entries = environment.bundle?.get("entry")?.as_array()?;
    let found = entries.iter().find_map(|entry| {
        let resource = entry.get("resource")?.as_object()?;
        let address = entry.get("fullUrl").and_then(Value::as_str);
        let relative = || {
            let (name, id) = reference.split_once('/')?;
            (resource.get("resourceType")? == name && has_id(resource, id)).then_some(())
        };
        (address == Some(reference) || relative().is_some()).then_some(resource)
    })?;
    Some(Item::Node(Node::resource_json(found)))
}

/// The type of a reference's target, which stands before the id.
fn target_type(reference: &str) -> Option<ResourceType> {
    let current = reference.split_once("/_history/").map_or(reference, |(current, _)| current);
    ResourceType::find(current.rsplit('/').nth(1)?)
}

fn has_id(resource: &Map<String, Value>, id: &str) -> bool {
    resource.get("id").and_then(Value::as_str) == Some(id)
}

/// Whether a code, a Coding or a concept is in a value set, as far as anyone knows.
fn member_of<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    let (Some(item), Some(value_set)) = (call.single()?, call.argument_text(0)?) else {
        return Ok(Answer::Nothing);
    };
    let terminology = call.run.environment.terminology;
    let set = Membership { value_set: &value_set, terminology };
    let answer = match &item {
        Item::Node(node) if node.members().is_none() && !node.value().is_some_and(Value::is_string) => {
            return Ok(Answer::Nothing);
        }
        Item::Node(node) => set.of_node(*node),
        other => match other.text() {
            Some(code) => set.of_code(None, &code),
            None => return Err(call.fault("codes")),
        },
    };
    answer.map(Answer::truth).ok_or(Halt::Undecidable("the value set's codes are not at hand"))
}

fn html_checks<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    Ok(Answer::maybe(call.text()?.map(|text| Item::Boolean(validate::is_narrative(&text)))))
}
