//! The XML of an Office document, element by element.

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use super::super::limits;
use super::damaged;
use crate::error::Result;

/// How deep elements may stand within one another.
const MAX_DEPTH: usize = 1_000;

/// The namespaces of what Word writes: as of the standard's transitional form, its strict form, Word 2010's own
/// elements, and those for other programs.
const WORD: [&str; 2] = [
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
];

/// A step through a part.
pub(super) enum Step<'a> {
    /// An element begins.
    Start(Element<'a>),
    /// The innermost element ends; its name as in [`Element`].
    End(&'a str),
    /// Text.
    Text(&'a str),
}

/// An element's beginning.
pub(super) struct Element<'a> {
    /// Its name without the prefix. An element that is not Word's own in a namespace of Word's main parts keeps
    /// a colon before its name, so that `a:p` is no paragraph.
    pub(super) name: &'a str,
    start: &'a BytesStart<'a>,
}

impl Element<'_> {
    /// An attribute by its name without prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes().flatten();
        let found = attributes.find(|attribute| attribute.key.local_name().as_ref() == name)?;
        Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
    }

    /// The attribute `val`.
    pub(super) fn value(&self) -> Option<String> {
        self.attribute("val")
    }

    /// The attribute `val` as a number.
    pub(super) fn number<T: std::str::FromStr>(&self) -> Option<T> {
        self.value()?.trim().parse().ok()
    }

    /// Whether a property that is set by standing there is not taken back.
    pub(super) fn is_on(&self) -> bool {
        !matches!(self.value().as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

/// Walks through a part. Fails with `minutes-damaged` where it is no XML, or is cut off.
pub(super) fn walk(xml: &str, mut visit: impl FnMut(Step<'_>) -> Result<()>) -> Result<()> {
    let mut events = NsReader::from_str(xml.trim_start_matches('\u{feff}'));
    events.config_mut().expand_empty_elements = true;
    let mut depth = 0_usize;
    loop {
        let (space, event) =
            events.read_resolved_event().map_err(|error| damaged(&format!("its XML is broken ({error})")))?;
        let foreign = is_foreign(&space);
        match event {
            Event::Start(start) => {
                depth += 1;
                limits::check(depth, MAX_DEPTH, "levels of XML")?;
                let name = start.local_name();
                let name = named(name.as_ref(), foreign);
                visit(Step::Start(Element { name: &name, start: &start }))?;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                visit(Step::End(&named(end.local_name().as_ref(), foreign)))?;
            }
            Event::Text(text) => visit(Step::Text(&text))?,
            Event::CData(text) => visit(Step::Text(&text))?,
            Event::GeneralRef(reference) => {
                if let Some(character) = character(&reference) {
                    visit(Step::Text(character.encode_utf8(&mut [0; 4])))?;
                }
            }
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(damaged("its XML is cut off")),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// Whether an element belongs to drawings, formulas and the like.
fn is_foreign(space: &ResolveResult<'_>) -> bool {
    match space {
        ResolveResult::Bound(space) => {
            let space: &str = space.as_ref();
            !WORD.contains(&space) && !space.contains("/package/2006/relationships")
        }
        ResolveResult::Unbound | ResolveResult::Unknown(_) => true,
    }
}

fn named(name: &str, foreign: bool) -> std::borrow::Cow<'_, str> {
    if foreign { format!(":{name}").into() } else { name.into() }
}

/// The character that a reference means. Entities of a document's own are not expanded.
fn character(reference: &BytesRef<'_>) -> Option<char> {
    let predefined = resolve_xml_entity(reference).and_then(|text| text.chars().next());
    predefined.or_else(|| reference.resolve_char_ref().ok().flatten())
}
