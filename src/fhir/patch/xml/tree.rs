//! The XML of a resource as a tree that can be changed.

use std::fmt::Write;

use crate::fhir::definitions::{self, Structure};
use crate::fhir::xml::tokens::{Fault, Space, Tag, Token, Tokens};
use crate::fhir::xml::{FHIR, escape};

/// How deep elements may nest: more than a resource that is read.
const MOST_LEVELS: usize = 128;

/// An element of FHIR.
#[derive(Debug)]
pub(super) struct Element {
    /// Its name without prefix.
    pub(super) name: String,
    /// Its attributes in their order.
    pub(super) attributes: Vec<(String, String)>,
    /// What stands in it.
    pub(super) children: Vec<Child>,
}

/// What stands in an element.
#[derive(Debug)]
pub(super) enum Child {
    /// An element of FHIR.
    Element(Element),
    /// The `div` of a narrative, as it is written.
    Narrative(String),
}

impl Child {
    /// The element's name.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Element(element) => &element.name,
            Self::Narrative(_) => "div",
        }
    }
}

/// Reads a document.
pub(super) fn read(text: &[u8]) -> Result<Element, Fault> {
    let mut tokens = Tokens::new(text)?;
    match tokens.next()? {
        Token::Open(tag) => element(&mut tokens, &tag, 1),
        _ => Err(tokens.ends_early()),
    }
}

/// Reads what stands in the element that was opened last.
pub(super) fn content(tokens: &mut Tokens<'_>) -> Result<Vec<Child>, Fault> {
    children(tokens, 1)
}

fn children(tokens: &mut Tokens<'_>, levels: usize) -> Result<Vec<Child>, Fault> {
    let mut children = Vec::new();
    loop {
        match tokens.next()? {
            Token::Open(tag) if levels > MOST_LEVELS => return Err(tokens.too_deep(tag.offset)),
            Token::Open(tag) if tag.space == Space::Xhtml => {
                children.push(Child::Narrative(tokens.narrative(&tag)?));
            }
            Token::Open(tag) => children.push(Child::Element(element(tokens, &tag, levels + 1)?)),
            Token::Text(offset) => return Err(tokens.fault("Elements stand here, and no text.", offset)),
            Token::Close => return Ok(children),
            Token::End => return Err(tokens.ends_early()),
        }
    }
}

/// Reads an element. One without namespace is taken as FHIR's: a patch need not declare it.
fn element<'i>(tokens: &mut Tokens<'i>, tag: &Tag<'i>, levels: usize) -> Result<Element, Fault> {
    if tag.space == Space::Other {
        return Err(tokens.fault("The element is in another namespace than FHIR's and XHTML's.", tag.offset));
    }
    let attributes = tokens.attributes(tag)?;
    let attributes =
        attributes.into_iter().map(|one| (one.name.to_owned(), one.value.into_owned())).collect();
    Ok(Element { name: tag.name().to_owned(), attributes, children: children(tokens, levels)? })
}

impl Element {
    /// The element at a path of places among children; `None` where the path leads to a narrative, or nowhere.
    pub(super) fn at(&mut self, path: &[usize]) -> Option<&mut Self> {
        path.iter().try_fold(self, |element, index| match element.children.get_mut(*index)? {
            Child::Element(child) => Some(child),
            Child::Narrative(_) => None,
        })
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn add_attribute(&mut self, name: String, value: String) -> Result<(), String> {
        if self.attribute(&name).is_some() {
            return Err(format!("The element has an attribute '{name}' already; replace it."));
        }
        self.attributes.push((name, value));
        Ok(())
    }

    pub(super) fn replace_attribute(&mut self, name: &str, value: String) -> Result<(), String> {
        let found = self.attributes.iter_mut().find(|(own, _)| own == name);
        let (_, old) = found.ok_or_else(|| format!("The element has no attribute '{name}'."))?;
        *old = value;
        Ok(())
    }

    pub(super) fn remove_attribute(&mut self, name: &str) -> Result<(), String> {
        let before = self.attributes.len();
        self.attributes.retain(|(own, _)| own != name);
        match before == self.attributes.len() {
            true => Err(format!("The element has no attribute '{name}'.")),
            false => Ok(()),
        }
    }

    /// Puts the elements in it into the order of the standard, at every level. What the standard does not have
    /// goes to the end, for the reader to refuse.
    pub(super) fn put_in_order(&mut self, structure: &'static Structure) {
        let member = |child: &Child| structure.member(child.name());
        self.children.sort_by_key(|child| member(child).map_or(usize::MAX, |member| member.position));
        for child in &mut self.children {
            let found = member(child);
            let Child::Element(element) = child else { continue };
            match found {
                Some(member) if member.kind.name == "Resource" => element.put_resources_in_order(),
                Some(member) => {
                    let content = if member.is_primitive() {
                        definitions::structure("Element")
                    } else {
                        member.structure()
                    };
                    if let Some(structure) = content {
                        element.put_in_order(structure);
                    }
                }
                None => {}
            }
        }
    }

    /// The same for resources that stand in an element.
    fn put_resources_in_order(&mut self) {
        for child in &mut self.children {
            if let Child::Element(resource) = child
                && let Some(structure) = definitions::structure(&resource.name)
            {
                resource.put_in_order(structure);
            }
        }
    }

    /// The text of a document with this element.
    pub(super) fn document(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, &format!(" xmlns=\"{FHIR}\""));
        text
    }

    fn write(&self, text: &mut String, declaration: &str) {
        let _ = write!(text, "<{}{declaration}", self.name);
        for (name, value) in &self.attributes {
            let _ = write!(text, " {name}=\"");
            escape(text, value);
            text.push('"');
        }
        text.push('>');
        for child in &self.children {
            match child {
                Child::Element(element) => element.write(text, ""),
                Child::Narrative(div) => text.push_str(div),
            }
        }
        let _ = write!(text, "</{}>", self.name);
    }
}
