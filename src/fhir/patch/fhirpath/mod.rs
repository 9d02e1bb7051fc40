//! FHIRPath Patch (R4, section 3.1.0.6.2): operations in a Parameters resource, one after the other.
//!
//! Each operation's path is evaluated on what the operations before it have made. An issue names the operation,
//! or the part of it that is meant, by its place in the Parameters.

mod operation;
mod place;
#[cfg(test)]
mod tests;
mod value;

use serde_json::{Map, Value};

use crate::error::{Error, Issue, Kind, Result};
use crate::fhir::Resource;
use crate::fhir::path::{Environment, Expression, Item, Node, Place};
use operation::{Action, Operation};
use place::{List, members_at, parent_of};

/// The most operations that are read. Each may look through the whole resource.
const MOST_OPERATIONS: usize = 1_000;

/// Applies a patch to a resource.
pub(super) fn apply(resource: &Resource, patch: &Map<String, Value>) -> Result<Resource> {
    let parameters = patch.get("parameter").and_then(Value::as_array).map_or(&[] as &[Value], Vec::as_slice);
    if patch.get("resourceType").and_then(Value::as_str) != Some("Parameters") {
        let message =
            "A FHIRPath Patch is a Parameters resource with a parameter 'operation' for each change.";
        return Err(unreadable("Parameters", message));
    }
    if parameters.len() > MOST_OPERATIONS {
        let message = format!("A FHIRPath Patch has at most {MOST_OPERATIONS} operations.");
        return Err(Error::new(Kind::TooLarge, "too-large", message));
    }
    let mut document = resource.json().clone();
    for (index, parameter) in parameters.iter().enumerate() {
        let operation = Operation::read(parameter, &format!("Parameters.parameter[{index}]"))?;
        run(&mut document, &operation)?;
    }
    Resource::from_value(Value::Object(document))
}

/// A patch that does not follow the standard.
fn unreadable(place: &str, message: impl Into<String>) -> Error {
    Error::with(Kind::Invalid, Issue::error("invalid-patch", message).at_expression(place))
}

/// A patch that this resource does not allow.
fn inapplicable(place: &str, message: impl Into<String>) -> Error {
    Error::with(Kind::Unprocessable, Issue::error("patch-failed", message).at_expression(place))
}

fn run(document: &mut Map<String, Value>, operation: &Operation<'_>) -> Result<()> {
    let found = find(document, operation)?;
    match operation.action {
        Action::Add => add(document, operation, &found),
        Action::Delete => delete(document, operation, &found),
        Action::Replace => replace(document, operation, &found),
        Action::Insert => insert(document, operation, &found),
        Action::Move => shift(document, operation, &found),
    }
}

/// What an operation's path leads to.
struct Found {
    /// The place of the first element; none where it leads to nothing.
    first: Option<Place>,
    /// How many elements there are.
    count: usize,
    /// Whether they are the items of one list, in its order.
    are_siblings: bool,
}

fn find(document: &Map<String, Value>, operation: &Operation<'_>) -> Result<Found> {
    let refused = |message: String| unreadable(&operation.place_of("path"), message);
    let expression = Expression::compile(operation.path).map_err(|error| refused(error.to_string()))?;
    let root = Node::resource_json(document);
    let items = expression
        .evaluate(root, &Environment::of(root))
        .map_err(|error| inapplicable(&operation.place_of("path"), error.to_string()))?;
    let astray = || refused(format!("'{}' leads to no element of the resource.", operation.path));
    // A place is looked for from the root, so only one is.
    let first =
        items.first().map(|item| node(item).and_then(|node| Place::of(node, root)).ok_or_else(astray));
    let first = first.transpose()?;
    let siblings = first.as_ref().map(|first| first.siblings(root)).unwrap_or_default();
    let are_siblings = siblings.len() == items.len()
        && items
            .iter()
            .zip(&siblings)
            .all(|(item, sibling)| node(item).is_some_and(|one| one.is_same(*sibling)));
    Ok(Found { first, count: items.len(), are_siblings })
}

/// The element that an item is; none for a value that was computed.
fn node<'a>(item: &Item<'a>) -> Option<Node<'a>> {
    if let Item::Node(node) = item { Some(*node) } else { None }
}

/// The one place that a path leads to.
fn only<'p>(operation: &Operation<'_>, found: &'p Found) -> Result<&'p Place> {
    match &found.first {
        Some(only) if found.count == 1 => Ok(only),
        _ => {
            let message =
                format!("'{}' leads to {} elements; it has to lead to one.", operation.path, found.count);
            Err(inapplicable(&operation.place_of("path"), message))
        }
    }
}

/// Adds an element: to the end of a list, or where there is none yet.
fn add(document: &mut Map<String, Value>, operation: &Operation<'_>, found: &Found) -> Result<()> {
    let place = only(operation, found)?;
    let name = operation.name()?;
    put(document, operation, place, name)
}

