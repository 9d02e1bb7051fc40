//! XML Patch (RFC 5261): operations on the XML of a resource, one after the other.
//!
//! A patch is an element `diff` with operations `add`, `replace` and `remove`. Each selects one node by an XPath of
//! the kind that the RFC describes; names count without their prefixes, as FHIR's XML never has two elements of one
//! local name in one place. After the last operation the elements are put into the order of the standard, which
//! carries no meaning between elements of different names, so that an `add` need not say where. A narrative is one
//! node: it is replaced whole.

mod select;
#[cfg(test)]
mod tests;
mod tree;

use select::{Selector, Target};
use tree::{Child, Element};

use crate::error::{Error, Issue, Kind, Result};
use crate::fhir::xml::tokens::{Fault, Tag, Token, Tokens};
use crate::fhir::xml::{self, Layout};
use crate::fhir::{Resource, definitions};

/// The most operations that are read.
const MOST_OPERATIONS: usize = 10_000;

/// Applies a patch to a resource.
pub(super) fn apply(resource: &Resource, patch: &[u8]) -> Result<Resource> {
    let operations = operations(patch)?;
    let document = xml::write(resource, Layout::Compact);
    let mut root = tree::read(document.as_bytes()).map_err(|fault| unreadable(&fault))?;
    for (index, operation) in operations.into_iter().enumerate() {
        let kind = operation.change.name();
        operation.run(&mut root).map_err(|message| refused(Kind::Unprocessable, index, kind, &message))?;
    }
    if let Some(structure) = definitions::structure(&root.name) {
        root.put_in_order(structure);
    }
    xml::read(root.document().as_bytes())
        .map_err(|error| Error::from_issues(Kind::Unprocessable, error.issues().to_vec()).unwrap_or(error))
}

/// What an operation does to the node that it selects.
#[derive(Debug)]
enum Change {
    /// Puts content into an element or beside it.
    Add(Vec<Child>, Position),
    /// Gives an element an attribute.
    AddAttribute(String, String),
    /// Puts one element in the place of another.
    Replace(Child),
    /// Gives an attribute another value.
    ReplaceValue(String),
    /// Takes an element or an attribute away.
    Remove,
}

/// Where added content goes (RFC 5261, section 4.3).
#[derive(Debug, Clone, Copy)]
enum Position {
    /// Behind what the selected element has in it.
    Last,
    /// Before what the selected element has in it.
    First,
    /// Before the selected element.
    Before,
    /// Behind the selected element.
    After,
}

#[derive(Debug)]
struct Operation {
    selector: Selector,
    change: Change,
}

/// Reads a patch.
fn operations(patch: &[u8]) -> Result<Vec<Operation>> {
    let read = |fault: Fault| unreadable(&fault);
    let mut tokens = Tokens::new(patch).map_err(read)?;
    match tokens.next().map_err(read)? {
        Token::Open(tag) if matches!(tag.name(), "diff" | "patch") => {}
        _ => return Err(Error::invalid("invalid-patch", "An XML Patch is a <diff> with operations in it.")),
    }
    let mut operations = Vec::new();
    loop {
        match tokens.next().map_err(read)? {
            Token::Open(_) if operations.len() == MOST_OPERATIONS => {
                let message = format!("A patch has at most {MOST_OPERATIONS} operations.");
                return Err(Error::new(Kind::TooLarge, "too-large", message));
            }
            Token::Open(tag) => operations.push(operation(&mut tokens, &tag, operations.len())?),
            Token::Close => return Ok(operations),
            Token::Text(_) => {
                let message = "No text stands between the operations of a patch.";
                return Err(Error::invalid("invalid-patch", message));
            }
            Token::End => return Err(unreadable(&tokens.ends_early())),
        }
    }
}