fn put(
    document: &mut Map<String, Value>,
    operation: &Operation<'_>,
    place: &Place,
    name: &str,
) -> Result<()> {
    let structure = place.find(Node::resource_json(document)).and_then(Node::structure_of_parts);
    let Some(structure) = structure else {
        let message = format!("Nothing is added to {place}.");
        return Err(inapplicable(&operation.place_of("path"), message));
    };
    let members = members_at(document, &place.steps)
        .ok_or_else(|| inapplicable(&operation.place_of("path"), format!("Nothing is added to {place}.")))?;
    operation.value()?.put(members, structure, name, &operation.place)
}

/// Removes the element, if it is there.
fn delete(document: &mut Map<String, Value>, operation: &Operation<'_>, found: &Found) -> Result<()> {
    if found.first.is_none() {
        return Ok(());
    }
    let place = only(operation, found)?;
    let (parent, last) = parent_of(document, &place.steps).ok_or_else(|| whole(operation))?;
    match last.index {
        None => {
            parent.shift_remove(&last.member);
            parent.shift_remove(&format!("_{}", last.member));
        }
        Some(index) => {
            let mut list = List::take(parent, &last.member);
            list.remove(index);
            list.give_back(parent, &last.member);
        }
    }
    Ok(())
}

/// Puts a value in the place of the one that is there.
fn replace(document: &mut Map<String, Value>, operation: &Operation<'_>, found: &Found) -> Result<()> {
    let place = only(operation, found)?;
    let element = place.find(Node::resource_json(document)).and_then(Node::definition);
    let (parent, last) = parent_of(document, &place.steps).ok_or_else(|| whole(operation))?;
    let Some(element) = element else { return Err(whole(operation)) };
    let new = operation.value()?.made(element, &operation.place)?;
    match last.index {
        Some(index) => {
            let mut list = List::take(parent, &last.member);
            list.set(index, new);
            list.give_back(parent, &last.member);
        }
        None => new.replace(parent, &last.member),
    }
    Ok(())
}

/// Puts a value into a list, before the item that is at the index now.
fn insert(document: &mut Map<String, Value>, operation: &Operation<'_>, found: &Found) -> Result<()> {
    let index = operation.number("index")?;
    let Some(first) = &found.first else {
        return insert_first(document, operation, index);
    };
    let element = first.find(Node::resource_json(document)).and_then(Node::definition);
    let (mut list, parent, member) = list(document, operation, found)?;
    let Some(element) = element.filter(|_| index <= list.len()) else {
        return Err(outside(operation, "index", index));
    };
    list.insert(index, operation.value()?.made(element, &operation.place)?);
    list.give_back(parent, member);
    Ok(())
}

/// Begins a list that is not there yet: what holds it stands before the path's last dot.
fn insert_first(document: &mut Map<String, Value>, operation: &Operation<'_>, index: usize) -> Result<()> {
    let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let Some((before, name)) =
        operation.path.rsplit_once('.').filter(|(_, name)| is_name(name) && index == 0)
    else {
        return Err(outside(operation, "index", index));
    };
    let holder = Operation { path: before, ..operation.clone() };
    let found = find(document, &holder)?;
    let place = only(&holder, &found)?;
    put(document, operation, place, name)
}

/// Moves an item of a list to another place of the list as it is without the item.
fn shift(document: &mut Map<String, Value>, operation: &Operation<'_>, found: &Found) -> Result<()> {
    let (source, destination) = (operation.number("source")?, operation.number("destination")?);
    let (mut list, parent, member) = list(document, operation, found)?;
    let beyond =
        [("source", source), ("destination", destination)].into_iter().find(|(_, at)| *at >= list.len());
    if let Some((name, index)) = beyond {
        return Err(outside(operation, name, index));
    }
    if let Some(item) = list.remove(source) {
        list.insert(destination, item);
    }
    list.give_back(parent, member);
    Ok(())
}

/// The list of which a path found all items, taken out of what holds it: whoever changes it gives it back.
fn list<'d, 'p>(
    document: &'d mut Map<String, Value>,
    operation: &Operation<'_>,
    found: &'p Found,
) -> Result<(List, &'d mut Map<String, Value>, &'p str)> {
    let no_list = || {
        let message = format!("'{}' does not lead to the items of one list.", operation.path);
        inapplicable(&operation.place_of("path"), message)
    };
    let first = found.first.as_ref().filter(|_| found.are_siblings).ok_or_else(no_list)?;
    let member = first.steps.last().map(|step| step.member.as_str()).ok_or_else(no_list)?;
    let (parent, last) = parent_of(document, &first.steps).ok_or_else(no_list)?;
    if last.index.is_none() {
        return Err(no_list());
    }
    Ok((List::take(parent, &last.member), parent, member))
}

fn whole(operation: &Operation<'_>) -> Error {
    let message = "The resource as a whole is not changed by a patch; an update does that.";
    inapplicable(&operation.place_of("path"), message)
}

fn outside(operation: &Operation<'_>, name: &str, index: usize) -> Error {
    inapplicable(&operation.place_of(name), format!("The list of '{}' has no place {index}.", operation.path))
}