/// Reads one operation.
fn operation<'i>(tokens: &mut Tokens<'i>, tag: &Tag<'i>, index: usize) -> Result<Operation> {
    let wrong = |message: &str| refused(Kind::Invalid, index, tag.name(), message);
    let broken = |fault: Fault| wrong(&fault.message);
    let (mut sel, mut pos, mut kind) = (None, None, None);
    for attribute in tokens.attributes(tag).map_err(broken)? {
        let value = attribute.value.into_owned();
        match attribute.name {
            "sel" => sel = Some(value),
            "pos" => pos = Some(value),
            "type" => kind = Some(value),
            // There are no blanks between the elements of the XML that is patched.
            "ws" => {}
            name => return Err(wrong(&format!("It has no attribute '{name}'."))),
        }
    }
    let Some(sel) = sel else {
        return Err(wrong("It has no 'sel', which selects what it changes."));
    };
    let selector = Selector::parse(&sel).map_err(|message| wrong(&message))?;
    let change = match (tag.name(), &selector.target, kind) {
        ("add", Target::Element, None) => {
            let position =
                position(pos.as_deref()).ok_or_else(|| wrong("'pos' is before, after or prepend."))?;
            Change::Add(tree::content(tokens).map_err(broken)?, position)
        }
        ("add", Target::Element, Some(kind)) => {
            let name = kind.strip_prefix('@').filter(|name| !name.contains(':') && pos.is_none());
            let name =
                name.ok_or_else(|| wrong("'type' names an attribute, such as @value, and takes no 'pos'."))?;
            Change::AddAttribute(name.to_owned(), tokens.text().map_err(broken)?)
        }
        ("add", Target::Attribute(_), _) => {
            return Err(wrong("It selects an element; an attribute is added by type=\"@…\"."));
        }
        ("replace", Target::Element, None) => {
            let mut content = tree::content(tokens).map_err(broken)?;
            match (content.pop(), content.is_empty()) {
                (Some(one), true) => Change::Replace(one),
                _ => return Err(wrong("One element takes the place of the one that is selected.")),
            }
        }
        ("replace", Target::Attribute(_), None) => Change::ReplaceValue(tokens.text().map_err(broken)?),
        ("remove", _, None) => {
            tokens.skip().map_err(broken)?;
            Change::Remove
        }
        ("replace" | "remove", ..) => return Err(wrong("Only 'add' has a 'type'.")),
        _ => return Err(wrong("An operation is 'add', 'replace' or 'remove'.")),
    };
    if pos.is_some() && !matches!(change, Change::Add(..)) {
        return Err(wrong("Only an 'add' of elements has a 'pos'."));
    }
    Ok(Operation { selector, change })
}

fn position(pos: Option<&str>) -> Option<Position> {
    Some(match pos {
        None => Position::Last,
        Some("prepend") => Position::First,
        Some("before") => Position::Before,
        Some("after") => Position::After,
        Some(_) => return None,
    })
}

impl Operation {
    /// Changes the tree; the error says why it cannot.
    fn run(self, root: &mut Element) -> Result<(), String> {
        let path = self.selector.find(root)?;
        if let Target::Attribute(name) = &self.selector.target {
            let element = root.at(&path).ok_or("It selects a narrative, which is changed as a whole.")?;
            return match self.change {
                Change::ReplaceValue(value) => element.replace_attribute(name, value),
                _ => element.remove_attribute(name),
            };
        }
        match (self.change, path.split_last()) {
            (Change::AddAttribute(name, value), _) => {
                let element = root.at(&path).ok_or("It selects a narrative, which is changed as a whole.")?;
                element.add_attribute(name, value)
            }
            (Change::Add(content, position @ (Position::First | Position::Last)), _) => {
                let element = root.at(&path).ok_or("It selects a narrative, which is changed as a whole.")?;
                let place = if matches!(position, Position::First) { 0 } else { element.children.len() };
                element.children.splice(place..place, content);
                Ok(())
            }
            (_, None) => {
                Err("It changes the resource itself to something else; a patch changes what is in it."
                    .to_owned())
            }
            (change, Some((index, parent))) => {
                let siblings = &mut root.at(parent).ok_or("It selects nothing.")?.children;
                let (from, to, content) = match change {
                    Change::Add(content, Position::Before) => (*index, *index, content),
                    Change::Add(content, _) => (*index + 1, *index + 1, content),
                    Change::Replace(one) => (*index, *index + 1, vec![one]),
                    _ => (*index, *index + 1, Vec::new()),
                };
                siblings.splice(from..to, content);
                Ok(())
            }
        }
    }
}

impl Change {
    fn name(&self) -> &'static str {
        match self {
            Self::Add(..) | Self::AddAttribute(..) => "add",
            Self::Replace(_) | Self::ReplaceValue(_) => "replace",
            Self::Remove => "remove",
        }
    }
}

/// That a patch is no readable XML.
fn unreadable(fault: &Fault) -> Error {
    let line = fault.line.map(|line| format!(" (line {line})")).unwrap_or_default();
    Error::invalid("invalid-patch", format!("The patch cannot be read: {}{line}", fault.message))
}

/// That an operation, counted from 0 here and from 1 in XPath, cannot be read or carried out.
fn refused(kind: Kind, index: usize, name: &str, message: &str) -> Error {
    let code = if kind == Kind::Invalid { "invalid-patch" } else { "patch-failed" };
    let number = index + 1;
    let shown: String = name.chars().take(40).collect();
    let issue = Issue::error(code, format!("Operation {number} ({shown}): {message}"));
    Error::with(kind, issue.at_pointer(format!("/diff/*[{number}]")))
}
